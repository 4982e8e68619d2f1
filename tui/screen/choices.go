package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/tui/walk"
)

// widestLabel is how wide a label may be that the column of notes is made for.
// Names of applications and paths can be wider.
const widestLabel = 36

// choiceBlocks draws the choices, each in lines of its own. In the full form
// notes stand in one column beside the labels. The compact form has no room for
// them: the selected choice alone tells all of itself there, below its label.
func (p *page) choiceBlocks() [][]line {
	column := 0
	for _, c := range p.scene.Choices {
		if n := ansi.StringWidth(c.Label); n <= widestLabel {
			column = max(column, n+3)
		}
	}
	var blocks [][]line
	for i, c := range p.scene.Choices {
		selected := p.focus == onChoices && i == p.choice
		var block []line
		switch {
		case !p.compact:
			block = p.wideChoice(c, column)
		case selected:
			block = append(p.labelLines(c.Label), p.noteLines(c.Note)...)
		default:
			block = []line{say(plain, p.theme.cut(c.Label, p.prose()))}
		}
		if selected {
			block[0].mark = p.bar()
			for j := range block {
				if block[j].text[0].role == plain {
					block[j].text[0].role = here
				}
			}
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// wideChoice puts a note beside its label, broken between words in its column
// where it is long. It stands below where the label is too wide for that, or an
// address in it.
func (p *page) wideChoice(c walk.Choice, column int) []line {
	block := p.labelLines(c.Label)
	if c.Note == "" {
		return block
	}
	wide := ansi.StringWidth(c.Label)
	start := max(column, wide+3)
	room := p.prose() - start
	if ansi.StringWidth(c.Note) > room && (wide > widestLabel || longestWord(c.Note) > room) {
		return append(block, p.noteLines(c.Note)...)
	}
	for i, note := range wrapNote(c.Note, room) {
		if i == 0 {
			block[0].text = append(block[0].text, span{blanks(start - wide), plain}, span{note, faint})
		} else {
			block = append(block, line{text: []span{{blanks(start), faint}, {note, faint}}})
		}
	}
	return block
}

// wrapNote breaks a note that is too long after its first comma: after an ID,
// before what is said of it.
func wrapNote(note string, width int) []string {
	if ansi.StringWidth(note) > width {
		note = strings.Replace(note, ", ", ",\n", 1)
	}
	return wrap(note, width)
}

// longestWord is the width of what can not be broken between words.
func longestWord(text string) int {
	n := 0
	for word := range strings.FieldsSeq(text) {
		n = max(n, ansi.StringWidth(word))
	}
	return n
}

func (p *page) labelLines(label string) []line {
	if label == "" {
		return []line{say(plain, "")}
	}
	return says(plain, wrap(label, p.prose()))
}

func (p *page) noteLines(note string) []line {
	var lines []line
	for _, text := range wrapNote(note, p.prose()-2) {
		lines = append(lines, say(faint, "  "+text))
	}
	return lines
}

// choiceLines draws the choices in at most room lines, 0 for all: the selected
// one, the one after it, and as many around them as there is room for. shown is
// how many that are.
func (p *page) choiceLines(room int) (lines []line, shown int) {
	blocks := p.choiceBlocks()
	all := flat(blocks)
	if len(all) <= room || room < 1 {
		return all, len(blocks)
	}
	if !p.compact {
		room-- // for the rule that says how many there are
	}
	first, end := p.window(blocks, room)
	lines = flat(blocks[first:end])
	lines = lines[:min(len(lines), room)]
	above, below := first, len(blocks)-end
	if !p.compact {
		rule := line{ruled: true, right: []span{{p.left(above, below, true), faint}}}
		return append(lines, rule), end - first
	}
	// The selected choice gives none of its line away where another can.
	top, bottom := &lines[0], &lines[0]
	if last := len(lines) - len(blocks[end-1]); last > 0 {
		bottom = &lines[last]
	}
	switch {
	case top == bottom, above > 0 && p.focus == onChoices && p.choice == first:
		p.aside(bottom, p.left(above, below, false))
	case below > 0 && p.focus == onChoices && p.choice == end-1:
		p.aside(top, p.left(above, below, false))
	default:
		p.aside(top, p.left(above, 0, false))
		p.aside(bottom, p.left(0, below, false))
	}
	return lines, end - first
}

// window is which of the choices are seen in room lines.
func (p *page) window(blocks [][]line, room int) (first, end int) {
	size := func(from, to int) int { return len(flat(blocks[from:to])) }
	at := 0
	if p.focus == onChoices {
		at = p.choice
	}
	first, end = at, at+1
	if end < len(blocks) && size(first, end+1) <= room {
		end++
	}
	for first > 0 && size(first-1, end) <= room {
		first--
	}
	for end < len(blocks) && size(first, end+1) <= room {
		end++
	}
	return first, end
}

// selectedLines is how many lines the selected choice and the next one take.
func (p *page) selectedLines() int {
	blocks := p.choiceBlocks()
	if p.focus != onChoices || p.choice >= len(blocks) {
		return min(len(blocks), 2)
	}
	return len(blocks[p.choice]) + min(len(blocks)-1, 1)
}

func flat(blocks [][]line) []line {
	var lines []line
	for _, block := range blocks {
		lines = append(lines, block...)
	}
	return lines
}

// aside puts a faint word at the right of a line, whose text gives way.
func (p *page) aside(l *line, word string) {
	if word == "" {
		return
	}
	l.right = []span{{word, faint}}
	if room := p.prose() - ansi.StringWidth(word) - 1; width(l.text) > room {
		l.text[0].text = p.theme.cut(l.text[0].text, room)
	}
}
