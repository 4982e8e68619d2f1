package walk

import (
	"maps"
	"slices"
	"time"

	"pomerium-auth0/internal/secret"
)

// A State is a walk at one moment: plain values, never changed in place.
type State struct {
	Walk     string // the walk's random name
	Keys     [2]secret.Secret
	Now      time.Time // of the newest event
	Given    map[string]Given
	Answers  map[string]Answer
	Facts    map[string]Fact
	Declined map[string]Plan
	Made     []Made

	At string // the item on the screen; "" before the first question
	// Trail holds the items from which rows led to At, the first first. Back
	// follows it; whatever else brings another item on the screen ends it.
	Trail   []string
	Visit   int // counts the times another item came on the screen
	Gen     int // of the newest effect
	Running *Effort
	Problem *Trouble

	// Rest is a confirmed plan that a lost answer broke off. What is left of it
	// once that answer was found out is still confirmed.
	Rest     Plan
	Leaving  bool // the question whether to leave is shown
	Quitting bool // asked for while something was being written
	Outcome  Outcome
}

// An Answer is a value and the question it came with.
type Answer struct {
	Value Value
	With  string
}

// A Fact is what a look read, with what, and by which effect. Without a request
// it is to be read again, and Gen is of the newest effect before that was
// wanted.
type Fact struct {
	Request any
	Value   any
	Gen     int
}

// An Effort is the effect that runs.
type Effort struct {
	Gen      int
	Name     string // the change; "" for looks
	Requests []Request
	Plan     Plan
	Since    time.Time
	Told     string
	Done     int // operations done
	// Backing: back is due when the change has ended.
	Backing bool
	Read    map[string]bool // the looks that have answered
}

// Writes reports whether the effort changes something.
func (e *Effort) Writes() bool { return e != nil && e.Name != "" }

// A Trouble is the problem on the screen: a refused answer, or an effect that
// went wrong.
type Trouble struct {
	Item   string
	Err    error
	Effect bool
	Plan   Plan // that went wrong
}

// clone copies what Next is about to change.
func (s State) clone() State {
	s.Given = maps.Clone(s.Given)
	s.Answers = maps.Clone(s.Answers)
	s.Facts = maps.Clone(s.Facts)
	s.Declined = maps.Clone(s.Declined)
	s.Made = slices.Clone(s.Made)
	s.Trail = slices.Clone(s.Trail)
	if s.Running != nil {
		running := *s.Running
		running.Read = maps.Clone(running.Read)
		s.Running = &running
	}
	return s
}

// record puts made among the objects of the walk: a newer value of one that is
// known, the proof of one that was unsure, or a new one.
func (s *State) record(made Made) {
	i := slices.IndexFunc(s.Made, made.same)
	if i >= 0 && made.Generation < s.Made[i].Generation {
		return // a late answer; more is known since
	}
	if i < 0 && made.Was == nil && !made.Removed {
		i = slices.IndexFunc(s.Made, made.proves)
	}
	if i < 0 {
		s.Made = append(s.Made, made)
		return
	}
	known := s.Made[i]
	if !known.Unsure || known.Was != nil {
		made.Was = known.Was // what it was before this walk
	}
	if made.With == nil {
		made.With = known.With
	}
	if made.Object.Name == "" {
		made.Object.Name = known.Object.Name
	}
	s.Made[i] = made
}

// rebase gives an object that this walk changed more than once the former value
// that its newest change goes by.
func (s *State) rebase(object Object, before any) {
	i := slices.IndexFunc(s.Made, Made{Object: object}.same)
	if i >= 0 && before != nil && s.Made[i].Was != nil {
		s.Made[i].Was = before
	}
}

// presume records what the operations that are still open may have made or
// taken back, so that it is named when nobody waits for their answers.
func (s *State) presume(ran *Effort) {
	for _, operation := range ran.Plan.Operations[min(ran.Done, len(ran.Plan.Operations)):] {
		made := Made{
			Object: operation.Object, With: operation.With, Was: operation.Was, Is: operation.Shall,
			Generation: ran.Gen, At: s.Now, Unsure: true,
		}
		known := slices.IndexFunc(s.Made, func(m Made) bool { return !m.Removed && m.same(made) })
		switch takesBack := operation.Verb == Delete || operation.Verb == Restore; {
		case known < 0:
			s.record(made)
		case takesBack:
			s.Made[known].Unsure = true // it may be gone, or put back
		}
	}
}

// Remaining returns what this walk made or changed and that, as far as known,
// is still so.
func (s State) Remaining() []Made {
	var there []Made
	for _, made := range s.Made {
		if !made.Removed && !made.Assumed {
			there = append(there, made)
		}
	}
	return there
}
