package unattended

import (
	"errors"
	"fmt"

	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

// takes says which suggestions are answers: what was given and what was found.
// What is only preselected may be wrong, and nobody is there to see it.
func (r *run) takes(_ walk.Item, suggestion walk.Suggestion) bool {
	return suggestion.Origin >= walk.Found || r.Demo
}

// answer answers the question on the screen, or says why it cannot.
func (r *run) answer(item walk.Item) Stop {
	if trouble := r.state.Problem; trouble != nil {
		return r.refused(trouble)
	}
	value, found := r.Walk.Unattended(r.state, item.Name, r.takes)
	if !found {
		return r.unanswered(item)
	}
	scene := r.Walk.Scene(r.state)
	r.logFound(scene)
	r.feed(walk.Answered{Name: item.Name, Value: value})
	if r.state.Problem == nil {
		r.logAnswer(item, scene, value)
	}
	return r.onFrom(item)
}

// onFrom guards against a question that takes an answer and asks again.
func (r *run) onFrom(item walk.Item) Stop {
	s := r.state
	if s.At == item.Name && s.Problem == nil && s.Outcome == walk.Unfinished && len(r.effects) == 0 {
		return broke(errNowhere)
	}
	return Stop{}
}

// lost is how often one and the same plan is confirmed: the answer to a create
// may get lost twice, but a plan that its own performing does not settle would
// create for ever.
const lost = 3

// overtaken is how often a file is written that somebody else changes before it
// can be saved: once more, with the edit of its new content.
const overtaken = 2

var errNoSettling = errors.New("the same change is needed again after it was made, so nothing more was done. Run the program again to see what is there")

// unsettled is the error of a plan that was confirmed too often: the failure
// that made it necessary again, as far as one is known.
func (r *run) unsettled() error {
	if r.lost != nil {
		return fmt.Errorf("%w (%w)", errNoSettling, r.lost)
	}
	return errNoSettling
}

// decide confirms the change on the screen, or leaves it where it may be left:
// what nobody uses any more is not removed without being asked.
func (r *run) decide(item walk.Item) Stop {
	plan := r.Walk.Plan(r.state, item.Name)
	if plan.Empty() {
		r.feed(walk.Forward{})
		return Stop{}
	}
	words := plain.Words(r.Walk.Scene(r.state).Words)
	r.begin()
	if item.Change.Declines {
		r.say(words...)
		r.say("left as it is")
		r.feed(walk.Declined{Name: item.Name, Plan: plan})
		return Stop{}
	}
	tried, written := 0, 0
	for _, before := range r.tried {
		if before.Equal(plan) {
			tried++
		}
		if writes := plan.Operations[0]; writes.Verb == walk.Write && before.Operations[0].Object == writes.Object {
			written++
		}
	}
	if tried == lost {
		return broke(r.unsettled())
	}
	if written == overtaken {
		return broke(fmt.Errorf("%s was not saved: another program changed it twice in the meantime. Stop that program, then run this again", plan.Operations[0].Object.Name))
	}
	r.tried = append(r.tried, plan)
	r.say(words...)
	r.feed(walk.Confirmed{Name: item.Name, Plan: plan})
	return Stop{}
}
