package walk_test

import (
	"testing"

	"pomerium-auth0/tui/walk"
)

func TestRulesOfForward(t *testing.T) {
	forward := event(walk.Forward{})
	prove(t, []rule{
		{rule: "it stays at a question that is not settled", in: at("store"), event: forward, at: "store"},
		{rule: "it goes to the first item of the whole list that is not settled",
			in: at("make box", walk.GoBack{}, walk.GoBack{}), event: forward, at: "make box"},
		{rule: "it runs a look, and stays while it runs",
			in: then(running("store", answered("store", "acme")), walk.GoBack{}), event: forward, at: "store", effects: "Read 4: reach, until 0"},
		{rule: "it tries again what went wrong", in: failing("reach"), event: forward, at: "store", effects: "Read 4: reach, until 0",
			holds: func(r *trial) bool { return r.state.Problem == nil }},
		{rule: "it goes to the next question that is not quiet where all is settled", in: allSettled("store"), event: forward, at: "access"},
		{rule: "it passes over questions that were answered together with another", in: func(r *trial) {
			at("store", walk.Answered{Name: "store", Value: keyOf("acme")})(r)
			r.confirm("create box ")
			r.steps(answered("lid", "no"))
			r.world.labels["/label"] = "red box-1"
			r.steps(walk.Goto{Name: "store"}, walk.Goto{Name: "colour"}, walk.Goto{Name: "label"})
		}, event: forward, at: "lid"},
		{rule: "it leaves with 0 after the last item", in: allSettled("go on"), event: forward, at: "go on", effects: "Leave{1}", holds: left(walk.Done)},
	})
}

// allSettled stands at a question of a walk in which nothing is left to do: when
// the plan of the label was shown, somebody else did what it says.
func allSettled(question string) func(*trial) {
	return func(r *trial) {
		at("access", answered("access", "paste"), answered("box id", "box-1"))(r)
		r.steps(answered("go on", failures(r.walk.View(&r.state))))
		r.world.labels["/label"] = "red box-1"
		r.steps(walk.GoBack{}, walk.GoBack{}, walk.GoBack{}, walk.GoBack{}, walk.GoBack{}, walk.Goto{Name: "label"})
		for r.state.At != question {
			r.steps(walk.Forward{})
		}
	}
}

// failing is the state after a look has gone wrong.
func failing(look string) func(*trial) {
	return func(r *trial) {
		r.roll = func(label string, n int) int {
			if label == "read" && r.state.Running != nil && r.state.Running.Requests[0].Name == look {
				return 1
			}
			return 0
		}
		r.begin()
		for range 60 {
			r.drain()
			if r.state.Problem != nil {
				break
			}
			r.goOn()
		}
		r.roll = harmless
	}
}

