// Package walk is the state machine under every front end: a list of items
// that ask, read and write, the state of going through them, and the scene to
// show. It is pure: it knows no clock, chance, network, disk or terminal, and
// nothing of what it is about.
package walk

import (
	"errors"
	"slices"
	"time"

	"pomerium-auth0/internal/fault"
)

// Next returns the state after event e, which happened at now, and what is to
// be done for it. It changes neither of its arguments.
func (w *Walk) Next(s State, now time.Time, e Event) (State, []Effect) {
	t := turn{walk: w, state: s.clone()}
	t.state.Now = now
	switch e := e.(type) {
	case Learned, Did, Told, Ended:
		t.hear(e)
	default:
		if s.Outcome == Unfinished {
			t.obey(e)
		}
	}
	return t.state, t.effects
}

// A turn is the handling of one event.
type turn struct {
	walk    *Walk
	state   State
	effects []Effect
	seen    *View
}

// view opens the state as it is now. What is held from it is out of date
// after touch.
func (t *turn) view() *View {
	if t.seen == nil {
		t.seen = t.walk.View(&t.state)
	}
	return t.seen
}

func (t *turn) touch() { t.seen = nil }

// obey handles what the operator, or the system on their behalf, wants.
func (t *turn) obey(e Event) {
	s := &t.state
	begun := s.Answers != nil
	switch e.(type) {
	case Begin:
		if begun {
			return
		}
	case Quit, Stopped:
	case GoBack:
		if !begun {
			return
		}
	default:
		if !begun || s.Running != nil {
			return
		}
	}
	s.Rest = Plan{}
	switch e := e.(type) {
	case Begin:
		*s = State{
			Walk: e.Walk, Keys: e.Keys, Given: e.Given, Now: s.Now,
			Answers: map[string]Answer{}, Facts: map[string]Fact{}, Declined: map[string]Plan{},
		}
		t.touch()
		t.forward()
	case Answered:
		t.answer(e)
	case Confirmed:
		t.confirm(e)
	case Declined:
		t.decline(e)
	case Forward:
		if !s.Leaving {
			s.Problem = nil
			t.forward()
		}
	case Goto:
		if !s.Leaving {
			s.Problem = nil
			t.goTo(e.Name)
		}
	case GoBack:
		t.back()
	case Quit:
		s.Problem = nil
		t.quit()
	case Stopped:
		t.interrupt()
	}
}

// hear handles what a running effect tells.
func (t *turn) hear(e Event) {
	s := &t.state
	current := func(gen int) bool { return s.Running != nil && s.Running.Gen == gen }
	switch e := e.(type) {
	case Learned:
		if current(e.Gen) {
			t.learn(e)
		}
	case Did:
		e.Made.Generation = e.Gen
		if e.Made.At.IsZero() {
			e.Made.At = s.Now
		}
		s.record(e.Made)
		if current(e.Gen) && s.Running.Writes() {
			if s.Running.Done < len(s.Running.Plan.Operations) {
				s.rebase(e.Made.Object, s.Running.Plan.Operations[s.Running.Done].Before)
			}
			s.Running.Done++
		}
		t.touch()
	case Told:
		if current(e.Gen) {
			s.Running.Told = e.Line
		}
	case Ended:
		if current(e.Gen) && s.Outcome == Unfinished {
			t.end(e)
		}
	}
}

func (t *turn) learn(e Learned) {
	s := &t.state
	for _, request := range s.Running.Requests {
		if request.Name == e.Name {
			s.Facts[e.Name] = Fact{Request: request.With, Value: e.Value, Gen: e.Gen}
			s.Running.Read[e.Name] = true
			t.touch()
		}
	}
}

var errNothingLearned = errors.New("no answer came; try again")

