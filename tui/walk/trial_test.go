package walk_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// A trial is one walk through the toy: the state, the world it acts on, and
// what its effects have still to tell. After every event it proves what must
// always hold.
type trial struct {
	t     failer
	walk  *walk.Walk
	state walk.State
	world *world
	roll  faults

	pending map[int][]walk.Event // by generation
	heardOf []late               // all that effects have told
	effects []walk.Effect        // of the newest event
	applied []walk.Plan
	left    []walk.Outcome
	log     []string

	confirmed walk.Plan       // what an Apply may do
	asked     map[string]bool // items that the operator has seen or answered
	reads     int             // since the operator's last event
}

// A failer is *testing.T, *testing.B or *rapid.T.
type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func newTrial(t failer, roll faults) *trial {
	return &trial{t: t, walk: toy(), world: newWorld(), roll: roll, pending: map[int][]walk.Event{}, asked: map[string]bool{}}
}

// begin starts the walk with what is given, as name, value, name, value.
func (r *trial) begin(given ...string) {
	r.t.Helper()
	e := walk.Begin{
		Walk:  "walk-1",
		Keys:  [2]secret.Secret{secret.New(clear + "0"), secret.New(clear + "1")},
		Given: map[string]walk.Given{},
	}
	for i := 0; i+1 < len(given); i += 2 {
		e.Given[given[i]] = walk.Given{Value: walk.TextOf(given[i+1]), Source: "--" + given[i]}
		if _, is := storeOfKey(secret.New(given[i+1])); is {
			e.Given[given[i]] = walk.Given{Value: walk.SecretOf(secret.New(given[i+1])), Source: "$KEY"}
		}
	}
	r.send(e)
}

// fork is the same trial from here on, on its own, with nothing going wrong.
func (r *trial) fork() *trial {
	f := *r
	f.world = r.world.clone()
	f.roll = harmless
	f.pending = map[int][]walk.Event{}
	for gen, events := range r.pending {
		f.pending[gen] = slices.Clone(events)
	}
	f.asked = maps.Clone(r.asked)
	f.applied, f.left, f.log = slices.Clone(r.applied), slices.Clone(r.left), slices.Clone(r.log)
	return &f
}

func (r *trial) fail(format string, args ...any) {
	r.t.Helper()
	r.t.Fatalf("%s\nafter:\n  %s", fmt.Sprintf(format, args...), strings.Join(r.log, "\n  "))
}

// byOperator reports whether an event is not told by an effect.
func byOperator(e walk.Event) bool {
	switch e.(type) {
	case walk.Learned, walk.Did, walk.Told, walk.Ended:
		return false
	}
	return true
}

// send handles one event and proves what must hold for it.
func (r *trial) send(e walk.Event) {
	r.t.Helper()
	r.log = append(r.log, fmt.Sprintf("%-9s %s", r.state.At, brief(e)))
	before, said := print(r.state), print(e)
	r.world.now = r.world.now.Add(time.Millisecond)
	next, effects := r.walk.Next(r.state, r.world.now, e)
	if print(r.state) != before || print(e) != said {
		r.fail("Next changed its argument")
	}
	r.heard(e, next, effects)
	was := r.state
	r.state, r.effects = next, effects
	r.backLeads(e, was)
	for _, effect := range effects {
		r.log = append(r.log, "          → "+brief(effect))
		r.do(effect, was)
	}
	if scene := r.walk.Scene(r.state); shows(scene, clear) {
		r.fail("a secret stands in the scene: %+v", scene)
	}
	if print(r.state) != print(next) {
		r.fail("Scene changed its argument")
	}
	if len(r.left) == 0 {
		r.oneOfEach()
	}
}

// heard proves what an event may do at all.
func (r *trial) heard(e walk.Event, next walk.State, effects []walk.Effect) {
	r.t.Helper()
	if len(r.left) > 0 && len(effects) > 0 {
		r.fail("an effect came after Leave: %s", brief(effects[0]))
	}
	if !byOperator(e) {
		return
	}
	r.reads = 0
	switch e := e.(type) {
	case walk.GoBack, walk.Quit, walk.Stopped:
		return
	case walk.Confirmed:
		r.confirmed = e.Plan
	}
	next.Now = r.state.Now
	if r.state.Running != nil && (print(next) != print(r.state) || len(effects) > 0) {
		r.fail("%s did something while an effect runs", brief(e))
	}
}

// do takes an effect, and proves that it may be wanted.
func (r *trial) do(effect walk.Effect, was walk.State) {
	r.t.Helper()
	switch effect := effect.(type) {
	case walk.Read:
		r.reads++
		if r.reads > 15 {
			r.fail("it reads without end")
		}
		if len(effect.Requests) == 0 || r.state.Running == nil || r.state.Running.Gen != effect.Gen {
			r.fail("a read that does not run: %+v", effect)
		}
		r.pending[effect.Gen] = r.world.perform(effect, r.roll)
	case walk.Apply:
		r.mayApply(effect, was)
		r.applied = append(r.applied, effect.Plan)
		r.confirmed = walk.Plan{}
		if r.state.Running == nil || r.state.Running.Gen != effect.Gen {
			r.fail("a change that does not run: %+v", effect)
		}
		r.pending[effect.Gen] = r.world.perform(effect, r.roll)
	case walk.Abort:
		if r.state.Running != nil && r.state.Outcome == walk.Unfinished {
			r.fail("what was cancelled still runs")
		}
	case walk.Leave:
		r.left = append(r.left, effect.Outcome)
		if len(r.left) > 1 {
			r.fail("it left twice")
		}
		r.allNamed()
	}
}

// hear delivers the next thing that the effect of a generation tells.
func (r *trial) hear(gen int) {
	r.t.Helper()
	events := r.pending[gen]
	if r.pending[gen] = events[1:]; len(events) == 1 {
		delete(r.pending, gen)
	}
	r.heardOf = append(r.heardOf, late{gen, events[0]})
	r.send(events[0])
}

// late is something that the effect of a generation told.
type late struct {
	gen   int
	event walk.Event
}

// drain hears everything that the running effects tell.
func (r *trial) drain() {
	r.t.Helper()
	for i := 0; r.state.Running != nil && r.state.Outcome == walk.Unfinished; i++ {
		if len(r.pending[r.state.Running.Gen]) == 0 || i > 300 {
			r.fail("an effect runs without end: %+v", *r.state.Running)
		}
		r.hear(r.state.Running.Gen)
	}
}

// steps sends events, each after all effects have ended.
func (r *trial) steps(events ...walk.Event) {
	r.t.Helper()
	for _, e := range events {
		r.drain()
		r.send(e)
	}
	r.drain()
}
