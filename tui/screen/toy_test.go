package screen

import (
	"context"
	"errors"
	"time"

	"pomerium-auth0/tui/walk"
)

// The toy walks have nothing to do with Auth0: they are questions, a look and
// a change, enough to have every kind of screen.

func toyText(name string) walk.Item {
	return walk.Item{Name: name, Rail: "Domain", Question: &walk.Question{Kind: walk.Text, TakesSecrets: true,
		Say: func(*walk.View) walk.Words {
			return walk.Words{Title: "Question " + name, Label: "Label " + name, Enter: "answer", EnterShort: "answer"}
		},
		Valid: func(_ *walk.View, v walk.Value) error {
			if v.Text == "" && v.Secret.IsZero() {
				return errors.New("an answer is needed")
			}
			if v.Text == "wrong" {
				return refusal{}
			}
			return nil
		},
		Remark: func(_ *walk.View, v walk.Value) walk.Remark {
			if !v.Secret.IsZero() {
				return walk.Remark{Text: "that is a secret", Mark: walk.Warned}
			}
			return walk.Remark{}
		},
	}}
}

// A refusal has a raw answer.
type refusal struct{}

func (refusal) Error() string { return "wrong is refused" }
func (refusal) Short() string { return "refused" }
func (refusal) Raw() string   { return "{\n  \"error\": \"refused\"\n}" }

func toySecret(name string, whole func(string) bool) walk.Item {
	return walk.Item{Name: name, Rail: "Domain", Question: &walk.Question{Kind: walk.Secret,
		Say: func(*walk.View) walk.Words {
			return walk.Words{Title: "Question " + name, Label: "Label " + name, Enter: "use it", EnterShort: "use"}
		},
		Valid: func(_ *walk.View, v walk.Value) error {
			if v.Secret.IsZero() || whole != nil && !whole(v.Secret.Reveal()) {
				return errors.New("that is not the whole token")
			}
			return nil
		},
		Remark: func(_ *walk.View, v walk.Value) walk.Remark {
			if v.Secret.IsZero() {
				return walk.Remark{}
			}
			return walk.Remark{Text: count(v.Secret.Len()), Mark: walk.Proven}
		},
	}}
}

func count(n int) string { return itoa(n) + " characters" }

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func toyPick(name string) walk.Item {
	return walk.Item{Name: name, Rail: "Web app", Question: &walk.Question{Kind: walk.Pick,
		Say: func(*walk.View) walk.Words { return walk.Words{Title: "Question " + name} },
		Options: func(*walk.View) []walk.Option {
			return []walk.Option{
				{Value: walk.TextOf("first"), Label: "First", Enter: "take the first", EnterShort: "first"},
				{Value: walk.TextOf("second"), Label: "Second", Enter: "take the second", EnterShort: "second"},
				{Value: walk.TextOf("third"), Label: "Third", Enter: "take the third", EnterShort: "third"},
			}
		},
	}}
}

func toyLook(name string) walk.Item {
	return walk.Item{Name: name, Rail: "Check", Look: &walk.Look{
		Request: func(*walk.View) any { return name },
		Doing:   func(*walk.View) walk.Row { return walk.Row{Key: name, Value: "being read"} },
	}}
}

func toyChange(name string) walk.Item {
	plan := func(v *walk.View) walk.Plan {
		for _, made := range v.Made() {
			if made.Object.Name == name {
				return walk.Plan{}
			}
		}
		return walk.Plan{Operations: []walk.Operation{{Verb: walk.Create, Label: "thing", Object: walk.Object{Kind: "thing", Name: name}}}}
	}
	return walk.Item{Name: name, Rail: "Save", Change: &walk.Change{
		Plan: plan,
		Say:  func(*walk.View, walk.Plan) walk.Words { return walk.Words{Title: "Make " + name} },
		Options: func(_ *walk.View, p walk.Plan) []walk.Option {
			return []walk.Option{{Label: "Make it", Enter: "make it", EnterShort: "make", Event: walk.Confirmed{Name: name, Plan: p}}}
		},
		Doing: func(*walk.View, walk.Plan) string { return "Making " + name },
	}}
}

// toy makes a walk of items; what it made can be kept on leaving.
func toy(items ...walk.Item) *walk.Walk {
	return &walk.Walk{Items: items, Leave: walk.Change{
		Plan: func(*walk.View) walk.Plan { return walk.Plan{} },
		Say:  func(*walk.View, walk.Plan) walk.Words { return walk.Words{Title: "Leave now?"} },
		Options: func(*walk.View, walk.Plan) []walk.Option {
			return []walk.Option{
				{Label: "Keep", Enter: "keep and leave", EnterShort: "keep", Event: walk.Answered{Name: walk.LeaveName, Value: walk.TextOf(walk.KeepAndLeave)}},
				{Label: "Stay", Enter: "stay", EnterShort: "stay", Event: walk.Answered{Name: walk.LeaveName, Value: walk.TextOf(walk.Stay)}},
			}
		},
		Doing: func(*walk.View, walk.Plan) string { return "Removing" },
	}}
}

// after performs every effect after a while.
func after(d time.Duration) func(context.Context, walk.Effect, func(walk.Event)) {
	return func(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
		switch e := effect.(type) {
		case walk.Read:
			if ctx.Err() != nil {
				send(walk.Ended{Gen: e.Gen, Err: ctx.Err()})
				return
			}
			for _, request := range e.Requests {
				send(walk.Learned{Gen: e.Gen, Name: request.Name, Value: "read"})
			}
			send(walk.Ended{Gen: e.Gen})
		case walk.Apply:
			for _, operation := range e.Plan.Operations {
				send(walk.Did{Gen: e.Gen, Made: walk.Made{Object: operation.Object}})
			}
			send(walk.Ended{Gen: e.Gen})
		}
	}
}
