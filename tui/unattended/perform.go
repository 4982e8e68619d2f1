package unattended

import (
	"context"
	"errors"

	"pomerium-auth0/tui/walk"
)

var errNoEnd = errors.New("what was being done ended without saying how; this is a fault of the program")

// perform does one effect and feeds the walk what it tells, until the effect
// has ended or the walk has been stopped.
func (r *run) perform(ctx context.Context, effect walk.Effect) {
	work, gen := ctx, 0
	switch effect := effect.(type) {
	case walk.Read:
		gen = effect.Gen
	case walk.Apply:
		gen = effect.Gen
		work = context.WithoutCancel(ctx) // a write is never cut off in the middle
	default:
		return
	}
	if !r.state.Running.Writes() {
		r.logLooks()
	}
	returned := make(chan struct{})
	go func() {
		defer close(returned)
		walk.Perform(work, r.Perform, effect, func(e walk.Event) {
			select {
			case r.told <- e:
			case <-r.gone:
			}
		})
	}()
	for r.state.Running != nil && r.state.Running.Gen == gen && r.state.Outcome == walk.Unfinished {
		select {
		case e := <-r.told:
			r.logTold(e)
			if ended, is := e.(walk.Ended); is && ended.Unsure {
				r.lost = ended.Err
			}
			r.feed(e)
		case <-ctx.Done():
			r.feed(walk.Stopped{})
		case <-returned:
			r.feed(walk.Ended{Gen: gen, Err: errNoEnd})
		}
	}
}
