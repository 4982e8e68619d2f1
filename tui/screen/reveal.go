package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// rowSecrets counts the secrets among the rows. Secrets are counted through
// the rows and then the lines of the file.
func (p *page) rowSecrets() int {
	n := 0
	for _, row := range p.scene.Rows {
		if !row.Secret.IsZero() {
			n++
		}
	}
	return n
}

// secrets counts what can be revealed.
func (p *page) secrets() int {
	n := p.rowSecrets()
	if p.scene.File != nil {
		for _, l := range p.scene.File.Lines {
			if !l.Secret.IsZero() {
				n++
			}
		}
	}
	return n
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
