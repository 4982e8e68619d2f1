package walk_test

import (
	"slices"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

func TestOrderNamesEachReadingOfALaterItem(t *testing.T) {
	reads := func(name string) func(*walk.View) walk.Words {
		return func(v *walk.View) walk.Words { return walk.Words{Title: v.Text(name)} }
	}
	operation := walk.Plan{Operations: []walk.Operation{{Label: "x"}}}
	w := &walk.Walk{Items: []walk.Item{
		{Name: "first", Question: &walk.Question{Say: reads("last"), Quiet: func(v *walk.View) bool {
			v.Given("last") // may stand anywhere
			return v.Fresh("look")
		}}},
		{Name: "look", Look: &walk.Look{
			Request: func(v *walk.View) any { return v.Text("first") },
			Doing:   func(v *walk.View) walk.Row { return walk.Row{Key: v.Text("middle")} },
			Proves:  func(v *walk.View, _ walk.Made) bool { return v.Answered("last") },
		}},
		{Name: "middle", Question: &walk.Question{
			Say: reads("first"),
			Remark: func(v *walk.View, _ walk.Value) walk.Remark {
				v.Fact("look")
				return walk.Remark{Text: v.Text("last")}
			},
		}},
		{Name: "change", Change: &walk.Change{
			Plan:    func(v *walk.View) walk.Plan { v.Applies("off"); return operation },
			Say:     func(v *walk.View, _ walk.Plan) walk.Words { return reads("middle")(v) },
			Options: func(v *walk.View, _ walk.Plan) []walk.Option { v.Gen("look"); return nil },
			Doing:   func(v *walk.View, _ walk.Plan) string { return v.Text("last") },
		}},
		{Name: "off", Applies: func(v *walk.View) bool { return v.Text("last") == "on" },
			Question: &walk.Question{Say: reads("no item of this walk")}},
		{Name: "last", Question: &walk.Question{Say: reads("last")}},
	}}
	s, _ := w.Next(walk.State{}, time.Time{}, walk.Begin{Walk: "x"})
	s.Made = []walk.Made{{Unsure: true}}
	want := []string{
		`"first" reads "look", which stands later`,
		`"look" reads "middle", which stands later`,
		`"look" reads "last", which stands later`,
		`"first" reads "last", which stands later`,
		`"middle" reads "last", which stands later`,
		`"change" reads "off", which stands later`,
		`"off" reads "last", which stands later`,
		`"change" reads "last", which stands later`,
	}
	got := w.Order(s)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
