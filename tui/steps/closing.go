package steps

import (
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

// A Closing is what stays in the terminal after the walk: what exists now and
// where, what to do next, and what is still missing. It holds no secret but
// those of Values and File, which print as masks.
type Closing struct {
	Mark    walk.Mark
	Title   string
	Facts   []walk.Row
	Next    string      // what to do on this machine
	Address string      // to open, to try it
	Values  []walk.Row  // to type into a console
	File    []walk.Line // settings to put somewhere by hand
	Notes   []walk.Row
	// Stays are the objects in Auth0 that this walk made or may have made,
	// where it ended before its end.
	Stays []walk.Row
}

// Close says how a walk ended.
func Close(o Options, w walk.Walk, s walk.State) Closing {
	v := w.View(&s)
	if s.Outcome != walk.Done {
		return left(v)
	}
	form, path := destination(v)
	version := versionOf(v)
	c := Closing{Mark: walk.Proven}
	saved, was := savedFile(v)
	switch {
	case version.Kind() == config.Zero:
		c.Title = "Done. Type these values into Pomerium Zero's console."
		c.Values = Values(v)
	case form == FormShow:
		c.Title = "Done. Nothing was saved; put these settings where Pomerium reads them."
		c.File = lines(edited(v).Edited)
	case !was:
		c.Title = "Everything is already as it should be; nothing was changed."
	case o.Practice != nil:
		c.Title = "Saved. This was practice: the tenant is gone, its values lead nowhere."
	case form == FormEnv:
		c.Title = "Saved. Start Pomerium with this environment, and users sign in through Auth0."
	default:
		c.Title = "Saved. Your users now sign in through Auth0."
	}
	if was || form != FormShow && version.WritesFile() {
		c.Facts = append(c.Facts, walk.Row{Key: "file", Value: path})
	}
	if saved.Backup != "" {
		c.Facts = append(c.Facts, walk.Row{Key: "backup", Value: saved.Backup})
	}
	c.Facts = append(c.Facts, web.facts(v)...)
	if rolesAreRead(v) {
		c.Facts = append(c.Facts, m2m.facts(v)...)
	}
	if version.Kind() == config.Enterprise && typesValues(v) {
		c.Values = Values(v)
	}
	c.Next = whatNext(v, was)
	c.Address = tryAt(v)
	c.Notes = notes(o, v, saved)
	return c
}

// savedFile is what this walk saved, if it did.
func savedFile(v *walk.View) (config.Saved, bool) {
	for _, made := range v.Made() {
		if saved, is := made.Is.(config.Saved); is {
			return saved, true
		}
	}
	return config.Saved{}, false
}

func (p part) facts(v *walk.View) []walk.Row {
	t := p.target(v)
	key := strings.ToLower(p.rail[:1]) + p.rail[1:]
	if p.kind == KindM2MApp {
		key = p.rail
	}
	id := p.clientID(v)
	if id == "" {
		return nil
	}
	name := t.app.Name
	if t.how == pasted {
		name = "pasted"
	}
	if p.kind == KindWebApp {
		name += ", in " + tenantOf(v).Host()
	}
	return []walk.Row{{Key: key, Value: name}, {Value: id}}
}

func whatNext(v *walk.View, saved bool) string {
	form, _ := destination(v)
	d, file := detection(v), fileOf(v)
	if form != FormConfig || !saved || len(file.MissingFiles) > 0 {
		return ""
	}
	for _, process := range d.Running {
		if process.Config == file.Path {
			return "Nothing to restart: Pomerium reads the file by itself. Open this address to try it; Auth0's login page should appear."
		}
	}
	try := " Then open this address; Auth0's login page should appear."
	switch d.Runs {
	case config.InContainer:
		return "Start it, if it does not run: docker compose up -d." + try
	case config.OnThisMachine:
		return "Start it: sudo systemctl restart pomerium." + try
	}
	return "Start Pomerium with this file, or let the running one read it." + try
}

// tryAt is the first route's address, which leads to the sign-in.
func tryAt(v *walk.View) string {
	for _, route := range fileOf(v).Contents.Routes {
		if strings.HasPrefix(route.From, "https://") && !strings.Contains(route.From, "*") && !fileOf(v).Contents.IsSample() {
			return route.From
		}
	}
	return ""
}

func notes(o Options, v *walk.View, saved config.Saved) []walk.Row {
	var rows []walk.Row
	note := func(key, value string) {
		rows = append(rows, walk.Row{Mark: walk.Warned, Key: key, Value: value})
	}
	for _, warning := range saved.Warnings {
		note("saving", sentence(warning))
	}
	if failed := failures(v); failed != "" {
		note("checks", "These failed, and you went on: "+failed+".")
	}
	if o.Practice != nil {
		return rows
	}
	file := fileOf(v)
	if len(file.MissingFiles) > 0 {
		note("missing", "The file names these, and they are not there: "+strings.Join(file.MissingFiles, ", ")+". Pomerium does not start without them.")
	}
	if versionOf(v).WritesFile() && len(file.Contents.Routes) == 0 {
		note("routes", "The file has no route yet: add one, and its address is where to try the sign-in.")
	}
	note("name", authenticateURL(v).Hostname()+" must point to this server in DNS, with a certificate that browsers trust.")
	note("users", "Add the first in the dashboard under User Management → Users. Anybody can sign up until you forbid it: Authentication → Database.")
	if v.Text(Access) == ByToken {
		note("token", "Its API Explorer Application can still do everything in the tenant. Delete it when you are done.")
	}
	return rows
}

// left is the closing of a walk that ended before its end.
func left(v *walk.View) Closing {
	c := Closing{Mark: walk.Unchecked, Title: "Nothing was saved."}
	if saved, was := savedFile(v); was {
		c.Title = "The file was saved before this ended: " + saved.Path
	}
	for _, made := range remaining(v) {
		row := walk.Row{Mark: walk.Added, Key: made.Object.Kind, Value: made.Object.Name + ", in " + made.Object.Tenant}
		switch {
		case made.Unsure:
			row.Mark, row.Note = walk.Warned, "the answer was lost: it may be there"
		case made.Was != nil:
			row.Mark, row.Note = walk.Changed, "changed"
		}
		c.Stays = append(c.Stays, row)
		if made.Object.ID != "" {
			c.Stays = append(c.Stays, walk.Row{Value: made.Object.ID})
		}
	}
	return c
}

// A Report is the result for programs (--json). It holds no secret.
type Report struct {
	Outcome  string           `json:"outcome"`
	Pomerium string           `json:"pomerium_version,omitempty"`
	Domain   string           `json:"domain,omitempty"`
	Tenant   string           `json:"tenant,omitempty"`
	Path     string           `json:"path,omitempty"`
	Backup   string           `json:"backup,omitempty"`
	WebApp   string           `json:"web_client_id,omitempty"`
	M2MApp   string           `json:"m2m_client_id,omitempty"`
	Changes  []ReportedChange `json:"changes"`
	Checks   []ReportedCheck  `json:"checks"`
}

// A ReportedChange is an object that was made or changed.
type ReportedChange struct {
	Kind   string `json:"kind"`
	Did    string `json:"did"`
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Tenant string `json:"tenant,omitempty"`
}

// A ReportedCheck is what one check found.
type ReportedCheck struct {
	Name    string `json:"name"`
	Outcome string `json:"outcome"`
	Text    string `json:"text"`
}

// ReportOf makes the report of a walk.
func ReportOf(w walk.Walk, s walk.State) Report {
	v := w.View(&s)
	_, path := destination(v)
	saved, _ := savedFile(v)
	r := Report{
		Outcome: outcomeName(s.Outcome), Pomerium: versionOf(v).String(), Domain: domainOf(v).Host(), Tenant: tenantOf(v).Host(),
		Path: path, Backup: saved.Backup, WebApp: web.clientID(v), M2MApp: m2m.clientID(v),
		Changes: []ReportedChange{}, Checks: []ReportedCheck{},
	}
	for _, made := range v.Made() {
		did := "created"
		switch {
		case made.Removed:
			continue
		case made.Assumed:
			did = "would be " + did
		case made.Unsure:
			did = "may have been created"
		}
		if made.Was != nil {
			did = strings.Replace(did, "created", "changed", 1)
		}
		r.Changes = append(r.Changes, ReportedChange{Kind: made.Object.Kind, Did: did, ID: made.Object.ID, Name: made.Object.Name, Tenant: made.Object.Tenant})
	}
	for _, result := range results(v) {
		outcome := map[Outcome]string{NotChecked: "not checked", CheckPassed: "passed", CheckWarned: "warning", CheckFailed: "failed"}[result.Outcome]
		r.Checks = append(r.Checks, ReportedCheck{Name: result.Name, Outcome: outcome, Text: result.Text})
	}
	return r
}

func outcomeName(o walk.Outcome) string {
	return map[walk.Outcome]string{
		walk.Done: "done", walk.Broke: "failed", walk.Missing: "answer missing", walk.CheckFailed: "check failed",
		walk.Left: "left", walk.Interrupted: "interrupted",
	}[o]
}
