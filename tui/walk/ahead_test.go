package walk_test

import (
	"strings"
	"testing"

	"pomerium-auth0/tui/walk"
)

// takes is what an unattended walk takes: everything but what is only derived.
func takes(_ walk.Item, s walk.Suggestion) bool { return s.Origin > walk.Derived }

func TestAheadNamesAllThatIsLacking(t *testing.T) {
	everything := []string{"colour", "red", "store", "acme", "access", "key", "key", "key:acme:" + clear, "box", newOne, "lid", "no"}
	with := func(more ...string) []string { return append(everything[:len(everything):len(everything)], more...) }
	tests := []struct {
		says  string
		given []string
		want  string
	}{
		{"nothing is", everything, ""},
		{"nothing was given", nil, "colour missing, store missing, access missing"},
		{"what follows from an answer is missing", []string{"colour", "red", "store", "acme", "access", "key"}, "key missing, box missing, lid missing"},
		{"what is only derived is missing", []string{"colour", "red", "store", "acme", "access", "key", "key", "key:acme:" + clear, "lid", "no"}, "box missing"},
		{"an answer is wrong", with("colour", "grey"), `colour: "grey" is none of red, green, blue`},
		{"an answer can not be taken", with("store", "two words"), "store: a store is one word, key: this key is for another store"},
		{"an answer is wrong for another", with("key", "key:zeta:"+clear), "key: this key is for another store"},
		{"one is given that is not asked", with("box id", "box-1"), "box id not asked"},
		{"a quiet question is asked", with("file", "/other", "box name", "Chest"), ""},
		{"one answer brings others", []string{"colour", "red", "store", "key:acme:" + clear, "box", newOne, "lid", "no"}, ""},
	}
	for _, test := range tests {
		t.Run(test.says, func(t *testing.T) {
			r := newTrial(t, harmless)
			r.begin(test.given...)
			r.drain()
			before := print(r.state)
			var got []string
			for _, lack := range r.walk.Ahead(r.state, takes) {
				switch {
				case lack.Unasked:
					got = append(got, lack.Name+" not asked")
				case lack.Err != nil:
					got = append(got, lack.Name+": "+lack.Err.Error())
				default:
					got = append(got, lack.Name+" missing")
				}
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got  %q\nwant %q", strings.Join(got, ", "), test.want)
			}
			if print(r.state) != before {
				t.Error("Ahead changed the state")
			}
		})
	}
}

func TestWhatAnUnattendedWalkAnswers(t *testing.T) {
	r := newTrial(t, harmless)
	item, _ := r.walk.Item("lid")
	item.Question.Otherwise = func(*walk.View) (walk.Value, bool) { return walk.TextOf("no"), true }
	r.begin("store", "acme")
	r.drain()
	for name, want := range map[string]string{
		"store":  "acme",   // given
		"file":   "/label", // found
		"lid":    "no",     // its default
		"colour": "",       // only derived
		"label":  "",       // no question
		"x":      "",       // no item
	} {
		value, found := r.walk.Unattended(r.state, name, takes)
		if value.Text != want || found != (want != "") {
			t.Errorf("%s: %q, %t", name, value.Text, found)
		}
	}
}

func TestPlanIsThatOfAChange(t *testing.T) {
	r := newTrial(t, harmless)
	at("make box")(r)
	if briefPlan(r.walk.Plan(r.state, "make box")) != "create box " {
		t.Error("not the plan of the box")
	}
	for _, name := range []string{"store", "no item"} {
		if !r.walk.Plan(r.state, name).Empty() {
			t.Errorf("%s has a plan", name)
		}
	}
}
