package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// An Output is standard output. A result that does not arrive is no success,
// so it keeps what went wrong first, to be looked at when all was written.
type Output struct {
	File *os.File
	err  error
}

func (o *Output) Write(b []byte) (int, error) {
	n, err := o.File.Write(b)
	if err != nil {
		err = fmt.Errorf("standard output takes no more, and what was to be printed there is lost: %w", withoutPath(err))
	}
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// Err is why something that was written did not arrive.
func (o *Output) Err() error { return o.err }

// Fd is the file's, to ask whether it is a terminal.
func (o *Output) Fd() uintptr { return o.File.Fd() }

// withoutPath leaves the name of the file out of an error.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
