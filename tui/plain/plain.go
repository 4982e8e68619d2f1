// Package plain says what a scene says in lines of text, for where there is no
// screen: no colour, no escape code, marks and dots in ASCII, secrets masked.
// It lays nothing out: a line is as long as what it says.
package plain

import (
	"cmp"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

var ascii = strings.NewReplacer("→", "->", "…", "...", " · ", ", ", "•", "*", "–", "-", "’", "'")

// Text writes in ASCII the signs that the program's own words use and that a
// terminal without fonts has not. Letters of foreign names stay.
func Text(s string) string { return ascii.Replace(s) }

// Mark is the sign of a mark, a blank for none.
func Mark(m walk.Mark) string {
	switch m {
	case walk.Proven:
		return "v"
	case walk.Warned:
		return "!"
	case walk.Failed:
		return "X"
	case walk.Unchecked, walk.Removed:
		return "-"
	case walk.Added:
		return "+"
	case walk.Changed:
		return "~"
	}
	return " "
}

// Row is one row in one line: "+ callback URL: https://… (note)".
func Row(r walk.Row) string {
	value := r.Value
	if !r.Secret.IsZero() {
		value = secret.Mask
	}
	said := r.Key
	switch {
	case said == "":
		said = value
	case value != "":
		said += ": " + value
	}
	if r.Note != "" {
		said += " (" + r.Note + ")"
	}
	return Text(Mark(r.Mark) + " " + strings.Repeat("  ", r.Indent) + said)
}

// Line is one line of a file's difference.
func Line(l walk.Line) string {
	said := l.Before
	if !l.Secret.IsZero() {
		said += secret.Mask
	}
	said += l.After
	if l.Aside {
		said = "  " + said
	}
	return Text(Mark(l.Mark) + " " + said)
}

// commandWidth is how wide a command grows before it is broken: where there is
// no screen, nobody knows how wide it is.
const commandWidth = 79

// Words are all that a scene or a change says, each part on lines of its own.
func Words(w walk.Words) []string {
	var said []string
	add := func(lines ...string) { said = append(said, lines...) }
	Say(w, 0, add, add)
	return said
}

// Say says words in their order: to prose what may be broken between words, to
// exact what is to be selected, or stands so in a file. A command is broken
// where a shell may go on, to width, which is 0 where nobody knows it.
func Say(w walk.Words, width int, prose, exact func(...string)) {
	if w.Title != "" {
		title := Text(w.Title)
		if w.Mark != walk.NoMark {
			title = Mark(w.Mark) + " " + title
		}
		prose(title)
	}
	if w.Lead != "" {
		prose(Text(w.Lead))
	}
	if w.Address != "" {
		exact("", w.Address)
	}
	if len(w.Command) > 0 {
		exact("")
		exact(w.Command.Lines(cmp.Or(width, commandWidth))...)
	}
	if len(w.Rows) > 0 || w.File != nil {
		exact("")
	}
	if w.Heading != "" && len(w.Rows) > 0 {
		prose(Text(w.Heading))
	}
	for _, row := range w.Rows {
		prose(Row(row))
	}
	if w.File != nil {
		exact(file(w.File)...)
	}
}

func file(f *walk.File) []string {
	said := []string{f.Path}
	for _, line := range f.Lines {
		said = append(said, Line(line))
	}
	if f.Foot != "" {
		said = append(said, Text(f.Foot))
	}
	return said
}

// Wrapped breaks a sentence at blanks. A word that is longer than a line stays
// whole: an address is to be selected.
func Wrapped(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
