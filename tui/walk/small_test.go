package walk_test

import (
	"testing"

	"pomerium-auth0/tui/walk"
)

// small is a trial of a walk of the items of one test.
func small(t *testing.T, items ...walk.Item) *trial {
	t.Helper()
	r := newTrial(t, harmless)
	r.walk = &walk.Walk{Items: items}
	r.begin()
	return r
}

func TestOnlyNeighboursOfOneSortAreReadTogether(t *testing.T) {
	look := func(name, together string) walk.Item {
		return walk.Item{Name: name, Look: &walk.Look{Together: together, Request: func(*walk.View) any { return machineRequest{} }}}
	}
	r := small(t, look("a", "x"), look("b", "x"), look("c", "y"), look("d", ""), look("e", ""))
	for _, want := range []string{"Read 1: a, b, until 0", "Read 2: c, until 0", "Read 3: d, until 0", "Read 4: e, until 0"} {
		if got := brief(r.effects[0]); got != want {
			r.fail("got %q, want %q", got, want)
		}
		r.drain1()
	}
}

// drain1 hears all that the present effect tells, and no more.
func (r *trial) drain1() {
	r.t.Helper()
	for gen := r.state.Gen; len(r.pending[gen]) > 0; {
		r.hear(gen)
	}
}

// TestAQuestionThatItsOwnRowTookOutOfTheWalk is about an answer that is offered
// by a question which does not apply after it.
func TestAQuestionThatItsOwnRowTookOutOfTheWalk(t *testing.T) {
	off := walk.Answered{Name: "mode", Value: walk.TextOf("off")}
	r := small(t,
		walk.Item{Name: "mode", Question: &walk.Question{Say: title("mode"), Quiet: always,
			Suggest: func(*walk.View) (walk.Suggestion, bool) { return found("on") }}},
		walk.Item{Name: "asked", Applies: is("mode", "on"), Question: &walk.Question{Say: func(*walk.View) walk.Words {
			return walk.Words{Title: "asked", Rows: []walk.Row{{Value: "do without", Event: off}}}
		}}},
		walk.Item{Name: "look", Look: &walk.Look{Request: func(*walk.View) any { return machineRequest{} }}},
	)
	r.roll = func(label string, _ int) int { return map[string]int{"read": 1}[label] }
	r.steps(off)
	scene := r.walk.Scene(r.state)
	if scene.Title != "Stopped" || labels(scene) != "Try again" || scene.Problem == nil {
		r.fail("it is still asked: %+v", scene)
	}
	r.steps(answered("asked", "x"))
	if len(r.state.Answers) != 1 {
		r.fail("its answer counts: %+v", r.state.Answers)
	}
	r.roll = harmless
	r.steps(walk.Forward{})
	if r.state.Outcome != walk.Done {
		r.fail("outcome %d", r.state.Outcome)
	}
}

func TestAnOptionWithoutAValueIsNotPreselectedBeforeItWasTaken(t *testing.T) {
	r := small(t, walk.Item{Name: "which", Question: &walk.Question{Kind: walk.Pick, Say: title("which"),
		Options: func(*walk.View) []walk.Option {
			return []walk.Option{{Label: "one", Value: walk.TextOf("1")}, {Label: "none"}}
		}}})
	if got := labels(r.walk.Scene(r.state)); got != "one, none" {
		r.fail("got %q", got)
	}
}
