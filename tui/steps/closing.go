package steps

import (
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/shell"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// A Closing is what stays in the terminal after the walk: what exists now and
// where, what to do next, and what is still missing. It holds no secret but
// those of Values and File, which print as masks.
type Closing struct {
	Mark    walk.Mark
	Title   string
	Facts   []walk.Row
	Next    string        // what to do on this machine
	Command shell.Command // that does it
	Try     string        // what to do then
	Address string        // to open, to try it
	Values  []walk.Row    // to type into a console
	File    []walk.Line   // settings to put somewhere by hand
	Notes   []walk.Row
	// Text is for somebody else: what to make in the dashboard.
	Text string
	// Later are how to look again and how to go back.
	Later []Advice
	// Stays are the objects in Auth0 that this walk made or may have made, and
	// that what was saved does not use: all of them where it ended early.
	Stays []walk.Row
	// Removed and PutBack are those that this walk took back.
	Removed, PutBack []walk.Row
}

// An Advice is what one may do later, and the command that does it, if there
// is one.
type Advice struct {
	Key     string
	Text    string
	Command shell.Command
}

// Close says how a walk ended.
func Close(o Options, w walk.Walk, s walk.State) Closing {
	v := w.View(&s)
	switch {
	case s.Outcome != walk.Done:
		return left(o, v, s)
	case o.DryRun && (assumed(v) || onlyShows(v)):
		return Closing{
			Mark: walk.Proven, Title: "This was a dry run: nothing was changed, neither in Auth0 nor on this server.",
			Values: consoleValues(v), File: shownFile(v), Text: colleagueText(o, v),
		}
	}
	saved, was := savedFile(v)
	c := Closing{
		Mark:   walk.Proven,
		Title:  closingTitle(o, v, was),
		Facts:  facts(v, saved),
		Values: consoleValues(v),
		File:   shownFile(v),
		Notes:  notes(o, v, saved),
		Later:  later(o, v, saved, was),
	}
	if o.Practice == nil {
		c.Stays = stays(unused(v))
	}
	c.Removed, c.PutBack = takenBack(v)
	c.Next, c.Command = whatNext(o, v, was)
	if c.Address = tryAt(o, v); c.Address != "" {
		c.Try = "Open this address to try it; Auth0's login page should appear."
	}
	if failures(v) != "" {
		c.Mark = walk.Warned
	}
	return c
}

// colleagueText is what a dry run with pasted values is made for.
func colleagueText(o Options, v *walk.View) string {
	if !o.DryRun || v.Text(WebApp) != PasteApp {
		return ""
	}
	return Colleague(v)
}

// assumed reports whether this was a dry run that had something to change.
func assumed(v *walk.View) bool {
	for _, made := range v.Made() {
		if made.Assumed {
			return true
		}
	}
	return false
}

// savedFile is what this walk saved, if it did.
func savedFile(v *walk.View) (config.Saved, bool) {
	for _, made := range filesOf(v) {
		if saved, is := made.Is.(config.Saved); is {
			return saved, true
		}
	}
	return config.Saved{}, false
}

// changedAuth0 reports whether anything in Auth0 is other than before the walk.
func changedAuth0(v *walk.View) bool {
	for _, made := range v.Made() {
		if made.Object.Kind != KindFile && !made.Removed {
			return true
		}
	}
	return false
}

func closingTitle(o Options, v *walk.View, saved bool) string {
	form, _ := destination(v)
	switch {
	case o.Practice != nil && form == FormShow:
		return "Done. This was practice: the tenant is gone, its values lead nowhere."
	case versionOf(v).Kind() == config.Zero:
		return "Done. Type these values into Pomerium Zero's console."
	case form == FormShow:
		return "Done. Nothing was saved: put these settings where Pomerium reads them."
	case !saved && changedAuth0(v):
		return "The file is already as it should be; Auth0 was brought up to it."
	case !saved:
		return "Everything is already as it should be; nothing was changed."
	case o.Practice != nil:
		return "Saved. This was practice: the tenant is gone, its values lead nowhere."
	case failures(v) != "" && len(openOnes(failed(v))) == len(failed(v)):
		return "Saved, although not all of it could be checked."
	case failures(v) != "":
		return "Saved, although not all that was checked works."
	case form == FormConfig && isRunning(v) && !elsewhere(v):
		return "Saved. Your users now sign in through Auth0."
	}
	return "Saved. Started with this, Pomerium signs your users in through Auth0."
}

// facts are what exists now and where.
func facts(v *walk.View, saved config.Saved) []walk.Row {
	var rows []walk.Row
	if form, _ := destination(v); form != FormShow {
		rows = append(rows, walk.Row{Key: "file", Value: text.Line(fileOf(v).Trial.Path)})
	}
	if saved.Backup != "" {
		rows = append(rows, walk.Row{Key: "backup", Value: text.Line(saved.Backup)})
	}
	rows = append(rows, web.facts(v)...)
	if rolesAreRead(v) {
		rows = append(rows, m2m.facts(v)...)
	}
	return rows
}

func (p part) facts(v *walk.View) []walk.Row {
	t := p.target(v)
	id := p.clientID(v)
	if id == "" {
		return nil
	}
	name := t.app.Name
	if t.how == pasted {
		name = "pasted"
	}
	if p.kind == KindWebApp {
		name += ", in " + tenantName(v)
	}
	return []walk.Row{{Key: p.kind, Value: name}, {Value: id}}
}

func consoleValues(v *walk.View) []walk.Row {
	if versionOf(v).IsZero() || !typesValues(v) {
		return nil
	}
	return Values(v)
}

func shownFile(v *walk.View) []walk.Line {
	if !onlyShows(v) {
		return nil
	}
	return lines(edited(v).Edited)
}

// whatNext is the one thing to do on this machine, or that nothing is to do.
func whatNext(o Options, v *walk.View, saved bool) (next string, command shell.Command) {
	form, _ := destination(v)
	runs := detection(v).Runs
	switch {
	case o.Practice != nil:
		return "Start this program without --demo for your own tenant.", nil
	case form == FormShow || !saved:
		return "", nil
	case form == FormEnv:
		return "Name the file as env_file in the compose file, or as EnvironmentFile in the unit, and start Pomerium again.", nil
	case elsewhere(v):
		return copyStays(v), nil
	case isRunning(v):
		return "Nothing to restart: Pomerium reads the file by itself.", nil
	case runs == config.InContainer:
		return "Start Pomerium, if its container does not run; a running one reads the file by itself.", o.Started.startContainer(detection(v).Compose)
	case runs == config.OnThisMachine && len(fileOf(v).MissingFiles) > 0:
		return "Put in place what is missing, then start Pomerium.", o.Started.restart(detection(v).Unit)
	case runs == config.OnThisMachine:
		return "Start Pomerium.", o.Started.restart(detection(v).Unit)
	}
	return "Start Pomerium with this file.", nil
}

// tryAt is the first route's address, which leads to the sign-in.
func tryAt(o Options, v *walk.View) string {
	current := fileOf(v).Contents
	if o.Practice != nil || current.IsSample() || !versionOf(v).WritesFile() {
		return ""
	}
	for _, route := range current.Routes {
		if strings.HasPrefix(route.From, "https://") && !strings.Contains(route.From, "*") {
			return route.From
		}
	}
	return ""
}

// left is the closing of a walk that ended before its end.
func left(o Options, v *walk.View, s walk.State) Closing {
	c := Closing{Mark: walk.Unchecked, Title: "Nothing was saved.", Text: colleagueText(o, v)}
	if s.Outcome == walk.CheckFailed {
		c.Mark, c.Title = walk.Failed, "A check failed, and nothing was saved."
		if wrong := failed(v); len(wrong) > 0 && len(openOnes(wrong)) == len(wrong) {
			c.Title = "A check could not be made, and nothing was saved."
		}
	}
	inUse := leftFile(o, v, &c)
	c.Removed, c.PutBack = takenBack(v)
	switch there := remaining(v); {
	case o.Practice == nil:
		c.Stays = stays(there)
	case len(there) > 0:
		c.Next = "This was practice: the tenant is gone, with all that was made in it."
		return c
	}
	if clicks := byClicks(remaining(v)); clicks != "" {
		if inUse {
			clicks = "after the file was restored, " + clicks
		}
		c.Later = append(c.Later, Advice{Key: "to delete", Text: clicks})
	}
	byOperator := s.Outcome == walk.Left || s.Outcome == walk.Interrupted
	if s.Problem != nil && s.Problem.Effect && byOperator && len(c.Stays) > 0 {
		c.Notes = []walk.Row{{Mark: walk.Failed, Key: "not removed", Value: sentence(s.Problem.Err.Error())}}
	}
	if byOperator && stuck(o, v) {
		c.Next, c.Command = "To save "+text.Line(fileOf(v).Trial.Path)+", "+startAgain(v), o.Started.again(v)
		c.Notes = append(c.Notes, handingOn(o, v)...)
	}
	return c
}
