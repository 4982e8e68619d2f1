package screen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"pomerium-auth0/tui/walk"
)

// A starter makes the command that performs an effect, and what cancels it.
type starter func(walk.Effect) (tea.Cmd, context.CancelFunc)

// starter performs effects in the goroutines of commands. What they tell comes
// back as messages, in order. A Read ends with ctx or when it is aborted; an
// Apply is never cancelled, since nobody would know what it had done.
func (o Options) starter(ctx context.Context, send func(tea.Msg)) starter {
	return func(effect walk.Effect) (tea.Cmd, context.CancelFunc) {
		within, cancel := context.WithCancel(ctx)
		if _, writes := effect.(walk.Apply); writes {
			cancel()
			within, cancel = context.WithoutCancel(ctx), func() {}
		}
		return func() tea.Msg {
			walk.Perform(within, o.Perform, effect, func(e walk.Event) { send(heard{e}) })
			return nil
		}, cancel
	}
}

// perform starts effects, aborts one, or begins to leave.
func (m *model) perform(effects []walk.Effect) tea.Cmd {
	var commands []tea.Cmd
	start := func(gen int, effect walk.Effect) {
		command, cancel := m.start(effect)
		m.cancels[gen] = cancel
		commands = append(commands, command)
	}
	for _, effect := range effects {
		switch e := effect.(type) {
		case walk.Read:
			start(e.Gen, e)
		case walk.Apply:
			start(e.Gen, e)
		case walk.Abort:
			if cancel, running := m.cancels[e.Gen]; running {
				cancel()
			}
		case walk.Leave:
			m.left = true
			m.uncover()
			commands = append(commands, m.linger())
		}
	}
	return tea.Batch(commands...)
}

// lingerFor is how long the keyboard must be silent before the terminal is
// given back. What is still on its way, the rest of a pasted token say, would
// else be typed into the shell, which keeps it in its history.
const lingerFor = 150 * time.Millisecond

// linger quits once the keyboard has been silent long enough.
func (m *model) linger() tea.Cmd {
	quiet := m.options.Now().Sub(m.guard.last)
	if quiet >= lingerFor {
		return m.whenAnswered(tea.Quit, m.options.Now().Add(answeredWithin))
	}
	return tea.Tick(lingerFor-max(quiet, 0), func(time.Time) tea.Msg { return silence{} })
}

// How long the terminal is kept for an answer that it owes: after a key, and
// after a signal.
const (
	answeredWithin = 3 * time.Second
	stoppedWithin  = time.Second
)

// whenAnswered does then once the terminal owes no answer any more, which
// would be typed into the shell.
func (m *model) whenAnswered(then tea.Cmd, until time.Time) tea.Cmd {
	now := m.options.Now()
	if !m.fence.owed(now) || !now.Before(until) {
		return then
	}
	return tea.Tick(oneFrame, func(time.Time) tea.Msg { return owed{then, until} })
}
