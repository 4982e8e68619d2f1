package config

import (
	"fmt"
	"io/fs"
	"os"

	"pomerium-auth0/internal/text"
)

// newMode is the mode of a new file: it holds secrets.
const newMode fs.FileMode = 0o600

// ownerRule says whether this user can give a file that owner.
func ownerRule(id identity) error {
	if mayGive(id.uid, id.gid) {
		return nil
	}
	return fmt.Errorf("only root can give it to %s:%s: %w", userNamed(id.uid), groupNamed(id.gid), fs.ErrPermission)
}

// ownerOfNew is who a new file in a folder belongs to: whoever makes it, but
// for root, who makes it for the folder's owner.
func ownerOfNew(folder fs.FileInfo) identity {
	if isRoot() {
		return identify(folder)
	}
	return identity{uid: os.Geteuid(), gid: os.Getegid()}
}

// isStickyForeign reports whether the folder lets only the owner of a file, or
// its own, replace it, and this user is neither (the sticky bit, as of /tmp).
func isStickyForeign(folder string, file identity) bool {
	info, err := os.Stat(folder)
	if err != nil || info.Mode()&fs.ModeSticky == 0 || isRoot() {
		return false
	}
	me := os.Geteuid()
	return file.uid != me && identify(info).uid != me
}

func ownerNames(id identity) string { return text.Line(userNamed(id.uid)) }
func groupNames(id identity) string { return text.Line(groupNamed(id.gid)) }
