package walk

import (
	"context"

	"pomerium-auth0/internal/fault"
)

// Broken is the state of a walk that a fault of this program ends. Everything
// that was made stays recorded, and what runs may have been done. It asks no
// item anything, since one of them may be at fault.
func (s State) Broken(err error) State {
	s = s.clone()
	if s.Running.Writes() {
		s.presume(s.Running)
	}
	s.Running = nil
	s.Leaving = false
	s.Problem = &Trouble{Item: s.At, Err: err, Effect: true}
	s.Outcome = Broke
	return s
}

// Fault is the fault that ended a walk, or nil.
func (s State) Fault() *fault.Fault {
	if s.Outcome != Broke || s.Problem == nil {
		return nil
	}
	found, _ := s.Problem.Err.(*fault.Fault)
	return found
}

// Perform performs an effect with do, which ends it with Ended. A panic of do
// ends it with a *fault.Fault, which ends the walk.
func Perform(ctx context.Context, do func(context.Context, Effect, func(Event)), effect Effect, send func(Event)) {
	defer func() {
		if f := fault.Recovered(recover()); f != nil {
			send(Ended{Gen: generation(effect), Err: f})
		}
	}()
	do(ctx, effect, send)
}

func generation(effect Effect) int {
	switch effect := effect.(type) {
	case Read:
		return effect.Gen
	case Apply:
		return effect.Gen
	}
	return 0
}
