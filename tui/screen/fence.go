package screen

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// A fence keeps an Enter from confirming a page that is still on its way to
// the operator. Behind the frame that draws a page with a confirmation the
// terminal is asked for its cursor (DSR, CSI 6n). Its answer comes after every
// key that was typed before the page was drawn, and before every key that was
// typed later.
//
// A terminal that doesn't answer needs a pause without keys instead.
type fence struct {
	mu      sync.Mutex
	page    int       // the number of the newest page that is fenced
	shown   time.Time // when it came
	asked   []report  // without an answer yet, oldest first
	drawn   int       // the newest page that was answered for
	since   time.Time // when
	answers bool      // this terminal has answered
	// unreliable: answers prove nothing. Tmux and screen answer by themselves,
	// wherever their terminal is; and after one answer too many, or too late,
	// nobody knows which question the next one belongs to.
	unreliable bool
}

// A report is a cursor report that the terminal was asked for.
type report struct {
	page int
	at   time.Time
}

const (
	// reactFor is less than anybody takes to read a page and press a key.
	reactFor = 200 * time.Millisecond
	// settleFor is the pause that stands in for an answer.
	settleFor = 2500 * time.Millisecond
	// lostAfter is when an answer is no longer expected. A page of 2 KB takes
	// 8 s at 2,400 baud.
	lostAfter = 15 * time.Second
)

// newFence makes the fence of a terminal.
func newFence(environ uv.Environ) *fence {
	kind := environ.Getenv("TERM")
	return &fence{unreliable: environ.Getenv("TMUX") != "" || environ.Getenv("STY") != "" ||
		strings.HasPrefix(kind, "tmux") || strings.HasPrefix(kind, "screen")}
}

// raise is told that a page with a confirmation is about to be drawn.
func (f *fence) raise(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.page++
	f.shown = now
}

// answer is told that the terminal has answered a question. An answer can also
// be typed, as F3 with a modifier; that alone confirms nothing.
func (f *fence) answer(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forget(now)
	if len(f.asked) == 0 {
		f.unreliable = true
		return
	}
	f.drawn, f.since, f.answers = f.asked[0].page, now, true
	f.asked = f.asked[1:]
}

// forget drops the questions whose answers are no longer expected.
func (f *fence) forget(now time.Time) {
	for len(f.asked) > 0 && now.Sub(f.asked[0].at) >= lostAfter {
		f.asked = f.asked[1:]
	}
}

// open reports whether a confirmation is taken that came now, so long after the
// key before it.
func (f *fence) open(now time.Time, gap time.Duration) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forget(now)
	waiting := len(f.asked) > 0
	switch {
	case f.unreliable, !f.answers, f.drawn != f.page && !waiting:
		return gap >= settleFor && now.Sub(f.shown) >= settleFor
	case f.drawn == f.page && !waiting:
		return now.Sub(f.since) >= reactFor
	}
	return false
}

// pauses reports whether it is a pause that opens the fence.
func (f *fence) pauses() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.unreliable || !f.answers
}

// owed reports whether the terminal may still answer. One that has never
// answered is not waited for as long.
func (f *fence) owed(now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forget(now)
	if len(f.asked) == 0 {
		return false
	}
	return f.answers || now.Sub(f.asked[len(f.asked)-1].at) < settleFor
}

const titleFormat = "page %d"

// title is a window title that carries the number of the page with its frame
// to the writer. No terminal gets to see it.
func (f *fence) title() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.page == 0 || f.unreliable {
		return ""
	}
	return fmt.Sprintf(titleFormat, f.page)
}

// writer writes to the terminal what Bubble Tea writes, and the question
// behind each frame of a page that has not been asked for. Bubble Tea writes a
// frame at once, some time after the model has drawn it: what is told to it
// beside the frame may be written before it.
func (f *fence) writer(out io.Writer, now func() time.Time) io.Writer {
	if out == nil {
		out = os.Stdout
	}
	w := fencedWriter{out, f, now}
	if file, is := out.(*os.File); is {
		return fencedFile{file, w}
	}
	return w
}

type fencedWriter struct {
	io.Writer
	fence *fence
	now   func() time.Time
}

// A fencedFile stays a terminal for Bubble Tea, which asks for its size.
type fencedFile struct {
	*os.File
	fenced fencedWriter
}

func (f fencedFile) Write(p []byte) (int, error) { return f.fenced.Write(p) }

var titleBegin, titleEnd = []byte("\x1b]2;"), []byte("\a")

func (w fencedWriter) Write(p []byte) (int, error) {
	before, rest, titled := bytes.Cut(p, titleBegin)
	title, after, whole := bytes.Cut(rest, titleEnd)
	if !titled || !whole {
		return w.Writer.Write(p)
	}
	frame := append(bytes.Clone(before), after...)
	if len(title) > 0 {
		frame = append(frame, ansi.RequestCursorPositionReport...)
		w.fence.ask(string(title), w.now())
	}
	if _, err := w.Writer.Write(frame); err != nil {
		return 0, err
	}
	return len(p), nil
}

// ask counts the question behind the frame of that title.
func (f *fence) ask(title string, now time.Time) {
	var page int
	if _, err := fmt.Sscanf(title, titleFormat, &page); err != nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, report{page, now})
}
