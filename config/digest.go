package config

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"pomerium-auth0/internal/text"
)

// maxFile is how much of a file is read, in bytes. A configuration of ten
// thousand routes has two million.
const maxFile = 16 << 20

// A Digest says which file was read and what it held. Two are equal (==) when
// it is the same file with the same content; the zero Digest stands for no
// file at all.
type Digest struct {
	sum      [sha256.Size]byte
	size     int64
	dev, ino uint64
}

// IsZero reports whether there was no file.
func (d Digest) IsZero() bool { return d == Digest{} }

// ReadFile reads a regular file of at most 16 MiB and follows symbolic links.
// Its errors are sentences that wrap fs.ErrNotExist or fs.ErrPermission where
// these are the reason.
func ReadFile(path string) ([]byte, Digest, error) {
	content, info, err := readRegular(path)
	if err != nil {
		return nil, Digest{}, err
	}
	return content, digestOf(content, info), nil
}

func digestOf(content []byte, info fs.FileInfo) Digest {
	id := identify(info)
	return Digest{sum: sha256.Sum256(content), size: int64(len(content)), dev: id.dev, ino: id.ino}
}

func readRegular(path string) ([]byte, fs.FileInfo, error) {
	shown := text.Line(path)
	// Looked at before it is opened: opening a device may already do something.
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s is %s, not a file", shown, kindOf(info.Mode()))
	}
	var f *os.File
	if err == nil {
		// Without waiting: a pipe put in its place meanwhile must not hang us.
		f, err = os.OpenFile(path, os.O_RDONLY|openNonBlocking, 0)
	}
	if err != nil {
		return nil, nil, readError(shown, err)
	}
	defer f.Close()
	return readOpened(f, shown)
}

func readOpened(f *os.File, shown string) ([]byte, fs.FileInfo, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, nil, readError(shown, err)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s is %s, not a file", shown, kindOf(info.Mode()))
	}
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, nil, readError(shown, err)
	}
	if len(content) > maxFile {
		return nil, nil, fmt.Errorf("%s is larger than %d MiB, which no Pomerium configuration is", shown, maxFile>>20)
	}
	return content, info, nil
}

func readError(shown string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s is not there: %w", shown, fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s cannot be read by %s: %w", shown, userName(), fs.ErrPermission)
	case errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%s is a folder, not a file", shown)
	}
	return fmt.Errorf("%s cannot be read: %w", shown, errno(err))
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}
