// Package screen is the full-screen front end: it draws the scenes of a walk
// and turns keys into its events. It knows nothing of what the walk is about.
//
// Its rules: one model, and an answer is submitted within one update, so that
// no key lands in another question than the one on the screen. What changes
// something is confirmed only by a key that was typed after its page was drawn
// at the operator's end, for which the terminal is asked where its cursor is;
// it is asked nothing else. Letters never leave a question, quit or write. A
// secret is in no frame unless its owner asks to see it.
package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"pomerium-auth0/tui/walk"
)

// Options are what a full-screen walk needs.
type Options struct {
	Walk  *walk.Walk
	Begin walk.Begin

	// Perform performs a walk.Read or walk.Apply and tells what comes of it;
	// the last event it sends is walk.Ended. It blocks and runs in a goroutine
	// of its own. ctx ends when a Read is aborted or the screen is left; for
	// an Apply it never ends.
	Perform func(ctx context.Context, effect walk.Effect, send func(walk.Event))

	In      io.Reader // nil: standard input
	Out     io.Writer // nil: standard output
	Environ []string  // nil: the process's

	Now func() time.Time // nil: time.Now

	// Width and Height are the window where Out is no terminal.
	Width, Height int
}

// Run shows the walk until it is left and returns its last state, whatever
// ended it. When ctx ends, the walk is stopped: its outcome is
// walk.Interrupted and the error nil. Any other end before the walk's own
// (a lost terminal, a fault in the program) is an error too, and the terminal
// is restored.
//
// The caller makes ctx end by SIGINT, SIGTERM, SIGHUP and SIGQUIT, and has
// made sure that both sides are a terminal.
func Run(ctx context.Context, o Options) (walk.State, error) {
	return newModel(o).run(ctx)
}

func (m *model) run(ctx context.Context) (walk.State, error) {
	o := m.options
	effects, cancel := context.WithCancel(ctx)
	defer cancel()
	var keys io.Reader
	m.source, keys = newSource(o.In)
	defer m.source.close()
	options := []tea.ProgramOption{
		tea.WithoutSignalHandler(), tea.WithInput(keys), tea.WithOutput(m.fence.writer(o.Out, o.Now)),
		tea.WithColorProfile(colours(o.Environ)), tea.WithEnvironment(quiet(o.Environ)),
	}
	if o.Width > 0 && o.Height > 0 {
		options = append(options, tea.WithWindowSize(o.Width, o.Height))
	}
	program := tea.NewProgram(m, options...)
	m.start = o.starter(effects, program.Send)
	m.quit = program.Quit
	// Not by tea.WithContext: that closes the terminal while it is still read.
	defer context.AfterFunc(ctx, func() { program.Send(stopped{}) })()
	_, err := program.Run()

	// The model that Run returns is nil after a panic: the state alone says how
	// the walk ended.
	if m.fault != nil {
		return m.state.Broken(m.fault), nil
	}
	if m.state.Outcome != walk.Unfinished {
		return m.state, nil
	}
	if errors.Is(err, tea.ErrProgramPanic) {
		return m.state.Broken(err), errors.New("the screen stopped because of a fault in this program; what was made until then is kept")
	}
	m.state, _ = o.Walk.Next(m.state, o.Now(), walk.Stopped{})
	switch {
	case ctx.Err() != nil:
		return m.state, nil
	case err != nil:
		return m.state, fmt.Errorf("the terminal was lost; what was made until then is kept: %w", err)
	}
	return m.state, nil
}
