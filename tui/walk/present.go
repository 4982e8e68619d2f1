package walk

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// Explained is an error that holds a server's raw answer.
type Explained interface {
	error
	Raw() string
}

// Brief is an error that says itself in a short form too.
type Brief interface {
	error
	Short() string
}

// Scene says what to show of s.
func (w *Walk) Scene(s State) Scene {
	v := w.View(&s)
	scene := Scene{Item: s.At, Visit: s.Visit, Leaving: s.Leaving, Rail: w.rail(s)}
	if w.Context != nil {
		scene.Context = w.Context(v)
	}
	switch {
	case s.Outcome != Unfinished:
		return scene
	case s.Running != nil:
		w.presentRunning(v, s, &scene)
		return scene
	case s.Leaving:
		scene.Item = LeaveName
		plan := w.Leave.Plan(v)
		scene.Words = w.Leave.Say(v, plan)
		scene.Kind = Pick
		scene.Choices = choices(w.Leave.Options(v, plan), LeaveName, Value{}, false)
		scene.Back = BackStays
	default:
		w.presentItem(v, s, &scene)
	}
	if s.Problem != nil {
		scene.Problem = problem(s.Problem.Item, s.Problem.Err)
	}
	return scene
}

func problem(item string, err error) *Problem {
	p := &Problem{Item: item, Text: err.Error()}
	p.Short = brief(p.Text)
	p.Misplaced = errors.As(err, new(Misplaced))
	var short Brief
	if errors.As(err, &short) && short.Short() != "" {
		p.Short = short.Short()
	}
	var explained Explained
	if errors.As(err, &explained) {
		p.Raw = explained.Raw()
	}
	return p
}

// brief is the first clause of a sentence that has no short form of its own:
// what happened, without what to do next. It is empty where the sentence fits
// three lines of 38 columns as it is, or no clause does.
func brief(sentence string) string {
	if fitsThreeLines(sentence) {
		return ""
	}
	for _, end := range []string{": ", "; ", ", "} {
		if clause, _, ends := strings.Cut(sentence, end); ends && fitsThreeLines(clause) {
			return clause
		}
	}
	return ""
}

func fitsThreeLines(sentence string) bool {
	lines, column := 1, 0
	for _, word := range strings.Fields(sentence) {
		width := utf8.RuneCountInString(word)
		if column > 0 && column+1+width > 38 {
			lines, column = lines+1, 0
		}
		if column > 0 {
			column++
		}
		column += width
		lines += (column - 1) / 38
		column -= (column - 1) / 38 * 38
	}
	return lines <= 3
}

// rail draws the rail's words, with the present one where something runs or
// asks.
func (w *Walk) rail(s State) []Station {
	at := s.At
	if s.Running != nil && len(s.Running.Requests) > 0 {
		at = s.Running.Requests[0].Name
	}
	here := ""
	if item, found := w.Item(at); found {
		here = item.Rail
	} else if len(w.Items) > 0 {
		here = w.Items[0].Rail
	}
	var rail []Station
	state := Passed
	for _, item := range w.Items {
		if len(rail) > 0 && rail[len(rail)-1].Name == item.Rail {
			continue
		}
		switch {
		case item.Rail == here:
			state = Here
		case state == Here:
			state = ToCome
		}
		rail = append(rail, Station{Name: item.Rail, State: state})
	}
	if w.End != "" {
		end := Station{Name: w.End, State: ToCome}
		if last := len(w.Items) - 1; s.Running.Writes() && s.Running.Name == w.Items[last].Name {
			rail[len(rail)-1].State, end.State = Passed, Here
		}
		rail = append(rail, end)
	}
	return rail
}

func (w *Walk) presentRunning(v *View, s State, scene *Scene) {
	ran := s.Running
	running := &Running{Since: ran.Since, Told: ran.Told, Writes: ran.Writes(), Stopping: ran.Backing || s.Quitting}
	scene.Running = running
	scene.Back = BackCancels
	if !ran.Writes() {
		for _, request := range ran.Requests {
			item, _ := w.Item(request.Name)
			row := Row{Key: request.Name}
			if item.Look.Doing != nil {
				row = item.Look.Doing(v)
			}
			row.Mark = Working
			if ran.Read[request.Name] {
				row.Mark = Proven
			}
			running.Rows = append(running.Rows, row)
		}
		return
	}
	scene.Back = BackWaits
	change := &w.Leave
	if item, found := w.Item(ran.Name); found {
		change = item.Change
	}
	running.Title = change.Doing(v, ran.Plan)
	for i, operation := range ran.Plan.Operations {
		row := Row{Key: operation.Label, Value: operation.Object.Name}
		switch {
		case i < ran.Done:
			row.Mark = Proven
		case i == ran.Done:
			row.Mark = Working
		}
		running.Rows = append(running.Rows, row)
	}
}

