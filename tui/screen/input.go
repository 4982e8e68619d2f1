package screen

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// key handles a key press.
func (m *model) key(msg tea.KeyPressMsg) tea.Cmd {
	now := m.options.Now()
	gap := m.guard.tick(now)
	m.gap = gap
	name := msg.String()
	if m.left || name == "ctrl+j" { // the second half of a pasted CR LF
		m.same = true
		return nil
	}
	action := m.keys[name]
	if m.page.hidden() && !m.actsUnseen(action) {
		m.same = true
		return nil
	}
	if action == quit {
		m.escape = 0
		return m.act(quit)
	}
	if m.escape != 0 && name != "esc" {
		// An esc with another key right after it is how terminals send alt.
		m.escape = 0
		msg.Mod |= tea.ModAlt
		msg.Text = ""
		name, action = msg.String(), noAction
	}
	if action == rawAnswer && !m.hasRaw() {
		action = noAction // the end of the line, in a field
	}
	isText := msg.Text != ""
	if action != back {
		edits := !isText && action != submit
		if m.guard.drops(gap, m.busy(), utf8.RuneCountInString(msg.Text), edits, now) {
			if m.guard.lostPaste() {
				m.lostPaste = true
				m.sayLost()
			}
			return nil
		}
	}
	if name == "esc" {
		m.escapes++
		m.escape = m.escapes
		number := m.escape
		return tea.Tick(escapeAfter, func(time.Time) tea.Msg { return escaped{number} })
	}
	if m.page.over != nothingOver {
		return m.overlayKey(action, msg.Text)
	}
	if isText && m.text() {
		return m.typed(msg)
	}
	if isText && (action == noAction || m.guard.burst > 0) {
		return m.textWithoutField(msg.Text)
	}
	if action != noAction {
		return m.act(action)
	}
	if m.page.field != nil && m.page.focus == onField {
		return m.typed(msg)
	}
	return nil
}

// actsUnseen reports whether a key acts in a window that is too small to show
// the page: only what leaves does.
func (m *model) actsUnseen(a action) bool {
	switch a {
	case quit, suspend:
		return true
	case back:
		return m.scene.Back == walk.BackAsksToLeave
	}
	return false
}

// busy reports whether an effect runs.
func (m *model) busy() bool { return m.scene.Running != nil }

// text reports whether text goes into a field. Text that is typed while rows
// or choices beside a field have the focus brings the focus back to it.
func (m *model) text() bool {
	if !m.page.asks() {
		return false
	}
	m.page.focus = onField
	return true
}

// typed gives a key to the field.
func (m *model) typed(msg tea.KeyPressMsg) tea.Cmd {
	f, p := m.page.field, &m.page
	if msg.Text != "" {
		if m.guard.suspect && !f.hidden {
			// The next line of a wrapped token would be readable here.
			m.dropPaste()
			return nil
		}
		m.guard.suspect = false
		m.guard.typed(msg.Text)
		if f.full() {
			m.same = p.notice == tooLong()
			p.notice = tooLong()
			return nil
		}
	}
	was, notices, problem := f.hidden && !f.secret.empty(), p.notice.text != "", p.under()
	if !f.key(msg) {
		return nil
	}
	p.notice, p.settled = notice{}, true
	if f.hidden && m.guard.burst > 1 {
		// What came is said once the burst is over: saying it may mean to
		// read the whole token, and the dots stay the same meanwhile.
		if was && !notices && len(problem) == len(p.under()) {
			m.same = true
		}
		if m.remarkDue {
			return nil
		}
		m.remarkDue = true
		return tea.Tick(settleAfter, func(time.Time) tea.Msg { return remarked{} })
	}
	p.remarkOn()
	return nil
}

// tooLong says that a field is full.
func tooLong() notice {
	return notice{walk.Warned, fmt.Sprintf("An answer has at most %d KiB. The rest was cut off.", longestAnswer>>10)}
}

// textWithoutField answers text at a choice: nothing is echoed, and an enter
// in the same burst is the line break of a paste, not a choice.
func (m *model) textWithoutField(text string) tea.Cmd {
	if m.guard.suspect {
		m.dropPaste()
		return nil
	}
	m.guard.typed(text)
	return nil
}

// dropPaste drops the rest of a paste and says so.
func (m *model) dropPaste() {
	m.guard.drop(pasteGap, false)
	m.guard.suspect = false
	m.page.notice = notice{walk.Warned, "What followed in that paste was dropped: it belongs to the question before."}
}

// marked handles what the source has taken out of the stream of keys. On
// Windows, where it takes out nothing, the report is the terminal's own.
func (m *model) marked(msg tea.CursorPositionMsg) tea.Cmd {
	if msg.Y != pasteRow-1 {
		m.same = true
		m.fence.answer(m.options.Now())
		return nil
	}
	switch p, came := m.source.marked(); {
	case came && p.typed:
		return m.key(tea.KeyPressMsg{Code: tea.KeyExtended, Text: string(p.content)})
	case came:
		return m.paste(p)
	}
	return nil
}

// paste handles a bracketed paste.
func (m *model) paste(came pasted) tea.Cmd {
	now := m.options.Now()
	gap := m.guard.tick(now)
	m.gap, m.escape = gap, 0
	content := strings.ToValidUTF8(string(came.content), "")
	if m.left || content == "" || m.page.hidden() {
		return nil
	}
	if m.guard.drops(gap, m.busy(), 1, false, now) || m.page.over != nothingOver {
		m.lostPaste = true
		m.sayLost()
		return nil
	}
	m.guard.suspect = false
	p := &m.page
	p.notice = notice{}
	if m.text() {
		if p.field.paste(content) || came.cut {
			p.notice = tooLong()
		}
		p.settled = true
		p.remarkOn()
		return nil
	}
	if !looksSecret(content) {
		p.notice = notice{walk.Warned, "A paste has no place here: this is answered by a choice."}
		return nil
	}
	value := walk.SecretOf(secret.New(secret.Clean(content)))
	if m.scene.Remark != nil {
		return m.apply(walk.Answered{Name: m.scene.Item, Value: value})
	}
	p.notice = notice{walk.Warned, "That looks like a token or a secret and was not kept: paste it where it is asked for."}
	return nil
}

// sayLost says that a paste was dropped, on the next screen that asks.
func (m *model) sayLost() {
	if m.scene.Running != nil || m.page.over != nothingOver {
		return
	}
	m.lostPaste = false
	m.page.notice = notice{walk.Warned, "A paste came while the screen was changing and was dropped: paste it again."}
}
