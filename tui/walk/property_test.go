package walk_test

import (
	"fmt"
	"slices"
	"strings"
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
// that is, the walk can be gone to its end, left, and taken back. What is rare
// shows with -rapid.checks=20000, in two minutes.
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
		if wrong := r.walk.Order(r.state); len(wrong) > 0 {
			r.fail("%s", strings.Join(wrong, "; "))
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
	runs := func(gen int) bool {
		return r.state.Running != nil && r.state.Running.Gen == gen && r.state.Outcome == walk.Unfinished
	}
	if len(r.heardOf) > 0 && roll("again", 3) == 1 {
		if again := r.heardOf[roll("which again", len(r.heardOf))]; !runs(again.gen) {
			r.send(again.event)
		}
		return
	}
	for gen := range r.state.Gen + 1 {
		if len(r.pending[gen]) > 0 && !runs(gen) && roll("this one", 2) == 1 {
			r.hear(gen)
			return
		}
	}
}