// presentItem shows the item at which the walk stands. What it would ask is
// not shown as long as something before it is open, as after a look that was
// cancelled or went wrong: it would be asked from facts that nobody read.
func (w *Walk) presentItem(v *View, s State, scene *Scene) {
	item, _ := w.Item(s.At)
	scene.Back = whereBackLeads(v)
	broken := s.Problem != nil && s.Problem.Effect
	scene.Kind = Pick
	switch reached := v.reached(s.At); {
	case item.Question != nil && reached && v.Applies(s.At):
		w.presentQuestion(v, s, item, scene)
	case item.Change != nil && broken && !s.Problem.Plan.Empty():
		scene.Words = item.Change.Say(v, s.Problem.Plan)
	case item.Change != nil && reached && !v.plan(item).Empty():
		plan := v.plan(item)
		scene.Words = item.Change.Say(v, plan)
		scene.Choices = choices(item.Change.Options(v, plan), item.Name, Value{}, false)
	case s.At != "":
		scene.Title, scene.Rows = "Stopped", doubtful(s)
	}
	again := Choice{Label: "Try again", Enter: "try again", EnterShort: "again", Event: Forward{}}
	switch {
	case broken:
		scene.Choices = append([]Choice{again}, scene.Choices...)
	case scene.Kind == Pick && len(scene.Choices) == 0:
		again.Label, again.Enter, again.EnterShort = "Go on", "go on", "go on"
		scene.Choices = []Choice{again}
	}
	scene.Choices = slices.DeleteFunc(scene.Choices, func(c Choice) bool { return v.astray(c.Event) })
	scene.Rows = slices.Clone(scene.Rows)
	for i, row := range scene.Rows {
		if v.astray(row.Event) {
			scene.Rows[i].Event = nil // what it says stays
		}
	}
}

// astray reports whether an event leads to what is no part of this walk: it
// would lead elsewhere.
func (v *View) astray(e Event) bool {
	to, goes := e.(Goto)
	return goes && !v.Applies(to.Name)
}

// doubtful are the objects that nobody knows yet to be there or not.
func doubtful(s State) []Row {
	var rows []Row
	for _, made := range s.Made {
		if doubt := made.Doubt(); doubt != "" && !made.Removed {
			rows = append(rows, Row{Mark: Warned, Key: made.Object.Kind, Value: made.Object.Name, Note: doubt})
		}
	}
	return rows
}

func (w *Walk) presentQuestion(v *View, s State, item Item, scene *Scene) {
	q := item.Question
	scene.Words = q.Say(v)
	scene.Kind = q.Kind
	r := v.resolve(item.Name)
	stored, answered := s.Answers[item.Name]
	var wrong error
	switch {
	case r.own:
		scene.Value = r.value
	case answered:
		scene.Value = stored.Value
		wrong = v.valid(q, stored.Value)
	case r.suggests:
		scene.Value, scene.Reason = r.suggested.Value, r.suggested.Reason
		wrong = r.wrong
	}
	if q.Kind == Secret {
		scene.Value.Text = "" // what stands for no secret is no start of one
	}
	if scene.Reason == "" {
		scene.Reason = scene.Hint
	}
	if wrong != nil && (!scene.Value.IsZero() || errors.As(wrong, new(Misplaced))) {
		scene.Problem = problem(item.Name, wrong)
	}
	if q.Remark != nil {
		scene.Remark = func(value Value) Remark { return q.Remark(v, value) }
	}
	if q.Options != nil {
		scene.Choices = choices(q.Options(v), item.Name, scene.Value, q.Kind == Pick)
	}
}

// choices turns options into choices; the one that answers with present is
// preselected.
func choices(options []Option, name string, present Value, answers bool) []Choice {
	var list []Choice
	for _, option := range options {
		choice := Choice{Label: option.Label, Note: option.Note, Enter: option.Enter, EnterShort: option.EnterShort, Event: option.Event}
		if choice.Event == nil {
			choice.Event = Answered{Name: name, Value: option.Value}
			choice.Preselected = answers && !present.IsZero() && option.Value == present
		}
		list = append(list, choice)
	}
	return list
}

func whereBackLeads(v *View) Back {
	if name, _ := v.before(); name != "" {
		return BackToQuestion
	}
	return BackAsksToLeave
}
