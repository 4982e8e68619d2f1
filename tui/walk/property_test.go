package walk_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// typed is what a hostile operator may type anywhere.
var typed = []walk.Value{
	walk.TextOf(""), walk.TextOf("no such"), walk.TextOf("red"), walk.TextOf("blue"),
	walk.TextOf("acme"), walk.TextOf(" Zeta "), keyOf("acme"), keyOf("zeta"), walk.SecretOf(secret.New(clear)),
	walk.TextOf("key"), walk.TextOf("paste"), walk.TextOf(newOne), walk.TextOf("box-1"), walk.TextOf("yes"), walk.TextOf("no"),
	walk.TextOf("/label"), walk.TextOf("/other"), walk.TextOf(walk.KeepAndLeave), walk.TextOf(walk.Stay),
}

// TestAnyWalk goes anywhere through the toy while the stores and the operator do
// their worst; trial.send proves what must always hold. In the end, wherever
// that is, the walk can be gone to its end, left, and taken back.
func TestAnyWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		roll := func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) }
		r := newTrial(t, roll)
		for range roll("by hand", 3) {
			r.world.put("acme", "box", "By hand", rapid.SampledFrom([]string{"red", "blue"}).Draw(t, "colour"))
		}
		var given []string
		if roll("given", 4) == 1 {
			given = append(given, "colour", rapid.SampledFrom([]string{"red", "nonsense"}).Draw(t, "given"))
		}
		if roll("given", 4) == 1 {
			given = append(given, "file", rapid.SampledFrom([]string{"/other", "two\nlines"}).Draw(t, "given"))
		}
		r.begin(given...)
		for range roll("moves", 60) {
			if r.state.Outcome != walk.Unfinished {
				break
			}
			r.move(t, roll)
		}
		for range roll("late", 4) {
			r.lateOne(roll)
		}
		if r.state.Outcome != walk.Unfinished {
			return
		}
		r.fork().toTheEnd()
		r.fork().quitAnd(walk.KeepAndLeave)
		r.fork().takeBack()
		r.fork().thereAndBack()
	})
}

// move does one thing at random: mostly what runs tells something or the scene
// is answered.
func (r *trial) move(t *rapid.T, roll faults) {
	if r.state.Running != nil && roll("hear", 4) != 1 {
		if len(r.pending[r.state.Running.Gen]) == 0 {
			r.fail("generation %d runs and tells no more", r.state.Running.Gen)
		}
		r.hear(r.state.Running.Gen)
		return
	}
	scene := r.walk.Scene(r.state)
	item := r.walk.Items[roll("item", len(r.walk.Items))]
	switch roll("move", 16) {
	default:
		if offered := offers(scene); len(offered) > 0 {
			r.send(offered[roll("offered", len(offered))])
			return
		}
		r.send(walk.Answered{Name: scene.Item, Value: rapid.SampledFrom(typed).Draw(t, "typed")})
	case 1, 2, 3:
		r.send(walk.Answered{Name: scene.Item, Value: rapid.SampledFrom(typed).Draw(t, "typed")})
	case 4:
		r.send(walk.Answered{Name: item.Name, Value: rapid.SampledFrom(typed).Draw(t, "typed")})
	case 5, 6:
		r.send(walk.Forward{})
	case 7, 8:
		r.send(walk.GoBack{})
	case 9:
		r.send(walk.Goto{Name: item.Name})
	case 10:
		r.send(walk.Quit{})
	case 11:
		if roll("stopped", 4) == 1 {
			r.send(walk.Stopped{})
		}
	case 12:
		plan := r.walk.Plan(r.state, item.Name)
		if len(r.applied) > 0 && roll("old plan", 2) == 1 {
			plan = r.applied[roll("which", len(r.applied))]
		}
		r.send(walk.Confirmed{Name: item.Name, Plan: plan})
	case 13:
		r.send(walk.Declined{Name: item.Name, Plan: r.walk.Plan(r.state, item.Name)})
	case 14:
		r.outside(roll)
	case 15:
		r.lateOne(roll)
	}
}

// offers are the events that the choices and rows of a scene send.
func offers(scene walk.Scene) []walk.Event {
	var events []walk.Event
	for _, choice := range scene.Choices {
		events = append(events, choice.Event)
	}
	for _, row := range scene.Rows {
		if row.Event != nil {
			events = append(events, row.Event)
		}
	}
	return events
}

// answerOf is the first choice that answers, nil if there is none.
func answerOf(scene walk.Scene) walk.Event {
	for _, choice := range scene.Choices {
		if answered, is := choice.Event.(walk.Answered); is {
			return answered
		}
	}
	return nil
}

// outside changes the world behind the walk's back.
func (r *trial) outside(roll faults) {
	w := r.world
	switch what := roll("outside", 5); {
	case what == 0:
		w.apart = !w.apart
	case what == 1:
		w.labels["/label"] = fmt.Sprintf("blue edited-%d", len(r.log))
	case what == 2:
		w.put("acme", "box", "Box", "red")
	case len(w.things) == 0:
	case what == 3:
		w.things[roll("thing", len(w.things))].Colour = []string{"red", "blue", "grey"}[roll("colour", 3)]
	default:
		i := roll("thing", len(w.things))
		w.things = slices.Delete(w.things, i, i+1)
	}
	r.log = append(r.log, "          outside edit")
}

