package walk

import "reflect"

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
	if !found || item.Question == nil || e.Name != s.At && !t.offers(e) || !t.view().Applies(e.Name) {
		return
	}
	taken := map[string]Value{e.Name: e.Value}
	if item.Question.Take != nil {
		var err error
		if taken, err = item.Question.Take(t.view(), e.Value); err != nil {
			s.Problem = &Trouble{Item: e.Name, Err: err}
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
			t.touch()
			t.state.Problem = &Trouble{Item: e.Name, Err: err}
			return
		}
	}
	s.Problem = nil
	t.forward()
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
	s := &t.state
	v := t.view()
	if s.Leaving {
		if plan := t.walk.Leave.Plan(v); e.Name == LeaveName && !plan.Empty() && plan.Equal(e.Plan) {
			t.apply(LeaveName, plan)
		}
		return
	}
	for _, item := range t.walk.Items {
		if item.Name == e.Name && item.Change != nil {
			if plan := v.plan(item); !plan.Empty() && plan.Equal(e.Plan) {
				t.show(e.Name)
				t.apply(e.Name, plan)
			}
			return
		}
		if !v.settled(item) {
			return
		}
	}
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
	item, found := t.walk.Item(e.Name)
	if !found || item.Change == nil || !item.Change.Declines || !t.view().plan(item).Equal(e.Plan) {
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
			if item.Look != nil && item.Rail == target.Rail {
				delete(t.state.Facts, item.Name)
			}
		}
		t.touch()
		t.forward()
		return
	}
	v := t.view()
	for _, item := range t.walk.Items {
		if item.Name == name {
			break
		}
		if !v.settled(item) {
			t.forward()
			return
		}
	}
	if target.Question == nil || !v.Applies(name) {
		t.forward()
		return
	}
	t.show(name)
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
		if s.At == "" {
			s.Leaving = true
		}
		return
	}
	s.Problem = nil
	if s.Leaving {
		s.Leaving = false
		s.Visit++
		return
	}
	v := t.view()
	first, previous := -1, -1
	here := t.walk.index(s.At)
	for i, item := range t.walk.Items {
		if item.Question == nil || !v.resolve(item.Name).applies {
			continue
		}
		if first < 0 && v.asks(item) {
			first = i
		}
		answer, answered := s.Answers[item.Name]
		if i < here && !(answered && answer.With != item.Name) {
			previous = i
		}
	}
	switch {
	case here < first:
		t.forward()
	case here == first || previous < 0:
		s.Leaving = true
	default:
		t.show(t.walk.Items[max(previous, first)].Name)
	}
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
	case s.Running.Writes(), s.Leaving:
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

// interrupt leaves at once. What the running operations may have made is kept
// as unsure, so that it can be named.
func (t *turn) interrupt() {
	s := &t.state
	if s.Running.Writes() {
		for i, operation := range s.Running.Plan.Operations {
			if i == s.Running.Done && operation.Verb == Create {
				s.record(Made{Object: operation.Object, With: operation.With, Is: operation.Shall,
					Generation: s.Running.Gen, At: s.Now, Unsure: true})
			}
		}
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
