package walk_test

import (
	"slices"
	"testing"

	"pomerium-auth0/tui/walk"
)

func TestRulesOfQuitting(t *testing.T) {
	quit, stopped := event(walk.Quit{}), event(walk.Stopped{})
	reading := running("store", answered("store", "acme"))
	unsure := func(kind string) func(*trial) bool {
		return func(r *trial) bool {
			return slices.ContainsFunc(r.state.Remaining(), func(m walk.Made) bool { return m.Unsure && m.Object.Kind == kind })
		}
	}
	prove(t, []rule{
		{rule: "with nothing made it leaves without a question", in: at("store"), event: quit, at: "store", effects: "Leave{5}", holds: left(walk.Left)},
		{rule: "with something made it asks", in: at("lid"), event: quit, at: "lid", holds: isLeaving},
		{rule: "a look is cancelled first", in: reading, event: quit, at: "store", effects: "Abort{3}; Leave{5}"},
		{rule: "a change is waited for", in: applying("make box"), event: quit, at: "make box",
			holds: func(r *trial) bool { return r.walk.Scene(r.state).Running.Stopping }},
		{rule: "after the change it asks", in: func(r *trial) {
			applying("make box")(r)
			r.send(walk.Quit{})
			r.hear(5)
		}, event: ended(nil, false), at: "make box", holds: isLeaving},
		{rule: "after a change that made nothing it leaves", in: func(r *trial) {
			r.roll = refusing
			applying("make box")(r)
			r.send(walk.Quit{})
		}, event: ended(errTest, false), at: "make box", effects: "Leave{5}"},
		{rule: "after a lost answer it asks, and does not look", in: func(r *trial) {
			applying("make box")(r)
			r.send(walk.Quit{})
			r.send(walk.Did{Gen: 5, Made: walk.Made{Object: walk.Object{Kind: "box", Tenant: "acme", Name: "Box"}, Unsure: true, Is: thing{}}})
		}, event: ended(errTest, true), at: "make box", holds: isLeaving},
		{rule: "a second one leaves at once, and names what may have been made", in: then(applying("make box"), walk.Quit{}),
			event: quit, at: "make box", effects: "Leave{6}", holds: unsure("box")},
		{rule: "over the question whether to leave it leaves at once", in: at("lid", walk.Quit{}), event: quit, at: "lid", effects: "Leave{6}"},
		{rule: "a signal leaves at once", in: at("lid"), event: stopped, at: "lid", effects: "Leave{6}", holds: left(walk.Interrupted)},
		{rule: "a signal cancels a look", in: reading, event: stopped, at: "store", effects: "Abort{3}; Leave{6}"},
		{rule: "a signal names all that the operations that are still open may have made", in: applying("make lid"), event: stopped,
			at: "make lid", effects: "Leave{6}", holds: func(r *trial) bool { return unsure("lid")(r) && unsure("hinge")(r) }},
		{rule: "and what they may have written", in: applying("save"), event: stopped, at: "save", effects: "Leave{6}", holds: unsure("label")},
		{rule: "but not as unsure what is known to be there", in: func(r *trial) {
			at("save", walk.Goto{Name: "colour"}, answered("colour", "blue"))(r)
			r.send(planOf("make box")(r))
		}, event: stopped, at: "make box", effects: "Leave{6}", holds: func(r *trial) bool { return !unsure("box")(r) && len(r.state.Remaining()) == 3 }},
		{rule: "and not once more what has answered", in: func(r *trial) { applying("make lid")(r); r.hear(8) }, event: stopped,
			at: "make lid", effects: "Leave{6}", holds: func(r *trial) bool { return !unsure("lid")(r) && unsure("hinge")(r) }},
		{rule: "and what was found not to be there and is made again", in: func(r *trial) {
			at("make box")(r)
			r.roll = nth("apply", 1, 3)
			r.confirm("create box ")
			r.send(planOf("make box")(r))
		}, event: stopped, at: "make box", effects: "Leave{6}", holds: unsure("box")},
		{rule: "after leaving nothing counts", in: then(at("lid"), walk.Stopped{}), event: event(walk.Stopped{}), at: "lid"},
		{rule: "after leaving nothing is asked", in: then(at("lid"), walk.Stopped{}), event: quit, at: "lid", holds: func(r *trial) bool { return !r.state.Leaving }},
		{rule: "over that question with nothing made it leaves as with nothing made", in: at("colour", walk.GoBack{}), event: quit, at: "colour", effects: "Leave{5}"},
		{rule: "the problem of an answer is not shown over it", in: at("lid", answered("lid", "perhaps")), event: quit, at: "lid",
			holds: func(r *trial) bool { return isLeaving(r) && none(r) }},
		{rule: "what went wrong while it waited is shown over it", in: then(applying("save"), walk.Quit{}), event: ended(errTest, false), at: "save",
			holds: func(r *trial) bool { return isLeaving(r) && !none(r) }},
		{rule: "after staying, a change is waited for again", in: func(r *trial) {
			applying("make box")(r)
			r.send(walk.Quit{})
			r.steps(answered(walk.LeaveName, walk.Stay), walk.Forward{}, answered("lid", "yes"))
			r.send(planOf("make lid")(r))
		}, event: quit, at: "make lid", holds: func(r *trial) bool { return r.state.Outcome == walk.Unfinished }},
		{rule: "after leaving an object is still recorded", in: then(applying("make box"), walk.Stopped{}), event: func(r *trial) walk.Event { return r.pending[5][0] },
			at: "make box", holds: func(r *trial) bool { return r.state.Remaining()[0].Object.ID == "box-1" && !unsure("box")(r) }},
		{rule: "after leaving an end moves nothing", in: then(applying("make box"), walk.Stopped{}), event: event(walk.Ended{Gen: 5}), at: "make box"},
	})
}

