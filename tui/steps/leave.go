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
		Plan: func(v *walk.View) walk.Plan {
			return takeBack(v, func(made walk.Made) bool { return !inUse(v, made) && !usedByFile(v, made) })
		},
		Say: func(v *walk.View, plan walk.Plan) walk.Words {
			goes, comes := goesAndComesBack(plan)
			words := walk.Words{
				Title: "Remove what is no longer used?",
				Lead:  "This program " + madeOrChanged(goes, comes) + " it for answers that you changed since. Nothing of it will be saved.",
				Rows:  takenBackRows(plan),
			}
			if goes == 0 {
				words.Title = "Put back what is no longer used?"
			}
			if by := byHand(v, plan); by != "" {
				words.Lead = by
			}
			words.Bare = planText(words)
			return words
		},
		Options: func(v *walk.View, plan walk.Plan) []walk.Option {
			keep := keeping(len(plan.Operations))
			keep.Event = walk.Declined{Name: ChangeLeftovers, Plan: plan}
			if byHand(v, plan) != "" {
				return []walk.Option{keep}
			}
			back := takingBack(goesAndComesBack(plan))
			back.Event = walk.Confirmed{Name: ChangeLeftovers, Plan: plan}
			return []walk.Option{keep, back}
		},
		Doing: func(*walk.View, walk.Plan) string { return "Putting Auth0 back as it was" },
	}
}

// keeping and takingBack are the two ways on from what this walk made.
func keeping(n int) walk.Option {
	it := itOrThem(n)
	return walk.Option{Label: "Keep " + it, Enter: "keep " + it, EnterShort: "keep"}
}

// takingBack says which of both it is: users sign in through what was there
// before, and nobody is to think that it would be removed.
func takingBack(goes, comes int) walk.Option {
	it := itOrThem(goes)
	switch {
	case goes == 0:
		it = itOrThem(comes)
		return walk.Option{Label: "Put " + it + " back", Enter: "put " + it + " back", EnterShort: "put back"}
	case comes == 0:
		return walk.Option{Label: "Remove " + it, Enter: "remove " + it, EnterShort: "remove"}
	}
	return walk.Option{Label: "Remove " + it + ", put back what changed", Enter: "remove and put back", EnterShort: "remove"}
}

func itOrThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func madeOrChanged(goes, comes int) string {
	switch {
	case comes == 0:
		return "made"
	case goes == 0:
		return "changed"
	}
	return "made or changed"
}

// goesAndComesBack counts what a plan deletes and what it puts back.
func goesAndComesBack(plan walk.Plan) (goes, comes int) {
	for _, operation := range plan.Operations {
		if operation.Verb == walk.Restore {
			comes++
		} else {
			goes++
		}
	}
	return goes, comes
}

// leaving is shown over the walk.
func leaving(o Options) walk.Change {
	return walk.Change{
		Plan:  planLeaving,
		Say:   sayLeaving,
		Stale: []string{LookFile, LookEdit}, // the file may be restored, and the rest fail
		Options: func(v *walk.View, plan walk.Plan) []walk.Option {
			if files := filesOf(v); len(files) > 0 {
				return leavingFileOptions(v, files, plan)
			}
			there := remaining(v)
			keep, stay := keeping(len(there)), walk.Option{Label: "Stay here", Enter: "stay here", EnterShort: "stay", Value: walk.TextOf(walk.Stay)}
			keep.Enter, keep.Value = keep.Enter+" and leave", walk.TextOf(walk.KeepAndLeave)
			keep.Note = "the next run finds " + itOrThem(len(there)) + " and goes on"
			if o.Practice != nil {
				keep.Note = "the practice tenant ends with this program"
			}
			switch {
			case plan.Empty():
				keep.Label, keep.Note, keep.Enter, keep.EnterShort = "Leave", "", "leave", "leave"
				return []walk.Option{keep, stay}
			case byHand(v, plan) != "":
				return []walk.Option{keep, stay}
			}
			_, comes := goesAndComesBack(plan)
			back := takingBack(len(there)-comes, comes) // a grant goes with its application
			back.Note, back.Event = "Auth0 is then as it was before", walk.Confirmed{Name: walk.LeaveName, Plan: plan}
			return []walk.Option{keep, back, stay}
		},
		Doing: func(_ *walk.View, plan walk.Plan) string {
			if plan.Operations[0].Object.Kind == KindFile {
				return "Restoring the file and Auth0"
			}
			return "Putting Auth0 back as it was"
		},
	}
}

// planLeaving restores what was saved, and then takes back what was made. It is
// empty where the file has to stay: it uses what was made.
func planLeaving(v *walk.View) walk.Plan {
	files, stuck := restorations(v)
	if stuck != "" {
		return walk.Plan{}
	}
	back := takeBack(v, func(walk.Made) bool { return true })
	return walk.Plan{Operations: append(files, back.Operations...)}
}

func sayLeaving(v *walk.View, plan walk.Plan) walk.Words {
	if files := filesOf(v); len(files) > 0 {
		return sayLeavingFile(v, files, plan)
	}
	words := walk.Words{Title: "Leave now?"}
	if plan.Empty() {
		words.Lead = "Nothing was changed, neither your file nor anything in Auth0."
		return words
	}
	words.Title += " Your file is as it was."
	switch goes, comes := goesAndComesBack(plan); {
	case comes == 0:
		words.Lead = "What was made in Auth0 can stay or go."
	case goes == 0:
		words.Lead = "What was changed in Auth0 can stay so or be put back."
	default:
		words.Lead = "What was made in Auth0 can stay or go, and what was changed can be put back."
	}
	words.Rows = leavingRows(remaining(v))
	if by := byHand(v, plan); by != "" {
		words.Lead = by
	}
	words.Bare = planText(words)
	return words
}

// leavingRows are objects on the screen that asks whether to leave.
func leavingRows(there []walk.Made) []walk.Row {
	var rows []walk.Row
	for _, made := range there {
		row := walk.Row{Mark: walk.Added, Key: made.Object.Kind, Value: made.Object.Name, Note: made.Object.ID}
		switch {
		case made.Unsure:
			row.Mark, row.Note = walk.Warned, made.Doubt()
		case made.Was != nil:
			row.Mark = walk.Changed
		case made.Object.Kind == KindGrant:
			row.Note = ""
		}
		rows = append(rows, row)
	}
	return rows
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
	need, where := lacksToDelete(v, plan)
	if need == "" {
		return ""
	}
	return fmt.Sprintf("The token lacks %s, so delete it in the dashboard: %s.", need, where)
}

// lacksToDelete is the scope that a plan lacks, and where the dashboard deletes
// instead.
func lacksToDelete(v *walk.View, plan walk.Plan) (scope, where string) {
	for _, operation := range plan.Operations {
		if operation.Verb != walk.Delete || operation.Object.Kind == KindFile {
			continue
		}
		need, where := auth0.DeleteClients, "Applications → the application → Settings → Delete, at the bottom"
		if operation.Object.Kind == KindGrant {
			need, where = auth0.DeleteClientGrants, whereGranted
		}
		access, _ := operation.With.(auth0.Access)
		if token, known := tokenBehind(v, access); known && !token.Has(need) {
			return need, where
		}
	}
	return "", ""
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
