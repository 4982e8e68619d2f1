package config

import (
	"errors"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// openTemporary opens a new file in the folder, without a name where the file
// system can; named says which.
func (t *target) openTemporary(name string) (f *os.File, named bool, err error) {
	folder, err := t.folder.Open(".")
	if err != nil {
		return nil, false, err
	}
	defer folder.Close()
	// By way of /proc, so that it is the folder that is held and not one that
	// has taken its path.
	f, err = openUnnamed(procPath(folder))
	if unnamedUnsupported(err) || errors.Is(err, os.ErrNotExist) {
		f, err = t.folder.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, newMode)
		return f, true, err
	}
	return f, false, err
}

// link gives a file without a name one (open(2), O_TMPFILE), which must be free.
func (t *target) link(f *os.File, name string) error {
	folder, err := t.folder.Open(".")
	if err != nil {
		return err
	}
	defer folder.Close()
	err = unix.Linkat(unix.AT_FDCWD, procPath(f), int(folder.Fd()), name, unix.AT_SYMLINK_FOLLOW)
	return os.NewSyscallError("linkat", err)
}

// renameToFree gives a file another name, which must be free: fs.ErrExist, or
// errors.ErrUnsupported where the file system cannot tell, as NFS.
func (t *target) renameToFree(from, to string) error {
	folder, err := t.folder.Open(".")
	if err != nil {
		return err
	}
	defer folder.Close()
	at := int(folder.Fd())
	err = unix.Renameat2(at, from, at, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) {
		return errors.ErrUnsupported
	}
	return os.NewSyscallError("renameat2", err)
}

func procPath(f *os.File) string { return "/proc/self/fd/" + strconv.Itoa(int(f.Fd())) }

// reserve makes the disk give the room for a write before it begins. File
// systems that cannot promise that are taken as they are.
func reserve(f *os.File, size int) error {
	if size == 0 {
		return nil
	}
	if err := withinFileSize(int64(size)); err != nil {
		return err
	}
	err := unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_KEEP_SIZE, 0, int64(size))
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return os.NewSyscallError("fallocate", err)
}

// withinFileSize asks the limit for the size of a file (ulimit -f), which
// counts for what is written and not for room that is given.
func withinFileSize(size int64) error {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_FSIZE, &limit) == nil && uint64(size) > limit.Cur {
		return unix.EFBIG
	}
	return nil
}
