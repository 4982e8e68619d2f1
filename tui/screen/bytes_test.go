package screen

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// written reports what an action writes to the terminal.
func (r *rig) written(keys string) int {
	r.terminal.Output()
	r.send(keys)
	return len(r.terminal.Output())
}

func TestFewBytesAreWritten(t *testing.T) {
	w := toy(toyText("domain"), toySecret("token", nil), toyPick("pick"), toyLook("look"), toyText("last"))
	play(t, Options{Walk: w, Perform: after(time.Minute)}, func(r *rig) {
		start := len(r.terminal.Output())
		r.send("a")
		key := r.written("b")
		step := r.written("\r")
		r.written("s")
		hidden := r.written("e")
		paste := r.written(bracketed(token()))
		next := r.written("\r")
		choice := r.written(arrowDn)
		r.send("\r")
		r.terminal.Output()
		r.settle(turnEvery)
		turned := len(r.terminal.Output())
		t.Logf("start %d, key %d, hidden key %d, paste of 5,000 %d, to the token %d, to a choice %d, down %d, a turn %d",
			start, key, hidden, paste, step, next, choice, turned)
		for _, limit := range []struct {
			what         string
			bytes, limit int
		}{
			{"start and first frame", start, 1000}, {"a key", key, 15}, {"a hidden key", hidden, 30},
			{"a pasted token", paste, 100}, {"a step", step, 300}, {"down", choice, 125}, {"a turn of the bar", turned, 30},
		} {
			if limit.bytes > limit.limit {
				t.Errorf("%s writes %d bytes, more than %d", limit.what, limit.bytes, limit.limit)
			}
		}
		time.Sleep(time.Minute)
	})
}

// BenchmarkKey is a letter and its removal, through Update and View.
func BenchmarkKey(b *testing.B) {
	press := func(b *testing.B, m *model, start string) {
		m.Init()
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		m.Update(tea.PasteMsg{Content: start})
		b.ReportAllocs()
		for b.Loop() {
			m.Update(tea.KeyPressMsg{Code: 'a', Text: "a"})
			m.View()
			m.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
			m.View()
		}
	}
	b.Run("visible", func(b *testing.B) {
		press(b, newModel(Options{Walk: toy(toyText("domain")), Environ: []string{}}), "acme.eu.auth0.com")
	})
	b.Run("hidden, 5,000 before", func(b *testing.B) {
		press(b, newModel(Options{Walk: toy(toySecret("token", nil)), Environ: []string{}}), token())
	})
}

// BenchmarkFrame draws the screens of the samples.
func BenchmarkFrame(b *testing.B) {
	theme := newTheme(nil)
	for _, s := range samples() {
		b.Run(s.name, func(b *testing.B) {
			for b.Loop() {
				s.draw(theme, 80, 24)
			}
		})
	}
}
