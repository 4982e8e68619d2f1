package tui

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// textEdge is where every word of the summary starts.
const textEdge = "   "

// proseWidth is how wide a sentence may grow.
const proseWidth = 76

// printClosing prints the closing summary on the normal screen. A value that
// does not fit is left unbroken for the terminal to wrap, so that it can be
// selected whole.
func printClosing(out io.Writer, o Options, c steps.Closing) {
	p := newClosingPrinter(out, proseWidth)
	p.reveal = o.Reveal
	p.print(c)
}

// newClosingPrinter prints in the width of a terminal, or else in the given
// one.
func newClosingPrinter(out io.Writer, width int) closingPrinter {
	p := closingPrinter{out: out, width: width, ascii: true}
	if file, is := out.(interface{ Fd() uintptr }); is && term.IsTerminal(int(file.Fd())) {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			p.width = min(proseWidth, max(width-len(textEdge)-1, 30))
		}
		kind := os.Getenv("TERM")
		p.ascii = strings.HasPrefix(kind, "vt") || kind == "linux" || kind == "dumb" || kind == ""
	}
	return p
}

type closingPrinter struct {
	out    io.Writer
	width  int
	reveal bool
	ascii  bool
}

func (p closingPrinter) print(c steps.Closing) {
	p.line("")
	p.marked(c.Mark, c.Title)
	p.rows(c.Facts)
	if len(c.Values) > 0 {
		p.rows(c.Values)
		if !p.reveal {
			p.prose("Secrets are hidden here; --reveal-secrets prints them.")
		}
	}
	if len(c.File) > 0 {
		p.line("")
		for _, line := range c.File {
			if !line.Aside {
				p.line(line.Before + p.secret(line) + line.After)
			}
		}
		if !p.reveal {
			p.prose("Secrets are hidden here; --reveal-secrets prints them.")
		}
	}
	if c.Text != "" {
		p.line("")
		p.prose("What somebody is to make in the dashboard, to be sent on:")
		p.line("")
		for line := range strings.Lines(c.Text) {
			p.line(strings.TrimSuffix(line, "\n"))
		}
	}
	p.onward(c)
	p.rows(c.Notes)
	p.objects("Removed from Auth0:", c.Removed)
	p.objects("Put back in Auth0:", c.PutBack)
	p.objects("This stays in Auth0:", c.Stays)
	p.later(c.Later)
}

func (p closingPrinter) objects(heading string, rows []walk.Row) {
	if len(rows) > 0 {
		p.line("")
		p.prose(heading)
		p.rows(rows)
	}
}

// onward is what to do next: a command and an address stand on lines of their
// own, to be copied.
func (p closingPrinter) onward(c steps.Closing) {
	sentences := c.Next
	if len(c.Command) > 0 {
		p.line("")
		p.prose(c.Next)
		p.line("")
		for _, line := range c.Command.Lines(p.width) {
			p.line(textEdge + line)
		}
		sentences = ""
	}
	if sentences = strings.TrimSpace(sentences + " " + c.Try); sentences != "" {
		p.line("")
		p.prose(sentences)
	}
	if c.Address != "" {
		p.line("")
		p.line(textEdge + c.Address)
	}
}

func (p closingPrinter) secret(line walk.Line) string {
	if p.reveal {
		return line.Secret.Reveal()
	}
	return p.text(line.Secret.String())
}

func (p closingPrinter) text(s string) string {
	if p.ascii {
		return plain.Text(s)
	}
	return s
}

func (p closingPrinter) line(s string) { fmt.Fprintln(p.out, strings.TrimRight(s, " ")) }

func (p closingPrinter) mark(m walk.Mark) string {
	if p.ascii {
		return plain.Mark(m)
	}
	switch m {
	case walk.Proven:
		return "✓"
	case walk.Failed:
		return "✗"
	case walk.Unchecked:
		return "–"
	}
	return plain.Mark(m)
}

// marked is a sentence with its mark left of the text edge.
func (p closingPrinter) marked(m walk.Mark, s string) {
	for i, line := range plain.Wrapped(p.text(s), p.width) {
		if i > 0 {
			m = walk.NoMark
		}
		p.line(" " + p.mark(m) + " " + line)
	}
}

func (p closingPrinter) prose(s string) { p.marked(walk.NoMark, s) }

// rows prints facts in two columns, under a blank line.
func (p closingPrinter) rows(rows []walk.Row) {
	if len(rows) == 0 {
		return
	}
	p.line("")
	widest := widest(rows, indented)
	for _, row := range rows {
		value := row.Value
		if !row.Secret.IsZero() {
			value = row.Secret.String()
			if p.reveal {
				value = row.Secret.Reveal()
			}
		}
		if row.Note != "" {
			value += " (" + row.Note + ")"
		}
		key, column := indented(row), widest
		if key == "" { // an ID: rather further left than in two pieces
			column = max(min(widest, p.width-utf8.RuneCountInString(value)-2), 0)
		}
		lines := []string{p.text(value)}
		if strings.Contains(value, " ") {
			lines = plain.Wrapped(p.text(value), max(p.width-widest-2, 20))
		}
		p.beside(row.Mark, key, column, lines)
	}
}

// later prints advice as rows; a command that does not fit beside its key
// stands below it.
func (p closingPrinter) later(list []steps.Advice) {
	if len(list) == 0 {
		return
	}
	p.line("")
	widest := widest(list, func(a steps.Advice) string { return a.Key })
	for _, advice := range list {
		room := max(p.width-widest-2, 20)
		lines := plain.Wrapped(p.text(advice.Text), room)
		if command := advice.Command; len(command) > 0 {
			if lines = command.Lines(room); len(lines) > 1 {
				p.beside(walk.NoMark, advice.Key, widest, []string{""})
				p.beside(walk.NoMark, "", 0, command.Lines(p.width-2))
				continue
			}
		}
		p.beside(walk.NoMark, advice.Key, widest, lines)
	}
}

// beside prints a key with its mark, and lines in a column right of it.
func (p closingPrinter) beside(m walk.Mark, key string, column int, lines []string) {
	for _, line := range lines {
		p.line(" " + p.mark(m) + " " + key + strings.Repeat(" ", column-utf8.RuneCountInString(key)) + "  " + line)
		m, key = walk.NoMark, ""
	}
}

// widest is how wide the keys of a list are.
func widest[T any](list []T, key func(T) string) int {
	wide := 0
	for _, entry := range list {
		wide = max(wide, utf8.RuneCountInString(key(entry)))
	}
	return wide
}

func indented(row walk.Row) string { return strings.Repeat("  ", row.Indent) + row.Key }
