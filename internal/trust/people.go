package trust

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Users is a user database: what /etc/passwd and /etc/group hold. Users and
// groups of a directory service aren't in it and are known by their numbers
// alone; a group that isn't in it is nobody's private group.
type Users struct {
	users  []User
	groups []group
}

// A User is a line of /etc/passwd.
type User struct {
	Name     string
	UID, GID int
}

type group struct {
	name    string
	gid     int
	members []string
}

func readUsers(root string) Users {
	passwd, _ := os.ReadFile(filepath.Join("/", root, "etc/passwd"))
	groups, _ := os.ReadFile(filepath.Join("/", root, "etc/group"))
	return ParseUsers(string(passwd), string(groups))
}

// ParseUsers reads the contents of /etc/passwd and /etc/group (passwd(5),
// group(5)) and skips what isn't a line of them.
func ParseUsers(passwd, groups string) Users {
	var u Users
	for line := range strings.Lines(passwd) {
		fields := strings.Split(strings.TrimSpace(line), ":")
		if len(fields) < 4 {
			continue
		}
		uid, err := strconv.Atoi(fields[2])
		gid, groupErr := strconv.Atoi(fields[3])
		if err == nil && groupErr == nil {
			u.users = append(u.users, User{Name: fields[0], UID: uid, GID: gid})
		}
	}
	for line := range strings.Lines(groups) {
		fields := strings.Split(strings.TrimSpace(line), ":")
		if len(fields) < 4 {
			continue
		}
		if gid, err := strconv.Atoi(fields[2]); err == nil {
			members := strings.FieldsFunc(fields[3], func(r rune) bool { return r == ',' || r == ' ' })
			u.groups = append(u.groups, group{fields[0], gid, members})
		}
	}
	return u
}

// Lookup finds a user by name.
func (u Users) Lookup(name string) (User, bool) {
	i := slices.IndexFunc(u.users, func(user User) bool { return user.Name == name })
	if name == "" || i < 0 {
		return User{}, false
	}
	return u.users[i], true
}

// user finds a user by name or number.
func (u Users) user(nameOrNumber string) (User, bool) {
	if uid, err := strconv.Atoi(nameOrNumber); err == nil {
		i := slices.IndexFunc(u.users, func(user User) bool { return user.UID == uid })
		if i < 0 {
			return User{}, false
		}
		return u.users[i], true
	}
	return u.Lookup(nameOrNumber)
}

// group finds the number of a group by name or number.
func (u Users) group(nameOrNumber string) (int, bool) {
	if gid, err := strconv.Atoi(nameOrNumber); err == nil {
		return gid, true
	}
	i := slices.IndexFunc(u.groups, func(g group) bool { return g.name == nameOrNumber })
	if i < 0 {
		return 0, false
	}
	return u.groups[i].gid, true
}

// Name is the name of a user, or "uid N" where none is known.
func (u Users) Name(uid int) string {
	if user, ok := u.user(strconv.Itoa(uid)); ok {
		return user.Name
	}
	return "uid " + strconv.Itoa(uid)
}

// GroupName is the name of a group, or its number where none is known.
func (u Users) GroupName(gid int) string {
	i := slices.IndexFunc(u.groups, func(g group) bool { return g.gid == gid })
	if i < 0 {
		return strconv.Itoa(gid)
	}
	return u.groups[i].name
}

// private reports whether a group is the private group of a user: it has the
// user's name, and nobody else is in it, not as a primary group either.
func (u Users) private(gid, uid int) bool {
	owner, ok := u.user(strconv.Itoa(uid))
	named := func(g group) bool { return g.gid == gid && g.name == owner.Name }
	return ok && slices.ContainsFunc(u.groups, named) && u.onlyMember(gid, owner.Name)
}

// empty reports whether a known group has no member at all.
func (u Users) empty(gid int) bool { return u.onlyMember(gid, "") }

// onlyMember reports whether nobody but that user is in a group.
func (u Users) onlyMember(gid int, name string) bool {
	for _, user := range u.users {
		if user.GID == gid && user.Name != name {
			return false
		}
	}
	for _, g := range u.groups {
		stranger := func(member string) bool { return member != name }
		if g.gid == gid && slices.ContainsFunc(g.members, stranger) {
			return false
		}
	}
	return true
}

// operatorsBehind are the people a process acts for: its own user and, for
// root, the user who became root. Only root's environment counts. sudo, doas
// and pkexec set their variable for the command that they start, so whoever
// could fake it is root already; an ordinary user who sets it gains nothing.
// su sets none, and keeps the login uid, which only root can change.
func operatorsBehind(uid int, environ []string, login int, users Users) []int {
	if uid != 0 {
		return []int{uid}
	}
	var found []int
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		switch name {
		case "SUDO_UID", "PKEXEC_UID":
			if n, err := strconv.Atoi(value); err == nil && n > 0 {
				found = append(found, n)
			}
		case "DOAS_USER":
			if user, ok := users.Lookup(value); ok && user.UID > 0 {
				found = append(found, user.UID)
			}
		}
	}
	if found == nil && login > 0 {
		found = append(found, login)
	}
	return found
}

// noLogin is what the kernel shows for a process that nobody logged in for.
const noLogin = 1<<32 - 1

// loginUID is the user whose login led to this process, 0 if there is none
// (proc_pid_loginuid(5)).
func loginUID(root string) int {
	uid := readNumber(root, "proc/self/loginuid", 0)
	if uid == noLogin {
		return 0
	}
	return uid
}

// unmappedIDs are the numbers that stand for unmapped owners (proc_sys_fs(5)).
func unmappedIDs(root string) (user, group int) {
	const usual = 65534
	return readNumber(root, "proc/sys/kernel/overflowuid", usual), readNumber(root, "proc/sys/kernel/overflowgid", usual)
}

func readNumber(root, path string, otherwise int) int {
	content, err := os.ReadFile(filepath.Join("/", root, path))
	if err != nil {
		return otherwise
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return otherwise
	}
	return n
}
