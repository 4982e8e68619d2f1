package screen

import "strings"

// narrow draws the compact form. What is decided about comes first and scrolls
// together with the lead; title, question and hints stay.
func (p page) narrow() layout {
	lay := layout{lines: p.head()}
	put := func(lines ...line) {
		for _, l := range lines {
			lay.lines = append(lay.lines, p.theme.draw(l, p.edge(), p.width))
		}
	}
	region, anchor, opened, foot := p.region()
	filed := p.scene.File != nil && p.over == nothingOver && p.scene.Running == nil

	question := p.fieldLines(false)
	under := p.under()
	if len(under) > mostUnder && p.troubled() {
		// An error without a short form is not cut: it scrolls, in sight first.
		region, anchor, under = append(under, region...), -1, nil
	}
	under = p.shorten(under)
	if p.asks() {
		question = append(question, under...)
		under = nil
	}
	if filed && foot != "" {
		question = append([]line{say(plain, foot)}, question...)
	}

	choices := p.choiceLines(0)
	n := len(choices)
	free := p.height - len(lay.lines) - 1 - len(question) - len(under) - 1
	visible := len(region)
	if visible+n > free {
		least := min(visible, leastRegion)
		shown := clamp(free-1-least, min(n, 2), n)
		visible = max(free-1-shown, 0)
		if visible+1 >= len(region) { // the rule is not needed
			visible = min(len(region), free-shown)
		}
		if n > 0 && shown < n {
			choices = p.choiceLines(shown)
		}
	}
	lay.visible, lay.total, lay.opened = visible, len(region), opened
	lay.offset = p.scroll
	if p.scroll == fromFailed {
		lay.offset = max(anchor, 0)
		if p.focus == onRows { // it need only be seen, and what is below it
			lay.offset = clamp(anchor+2-visible, 0, max(anchor, 0))
		}
	}
	lay.offset = clamp(lay.offset, 0, len(region)-visible)

	if filed {
		put(p.upperRule(strings.TrimSpace(p.short()), lay, true))
	} else {
		put(p.title())
	}
	put(region[lay.offset : lay.offset+visible]...)
	if (visible < len(region) || filed) && len(lay.lines) < p.height-len(question)-len(choices)-len(under)-1 {
		put(p.lowerRule("", lay))
	}
	put(question...)
	put(choices...)
	put(under...)
	p.finish(&lay)
	return lay
}

// region is what scrolls in the compact form. foot is the lead of a file's
// scene where it fits one line: it then stays above the choices.
func (p *page) region() (lines []line, anchor, opened int, foot string) {
	anchor = -1
	if p.scene.Address != "" && p.scene.Running == nil {
		lines = append(lines, says(plain, hardBreak(p.scene.Address, p.prose()))...)
	}
	rows, at, opened := p.rowLines()
	if at >= 0 {
		anchor = len(lines) + at
	}
	if opened >= 0 {
		opened += len(lines)
	}
	lines = append(lines, rows...)
	if len(p.more) > 0 {
		lines = append(lines, p.table(p.more, -1, 0).lines...)
	}
	_, _, body, at := p.body()
	if at >= 0 {
		opened = len(lines) + at
	}
	lines = append(lines, body...)
	lead := wrap(p.lead(), p.prose())
	if len(body) > 0 && len(lead) == 1 {
		return lines, anchor, opened, lead[0]
	}
	return append(lines, says(plain, lead)...), anchor, opened, ""
}

func (p *page) short() string {
	if p.scene.Short != "" {
		return p.scene.Short
	}
	return p.scene.Title
}

// mostUnder is how many rows may stand under the field of the compact form.
const mostUnder = 3

// shorten leaves of what stands under the field the rows there is room for.
func (p *page) shorten(under []line) []line {
	if len(under) <= mostUnder {
		return under
	}
	last := &under[mostUnder-1].text[0]
	last.text = p.theme.cut(last.text, p.prose()-len(p.theme.glyphs.dots)) + p.theme.glyphs.dots
	return under[:mostUnder]
}
