package walk

import (
	"errors"
	"time"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// A View is the state as an item may see it: valid answers, fresh facts, what
// was given and what was made. What it works out is remembered, so it lasts
// for one event only.
type View struct {
	walk    *Walk
	state   *State
	answers map[string]*resolved
	facts   map[string]*reading
	// lacking are questions whose quiet suggestion does not stand: an unattended
	// walk would not have taken it.
	lacking map[string]bool
	// read, if set, is told of each item that the item being asked reads.
	read  func(reader, name string)
	stack []string
}

type resolved struct {
	value     Value
	suggested Suggestion
	has       bool // value is the answer
	suggests  bool
	wrong     error // what is wrong with the suggestion
	own       bool  // answered, not only suggested
	applies   bool
}

type reading struct {
	request any
	value   any
	fresh   bool
	gen     int
}

// View opens the state to the items. It serves as long as s does not change.
func (w *Walk) View(s *State) *View {
	return &View{walk: w, state: s, answers: map[string]*resolved{}, facts: map[string]*reading{}}
}

// Answer returns the answer to the question named name, if it is part of the
// walk and has one: what was answered and is still valid, or a quiet
// question's suggestion.
func (v *View) Answer(name string) (Value, bool) {
	r := v.resolve(name)
	return r.value, r.has
}

// Text returns the answer as text, "" without one.
func (v *View) Text(name string) string {
	return v.resolve(name).value.Text
}

// Answered reports whether the operator gave the answer, or somebody did for
// them; a suggestion that stands does not count.
func (v *View) Answered(name string) bool { return v.resolve(name).own }

// Applies reports whether the item named name is part of the walk.
func (v *View) Applies(name string) bool {
	item, found := v.walk.Item(name)
	if !found {
		return false
	}
	if item.Question != nil {
		return v.resolve(name).applies
	}
	return v.applies(item)
}

// Given returns what was given for the question named name, wherever it stands.
func (v *View) Given(name string) (Given, bool) {
	given, found := v.state.Given[name]
	return given, found
}

// Kept returns what the operator answered, else what was given, whether or not
// it is still asked and valid. It is for carrying it elsewhere: nothing may be
// decided by it.
func (v *View) Kept(name string) Value {
	if answer, answered := v.state.Answers[name]; answered {
		return answer.Value
	}
	return v.state.Given[name].Value
}

// Fact returns what the look named name has read, or its usual value.
func (v *View) Fact(name string) any { return v.reading(name).value }

// Fresh reports whether the look named name was read as it would be now.
func (v *View) Fresh(name string) bool { return v.reading(name).fresh }

// Gen returns the generation of the fact named name, 0 if it is not fresh.
func (v *View) Gen(name string) int { return v.reading(name).gen }

// Renewed returns the generation that what is known otherwise has to be newer
// than, to spare the look named name: that of the last time it read, or was to
// read again; -1 if neither was.
func (v *View) Renewed(name string) int {
	if v.read != nil && len(v.stack) > 0 {
		v.read(v.stack[len(v.stack)-1], name)
	}
	if fact, known := v.state.Facts[name]; known {
		return fact.Gen
	}
	return -1
}

// Made returns what this walk made, the removed and the unsure included.
func (v *View) Made() []Made { return v.state.Made }

// Walk is the walk's random name.
func (v *View) Walk() string { return v.state.Walk }

// Key returns one of the two fresh keys, 0 or 1.
func (v *View) Key(i int) secret.Secret { return v.state.Keys[i] }

// Now is the time of the event that is handled.
func (v *View) Now() time.Time { return v.state.Now }

func (v *View) enter(name string) func() {
	if v.read != nil && len(v.stack) > 0 {
		v.read(v.stack[len(v.stack)-1], name)
	}
	v.stack = append(v.stack, name)
	return func() { v.stack = v.stack[:len(v.stack)-1] }
}

func (v *View) applies(item Item) bool {
	defer v.enter(item.Name)()
	return item.Applies == nil || item.Applies(v)
}

func (v *View) resolve(name string) *resolved {
	if v.read != nil && len(v.stack) > 0 {
		v.read(v.stack[len(v.stack)-1], name)
	}
	if r, done := v.answers[name]; done {
		return r
	}
	r := &resolved{}
	v.answers[name] = r // an item that reads itself finds nothing
	item, found := v.walk.Item(name)
	if !found || item.Question == nil || !v.applies(item) {
		return r
	}
	defer v.enter(name)()
	q := item.Question
	r.applies = true
	if answer, answered := v.state.Answers[name]; answered && v.valid(q, answer.Value) == nil {
		r.value, r.has, r.own = answer.Value, true, true
	}
	r.suggested, r.suggests, r.wrong = v.suggest(item)
	if !r.has && r.suggests && r.wrong == nil && !v.lacking[name] && q.Quiet != nil && q.Quiet(v) {
		r.value, r.has = r.suggested.Value, true
	}
	return r
}

func (v *View) valid(q *Question, value Value) error {
	if q.Valid == nil {
		return nil
	}
	return q.Valid(v, value)
}

// suggest returns what was given for a question, else what it suggests, and
// what is wrong with that.
func (v *View) suggest(item Item) (Suggestion, bool, error) {
	q := item.Question
	if given, found := v.state.Given[item.Name]; found {
		suggestion := Suggestion{Value: given.Value, Reason: "as " + given.Source + " says", Origin: FromOutside}
		taken, err := v.take(item, given.Value)
		switch {
		case err == nil:
			suggestion.Value = taken[item.Name]
		case errors.As(err, new(Misplaced)):
			suggestion.Value = Value{}
		}
		if was := given.Value.Text; was != suggestion.Value.Text && !secret.LooksLike(was) {
			suggestion.Reason = given.Source + " says " + text.Line(was)
		}
		return suggestion, true, err
	}
	if q.Suggest == nil {
		return Suggestion{}, false, nil
	}
	suggestion, found := q.Suggest(v)
	if !found {
		return Suggestion{}, false, nil
	}
	return suggestion, true, v.valid(q, suggestion.Value)
}

func (v *View) reading(name string) *reading {
	if v.read != nil && len(v.stack) > 0 {
		v.read(v.stack[len(v.stack)-1], name)
	}
	if r, done := v.facts[name]; done {
		return r
	}
	r := &reading{}
	v.facts[name] = r
	item, found := v.walk.Item(name)
	if !found || item.Look == nil {
		return r
	}
	r.value = item.Look.Usual
	if !v.applies(item) {
		return r
	}
	defer v.enter(name)()
	r.request = item.Look.Request(v)
	fact, known := v.state.Facts[name]
	switch uses := item.Look.UsesUp; {
	case r.request == nil || !known:
	case fact.Request == r.request:
		r.value, r.fresh, r.gen = fact.Value, true, fact.Gen
	case uses != nil && uses(fact.Request) == uses(r.request):
		r.request = nil // there is nothing left to read it with
	}
	return r
}

// plan works out what a change wants.
func (v *View) plan(item Item) Plan {
	if !v.applies(item) {
		return Plan{}
	}
	defer v.enter(item.Name)()
	return item.Change.Plan(v)
}

// settled reports whether nothing is left to do for an item.
func (v *View) settled(item Item) bool {
	switch {
	case item.Question != nil:
		r := v.resolve(item.Name)
		return !r.applies || r.has
	case item.Look != nil:
		r := v.reading(item.Name)
		return r.request == nil || r.fresh && len(v.unproven(item)) == 0
	default:
		plan := v.plan(item)
		declined, was := v.state.Declined[item.Name]
		return plan.Empty() || was && declined.Equal(plan)
	}
}

// reached reports whether everything before the item named name is settled.
func (v *View) reached(name string) bool {
	for _, item := range v.walk.Items {
		if item.Name == name {
			return true
		}
		if !v.settled(item) {
			return false
		}
	}
	return false
}

// unproven returns the objects that may have been made and that a look can
// find: it is not settled as long as there are any.
func (v *View) unproven(item Item) []Made {
	if item.Look == nil || item.Look.Proves == nil {
		return nil
	}
	var unsure []Made
	for _, made := range v.state.Made {
		if made.Unsure && !made.Removed && item.Look.Proves(v, made) {
			unsure = append(unsure, made)
		}
	}
	return unsure
}

// before returns where Back leads, "" where it asks whether to leave: to where
// a row led away from, else to the previous question that asked. It never leads
// to a quiet question that nobody has answered: what was never asked would look
// like a step that was left out.
func (v *View) before() (name string, trail []string) {
	trail = v.state.Trail
	for i := len(trail) - 1; i >= 0; i-- {
		if v.stands(trail[i]) {
			return trail[i], trail[:i]
		}
	}
	if v.state.At == "" {
		return "", nil
	}
	open := false // nothing after an open item can be shown
	for _, item := range v.walk.Items {
		if item.Name == v.state.At || open && name != "" {
			break
		}
		if item.Question != nil && v.asks(item) {
			name = item.Name
		}
		open = open || !v.settled(item)
	}
	return name, nil
}

// stands reports whether an item can be on the screen: a question of the walk,
// or a change with something to do.
func (v *View) stands(name string) bool {
	item, found := v.walk.Item(name)
	switch {
	case !found || !v.reached(name):
		return false
	case item.Question != nil:
		return v.Applies(name)
	}
	return item.Change != nil && !v.settled(item)
}