func TestRulesOfBack(t *testing.T) {
	back := event(walk.GoBack{})
	prove(t, []rule{
		{rule: "it goes to the previous question that applies", in: at("access"), event: back, at: "store"},
		{rule: "it passes over quiet questions that nobody answered", in: at("lid"), event: back, at: "key"},
		{rule: "it leads to a quiet question that was answered", in: at("make box", walk.Goto{Name: "box name"}, answered("box name", "Chest")),
			event: back, at: "box name"},
		{rule: "it passes over questions that were answered together with another",
			in: at("store", walk.Answered{Name: "store", Value: keyOf("acme")}), event: back, at: "store"},
		{rule: "at the first question that asked it asks whether to leave", in: at("colour"), event: back, at: "colour", holds: isLeaving},
		{rule: "it returns to where a row led away from", in: at("make box", walk.Goto{Name: "file"}), event: back, at: "make box"},
		{rule: "it returns along all rows that were followed", in: at("make box", walk.Goto{Name: "file"}, walk.Goto{Name: "box name"}, walk.GoBack{}),
			event: back, at: "make box"},
		{rule: "a row that leads to where one came from is a way back",
			in:    at("access", walk.Goto{Name: "file"}, walk.Goto{Name: "colour"}, walk.Goto{Name: "file"}),
			event: back, at: "access"},
		{rule: "where a row led away from what is no more, it goes to the question before",
			in: func(r *trial) {
				at("make box", walk.Goto{Name: "box name"})(r)
				r.world.put("acme", "box", "Box", "red")
				r.send(walk.Goto{Name: "boxs"})
				r.send(walk.GoBack{})
			}, event: back, at: "key"},
		{rule: "an answer ends the trail of rows", in: at("make box", walk.Goto{Name: "colour"}, answered("colour", "blue"), walk.GoBack{}, walk.GoBack{}),
			event: back, at: "store"},
		{rule: "it takes a problem away", in: at("store", answered("store", "two words")), event: back, at: "colour", holds: none},
		{rule: "while a look runs it cancels that and stays", in: running("store", answered("store", "acme")),
			event: back, at: "store", effects: "Abort{3}", holds: func(r *trial) bool { return r.state.Running == nil }},
		{rule: "while the very first look runs it asks whether to leave", in: func(r *trial) { r.begin() },
			event: back, effects: "Abort{1}", holds: isLeaving},
		{rule: "after the very first look failed it asks whether to leave", in: failing("machine"), event: back, holds: isLeaving},
		{rule: "while a change runs it waits", in: applying("make box"), event: back, at: "make box",
			holds: func(r *trial) bool { return r.walk.Scene(r.state).Running.Stopping }},
		{rule: "it goes back when the change is done", in: func(r *trial) {
			applying("make box")(r)
			r.send(walk.GoBack{})
			r.hear(r.state.Gen)
		}, event: told(func(gen int) walk.Event { return walk.Ended{Gen: gen} }), at: "key"},
		{rule: "it closes the question whether to leave", in: at("colour", walk.GoBack{}), event: back, at: "colour",
			holds: func(r *trial) bool { return !r.state.Leaving }},
		{rule: "it passes over what can not be shown yet", in: then(running("lid", walk.Goto{Name: "boxs"}), walk.GoBack{}),
			event: back, at: "key"},
		{rule: "it goes to the first question that asked where nothing can be shown yet", in: then(running("access", walk.Goto{Name: "machine"}), walk.GoBack{}),
			event: back, at: "colour"},
	})
}

func TestRulesOfGoto(t *testing.T) {
	going := func(name string) func(*trial) walk.Event { return event(walk.Goto{Name: name}) }
	prove(t, []rule{
		{rule: "a question is moved to", in: at("store"), event: going("colour"), at: "colour"},
		{rule: "a quiet question is moved to", in: at("store"), event: going("file"), at: "file"},
		{rule: "a question past something unsettled is Forward", in: at("make box", walk.GoBack{}), event: going("lid"), at: "make box"},
		{rule: "a question that is not in this walk is Forward", in: at("lid", walk.GoBack{}), event: going("box id"), at: "lid"},
		{rule: "no item is Forward", in: at("access", walk.GoBack{}), event: going("nonsense"), at: "access"},
		{rule: "a change is Forward", in: at("make box", walk.GoBack{}), event: going("save"), at: "make box"},
		{rule: "a look is read again with all looks of its rail word", in: at("access"), event: going("reach"), at: "access",
			effects: "Read 4: machine, until 0", holds: func(r *trial) bool {
				r.drain()
				return r.state.Facts["machine"].Gen == 4 && r.state.Facts["label"].Gen == 5 && r.state.Facts["reach"].Gen == 6
			}},
		{rule: "the looks of other rail words stay", in: at("lid"), event: going("boxs"), at: "lid",
			effects: "Read 7: boxs, until 0", holds: func(r *trial) bool { return r.state.Facts["machine"].Gen == 1 }},
		{rule: "looking again takes the problem away", in: failing("reach"), event: going("reach"), at: "store",
			effects: "Read 4: machine, until 0", holds: func(r *trial) bool { return r.state.Problem == nil }},
		{rule: "looking again at a plan shows the plan as it is then", in: func(r *trial) {
			at("make box")(r)
			r.world.put("acme", "box", "Box", "red")
		}, event: going("boxs"), at: "make box", effects: "Read 5: boxs, until 0", holds: func(r *trial) bool {
			r.drain()
			return r.state.At != "make box" && r.walk.Plan(r.state, "make box").Empty()
		}},
	})
}

