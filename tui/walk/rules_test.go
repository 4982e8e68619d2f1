package walk_test

import (
	"strings"
	"testing"

	"pomerium-auth0/tui/walk"
)

// A rule is a row of the tables: in a state, an event leads to a state and
// effects.
type rule struct {
	rule    string
	in      func(*trial)
	event   func(*trial) walk.Event
	at      string // the item on the screen afterwards
	effects string // as brief writes them
	holds   func(*trial) bool
}

func prove(t *testing.T, rules []rule) {
	t.Helper()
	for _, rule := range rules {
		t.Run(rule.rule, func(t *testing.T) {
			r := newTrial(t, harmless)
			rule.in(r)
			r.send(rule.event(r))
			var effects []string
			for _, effect := range r.effects {
				effects = append(effects, brief(effect))
			}
			if got := strings.Join(effects, "; "); got != rule.effects {
				r.fail("effects %q, want %q", got, rule.effects)
			}
			if r.state.At != rule.at {
				r.fail("at %q, want %q", r.state.At, rule.at)
			}
			if rule.holds != nil && !rule.holds(r) {
				r.fail("the state is not as it must be: %+v", r.state)
			}
		})
	}
}

// at is the state in which an item is on the screen and nothing runs; more
// events may follow, each after what the one before has set off.
func at(item string, more ...walk.Event) func(*trial) {
	return func(r *trial) {
		r.begin()
		r.to(item)
		r.steps(more...)
	}
}

// running is the state in which the effect of the last of more runs.
func running(item string, more ...walk.Event) func(*trial) {
	return func(r *trial) {
		at(item, more[:len(more)-1]...)(r)
		r.send(more[len(more)-1])
		if r.state.Running == nil {
			r.fail("nothing runs")
		}
	}
}

// applying is the state in which a change is performed.
func applying(change string) func(*trial) {
	return func(r *trial) {
		at(change)(r)
		r.send(planOf(change)(r))
	}
}

func then(in func(*trial), more ...walk.Event) func(*trial) {
	return func(r *trial) {
		in(r)
		for _, e := range more {
			r.send(e)
		}
	}
}

func event(e walk.Event) func(*trial) walk.Event {
	return func(*trial) walk.Event { return e }
}

func answered(name, text string) walk.Event {
	return walk.Answered{Name: name, Value: walk.TextOf(text)}
}

// planOf confirms what a change wants now.
func planOf(change string) func(*trial) walk.Event {
	return func(r *trial) walk.Event {
		return walk.Confirmed{Name: change, Plan: r.walk.Plan(r.state, change)}
	}
}

func leavePlan(r *trial) walk.Event {
	return walk.Confirmed{Name: walk.LeaveName, Plan: r.walk.Leave.Plan(r.walk.View(&r.state))}
}

// told makes an event of what the running effect tells.
func told(e func(gen int) walk.Event) func(*trial) walk.Event {
	return func(r *trial) walk.Event { return e(r.state.Running.Gen) }
}

func problem(item string) func(*trial) bool {
	return func(r *trial) bool {
		shown := r.walk.Scene(r.state).Problem
		return shown != nil && shown.Item == item
	}
}

func none(r *trial) bool { return r.walk.Scene(r.state).Problem == nil }

func left(outcome walk.Outcome) func(*trial) bool {
	return func(r *trial) bool { return r.state.Outcome == outcome }
}

func isLeaving(r *trial) bool { return r.state.Leaving && r.state.Outcome == walk.Unfinished }

func text(name, want string) func(*trial) bool {
	return func(r *trial) bool { return r.walk.View(&r.state).Text(name) == want }
}
