package walk_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

// wide is a walk of n items: a look and two questions in turn, each of which
// reads the four before it.
func wide(n int) *walk.Walk {
	w := &walk.Walk{}
	before := func(v *walk.View, i int) string {
		all := ""
		for j := max(0, i-4); j < i; j++ {
			if j%3 == 0 {
				all += v.Fact(strconv.Itoa(j)).(string)
			} else {
				all += v.Text(strconv.Itoa(j))
			}
		}
		return all
	}
	for i := range n {
		item := walk.Item{Name: strconv.Itoa(i), Rail: fmt.Sprintf("Part %d", i/5)}
		if i%3 == 0 {
			item.Look = &walk.Look{Usual: "", Request: func(v *walk.View) any { return before(v, i) }}
		} else {
			item.Question = &walk.Question{
				Say:     title("?"),
				Suggest: func(v *walk.View) (walk.Suggestion, bool) { return found(before(v, i)) },
				Quiet:   func(v *walk.View) bool { return before(v, i) == "never" },
				Valid: func(v *walk.View, value walk.Value) error {
					if value.Text == before(v, i) {
						return errTest
					}
					return nil
				},
			}
		}
		w.Items = append(w.Items, item)
	}
	return w
}

// BenchmarkNext is one event on a walk of 30 items that stands at its end.
func BenchmarkNext(b *testing.B) {
	w := wide(30)
	s, effects := w.Next(walk.State{}, time.Time{}, walk.Begin{Walk: "x"})
	for s.At != "29" {
		if len(effects) == 0 {
			s, effects = w.Next(s, time.Time{}, answered(s.At, "an answer"))
			continue
		}
		read := effects[0].(walk.Read)
		s, _ = w.Next(s, time.Time{}, walk.Learned{Gen: read.Gen, Name: read.Requests[0].Name, Value: "f"})
		s, effects = w.Next(s, time.Time{}, walk.Ended{Gen: read.Gen})
	}
	events := map[string]walk.Event{
		"answer": answered("29", "f"), "back": walk.GoBack{}, "told": walk.Told{},
	}
	for name, e := range events {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.Next(s, time.Time{}, e)
			}
		})
	}
	b.Run("scene", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.Scene(s)
		}
	})
}
