package screen

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// errGone says that the terminal's other end was closed.
var errGone = errors.New("nobody is at the other end of the terminal")

// A source is what Bubble Tea reads keys from. Of what the terminal sends it
// passes on what the scanner does.
//
// Bubble Tea takes the end of its input for silence and would run on without
// anybody, a token in its memory. Where the signal of a hung-up line is
// ignored, that end is all that tells: here it is an error.
type source struct {
	scanner
	mu sync.Mutex // what was taken out is handed over to another goroutine

	read func(p []byte) (int, error)
	// comes waits until there is something to read, at most that long.
	comes func(time.Duration) bool
	close func()
}

// Read reads until nothing is incomplete that has to be waited for. It may
// return nothing: the rest of a sequence is then read next time. That waiting
// is here, and not left to the next Read, since Bubble Tea calls Read only when
// the terminal has sent something.
func (s *source) Read(p []byte) (int, error) {
	var out []byte
	// The longest that a byte becomes is the esc key.
	chunk := make([]byte, len(p)/(2*len(escapeKey)))
	for {
		n, err := s.read(chunk)
		s.mu.Lock()
		if n > 0 {
			out = s.scan(out, chunk[:n], time.Now())
		}
		wait, gathers := s.waits(), len(s.text) > 0
		s.mu.Unlock()
		if errors.Is(err, io.EOF) {
			err = errGone
		}
		full := len(out)+len(chunk)*len(escapeKey)+longestSequence > len(p)
		if err == nil && !full && (wait > 0 || gathers) && s.comes(wait) {
			continue
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if err == nil && !full {
			out = s.flush(out)
		}
		return copy(p, s.flushText(out)), err
	}
}

// marked hands over what the mark that was read stands for.
func (s *source) marked() (pasted, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.take()
}

// fileSource stays a terminal for Bubble Tea, which needs its descriptor.
type fileSource struct {
	*source
	file *os.File
}

func (s fileSource) Write(p []byte) (int, error) { return s.file.Write(p) }
func (s fileSource) Close() error                { return s.file.Close() }
func (s fileSource) Fd() uintptr                 { return s.file.Fd() }
func (s fileSource) Name() string                { return s.file.Name() }

// newSource returns the source of what in sends, and how Bubble Tea reads it.
func newSource(in io.Reader) (*source, io.Reader) {
	if in == nil {
		in = os.Stdin
	}
	if file, is := in.(*os.File); is {
		s := &source{read: file.Read, close: func() {}}
		s.comes = func(d time.Duration) bool { return readable(file, d) }
		return s, fileSource{s, file}
	}
	p := newPump(in)
	s := &source{read: p.read, comes: p.comes, close: p.close}
	return s, s
}

// A pump reads ahead what cannot be waited for otherwise.
type pump struct {
	chunks chan []byte
	rest   []byte
	done   chan struct{}
}

func newPump(in io.Reader) *pump {
	p := &pump{chunks: make(chan []byte), done: make(chan struct{})}
	go func() {
		defer close(p.chunks)
		for {
			chunk := make([]byte, 4096)
			n, err := in.Read(chunk)
			select {
			case p.chunks <- chunk[:n]:
			case <-p.done:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return p
}

func (p *pump) read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		var open bool
		select {
		case p.rest, open = <-p.chunks:
		case <-p.done:
		}
		if !open {
			return 0, io.EOF
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *pump) comes(d time.Duration) bool {
	if len(p.rest) > 0 {
		return true
	}
	if d == 0 {
		select {
		case p.rest = <-p.chunks:
			return true
		default:
			return false
		}
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case p.rest = <-p.chunks:
		return true // its end is read as such
	case <-p.done:
		return true
	case <-timer.C:
		return false
	}
}

func (p *pump) close() { close(p.done) }
