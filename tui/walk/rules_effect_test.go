package walk_test

import (
	"errors"
	"testing"

	"pomerium-auth0/tui/walk"
)

var errTest = errors.New("it went wrong")

func ended(err error, unsure bool) func(*trial) walk.Event {
	return told(func(gen int) walk.Event { return walk.Ended{Gen: gen, Err: err, Unsure: unsure} })
}

func TestRulesOfALook(t *testing.T) {
	reading := running("store", answered("store", "acme"))
	learned := then(reading, walk.Learned{Gen: 3, Name: "reach", Value: true})
	cancelled := then(reading, walk.GoBack{})
	prove(t, []rule{
		{rule: "a fact is kept with what it was read with", in: reading,
			event: event(walk.Learned{Gen: 3, Name: "reach", Value: false}), at: "store",
			holds: func(r *trial) bool { return r.state.Facts["reach"] == walk.Fact{reachRequest{"acme"}, false, 3} }},
		{rule: "a fact that was not asked for is dropped", in: reading,
			event: event(walk.Learned{Gen: 3, Name: "boxs", Value: []thing{{}}}), at: "store",
			holds: func(r *trial) bool { _, known := r.state.Facts["boxs"]; return !known }},
		{rule: "a late fact is dropped", in: cancelled,
			event: event(walk.Learned{Gen: 3, Name: "reach", Value: false}), at: "store",
			holds: func(r *trial) bool { _, known := r.state.Facts["reach"]; return !known }},
		{rule: "a late fact is dropped while the same look runs again", in: then(cancelled, walk.Forward{}),
			event: event(walk.Learned{Gen: 3, Name: "reach", Value: false}), at: "store",
			holds: func(r *trial) bool { _, known := r.state.Facts["reach"]; return !known }},
		{rule: "a line is shown while it runs", in: reading, event: event(walk.Told{Gen: 3, Line: "waiting"}), at: "store",
			holds: func(r *trial) bool { return r.walk.Scene(r.state).Running.Told == "waiting" }},
		{rule: "a late line is dropped", in: then(cancelled, walk.Forward{}), event: event(walk.Told{Gen: 3, Line: "late"}), at: "store",
			holds: func(r *trial) bool { return r.state.Running.Told == "" }},
		{rule: "its end goes on", in: learned, event: ended(nil, false), at: "access"},
		{rule: "its end with an error stays and shows it", in: learned, event: ended(errTest, false), at: "store", holds: problem("store")},
		{rule: "its end without a fact is an error", in: reading, event: ended(nil, false), at: "store", holds: problem("store")},
		{rule: "a read is never unsure: its error stays", in: reading, event: ended(errTest, true), at: "store", holds: problem("store")},
		{rule: "a late end is dropped", in: cancelled, event: event(walk.Ended{Gen: 3, Err: errTest}), at: "store", holds: none},
		{rule: "an end of another effect is dropped", in: reading, event: event(walk.Ended{Gen: 2}), at: "store",
			holds: func(r *trial) bool { return r.state.Running != nil }},
	})
	dropped := []walk.Event{
		walk.Begin{Walk: "y"}, answered("store", "zeta"), walk.Forward{}, walk.Goto{Name: "colour"},
		walk.Confirmed{Name: "make box"}, walk.Declined{Name: "leftovers"},
	}
	for _, in := range []func(*trial){reading, applying("make box")} {
		for _, e := range dropped {
			r := newTrial(t, harmless)
			in(r)
			r.send(e) // which proves it
		}
	}
}

func TestLooksAreReadTogether(t *testing.T) {
	prove(t, []rule{
		{rule: "neighbours of one sort are", in: at("lid"), event: event(answered("lid", "yes")), at: "lid", effects: "Read 7: lids, hinges, until 0"},
		{rule: "only those that are not settled are", in: func(r *trial) {
			at("make lid")(r)
			r.roll = func(label string, n int) int { // the second operation is refused
				if label == "apply" && len(r.world.madeBy("walk-1")) == 2 {
					return 1
				}
				return 0
			}
			r.steps(planOf("make lid")(r))
		}, event: event(walk.Forward{}), at: "make lid", effects: "Read 9: lids, hinges, until 0"},
		{rule: "an end with one of the facts keeps that one", in: then(running("lid", answered("lid", "yes")),
			walk.Learned{Gen: 7, Name: "lids", Value: []thing(nil)}, walk.Ended{Gen: 7, Err: errTest}),
			event: event(walk.Forward{}), at: "lid", effects: "Read 8: hinges, until 0"},
	})
}

func did(made walk.Made) func(*trial) walk.Event {
	return told(func(gen int) walk.Event { return walk.Did{Gen: gen, Made: made} })
}

