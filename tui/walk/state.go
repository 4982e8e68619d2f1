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

	At      string // the item on the screen; "" before the first question
	Visit   int    // counts the times another item came on the screen
	Gen     int    // of the newest effect
	Running *Effort
	Problem *Trouble

	Leaving  bool // the question whether to leave is shown
	Quitting bool // asked for while something was being written
	Outcome  Outcome
}

// An Answer is a value and the question it came with.
type Answer struct {
	Value Value
	With  string
}

// A Fact is what a look read, with what, and by which effect.
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
	Done     int // operations done, or reads that have answered
	// Backing: back is due when the change has ended.
	Backing bool
	Stopped bool            // a cancelled look: its end moves nothing
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
	if s.Running != nil {
		running := *s.Running
		running.Read = maps.Clone(running.Read)
		s.Running = &running
	}
	return s
}

// record puts made among the objects of the walk: a newer value of one that is
// known, the resolution of one that was unsure, or a new one.
func (s *State) record(made Made) {
	for i, known := range s.Made {
		same := known.Object.Kind == made.Object.Kind && known.Object.Tenant == made.Object.Tenant
		if !same || known.Object.ID != made.Object.ID && !(known.Unsure && known.Object.ID == "") {
			continue
		}
		if known.Object.ID == made.Object.ID || known.Unsure {
			if !known.Unsure || known.Was != nil {
				made.Was = known.Was
			}
			if made.With == nil {
				made.With = known.With
			}
			s.Made[i] = made
			return
		}
	}
	s.Made = append(s.Made, made)
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