func (t *turn) end(e Ended) {
	s := &t.state
	if f, is := e.Err.(*fault.Fault); is {
		*s = s.Broken(f)
		t.effects = append(t.effects, Leave{Outcome: s.Outcome})
		return
	}
	ran := s.Running
	s.Running = nil
	t.touch()
	err := e.Err
	if err == nil && !ran.Writes() && !t.answered(ran) {
		err = errNothingLearned
	}
	// Only a lost answer goes on by itself, and only where there is something
	// that finds out what it was.
	lost := e.Unsure && ran.Writes() && !s.Leaving
	if ran.Writes() && (err != nil || lost) {
		t.stale(ran.Name)
	}
	switch {
	case lost:
		s.Rest = ran.Plan
	case err != nil:
		item := s.At
		if ran.Writes() {
			item = ran.Name
		}
		s.Problem = &Trouble{Item: item, Err: err, Effect: true, Plan: ran.Plan}
	}
	quitting := s.Quitting
	s.Quitting = false
	switch {
	case s.Leaving:
		if s.Problem == nil && t.walk.Leave.Plan(t.view()).Empty() {
			t.leave(Left)
		}
	case quitting:
		t.quit()
	case s.Problem != nil:
	case ran.Backing:
		t.back()
	default:
		t.forward()
	}
}

// answered reports whether a read brought all that it was sent for.
func (t *turn) answered(ran *Effort) bool {
	for _, request := range ran.Requests {
		if item, _ := t.walk.Item(request.Name); !ran.Read[request.Name] || len(t.view().unproven(item)) > 0 {
			return false
		}
	}
	return true
}

// stale forgets the facts that a failed change makes doubtful.
func (t *turn) stale(change string) {
	failed := &t.walk.Leave
	if item, found := t.walk.Item(change); found {
		failed = item.Change
	}
	for _, name := range failed.Stale {
		delete(t.state.Facts, name)
	}
}

// forward goes to the first item that is not settled.
func (t *turn) forward() {
	v := t.view()
	for i, item := range t.walk.Items {
		switch {
		case v.settled(item):
		case item.Look != nil:
			t.read(i)
			return
		case item.Change != nil && v.plan(item).rests(t.state.Rest):
			t.show(item.Name)
			t.apply(item.Name, v.plan(item))
			return
		default:
			t.show(item.Name)
			return
		}
	}
	// From a question one goes through those that were answered before; a change
	// is no reason to ask them again.
	at, _ := t.walk.Item(t.state.At)
	for i := t.walk.index(at.Name) + 1; i < len(t.walk.Items) && at.Change == nil; i++ {
		if item := t.walk.Items[i]; item.Question != nil && v.asks(item) {
			t.show(item.Name)
			return
		}
	}
	t.leave(Done)
}

// asks reports whether a question is part of the walk and stands on the screen
// on the way through it: it is not quiet, or has no suggestion that could stand,
// or was answered on its own all the same. One that was answered together with
// another stands there.
// An untyped one never does.
func (v *View) asks(item Item) bool {
	r := v.resolve(item.Name)
	q := item.Question
	if !r.applies || q.Untyped {
		return false
	}
	if r.own {
		return !v.together(item.Name)
	}
	return q.Quiet == nil || !q.Quiet(v) || !r.has && v.reached(item.Name)
}

// together reports whether a question was answered together with another, which
// is still there to be gone back to.
func (v *View) together(name string) bool {
	answer, answered := v.state.Answers[name]
	return answered && answer.With != name && v.resolve(answer.With).applies
}

// show brings an item on the screen.
func (t *turn) show(name string) {
	s := &t.state
	if s.At != name {
		s.At = name
		s.Visit++
		s.Trail = nil
		t.touch()
	}
}

// read performs the look at i and those that may be read beside it.
func (t *turn) read(i int) {
	v := t.view()
	s := &t.state
	effect := Read{}
	together := t.walk.Items[i].Look.Together
	for _, item := range t.walk.Items[i:] {
		if item.Look == nil || len(effect.Requests) > 0 && (together == "" || item.Look.Together != together) {
			break
		}
		if v.settled(item) {
			continue
		}
		effect.Requests = append(effect.Requests, Request{Name: item.Name, With: v.reading(item.Name).request})
		for _, made := range v.unproven(item) {
			if !slices.ContainsFunc(effect.Until, made.same) {
				effect.Until = append(effect.Until, made)
			}
		}
	}
	s.Gen++
	effect.Gen = s.Gen
	s.Running = &Effort{Gen: s.Gen, Requests: effect.Requests, Since: s.Now, Read: map[string]bool{}}
	t.effects = append(t.effects, effect)
	t.touch()
}

func (t *turn) leave(outcome Outcome) {
	t.state.Outcome = outcome
	t.state.Leaving = false
	t.effects = append(t.effects, Leave{Outcome: outcome})
}
