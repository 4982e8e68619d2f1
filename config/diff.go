package config

import (
	"bytes"
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

// compare compares two files by lines. Where the splices between them are
// known, only the lines that they touch are looked at: a file may be large.
// Where two files differ only in the line break at the end, as when lines are
// added behind a last line without one, that line has not changed.
func compare(before, after shown, splices []splice) Edited {
	a, b := withFinalBreak(before.source), withFinalBreak(after.source)
	d := difference{old: a, new: b, oldLines: splitLines(a), newLines: splitLines(b)}
	oldAt, newAt, counted := 0, 0, 0
	for _, edit := range lineEdits(a, b, splices) {
		// The edits are in order and at line breaks: count on from the last.
		kept := bytes.Count(a[counted:edit.Start], []byte{'\n'})
		removed := bytes.Count(a[edit.Start:edit.End], []byte{'\n'})
		added := strings.Count(edit.New, "\n")
		counted = edit.End
		d.context(newAt, newAt+kept)
		oldAt, newAt = oldAt+kept, newAt+kept
		d.hunk(oldAt, oldAt+removed, newAt, newAt+added)
		oldAt, newAt = oldAt+removed, newAt+added
	}
	if len(d.rows) > 0 {
		d.keep(newAt, min(newAt+contextLines, len(d.newLines)-1))
	}
	e := d.Edited
	e.New = after.source
	e.Unchanged = len(d.newLines) - 1 - e.Added - e.Changed
	e.Lines = d.lines(before, after)
	return e
}

// lineEdits are the edits of whole lines that make b of a.
func lineEdits(a, b []byte, splices []splice) []udiff.Edit {
	if splices == nil {
		return udiff.Lines(string(a), string(b))
	}
	var edits []udiff.Edit
	for _, region := range touched(a, b, splices) {
		for _, edit := range udiff.Lines(string(a[region.start:region.end]), region.text) {
			edit.Start += region.start
			edit.End += region.start
			edits = append(edits, edit)
		}
	}
	return edits
}

// touched are the pieces of whole lines of a that splices reach into, with
// what stands there in b.
func touched(a, b []byte, splices []splice) []splice {
	var regions []splice
	grown := make([]int, 0, len(splices)) // by so many bytes, up to the end of each
	for _, s := range inOrder(splices) {
		start := bytes.LastIndexByte(a[:s.start], '\n') + 1
		end := s.end
		wholeLines := (end == 0 || a[end-1] == '\n') && (s.text == "" || strings.HasSuffix(s.text, "\n"))
		if i := bytes.IndexByte(a[end:], '\n'); !wholeLines {
			end += i + 1
		}
		last := len(regions) - 1
		if last < 0 || start > regions[last].end {
			regions = append(regions, splice{start: start})
			if last++; last > 0 {
				grown = append(grown, grown[last-1])
			} else {
				grown = append(grown, 0)
			}
		}
		regions[last].end = max(regions[last].end, end)
		grown[last] += len(s.text) - (s.end - s.start)
	}
	before := 0
	for i, region := range regions {
		end := region.end + grown[i]
		if region.end == len(a) {
			end = len(b) // either may have got its last line break here
		}
		regions[i].text = string(b[region.start+before : end])
		before = grown[i]
	}
	return regions
}

// A difference is one in the making.
type difference struct {
	Edited
	old, new           []byte
	oldLines, newLines []int // offsets
	rows               []row
}

// A row is a line that is shown: of the old file where its sign is '-'.
type row struct {
	sign byte
	line int
}

func (d *difference) add(sign byte, line int) { d.rows = append(d.rows, row{sign, line}) }

// hunk shows lines that give way to others, each followed by that with the
// same key, which it is changed to.
func (d *difference) hunk(i, oldEnd, j, newEnd int) {
	for i < oldEnd || j < newEnd {
		match := -1
		for k := j; i < oldEnd && k < newEnd && match < 0; k++ {
			if key := keyOf(d.old[d.oldLines[i]:]); key != "" && key == keyOf(d.new[d.newLines[k]:]) {
				match = k
			}
		}
		switch {
		case match == j:
			d.add('-', i)
			d.add('+', j)
			d.Changed++
			i, j = i+1, j+1
		case match > j || i == oldEnd:
			d.add('+', j)
			d.Added++
			j++
		default:
			d.add('-', i)
			d.Removed++
			i++
		}
	}
}

// keyOf is what stands before the first colon or equals sign of a line.
func keyOf(b []byte) string {
	if i := bytes.IndexAny(b, ":=\n"); i > 0 && b[i] != '\n' {
		return string(bytes.Trim(b[:i], ` "'`))
	}
	return ""
}

// context shows the lines around the gap from line i to line j, which have not
// changed: those behind the change before it, and those before the next.
func (d *difference) context(i, j int) {
	if len(d.rows) > 0 {
		end := min(i+contextLines, j)
		d.keep(i, end)
		i = end
	}
	d.keep(max(i, j-contextLines), j)
}

func (d *difference) keep(i, j int) {
	for ; i < j; i++ {
		d.add(' ', i)
	}
}

// lines cuts the rows into text and secrets. Secrets are looked for in these
// lines alone: a file may have a million others.
func (d *difference) lines(before, after shown) []Line {
	var old, new []piece
	for _, r := range d.rows {
		if r.sign == '-' {
			old = append(old, piece{d.oldLines[r.line], d.oldLines[r.line+1]})
		} else {
			new = append(new, piece{d.newLines[r.line], d.newLines[r.line+1]})
		}
	}
	before.mask(old)
	after.mask(new)
	lines := make([]Line, 0, len(d.rows))
	for _, r := range d.rows {
		switch r.sign {
		case '-':
			lines = append(lines, before.line(r, d.oldLines))
		case '+':
			lines = append(lines, after.line(r, d.newLines))
		default:
			// An empty line around a change would tell nothing.
			if line := after.line(r, d.newLines); strings.TrimSpace(line.String()) != "" {
				lines = append(lines, line)
			}
		}
	}
	return lines
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

// line is a row, cut where secrets begin and end.
func (s shown) line(r row, offsets []int) Line {
	start, end := offsets[r.line], min(offsets[r.line+1], len(s.source))
	for end > start && (s.source[end-1] == '\n' || s.source[end-1] == '\r') {
		end--
	}
	l := Line{Sign: r.sign, Number: r.line + 1, Decoded: s.accounts[r.line+1]}
	for _, m := range within(s.hidden, start, end) {
		from, to := max(m.start, start), min(m.end, end)
		// Indentation inside a secret of several lines is none of it.
		indent := len(s.source[from:to]) - len(bytes.TrimLeft(s.source[from:to], " \t"))
		l.Parts = appendText(l.Parts, string(s.source[start:from+indent]))
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
