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
// a new file would need. like is the file to be replaced, "" for none.
func tryTemporary(folder, like string, id identity, mode fs.FileMode) obstacles {
	f, err := openUnnamed(folder)
	if unnamedUnsupported(err) {
		return obstacles{adding: canAddTo(folder), owner: ownerRule(id)}
	}
	if err != nil {
		return obstacles{adding: err}
	}
	defer f.Close()
	if err := setOwner(f, id); err != nil {
		return obstacles{owner: err}
	}
	if like != "" {
		old, err := os.OpenFile(like, os.O_RDONLY|openNonBlocking, 0)
		if err != nil {
			return obstacles{owner: err}
		}
		defer old.Close()
		if attribute, err := copyAttributes(old, f); err != nil {
			return obstacles{attribute: attribute}
		}
	}
	return obstacles{owner: f.Chmod(mode)}
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
