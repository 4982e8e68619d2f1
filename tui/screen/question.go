package screen

import (
	"pomerium-auth0/tui/walk"
)

// A notice is what the program says about a key: it takes the place of the
// reason until the next key.
type notice struct {
	mark walk.Mark
	text string
}

// asks reports whether the scene has a field.
func (p *page) asks() bool {
	return p.field != nil && (p.scene.Kind == walk.Text || p.scene.Kind == walk.Secret)
}

// fieldLines draws label, help, the field and what stands under it. Help is
// part of the full form only.
func (p *page) fieldLines(gap bool) []line {
	if !p.asks() {
		return nil
	}
	var lines []line
	if p.scene.Label != "" {
		lines = append(lines, say(strong, p.theme.cut(p.scene.Label, p.prose())))
	}
	if p.scene.Help != "" && !p.compact {
		lines = append(lines, says(plain, wrap(p.scene.Help, p.prose()))...)
		if gap {
			lines = append(lines, line{})
		}
	}
	l := line{text: []span{p.field.view(p.focus == onField)}}
	if p.focus == onField {
		l.mark = p.bar()
	}
	return append(lines, l)
}

// under draws what stands under the field or the choices: a notice, the
// problem, what came with a paste, or where the value comes from.
func (p *page) under() []line {
	if p.notice.text != "" {
		return p.marked(p.notice.mark, plain, p.notice.text)
	}
	if problem := p.scene.Problem; p.troubled() {
		text := problem.Text
		if p.compact && problem.Short != "" {
			text = problem.Short
		}
		return p.marked(walk.Failed, plain, text)
	}
	if !p.asks() {
		return nil
	}
	if r := p.remark; r.Text != "" {
		text := r.Text
		if p.compact && r.Short != "" {
			text = r.Short
		}
		if r.Mark == walk.NoMark {
			return p.marked(r.Mark, faint, text)
		}
		return p.marked(r.Mark, plain, text)
	}
	hint := p.scene.Hint
	if p.compact && p.scene.HintShort != "" {
		hint = p.scene.HintShort
	}
	if reason := p.scene.Reason; reason != "" && reason != p.scene.Hint && p.field.untouched() {
		hint = reason
	}
	if hint == "" {
		return nil
	}
	return p.marked(walk.NoMark, faint, hint)
}

// troubled reports whether the problem is on the screen.
func (p *page) troubled() bool {
	return p.notice.text == "" && p.scene.Problem != nil && !p.settled
}

// marked draws a sentence with its mark before the first line.
func (p *page) marked(m walk.Mark, r role, sentence string) []line {
	if p.theme.ascii {
		sentence = toASCII.Replace(sentence)
	}
	lines := says(r, wrap(sentence, p.prose()))
	if len(lines) > 0 {
		lines[0].mark = p.mark(m)
	}
	return lines
}
