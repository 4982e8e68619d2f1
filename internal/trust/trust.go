// Package trust judges whose a file is: who owns it and each folder that leads
// to it, and who else may change one of them. It is the only place with these
// rules; docs/security.md explains them to operators.
//
// A Judge knows on whose behalf this process acts. Its Open follows a path
// component by component, keeps what it met on the way, and opens the file that
// the way led to, so that the verdict is about the bytes that are read:
//
//	judge := trust.For(root, environ)      // knows root and the operator
//	judge = judge.Serving(services...)     // and the users Pomerium runs as
//	file, err := judge.Open(path)          // a regular file, for reading
//	there, err := judge.Look(path)         // a file, a folder, or a path that is still free
//	verdict := file.Believed()             // or file.Runnable(); verdict.OK, verdict.Words()
//
// There are two strengths. What may be run belongs to root or the operator (for
// root: to root alone) and can be changed by nobody else. What may be believed
// (read as a hint, edited, written to) may also belong to the user of a Pomerium
// service, and be changed by a few groups that let no stranger in.
package trust

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// A Judge knows on whose behalf this process acts.
type Judge struct {
	root      string // the folder that stands for "/", "" for "/" itself
	uid       int    // the effective user of this process
	operators []int  // the people behind it
	users     Users
	// unmappedUser and unmappedGroup stand for every owner that this user
	// namespace, or a file server, doesn't map.
	unmappedUser, unmappedGroup int
	serviceUsers, serviceGroups []int
}

// A Service is whom a systemd unit starts Pomerium as: the values of User= and
// Group=, names or numbers. Only units that may be believed count.
type Service struct{ User, Group string }

// packagedUser is who Pomerium's packages run it as, and give /etc/pomerium to
// (ospkg/ of Pomerium 0.33).
const packagedUser = "pomerium"

// For returns the judge for this process. Root is the folder that stands for
// "/" ("" for the machine itself): user database and login uid are read there.
// Environ is the environment, "NAME=value" each. No service is believed yet.
func For(root string, environ []string) Judge {
	users := readUsers(root)
	uid := os.Geteuid()
	user, group := unmappedIDs(root)
	return Judge{
		root: root, uid: uid, users: users,
		operators:    operatorsBehind(uid, environ, loginUID(root), users),
		unmappedUser: user, unmappedGroup: group,
	}
}

// Serving returns a judge that also believes the users of these services. With
// none it believes the user that Pomerium's packages make.
func (j Judge) Serving(services ...Service) Judge {
	j.serviceUsers, j.serviceGroups = nil, nil
	if len(services) == 0 {
		services = []Service{{User: packagedUser}}
	}
	for _, s := range services {
		if u, ok := j.users.user(s.User); ok {
			j.serviceUsers = append(j.serviceUsers, u.UID)
			j.serviceGroups = append(j.serviceGroups, u.GID)
		}
		if gid, ok := j.users.group(s.Group); ok {
			j.serviceGroups = append(j.serviceGroups, gid)
		}
	}
	return j
}

// Accepting returns a judge that also believes the owner whom a verdict names:
// the operator said that the file is meant. Nothing changes where its owner isn't
// the fault, or isn't known.
func (j Judge) Accepting(v Verdict) Judge {
	if v.ByOwner() {
		j.operators = append(slices.Clone(j.operators), v.uid)
	}
	return j
}

// IsRoot reports whether this process acts as root.
func (j Judge) IsRoot() bool { return j.uid == 0 }

// Users is the user database that the judge goes by.
func (j Judge) Users() Users { return j.users }

// A Found is what a path led to.
type Found struct {
	// Path is the path without symbolic links, as the machine has it.
	Path string
	// Info describes what is there, nil where nothing is. It was taken from an
	// open descriptor, so os.SameFile tells whether something else is the same.
	Info fs.FileInfo
	// File is open for reading; only Open sets it.
	File *os.File

	way   []step
	judge Judge
}

// Close closes the file, if there is one.
func (f *Found) Close() {
	if f.File != nil {
		_ = f.File.Close()
	}
}

// Believed says whether the file may be read as a hint, edited and written.
func (f *Found) Believed() Verdict { return f.verdict(believe) }

// Runnable says whether the file may be run.
func (f *Found) Runnable() Verdict { return f.verdict(run) }

func (f *Found) verdict(s strength) Verdict {
	if len(f.way) == 0 { // this system's owners aren't known
		return Verdict{OK: s == believe, Unknown: true, Path: f.Path}
	}
	return f.judge.weigh(f.way, s)
}

// A Verdict says whether a file is ours and, if not, which part of its path is
// at fault and why. It is comparable.
type Verdict struct {
	// OK is set where nobody else can change the file.
	OK bool
	// Unknown is set where the owner isn't mapped in this user namespace.
	Unknown bool
	// Path is the file, folder or link at fault, Owner the name of its owner.
	// Both are as the machine has them: clean them before they are shown.
	Path, Owner string
	// who may change it beside the owner; "" where the owner is the fault.
	who string
	uid int
}

// ByOwner reports whether the owner is the fault, and not who else can change it.
func (v Verdict) ByOwner() bool { return !v.OK && !v.Unknown && v.who == "" && v.Path != "" }

func (v Verdict) of(s step, j Judge) Verdict {
	v.Path, v.Owner, v.uid = s.path, j.users.Name(s.uid), s.uid
	if v.Unknown {
		v.Owner = "unknown"
	}
	return v
}

// Words are a clause for the screen: "/srv/app belongs to eve".
func (v Verdict) Words() string {
	switch {
	case v.OK:
		return ""
	case v.Unknown:
		return clean(v.Path) + " has an unknown owner (not mapped on this system)"
	case v.who != "":
		return fmt.Sprintf("%s can be changed by %s", clean(v.Path), clean(v.who))
	}
	return fmt.Sprintf("%s belongs to %s", clean(v.Path), clean(v.Owner))
}
