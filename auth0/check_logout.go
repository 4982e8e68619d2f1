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
	const mismatch = "not registered: signing out would end on an error page"
	switch location := a.header.Get("Location"); {
	case a.status < 300 || a.status >= 400:
		return failedPage(a, mismatch)
	case location == returnTo:
		return Probe{Outcome: Passed, Text: "registered"}
	default: // an error page of the tenant's own
		return Probe{Outcome: Failed, Text: mismatch + " (it leads to " + shown(location) + ")", Cause: MissingURL, raw: a.raw()}
	}
}
