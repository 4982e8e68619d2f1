package screen

// full draws the full form, with or without the blanks between its blocks. It
// fits if everything is seen, but for the lines of a file, of which eight are
// enough.
func (p page) full(gaps bool) (layout, bool) {
	label, foot, body, opened := p.body()
	var above []line
	for i, block := range p.blocks() {
		if gaps && i > 0 {
			above = append(above, line{})
		}
		above = append(above, block...)
	}
	if gaps && len(body) > 0 {
		above = append(above, line{})
	}
	question := p.question(gaps)
	if len(question) > 0 {
		question = append([]line{{}}, question...)
	}

	lay := layout{lines: p.head(), opened: opened, total: len(body)}
	rest := p.height - len(lay.lines) - 1 - len(above) - len(question) - 2 // a blank; a blank and the hints
	if len(body) > 0 {
		rest -= 2 // its rules
	}
	lay.visible = min(len(body), rest)
	if rest < min(len(body), leastFile) {
		return layout{}, false
	}
	lay.offset = clamp(p.scroll, 0, len(body)-lay.visible)

	p.put(&lay, line{})
	p.put(&lay, above...)
	if len(body) > 0 {
		p.put(&lay, p.upperRule(label, lay, false))
		p.put(&lay, body[lay.offset:lay.offset+lay.visible]...)
		p.put(&lay, p.lowerRule(foot, lay))
	}
	p.put(&lay, question...)
	p.finish(&lay)
	return lay, true
}

// blocks are the parts of the full form above the question, without a file.
func (p *page) blocks() [][]line {
	head := append([]line{p.title()}, says(plain, wrap(p.lead(), p.prose()))...)
	rows, _, _ := p.rowLines()
	if p.scene.Running != nil {
		return [][]line{head, rows}
	}
	blocks := [][]line{head}
	if bare := p.bareLines(p.long()); len(bare) > 0 {
		blocks = append(blocks, bare)
	}
	if len(rows) > 0 {
		blocks = append(blocks, append(says(plain, wrap(p.scene.Heading, p.prose())), rows...))
	}
	if len(p.more) > 0 {
		blocks = append(blocks, p.table(p.more, -1, 0).lines)
	}
	return blocks
}

// question is the field or the choices, or both, and what stands under the
// one that asks.
func (p *page) question(gaps bool) []line {
	lines, choices, under := p.fieldLines(gaps), p.choiceLines(0), p.under()
	if !p.asks() {
		return append(append(lines, choices...), under...)
	}
	lines = append(lines, under...)
	if len(choices) > 0 {
		lines = append(append(lines, line{}), choices...)
	}
	return lines
}
