// Package unattended walks without asking anybody: every answer comes from
// what was given, what was found on this machine, or a question's default, and
// every change but the removal of what is no longer used is confirmed. Where
// an answer is missing it says which flag gives it, and it says so before
// anything is sent.
package unattended

import (
	"context"
	"errors"
	"time"

	"pomerium-auth0/internal/fault"
	"pomerium-auth0/tui/walk"
)

// Options are what an unattended walk is made of.
type Options struct {
	Walk walk.Walk
	// Begin brings what was given. The Source of what a flag gave begins with
	// two dashes: only such an answer is wrong where it is not asked.
	Begin walk.Begin
	// Perform performs one Read or Apply and returns when it is over, which it
	// has told with walk.Ended. It may send from several goroutines.
	Perform func(ctx context.Context, effect walk.Effect, send func(walk.Event))
	// FlagOf names the flag that answers a question, with its dashes; "" for a
	// question that only a person can answer.
	FlagOf func(question string) string
	// Gate is the question whether to go on although a check failed.
	Gate string
	// Demo also takes suggestions that are only derived, such as an address
	// made up from others.
	Demo bool
	// Tell is given the log, in plain lines without secrets.
	Tell func(line string)
	// Outside is told where the walk stands before something leaves this machine
	// for the first time. Nil: it is not told.
	Outside func(walk.State)
	// Now is the clock. Nil: time.Now.
	Now func() time.Time
}

// A Stop is how an unattended walk ended. Lines say why to the operator; a
// walk that is Done has none, nor has one that was Interrupted.
type Stop struct {
	Outcome walk.Outcome
	Lines   []string
	// Missing are the flags that would have given the answers that are missing.
	Missing []string
}

// Run walks to the end or to where it cannot go on. The state it returns holds
// what was made, whatever the outcome, and has the outcome of the Stop. The
// walk is stopped when ctx is done; what is being written then is not awaited.
func Run(ctx context.Context, o Options) (state walk.State, stop Stop) {
	if o.Now == nil {
		o.Now = time.Now
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := run{Options: o, told: make(chan walk.Event), gone: make(chan struct{})}
	defer close(r.gone)
	defer func() {
		if f := fault.Recovered(recover()); f != nil {
			state, stop = r.state.Broken(f), Stop{Outcome: walk.Broke}
		}
	}()
	r.feed(o.Begin)
	stop = r.walk(ctx)
	r.state.Outcome, stop.Missing = stop.Outcome, r.lacking
	return r.state, stop
}

// A run is one unattended walk under way.
type run struct {
	Options
	state   walk.State
	effects []walk.Effect
	told    chan walk.Event
	gone    chan struct{} // closed when nobody listens to told any more
	outside bool          // something left this machine, or was about to be changed
	tried   []walk.Plan   // the plans that were confirmed
	begun   bool          // something was logged
	checked bool          // the checks were
	lacking []string      // flags
	failed  bool          // something that went wrong stands among what is lacking
	lost    error         // of the last write whose answer was lost
}

func (r *run) feed(e walk.Event) {
	var effects []walk.Effect
	r.state, effects = r.Walk.Next(r.state, r.Now(), e)
	r.effects = append(r.effects, effects...)
}

// walk goes on until there is nothing to go on with.
func (r *run) walk(ctx context.Context) Stop {
	for r.state.Outcome == walk.Unfinished {
		if ctx.Err() != nil {
			r.feed(walk.Stopped{})
			break
		}
		if len(r.effects) > 0 {
			effect := r.effects[0]
			r.effects = r.effects[1:]
			if !r.outside && r.leavesMachine(effect) {
				if stop, lacks := r.missing(); lacks {
					return stop
				}
				r.outside = true
				if r.Outside != nil {
					r.Outside(r.state)
				}
			}
			r.perform(ctx, effect)
			continue
		}
		item, found := r.Walk.Item(r.state.At)
		if found {
			r.logChecks(item.Name)
		}
		var stop Stop
		switch trouble := r.state.Problem; {
		case trouble != nil && trouble.Effect:
			stop = broke(trouble.Err)
		case found && item.Question != nil:
			stop = r.answer(item)
		case found && item.Change != nil:
			stop = r.decide(item)
		default:
			stop = broke(errNowhere)
		}
		if stop.Outcome != walk.Unfinished {
			return stop
		}
	}
	if r.state.Outcome == walk.Done {
		r.logChecks("")
	}
	return Stop{Outcome: r.state.Outcome}
}

var errNowhere = errors.New("the walk came to a point where it neither asks nor does anything; this is a fault of the program")

// leavesMachine reports whether an effect sends something, or changes
// something here: what must not happen while an answer is known to be missing.
func (r *run) leavesMachine(effect walk.Effect) bool {
	switch effect := effect.(type) {
	case walk.Apply:
		return true
	case walk.Read:
		for _, request := range effect.Requests {
			if item, found := r.Walk.Item(request.Name); found && item.Look != nil && !item.Look.Local {
				return true
			}
		}
	}
	return false
}
