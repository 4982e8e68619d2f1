package screen

// full draws the full form, with or without the blanks between its blocks. It
// fits if everything is seen, but for the lines of a file, of which eight are
// enough, or, without the blanks, for long choices, of which eight lines are.
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
	lay := layout{lines: p.head(), opened: opened, total: len(body)}
	question, choices := p.question(gaps, 0)
	lay.choices = len(p.scene.Choices)
	rest := p.height - len(lay.lines) - 1 - len(above) - len(question) - 2 // a blank; a blank and the hints
	if len(body) > 0 {
		rest -= 2 // its rules
	} else if room := choices + rest; rest < 0 && !gaps && room >= leastChoices {
		question, _ = p.question(gaps, room)
		_, lay.choices = p.choiceLines(room)
		rest = 0
	}
	lay.visible = min(len(body), rest)
	if rest < min(len(body), leastFile) {
		return layout{}, false
	}
	lay.offset = clamp(p.scroll, 0, len(body)-lay.visible)
	lay.position = positionOf(body, lay.offset, lay.visible)

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
// one that asks, below a blank. room is how many lines the choices may take, 0
// for all; taken is how many they do.
func (p *page) question(gaps bool, room int) (lines []line, taken int) {
	lines, under := p.fieldLines(gaps), p.under()
	choices, _ := p.choiceLines(room)
	if p.asks() {
		lines = append(lines, under...)
		if len(choices) > 0 {
			lines = append(append(lines, line{}), choices...)
		}
	} else {
		lines = append(append(lines, choices...), under...)
	}
	if len(lines) > 0 {
		lines = append([]line{{}}, lines...)
	}
	return lines, len(choices)
}
