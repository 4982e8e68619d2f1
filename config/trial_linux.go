package config

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// attributesOf tells whether a file is immutable or append-only. statx(2)
// knows without opening the file; where it does not, the file is neither.
func attributesOf(path string) (immutable, appendOnly bool) {
	var x unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, 0, 0, &x); err != nil {
		return false, false
	}
	return x.Attributes&unix.STATX_ATTR_IMMUTABLE != 0, x.Attributes&unix.STATX_ATTR_APPEND != 0
}

// tryTemporary makes a file without a name in the folder (O_TMPFILE), which
// leaves the folder as it is, and gives it the owner, attributes and mode that
// a new file would need, and the room that saving needs. like is the file to be
// replaced, "" for none.
func tryTemporary(folder, like string, id identity, mode fs.FileMode, room int64) obstacles {
	f, err := openUnnamed(folder)
	if unnamedUnsupported(err) {
		return obstacles{adding: canAddTo(folder), owner: ownerRule(id), room: roomFor(folder, room, 0)}
	}
	if isFull(err) {
		return obstacles{room: err}
	}
	if err != nil {
		return obstacles{adding: err}
	}
	defer f.Close()
	if err := setOwner(f, id); err != nil {
		return obstacles{owner: err}
	}
	// The owner's quota counts.
	err = unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_KEEP_SIZE, 0, room)
	if errors.Is(err, errors.ErrUnsupported) {
		err = roomFor(folder, room, 0)
	}
	if isFull(err) {
		return obstacles{room: err}
	}
	if like != "" {
		old, err := os.OpenFile(like, os.O_RDONLY|openNonBlocking, 0)
		if err != nil {
			return obstacles{owner: err}
		}
		defer old.Close()
		for _, copied := range []func(from, to *os.File) (string, error){copyAttributes, copyAccess} {
			if attribute, err := copied(old, f); err != nil {
				return obstacles{attribute: attribute}
			}
		}
	}
	return obstacles{owner: f.Chmod(mode)}
}

// roomFor asks whether the file system of a path has room for so many bytes,
// and whether a file may have that size. Where it says nothing there is.
func roomFor(path string, room, size int64) error {
	if err := withinFileSize(size); err != nil {
		return err
	}
	var stat unix.Statfs_t
	if unix.Statfs(path, &stat) != nil || stat.Blocks == 0 {
		return nil
	}
	free := stat.Bavail
	if isRoot() {
		free = stat.Bfree // with what is kept for root
	}
	if block := uint64(max(stat.Bsize, 1)); free < (uint64(room)+block-1)/block {
		return unix.ENOSPC
	}
	return nil
}

func isFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) || errors.Is(err, unix.EFBIG)
}

// openUnnamed opens a new file that has no name yet; closed, it is gone.
func openUnnamed(folder string) (*os.File, error) {
	return os.OpenFile(folder, unix.O_TMPFILE|os.O_RDWR, newMode)
}

// unnamedUnsupported reports whether a file system knows no O_TMPFILE; kernels
// before 3.11 take it for an attempt to write to the folder.
func unnamedUnsupported(err error) bool {
	return errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EISDIR) || errors.Is(err, unix.EINVAL)
}
