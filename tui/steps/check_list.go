package steps

import (
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// CheckNames are the names of all checks, in the order of the screen. They are
// for a test that each of them is seen to pass and to fail.
func CheckNames() []string {
	var names []string
	for _, c := range checkList() {
		names = append(names, c.key)
	}
	return names
}

// checkList are the checks in the order of the screen: first what Auth0 is
// asked, then what follows from the file and what surrounds it.
func checkList() []check {
	return []check{
		{
			key: "discovery", told: true, look: CheckDiscovery, again: CheckDiscovery, result: misledResult,
			request: func(v *walk.View) any {
				if domain := domainOf(v); !domain.IsZero() {
					return ProbeRequest{Check: CheckDiscovery, Domain: domain}
				}
				return nil
			},
		},
		{key: "custom domain", result: customDomainResult, again: LookCustomDomain},
		{key: "clock", result: clockResult, again: CheckDiscovery, onward: "Go on with this clock"},
		{
			key: "web app", told: true, of: &web, look: CheckWebApp, again: CheckDiscovery, must: true,
			request: func(v *walk.View) any { return probeSecret(v, CheckWebApp, callbackURL(v)) },
			remedy:  web.remedy("Turn the grant on in Auth0"),
			byHand: inDashboard(auth0.MissingGrant, func(*walk.View) string {
				return "under Settings → Advanced → Grant Types, tick Authorization Code"
			}),
		},
		{
			key: "callback URL", told: true, look: CheckCallback, again: CheckDiscovery,
			request: func(v *walk.View) any { return probeURL(v, CheckCallback, callbackURL(v)) },
			remedy:  web.remedy("Add the callback URL in Auth0"),
			byHand: inDashboard(auth0.MissingURL, func(v *walk.View) string {
				return "to Allowed Callback URLs, add " + callbackURL(v)
			}),
			onward: "Go on without the callback URL",
		},
		{
			key: "logout URL", told: true, look: CheckLogout, again: CheckDiscovery,
			request: func(v *walk.View) any { return probeURL(v, CheckLogout, strings.Join(logoutURLs(v), "\n")) },
			remedy:  web.remedy("Add the logout URL in Auth0"),
			byHand: inDashboard(auth0.MissingURL, func(v *walk.View) string {
				if urls := logoutURLs(v); len(urls) > 1 {
					return "let Allowed Logout URLs hold " + strings.Join(urls, " and ")
				}
				return "to Allowed Logout URLs, add " + authenticateURL(v).Logout()
			}),
			onward: "Go on without the logout URL",
		},
		{
			key: "settings", of: &web, look: CheckSettings, again: CheckDiscovery, result: settingsResult,
			request: probeSettings, otherwise: withoutAccess(auth0.ReadClients), hidden: true,
			remedy: web.remedy("Correct the settings in Auth0"),
		},
		{
			key: "refresh", told: true, look: CheckRefresh, again: CheckDiscovery, request: probeRefresh, hidden: true,
			byHand: inDashboard(auth0.MissingGrant, func(*walk.View) string {
				return "under Settings → Advanced → Grant Types, tick Refresh Token"
			}),
		},
		{key: "connections", look: CheckConnections, again: CheckDiscovery, request: probeConnections, otherwise: withoutAccess(auth0.ReadConnections), hidden: true},
		{
			key: "M2M app", of: &m2m, look: CheckM2MApp, again: CheckDiscovery, request: probeM2MApp, otherwise: m2mAppResult, must: true,
			remedy: m2m.remedy("Mend its grant in Auth0"),
			byHand: inDashboard(auth0.MissingGrant, func(*walk.View) string {
				return "under APIs → Auth0 Management API → Machine to Machine Applications, authorise it for " + strings.Join(auth0.M2MScopes(), ", ")
			}),
		},
		{key: "one for both", of: &m2m, result: bothResult},
		{key: "roles", result: rolesResult, again: LookFile},
		{
			key: "address", look: CheckAddress, again: CheckDiscovery, request: probeAddress, hidden: true,
			otherwise: func(v *walk.View) CheckFact { return CheckFact{Text: noAddress(v)} },
		},
		{key: "file", result: fileResult, again: LookFile, planned: true, remedy: scopesRemedy},
		{key: "certificates", result: certificatesResult, again: LookFile, onward: "Go on without the certificates"},
		{key: "groups", result: groupsResult, again: LookFile, planned: true},
		{key: "environment", result: environmentResult, again: LookFile, planned: true},
		{
			key: "sign-in", told: true, again: CheckDiscovery, result: signInResult, onward: "Go on without that sign-in",
			remedy: signInRemedy,
		},
	}
}
