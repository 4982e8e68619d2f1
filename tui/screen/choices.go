package screen

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"
)

// choiceLines draws the choices, at most room lines of them around the
// selected one, the last seen saying how many follow. A note stands in one
// column beside the labels, or below its own where it does not fit; the
// compact form leaves notes out.
func (p *page) choiceLines(room int) []line {
	choices := p.scene.Choices
	labels := 0
	for _, c := range choices {
		labels = max(labels, ansi.StringWidth(c.Label))
	}
	column := labels + 3
	var lines []line
	for i, c := range choices {
		selected := p.focus == onChoices && i == p.choice
		l := line{text: []span{{p.theme.cut(c.Label, p.prose()), plain}}}
		if selected {
			l.mark, l.text[0].role = p.bar(), here
		}
		var below []line
		if c.Note != "" && !p.compact {
			if column+ansi.StringWidth(c.Note) <= p.prose() {
				pad := blanks(column - width(l.text))
				l.text = append(l.text, span{pad, plain}, span{c.Note, faint})
			} else {
				for _, note := range wrap(c.Note, p.prose()-2) {
					below = append(below, say(faint, "  "+note))
				}
			}
		}
		lines = append(append(lines, l), below...)
	}
	if len(lines) <= room || room < 1 {
		return lines
	}
	// Only the compact form is ever short of room, where a choice is a line.
	first := 0
	if p.focus == onChoices {
		first = min(max(p.choice-room+1, 0), len(lines)-room)
	}
	shown := lines[first : first+room]
	if after := len(lines) - first - room; after > 0 {
		p.aside(&shown[room-1], fmt.Sprintf("%s%d more", p.theme.glyphs.down, after))
	}
	if first > 0 && room > 1 {
		p.aside(&shown[0], fmt.Sprintf("%s%d above", p.theme.glyphs.up, first))
	}
	return shown
}

// aside puts a faint word at the right of a line, whose text gives way.
func (p *page) aside(l *line, word string) {
	l.right = []span{{word, faint}}
	if room := p.prose() - ansi.StringWidth(word) - 1; width(l.text) > room {
		l.text[0].text = p.theme.cut(l.text[0].text, room)
	}
}
