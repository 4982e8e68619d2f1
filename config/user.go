package config

import (
	"os/user"
	"strconv"
)

// userName is who runs this program, in words for a sentence.
func userName() string {
	me, err := user.Current()
	if err != nil {
		return "this user"
	}
	return me.Username
}

// userNamed and groupNamed are the names of numbers, or the numbers themselves
// where nobody has a name for them, as with files of a container's users.
func userNamed(uid int) string {
	number := strconv.Itoa(uid)
	found, err := user.LookupId(number)
	if err != nil {
		return number
	}
	return found.Username
}

func groupNamed(gid int) string {
	number := strconv.Itoa(gid)
	found, err := user.LookupGroupId(number)
	if err != nil {
		return number
	}
	return found.Name
}
