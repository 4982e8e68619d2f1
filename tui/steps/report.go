package steps

import (
	"strings"

	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// A Report is the result for programs (--json). It holds no secret. What only
// a dry run has supposed has no ID. Missing are flags; Why are the lines that
// say what stopped the walk.
type Report struct {
	Outcome  string           `json:"outcome"`
	Missing  []string         `json:"missing"`
	Why      []string         `json:"why"`
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

// A ReportedCheck is what one check found. Key, value (masked where it is a
// secret), where and line are those of a finding about the configuration.
type ReportedCheck struct {
	Name    string `json:"name"`
	Outcome string `json:"outcome"` // passed, warning, failed, not checked
	Text    string `json:"text"`
	Remedy  string `json:"remedy,omitempty"`
	Key     string `json:"key,omitempty"`
	Value   string `json:"value,omitempty"`
	Where   string `json:"where,omitempty"`
	Line    int    `json:"line,omitempty"`
}

// ReportOf makes the report of a walk.
func ReportOf(w walk.Walk, s walk.State) Report {
	v := w.View(&s)
	saved, _ := savedFile(v)
	r := Report{
		Outcome: outcomeName(s.Outcome), Missing: []string{}, Why: []string{},
		Pomerium: versionOf(v).String(), Domain: domainOf(v).Host(), Tenant: tenantOf(v).Host(),
		Backup: saved.Backup, WebApp: realID(v, web.clientID(v)), M2MApp: realID(v, m2m.clientID(v)),
		Changes: []ReportedChange{}, Checks: []ReportedCheck{},
	}
	if v.Fresh(CheckDiscovery) { // before, nothing was checked yet
		r.Checks = reported(results(v))
	}
	if form, _ := destination(v); form != FormShow {
		r.Path = text.Line(fileOf(v).Trial.Path)
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
		change := ReportedChange{Kind: made.Object.Kind, Did: did, ID: realID(v, made.Object.ID), Name: made.Object.Name, Tenant: made.Object.Tenant}
		if change.Kind == KindFile {
			change.ID, change.Name = "", r.Path
		}
		r.Changes = append(r.Changes, change)
	}
	return r
}

// realID is an ID, "" for one that was only supposed.
func realID(v *walk.View, id string) string {
	if supposed(v, id) {
		return ""
	}
	return id
}

// supposed reports whether a dry run has made an ID up.
func supposed(v *walk.View, id string) bool {
	for _, made := range v.Made() {
		if made.Object.ID == id && made.Assumed && made.Was == nil {
			return true
		}
	}
	return id == AssumedID
}

// A CheckReport is the result of the check command for programs. Missing and
// Why are as in a Report.
type CheckReport struct {
	Outcome  string          `json:"outcome"` // passed or failed, or why there are no checks
	Missing  []string        `json:"missing"`
	Why      []string        `json:"why"`
	Pomerium string          `json:"pomerium_version,omitempty"`
	Domain   string          `json:"domain,omitempty"`
	Path     string          `json:"path,omitempty"`
	Checks   []ReportedCheck `json:"checks"`
}

// CheckReportOf makes the report of a check walk with these results, none where
// it was stopped.
func CheckReportOf(w walk.Walk, s walk.State, results []Result) CheckReport {
	v := w.View(&s)
	r := CheckReport{
		Outcome: outcomeName(s.Outcome), Missing: []string{}, Why: []string{},
		Pomerium: versionOf(v).String(), Domain: domainOf(v).Host(), Path: text.Line(fileOf(v).Path), Checks: reported(results),
	}
	switch {
	case CheckFailures(results):
		r.Outcome = "failed"
	case CheckUnanswered(results):
		r.Outcome = "unanswered"
	case len(results) > 0:
		r.Outcome = "passed"
	}
	return r
}

// reported are the results of checks, for programs.
func reported(results []Result) []ReportedCheck {
	list := []ReportedCheck{}
	for _, result := range results {
		outcome := map[Outcome]string{NotChecked: "not checked", LeftOut: "not checked", CheckPassed: "passed", CheckWarned: "warning", CheckFailed: "failed"}[result.Outcome]
		about, where := result.Finding, result.Where
		if about.Key == "" {
			about, where = result.About, result.About.Where
		}
		list = append(list, ReportedCheck{Name: result.Name, Outcome: outcome, Text: result.Text, Remedy: result.Remedy,
			Key: about.Key, Value: about.Value, Where: text.Line(where), Line: about.Line})
	}
	return list
}

func outcomeName(o walk.Outcome) string {
	return map[walk.Outcome]string{
		walk.Done: "done", walk.Broke: "failed", walk.Missing: "answer missing", walk.CheckFailed: "check failed",
		walk.Left: "left", walk.Interrupted: "interrupted",
	}[o]
}
