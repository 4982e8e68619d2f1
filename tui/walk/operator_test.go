package walk_test

import (
	"slices"

	"pomerium-auth0/tui/walk"
)

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

// good are the answers of an operator who wants to be done.
var good = map[string]walk.Value{
	"file": walk.TextOf("/label"), "colour": walk.TextOf("red"), "store": walk.TextOf("acme"),
	"access": walk.TextOf("key"), "key": keyOf("acme"), "box": walk.TextOf(newOne), "box id": walk.TextOf("box-1"),
	"box name": walk.TextOf("Box"), "lid": walk.TextOf("yes"), "unreached": walk.TextOf("paste"),
}

// goOn does what such an operator does next.
func (r *trial) goOn() {
	r.t.Helper()
	scene := r.walk.Scene(r.state)
	view := r.walk.View(&r.state)
	item, _ := r.walk.Item(r.state.At)
	events := offers(scene)
	value, answers := good[scene.Item]
	switch {
	case r.state.Leaving:
		r.send(walk.Answered{Name: walk.LeaveName, Value: walk.TextOf(walk.Stay)})
	case item.Change != nil && len(events) > 0, slices.Contains(events, walk.Event(walk.Forward{})):
		r.send(events[0])
	case scene.Item == "key":
		r.send(walk.Answered{Name: "key", Value: keyOf(view.Text("store"))})
	case scene.Item == "access" && view.Text("unreached") != "":
		r.send(walk.Answered{Name: "access", Value: walk.TextOf("paste")})
	case answers:
		r.send(walk.Answered{Name: scene.Item, Value: value})
	case answerOf(scene) != nil:
		r.send(answerOf(scene))
	default:
		r.send(walk.Forward{})
	}
}

// to goes on to an item.
func (r *trial) to(name string) {
	r.t.Helper()
	for range 60 {
		r.drain()
		if r.state.At == name || r.state.Outcome != walk.Unfinished {
			break
		}
		r.goOn()
	}
	if r.state.At != name || r.state.Outcome != walk.Unfinished {
		r.fail("%s is not reached", name)
	}
}

// toTheEnd goes on to the end.
func (r *trial) toTheEnd() {
	r.t.Helper()
	for range 200 {
		r.drain()
		if r.state.Outcome != walk.Unfinished {
			break
		}
		r.goOn()
	}
	if r.state.Outcome != walk.Done {
		r.fail("the end is not reached: %d", r.state.Outcome)
	}
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
