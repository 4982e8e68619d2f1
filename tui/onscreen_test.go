package tui_test

import (
	"context"
	"io"
	"testing/synctest"
	"time"

	"pomerium-auth0/tui/screen"
	"pomerium-auth0/tui/screen/screentest"
	"pomerium-auth0/tui/walk"
)

// Keys, as a terminal sends them.
const (
	keyEnter    = "\r"
	keyEscape   = "\x1b"
	keyHelp     = "\x07"
	keyQuit     = "\x03"
	keyClear    = "\x15"
	keyPageDown = "\x1b[6~"
	keyUp       = "\x1b[A"
	keyDown     = "\x1b[B"
	keyTab      = "\t"
	keyPrint    = "\x0f"
)

// A display is the rehearsal on a full screen, operated by keys.
type display struct {
	*rehearsal
	terminal *screentest.Terminal
	keys     *io.PipeWriter
	done     chan struct{}
}

// onScreen shows the rehearsal's walk on a terminal of that size and kind, and
// returns at its first question.
func (r *rehearsal) onScreen(width, height int, environ []string, given map[string]walk.Given) *display {
	r.t.Helper()
	d := &display{rehearsal: r, terminal: screentest.NewTerminal(width, height), done: make(chan struct{})}
	begin := r.ready("walk-1", given)
	var in *io.PipeReader
	in, d.keys = io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	go d.terminal.Answer(func(answer string) { _, _ = io.WriteString(d.keys, answer) })
	go func() {
		defer close(d.done)
		var err error
		d.state, err = screen.Run(ctx, screen.Options{
			Walk: &r.walk, Begin: begin, Perform: r.perform, In: in, Out: d.terminal,
			Environ: append([]string{"SSH_TTY=/dev/pts/0"}, environ...), Width: width, Height: height,
		})
		if err != nil {
			r.t.Error(err)
		}
	}()
	r.t.Cleanup(func() {
		stop()
		_ = d.keys.Close()
		<-d.done
		d.terminal.Close()
		time.Sleep(time.Minute) // ticks that are under way end by themselves
	})
	d.settle(answerTime)
	return d
}

// answerTime is longer than what an answer sets off takes.
const answerTime = 3 * time.Second

// settle lets time pass and all come to rest.
func (d *display) settle(t time.Duration) {
	time.Sleep(t)
	synctest.Wait()
}

// press presses keys one by one, each after what the one before set off.
func (d *display) press(keys ...string) {
	d.t.Helper()
	for _, key := range keys {
		d.strike(key)
		d.settle(answerTime)
	}
}

// strike presses a key and returns while what it sets off runs.
func (d *display) strike(key string) {
	d.t.Helper()
	if _, err := io.WriteString(d.keys, key); err != nil {
		d.t.Fatalf("the screen reads no keys any more: %v", err)
	}
}

// paste pastes a text.
func (d *display) paste(text string) { d.press("\x1b[200~" + text + "\x1b[201~") }
