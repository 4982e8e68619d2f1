package steps

import (
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
		{key: "refresh", look: CheckRefresh, again: CheckDiscovery, request: probeRefresh, hidden: true},
		{key: "connections", look: CheckConnections, again: CheckDiscovery, request: probeConnections, hidden: true},
		{key: "M2M app", look: CheckM2MApp, again: CheckDiscovery, request: probeM2MApp, otherwise: m2mAppResult},
		{key: "roles", result: rolesResult, again: LookFile},
		{key: "address", look: CheckAddress, again: CheckDiscovery, request: probeAddress, hidden: true},
		{key: "file", result: fileResult, again: LookFile},
		{key: "certificates", result: certificatesResult, again: LookFile, onward: "Go on without the certificates"},
		{key: "groups", result: groupsResult, again: LookFile},
		{key: "environment", result: environmentResult, again: LookFile},
		{key: "sign-in", result: signInResult, again: CheckDiscovery, onward: "Go on without that sign-in"},
	}
}
