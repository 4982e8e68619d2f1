package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// errno takes the system's reason out of an error of the os package, which
// repeats path and call, and words the common ones for an operator. The result
// wraps the reason.
func errno(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	var call *os.SyscallError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	case errors.As(err, &call):
		err = call.Err
	}
	if words := errnoWords(err); words != "" {
		return fmt.Errorf("%s (%w)", words, err)
	}
	return err
}

func errnoWords(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full"
	case errors.Is(err, syscall.EDQUOT):
		return "the disk quota is used up"
	case errors.Is(err, syscall.EFBIG):
		return "the file-size limit of this shell forbids it; see ulimit -f"
	case errors.Is(err, syscall.EROFS):
		return "the file system is mounted read-only"
	case errors.Is(err, syscall.EIO):
		return "the disk reported an error"
	case errors.Is(err, syscall.EBUSY):
		return "it is mounted"
	}
	return ""
}
