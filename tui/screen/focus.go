package screen

// changeable reports whether rows can be gone to.
func (p *page) changeable() bool { return p.nextRow(-1, 1) >= 0 }

// nextRow is the next row from i in a direction that can be gone to, or -1.
func (p *page) nextRow(i, step int) int {
	for i += step; i >= 0 && i < len(p.scene.Rows); i += step {
		if p.scene.Rows[i].Event != nil {
			return i
		}
	}
	return -1
}

// move moves the focus: rows that can be changed, the field, choices, in this
// order. Where there is no field, it wraps around.
func (m *model) move(step int) {
	p := &m.page
	if p.scene.Running != nil {
		return
	}
	type stop struct {
		focus focus
		index int
	}
	var stops []stop
	at := 0
	add := func(f focus, index int, here bool) {
		if here {
			at = len(stops)
		}
		stops = append(stops, stop{f, index})
	}
	for i := p.nextRow(-1, 1); i >= 0; i = p.nextRow(i, 1) {
		add(onRows, i, p.focus == onRows && p.row == i)
	}
	if p.asks() {
		add(onField, 0, p.focus == onField)
	}
	for i := range p.scene.Choices {
		add(onChoices, i, p.focus == onChoices && p.choice == i)
	}
	if len(stops) == 0 {
		return
	}
	at += step
	if p.asks() {
		at = clamp(at, 0, len(stops)-1)
	} else {
		at = (at + len(stops)) % len(stops)
	}
	p.focus = stops[at].focus
	switch p.focus {
	case onRows:
		p.row = stops[at].index
		p.scroll = fromFailed // the focused row is brought into sight
	case onChoices:
		p.choice = stops[at].index
	}
}

// refocus keeps the focus on what is still there.
func (p *page) refocus() {
	p.choice = clamp(p.choice, 0, max(len(p.scene.Choices)-1, 0))
	lost := p.focus == onRows && (p.row >= len(p.scene.Rows) || p.scene.Rows[p.row].Event == nil) ||
		p.focus == onChoices && len(p.scene.Choices) == 0
	switch {
	case !lost:
	case p.asks():
		p.focus = onField
	default:
		p.focus = onChoices
	}
}
