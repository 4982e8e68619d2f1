package screen

import (
	"fmt"
	"strings"

	"pomerium-auth0/tui/walk"
)

// A layout is a frame and what of its region is seen.
type layout struct {
	lines []string
	// The region scrolls where it is not seen whole: visible of total lines
	// from offset on.
	visible, total, offset int
	position               position
	opened                 int // the region's line with the open secret, or -1
	choices                int // how many are seen
}

// lay draws the page: the full form where it fits, without the blanks between
// its blocks if need be, else the compact form, which cuts what may be cut
// only if it does not fit otherwise.
func (p page) lay() layout {
	if p.hidden() {
		return p.tooSmall()
	}
	if p.width >= fullWidth {
		for _, gaps := range []bool{true, false} {
			if lay, fits := p.full(gaps); fits {
				return lay
			}
		}
	}
	p.compact, p.whole = true, true
	if lay := p.narrow(); lay.visible == lay.total {
		return lay
	}
	p.whole = false
	return p.narrow()
}

// tooSmall is the only sentence of a window below 40 by 12.
func (p page) tooSmall() layout {
	sentence := fmt.Sprintf("This window is %d by %d. Please make it at least %d by %d; nothing is lost.",
		p.width, p.height, minWidth, minHeight)
	words := wrap(sentence, max(p.width-2, 1))
	lines := make([]string, max(p.height-len(words), 0)/2)
	for _, w := range words {
		lines = append(lines, " "+w)
	}
	if p.width < 3 {
		lines = nil
	}
	return layout{lines: lines[:min(len(lines), p.height)]}
}

// title is the title with its mark.
func (p *page) title() line {
	title := p.scene.Title
	if p.scene.Running != nil {
		title = p.scene.Running.Title
		if title == "" {
			title = "Looking"
		}
	} else if p.compact && p.scene.Short != "" {
		title = p.scene.Short
	}
	if title == "" {
		return line{}
	}
	l := say(strong, p.theme.cut(title, p.prose()))
	l.mark = p.mark(p.scene.Mark)
	return l
}

// rowLines draws the rows of the scene, or of what runs. anchor is the line
// that must be seen: the focused row or the first failed one; -1: any.
func (p *page) rowLines() (lines []line, anchor, opened int) {
	if running := p.scene.Running; running != nil {
		t := p.table(p.elapsed(running), -1, 0)
		if running.Told != "" {
			t.told(running.Told)
		}
		return t.lines, -1, -1
	}
	focused := -1
	if p.focus == onRows {
		focused = p.row
	}
	t := p.table(p.scene.Rows, focused, p.reveal)
	anchor = t.failed()
	if focused >= 0 && focused < len(t.starts) {
		anchor = t.starts[focused]
	}
	return t.lines, anchor, t.openedAt
}

// elapsed puts the seconds first in the value of the row that works.
func (p *page) elapsed(running *walk.Running) []walk.Row {
	rows := append([]walk.Row(nil), running.Rows...)
	for i := range rows {
		if rows[i].Mark == walk.Working {
			seconds := max(int(p.now.Sub(running.Since).Seconds()), 0)
			rows[i].Value = strings.TrimSpace(fmt.Sprintf("%d s  %s", seconds, rows[i].Value))
			break
		}
	}
	return rows
}

// bareLines are the address and the command of the scene, to be copied.
func (p *page) bareLines(width int) []line {
	var lines []line
	if p.scene.Address != "" {
		lines = says(plain, hardBreak(p.scene.Address, width))
	}
	if len(p.scene.Command) > 0 {
		for _, text := range p.scene.Command.Lines(width) {
			lines = append(lines, says(plain, hardBreak(text, width))...)
		}
	}
	return lines
}

// body is the part that scrolls in both forms: the difference to a file, or a
// server's raw answer.
func (p *page) body() (label, foot string, lines []line, opened int) {
	switch {
	case p.over == rawOver:
		for _, text := range p.raw {
			lines = append(lines, says(plain, hardBreak(text, p.long()))...)
		}
		return "", "", lines, -1
	case p.scene.File != nil && p.scene.Running == nil:
		lines, opened = p.fileLines(p.scene.File, p.reveal-p.rowSecrets())
		return p.scene.File.Path, p.scene.File.Foot, lines, opened
	}
	return "", "", nil, -1
}

// put adds lines to a layout.
func (p *page) put(lay *layout, lines ...line) {
	for _, l := range lines {
		lay.lines = append(lay.lines, p.theme.draw(l, p.edge(), p.end()))
	}
}

// finish puts the hints on the last row: row 24, or lower if the text needs it.
func (p *page) finish(lay *layout) {
	last := max(min(usualHeight, p.height), len(lay.lines)+1)
	if !p.compact {
		last = max(last, len(lay.lines)+2)
	}
	for len(lay.lines) < last-1 {
		lay.lines = append(lay.lines, "")
	}
	lay.lines = append(lay.lines, p.theme.draw(p.hintLine(), p.edge(), p.end()))
}

func (p *page) lead() string {
	if p.scene.Running != nil {
		return ""
	}
	return p.scene.Lead
}

func clamp(n, low, high int) int { return max(min(n, high), low) }
