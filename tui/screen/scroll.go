package screen

import "fmt"

// upperRule names what scrolls and says where in it one is.
func (p *page) upperRule(label string, lay layout, tight bool) line {
	l := line{ruled: true}
	if lay.visible < lay.total {
		between := " of "
		if tight {
			between = "/"
		}
		l.right = []span{{fmt.Sprintf("%d%s%d%s%d", lay.offset+1, p.theme.glyphs.to,
			lay.offset+lay.visible, between, lay.total), faint}}
	}
	if label != "" {
		l.text = []span{{p.theme.cut(label, p.prose()-width(l.right)-2), plain}}
		if tight {
			l.text[0].role = strong
		}
	}
	return l
}

// lowerRule says how much is left above and below.
func (p *page) lowerRule(foot string, lay layout) line {
	l := line{ruled: true}
	above, below := lay.offset, lay.total-lay.offset-lay.visible
	g := p.theme.glyphs
	word := ""
	switch {
	case above > 0 && below > 0 && p.theme.ascii:
		word = fmt.Sprintf("%d above, %d more, pgup/pgdn", above, below)
	case above > 0 && below > 0:
		word = fmt.Sprintf("%s%d  %s%d, pgup/pgdn", g.up, above, g.down, below)
	case above > 0:
		word = fmt.Sprintf("%s%d above, pgup", g.up, above)
	case below > 0:
		word = fmt.Sprintf("%s%d more, pgdn", g.down, below)
	}
	if word != "" {
		l.right = []span{{word, faint}}
	}
	if foot != "" {
		l.text = []span{{p.theme.cut(foot, p.prose()-width(l.right)-2), plain}}
	}
	return l
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
