package walk_test

import (
	"errors"
	"testing"

	"pomerium-auth0/tui/walk"
)

func TestRulesOfBeginning(t *testing.T) {
	fresh := func(*trial) {}
	prove(t, []rule{
		{rule: "it begins with the first item that is not settled", in: fresh,
			event: event(walk.Begin{Walk: "x"}), effects: "Read 1: machine, until 0"},
		{rule: "it begins once", in: at("store"),
			event: event(walk.Begin{Walk: "y"}), at: "store", holds: text("colour", "red")},
		{rule: "an answer before it counts for nothing", in: fresh, event: event(answered("colour", "red"))},
		{rule: "nothing is looked for before it", in: fresh, event: event(walk.Forward{})},
		{rule: "there is no way back before it", in: fresh, event: event(walk.GoBack{}), holds: func(r *trial) bool { return !r.state.Leaving }},
		{rule: "it can be left before it", in: fresh, event: event(walk.Quit{}), effects: "Leave{5}"},
		{rule: "it can be stopped before it", in: fresh, event: event(walk.Stopped{}), effects: "Leave{6}"},
	})
}

func TestRulesOfAnswers(t *testing.T) {
	prove(t, []rule{
		{rule: "an answer is taken and the walk goes on", in: at("colour"),
			event: event(answered("colour", "blue")), at: "store", holds: text("colour", "blue")},
		{rule: "an answer is normalised", in: at("store"),
			event: event(answered("store", " Acme ")), at: "store", effects: "Read 3: reach, until 0", holds: text("store", "acme")},
		{rule: "an answer that can not be taken is a problem under its question", in: at("store"),
			event: event(answered("store", "two words")), at: "store", holds: problem("store")},
		{rule: "an answer that is not valid is a problem under its question", in: at("colour"),
			event: event(answered("colour", "grey")), at: "colour", holds: problem("colour")},
		{rule: "a refused answer leaves the one before", in: at("store", walk.GoBack{}),
			event: event(answered("colour", "grey")), at: "colour", holds: text("colour", "red")},
		{rule: "the next answer takes the problem away", in: at("store", answered("store", "two words")),
			event: event(answered("store", "acme")), at: "store", effects: "Read 3: reach, until 0",
			holds: func(r *trial) bool { return r.state.Problem == nil }},
		{rule: "one answer brings others", in: at("store"),
			event: event(walk.Answered{Name: "store", Value: keyOf("acme")}), at: "store", effects: "Read 3: reach, until 0",
			holds: func(r *trial) bool {
				return text("access", "key")(r) && text("store", "acme")(r) && r.state.Answers["key"].With == "store"
			}},
		{rule: "an answer for another item does not count", in: at("store"),
			event: event(answered("colour", "blue")), at: "store", holds: text("colour", "red")},
		{rule: "an answer to a question that is not shown does not count", in: then(running("access", walk.Goto{Name: "reach"}), walk.GoBack{}),
			event: event(answered("access", "key")), at: "access", holds: text("access", "")},
		{rule: "an answer to a question that is not part of the walk does not count", in: at("access"),
			event: event(answered("box id", "box-1")), at: "access", holds: text("box id", "")},
		{rule: "an answer to no question does not count", in: at("colour"),
			event: event(answered("label", "x")), at: "colour"},
		{rule: "an answer counts for another item where the scene offers it", in: at("store", walk.GoBack{}, walk.Goto{Name: "file"}, walk.GoBack{}),
			event: event(answered("colour", "red")), at: "store", holds: text("colour", "red")},
		{rule: "a later answer that is still valid is kept", in: at("lid", walk.GoBack{}),
			event: event(walk.Answered{Name: "key", Value: keyOf("acme")}), at: "lid", holds: text("box", newOne)},
		{rule: "a later answer that is no longer valid is asked again", in: at("lid", walk.GoBack{}, walk.GoBack{}, walk.GoBack{}),
			event: event(answered("store", "zeta")), at: "store", effects: "Read 7: reach, until 0",
			holds: func(r *trial) bool {
				r.drain()
				return r.state.At == "key" && problem("key")(r)
			}},
	})
}

func TestWhatAnAnswerBringsIsRefusedWithIt(t *testing.T) {
	small := &walk.Walk{Items: []walk.Item{
		{Name: "both", Question: &walk.Question{
			Say: title("both"),
			Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
				return map[string]walk.Value{"both": value, "other": walk.TextOf("wrong")}, nil
			},
		}},
		{Name: "other", Question: &walk.Question{
			Say: title("other"),
			Valid: func(_ *walk.View, value walk.Value) error {
				if value.Text == "wrong" {
					return errors.New("wrong")
				}
				return nil
			},
		}},
	}}
	r := newTrial(t, harmless)
	r.walk = small
	r.begin()
	r.send(answered("both", "x"))
	if r.state.At != "both" || !problem("both")(r) || len(r.state.Answers) > 0 {
		r.fail("at %q with %d answers", r.state.At, len(r.state.Answers))
	}
}

func TestAnOfferedAnswerThatIsRefusedIsShownAtItsQuestion(t *testing.T) {
	wrong := walk.Answered{Name: "later", Value: walk.TextOf("wrong")}
	small := &walk.Walk{Items: []walk.Item{
		{Name: "first", Question: &walk.Question{Say: func(*walk.View) walk.Words {
			return walk.Words{Rows: []walk.Row{{Value: "all at once", Event: wrong}}}
		}}},
		{Name: "later", Question: &walk.Question{Say: title("later"), Valid: oneOf("right")}},
	}}
	r := newTrial(t, harmless)
	r.walk = small
	r.begin()
	r.send(answered("first", "x"))
	r.send(walk.GoBack{})
	r.send(wrong)
	if r.state.At != "later" || !problem("later")(r) {
		r.fail("at %q", r.state.At)
	}
}

func TestRulesOfWhatWasGiven(t *testing.T) {
	given := func(given ...string) func(*trial) {
		return func(r *trial) { r.begin(given...) }
	}
	prove(t, []rule{
		{rule: "it beats a suggestion", in: func(r *trial) { given("file", "/other")(r); r.to("colour") },
			event: event(walk.Forward{}), at: "colour", holds: text("file", "/other")},
		{rule: "it prefills a question that asks", in: func(r *trial) { given("colour", "blue")(r); r.to("colour") },
			event: event(walk.Forward{}), at: "colour", holds: func(r *trial) bool {
				scene := r.walk.Scene(r.state)
				return scene.Value.Text == "blue" && scene.Reason == "as --colour says" && scene.Problem == nil
			}},
		{rule: "one that is not valid stops the walk at its question", in: func(r *trial) { given("colour", "grey")(r); r.to("colour") },
			event: event(walk.Forward{}), at: "colour", holds: problem("colour")},
		{rule: "one that can not be taken stops the walk at its quiet question", in: func(r *trial) { given("file", "two\nlines")(r); r.to("file") },
			event: event(walk.Forward{}), at: "file", holds: problem("file")},
		{rule: "back at a quiet question that it stopped at asks whether to leave", in: func(r *trial) { given("file", "two\nlines")(r); r.to("file") },
			event: event(walk.GoBack{}), at: "file", holds: isLeaving},
	})
}
