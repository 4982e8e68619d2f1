package screen

import "pomerium-auth0/tui/walk"

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

// changeable reports whether rows can be gone to.
func (p *page) changeable() bool { return p.nextRow(-1, 1) >= 0 }

// nextRow is the next row from i in a direction that can be gone to, or -1.
func (p *page) nextRow(i, step int) int {
	for i += step; i >= 0 && i < len(p.scene.Rows); i += step {
		if p.scene.Rows[i].Event != nil {
			return i
		}
	}
	return -1
}

// printable is what ctrl+o shows alone: the present value or address.
func (p *page) printable() string {
	if p.scene.Bare != "" {
		return p.scene.Bare
	}
	return p.scene.Address
}

// helpScene is the scene of the help screen: what is asked, where to find it,
// and the keys. A row of About without a key is its lead.
func helpScene(s walk.Scene) walk.Scene {
	what := s.Label
	if what == "" {
		what = s.Title
	}
	help := walk.Scene{Rail: s.Rail, Context: s.Context}
	help.Title = "Help: " + lowerFirst(what)
	for _, row := range s.About {
		if row.Key == "" && help.Lead == "" {
			help.Lead = row.Value
			continue
		}
		help.Rows = append(help.Rows, row)
	}
	return help
}

// lowerFirst makes the first letter small, but not that of a name such as M2M.
func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' && s[1] <= 'z' {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}
