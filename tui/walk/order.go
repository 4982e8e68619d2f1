package walk

import "fmt"

// Order lets every item of the walk say all that it says in state s, and names
// each reading of an item that stands later in the list: what an item says must
// follow from what stands before it, and from what was given. It is for tests
// of a walk's items; one state proves as much as its items say in it.
func (w *Walk) Order(s State) []string {
	var wrong []string
	told := map[string]bool{}
	for _, item := range w.Items {
		v := w.View(&s) // a fresh one each, since what is remembered reads nothing
		v.read = func(reader, name string) {
			line := fmt.Sprintf("%q reads %q, which stands later", reader, name)
			if w.index(name) > w.index(reader) && !told[line] {
				told[line] = true
				wrong = append(wrong, line)
			}
		}
		v.sayAll(item)
	}
	return wrong
}

// sayAll calls every function of an item that a walk would call in this state.
func (v *View) sayAll(item Item) {
	if !v.applies(item) {
		return
	}
	switch {
	case item.Question != nil:
		v.sayQuestion(item)
	case item.Look != nil:
		request := v.reading(item.Name).request
		defer v.enter(item.Name)()
		if request != nil && item.Look.Doing != nil {
			item.Look.Doing(v)
		}
		v.unproven(item)
	default:
		plan := v.plan(item)
		if plan.Empty() {
			return
		}
		defer v.enter(item.Name)()
		item.Change.Say(v, plan)
		item.Change.Options(v, plan)
		item.Change.Doing(v, plan)
	}
}

func (v *View) sayQuestion(item Item) {
	q := item.Question
	r := v.resolve(item.Name)
	defer v.enter(item.Name)()
	q.Say(v)
	if q.Quiet != nil {
		q.Quiet(v)
	}
	if q.Options != nil {
		q.Options(v)
	}
	if q.Otherwise != nil {
		q.Otherwise(v)
	}
	for _, value := range []Value{r.value, r.suggested.Value} {
		_, _ = v.take(item, value)
		if q.Remark != nil {
			q.Remark(v, value)
		}
	}
}
