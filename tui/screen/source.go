package screen

import (
	"errors"
	"io"
	"os"
)

// errGone says that the terminal's other end was closed.
var errGone = errors.New("nobody is at the other end of the terminal")

// Bubble Tea takes the end of its input for silence and would run on without
// anybody, a token in its memory. Where the signal of a hung-up line is
// ignored, that end is all that tells.
type (
	fileSource   struct{ *os.File }
	readerSource struct{ io.Reader }
)

func (s fileSource) Read(p []byte) (int, error)   { return untilGone(s.File, p) }
func (s readerSource) Read(p []byte) (int, error) { return untilGone(s.Reader, p) }

func untilGone(r io.Reader, p []byte) (int, error) {
	n, err := r.Read(p)
	if errors.Is(err, io.EOF) {
		err = errGone
	}
	return n, err
}

// source wraps what keys are read from; a terminal stays one.
func source(in io.Reader) io.Reader {
	switch in := in.(type) {
	case nil:
		return fileSource{os.Stdin}
	case *os.File:
		return fileSource{in}
	}
	return readerSource{in}
}
