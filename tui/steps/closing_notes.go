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
		note("name", address.Hostname()+" must point to this server in DNS, with a certificate that browsers trust.")
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
func later(o Options, v *walk.View, saved config.Saved, was bool) []walk.Row {
	if o.Practice != nil {
		return nil
	}
	trial := fileOf(v).Trial
	var rows []walk.Row
	if form, path := destination(v); form == FormConfig && versionOf(v).WritesFile() {
		args := []string{"check", "--config", path, "--pomerium-version", versionOf(v).String()}
		rows = append(rows, walk.Row{Key: "check again", Value: asOwner(trial, orElse(o.Program, "pomerium-auth0"), args), Whole: true})
	}
	if form, _ := destination(v); form != FormShow && trial.ReadByAll {
		rows = append(rows, walk.Row{Key: "close it", Value: closeToOthers(trial), Whole: true})
	}
	var command []string
	switch {
	case !was || saved.Unchanged:
	case saved.Backup != "":
		command = []string{"cp", saved.Backup, saved.Path}
	case !trial.Exists:
		command = []string{"rm", saved.Path}
	}
	if command != nil {
		rows = append(rows, walk.Row{Key: "put it back", Value: asOwner(trial, command[0], command[1:]), Whole: true})
	}
	for _, made := range v.Made() {
		if made.Object.Kind != KindFile && made.Was == nil && !made.Removed {
			rows = append(rows, walk.Row{Key: "in Auth0", Value: "what was created: Applications → its Settings → Delete, at the bottom"})
			break
		}
	}
	return rows
}

// asOwner is a command line that may do something to the file: with sudo where
// it is not an ordinary user's.
func asOwner(trial config.Trial, program string, args []string) string {
	line := config.SudoCommand(program, args)
	if trial.Owner != "root" && trial.Owner != "pomerium" {
		line = strings.TrimPrefix(line, "sudo ")
	}
	return line
}
