//go:build unix

package config

import (
	"io/fs"
	"os"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

const openNonBlocking = unix.O_NONBLOCK

// identity is what the system knows a file by and who it belongs to.
type identity struct {
	dev, ino uint64
	links    uint64
	uid, gid int
}

func identify(info fs.FileInfo) identity {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return identity{links: 1}
	}
	// The widths of these fields differ from system to system.
	return identity{
		dev: uint64(stat.Dev), ino: uint64(stat.Ino), links: uint64(stat.Nlink), //nolint:unconvert
		uid: int(stat.Uid), gid: int(stat.Gid),
	}
}

// everybodyMay reports whether the mode lets every user read (4), write (2) or
// go through (1).
func everybodyMay(info fs.FileInfo, bit fs.FileMode) bool { return info.Mode().Perm()&bit != 0 }

func isRoot() bool { return os.Geteuid() == 0 }

// mayGive reports whether this user may make a file of its own belong to uid
// and gid (chown(2)): root may, others only to themselves and their groups.
func mayGive(uid, gid int) bool {
	if isRoot() {
		return true
	}
	if uid != os.Geteuid() {
		return false
	}
	groups, err := os.Getgroups()
	return gid == os.Getegid() || err == nil && slices.Contains(groups, gid)
}

// canWrite asks the system, with the effective user, and changes nothing.
func canWrite(path string) error { return access(path, unix.W_OK) }

// canAddTo asks the same about new names in a folder.
func canAddTo(folder string) error { return access(folder, unix.W_OK|unix.X_OK) }

func access(path string, mode uint32) error {
	return unix.Faccessat(unix.AT_FDCWD, path, mode, unix.AT_EACCESS)
}

func setOwner(f *os.File, id identity) error { return f.Chown(id.uid, id.gid) }
