package steps

import (
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// leftovers is the change that takes back what this walk made and an answer
// that changed since has no more use for.
func leftovers() *walk.Change {
	return &walk.Change{
		Declines: true,
		Plan:     func(v *walk.View) walk.Plan { return takeBack(v, func(made walk.Made) bool { return !inUse(v, made) }) },
		Say: func(v *walk.View, plan walk.Plan) walk.Words {
			words := walk.Words{
				Title: "Remove what is no longer used?",
				Lead:  "This program made it for answers that you changed since. Nothing of it will be saved.",
				Rows:  takenBackRows(plan),
			}
			if by := byHand(v, plan); by != "" {
				words.Lead = by
			}
			words.Bare = planText(words)
			return words
		},
		Options: func(v *walk.View, plan walk.Plan) []walk.Option {
			options := []walk.Option{{Label: "Keep it", Enter: "keep it", EnterShort: "keep", Event: walk.Declined{Name: ChangeLeftovers, Plan: plan}}}
			if byHand(v, plan) == "" {
				options = append(options, walk.Option{Label: "Remove it", Enter: "remove it", EnterShort: "remove", Event: walk.Confirmed{Name: ChangeLeftovers, Plan: plan}})
			}
			return options
		},
		Doing: func(*walk.View, walk.Plan) string { return "Removing it from Auth0" },
	}
}

// leaving is shown over the walk.
func leaving() walk.Change {
	return walk.Change{
		Plan: func(v *walk.View) walk.Plan { return takeBack(v, func(walk.Made) bool { return true }) },
		Say:  sayLeaving,
		Options: func(v *walk.View, plan walk.Plan) []walk.Option {
			keep := walk.Option{Label: "Keep them", Note: "the next run finds them and goes on", Enter: "keep them and leave", EnterShort: "keep", Value: walk.TextOf(walk.KeepAndLeave)}
			stay := walk.Option{Label: "Stay here", Enter: "stay here", EnterShort: "stay", Value: walk.TextOf(walk.Stay)}
			switch {
			case plan.Empty():
				keep.Label, keep.Note, keep.Enter, keep.EnterShort = "Leave", "", "leave", "leave"
				return []walk.Option{keep, stay}
			case byHand(v, plan) != "":
				return []walk.Option{keep, stay}
			}
			remove := walk.Option{Label: "Remove them", Note: "Auth0 is then as it was before", Enter: "remove them", EnterShort: "remove",
				Event: walk.Confirmed{Name: walk.LeaveName, Plan: plan}}
			return []walk.Option{keep, remove, stay}
		},
		Doing: func(*walk.View, walk.Plan) string { return "Putting Auth0 back as it was" },
	}
}

func sayLeaving(v *walk.View, plan walk.Plan) walk.Words {
	words := walk.Words{
		Title: "Leave now?",
		Short: "Leave now? Your file is as it was.",
		Lead:  "Your file is as it was. What was made in Auth0 can stay or go.",
	}
	if plan.Empty() {
		words.Lead = "Nothing was changed, neither your file nor anything in Auth0."
		return words
	}
	for _, made := range remaining(v) {
		row := walk.Row{Mark: walk.Added, Key: made.Object.Kind, Value: made.Object.Name, Note: made.Object.ID}
		switch {
		case made.Unsure:
			row.Mark, row.Note = walk.Warned, made.Doubt()
		case made.Was != nil:
			row.Mark = walk.Changed
		case made.Object.Kind == KindGrant:
			row.Note = ""
		}
		words.Rows = append(words.Rows, row)
	}
	if by := byHand(v, plan); by != "" {
		words.Lead = by
	}
	words.Bare = planText(words)
	return words
}

// remaining is what this walk made in Auth0 and that is still there. A grant
// went with its application.
func remaining(v *walk.View) []walk.Made {
	removed := map[string]bool{}
	for _, made := range v.Made() {
		if _, is := made.Is.(auth0.Application); is && made.Removed && made.Was == nil {
			removed[made.Object.ID] = true
		}
	}
	var there []walk.Made
	for _, made := range v.Made() {
		grant, is := made.Is.(auth0.Grant)
		if made.Removed || made.Assumed || made.Object.Kind == KindFile || is && removed[grant.ClientID] {
			continue
		}
		there = append(there, made)
	}
	return there
}

// unused is what of it will not be saved.
func unused(v *walk.View) []walk.Made {
	return slices.DeleteFunc(remaining(v), func(made walk.Made) bool { return inUse(v, made) })
}

// inUse reports whether an object is one that what will be saved needs.
func inUse(v *walk.View, made walk.Made) bool {
	if made.Object.Kind == KindFile {
		return true
	}
	if made.Object.Tenant != tenantOf(v).Host() {
		return false
	}
	id := made.Object.ID
	if grant, is := made.Is.(auth0.Grant); is {
		id = grant.ClientID
	}
	if made.Object.Kind == KindWebApp {
		return id == web.clientID(v) || web.target(v).how == created
	}
	t := m2m.target(v)
	return rolesAreRead(v) && (id == m2m.clientID(v) || t.how == created)
}

// takeBack is the plan that deletes what was created and puts back what was
// changed, of those objects that it is asked of. A deleted application takes
// its grants along.
func takeBack(v *walk.View, asked func(walk.Made) bool) walk.Plan {
	var plan walk.Plan
	var gone []string
	for _, made := range v.Made() {
		if _, is := made.Is.(auth0.Application); is && made.Was == nil && (made.Removed || asked(made)) {
			gone = append(gone, made.Object.ID)
		}
	}
	for _, made := range slices.Backward(v.Made()) {
		if made.Removed || made.Assumed || !asked(made) {
			continue
		}
		operation := walk.Operation{Object: made.Object, Label: made.Object.Kind, With: made.With, Was: made.Is}
		switch is := made.Is.(type) {
		case auth0.Application:
			if made.Was == nil {
				operation.Verb, operation.Shall = walk.Delete, is.Walk
				break
			}
			undo := auth0.Update{From: made.Was.(auth0.Application), To: is}.Undo(is)
			if undo.IsEmpty() {
				continue
			}
			operation.Verb, operation.Was, operation.Shall, operation.Fields = walk.Restore, undo.From, undo.To, fieldRows(undo.Fields())
		case auth0.Grant:
			if slices.Contains(gone, is.ClientID) {
				continue
			}
			if made.Was == nil {
				operation.Verb = walk.Delete
				break
			}
			undo := auth0.GrantUpdate{From: made.Was.(auth0.Grant), To: is}.Undo(is)
			if undo.IsEmpty() {
				continue
			}
			operation.Verb, operation.Was, operation.Shall, operation.Fields = walk.Restore, undo.From, undo.To, fieldRows(undo.Fields())
		default:
			continue
		}
		plan.Operations = append(plan.Operations, operation)
	}
	return plan
}

func takenBackRows(plan walk.Plan) []walk.Row {
	var rows []walk.Row
	for _, operation := range plan.Operations {
		row := walk.Row{Mark: walk.Removed, Key: operation.Object.Kind, Value: operation.Object.Name, Note: operation.Object.ID}
		if operation.Verb == walk.Restore {
			row.Mark = walk.Changed
		}
		if operation.Object.Tenant != "" {
			row.Note = strings.TrimSpace(row.Note + " in " + operation.Object.Tenant)
		}
		rows = append(rows, row)
	}
	return rows
}

// byHand says what to delete where, when the token that made it may not. It is
// empty where this program can do it.
func byHand(v *walk.View, plan walk.Plan) string {
	for _, operation := range plan.Operations {
		if operation.Verb != walk.Delete {
			continue
		}
		need, where := auth0.DeleteClients, "Applications → the application → Settings → Delete, at the bottom"
		if operation.Object.Kind == KindGrant {
			need, where = auth0.DeleteClientGrants, whereGranted
		}
		access, _ := operation.With.(auth0.Access)
		if token, known := tokenBehind(v, access); known && !token.Has(need) {
			return fmt.Sprintf("The token lacks %s, so delete it in the dashboard: %s.", need, where)
		}
	}
	return ""
}

// tokenBehind is the token that access stands for, as far as it is known.
func tokenBehind(v *walk.View, access auth0.Access) (auth0.Token, bool) {
	if access.Token.IsZero() {
		token := listed(v).Token
		return token, access == accessOf(v) && !token.Secret.IsZero()
	}
	token, err := auth0.ReadToken(access.Token)
	return token, err == nil
}
