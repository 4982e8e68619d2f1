package auth0

import (
	"context"
	"net/url"
	"strings"
)

// CheckCallback proves that Auth0 sends users back to callback: for a callback
// URL that is registered it begins a sign-in, for any other it shows an error.
// Nobody signs in, and nothing is followed.
func (c *Client) CheckCallback(ctx context.Context, domain Domain, clientID, callback string) Probe {
	a, err := c.get(ctx, domain, "/authorize", url.Values{
		"response_type": {"code"},
		"client_id":     {clientID},
		"redirect_uri":  {callback},
		"scope":         {"openid profile email offline_access"}, // Pomerium's own
		"state":         {"pomerium-auth0-check"},
	})
	if err != nil {
		return unchecked(err)
	}
	if a.status < 300 || a.status >= 400 {
		return failedPage(a, "not registered: signing in would end on an error page")
	}
	location, err := a.request.URL.Parse(a.header.Get("Location"))
	if err != nil {
		return Probe{Outcome: NotChecked, Text: "Auth0's answer tells nothing: it leads nowhere", raw: a.raw()}
	}
	problem := errorIn(location)
	switch {
	case problem == "":
		return Probe{Outcome: Passed, Text: "registered"}
	case strings.HasPrefix(location.String(), callback):
		return Probe{Outcome: Failed, Text: "registered, but every sign-in ends there with an error (" + problem + ")", raw: a.raw()}
	default: // an error page of the tenant's own
		return Probe{Outcome: Failed, Text: "not registered: signing in would end on an error page (" + problem + ")", Cause: MissingURL, TooEarly: strings.Contains(problem, "Unknown client"), raw: a.raw()}
	}
}
