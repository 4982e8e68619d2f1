package screen

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/tui/screen/screentest"
	"pomerium-auth0/tui/walk"
)

// A rig is a walk on an emulated terminal, inside a bubble of virtual time.
type rig struct {
	t        *testing.T
	keys     *io.PipeWriter
	terminal *screentest.Terminal
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
	playOn(t, o, func(r *rig, answer string) { r.answer(answer) }, test)
}

// playOn is play on a terminal whose answers are passed to answers.
func playOn(t *testing.T, o Options, answers func(*rig, string), test func(*rig)) {
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
		r := &rig{t: t, keys: writer, terminal: screentest.NewTerminal(o.Width, o.Height), stop: stop, done: make(chan struct{})}
		o.In = reader
		if o.Out == nil {
			o.Out = r.terminal
		} else {
			o.Out = io.MultiWriter(r.terminal, o.Out)
		}
		r.model = newModel(o)
		go r.terminal.Answer(func(answer string) { answers(r, answer) })
		go func() {
			defer close(r.done)
			r.state, r.err = r.model.run(ctx)
		}()
		r.settle(100 * time.Millisecond)
		test(r)
		stop()
		_ = writer.Close()
		<-r.done
		r.terminal.Close()
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

// answer delivers what the terminal says by itself.
func (r *rig) answer(answer string) { _, _ = r.keys.Write([]byte(answer)) }

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
	frame := r.terminal.Text()
	for _, w := range wanted {
		if !strings.Contains(frame, w) {
			r.t.Errorf("the screen does not show %q:\n%s", w, frame)
		}
	}
}

func (r *rig) hides(unwanted ...string) {
	r.t.Helper()
	frame := r.terminal.Text()
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
		r.t.Fatalf("the walk did not end:\n%s", r.terminal.Text())
	}
	return r.state
}