func TestRulesOfConfirming(t *testing.T) {
	cancelled := then(running("make box", walk.Goto{Name: "boxs"}), walk.GoBack{})
	prove(t, []rule{
		{rule: "the very plan is performed", in: at("make box"), event: planOf("make box"), at: "make box", effects: "Apply 5: create box "},
		{rule: "a plan that is another by now is not", in: at("make box"), at: "make box", event: func(r *trial) walk.Event {
			plan := r.walk.Plan(r.state, "make box")
			plan.Operations[0].Shall = thing{Kind: "box", Colour: "blue"}
			return walk.Confirmed{Name: "make box", Plan: plan}
		}},
		{rule: "no plan is not", in: at("make box"), event: event(walk.Confirmed{Name: "make box"}), at: "make box"},
		{rule: "an empty plan is not", in: at("lid"), event: planOf("make box"), at: "lid"},
		{rule: "a plan is not while something before it is open", in: cancelled, event: planOf("make box"), at: "make box"},
		{rule: "a later plan is not", in: at("store"), event: planOf("make box"), at: "store"},
		{rule: "a question has none", in: at("store"), event: event(walk.Confirmed{Name: "store"}), at: "store"},
		{rule: "the plan is performed wherever the walk stands", in: at("make box", walk.GoBack{}, walk.GoBack{}), event: planOf("make box"),
			at: "make box", effects: "Apply 5: create box "},
		{rule: "a change that may be left undone is declined", in: atLeftovers, at: "save",
			event: func(r *trial) walk.Event {
				return walk.Declined{Name: "leftovers", Plan: r.walk.Plan(r.state, "leftovers")}
			}},
		{rule: "not with another plan", in: atLeftovers, event: event(walk.Declined{Name: "leftovers"}), at: "leftovers"},
		{rule: "nor with the plan of another time", in: atLeftovers, at: "leftovers", event: func(r *trial) walk.Event {
			return walk.Declined{Name: "leftovers", Plan: r.applied[0]}
		}, holds: func(r *trial) bool { return len(r.state.Declined) == 0 }},
		{rule: "no other change is declined", in: at("make box"), at: "make box",
			event: func(r *trial) walk.Event {
				return walk.Declined{Name: "make box", Plan: r.walk.Plan(r.state, "make box")}
			}},
		{rule: "nothing is declined over the question whether to leave", in: then(atLeftovers, walk.Quit{}), at: "leftovers",
			event: func(r *trial) walk.Event {
				return walk.Declined{Name: "leftovers", Plan: r.walk.Plan(r.state, "leftovers")}
			}, holds: isLeaving},
		{rule: "nothing is declined while something before it is open", in: func(r *trial) {
			atLeftovers(r)
			r.send(walk.Goto{Name: "lids"})
			r.send(walk.GoBack{})
		}, at: "leftovers", event: func(r *trial) walk.Event {
			return walk.Declined{Name: "leftovers", Plan: r.walk.Plan(r.state, "leftovers")}
		}, holds: func(r *trial) bool { return len(r.state.Declined) == 0 }},
	})
}

// atLeftovers has made a lid and then chosen to go without.
func atLeftovers(r *trial) {
	at("save", walk.Goto{Name: "lid"}, answered("lid", "no"))(r)
	if r.state.At != "leftovers" {
		r.fail("at %s", r.state.At)
	}
}
