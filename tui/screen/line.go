package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A span is a piece of text in one role.
type span struct {
	text string
	role role
}

// A line is one row of the screen: a mark that hangs left of the text edge,
// text, and text flush with the right edge. Between the two a thin rule is
// drawn where ruled.
type line struct {
	mark  span
	text  []span
	right []span
	ruled bool
	part  bool // belongs to the line above: the rest of it, or what explains it
}

// say makes a line of one span.
func say(r role, text string) line { return line{text: []span{{text, r}}} }

// says makes lines of one role.
func says(r role, texts []string) []line {
	lines := make([]line, 0, len(texts))
	for _, text := range texts {
		lines = append(lines, say(r, text))
	}
	return lines
}

func width(spans []span) int {
	n := 0
	for _, s := range spans {
		n += ansi.StringWidth(s.text)
	}
	return n
}

func blanks(n int) string { return strings.Repeat(" ", max(n, 0)) }

// draw writes a line. Text starts in the column edge; right ends in the column
// before end.
func (t *theme) draw(l line, edge, end int) string {
	var b strings.Builder
	if edge > 2 {
		b.WriteString(" ")
	}
	if len(l.text) == 0 && len(l.right) == 0 && !l.ruled {
		if l.mark.text != "" {
			b.WriteString(t.paint(l.mark))
			return b.String()
		}
		return ""
	}
	if l.mark.text == "" {
		b.WriteString("  ")
	} else {
		b.WriteString(t.paint(l.mark) + strings.Repeat(" ", max(2-ansi.StringWidth(l.mark.text), 0)))
	}
	for _, s := range l.text {
		b.WriteString(t.paint(s))
	}
	used := edge + width(l.text)
	gap := end - used - width(l.right)
	switch {
	case l.ruled:
		b.WriteString(t.rule(l, gap))
	case len(l.right) > 0 && gap > 0:
		b.WriteString(strings.Repeat(" ", gap))
	}
	if gap >= 0 {
		for _, s := range l.right {
			b.WriteString(t.paint(s))
		}
	}
	return b.String()
}

// rule draws the thin rule that fills the gap, a blank before and after it
// where there is text.
func (t *theme) rule(l line, gap int) string {
	before, after := "", ""
	if len(l.text) > 0 {
		before, gap = " ", gap-1
	}
	if len(l.right) > 0 {
		after, gap = " ", gap-1
	}
	if gap < 1 {
		return before
	}
	return before + t.paint(span{strings.Repeat(t.glyphs.thin, gap), faint}) + after
}

func (t *theme) paint(s span) string {
	if s.text == "" || s.role == plain || s.role == drawn {
		return s.text
	}
	return t.styles[s.role].Render(s.text)
}
