package screen

import (
	"time"

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
		return tea.Suspend
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
	field, burst := p.field, m.guard.burst
	before := m.asked
	p.notice = notice{}
	command := m.apply(event)
	m.guard.burst, m.guard.suspect = 0, false
	refused := m.asked == before && m.scene.Running == nil
	switch {
	case field == nil || burst == 0:
	case refused && !field.hidden:
		// What follows was meant for the next question, or is a paste's next
		// line. In a hidden field it is the same token, which so mends itself.
		m.guard.drop(burstGap, true)
	case !refused && field.hidden && burst >= longLine && field.secret.long():
		m.guard.suspect = true
	}
	return command
}

// move moves the focus: rows that can be changed, the field, choices, in this
// order. Where there is no field, it wraps around.
func (m *model) move(step int) {
	p := &m.page
	if p.scene.Running != nil {
		return
	}
	type stop struct {
		focus focus
		index int
	}
	var stops []stop
	at := 0
	add := func(f focus, index int, here bool) {
		if here {
			at = len(stops)
		}
		stops = append(stops, stop{f, index})
	}
	for i := p.nextRow(-1, 1); i >= 0; i = p.nextRow(i, 1) {
		add(onRows, i, p.focus == onRows && p.row == i)
	}
	if p.asks() {
		add(onField, 0, p.focus == onField)
	}
	for i := range p.scene.Choices {
		add(onChoices, i, p.focus == onChoices && p.choice == i)
	}
	if len(stops) == 0 {
		return
	}
	at += step
	if p.asks() {
		at = clamp(at, 0, len(stops)-1)
	} else {
		at = (at + len(stops)) % len(stops)
	}
	p.focus = stops[at].focus
	switch p.focus {
	case onRows:
		p.row = stops[at].index
		p.scroll = fromFailed // the focused row is brought into sight
	case onChoices:
		p.choice = stops[at].index
	}
}

// scroll moves the region by what of it is seen.
func (m *model) scroll(a action) {
	lay := m.page.lay()
	step := max(lay.visible, 1)
	if a == pageUp {
		step = -step
	}
	m.page.scroll = clamp(lay.offset+step, 0, max(lay.total-lay.visible, 0))
}

// reveal opens the next secret for ten seconds, and closes them all after the
// last.
func (m *model) reveal() tea.Cmd {
	p := &m.page
	n := p.secrets()
	if n == 0 {
		return nil
	}
	p.reveal = (p.reveal + 1) % (n + 1)
	m.revealed++
	if p.reveal == 0 {
		return nil
	}
	if lay := p.lay(); lay.opened >= 0 && (lay.opened < lay.offset || lay.opened >= lay.offset+lay.visible) {
		p.scroll = lay.opened
	}
	number := m.revealed
	return tea.Tick(revealFor, func(time.Time) tea.Msg { return concealed{number} })
}
