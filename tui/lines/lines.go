// Package lines asks a walk line by line, for terminals that cannot draw a
// screen and for screen readers. It writes text and line ends only, never an
// escape code; it echoes what is typed by itself, so that nothing secret is
// ever shown, and it gives the terminal back as it was however it ends.
package lines

import (
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"golang.org/x/term"

	"pomerium-auth0/internal/fault"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

// Options are what a walk in lines is made of.
type Options struct {
	Walk  walk.Walk
	Begin walk.Begin
	// Perform performs one Read or Apply and returns when it is over, which it
	// has told with walk.Ended. It may send from several goroutines. A Read's
	// ctx is done when the walk cancels it, an Apply's never.
	Perform func(ctx context.Context, effect walk.Effect, send func(walk.Event))
	// In is the terminal that answers come from.
	In *os.File
	// Out is where everything is written, the echo too. It need not be a
	// terminal.
	Out io.Writer
	// Now is the clock of the walk. Nil: time.Now.
	Now func() time.Time
}

// Run asks until the walk has left and returns its last state. When ctx is
// done, which is how a signal comes, the walk is stopped; ctrl+c is a key here
// and quits. An error says that In is no terminal; nothing was asked then.
func Run(ctx context.Context, o Options) (walk.State, error) {
	giveBack, err := takeOver(int(o.In.Fd()))
	if err != nil {
		return walk.State{}, fmt.Errorf("line mode needs a terminal on standard input: %w", err)
	}
	defer giveBack()
	input, stop, err := listen(o.In)
	if err != nil {
		return walk.State{}, fmt.Errorf("standard input cannot be read: %w", err)
	}
	defer stop()
	return converse(ctx, o, input), nil
}

// converse is Run without the terminal: what comes from it is in input, which
// is closed at its end.
func converse(ctx context.Context, o Options, input <-chan []byte) (state walk.State) {
	if o.Now == nil {
		o.Now = time.Now
	}
	ctx, cancel := context.WithCancel(ctx)
	s := session{Options: o, input: input, told: make(chan walk.Event), gone: make(chan struct{})}
	defer close(s.gone)
	defer cancel()
	defer func() {
		if f := fault.Recovered(recover()); f != nil {
			state = s.state.Broken(f)
		}
	}()
	s.say(strings.Split(welcome, "\n")...)
	s.feed(ctx, o.Begin)
	for s.state.Outcome == walk.Unfinished {
		if s.state.Running != nil {
			s.wait(ctx)
		} else {
			s.ask(ctx)
		}
	}
	if s.state.Outcome != walk.Interrupted {
		s.swallow(ctx)
	}
	return s.state
}

// A session is one walk under way.
type session struct {
	Options
	state walk.State

	input   <-chan []byte
	pending []byte        // came in one go with the line before
	deaf    time.Time     // until when input is dropped
	entered time.Time     // when the last line was entered
	pause   time.Duration // between the two last lines

	told   chan walk.Event    // by running effects
	gone   chan struct{}      // closed when nobody listens to told any more
	cancel context.CancelFunc // of the running Read

	fresh    bool       // the state has changed since it was shown
	shown    walk.Scene // what was printed last
	station  string     // of the rail, printed last
	kept     string     // a refused secret that the rest of its paste may mend
	revealed int        // the secrets of shown that were opened
}

// feed gives the walk an event and starts what it wants done.
func (s *session) feed(ctx context.Context, e walk.Event) {
	var effects []walk.Effect
	s.state, effects = s.Walk.Next(s.state, s.Now(), e)
	s.fresh = true
	for _, effect := range effects {
		switch effect.(type) {
		case walk.Read:
			var reading context.Context
			reading, s.cancel = context.WithCancel(ctx)
			s.start(reading, effect)
		case walk.Apply:
			s.start(context.WithoutCancel(ctx), effect)
		case walk.Abort:
			s.cancel()
		}
	}
}

// head is what stands before the words of a line: a mark, a number.
var head = regexp.MustCompile(`^([v!X+~-] )? *(/?[0-9]+  )?`)

// say prints prose, broken between words where the terminal would break it
// anywhere.
func (s *session) say(lines ...string) {
	width := s.width()
	for _, line := range lines {
		if width == 0 || len([]rune(line)) <= width {
			s.print(line)
			continue
		}
		first := head.FindString(line)
		further := strings.Repeat(" ", len(first))
		if first != "" && first == further {
			further += "  " // a row without a mark
		}
		for i, part := range plain.Wrapped(line[len(first):], max(width-len(further), 20)) {
			if i > 0 {
				first = further
			}
			s.print(first + part)
		}
	}
}

// width is that of the terminal that is written to, 0 where there is none.
func (s *session) width() int {
	file, is := s.Out.(*os.File)
	if !is {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return width
}

func (s *session) print(lines ...string) {
	for _, line := range lines {
		s.write(line + "\n")
	}
}

// write ignores errors: a terminal that is gone ends the input, too.
func (s *session) write(text string) { _, _ = io.WriteString(s.Out, text) }
