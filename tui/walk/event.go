package walk

import (
	"pomerium-auth0/internal/secret"
)

// An Event is what a front end or a running effect tells the walk.
type Event interface{ event() }

type (
	// Begin starts a walk, once. It brings all chance there is: the walk's random
	// name and two fresh 32-byte keys in base64.
	Begin struct {
		Walk  string
		Keys  [2]secret.Secret
		Given map[string]Given
	}

	// Answered answers a question. For another item than the present one it
	// counts only if the scene offers it.
	Answered struct {
		Name  string
		Value Value
	}

	// Confirmed lets a change perform Plan. It counts only while the plan is
	// still that very plan.
	Confirmed struct {
		Name string
		Plan Plan
	}

	// Declined leaves a change undone that may be left undone.
	Declined struct {
		Name string
		Plan Plan
	}

	// Forward goes on to the first item that is not settled.
	Forward struct{}

	// GoBack goes to the previous question.
	GoBack struct{}
)

type (
	// Goto goes to a question, or reads a look and its whole rail word again.
	Goto struct{ Name string }

	// Quit asks to leave; the walk asks back when something was made.
	Quit struct{}

	// Stopped leaves at once: a signal, a closed terminal.
	Stopped struct{}
)

// What running effects tell. Gen is the effect's generation; a late fact is
// dropped, a late made object is recorded.
type (
	// Learned brings the fact that a look named Name read.
	Learned struct {
		Gen   int
		Name  string
		Value any
	}

	// Did brings an object that was made, changed, removed or proven.
	Did struct {
		Gen  int
		Made Made
	}

	// Told brings a line to show, such as waiting for a limit.
	Told struct {
		Gen  int
		Line string
	}

	// Ended ends an effect: exactly one for each. Err is for the unexpected;
	// Unsure says that only a look can tell what a write has come to: its answer
	// was lost, or somebody else was faster.
	Ended struct {
		Gen    int
		Err    error
		Unsure bool
	}
)

func (Begin) event()     {}
func (Answered) event()  {}
func (Confirmed) event() {}
func (Declined) event()  {}
func (Forward) event()   {}
func (GoBack) event()    {}
func (Goto) event()      {}
func (Quit) event()      {}
func (Stopped) event()   {}
func (Learned) event()   {}
func (Did) event()       {}
func (Told) event()      {}
func (Ended) event()     {}

// An Effect is what the walk wants done in the world.
type Effect interface{ effect() }

type (
	// Read performs looks, side by side where possible. Late results are
	// dropped.
	Read struct {
		Gen      int
		Requests []Request
		// Until are objects that may have been made and are waited for; each
		// is answered by one Did, as there or as removed.
		Until []Made
	}

	// Apply performs the operations of a plan in order and stops at the first
	// that goes wrong. It is never cancelled.
	Apply struct {
		Gen  int
		Plan Plan
	}

	// Abort cancels a Read.
	Abort struct{ Gen int }

	// Leave ends the walk: the last effect of all.
	Leave struct{ Outcome Outcome }
)

// A Request is one look to perform: its name and all that it is read with.
type Request struct {
	Name string
	With any
}

func (Read) effect()  {}
func (Apply) effect() {}
func (Abort) effect() {}
func (Leave) effect() {}

// An Outcome is how a walk ended.
type Outcome int

// The outcomes.
const (
	Unfinished  Outcome = iota
	Done                // to the end, or nothing was to be done
	Broke               // an error
	Missing             // an answer is missing or wrong
	CheckFailed         // a check failed and nothing was saved
	Left                // left by the operator before the end
	Interrupted         // a signal, a closed terminal, a second ctrl+c
)
