package auth0

import (
	"context"
	"net/url"
)

// CheckLogout proves that Auth0 sends users who sign out back to returnTo, as
// Pomerium asks it to from 0.24 on (pkg/identity/oidc/auth0 of Pomerium 0.33).
func (c *Client) CheckLogout(ctx context.Context, domain Domain, clientID, returnTo string) Probe {
	a, err := c.get(ctx, domain, "/v2/logout", url.Values{"client_id": {clientID}, "returnTo": {returnTo}})
	if err != nil {
		return unchecked(err)
	}
	const doing = "signing out"
	if a.status < 300 || a.status >= 400 {
		return pageProbe(a, doing)
	}
	to, err := leadsTo(a)
	if err != nil {
		return nothingTold(a, err.Error())
	}
	problem := errorIn(to)
	switch {
	case a.header.Get("Location") == returnTo:
		return Probe{Outcome: Passed, Text: "registered"}
	case problem == "":
		return nothingTold(a, "it leads to "+shown(to.String())+" and not back")
	default:
		probe, _ := refusedProbe(a, problem, doing)
		return probe
	}
}
