package screen

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"pomerium-auth0/tui/walk"
)

// cover puts an overlay over the question.
func (m *model) cover(over page) {
	m.covered = m.page
	over.theme, over.width, over.height = m.page.theme, m.page.width, m.page.height
	over.now = m.page.now
	over.scene = over.theme.plainScene(over.scene)
	m.page = over
}

// uncover closes what lies over the question.
func (m *model) uncover() {
	if m.page.over != nothingOver {
		width, height := m.page.width, m.page.height
		m.page, m.covered = m.covered, page{}
		m.page.width, m.page.height = width, height
	}
}

func (m *model) coverHelp() {
	m.cover(page{over: helpOver, scene: helpScene(m.scene), more: keyRows()})
}

// hasRaw reports whether there is a server's answer to show, or it is shown.
func (m *model) hasRaw() bool {
	return m.scene.RawAnswer() != ""
}

// coverRaw shows a server's answer as it came.
func (m *model) coverRaw() {
	scene := walk.Scene{Rail: m.scene.Rail, Context: m.scene.Context}
	scene.Title = "The server's raw answer"
	m.cover(page{over: rawOver, scene: scene, raw: strings.Split(m.scene.RawAnswer(), "\n")})
}

// bareText is what ctrl+o shows alone and ctrl+y copies: what the scene names,
// else what stands in a visible field.
func (m *model) bareText() string {
	if named := m.scene.BareText(); named != "" {
		return named
	}
	if f := m.page.field; f != nil && !f.hidden {
		return *f.text
	}
	return ""
}

// printBare prints on the normal screen, where the terminal itself wraps long
// lines and a value can be selected whole. It waits until the full screen is
// left.
func (m *model) printBare() tea.Cmd {
	text := m.bareText()
	if text == "" {
		return nil
	}
	m.cover(page{over: bareOver})
	return tea.Tick(oneFrame, func(time.Time) tea.Msg { return barePrinted{text} })
}

// overlayKey handles a key while an overlay is open. Text does nothing, and an
// enter in its burst is the line break of a paste.
func (m *model) overlayKey(a action, text string) tea.Cmd {
	switch {
	case text != "" && (a == noAction || m.guard.burst > 0):
		m.guard.typed(text)
		return nil
	case a == submit && m.guard.burst > 0:
		m.guard.drop(pasteGap, false)
		return nil
	}
	return m.coveredKey(a)
}

// coveredKey does what a key means to an overlay. Any way back closes it,
// and so does the key that opened it.
func (m *model) coveredKey(a action) tea.Cmd {
	p := &m.page
	switch a {
	case back, submit:
		m.uncover()
	case helpMe:
		if p.over == helpOver {
			m.uncover()
		}
	case rawAnswer:
		if p.over == rawOver {
			m.uncover()
		}
	case bare:
		if p.over == bareOver {
			m.uncover()
		}
	case pageUp, pageDown:
		m.scroll(a)
	case up:
		p.scroll = max(p.lay().offset-1, 0)
	case down:
		p.scroll = p.lay().offset + 1
	case suspend:
		return m.suspend()
	}
	if m.page.over == nothingOver && m.lostPaste {
		m.sayLost()
	}
	return nil
}