func TestRulesOfAChange(t *testing.T) {
	box := thing{Kind: "box", ID: "box-1", Name: "Box", Colour: "red", Tag: "walk-1"}
	made := walk.Made{Object: walk.Object{Kind: "box", Tenant: "acme", ID: "box-1", Name: "Box"}, Is: box}
	lost := walk.Made{Object: walk.Object{Kind: "box", Tenant: "acme", Name: "Box"}, Is: box, Unsure: true}
	prove(t, []rule{
		{rule: "what it made is kept, with its generation and time", in: applying("make box"), event: did(made), at: "make box",
			holds: func(r *trial) bool {
				return len(r.state.Made) == 1 && r.state.Made[0].Generation == 5 && r.state.Made[0].At.Equal(r.state.Now)
			}},
		{rule: "its end goes on, and its plan is empty", in: then(applying("make box"), walk.Did{Gen: 5, Made: made}), event: ended(nil, false),
			at: "make box", effects: "Read 6: code, until 0", holds: func(r *trial) bool { return r.walk.Plan(r.state, "make box").Empty() }},
		{rule: "its end with an error stays and shows it", in: applying("make box"), event: ended(errTest, false), at: "make box", holds: problem("make box")},
		{rule: "a failure makes stale what it names", in: applying("make box"), event: ended(errTest, false), at: "make box",
			holds: func(r *trial) bool { _, known := r.state.Facts["boxs"]; return !known }},
		{rule: "what is left of a plan that failed must be confirmed again", in: func(r *trial) {
			r.roll = func(label string, n int) int {
				if label == "apply" {
					return 1
				}
				return 0
			}
			applying("make box")(r)
			r.drain()
		},
			event: event(walk.Forward{}), at: "make box", effects: "Read 6: boxs, until 0",
			holds: func(r *trial) bool { r.drain(); return r.state.At == "make box" && r.state.Running == nil }},
		{rule: "a lost answer goes on by itself, to the look that proves it",
			in: then(applying("make box"), walk.Did{Gen: 5, Made: lost}), event: ended(errTest, true), at: "make box", effects: "Read 6: boxs, until 1"},
		{rule: "a look that proves is read again until it has proven",
			in: then(applying("make box"), walk.Did{Gen: 5, Made: lost}, walk.Ended{Gen: 5, Err: errTest, Unsure: true},
				walk.Learned{Gen: 6, Name: "boxs", Value: []thing(nil)}, walk.GoBack{}),
			event: event(walk.Forward{}), at: "make box", effects: "Read 7: boxs, until 1"},
		{rule: "a look that ends without proof is an error",
			in: then(applying("make box"), walk.Did{Gen: 5, Made: lost}, walk.Ended{Gen: 5, Err: errTest, Unsure: true},
				walk.Learned{Gen: 6, Name: "boxs", Value: []thing(nil)}), event: ended(nil, false), at: "make box", holds: problem("make box")},
		{rule: "the whole plan of a lost answer, if nothing of it was done, must be confirmed again",
			in:    then(applying("make box"), walk.Ended{Gen: 5, Err: errTest, Unsure: true}, walk.Learned{Gen: 6, Name: "boxs", Value: []thing(nil)}),
			event: ended(nil, false), at: "make box"},
	})
}

// TestTheRestOfALostPlan is about a plan of two operations: the answer to the
// first is lost.
func TestTheRestOfALostPlan(t *testing.T) {
	losing := func(r *trial) {
		at("make lid")(r)
		r.roll = func(label string, n int) int {
			if label == "apply" && len(r.applied) == 2 {
				return 2
			}
			return 0
		}
		r.send(planOf("make lid")(r))
	}
	proving := func(r *trial) {
		losing(r)
		for r.state.Running.Writes() {
			r.hear(r.state.Gen)
		}
	}
	r := newTrial(t, harmless)
	losing(r)
	r.drain()
	if len(r.applied) != 3 || briefPlan(r.applied[2]) != "create hinge " || r.state.At != "save" {
		r.fail("the rest is not performed by itself: at %s", r.state.At)
	}

	for name, e := range map[string]walk.Event{"back": walk.GoBack{}, "quit": walk.Quit{}} {
		t.Run("not after "+name, func(t *testing.T) {
			r := newTrial(t, harmless)
			proving(r)
			r.send(e)
			r.drain()
			if r.state.Leaving {
				r.steps(answered(walk.LeaveName, walk.Stay))
			}
			r.steps(walk.Forward{})
			if len(r.applied) != 2 || r.state.At != "make lid" {
				r.fail("it is performed without having been confirmed again: at %s", r.state.At)
			}
		})
	}

	t.Run("not where it shows something else", func(t *testing.T) {
		r := newTrial(t, harmless)
		losing(r)
		r.world.things[r.world.find("acme", "lid", "lid-2")].Colour = "blue"
		r.drain()
		if len(r.applied) != 2 || r.state.At != "make lid" {
			r.fail("another plan is performed without having been confirmed: at %s", r.state.At)
		}
	})
}
