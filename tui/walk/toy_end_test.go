package walk_test

import (
	"errors"
	"strings"

	"pomerium-auth0/tui/walk"
)

// endItems check what was made and save the label.
func endItems() []walk.Item {
	return []walk.Item{
		{Name: "check box", Rail: "Check", Look: check("box", box)},
		{Name: "check lid", Rail: "Check", Look: check("lid", func(v *walk.View) (thing, bool) {
			lid, exists := own(v, "lid")
			return lid, exists && v.Text("lid") == "yes"
		})},
		{Name: "go on", Rail: "Check", Question: &walk.Question{
			Kind: walk.Pick,
			Say: func(v *walk.View) walk.Words {
				words := walk.Words{Title: "Something failed", Mark: walk.Failed}
				if failures(v) != "" {
					words.Rows = []walk.Row{{Mark: walk.Failed, Value: failures(v), Event: walk.Goto{Name: "boxs"}}}
				}
				return words
			},
			Options: func(v *walk.View) []walk.Option {
				return []walk.Option{
					{Label: "Look again", Event: walk.Goto{Name: "check box"}},
					{Label: "Go on all the same", Value: walk.TextOf(failures(v))},
				}
			},
			Suggest: func(v *walk.View) (walk.Suggestion, bool) {
				return walk.Suggestion{Origin: walk.Found}, failures(v) == ""
			},
			Quiet: func(v *walk.View) bool { return failures(v) == "" },
			Valid: func(v *walk.View, value walk.Value) error {
				if value.Text != failures(v) {
					return errors.New("something else failed")
				}
				return nil
			},
		}},
		{Name: "text", Rail: "Save", Look: &walk.Look{
			Local: true, Usual: "",
			Request: func(v *walk.View) any {
				used, _ := box(v)
				if v.Text("file") == "" || used.ID == "" {
					return nil
				}
				return textRequest{Label: label(v), Want: v.Text("colour") + " " + used.ID}
			},
		}},
		{Name: "save", Rail: "Save", Change: change(savePlan, "label", "text")},
	}
}

func check(kind string, used func(*walk.View) (thing, bool)) *walk.Look {
	return &walk.Look{
		Usual: "", Together: "checks",
		Request: func(v *walk.View) any {
			t, exists := used(v)
			if !exists {
				return nil
			}
			return checkRequest{Kind: kind, Store: v.Text("store"), ID: t.ID, Colour: v.Text("colour"), Gen: genOf(v, kind, t.ID)}
		},
		Doing: func(v *walk.View) walk.Row { return walk.Row{Key: kind, Value: v.Text("store")} },
	}
}

// failures names the checks that failed.
func failures(v *walk.View) string {
	var names []string
	for _, name := range []string{"check box", "check lid"} {
		if failure := v.Fact(name).(string); failure != "" {
			names = append(names, failure)
		}
	}
	return strings.Join(names, ", ")
}

// label is the newest of what the label said and what this walk wrote on it.
func label(v *walk.View) string {
	text := v.Fact("label").(string)
	for _, made := range v.Made() {
		if made.Object.Kind == "label" && made.Object.Name == v.Text("file") && made.Generation >= v.Gen("label") {
			text = made.Is.(string)
		}
	}
	return text
}

func savePlan(v *walk.View) walk.Plan {
	shall := v.Fact("text").(string)
	if !v.Fresh("text") || shall == label(v) {
		return walk.Plan{}
	}
	return walk.Plan{Operations: []walk.Operation{{
		Verb: walk.Write, Label: "label", Was: label(v), Shall: shall,
		Object: walk.Object{Kind: "label", Name: v.Text("file")},
		Fields: []walk.Row{{Key: "text", Value: shall}, {Key: "cookie", Secret: v.Key(1)}},
	}}}
}
