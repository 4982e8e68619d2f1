package walk

import (
	"reflect"
	"slices"
)

// LeaveName is the name under which the question whether to leave is answered:
// Answered{LeaveName, keep or stay} and Confirmed{LeaveName, plan}.
const LeaveName = "leave"

// What LeaveName is answered with.
const (
	KeepAndLeave = "keep"
	Stay         = "stay"
)

// answer takes an answer, settles what came with it, and goes on.
func (t *turn) answer(e Answered) {
	s := &t.state
	if s.Leaving {
		t.answerLeave(e)
		return
	}
	item, found := t.walk.Item(e.Name)
	if !found || item.Question == nil || !t.view().Applies(e.Name) {
		return
	}
	if asked := e.Name == s.At && t.view().reached(e.Name); !asked && !t.offers(e) {
		return
	}
	admitted, err := admit(item, e.Value)
	if err != nil {
		t.refuse(e.Name, err)
		return
	}
	taken := map[string]Value{e.Name: admitted}
	if item.Question.Take != nil {
		if taken, err = item.Question.Take(t.view(), admitted); err != nil {
			t.refuse(e.Name, err)
			return
		}
	}
	before := t.state.clone()
	for name, value := range taken {
		s.Answers[name] = Answer{Value: value, With: e.Name}
	}
	t.touch()
	for i := range t.walk.Items {
		other := t.walk.Items[i]
		value, answered := taken[other.Name]
		if !answered || other.Question == nil || !t.view().Applies(other.Name) {
			continue
		}
		if err := t.view().valid(other.Question, value); err != nil {
			t.state = before
			t.refuse(e.Name, err)
			return
		}
	}
	s.Problem = nil
	t.forward()
}

// refuse shows what is wrong with an answer, under its question.
func (t *turn) refuse(name string, err error) {
	t.touch()
	t.show(name)
	t.state.Problem = &Trouble{Item: name, Err: err}
}

func (t *turn) answerLeave(e Answered) {
	switch {
	case e.Name != LeaveName:
	case e.Value.Text == KeepAndLeave:
		t.leave(Left)
	case e.Value.Text == Stay:
		t.state.Leaving = false
		t.state.Problem = nil
		t.state.Visit++
	}
}

// confirm performs a plan, if it is still what the change wants and nothing
// before it is open.
func (t *turn) confirm(e Confirmed) {
	if t.state.Leaving {
		if plan := t.walk.Leave.Plan(t.view()); e.Name == LeaveName && !plan.Empty() && plan.Equal(e.Plan) {
			t.apply(LeaveName, plan)
		}
		return
	}
	if plan, wanted := t.wanted(e.Name); wanted && plan.Equal(e.Plan) {
		t.show(e.Name)
		t.apply(e.Name, plan)
	}
}

// wanted returns what a change wants, if it is its turn.
func (t *turn) wanted(name string) (Plan, bool) {
	item, found := t.walk.Item(name)
	if !found || item.Change == nil || !t.view().reached(name) {
		return Plan{}, false
	}
	plan := t.view().plan(item)
	return plan, !plan.Empty()
}

func (t *turn) apply(name string, plan Plan) {
	s := &t.state
	s.Problem = nil
	s.Gen++
	s.Running = &Effort{Gen: s.Gen, Name: name, Plan: plan, Since: s.Now}
	t.effects = append(t.effects, Apply{Gen: s.Gen, Plan: plan})
	t.touch()
}

func (t *turn) decline(e Declined) {
	item, _ := t.walk.Item(e.Name)
	plan, wanted := t.wanted(e.Name)
	if t.state.Leaving || !wanted || !item.Change.Declines || !plan.Equal(e.Plan) {
		return
	}
	t.state.Declined[e.Name] = e.Plan
	t.state.Problem = nil
	t.touch()
	t.forward()
}

// goTo shows a question, or reads the looks of a rail word again.
func (t *turn) goTo(name string) {
	target, found := t.walk.Item(name)
	if !found {
		t.forward()
		return
	}
	if target.Look != nil {
		for _, item := range t.walk.Items {
			if item.Look != nil && item.Rail == target.Rail && item.Look.UsesUp == nil {
				t.state.Facts[item.Name] = Fact{Gen: t.state.Gen}
			}
		}
		t.touch()
		t.forward()
		return
	}
	if target.Question == nil || !t.view().Applies(name) || !t.view().reached(name) {
		t.forward()
		return
	}
	t.follow(name)
}

// follow shows a question that a row leads to. A row that leads to where one
// came from is a way back.
func (t *turn) follow(name string) {
	s := &t.state
	trail := s.Trail
	if i := slices.Index(trail, name); i >= 0 {
		trail = trail[:i]
	} else if s.At != "" && s.At != name {
		trail = append(trail, s.At)
	}
	t.show(name)
	s.Trail = trail
}

// back goes to the previous question, or stops what runs.
func (t *turn) back() {
	s := &t.state
	if s.Running != nil {
		if s.Running.Writes() {
			s.Running.Backing = true
			return
		}
		t.abort()
		s.Leaving = s.At == ""
		return
	}
	s.Problem = nil
	if s.Leaving {
		s.Leaving = false
		s.Visit++
		return
	}
	name, trail := t.view().before()
	if name == "" {
		s.Leaving = true
		return
	}
	t.show(name)
	s.Trail = trail
}

func (t *turn) abort() {
	t.effects = append(t.effects, Abort{Gen: t.state.Running.Gen})
	t.state.Running = nil
	t.touch()
}

// quit leaves, after asking when this walk has made something.
func (t *turn) quit() {
	s := &t.state
	switch {
	case s.Running.Writes() && !s.Quitting:
		s.Quitting = true
		return
	case s.Running.Writes(), s.Leaving && len(s.Remaining()) > 0:
		t.interrupt()
		return
	case s.Running != nil:
		t.abort()
	}
	if len(s.Remaining()) == 0 {
		t.leave(Left)
		return
	}
	s.Leaving = true
	t.touch()
}

// interrupt leaves at once.
func (t *turn) interrupt() {
	switch s := &t.state; {
	case s.Running.Writes():
		s.presume(s.Running)
	case s.Running != nil:
		t.abort()
	}
	t.leave(Interrupted)
}

// offers reports whether the scene has a row or choice that sends e.
func (t *turn) offers(e Event) bool {
	scene := t.walk.Scene(t.state)
	for _, choice := range scene.Choices {
		if reflect.DeepEqual(choice.Event, e) {
			return true
		}
	}
	for _, row := range scene.Rows {
		if row.Event != nil && reflect.DeepEqual(row.Event, e) {
			return true
		}
	}
	return false
}
