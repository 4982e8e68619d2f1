// Package screentest is an emulated terminal for the tests of what stands on a
// screen: as text, and as a picture of its cells.
package screentest

import (
	"io"
	"strings"
	"sync"

	"github.com/charmbracelet/x/vt"
)

// A Terminal is an emulated one that also keeps what is written to it. The
// emulator is not safe for use from two goroutines, and Bubble Tea writes from
// its own.
type Terminal struct {
	mu       sync.Mutex
	emulator *vt.Emulator
	raw      strings.Builder
}

// NewTerminal makes a terminal of that many columns and rows.
func NewTerminal(width, height int) *Terminal {
	t := &Terminal{emulator: vt.NewEmulator(width, height)}
	// Bubble Tea expects a terminal it did not put into raw mode itself to
	// turn a line feed into a new line.
	_, _ = t.emulator.Write([]byte("\x1b[20h"))
	return t
}

// Write shows p.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw.Write(p)
	return t.emulator.Write(p)
}

// Answer passes on what the emulator answers to queries, one at a time, until
// the terminal is closed. It never blocks the emulator.
func (t *Terminal) Answer(to func(answer string)) {
	answers := make(chan string, 1000)
	go func() {
		defer close(answers)
		chunk := make([]byte, 256)
		for {
			n, err := t.emulator.Read(chunk)
			if err != nil {
				return
			}
			answers <- string(chunk[:n])
		}
	}()
	for answer := range answers {
		to(answer)
	}
}

// Close ends Answer. The emulator's own Close races with its Read.
func (t *Terminal) Close() {
	if pipe, ok := t.emulator.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
}

// Text is what stands on the screen, without blanks at the ends of its lines.
func (t *Terminal) Text() string { return t.Frame().Text() }

// IsFull reports whether the alternate screen is shown, not the normal one.
func (t *Terminal) IsFull() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.emulator.IsAltScreen()
}

// All is everything that was written, escape codes included.
func (t *Terminal) All() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.raw.String()
}

// Output is all that was written since the last call, escape codes included.
func (t *Terminal) Output() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.raw.String()
	t.raw.Reset()
	return out
}
