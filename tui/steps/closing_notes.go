package steps

import (
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

// notes are what is still missing, and what one should know.
func notes(o Options, v *walk.View, saved config.Saved) []walk.Row {
	var rows []walk.Row
	note := func(key, value string) {
		rows = append(rows, walk.Row{Mark: walk.Warned, Key: key, Value: value})
	}
	for _, warning := range saved.Warnings {
		note("saving", sentence(warning))
	}
	for _, result := range failed(v) {
		if result.unproven() {
			note(result.Name, "Not checked: "+sentence(result.Text))
			continue
		}
		note(result.Name, sentence(result.Text))
	}
	if o.Practice != nil {
		return rows
	}
	file := fileOf(v)
	if missing := shownPaths(file.MissingFiles); len(missing) > 0 && detection(v).Runs == config.UnknownPlace && versionOf(v).WritesFile() {
		note("missing", "The file names "+strings.Join(missing, ", ")+", not there on this machine. Pomerium does not start without.")
	}
	if versionOf(v).WritesFile() && file.Read && (len(file.Contents.Routes) == 0 || file.Contents.IsSample()) {
		note("routes", "The file has no route of yours yet: add one, and its address is where to try the sign-in.")
	}
	if address := authenticateURL(v); !address.Sample() && versionOf(v).WritesFile() {
		to := "this server"
		if file.Contents.Insecure {
			to = "what speaks TLS in front of Pomerium (insecure_server is set)"
		}
		note("name", address.Hostname()+" must point to "+to+" in DNS, with a certificate that browsers trust.")
		if asked, listens := portOf(address), file.Contents.Port(); file.Read && asked != listens && detection(v).Runs != config.InContainer {
			note("port", "Browsers go to port "+asked+", and Pomerium listens on "+listens+": forward the one to the other, or change address in the file.")
		}
	}
	if form, _ := destination(v); form != FormShow && file.Trial.ReadByAll {
		note("mode", sentence(openToAll))
	}
	note("users", "Add the first in the dashboard under User Management → Users. Anybody can sign up until you forbid it: Authentication → Database.")
	if v.Text(Access) == ByToken {
		note("token", "Its API Explorer Application can still do everything in the tenant. Delete it when you are done.")
	}
	return rows
}

// portOf is the port that browsers go to.
func portOf(address config.AuthenticateURL) string {
	if _, port, found := strings.Cut(address.Host(), ":"); found {
		return port
	}
	return "443"
}

// later says how to look again, and how to go back: by the backup, and in the
// dashboard.
func later(o Options, v *walk.View, saved config.Saved, was bool) []Advice {
	if o.Practice != nil {
		return nil
	}
	var list []Advice
	if form, _ := destination(v); form == FormConfig && versionOf(v).WritesFile() {
		list = append(list, Advice{Key: "check again", Command: o.Started.checkAgain(fileOf(v).Trial.Path, versionOf(v))})
	}
	if form, _ := destination(v); form != FormShow && fileOf(v).Trial.ReadByAll {
		list = append(list, Advice{Key: "close it", Command: o.Started.closeToOthers(fileOf(v).Trial.Real)})
	}
	if isNew := !fileOf(v).Trial.Exists; was && !saved.Unchanged && (isNew || saved.Backup != "") {
		list = append(list, Advice{Key: "put it back", Command: o.Started.putBack(saved)})
	}
	for _, made := range v.Made() {
		if made.Object.Kind != KindFile && made.Was == nil && !made.Removed {
			list = append(list, Advice{Key: "in Auth0", Text: "what was created: " + toDelete})
			break
		}
	}
	return list
}

// toDelete are the clicks that delete an application in the dashboard.
const toDelete = "Applications → its Settings → Delete, at the bottom"
