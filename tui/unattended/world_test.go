package unattended_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"pomerium-auth0/tui/unattended"
	"pomerium-auth0/tui/walk"
)

// clear is the secret that no line may hold.
const clear = "n0t-To-Be-Seen"

// found is what the toy's look "discovery" answers.
type found struct {
	Candidates string // IDs with blanks between
	Old        bool   // something that nobody uses any more
	Refused    bool
}

// A world performs the effects of the toy walk and remembers them.
type world struct {
	mu        sync.Mutex
	performed []string
	found     found
	failing   string // the check that fails; "" = none
	lose      int    // answers of creates that get lost
	err       error  // of the next write
	created   int
	during    func(walk.Effect) // called before an effect is performed
	silent    bool              // effects end without walk.Ended
}

func (w *world) perform(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
	if w.during != nil {
		w.during(effect)
	}
	if w.silent {
		return
	}
	switch effect := effect.(type) {
	case walk.Read:
		var side sync.WaitGroup
		for _, request := range effect.Requests {
			w.note("read " + request.Name)
			side.Go(func() { send(walk.Learned{Gen: effect.Gen, Name: request.Name, Value: w.fact(request.Name)}) })
		}
		side.Wait()
		for _, made := range effect.Until {
			made.Unsure, made.Object.ID = false, "app_1"
			send(walk.Did{Gen: effect.Gen, Made: made})
		}
		send(walk.Ended{Gen: effect.Gen, Err: ctx.Err()})
	case walk.Apply:
		send(walk.Told{Gen: effect.Gen, Line: "waiting for Auth0's limit"})
		for _, operation := range effect.Plan.Operations {
			w.note(operation.Label)
			made := walk.Made{Object: operation.Object, Is: operation.Shall}
			switch {
			case w.err != nil:
				send(walk.Ended{Gen: effect.Gen, Err: w.err})
				return
			case w.lose > 0:
				w.lose--
				w.created++
				made.Unsure = true
				send(walk.Did{Gen: effect.Gen, Made: made})
				send(walk.Ended{Gen: effect.Gen, Err: errors.New("the connection was cut"), Unsure: true})
				return
			}
			w.created++
			made.Object.ID = "app_1"
			send(walk.Did{Gen: effect.Gen, Made: made})
		}
		send(walk.Ended{Gen: effect.Gen})
	}
}

func (w *world) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.performed = append(w.performed, what)
}

func (w *world) fact(look string) any {
	switch look {
	case "discovery":
		return w.found
	case "check":
		return w.failing
	}
	return look
}

// given are answers as flags give them.
func given(pairs ...string) map[string]walk.Given {
	all := map[string]walk.Given{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = walk.Given{Value: walk.TextOf(pairs[i+1]), Source: flagOf(pairs[i])}
	}
	return all
}

func flagOf(question string) string {
	switch question {
	case "refused":
		return ""
	case "go on":
		return "--allow-failed-checks"
	}
	return "--" + question
}

// unattend runs the toy and returns what was told, too.
func unattend(t *testing.T, w *world, answers map[string]walk.Given, mend ...func(*unattended.Options)) (walk.State, unattended.Stop, []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	return unattendIn(ctx, t, w, answers, mend...)
}

func unattendIn(ctx context.Context, t *testing.T, w *world, answers map[string]walk.Given, mend ...func(*unattended.Options)) (walk.State, unattended.Stop, []string) {
	t.Helper()
	var told []string
	o := unattended.Options{
		Walk: toy(), Begin: walk.Begin{Walk: "w", Given: answers}, Perform: w.perform, FlagOf: flagOf,
		Gate: "go on", Tell: func(line string) { told = append(told, line) },
	}
	for _, m := range mend {
		m(&o)
	}
	state, stop := unattended.Run(ctx, o)
	if state.Outcome != stop.Outcome {
		t.Errorf("the state says outcome %d, the stop %d", state.Outcome, stop.Outcome)
	}
	if all := strings.Join(append(told, stop.Lines...), "\n"); strings.Contains(all, clear) {
		t.Errorf("a line holds the secret:\n%s", all)
	}
	return state, stop, told
}
