package walk_test

import (
	"reflect"
	"slices"

	"pomerium-auth0/tui/walk"
)

// mayApply proves that a plan was confirmed, or is what a lost answer left of
// one, and that nothing before it was open.
func (r *trial) mayApply(effect walk.Apply, was walk.State) {
	r.t.Helper()
	if effect.Plan.Empty() {
		r.fail("an empty plan is applied")
	}
	if was.Leaving {
		if !r.confirmed.Equal(effect.Plan) {
			r.fail("leaving does what was not confirmed")
		}
		return
	}
	if !r.confirmed.Equal(effect.Plan) && !r.remains(effect.Plan) {
		r.fail("a plan was applied that was not confirmed: %s", brief(effect))
	}
	state := r.state
	state.Running = nil
	name := r.state.Running.Name
	for _, item := range r.walk.Items {
		if item.Name == name {
			break
		}
		if open := r.open(item, state); open {
			r.fail("%s was applied while %s was open", name, item.Name)
		}
	}
}

// remains reports whether a plan is the rest of the one applied last, whose
// answer was lost.
func (r *trial) remains(plan walk.Plan) bool {
	if len(r.applied) == 0 {
		return false
	}
	last := r.applied[len(r.applied)-1].Operations
	rest := plan.Operations
	if len(rest) >= len(last) {
		return false
	}
	for i, operation := range rest {
		shown := last[len(last)-len(rest)+i]
		if operation.Verb != shown.Verb || operation.Object.Kind != shown.Object.Kind || !reflect.DeepEqual(operation.Fields, shown.Fields) {
			return false
		}
	}
	return true
}

// open is settled, written once more from the outside.
func (r *trial) open(item walk.Item, s walk.State) bool {
	v := r.walk.View(&s)
	if !v.Applies(item.Name) {
		return false
	}
	switch {
	case item.Question != nil:
		_, has := v.Answer(item.Name)
		return !has
	case item.Look != nil:
		return item.Look.Request(v) != nil && !v.Fresh(item.Name)
	default:
		plan := item.Change.Plan(v)
		declined, is := s.Declined[item.Name]
		return !plan.Empty() && !(is && plan.Equal(declined))
	}
}

// oneOfEach proves that no store holds two things of a kind by this walk.
func (r *trial) oneOfEach() {
	r.t.Helper()
	seen := map[string]bool{}
	for _, s := range r.world.madeBy(r.state.Walk) {
		if key := s.store + " " + s.Kind; seen[key] {
			r.fail("a second %s was made in %s", s.Kind, s.store)
		} else {
			seen[key] = true
		}
	}
}

// allNamed proves that everything that was made is named on leaving.
func (r *trial) allNamed() {
	r.t.Helper()
	remaining := r.state.Remaining()
	for _, s := range r.world.madeBy(r.state.Walk) {
		if !slices.ContainsFunc(remaining, func(m walk.Made) bool {
			o := m.Object
			return o.Tenant == s.store && o.Kind == s.Kind && (o.ID == s.ID || o.ID == "" && m.Unsure)
		}) {
			r.fail("%s in %s is not named on leaving", s.ID, s.store)
		}
	}
	if text := r.world.written; text != "" && r.world.labels["/label"] == text &&
		!slices.ContainsFunc(remaining, func(m walk.Made) bool { return m.Object.Kind == "label" }) {
		r.fail("the label reads %q and is not named on leaving", text)
	}
}

// backLeads proves that Back, at once or after what it waited for, brings
// nothing on the screen that the operator has neither seen nor answered.
func (r *trial) backLeads(e walk.Event, was walk.State) {
	r.t.Helper()
	_, back := e.(walk.GoBack)
	_, ended := e.(walk.Ended)
	back = back || ended && was.Running != nil && was.Running.Backing && r.state.Running == nil
	if at := r.state.At; back && at != was.At && !r.asked[at] {
		r.fail("back leads from %s to %s, which was never asked", was.At, at)
	}
	if answered, is := e.(walk.Answered); is {
		if _, taken := r.state.Answers[answered.Name]; taken {
			r.asked[answered.Name] = true // by a choice of another item
		}
	}
	r.asked[r.state.At] = true
}
