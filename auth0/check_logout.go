package auth0

import (
	"context"
	"net/url"
)

// CheckLogout proves that Auth0 sends users who sign out back to returnTo, as
// Pomerium asks it to from 0.24 on (pkg/identity/oidc/auth0 of Pomerium 0.33).
func (c *Client) CheckLogout(ctx context.Context, domain Domain, clientID, returnTo string) Probe {
	const doing = "signing out"
	a, to, probe := c.redirected(ctx, domain, "/v2/logout", url.Values{"client_id": {clientID}, "returnTo": {returnTo}}, doing)
	if to == nil {
		return probe
	}
	problem := errorIn(to)
	switch {
	case a.header.Get("Location") == returnTo:
		return Probe{Outcome: Passed, Text: "registered"}
	case problem == "":
		return nothingTold(a, "it leads to "+shown(to.String())+" and not back")
	default:
		probe, _ = refusedProbe(a, problem, doing)
		return probe
	}
}
