package config

import (
	"bytes"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// A Line is a line of a file as it may be shown. Put together, its parts are
// the line without its line break.
type Line struct {
	Sign   byte // '+', '-', or ' ' for one that is there for context
	Number int  // in the new file, for '-' in the old
	Parts  []Part
	// Decoded is what idp_service_account holds, where the line is one.
	Decoded ServiceAccount
}

// A Part of a line is text, filtered for the terminal, or a secret as it
// stands in the file. One of the two is empty.
type Part struct {
	Text   string
	Secret secret.Secret
}

// String is the line with its secrets masked and without its sign.
func (l Line) String() string {
	var b strings.Builder
	for _, part := range l.Parts {
		b.WriteString(part.Text)
		b.WriteString(part.Secret.String())
	}
	return b.String()
}

// contextLines is how many lines around a change are shown.
const contextLines = 1

// A shown is a file with what must be masked in it.
type shown struct {
	source   []byte
	hidden   []piece                // in order
	accounts map[int]ServiceAccount // by line
}

// compare compares two files by lines. Where they differ only in the line
// break at the end, as when lines are added behind a last line without one,
// that line has not changed.
func compare(before, after shown) Edited {
	a, b := withFinalBreak(before.source), withFinalBreak(after.source)
	oldLines, newLines := splitLines(a), splitLines(b)
	e := Edited{New: after.source}
	oldAt, newAt := 0, 0 // lines that are done with
	oldDone, oldCounted := 0, 0
	for _, edit := range udiff.Lines(string(a), string(b)) {
		// The edits are in order and at line breaks: count on from the last.
		oldDone += bytes.Count(a[oldCounted:edit.Start], []byte{'\n'})
		removed := bytes.Count(a[edit.Start:edit.End], []byte{'\n'})
		added := strings.Count(edit.New, "\n")
		oldCounted = edit.Start
		kept := oldDone - oldAt
		e.context(after, newLines, newAt, newAt+kept)
		oldAt, newAt = oldDone, newAt+kept
		e.hunk(before.lines('-', oldLines, oldAt, removed), after.lines('+', newLines, newAt, added))
		oldAt, newAt = oldAt+removed, newAt+added
	}
	if len(e.Lines) > 0 {
		e.around(after, newLines, newAt, min(newAt+contextLines, len(newLines)-1))
	}
	e.Unchanged = len(newLines) - 1 - e.Added - e.Changed
	return e
}

// hunk shows lines that give way to others, each followed by that with the
// same key, which it is changed to.
func (e *Edited) hunk(old, new []Line) {
	for len(old) > 0 || len(new) > 0 {
		at := -1
		if len(old) > 0 {
			at = slices.IndexFunc(new, func(l Line) bool { return l.key() != "" && l.key() == old[0].key() })
		}
		switch {
		case at == 0:
			e.Lines = append(e.Lines, old[0], new[0])
			e.Changed++
			old, new = old[1:], new[1:]
		case at > 0 || len(old) == 0:
			e.Lines = append(e.Lines, new[0])
			e.Added++
			new = new[1:]
		default:
			e.Lines = append(e.Lines, old[0])
			e.Removed++
			old = old[1:]
		}
	}
}

// key is what stands before the first colon or equals sign.
func (l Line) key() string {
	if len(l.Parts) == 0 {
		return ""
	}
	plain := l.Parts[0].Text
	if i := strings.IndexAny(plain, ":="); i > 0 {
		return strings.Trim(plain[:i], ` "'`)
	}
	return ""
}

// context shows the lines around the gap from line i to line j, which have not
// changed: those behind the change before it, and those before the next.
func (e *Edited) context(s shown, lines []int, i, j int) {
	if len(e.Lines) > 0 {
		end := min(i+contextLines, j)
		e.around(s, lines, i, end)
		i = end
	}
	e.around(s, lines, max(i, j-contextLines), j)
}

// around shows lines that have not changed. Empty ones would tell nothing.
func (e *Edited) around(s shown, lines []int, i, j int) {
	for _, line := range s.lines(' ', lines, i, j-i) {
		if strings.TrimSpace(line.String()) != "" {
			e.Lines = append(e.Lines, line)
		}
	}
}

func withFinalBreak(b []byte) []byte {
	if len(b) == 0 || b[len(b)-1] == '\n' {
		return b
	}
	return append(b[:len(b):len(b)], '\n')
}

// splitLines are the offsets of the lines, and that of the end.
func splitLines(b []byte) []int {
	offsets := make([]int, 1, 2+bytes.Count(b, []byte{'\n'}))
	for i, c := range b {
		if c == '\n' {
			offsets = append(offsets, i+1)
		}
	}
	return offsets
}

func (s shown) lines(sign byte, offsets []int, i, n int) []Line {
	lines := make([]Line, 0, n)
	for ; n > 0; n, i = n-1, i+1 {
		lines = append(lines, s.line(sign, offsets, i))
	}
	return lines
}

// line is line i, cut where secrets begin and end.
func (s shown) line(sign byte, offsets []int, i int) Line {
	start, end := offsets[i], min(offsets[i+1], len(s.source))
	for end > start && (s.source[end-1] == '\n' || s.source[end-1] == '\r') {
		end--
	}
	l := Line{Sign: sign, Number: i + 1, Decoded: s.accounts[i+1]}
	for _, m := range s.within(start, end) {
		from, to := max(m.start, start), min(m.end, end)
		l.Parts = appendText(l.Parts, string(s.source[start:from]))
		// Indentation inside a secret of several lines is none of it.
		indent := len(s.source[from:to]) - len(bytes.TrimLeft(s.source[from:to], " \t"))
		l.Parts = appendText(l.Parts, string(s.source[from:from+indent]))
		if from+indent < to {
			l.Parts = append(l.Parts, Part{Secret: secret.New(string(s.source[from+indent : to]))})
		}
		start = to
	}
	l.Parts = appendText(l.Parts, string(s.source[start:end]))
	return l
}

// appendText adds text that no key says to be secret, and masks in it what
// looks like a secret all the same.
func appendText(parts []Part, s string) []Part {
	for _, m := range looksSecret(s) {
		parts = appendPlain(parts, s[:m.start])
		parts = append(parts, Part{Secret: secret.New(s[m.start:m.end])})
		return appendText(parts, s[m.end:])
	}
	return appendPlain(parts, s)
}

func appendPlain(parts []Part, s string) []Part {
	if s == "" {
		return parts
	}
	return append(parts, Part{Text: text.Line(s)})
}
