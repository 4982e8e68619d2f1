package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/tui/walk"
)

// A table lays out a block of rows with one key column.
type table struct {
	*page
	rows     []walk.Row
	plan     bool // something is added, changed or removed
	keys     int  // width of the key column
	notes    int  // column of the notes; 0: each below its row
	focused  int  // the row with the focus, or -1
	opened   int  // the secret to show, counted from 1 in this block; 0: none
	lines    []line
	starts   []int // the first line of each row
	openedAt int   // the line of the open secret, or -1
}

// table lays out rows.
func (p *page) table(rows []walk.Row, focused, opened int) *table {
	t := &table{page: p, rows: rows, focused: focused, opened: opened, openedAt: -1}
	noted := 0
	for _, row := range rows {
		switch row.Mark {
		case walk.Added, walk.Changed, walk.Removed:
			t.plan = true
		}
		if n := 2*row.Indent + ansi.StringWidth(row.Key); n <= p.longestKey() {
			t.keys = max(t.keys, n)
		}
		if row.Note != "" {
			noted = max(noted, ansi.StringWidth(p.value(row)))
		}
	}
	if !p.compact && noted > 0 {
		t.notes = t.keys + 2 + noted + 2
		for _, row := range rows {
			if row.Note != "" && t.notes+ansi.StringWidth(row.Note) > p.prose() {
				t.notes = 0
			}
		}
	}
	secrets := 0
	for i, row := range rows {
		if !row.Secret.IsZero() {
			secrets++
			if secrets == opened {
				row.Value = row.Secret.Reveal()
				t.openedAt = len(t.lines)
			}
		}
		t.starts = append(t.starts, len(t.lines))
		t.add(i, row)
	}
	return t
}

// longestKey is how long a key may be that the key column is made for; the
// value of a longer one stands below it.
func (p *page) longestKey() int { return p.prose() / 2 }

// value is what stands in the value column, secrets masked.
func (p *page) value(row walk.Row) string {
	if row.Value == "" && !row.Secret.IsZero() {
		return p.theme.masked()
	}
	return row.Value
}

// roles of a row's key, value and note.
func (t *table) roles(i int, row walk.Row) (key, value, note role) {
	note = faint
	switch {
	case row.Faint || row.Mark == walk.Unchecked:
		return faint, faint, faint
	case row.Mark == walk.Removed:
		return removed, removed, removed
	case row.Mark == walk.Failed:
		key = strong
	}
	// In a plan the third column holds what was made, an ID: nothing to lose.
	if t.plan && row.Mark != walk.NoMark {
		note = plain
	}
	if i == t.focused {
		key = here
	}
	return key, value, note
}

func (t *table) add(i int, row walk.Row) {
	key, value, note := t.roles(i, row)
	mark := t.mark(row.Mark)
	if i == t.focused {
		mark = t.bar()
	}
	indent := blanks(2 * row.Indent)
	names := wrap(row.Key, t.prose()-len(indent))
	if len(names) == 0 {
		names = []string{""}
	}
	column := t.keys + 2
	if t.compact && t.plan && row.Key != "" {
		column = len(indent) + ansi.StringWidth(row.Key) + 2
	}
	long := len(names) > 1 || len(indent)+ansi.StringWidth(row.Key) > column-2
	lines, below := t.fit(row, t.value(row), column, long)

	for _, name := range names {
		t.lines = append(t.lines, line{mark: mark, text: []span{{indent + name, key}}})
		mark = span{}
	}
	for j, text := range lines {
		switch {
		case below:
			t.lines = append(t.lines, say(value, indent+"  "+text))
		case j == 0:
			first := &t.lines[len(t.lines)-1]
			first.text = append(first.text, span{blanks(column - width(first.text)), plain}, span{text, value})
		default:
			t.lines = append(t.lines, line{text: []span{{blanks(column), plain}, {text, value}}})
		}
	}
	t.note(row, len(lines) > 1 || below, below, column, indent, note)
}

// fit breaks a value for its column, or for the lines below its key: below a
// long key, where it would be broken in its column, and in the compact form
// where what it says must not be cut.
func (t *table) fit(row walk.Row, text string, column int, longKey bool) (lines []string, below bool) {
	room, whole := t.prose()-column, t.prose()-2-2*row.Indent
	if !prose(text) {
		room, whole = t.long()-column, t.long()-2-2*row.Indent
	}
	fits := ansi.StringWidth(text) <= room && !strings.Contains(text, "\n")
	switch {
	case text == "":
		return nil, false
	case fits && !longKey:
		return []string{text}, false
	case !prose(text):
		return hardBreak(text, whole), true
	case longKey, t.plan && t.compact, room < t.prose()/4:
		return wrap(text, whole), true
	case !t.compact, row.Mark == walk.NoMark:
		return wrap(text, room), false
	case !t.whole && (row.Mark == walk.Proven || row.Mark == walk.Unchecked):
		return []string{t.theme.cut(strings.ReplaceAll(text, "\n", " "), room)}, false
	}
	return wrap(text, whole), true
}

// note adds a row's note: in its column, or on lines of its own. The compact
// form leaves out a faint note of what is in order.
func (t *table) note(row walk.Row, broken, below bool, column int, indent string, r role) {
	if row.Note == "" {
		return
	}
	if t.notes > 0 && !broken {
		last := &t.lines[len(t.lines)-1]
		last.text = append(last.text, span{blanks(max(t.notes-width(last.text), 2)), plain}, span{row.Note, r})
		return
	}
	if t.compact {
		if r == faint && row.Mark != walk.Warned && row.Mark != walk.Failed {
			return
		}
		below = true
	}
	pad := blanks(column)
	if below {
		pad = indent + "  "
	}
	for _, text := range wrap(row.Note, t.prose()-len(pad)) {
		t.lines = append(t.lines, say(r, pad+text))
	}
}

// told adds what a running effect says below the row that works.
func (t *table) told(text string) {
	at := len(t.lines)
	pad := "  "
	for i, row := range t.rows {
		if row.Mark != walk.Working {
			continue
		}
		if i+1 < len(t.starts) {
			at = t.starts[i+1]
		}
		if !t.compact {
			pad = blanks(t.keys + 2)
		}
		break
	}
	var lines []line
	for _, l := range wrap(text, t.prose()-len(pad)) {
		lines = append(lines, line{text: []span{{pad + l, plain}}})
	}
	t.lines = append(t.lines[:at:at], append(lines, t.lines[at:]...)...)
}

// failed is the first line of the first failed row, or -1.
func (t *table) failed() int {
	for i, row := range t.rows {
		if row.Mark == walk.Failed {
			return t.starts[i]
		}
	}
	return -1
}
