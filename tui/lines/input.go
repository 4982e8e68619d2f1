package lines

import (
	"bytes"
	"context"
	"io"
	"os"
	"time"
	"unicode/utf8"

	"github.com/muesli/cancelreader"
)

const (
	// together is the silence that ends what came in one go: one key, or a
	// whole paste, which a terminal without bracketed paste sends as keys.
	together = 20 * time.Millisecond
	// grace is how long keys are dropped after an effect has moved the walk:
	// they were meant for what stood there before.
	grace = 300 * time.Millisecond
	// silence is awaited on the way out, so that the rest of a paste does not
	// reach the shell; at most outstay.
	silence = 150 * time.Millisecond
	outstay = 2 * time.Second
	// reading is the least time between an answer and the confirmation after it:
	// over a slow line, what is confirmed is still on its way before.
	reading = 2500 * time.Millisecond
	// flood is the most that is taken for one paste, in bytes.
	flood = 1 << 20
)

const (
	ctrlC = 0x03
	ctrlD = 0x04
	esc   = 0x1b
)

// listen passes on what comes from in, until stop is called.
func listen(in *os.File) (input <-chan []byte, stop func(), err error) {
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return nil, nil, err
	}
	came := make(chan []byte)
	go read(reader, came)
	return came, func() {
		if reader.Cancel() {
			for range came { // until read has ended
			}
		}
		_ = reader.Close()
	}, nil
}

// read passes on what comes from r, and closes input at its end.
func read(r io.Reader, input chan<- []byte) {
	defer close(input)
	for {
		chunk := make([]byte, 4096)
		n, err := r.Read(chunk)
		if n > 0 {
			input <- chunk[:n]
		}
		if err != nil {
			return
		}
	}
}

// gather waits for what belongs to first.
func (s *session) gather(first []byte) []byte {
	for len(first) < flood {
		select {
		case more, open := <-s.input:
			if !open {
				return first
			}
			first = append(first, more...)
		case <-time.After(together):
			return first
		}
	}
	return first
}

// deafen drops what comes within the grace, and what came already.
func (s *session) deafen() {
	s.deaf = time.Now().Add(grace)
	if isPaste(s.pending) {
		s.print(tooEarly)
	}
	s.pending = nil
}

// discard drops what was typed before a confirmation is asked for. It was meant
// for something else.
func (s *session) discard() {
	lost, came := false, s.pending
	for {
		if bytes.IndexByte(came, ctrlC) >= 0 {
			s.pending = []byte{ctrlC}
			return
		}
		s.pending = nil
		lost = lost || isPaste(came)
		var open bool
		select {
		case came, open = <-s.input:
			if !open {
				return
			}
		case <-time.After(together):
			if lost {
				s.print(tooEarly)
			}
			return
		}
	}
}

const tooEarly = "! what was pasted too early was dropped"

// isPaste reports whether losing b must be said: single keys are typed again
// without thinking, a paste is believed to have arrived.
func isPaste(b []byte) bool {
	return utf8.RuneCount(bytes.Trim(b, "\r\n\x1b")) > 3
}

// swallow waits for silence.
func (s *session) swallow(ctx context.Context) {
	limit := time.After(outstay)
	for {
		select {
		case _, open := <-s.input:
			if !open {
				return
			}
		case <-time.After(silence):
			return
		case <-limit:
			return
		case <-ctx.Done():
			return
		}
	}
}
