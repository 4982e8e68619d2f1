package unattended

import (
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

// The log says what an unattended walk goes by and what it does, for whoever
// reads it afterwards: what was found, what each answer came to, what is looked
// at, what each change is and what came of it, and what was proven.

func (r *run) say(lines ...string) {
	if r.Tell == nil {
		return
	}
	for _, line := range lines {
		r.Tell(line)
	}
}

// begin parts what follows from what was said before.
func (r *run) begin() {
	if r.begun {
		r.say("")
	}
	r.begun = true
}

// logFound says what was found that an answer is made from.
func (r *run) logFound(scene walk.Scene) {
	var found []string
	for _, row := range scene.Rows {
		if row.Mark != walk.NoMark {
			found = append(found, plain.Row(row))
		}
	}
	if len(found) > 0 {
		r.begin()
		r.say(found...)
	}
}

// logAnswer says what the answer to a field was taken as, and where it came
// from. A question's name is its flag. Choices say themselves by what follows.
func (r *run) logAnswer(item walk.Item, scene walk.Scene, given walk.Value) {
	answer, taken := r.state.Answers[item.Name]
	if !taken || scene.Kind == walk.Pick {
		return
	}
	value := text.Line(answer.Value.Text)
	if !answer.Value.Secret.IsZero() {
		value = secret.Mask
	}
	var why []string
	if _, was := r.state.Given[item.Name]; was || scene.Value == given {
		why = append(why, scene.Reason)
	}
	if scene.Remark != nil {
		why = append(why, scene.Remark(given).Text)
	}
	r.begun = true
	r.say(plain.Row(walk.Row{Key: item.Name, Value: value, Note: strings.Join(nonEmpty(why), "; ")}))
}

func nonEmpty(all []string) []string {
	var some []string
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}

// logLooks says what is looked at.
func (r *run) logLooks() {
	for _, row := range r.Walk.Scene(r.state).Running.Rows {
		if row.Value != "" {
			row.Mark = walk.NoMark
			r.begun = true
			r.say(plain.Row(row))
		}
	}
}

// logChecks says what was proven and what was not, once: before anything is
// done that comes after it.
func (r *run) logChecks(next string) {
	if r.checked {
		return
	}
	for _, item := range r.Walk.Items {
		if item.Name == next {
			return
		}
		if item.Name == r.Gate {
			break
		}
	}
	words, asked := r.Walk.Words(r.state, r.Gate)
	if !asked {
		return
	}
	r.checked = true
	r.logRows(words)
}

func (r *run) logRows(words walk.Words) {
	if len(words.Rows) > 0 {
		r.begin()
	}
	for _, row := range words.Rows {
		r.say(plain.Row(row))
	}
}

// logTold passes on what an effect says while it runs, and what it did.
func (r *run) logTold(e walk.Event) {
	running := r.state.Running
	switch e := e.(type) {
	case walk.Told:
		if e.Line != running.Told {
			r.say("  " + plain.Text(e.Line))
		}
	case walk.Did:
		if running.Writes() && running.Done < len(running.Plan.Operations) {
			r.say(did(running.Plan.Operations[running.Done], e.Made)...)
		}
	}
}

// did says what became of an operation. One that went wrong tells it by its
// error.
func did(operation walk.Operation, made walk.Made) []string {
	takes := operation.Verb == walk.Delete || operation.Verb == walk.Restore
	if made.Removed && !takes {
		return nil
	}
	row := walk.Row{Mark: walk.Proven, Value: operation.Label + " " + text.Line(made.Object.Name)}
	past := map[walk.Verb]string{
		walk.Create: "created", walk.Update: "changed", walk.Delete: "removed", walk.Restore: "put back", walk.Write: "saved",
	}[operation.Verb]
	switch {
	case made.Unsure:
		row.Mark, row.Note = walk.Warned, made.Doubt()
	case made.Assumed:
		row.Mark, row.Value = walk.NoMark, "would be "+past+": "+row.Value
	default:
		row.Value = past + ": " + row.Value
	}
	if id := made.Object.ID; id != "" && id != made.Object.Name && !made.Assumed {
		row.Value += ", " + id
	}
	return []string{plain.Row(row)}
}
