package auth0

import (
	"context"
	"errors"
	"net/url"

	"pomerium-auth0/internal/secret"
)

// CheckSecret proves that Auth0 takes an application's client ID and secret
// for a sign-in, by trading in a code that was never given: whoever is let in
// is told that the code is wrong.
func (c *Client) CheckSecret(ctx context.Context, domain Domain, clientID string, clientSecret secret.Secret, callback string) Probe {
	return secretProbe(c.exchange(ctx, domain, clientID, clientSecret, url.Values{
		"grant_type":   {AuthorizationCode},
		"code":         {"pomerium-auth0-check"},
		"redirect_uri": {callback},
	}))
}

// CheckRefresh proves that an application may refresh sessions, in the same
// way: without the grant Pomerium signs users out when their token ends.
func (c *Client) CheckRefresh(ctx context.Context, domain Domain, clientID string, clientSecret secret.Secret) Probe {
	probe := secretProbe(c.exchange(ctx, domain, clientID, clientSecret, url.Values{
		"grant_type":    {RefreshToken},
		"refresh_token": {"pomerium-auth0-check"},
	}))
	switch {
	case probe.Outcome == Passed:
		probe.Text = "sessions can be refreshed"
	case probe.TooEarly: // the check of the secret says so
		probe = Probe{Outcome: NotChecked, Text: "whether sessions can be refreshed is seen once its secret is taken"}
	case probe.Outcome == Failed:
		probe.Text = "its grant refresh token is off: users are signed out when their token ends"
	}
	return probe
}

// secretProbe reads the answer by its error, not by its status: documents and
// live tenants disagree on the latter.
func secretProbe(got issued, err error) Probe {
	if err == nil && got.AccessToken == "" && got.IDToken == "" {
		err = got.without("token and no error")
	}
	var refused *Error
	if !errors.As(err, &refused) {
		if err == nil {
			return Probe{Outcome: NotChecked, Text: "Auth0 gave a token for a code that does not exist", Cause: NothingTold}
		}
		return unchecked(err)
	}
	switch refused.Code {
	case "invalid_grant":
		return Probe{Outcome: Passed, Text: "Auth0 takes its client ID and secret"}
	case "access_denied", "invalid_client":
		return Probe{Outcome: Failed, Text: "Auth0 does not take its client ID and secret (" + refused.words() + ")", Cause: WrongSecret, TooEarly: true, raw: refused.Raw()}
	case "unauthorized_client":
		return Probe{Outcome: Failed, Text: "its grant authorization code is off, without which nobody can sign in (" + refused.words() + ")", Cause: MissingGrant, raw: refused.Raw()}
	default:
		return unchecked(err)
	}
}
