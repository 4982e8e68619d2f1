package screen

import (
	"strings"

	"pomerium-auth0/tui/walk"
)

var toASCII = strings.NewReplacer(
	"→", "->", "←", "<-", "…", "...", " · ", ", ", "·", ",", "–", "-", "—", "-", "•", "*",
	"✓", "v", "✗", "X", "↑ ", "", "↓ ", "", "’", "'", "‘", "'", "“", `"`, "”", `"`,
)

// plainScene returns the scene in the letters that the terminal has. It comes
// before measuring and wrapping, since the replacements are longer.
func (t *theme) plainScene(s walk.Scene) walk.Scene {
	if !t.ascii {
		return s
	}
	to := func(text ...*string) {
		for _, p := range text {
			*p = toASCII.Replace(*p)
		}
	}
	rows := func(list []walk.Row) []walk.Row {
		copied := append([]walk.Row(nil), list...)
		for i := range copied {
			to(&copied[i].Key, &copied[i].Value, &copied[i].Note)
		}
		return copied
	}
	s.Rail = append([]walk.Station(nil), s.Rail...)
	for i := range s.Rail {
		to(&s.Rail[i].Name)
	}
	s.Context = append([]string(nil), s.Context...)
	for i := range s.Context {
		to(&s.Context[i])
	}
	to(&s.Title, &s.Short, &s.Lead, &s.Heading, &s.Label, &s.Help, &s.Hint, &s.HintShort, &s.Reason, &s.Enter, &s.EnterShort)
	s.Rows, s.About = rows(s.Rows), rows(s.About)
	if s.File != nil {
		file := *s.File
		file.Lines = append([]walk.Line(nil), file.Lines...)
		to(&file.Foot)
		s.File = &file
	}
	s.Choices = append([]walk.Choice(nil), s.Choices...)
	for i := range s.Choices {
		c := &s.Choices[i]
		to(&c.Label, &c.Note, &c.Enter, &c.EnterShort)
	}
	if s.Running != nil {
		running := *s.Running
		to(&running.Title, &running.Told)
		running.Rows = rows(running.Rows)
		s.Running = &running
	}
	if s.Problem != nil {
		problem := *s.Problem
		to(&problem.Text, &problem.Short)
		s.Problem = &problem
	}
	return s
}
