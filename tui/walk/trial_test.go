package walk_test

import (
	"fmt"
	"reflect"
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
	t interface {
		Helper()
		Fatalf(string, ...any)
	}
	walk  *walk.Walk
	state walk.State
	world *world
	roll  faults

	pending map[int][]walk.Event // by generation
	applied []walk.Plan
	left    []walk.Outcome
	log     []string

	confirmed walk.Plan // what an Apply may do
	reads     int       // since the operator's last event
}

func newTrial(t interface {
	Helper()
	Fatalf(string, ...any)
}, roll faults) *trial {
	return &trial{t: t, walk: toy(), world: newWorld(), roll: roll, pending: map[int][]walk.Event{}}
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
	r.state = next
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
	switch e := e.(type) {
	case walk.GoBack, walk.Quit, walk.Stopped:
		r.reads = 0
	case walk.Confirmed:
		r.confirmed = e.Plan
		r.reads = 0
	case walk.Ended:
		if !e.Unsure || r.state.Running == nil || r.state.Running.Gen == e.Gen && !r.state.Running.Writes() {
			break
		}
	default:
		if byOperator(e) {
			r.reads = 0
		}
	}
	if byOperator(e) && r.state.Running != nil {
		switch e.(type) {
		case walk.GoBack, walk.Quit, walk.Stopped:
			return
		}
		next.Now = r.state.Now
		if print(next) != print(r.state) || len(effects) > 0 {
			r.fail("%s did something while an effect runs", brief(e))
		}
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

// mayApply proves that a plan was confirmed, or is what a lost answer left of
// one, and that nothing before it was open.
func (r *trial) mayApply(effect walk.Apply, was walk.State) {
	r.t.Helper()
	if effect.Plan.Empty() {
		r.fail("an empty plan is applied")
	}
	if was.Leaving {
		if !r.confirmed.Equal(effect.Plan) {
			r.fail("leaving does what was not confirmed")
		}
		return
	}
	if !r.confirmed.Equal(effect.Plan) && !r.remains(effect.Plan) {
		r.fail("a plan was applied that was not confirmed: %s", brief(effect))
	}
	state := r.state
	state.Running = nil
	name := r.state.Running.Name
	for _, item := range r.walk.Items {
		if item.Name == name {
			break
		}
		if open := r.open(item, state); open {
			r.fail("%s was applied while %s was open", name, item.Name)
		}
	}
}

// remains reports whether a plan is the rest of the one applied last, whose
// answer was lost.
func (r *trial) remains(plan walk.Plan) bool {
	if len(r.applied) == 0 {
		return false
	}
	last := r.applied[len(r.applied)-1].Operations
	rest := plan.Operations
	if len(rest) >= len(last) {
		return false
	}
	for i, operation := range rest {
		shown := last[len(last)-len(rest)+i]
		if operation.Verb != shown.Verb || operation.Object.Kind != shown.Object.Kind || !reflect.DeepEqual(operation.Fields, shown.Fields) {
			return false
		}
	}
	return true
}

// open is settled, written once more from the outside.
func (r *trial) open(item walk.Item, s walk.State) bool {
	v := r.walk.View(&s)
	if !v.Applies(item.Name) {
		return false
	}
	switch {
	case item.Question != nil:
		_, has := v.Answer(item.Name)
		return !has
	case item.Look != nil:
		return item.Look.Request(v) != nil && !v.Fresh(item.Name)
	default:
		plan := item.Change.Plan(v)
		declined, is := s.Declined[item.Name]
		return !plan.Empty() && !(is && plan.Equal(declined))
	}
}

// oneOfEach proves that no store holds two things of a kind by this walk.
func (r *trial) oneOfEach() {
	r.t.Helper()
	seen := map[string]bool{}
	for _, s := range r.world.madeBy(r.state.Walk) {
		if key := s.store + " " + s.Kind; seen[key] {
			r.fail("a second %s was made in %s", s.Kind, s.store)
		} else {
			seen[key] = true
		}
	}
}

// allNamed proves that everything that was made is named on leaving.
func (r *trial) allNamed() {
	r.t.Helper()
	remaining := r.state.Remaining()
	for _, s := range r.world.madeBy(r.state.Walk) {
		if !slices.ContainsFunc(remaining, func(m walk.Made) bool {
			o := m.Object
			return o.Tenant == s.store && o.Kind == s.Kind && (o.ID == s.ID || o.ID == "" && m.Unsure)
		}) {
			r.fail("%s in %s is not named on leaving", s.ID, s.store)
		}
	}
	if text := r.world.labels["/label"]; strings.Contains(text, "box-") &&
		!slices.ContainsFunc(remaining, func(m walk.Made) bool { return m.Object.Kind == "label" }) {
		r.fail("the label reads %q and is not named on leaving", text)
	}
}

// hear delivers the next thing that the effect of a generation tells.
func (r *trial) hear(gen int) {
	r.t.Helper()
	events := r.pending[gen]
	if r.pending[gen] = events[1:]; len(events) == 1 {
		delete(r.pending, gen)
	}
	r.send(events[0])
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

// do sends events, each after all effects have ended.
func (r *trial) steps(events ...walk.Event) {
	r.t.Helper()
	for _, e := range events {
		r.drain()
		r.send(e)
	}
	r.drain()
}
