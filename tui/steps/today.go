package steps

import (
	"fmt"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// fileRow is the configuration file as it was found.
func fileRow(v *walk.View) walk.Row {
	file := fileOf(v)
	row := walk.Row{Mark: walk.Proven, Key: "file", Value: shownPath(v), Event: walk.Goto{Name: Config}}
	form, path := destination(v)
	switch {
	case versionOf(v).Kind() == config.Zero:
		row.Note = "only read: Zero keeps its settings in its console"
	case form == FormShow:
		row.Mark, row.Note = walk.Warned, "only read; the settings are shown"
	case form == FormEnv:
		row.Note = "only read; " + text.Line(path) + " is written"
	case elsewhere(v):
		row.Note = "only read; the copy " + text.Line(path) + " is written"
	case !file.Trial.Exists:
		row.Note = "new, " + file.Trial.Owned()
	case file.Trial.Method == config.InPlace:
		row.Note = file.Trial.Owned() + ", written in place"
	default:
		row.Note = file.Trial.Owned() + ", can be written"
	}
	return row
}

// todayRows say what stands there today that one should know of before
// answering.
func todayRows(v *walk.View) []walk.Row {
	rows := providerRows(v)
	current := fileOf(v).Contents
	warn := func(key, value string) {
		rows = append(rows, walk.Row{Mark: walk.Warned, Key: key, Value: value})
	}
	_, taken := current.RouteOn(current.AuthenticateURL)
	switch {
	case current.IsSample():
	case current.Hosted:
		warn("hosted", current.AuthenticateText+" is Pomerium's own sign-in, without Auth0")
	case current.AuthenticateURL.Sample():
		warn("sample", current.AuthenticateURL.String()+" leads to whoever opens it")
	case taken:
		warn("address", current.AuthenticateURL.String()+" is a route too: it needs a name of its own")
	case current.AuthenticateProblem != "":
		warn("address", current.AuthenticateProblem)
	}
	// In a container the same names may stand for other files.
	if missing := shownPaths(fileOf(v).MissingFiles); len(missing) > 0 && detection(v).Runs != config.InContainer {
		warn("missing", enumerated(missing)+", which the file names")
	}
	rows = append(rows, overrideRows(v)...)
	if version := versionOf(v); !version.IsZero() && !version.UsesServiceAccount() {
		for _, route := range current.AllowedGroups() {
			warn("groups", route.String()+": Pomerium "+version.Short()+" does not know allowed_groups")
		}
	}
	for _, key := range current.Keys {
		if key.Meant != "" {
			warn("unknown", fmt.Sprintf("%s has no effect; is %s meant?", key, key.Meant))
		}
	}
	if current.SecondDocument > 0 {
		warn("unread", fmt.Sprintf("from line %d on, a second document, which Pomerium does not read", current.SecondDocument))
	}
	for _, problem := range detection(v).Problems {
		warn("skipped", sentence(problem))
	}
	return rows
}

// providerRows say how users sign in today.
func providerRows(v *walk.View) []walk.Row {
	current := fileOf(v).Contents
	provider := current.Provider
	switch {
	case current.IsSample():
		return []walk.Row{{Mark: walk.Warned, Key: "sample", Value: "as Pomerium's packages install it; its values are not used"}}
	case provider == "":
		return nil
	case isRunning(v):
		return []walk.Row{{Mark: walk.Proven, Key: "today", Value: "running, users sign in through " + provider}}
	}
	return []walk.Row{{Mark: walk.Proven, Key: "today", Value: "users sign in through " + provider}}
}

// isRunning reports whether a Pomerium runs that reads the file.
func isRunning(v *walk.View) bool {
	for _, process := range detection(v).Running {
		if process.ReadsFile {
			return true
		}
	}
	return false
}

func shownPaths(paths []string) []string {
	shown := make([]string, len(paths))
	for i, path := range paths {
		shown[i] = text.Line(path)
	}
	return shown
}

// are is "a is", or "a and b are".
func are(things []string) string {
	if len(things) == 1 {
		return things[0] + " is"
	}
	return enumerated(things) + " are"
}
