package steps

import (
	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// stays names objects that are still there.
func stays(there []walk.Made) []walk.Row {
	var rows []walk.Row
	for _, made := range there {
		mark, note := walk.Added, made.Doubt()
		switch {
		case made.Unsure:
			mark = walk.Warned
		case made.Was != nil:
			mark, note = walk.Changed, "changed"
		}
		rows = append(rows, objectRows(made, mark, note)...)
	}
	return rows
}

// takenBack names what this walk removed and put back. Of an application the
// grant went with it.
func takenBack(v *walk.View) (removed, putBack []walk.Row) {
	for _, made := range v.Made() {
		switch {
		case !made.Undone || made.Object.Kind == KindFile:
		case made.Was != nil:
			putBack = append(putBack, objectRows(made, walk.Changed, "")...)
		default:
			removed = append(removed, objectRows(made, walk.Removed, "")...)
		}
	}
	return removed, putBack
}

// objectRows are an object in Auth0, its ID alone on its line.
func objectRows(made walk.Made, mark walk.Mark, note string) []walk.Row {
	rows := []walk.Row{{Mark: mark, Key: made.Object.Kind, Value: made.Object.Name + ", in " + made.Object.Tenant, Note: note}}
	id := made.Object.ID
	switch is := made.Is.(type) {
	case auth0.Application:
		id = orElse(id, is.ID)
	case auth0.Grant:
		id = orElse(id, is.ID)
	}
	if id != "" {
		rows = append(rows, walk.Row{Value: id})
	}
	return rows
}

// byClicks are the clicks that delete what was created and stays.
func byClicks(there []walk.Made) string {
	clicks := ""
	for _, made := range there {
		switch {
		case made.Was != nil:
		case made.Object.Kind != KindGrant:
			return toDelete // a grant goes with its application
		default:
			clicks = whereGranted
		}
	}
	return clicks
}
