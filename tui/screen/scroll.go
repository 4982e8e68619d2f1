package screen

import "fmt"

// A position says which of the lines of a region are seen, counted from 1. A
// long line that is broken, and what explains it, count as one.
type position struct{ first, last, all int }

func positionOf(region []line, offset, visible int) position {
	count := func(lines []line) int {
		n := 0
		for _, l := range lines {
			if !l.part {
				n++
			}
		}
		return n
	}
	end := min(offset+visible, len(region))
	p := position{first: count(region[:min(offset+1, len(region))]), last: count(region[:end]), all: count(region)}
	if end < len(region) && region[end].part {
		p.last-- // it goes on below
	}
	p.last = max(p.last, p.first)
	return p
}

// upperRule names what scrolls and says where in it one is.
func (p *page) upperRule(label string, lay layout, tight bool) line {
	l := line{ruled: true}
	if lay.visible < lay.total {
		between := " of "
		if tight {
			between = "/"
		}
		at := lay.position
		l.right = []span{{fmt.Sprintf("%d%s%d%s%d", at.first, p.theme.glyphs.to, at.last, between, at.all), faint}}
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
	above, below := 0, 0
	if lay.offset > 0 {
		above = max(lay.position.first-1, 1)
	}
	if lay.offset+lay.visible < lay.total {
		below = max(lay.position.all-lay.position.last, 1)
	}
	if word := p.left(above, below, true); word != "" {
		l.right = []span{{word, faint}}
	}
	if foot != "" {
		l.text = []span{{p.theme.cut(foot, p.prose()-width(l.right)-2), plain}}
	}
	return l
}

// left says how many are left above and below, and by which keys they come.
func (p *page) left(above, below int, keys bool) string {
	g := p.theme.glyphs
	word, key := "", ""
	switch {
	case above > 0 && below > 0 && p.theme.ascii:
		word, key = fmt.Sprintf("%d above, %d more", above, below), "pgup/pgdn"
	case above > 0 && below > 0:
		word, key = fmt.Sprintf("%s%d  %s%d", g.up, above, g.down, below), "pgup/pgdn"
	case above > 0:
		word, key = fmt.Sprintf("%s%d above", g.up, above), "pgup"
	case below > 0:
		word, key = fmt.Sprintf("%s%d more", g.down, below), "pgdn"
	}
	if word != "" && keys {
		word += ", " + key
	}
	return word
}

// scroll moves the region by what of it is seen; where all of it is, the
// selection by the choices that are.
func (m *model) scroll(a action) {
	p := &m.page
	lay := p.lay()
	if lay.visible >= lay.total && p.focus == onChoices && lay.choices < len(p.scene.Choices) {
		step := max(lay.choices-1, 1)
		if a == pageUp {
			step = -step
		}
		p.choice = clamp(p.choice+step, 0, len(p.scene.Choices)-1)
		return
	}
	step := max(lay.visible, 1)
	if a == pageUp {
		step = -step
	}
	p.scroll = clamp(lay.offset+step, 0, max(lay.total-lay.visible, 0))
}
