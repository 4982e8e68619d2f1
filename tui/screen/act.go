package screen

import (
	tea "charm.land/bubbletea/v2"

	"pomerium-auth0/tui/walk"
)

// act does what a key of the table means on the question's page.
func (m *model) act(a action) tea.Cmd {
	if a == quit {
		m.uncover()
		return m.apply(walk.Quit{})
	}
	if m.page.over != nothingOver {
		return m.coveredKey(a)
	}
	p := &m.page
	if a != submit {
		m.guard.suspect = false
		p.notice = notice{}
	}
	switch a {
	case submit:
		return m.submit()
	case back:
		return m.apply(walk.GoBack{})
	case forward:
		return m.apply(walk.Forward{})
	case up:
		m.move(-1)
	case down:
		m.move(1)
	case pageUp, pageDown:
		m.scroll(a)
	case bare:
		return m.printBare()
	case copyIt:
		if text := m.bareText(); text != "" {
			p.notice = notice{walk.NoMark, "Sent to your terminal's clipboard, if it allows it."}
			return tea.SetClipboard(text)
		}
	case revealIt:
		return m.reveal()
	case rawAnswer:
		m.coverRaw()
	case helpMe:
		m.coverHelp()
	case suspend:
		return m.suspend()
	}
	return nil
}

// submit answers with what has the focus, in this very update.
func (m *model) submit() tea.Cmd {
	p := &m.page
	var event walk.Event
	switch {
	case p.focus == onRows:
		event = m.scene.Rows[p.row].Event
	case p.focus == onChoices && p.choice < len(m.scene.Choices):
		if m.guard.burst > 0 {
			// Text came with this enter: both are a paste.
			m.guard.drop(pasteGap, false)
			p.notice = notice{walk.Warned, "A paste has no place here: this is answered by a choice."}
			return nil
		}
		event = m.scene.Choices[p.choice].Event
	case p.asks():
		event = walk.Answered{Name: m.scene.Item, Value: p.field.value()}
	}
	if event == nil {
		return nil
	}
	if walk.Confirms(event) && !m.fence.open(m.options.Now(), m.gap) {
		p.notice = m.tooSoon()
		return nil
	}
	field, burst, before := p.field, m.guard.burst, m.asked
	p.notice = notice{}
	command := m.apply(event)
	refused := m.asked == before && m.scene.Running == nil
	m.guard.submitted(!refused && field != nil && field.hidden && field.secret.long())
	if refused && burst > 0 && field != nil && !field.hidden {
		// What follows was meant for the next question, or is a paste's next
		// line. In a hidden field it is the same token, which so mends itself.
		m.guard.drop(burstGap, true)
	}
	return command
}

// tooSoon says what to do where a confirmation was not taken.
func (m *model) tooSoon() notice {
	if m.fence.pauses() {
		return notice{walk.Warned, "Enter came too soon. Read this, wait 3 seconds without a key, press enter."}
	}
	return notice{walk.Warned, "Enter came before you could read this page. Read it, then press enter again."}
}

// suspend gives the terminal back to the shell until it continues the program.
func (m *model) suspend() tea.Cmd {
	if !canSuspend() {
		m.current().notice = notice{walk.NoMark, "There is no shell behind this program to go back to."}
		return nil
	}
	if m.pausing {
		return nil
	}
	m.pausing = true
	return m.whenAnswered(tea.Suspend, m.options.Now().Add(answeredWithin))
}
