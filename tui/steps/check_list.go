package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// checkList are the checks in the order of the screen: first what Auth0 is
// asked, then what follows from the file and what surrounds it.
func checkList() []check {
	return []check{
		{
			key: "discovery", look: CheckDiscovery, again: CheckDiscovery,
			request: func(v *walk.View) any {
				if domain := domainOf(v); !domain.IsZero() {
					return ProbeRequest{Check: CheckDiscovery, Domain: domain}
				}
				return nil
			},
		},
		{key: "clock", result: clockResult, again: CheckDiscovery, onward: "Go on with this clock"},
		{
			key: "web app", look: CheckWebApp, again: CheckDiscovery,
			request: func(v *walk.View) any { return probeWebApp(v, CheckWebApp, callbackURL(v)) },
			remedy: func(v *walk.View) (walk.Option, bool) {
				return walk.Option{Label: "Correct the client secret", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: WebAppSecret}},
					v.Text(WebApp) == PasteApp
			},
		},
		{
			key: "callback URL", look: CheckCallback, again: CheckDiscovery,
			request: func(v *walk.View) any { return probeWebApp(v, CheckCallback, callbackURL(v)) },
			remedy:  addURL("callback URL"),
			byHand: func(v *walk.View) string {
				return "in the dashboard, to Allowed Callback URLs, add " + callbackURL(v)
			},
			onward: "Go on without the callback URL",
		},
		{
			key: "logout URL", look: CheckLogout, again: CheckDiscovery,
			request: func(v *walk.View) any { return probeWebApp(v, CheckLogout, authenticateURL(v).Logout()) },
			remedy:  addURL("logout URL"),
			byHand: func(v *walk.View) string {
				return "in the dashboard, to Allowed Logout URLs, add " + authenticateURL(v).Logout()
			},
			onward: "Go on without the logout URL",
		},
		{key: "settings", result: settingsResult, again: LookApplications},
		{key: "connections", look: CheckConnections, again: CheckDiscovery, request: probeConnections, hidden: true},
		{key: "M2M app", look: CheckM2MApp, again: CheckDiscovery, request: probeM2MApp, otherwise: m2mAppResult},
		{key: "roles", result: rolesResult, again: LookFile},
		{key: "address", look: CheckAddress, again: CheckDiscovery, request: probeAddress, hidden: true},
		{key: "certificates", result: certificatesResult, again: LookFile, onward: "Go on without the certificates"},
		{key: "groups", result: groupsResult, again: LookFile},
		{key: "environment", result: environmentResult, again: LookFile},
		{key: "sign-in", result: signInResult, again: CheckDiscovery, onward: "Go on without that sign-in"},
	}
}

// addURL is the remedy that reads the applications again: the plan that adds
// what is missing follows from what is found.
func addURL(what string) func(*walk.View) (walk.Option, bool) {
	return func(v *walk.View) (walk.Option, bool) {
		return walk.Option{Label: "Add the " + what + " in Auth0", Enter: "show the change", EnterShort: "show", Event: walk.Goto{Name: LookApplications}},
			v.Text(WebApp) != PasteApp && accessOf(v) != (auth0.Access{})
	}
}

func probeWebApp(v *walk.View, name, url string) any {
	id, clientSecret := web.clientID(v), web.clientSecret(v)
	if id == "" || clientSecret.IsZero() || unreached(v) {
		return nil
	}
	request := ProbeRequest{Check: name, Domain: domainOf(v), ClientID: id, URL: url, Gen: web.gen(v), Assumed: id == AssumedID}
	if name == CheckWebApp {
		request.Secret = clientSecret
	}
	for _, made := range v.Made() {
		if made.Object.ID == id && made.Object.Kind == KindWebApp {
			request.Assumed = request.Assumed || made.Assumed
			if made.Was == nil {
				request.Fresh = made.At
			}
		}
	}
	return request
}

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
		return CheckFact{Text: "not checked: Pomerium runs in a container, with files of its own"}, true
	case len(missing) > 0 && runs == config.OnThisMachine:
		return CheckFact{Outcome: CheckFailed, Text: are(missing) + " not there: Pomerium does not start"}, true
	case len(missing) > 0:
		return CheckFact{Text: "not checked: " + are(missing) + " not on this machine"}, true
	case len(unknown) > 0:
		return CheckFact{Text: "not checked: " + enumerated(unknown) + " cannot be looked for from here"}, true
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

// environmentResult: variables that Pomerium is started with beat the file.
func environmentResult(v *walk.View) (CheckFact, bool) {
	settings, _ := settingsOf(Options{}, v)
	if !versionOf(v).WritesFile() || settings.ClientID == "" {
		return CheckFact{}, false
	}
	wrong := against(v, settings, versionOf(v))
	if len(wrong) == 0 {
		return CheckFact{}, false
	}
	return CheckFact{Outcome: CheckFailed, Text: fmt.Sprintf("%s in %s beats the settings: take it out there", named(wrong), text.Line(wrong[0].Place))}, true
}
