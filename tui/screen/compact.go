package screen

import "github.com/charmbracelet/x/ansi"

// narrow draws the compact form. What is decided about comes first and scrolls
// together with the lead; title, question and hints stay.
func (p page) narrow() layout {
	region, anchor, opened, foot := p.region()
	filed := p.scene.File != nil && p.over == nothingOver && p.scene.Running == nil

	question, below := p.fieldLines(false), p.under()
	if len(below) > mostUnder && p.troubled() {
		// An error without a short form is not cut: it scrolls, in sight first.
		region, anchor, below = append(below, region...), -1, nil
	}
	below = p.shorten(below)
	if p.asks() {
		question, below = append(question, below...), nil
	}
	if filed && foot != "" {
		question = append([]line{say(plain, foot)}, question...)
	}

	lay := layout{lines: p.head(), total: len(region), opened: opened}
	free := p.height - len(lay.lines) - 1 - len(question) - len(below) - 1 // title, hints
	choices, seen := p.choiceLines(0)
	visible, shown := share(free, len(region), len(choices), p.selectedLines())
	if shown < len(choices) {
		choices, seen = p.choiceLines(shown)
	}
	lay.choices, lay.visible = seen, visible
	lay.offset = clamp(p.start(anchor, visible), 0, len(region)-visible)
	lay.position = positionOf(region, lay.offset, visible)

	if filed {
		p.put(&lay, p.upperRule(p.short(), lay, true))
	} else {
		p.put(&lay, p.title())
	}
	p.put(&lay, region[lay.offset:lay.offset+visible]...)
	if (visible < len(region) || filed) && visible+shown < free {
		p.put(&lay, p.lowerRule("", lay))
	}
	p.put(&lay, question...)
	p.put(&lay, choices...)
	p.put(&lay, below...)
	p.finish(&lay)
	return lay
}

// share divides free rows between a region and the lines of choices: all of
// both where they fit, else at least so many of the choices and as many more as
// leave the region four rows. A region that is not seen whole gives a row to
// the rule below it.
func share(free, region, choices, least int) (visible, shown int) {
	if region+choices <= free {
		return region, choices
	}
	shown = clamp(free-1-min(region, leastRegion), min(choices, least), choices)
	shown = min(shown, free)
	visible = max(free-1-shown, 0)
	if visible+1 >= region {
		visible = clamp(free-shown, 0, region)
	}
	return visible, shown
}

// start is the first line of the region to show: where it was scrolled to, the
// first failure, or as far down as brings the focused row into sight.
func (p *page) start(anchor, visible int) int {
	switch {
	case p.scroll != fromFailed:
		return p.scroll
	case p.focus == onRows:
		return clamp(anchor+2-visible, 0, max(anchor, 0))
	}
	return max(anchor, 0)
}

// region is what scrolls in the compact form. foot is the lead of a file's
// scene where it fits one line: it then stays above the choices.
func (p *page) region() (lines []line, anchor, opened int, foot string) {
	anchor = -1
	if p.scene.Running == nil {
		lines = append(lines, p.bareLines(p.prose())...)
	}
	_, _, body, at := p.body()
	opened = at // a file is what is decided about, where there is one
	if at >= 0 {
		opened += len(lines)
	}
	lines = append(lines, body...)
	rows, failed, secret := p.rowLines()
	if failed >= 0 {
		anchor = len(lines) + failed
	}
	if secret >= 0 {
		opened = len(lines) + secret
	}
	for i := range rows {
		rows[i].part = rows[i].part || len(body) > 0
	}
	lines = append(lines, rows...)
	if len(p.more) > 0 {
		lines = append(lines, p.table(p.more, -1, 0).lines...)
	}
	lead := wrap(p.lead(), p.prose())
	if len(body) > 0 && len(lead) == 1 {
		return lines, anchor, opened, lead[0]
	}
	for _, text := range lead {
		lines = append(lines, line{text: []span{{text, plain}}, part: len(body) > 0})
	}
	return lines, anchor, opened, ""
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
	dots := p.theme.glyphs.dots
	last.text = ansi.Truncate(last.text, p.prose()-ansi.StringWidth(dots), "") + dots
	return under[:mostUnder]
}