// refusing refuses every operation.
func refusing(label string, _ int) int {
	if label == "apply" {
		return 1
	}
	return 0
}

func TestRulesOfLeaving(t *testing.T) {
	leaving := at("lid", walk.Quit{})
	removing := func(r *trial) {
		leaving(r)
		r.send(leavePlan(r))
	}
	prove(t, []rule{
		{rule: "keeping leaves", in: leaving, event: event(answered(walk.LeaveName, walk.KeepAndLeave)), at: "lid", effects: "Leave{5}",
			holds: func(r *trial) bool { return len(r.state.Remaining()) == 1 }},
		{rule: "staying goes back to where one was", in: leaving, event: event(answered(walk.LeaveName, walk.Stay)), at: "lid",
			holds: func(r *trial) bool { return !r.state.Leaving }},
		{rule: "another answer does not count", in: leaving, event: event(answered(walk.LeaveName, "x")), at: "lid", holds: isLeaving},
		{rule: "an answer to what lies below does not count", in: leaving, event: event(answered("lid", "yes")), at: "lid", holds: isLeaving},
		{rule: "forward does nothing", in: then(running("lid", walk.Goto{Name: "boxs"}), walk.Quit{}), event: event(walk.Forward{}), at: "lid", holds: isLeaving},
		{rule: "nothing is gone to", in: leaving, event: event(walk.Goto{Name: "boxs"}), at: "lid", holds: isLeaving},
		{rule: "the very plan is performed, whatever is open", in: then(running("lid", walk.Goto{Name: "boxs"}), walk.Quit{}), event: leavePlan, at: "lid",
			effects: "Apply 8: delete box box-1"},
		{rule: "another plan is not", in: leaving, event: event(walk.Confirmed{Name: walk.LeaveName, Plan: walk.Plan{Operations: make([]walk.Operation, 1)}}),
			at: "lid", holds: isLeaving},
		{rule: "a plan of the walk is not", in: at("save", walk.Quit{}), event: planOf("save"), at: "save", holds: isLeaving},
		{rule: "when all is removed it leaves", in: func(r *trial) { removing(r); r.hear(7) }, event: ended(nil, false), at: "lid",
			effects: "Leave{5}", holds: func(r *trial) bool { return len(r.state.Remaining()) == 0 }},
		{rule: "when that went wrong it stays and shows it", in: removing, event: ended(errTest, false), at: "lid",
			holds: func(r *trial) bool { return isLeaving(r) && r.walk.Scene(r.state).Problem != nil }},
		{rule: "when all is removed and still something went wrong it stays and shows it", in: func(r *trial) { removing(r); r.hear(7) },
			event: ended(errTest, false), at: "lid", holds: func(r *trial) bool {
				shown := r.walk.Scene(r.state).Problem
				return isLeaving(r) && shown != nil && shown.Item == walk.LeaveName
			}},
		{rule: "when its answer was lost it stays and shows it", in: removing, event: ended(errTest, true), at: "lid",
			holds: func(r *trial) bool { return isLeaving(r) && r.walk.Scene(r.state).Problem != nil }},
		{rule: "quitting waits for the removal", in: removing, event: event(walk.Quit{}), at: "lid"},
		{rule: "and leaves as when it was done", in: func(r *trial) { removing(r); r.send(walk.Quit{}); r.hear(7) }, event: ended(nil, false), at: "lid",
			effects: "Leave{5}", holds: left(walk.Left)},
		{rule: "and stays where it was not", in: func(r *trial) { removing(r); r.send(walk.Quit{}) }, event: ended(errTest, false), at: "lid", holds: isLeaving},
		{rule: "back waits for the removal", in: removing, event: event(walk.GoBack{}), at: "lid",
			holds: func(r *trial) bool { return r.state.Running != nil }},
	})
}

