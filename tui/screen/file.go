package screen

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/tui/walk"
)

// keyOf matches the key of a YAML line, which a long line breaks after.
var keyOf = regexp.MustCompile(`^\s*(- )?[^\s:"']+( [^\s:"']+)*:(?:\s)`)

// fileLines lays out the lines of a file. opened is the secret to show,
// counted from 1; at is its line, or -1.
func (p *page) fileLines(file *walk.File, opened int) (lines []line, at int) {
	at = -1
	secrets := 0
	for _, l := range file.Lines {
		hidden := ""
		if !l.Secret.IsZero() {
			hidden = p.theme.masked()
			secrets++
			if secrets == opened {
				hidden = l.Secret.Reveal()
				at = len(lines)
			}
		}
		broken := p.fileLine(l, l.Before+hidden+l.After)
		for i := range broken {
			broken[i].part = i > 0 || l.Aside
		}
		lines = append(lines, broken...)
	}
	return lines, at
}

func (p *page) fileLine(l walk.Line, text string) []line {
	r, room := plain, p.long()
	switch {
	case l.Mark == walk.Removed:
		r = removed
	case l.Mark == walk.NoMark && !l.Aside:
		r = faint
	}
	indent := ""
	if l.Aside {
		indent = "  "
	}
	first := line{mark: p.mark(l.Mark), text: []span{{indent + text, r}}}
	if len(indent)+ansi.StringWidth(text) <= room {
		return []line{first}
	}
	// What stays as it is can be read where it stands; a secret was asked for.
	if l.Mark == walk.NoMark && !l.Aside && l.Secret.IsZero() {
		first.text[0].text = p.theme.cut(text, room)
		return []line{first}
	}
	head, rest := "", text
	if at := keyOf.FindString(text); at != "" && len(indent)+ansi.StringWidth(at) <= room {
		head, rest = strings.TrimRight(at, " "), text[len(at):]
	}
	var lines []line
	if l.Aside && prose(rest) {
		for _, piece := range wrap(text, room-len(indent)) {
			lines = append(lines, line{text: []span{{indent + piece, r}}})
		}
		return lines
	}
	if head != "" {
		first.text[0].text = indent + head
		lines = append(lines, first)
		indent = "  "
	}
	for i, piece := range hardBreak(rest, room-2) {
		next := line{text: []span{{"  " + piece, r}}}
		if head == "" && i == 0 {
			next.mark, next.text[0].text = first.mark, indent+piece
		}
		lines = append(lines, next)
	}
	return lines
}
