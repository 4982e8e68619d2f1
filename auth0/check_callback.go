package auth0

import (
	"context"
	"net/url"
	"strings"

	"pomerium-auth0/internal/text"
)

// CheckCallback proves that Auth0 sends users back to callback: for a callback
// URL that is registered it begins a sign-in, for any other it shows an error.
// Nobody signs in, and nothing is followed.
func (c *Client) CheckCallback(ctx context.Context, domain Domain, clientID, callback string) Probe {
	const doing = "signing in"
	a, to, probe := c.redirected(ctx, domain, "/authorize", url.Values{
		"response_type": {"code"},
		"client_id":     {clientID},
		"redirect_uri":  {callback},
		"scope":         {"openid profile email offline_access"}, // Pomerium's own
		"state":         {"pomerium-auth0-check"},
	}, doing)
	if to == nil {
		return probe
	}
	problem := errorIn(to)
	switch {
	case problem == "":
		return Probe{Outcome: Passed, Text: "registered"}
	case strings.HasPrefix(to.String(), callback):
		return Probe{Outcome: Failed, Text: "registered, but every sign-in ends there with an error (" + text.Cut(problem, 160) + ")", raw: a.raw()}
	default:
		probe, _ = refusedProbe(a, problem, doing)
		return probe
	}
}
