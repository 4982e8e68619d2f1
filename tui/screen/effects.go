package screen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"pomerium-auth0/tui/walk"
)

// perform starts effects. Each has a context of its own: an Abort ends that of
// a Read, and leaving the screen ends all of them; an Apply is never
// cancelled, since nobody would know what it had done.
func (m *model) perform(effects []walk.Effect) tea.Cmd {
	var commands []tea.Cmd
	for _, effect := range effects {
		switch e := effect.(type) {
		case walk.Read:
			ctx, cancel := context.WithCancel(m.effects)
			m.cancels[e.Gen] = cancel
			commands = append(commands, m.run(ctx, e))
		case walk.Apply:
			commands = append(commands, m.run(context.WithoutCancel(m.effects), e))
		case walk.Abort:
			if cancel, running := m.cancels[e.Gen]; running {
				cancel()
				delete(m.cancels, e.Gen)
			}
		case walk.Leave:
			m.left = true
			m.uncover()
			commands = append(commands, m.linger())
		}
	}
	return tea.Batch(commands...)
}

// run performs one effect in the goroutine of a command. What it tells comes
// back as messages, in order.
func (m *model) run(ctx context.Context, effect walk.Effect) tea.Cmd {
	return func() tea.Msg {
		m.options.Perform(ctx, effect, func(e walk.Event) { m.send(heard{e}) })
		return nil
	}
}

// lingerFor is how long the keyboard must be silent before the terminal is
// given back. What is still on its way, the rest of a pasted token say, would
// else be typed into the shell, which keeps it in its history.
const lingerFor = 150 * time.Millisecond

// linger quits once the keyboard has been silent long enough.
func (m *model) linger() tea.Cmd {
	quiet := m.options.Now().Sub(m.guard.last)
	if quiet >= lingerFor {
		return tea.Quit
	}
	return tea.Tick(lingerFor-max(quiet, 0), func(time.Time) tea.Msg { return silence{} })
}
