package walk_test

import (
	"slices"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

// boxes are the boxes of a store.
func (r *trial) boxes(store string) []thing {
	var boxes []thing
	for _, s := range r.world.things {
		if s.store == store && s.Kind == "box" {
			boxes = append(boxes, s.thing)
		}
	}
	return boxes
}

// confirm performs the plan that is shown.
func (r *trial) confirm(want string) {
	r.t.Helper()
	plan := r.walk.Plan(r.state, r.state.At)
	if briefPlan(plan) != want {
		r.fail("the plan at %s is %q, want %q", r.state.At, briefPlan(plan), want)
	}
	r.steps(walk.Confirmed{Name: r.state.At, Plan: plan})
}

// nth makes something happen to the nth roll of a label, from 1.
func nth(label string, n, what int) faults {
	count := 0
	return func(l string, _ int) int {
		if l == label {
			if count++; count == n {
				return what
			}
		}
		return 0
	}
}

func TestAFailedCheckIsMendedAfterAnOutsideEdit(t *testing.T) {
	r := newTrial(t, harmless)
	at("lid")(r)
	r.world.things[0].Colour = "blue"
	r.steps(answered("lid", "no"))
	if r.state.At != "go on" {
		r.fail("the check does not fail: at %s", r.state.At)
	}
	r.steps(r.walk.Scene(r.state).Rows[0].Event)
	r.confirm("update box box-1")
	if r.state.At != "save" || len(r.boxes("acme")) != 1 || r.boxes("acme")[0].Colour != "red" {
		r.fail("at %s with %+v", r.state.At, r.boxes("acme"))
	}
}

func TestGoingOnWithAFailedCheckAcceptsNoOtherFailure(t *testing.T) {
	r := newTrial(t, harmless)
	at("make lid")(r)
	r.world.things[0].Colour = "blue"
	r.steps(planOf("make lid")(r))
	r.steps(answerOf(r.walk.Scene(r.state)))
	if r.state.At != "save" {
		r.fail("it does not go on: at %s", r.state.At)
	}
	r.world.things[1].Colour = "blue"
	r.steps(walk.Goto{Name: "check box"})
	if r.state.At != "go on" {
		r.fail("the second failure is not asked about: at %s", r.state.At)
	}
}

func TestAChangedColourBringsTheSameBoxToIt(t *testing.T) {
	r := newTrial(t, harmless)
	at("save", walk.Goto{Name: "colour"}, answered("colour", "blue"))(r)
	r.confirm("update box box-1")
	r.confirm("update lid lid-2")
	if got := r.boxes("acme"); r.state.At != "save" || len(got) != 1 || got[0].Colour != "blue" {
		r.fail("at %s with %+v", r.state.At, got)
	}
}

func TestAChangedNameRenamesTheSameBox(t *testing.T) {
	r := newTrial(t, harmless)
	at("save", walk.Goto{Name: "box name"}, answered("box name", "Chest"))(r)
	r.confirm("update box box-1")
	if got := r.boxes("acme"); r.state.At != "save" || len(got) != 1 || got[0].Name != "Chest" {
		r.fail("at %s with %+v", r.state.At, got)
	}
}

func TestAChangedStoreLeavesTheOldBoxToBeKeptOrRemoved(t *testing.T) {
	moved := func() *trial {
		r := newTrial(t, harmless)
		at("lid", answered("lid", "no"), walk.Goto{Name: "store"}, walk.Answered{Name: "store", Value: keyOf("zeta")})(r)
		r.confirm("create box ")
		if r.state.At != "leftovers" {
			r.fail("at %s", r.state.At)
		}
		return r
	}
	r := moved()
	r.steps(walk.Declined{Name: "leftovers", Plan: r.walk.Plan(r.state, "leftovers")})
	r.toTheEnd()
	if len(r.boxes("acme")) != 1 || len(r.boxes("zeta")) != 1 || len(r.state.Remaining()) != 3 {
		r.fail("kept: %+v, %+v", r.boxes("acme"), r.state.Remaining())
	}
	r = moved()
	r.confirm("delete box box-1")
	r.toTheEnd()
	if len(r.boxes("acme")) != 0 || len(r.boxes("zeta")) != 1 {
		r.fail("removed: %+v", r.boxes("acme"))
	}
}

func TestALostCreateIsFoundAgainThoughItShowsLate(t *testing.T) {
	for _, done := range []bool{true, false} {
		r := newTrial(t, harmless)
		at("make box")(r)
		r.roll = func(label string, n int) int {
			switch {
			case label == "late":
				return 2
			case label != "apply" || len(r.applied) > 1:
				return 0
			case done:
				return 2
			}
			return 3
		}
		r.steps(planOf("make box")(r))
		if done != r.walk.Plan(r.state, "make box").Empty() {
			r.fail("done %t, and the plan is %q", done, briefPlan(r.walk.Plan(r.state, "make box")))
		}
		r.toTheEnd()
		if len(r.boxes("acme")) != 1 {
			r.fail("done %t: %+v", done, r.boxes("acme"))
		}
	}
}

func TestALostCreateThatNobodyFoundAgainIsRemovedOnLeaving(t *testing.T) {
	for _, done := range []bool{true, false} {
		r := newTrial(t, harmless)
		at("make box")(r)
		r.roll = func(label string, n int) int {
			switch {
			case label == "apply" && len(r.applied) == 1 && done:
				return 2
			case label == "apply" && len(r.applied) == 1:
				return 3
			case label == "until":
				return 1
			}
			return 0
		}
		r.steps(planOf("make box")(r))
		if r.walk.Scene(r.state).Problem == nil {
			r.fail("the second look did not fail")
		}
		r.steps(planOf("make box")(r)) // no second one while the first may be there
		r.steps(walk.Quit{})
		if !isLeaving(r) || !r.state.Remaining()[0].Unsure {
			r.fail("it is not asked about")
		}
		r.steps(leavePlan(r))
		if r.state.Outcome != walk.Left || len(r.boxes("acme")) != 0 || len(r.applied) != 2 {
			r.fail("outcome %d with %+v", r.state.Outcome, r.boxes("acme"))
		}
	}
}

func TestALostUpdateCountsAsMadeAndIsPutBack(t *testing.T) {
	r := newTrial(t, harmless)
	id := r.world.put("acme", "box", "By hand", "blue")
	at("key", walk.Answered{Name: "key", Value: keyOf("acme")})(r)
	r.steps(walk.Goto{Name: "box"}, answered("box", id))
	r.roll = nth("apply", 1, 2)
	r.confirm("update box " + id)
	if r.state.At != "lid" || r.state.Made[0].Was.(thing).Colour != "blue" {
		r.fail("at %s with %+v", r.state.At, r.state.Made)
	}
	r.steps(walk.Quit{}, leavePlan(r))
	r.drain()
	if got := r.boxes("acme"); len(got) != 1 || got[0] != (thing{Kind: "box", ID: id, Name: "By hand", Colour: "blue"}) {
		r.fail("not put back: %+v", got)
	}
}

func TestWhatSomebodyElseRemovedIsMadeOnceMore(t *testing.T) {
	r := newTrial(t, harmless)
	at("lid")(r)
	r.world.things = nil
	r.steps(walk.Goto{Name: "boxs"}) // a listing that lacks it does not unmake it
	if !r.walk.Plan(r.state, "make box").Empty() {
		r.confirm("create box ")
	}
	r.toTheEnd()
	if len(r.boxes("acme")) > 1 {
		r.fail("%+v", r.boxes("acme"))
	}
}

func TestACancelledLookIsReadAgain(t *testing.T) {
	r := newTrial(t, harmless)
	at("store")(r)
	r.send(answered("store", "acme"))
	r.send(walk.GoBack{})
	r.world.apart = true
	late := r.pending[3]
	r.steps(walk.Forward{})
	if r.state.At != "unreached" {
		r.fail("at %s", r.state.At)
	}
	for _, e := range late { // says that it is reachable
		r.send(e)
	}
	if r.state.At != "unreached" || r.state.Facts["reach"].Value != false {
		r.fail("a late fact counts")
	}
}

func TestBackDuringAChangeLosesNothing(t *testing.T) {
	r := newTrial(t, harmless)
	applying("make lid")(r)
	r.send(walk.GoBack{})
	r.drain()
	if r.state.At != "lid" || len(r.state.Remaining()) != 3 {
		r.fail("at %s with %+v", r.state.At, r.state.Remaining())
	}
	r.steps(answered("lid", "yes"))
	if r.state.At != "save" || len(r.applied) != 2 {
		r.fail("at %s after %d plans", r.state.At, len(r.applied))
	}
}

func TestASaveRefusesALabelThatChangedAndShowsTheNewPlan(t *testing.T) {
	r := newTrial(t, harmless)
	at("save")(r)
	r.world.labels["/label"] = "blue by-another"
	r.steps(planOf("save")(r))
	if r.walk.Scene(r.state).Problem == nil {
		r.fail("it was not refused")
	}
	r.steps(walk.Forward{})
	plan := r.walk.Plan(r.state, "save")
	if r.state.At != "save" || plan.Operations[0].Was != "blue by-another" {
		r.fail("at %s with %+v", r.state.At, plan)
	}
	r.toTheEnd()
}

func TestADryRunLeavesNothingToAskAbout(t *testing.T) {
	r := newTrial(t, harmless)
	applying("make box")(r)
	made := r.pending[5][0].(walk.Did)
	made.Made.Assumed = true
	r.send(made)
	r.send(walk.Ended{Gen: 5})
	r.drain()
	r.world.things, r.left = nil, slices.Clip(r.left)
	r.send(walk.Quit{})
	if r.state.Outcome != walk.Left || len(r.state.Remaining()) != 0 {
		r.fail("outcome %d, remaining %+v", r.state.Outcome, r.state.Remaining())
	}
}

func TestTimeIsThatOfTheEvent(t *testing.T) {
	r := newTrial(t, harmless)
	at("store")(r)
	now := r.state.Now.Add(time.Hour)
	s, _ := r.walk.Next(r.state, now, answered("store", "acme"))
	if !s.Running.Since.Equal(now) || !s.Now.Equal(now) {
		t.Errorf("since %s, now %s, want %s", s.Running.Since, s.Now, now)
	}
}
