package walk_test

import (
	"errors"
	"slices"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// known returns the things of a kind as they were read or, where that is newer,
// made.
func known(v *walk.View, kind string) []thing {
	read, _ := v.Fact(kind + "s").([]thing)
	things := slices.Clone(read)
	for _, made := range v.Made() {
		if made.Object.Kind != kind || made.Object.Tenant != v.Text("store") || made.Object.ID == "" {
			continue
		}
		i := slices.IndexFunc(things, func(t thing) bool { return t.ID == made.Object.ID })
		newer := made.Generation >= v.Gen(kind+"s")
		switch {
		case i >= 0 && newer && made.Removed && (made.Was == nil || made.Is == nil):
			things = slices.Delete(things, i, i+1)
		case i >= 0 && newer:
			things[i] = made.Is.(thing)
		case i < 0 && !made.Removed:
			things = append(things, made.Is.(thing))
		}
	}
	return things
}

// own returns the thing of a kind that this walk made in the present store.
func own(v *walk.View, kind string) (thing, bool) {
	for _, t := range known(v, kind) {
		if t.Tag == v.Walk() {
			return t, true
		}
	}
	return thing{}, false
}

// genOf is the generation of what is known of an object.
func genOf(v *walk.View, kind, id string) int {
	gen := v.Gen(kind + "s")
	for _, made := range v.Made() {
		if made.Object.Kind == kind && made.Object.ID == id {
			gen = max(gen, made.Generation)
		}
	}
	return gen
}

// box returns the box that is used, if it exists.
func box(v *walk.View) (thing, bool) {
	answer := v.Text("box")
	if pasted := v.Text("box id"); pasted != "" {
		answer = pasted
	}
	if answer == newOne {
		return own(v, "box")
	}
	for _, t := range known(v, "box") {
		if t.ID == answer {
			return t, true
		}
	}
	return thing{Kind: "box", ID: answer}, answer != "" && v.Text("access") == "paste"
}

func list(kind string) *walk.Look {
	return &walk.Look{
		Usual: []thing(nil), Together: "lists of " + kind[:1],
		Request: func(v *walk.View) any {
			key, _ := v.Answer("key")
			if key.IsZero() {
				return nil
			}
			return listRequest{Kind: kind, Store: v.Text("store"), Key: key.Secret}
		},
		Proves: func(v *walk.View, made walk.Made) bool {
			return made.Object.Kind == kind && made.Object.Tenant == v.Text("store")
		},
	}
}

func boxItems() []walk.Item {
	hasKey := is("access", "key")
	return []walk.Item{
		{Name: "boxs", Rail: "Box", Look: list("box")},
		{Name: "box", Rail: "Box", Applies: hasKey, Question: &walk.Question{
			Kind: walk.Pick, Say: title("Which box?"),
			Options: func(v *walk.View) []walk.Option {
				options := []walk.Option{{Label: "A new one", Value: walk.TextOf(newOne)}}
				for _, t := range known(v, "box") {
					options = append(options, walk.Option{Label: t.Name, Note: t.ID, Value: walk.TextOf(t.ID)})
				}
				return options
			},
			Suggest: func(v *walk.View) (walk.Suggestion, bool) {
				if _, made := own(v, "box"); made {
					return found(newOne)
				}
				for _, t := range known(v, "box") {
					if t.Colour == v.Text("colour") {
						return found(t.ID)
					}
				}
				return walk.Suggestion{Value: walk.TextOf(newOne), Origin: walk.Derived}, true
			},
			Quiet: func(v *walk.View) bool {
				_, made := own(v, "box")
				return made || len(known(v, "box")) < 2
			},
			Valid: func(v *walk.View, value walk.Value) error {
				if value.Text != newOne && !slices.ContainsFunc(known(v, "box"), func(t thing) bool { return t.ID == value.Text }) {
					return errors.New("there is no such box")
				}
				return nil
			},
		}},
		{Name: "box name", Rail: "Box", Applies: is("box", newOne), Question: &walk.Question{
			Kind: walk.Text, Say: title("Its name?"), Quiet: always,
			Suggest: func(v *walk.View) (walk.Suggestion, bool) {
				if mine, made := own(v, "box"); made {
					return found(mine.Name)
				}
				return found("Box")
			},
		}},
		{Name: "box id", Rail: "Box", Applies: is("access", "paste"), Question: &walk.Question{
			Kind: walk.Text, Say: title("Its ID?"),
			Valid: func(_ *walk.View, value walk.Value) error {
				if value.Text == "" || strings.Contains(value.Text, " ") {
					return errors.New("an ID is one word")
				}
				return nil
			},
		}},
		{Name: "make box", Rail: "Box", Applies: hasKey, Change: change(boxPlan, "boxs")},
		{Name: "code", Rail: "Box", Look: &walk.Look{
			Usual: secret.Secret{},
			Request: func(v *walk.View) any {
				key, _ := v.Answer("key")
				if used, exists := box(v); exists && !key.IsZero() {
					return codeRequest{Store: v.Text("store"), ID: used.ID, Key: key.Secret, Gen: genOf(v, "box", used.ID)}
				}
				return nil
			},
		}},
	}
}

func change(plan func(*walk.View) walk.Plan, stale ...string) *walk.Change {
	return &walk.Change{
		Plan: plan, Stale: stale,
		Say: func(_ *walk.View, p walk.Plan) walk.Words { return walk.Words{Title: "This is done", Rows: rowsOf(p)} },
		Options: func(v *walk.View, p walk.Plan) []walk.Option {
			name := map[string]string{"box": "make box", "lid": "make lid", "hinge": "make lid", "label": "save"}[p.Operations[0].Object.Kind]
			return []walk.Option{
				{Label: "Do it", Event: walk.Confirmed{Name: name, Plan: p}},
				{Label: "Look again", Event: walk.Goto{Name: stale[0]}},
			}
		},
		Doing: func(*walk.View, walk.Plan) string { return "Doing it" },
	}
}

// wanted makes the operation that leads from was, if it exists, to shall.
func wanted(v *walk.View, was, shall thing, exists bool) walk.Plan {
	if exists && was == shall {
		return walk.Plan{}
	}
	key, _ := v.Answer("key")
	operation := walk.Operation{
		Verb: walk.Create, Label: shall.Kind, With: key.Secret, Shall: shall,
		Object: walk.Object{Kind: shall.Kind, Tenant: v.Text("store"), ID: shall.ID, Name: shall.Name},
		Fields: []walk.Row{{Key: "colour", Value: was.Colour + " → " + shall.Colour}, {Key: "cookie", Secret: v.Key(0)}},
	}
	if exists {
		operation.Verb, operation.Was = walk.Update, was
	}
	return walk.Plan{Operations: []walk.Operation{operation}}
}

func boxPlan(v *walk.View) walk.Plan {
	was, exists := box(v)
	shall := was
	if !exists {
		shall = thing{Kind: "box", Tag: v.Walk()}
	}
	shall.Colour = v.Text("colour")
	if shall.Tag == v.Walk() {
		shall.Name = v.Text("box name")
	}
	return wanted(v, was, shall, exists)
}

func lidItems() []walk.Item {
	return []walk.Item{
		{Name: "lid", Rail: "Lid", Applies: is("access", "key"), Question: &walk.Question{
			Kind: walk.Pick, Say: title("With a lid?"),
			Options: func(*walk.View) []walk.Option {
				return []walk.Option{{Label: "Yes", Value: walk.TextOf("yes")}, {Label: "No", Value: walk.TextOf("no")}}
			},
			Valid: oneOf("yes", "no"),
		}},
		{Name: "lids", Rail: "Lid", Look: list("lid")},
		{Name: "hinges", Rail: "Lid", Look: &walk.Look{
			Usual: []thing(nil), Together: "lists of l",
			Request: list("hinge").Request, Proves: list("hinge").Proves,
		}},
		{Name: "make lid", Rail: "Lid", Applies: is("lid", "yes"), Change: change(lidPlan, "lids", "hinges")},
		{Name: "leftovers", Rail: "Lid", Change: &walk.Change{
			Declines: true, Plan: leftovers,
			Say: func(_ *walk.View, p walk.Plan) walk.Words { return walk.Words{Title: "No longer used"} },
			Options: func(_ *walk.View, p walk.Plan) []walk.Option {
				return []walk.Option{
					{Label: "Keep", Event: walk.Declined{Name: "leftovers", Plan: p}},
					{Label: "Remove", Event: walk.Confirmed{Name: "leftovers", Plan: p}},
				}
			},
			Doing: func(*walk.View, walk.Plan) string { return "Removing" },
		}},
	}
}

// lidPlan is two operations, the second of which needs what the first brings.
func lidPlan(v *walk.View) walk.Plan {
	lid, exists := own(v, "lid")
	shall := lid
	if !exists {
		shall = thing{Kind: "lid", Name: "Lid", Tag: v.Walk()}
	}
	shall.Colour = v.Text("colour")
	plan := wanted(v, lid, shall, exists)
	hinge, hung := own(v, "hinge")
	if !hung || hinge.On != lid.ID {
		last := wanted(v, thing{}, thing{Kind: "hinge", Name: "Hinge", Tag: v.Walk(), On: lid.ID}, false)
		plan.Operations = append(plan.Operations, last.Operations...)
	}
	return plan
}

// leftovers are removed or put back: what this walk made and does not use.
func leftovers(v *walk.View) walk.Plan {
	used, _ := box(v)
	var plan walk.Plan
	for _, made := range slices.Backward(v.Made()) {
		o := made.Object
		here := o.Tenant == v.Text("store")
		switch {
		case made.Removed, made.Unsure, o.Kind == "label":
		case here && o.Kind == "box" && o.ID == used.ID:
		case here && o.Kind != "box" && v.Text("lid") == "yes":
		default:
			plan.Operations = append(plan.Operations, undo(made))
		}
	}
	return plan
}