func TestRulesOfWhatWasMade(t *testing.T) {
	object := func(kind, id, name string) walk.Object {
		return walk.Object{Kind: kind, Tenant: "acme", ID: id, Name: name}
	}
	a, b := object("box", "a", "A"), object("box", "b", "B")
	lost := object("box", "", "A")
	tests := []struct {
		rule string
		told []walk.Did
		want []walk.Made
	}{
		{"a newer value replaces the one before",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: a, Is: 1}}, {Gen: 2, Made: walk.Made{Object: a, Is: 2}}},
			[]walk.Made{{Object: a, Is: 2, Generation: 2}}},
		{"a late value does not",
			[]walk.Did{{Gen: 2, Made: walk.Made{Object: a, Removed: true}}, {Gen: 1, Made: walk.Made{Object: a, Is: 1}}},
			[]walk.Made{{Object: a, Removed: true, Generation: 2}}},
		{"a created object stays created when it is changed",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: a, Is: 1}}, {Gen: 2, Made: walk.Made{Object: a, Was: 1, Is: 2}}},
			[]walk.Made{{Object: a, Is: 2, Generation: 2}}},
		{"the first former value is kept",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: a, Was: 0, Is: 1}}, {Gen: 2, Made: walk.Made{Object: a, Was: 1, Is: 2}}},
			[]walk.Made{{Object: a, Was: 0, Is: 2, Generation: 2}}},
		{"what it was made with and its name are kept where they are not told",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: a, With: "key"}}, {Gen: 2, Made: walk.Made{Object: object("box", "a", ""), Removed: true}}},
			[]walk.Made{{Object: a, With: "key", Removed: true, Generation: 2}}},
		{"an unsure one is proven by its ID",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: lost, Unsure: true}}, {Gen: 2, Made: walk.Made{Object: a, Is: 1}}},
			[]walk.Made{{Object: a, Is: 1, Generation: 2}}},
		{"an unsure one is found not to be there",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: lost, Unsure: true}}, {Gen: 2, Made: walk.Made{Object: lost, Removed: true}}},
			[]walk.Made{{Object: lost, Removed: true, Generation: 2}}},
		{"an unsure one is not taken for a known one",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: lost, Unsure: true}}, {Gen: 1, Made: walk.Made{Object: b, Was: 0, Is: 1}}, {Gen: 2, Made: walk.Made{Object: b, Is: 0, Removed: true}}},
			[]walk.Made{{Object: lost, Unsure: true, Generation: 1}, {Object: b, Was: 0, Is: 0, Removed: true, Generation: 2}}},
		{"an unsure one is not proven by one of another kind or tenant",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: lost, Unsure: true}}, {Gen: 2, Made: walk.Made{Object: object("lid", "a", "A")}}, {Gen: 2, Made: walk.Made{Object: walk.Object{Kind: "box", Tenant: "zeta", ID: "a"}}}},
			[]walk.Made{{Object: lost, Unsure: true, Generation: 1}, {Object: object("lid", "a", "A"), Generation: 2}, {Object: walk.Object{Kind: "box", Tenant: "zeta", ID: "a"}, Generation: 2}}},
		{"two unsure ones are told apart by their names",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: lost, Unsure: true}}, {Gen: 2, Made: walk.Made{Object: object("box", "", "B"), Unsure: true}}},
			[]walk.Made{{Object: lost, Unsure: true, Generation: 1}, {Object: object("box", "", "B"), Unsure: true, Generation: 2}}},
		{"an unsure one is not proven by one that is gone",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: lost, Unsure: true}}, {Gen: 2, Made: walk.Made{Object: b, Removed: true}}},
			[]walk.Made{{Object: lost, Unsure: true, Generation: 1}, {Object: b, Removed: true, Generation: 2}}},
		{"one that was found not to be there is not proven by the next",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: lost, Unsure: true}}, {Gen: 2, Made: walk.Made{Object: lost, Unsure: true, Removed: true}}, {Gen: 3, Made: walk.Made{Object: a}}},
			[]walk.Made{{Object: lost, Unsure: true, Removed: true, Generation: 2}, {Object: a, Generation: 3}}},
		{"a sure one without an ID is not proven by one with",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: lost}}, {Gen: 2, Made: walk.Made{Object: a}}},
			[]walk.Made{{Object: lost, Generation: 1}, {Object: a, Generation: 2}}},
		{"objects without IDs are known by their names",
			[]walk.Did{{Gen: 1, Made: walk.Made{Object: object("file", "", "A"), Is: 1}}, {Gen: 1, Made: walk.Made{Object: object("file", "", "B"), Is: 1}}, {Gen: 2, Made: walk.Made{Object: object("file", "", "A"), Is: 2}}},
			[]walk.Made{{Object: object("file", "", "A"), Is: 2, Generation: 2}, {Object: object("file", "", "B"), Is: 1, Generation: 1}}},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			r := newTrial(t, harmless)
			for _, e := range test.told {
				r.send(e)
			}
			got := slices.Clone(r.state.Made)
			for i := range got {
				got[i].At = walk.Made{}.At
			}
			if print(got) != print(test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}
