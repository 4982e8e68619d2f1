package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/shell"
	"pomerium-auth0/tui/walk"
)

// workFor is what a setup does with the Management API, as far as it is known:
// what is asked for later counts only if it was given.
func workFor(given func(question string) string, version config.Version, domain auth0.Domain) auth0.Work {
	m2m := readsRoles(version) && given(M2MApp) != PasteApp && given(M2MApp) != NoApp
	return auth0.Work{
		Change: given(WebApp) != PasteApp || m2m,
		Grant:  m2m,
		Custom: !domain.IsZero() && !domain.Canonical() || given(TenantDomain) != "" && given(TenantDomain) != domain.Host(),
	}
}

func workOf(v *walk.View) auth0.Work {
	given := func(question string) string { g, _ := v.Given(question); return g.Value.Text }
	return workFor(given, versionOf(v), domainOf(v))
}

// neededScopes are the scopes that this walk requires.
func neededScopes(v *walk.View) []string { return auth0.ScopesFor(workOf(v)) }

// optionalScopes are those that it can use besides.
func optionalScopes(v *walk.View) []string {
	var scopes []string
	for _, need := range auth0.Needs(workOf(v)) {
		if need.Optional {
			scopes = append(scopes, need.Scope)
		}
	}
	return scopes
}

// ScopesFor says which scopes a setup with the answers that were given needs,
// and those that the M2M app gets, if there is one.
func ScopesFor(all map[string]walk.Given) (needs, m2mApp []auth0.Need, err error) {
	given := func(question string) string { return strings.TrimSpace(all[question].Value.Text) }
	var version config.Version
	if text := given(PomeriumVersion); text != "" {
		if version, err = config.ParseVersion(text); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", all[PomeriumVersion].Source, err)
		}
	}
	var domains [2]auth0.Domain
	for i, question := range []string{Domain, TenantDomain} {
		if given(question) == "" {
			continue
		}
		parsed, err := auth0.ParseDomain(given(question))
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", all[question].Source, err)
		}
		domains[i] = parsed.Candidates[0]
	}
	work := workFor(func(question string) string {
		if question == TenantDomain {
			return domains[1].Host()
		}
		return given(question)
	}, version, domains[0])
	if work.Change {
		needs = auth0.Needs(work)
	}
	if readsRoles(version) && given(M2MApp) != NoApp {
		m2mApp = auth0.M2MNeeds()
	}
	return needs, m2mApp, nil
}

// setupCommands are the commands of Auth0's CLI that make an application with
// just these scopes, which this program can use instead of a token.
func setupCommands(v *walk.View) []shell.Command {
	tenant := domainOf(v).Host()
	if given, was := v.Given(TenantDomain); was {
		tenant = given.Value.Text
	} else if !domainOf(v).Canonical() {
		tenant = "TENANT.auth0.com" // its own domain is asked for later
	}
	return []shell.Command{
		{"auth0", "apps", "create", "--name", "pomerium-auth0", "--type", "m2m", "--reveal-secrets"},
		{"auth0", "client-grants", "create", "--client-id", "CLIENT_ID", "--audience", "https://" + tenant + "/api/v2/",
			"--scopes", strings.Join(append(neededScopes(v), optionalScopes(v)...), ",")},
	}
}

// setupRows say how to make that application.
func setupRows(v *walk.View) []walk.Row {
	rows := append(addressRows(v),
		walk.Row{Key: "required", Value: strings.Join(neededScopes(v), " ")},
		walk.Row{Key: "optional", Value: strings.Join(optionalScopes(v), " ")},
		walk.Row{Key: "create it", Value: "Applications → Create Application → Machine to Machine, for the Auth0 Management API"})
	for i, command := range setupCommands(v) {
		row := walk.Row{Value: command.String()}
		if i == 0 {
			row.Key = "with a CLI"
		}
		rows = append(rows, row)
	}
	return rows
}

func setupText(v *walk.View) string {
	var lines []string
	for _, command := range setupCommands(v) {
		lines = append(lines, command.String())
	}
	return strings.Join(lines, "\n")
}
