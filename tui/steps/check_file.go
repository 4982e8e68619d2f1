package steps

import (
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// certificatesResult looks whether the files are there that the configuration
// names: Pomerium does not start without them. That can be told only where it
// runs on this machine.
func certificatesResult(v *walk.View) (CheckFact, bool) {
	file := fileOf(v)
	if len(file.Contents.Files) == 0 || !versionOf(v).WritesFile() {
		return CheckFact{}, false
	}
	missing := shownPaths(file.MissingFiles)
	unknown := shownPaths(file.UnknownFiles)
	switch runs := detection(v).Runs; {
	case runs == config.InContainer:
		return CheckFact{Text: "Pomerium runs in a container, with files of its own"}, true
	case len(missing) > 0 && runs == config.OnThisMachine:
		remedy := "put it there, or take it out of the file"
		if len(missing) > 1 {
			remedy = "put them there, or take them out of the file"
		}
		return CheckFact{Outcome: CheckFailed, Text: are(missing) + " not there: Pomerium does not start", Remedy: remedy}, true
	case len(missing) > 0:
		return CheckFact{Text: are(missing) + " not on this machine"}, true
	case len(unknown) > 0:
		return CheckFact{Text: enumerated(unknown) + " cannot be looked for from here"}, true
	}
	if len(file.ForeignFiles) > 0 {
		return CheckFact{Outcome: CheckWarned, Text: file.ForeignFiles[0].Words() + ": whoever can change it can impersonate this server",
			Remedy: "give it to root, or to the user that Pomerium runs as"}, true
	}
	var names []string
	for _, named := range file.Contents.Files {
		names = append(names, text.Line(named.Path))
	}
	return CheckFact{Outcome: CheckPassed, Text: are(names) + " there"}, true
}

// groupsResult: 0.20 and newer do not start with allowed_groups on a route, and
// policies are the operator's own.
func groupsResult(v *walk.View) (CheckFact, bool) {
	version := versionOf(v)
	routes := fileOf(v).Contents.AllowedGroups()
	if len(routes) == 0 || version.UsesServiceAccount() || !version.WritesFile() {
		return CheckFact{}, false
	}
	var names []string
	for _, route := range routes {
		names = append(names, route.String())
	}
	has := "have"
	if len(names) == 1 {
		has = "has"
	}
	return CheckFact{Outcome: CheckFailed, Text: fmt.Sprintf("%s %s allowed_groups, which Pomerium %s does not know: write it as a policy",
		strings.Join(names, ", "), has, version.Short())}, true
}

// rolesResult compares the groups of the file's routes with the roles of the
// tenant, where those could be read.
func rolesResult(v *walk.View) (CheckFact, bool) {
	fact, _ := v.Fact(CheckM2MApp).(CheckFact)
	if !versionOf(v).UsesServiceAccount() {
		return CheckFact{}, false
	}
	var known, unknown []string
	var first config.Finding // the key of the first that is none
	for _, route := range fileOf(v).Contents.Routes {
		for i, group := range slices.Concat(route.AllowedGroups, route.PolicyGroups) {
			switch {
			case slices.Contains(known, group) || slices.Contains(unknown, group):
			case slices.Contains(fact.Roles.Names, group) || slices.Contains(fact.Roles.IDs, group):
				known = append(known, group)
			default:
				if unknown = append(unknown, group); len(unknown) > 1 {
					continue
				}
				first = config.Finding{Key: "allowed_groups", Line: route.AllowedGroupsLine}
				if i >= len(route.AllowedGroups) {
					first = config.Finding{Key: "groups", Line: route.PolicyGroupsLine}
				}
			}
		}
	}
	switch {
	case len(known)+len(unknown) == 0 || !v.Fresh(CheckM2MApp): // whose own line says why
		return CheckFact{}, false
	case len(fact.Roles.IDs) == 0:
		return CheckFact{Text: "the check of the M2M app read no roles"}, true
	case len(unknown) == 0 && len(known) == 1:
		return CheckFact{Outcome: CheckPassed, Text: known[0] + " is a role of the tenant"}, true
	case len(unknown) == 0:
		return CheckFact{Outcome: CheckPassed, Text: enumerated(known) + " are roles of the tenant"}, true
	}
	is := " is no role"
	if len(unknown) > 1 {
		is = " are no roles"
	}
	first.Value = strings.Join(unknown, ", ")
	where := first.Key
	if first.Line > 0 {
		where += fmt.Sprintf(" in line %d", first.Line)
	}
	return CheckFact{Outcome: CheckWarned, Finding: first, Text: first.Value + is + " of the tenant: nobody comes in by it (" + where + ")",
		Remedy: "write the name or the ID of a role, or make the role in Auth0"}, true
}

// environmentResult: variables that Pomerium is started with beat the file.
func environmentResult(v *walk.View) (CheckFact, bool) {
	settings, _ := settingsOf(Options{}, v)
	if !versionOf(v).WritesFile() || settings.ClientID == "" {
		return CheckFact{}, false
	}
	wrong := against(v, settings, versionOf(v))
	switch set := startedWith(v); {
	case len(set) == 0:
		return CheckFact{}, false
	case len(wrong) == 1:
		return CheckFact{Outcome: CheckFailed, Text: located(wrong) + " beats the settings: take it out there"}, true
	case len(wrong) > 1:
		return CheckFact{Outcome: CheckFailed, Text: located(wrong) + " beat the settings: take them out there"}, true
	case len(set) == 1:
		return CheckFact{Outcome: CheckPassed, Text: located(set) + " goes with the settings"}, true
	default:
		return CheckFact{Outcome: CheckPassed, Text: located(set) + " go with the settings"}, true
	}
}

// fileResult is what is still wrong with the file as it will be, which is the
// operator's own. Groups and addresses are checks of their own.
func fileResult(v *walk.View) (CheckFact, bool) {
	findings := edited(v).Findings
	if form, _ := destination(v); form == FormConfig && v.Fresh(LookEdit) && edited(v).Err == nil && len(findings) == 0 {
		return CheckFact{Outcome: CheckPassed, Text: "its keys will be as " + versionOf(v).Label() + " wants them"}, true
	}
	fact := CheckFact{Outcome: CheckWarned}
	var said []string
	for _, finding := range findings {
		if finding.Key == "allowed_groups" || finding.Key == "authenticate_service_url" {
			continue
		}
		if finding.Fails {
			fact.Outcome = CheckFailed
		}
		said = append(said, fmt.Sprintf("%s %s", finding.Key, finding.Text))
	}
	fact.Text = strings.Join(said, "; ")
	return fact, len(said) > 0
}

const noScopes = "no"

// hasScopes: the file's idp_scopes is the operator's own, and stays unless they
// choose otherwise.
func hasScopes(v *walk.View) bool {
	form, _ := destination(v)
	contents := fileOf(v).Contents
	return form == FormConfig && contents.Form == config.YAML && len(contents.Scopes) > 0
}

// mendScopesQuestion is answered from the failed check, and asked where one
// goes back to it.
func mendScopesQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{
				Title: "Add to idp_scopes what Pomerium needs there?",
				Short: "Add what idp_scopes lacks?",
				Lead:  "It has to hold openid, and offline_access so that sessions can be refreshed. Others stay.",
				Rows:  []walk.Row{{Key: "idp_scopes", Value: text.Line(strings.Join(fileOf(v).Contents.Scopes, ", "))}},
			}
		},
		Options: func(*walk.View) []walk.Option {
			return []walk.Option{
				{Value: walk.TextOf(noScopes), Label: "Leave it as it is", Enter: "leave it", EnterShort: "leave it"},
				{Value: walk.TextOf(Yes), Label: "Add to idp_scopes", Enter: "show the change", EnterShort: "show"},
			}
		},
		Suggest:   func(*walk.View) (walk.Suggestion, bool) { return derived(noScopes, "") },
		Otherwise: otherwise(noScopes),
		Quiet:     always,
	}
}

// scopesRemedy adds to idp_scopes. The change stands in Preview.
func scopesRemedy(v *walk.View, _ CheckFact) (walk.Option, bool) {
	return walk.Option{Label: "Add to idp_scopes", Enter: "show the change", EnterShort: "show",
			Event: walk.Answered{Name: MendScopes, Value: walk.TextOf(Yes)}},
		hasScopes(v) && slices.ContainsFunc(edited(v).Findings, func(f config.Finding) bool { return f.Key == "idp_scopes" && f.Fails })
}
