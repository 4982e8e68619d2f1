package screen

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/vt"

	"pomerium-auth0/tui/walk"
)

// A terminal is an emulated one that also keeps what is written to it. The
// emulator is not safe for use from two goroutines, and Bubble Tea writes from
// its own.
type terminal struct {
	mu       sync.Mutex
	emulator *vt.Emulator
	raw      strings.Builder
}

func newTerminal(width, height int) *terminal {
	t := &terminal{emulator: vt.NewEmulator(width, height)}
	// Bubble Tea expects a terminal it did not put into raw mode itself to
	// turn a line feed into a new line.
	_, _ = t.emulator.Write([]byte("\x1b[20h"))
	return t
}

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw.Write(p)
	return t.emulator.Write(p)
}

// drain reads what the emulator answers to queries, which else would block it,
// until the terminal is closed. Nobody gets the answers.
func (t *terminal) drain() { _, _ = io.Copy(io.Discard, t.emulator) }

// close ends drain. The emulator's own Close races with its Read.
func (t *terminal) close() {
	if pipe, ok := t.emulator.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
}

// text is what stands on the screen.
func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(t.emulator.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// all is everything that was written.
func (t *terminal) all() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.raw.String()
}

// output is all that was written since the last call, escape codes included.
func (t *terminal) output() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.raw.String()
	t.raw.Reset()
	return out
}

// A rig is a walk on an emulated terminal, inside a bubble of virtual time.
type rig struct {
	t        *testing.T
	keys     *io.PipeWriter
	terminal *terminal
	stop     context.CancelFunc
	done     chan struct{}
	state    walk.State
	err      error
	model    *model
}

// play runs a walk in a bubble and hands over its rig. What the walk writes
// goes to o.Out too, if there is one.
func play(t *testing.T, o Options, test func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if o.Width == 0 {
			o.Width, o.Height = 80, 24
		}
		if o.Environ == nil {
			o.Environ = []string{"TERM=xterm-256color", "SSH_TTY=/dev/pts/0"}
		}
		reader, writer := io.Pipe()
		ctx, stop := context.WithCancel(t.Context())
		r := &rig{t: t, keys: writer, terminal: newTerminal(o.Width, o.Height), stop: stop, done: make(chan struct{})}
		o.In = reader
		if o.Out == nil {
			o.Out = r.terminal
		} else {
			o.Out = io.MultiWriter(r.terminal, o.Out)
		}
		r.model = newModel(o)
		go r.terminal.drain()
		go func() {
			defer close(r.done)
			r.state, r.err = r.model.run(ctx)
		}()
		r.settle(100 * time.Millisecond)
		test(r)
		stop()
		_ = writer.Close()
		<-r.done
		r.terminal.close()
		// Ticks that were under way end by themselves; none is longer.
		time.Sleep(revealFor + time.Second)
	})
}

// settle lets time pass and all goroutines come to rest.
func (r *rig) settle(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// send delivers text as one chunk, as a slow line does.
func (r *rig) send(chunk string) {
	r.t.Helper()
	if _, err := r.keys.Write([]byte(chunk)); err != nil {
		r.t.Fatalf("the program reads no keys any more: %v", err)
	}
	r.settle(70 * time.Millisecond)
}

// typeSlowly sends key by key, as a person does.
func (r *rig) typeSlowly(keys ...string) {
	r.t.Helper()
	for _, key := range keys {
		r.send(key)
	}
}

// quiet waits until keys are heard again after an effect.
func (r *rig) quiet() { r.settle(quietFor + 50*time.Millisecond) }

func (r *rig) shows(wanted ...string) {
	r.t.Helper()
	frame := r.terminal.text()
	for _, w := range wanted {
		if !strings.Contains(frame, w) {
			r.t.Errorf("the screen does not show %q:\n%s", w, frame)
		}
	}
}

func (r *rig) hides(unwanted ...string) {
	r.t.Helper()
	frame := r.terminal.text()
	for _, u := range unwanted {
		if strings.Contains(frame, u) {
			r.t.Errorf("the screen shows %q:\n%s", u, frame)
		}
	}
}

// ended waits for the end of the run.
func (r *rig) ended() walk.State {
	r.t.Helper()
	r.settle(time.Second)
	select {
	case <-r.done:
	default:
		r.t.Fatalf("the walk did not end:\n%s", r.terminal.text())
	}
	return r.state
}