// lateOne delivers something that an effect tells that no longer runs, or that
// it has told before.
func (r *trial) lateOne(roll faults) {
	for gen := range r.state.Gen + 1 {
		running := r.state.Running != nil && r.state.Running.Gen == gen && r.state.Outcome == walk.Unfinished
		if len(r.pending[gen]) > 0 && !running && roll("this one", 2) == 1 {
			r.hear(gen)
			return
		}
	}
}

// toTheEnd answers as an operator does who wants to be done.
func (r *trial) toTheEnd() {
	r.t.Helper()
	good := map[string]walk.Value{
		"file": walk.TextOf("/label"), "colour": walk.TextOf("red"), "store": walk.TextOf("acme"),
		"access": walk.TextOf("key"), "key": keyOf("acme"), "box": walk.TextOf(newOne), "box id": walk.TextOf("box-1"),
		"box name": walk.TextOf("Box"), "lid": walk.TextOf("yes"), "unreached": walk.TextOf("paste"),
	}
	for range 200 {
		r.drain()
		if r.state.Outcome != walk.Unfinished {
			if r.state.Outcome != walk.Done {
				r.fail("it ended with %d", r.state.Outcome)
			}
			return
		}
		scene := r.walk.Scene(r.state)
		events := offers(scene)
		item, _ := r.walk.Item(r.state.At)
		value, answers := good[scene.Item]
		switch {
		case r.state.Leaving:
			r.send(walk.Answered{Name: walk.LeaveName, Value: walk.TextOf(walk.Stay)})
		case item.Change != nil && len(events) > 0, slices.Contains(events, walk.Event(walk.Forward{})):
			r.send(events[0])
		case answers:
			view := r.walk.View(&r.state)
			if scene.Item == "key" {
				value = keyOf(view.Text("store"))
			}
			if scene.Item == "access" && view.Text("unreached") != "" {
				value = walk.TextOf("paste")
			}
			r.send(walk.Answered{Name: scene.Item, Value: value})
		case scene.Item == "go on" && answerOf(scene) != nil:
			r.send(answerOf(scene))
		case len(events) > 0:
			r.send(events[0])
		default:
			r.send(walk.Forward{})
		}
	}
	r.fail("the end is not reached")
}

// quitAnd quits and answers the question whether to leave.
func (r *trial) quitAnd(answer string) {
	r.t.Helper()
	if r.state.Quitting {
		r.drain() // a second one would leave at once
	}
	if !r.state.Leaving && r.state.Outcome == walk.Unfinished {
		r.send(walk.Quit{})
	}
	r.drain()
	if r.state.Outcome == walk.Unfinished {
		r.send(walk.Answered{Name: walk.LeaveName, Value: walk.TextOf(answer)})
	}
	if r.state.Outcome != walk.Left {
		r.fail("leaving ended with %d", r.state.Outcome)
	}
}

// takeBack quits and removes everything.
func (r *trial) takeBack() {
	r.t.Helper()
	if r.state.Quitting {
		r.drain() // a second one would leave at once
	}
	if !r.state.Leaving && r.state.Outcome == walk.Unfinished {
		r.send(walk.Quit{})
	}
	r.drain()
	for range 10 {
		if r.state.Outcome != walk.Unfinished {
			break
		}
		plan := r.walk.Leave.Plan(r.walk.View(&r.state))
		if plan.Empty() {
			r.send(walk.Answered{Name: walk.LeaveName, Value: walk.TextOf(walk.KeepAndLeave)})
			break
		}
		r.steps(walk.Confirmed{Name: walk.LeaveName, Plan: plan})
	}
	if r.state.Outcome != walk.Left {
		r.fail("taking back ended with %d", r.state.Outcome)
	}
	if made := r.world.madeBy(r.state.Walk); len(made) > 0 {
		r.fail("taking back left %+v", made)
	}
}

// thereAndBack goes back to the start and forward again with the same answers:
// nothing may be applied, and no answer be lost.
func (r *trial) thereAndBack() {
	r.t.Helper()
	r.drain()
	applied := len(r.applied)
	answers := print(r.state.Answers)
	for range 60 {
		if r.state.Leaving || r.state.Outcome != walk.Unfinished {
			break
		}
		r.steps(walk.GoBack{})
	}
	if !r.state.Leaving && r.state.Outcome == walk.Unfinished {
		r.fail("back does not come to the start")
	}
	if r.state.Outcome != walk.Unfinished {
		return
	}
	r.steps(walk.Answered{Name: walk.LeaveName, Value: walk.TextOf(walk.Stay)})
	for range 30 {
		r.steps(walk.Forward{})
	}
	if len(r.applied) != applied {
		r.fail("going back and forward applied something")
	}
	if print(r.state.Answers) != answers {
		r.fail("going back and forward lost an answer")
	}
}
