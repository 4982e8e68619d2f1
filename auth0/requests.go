package auth0

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"pomerium-auth0/internal/secret"
)

const formType = "application/x-www-form-urlencoded"

// issued is what the token endpoint answers to a request that it grants. Which
// tokens are in it depends on the request.
type issued struct {
	AccessToken string `json:"access_token"`
	IDToken     string `json:"id_token"`
	ExpiresIn   int    `json:"expires_in"` // seconds
	Scope       string `json:"scope"`
	answer      *answer
}

// without is the error of an answer that lacks a token.
func (i issued) without(token string) error {
	return i.answer.useless("there is no " + token + " in it")
}

// postForm asks the token endpoint; prepare, unless nil, adds to the request.
func (c *Client) postForm(ctx context.Context, host Domain, form url.Values, prepare func(*http.Request)) (issued, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, host.URL()+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return issued{}, err
	}
	request.Header.Set("Content-Type", formType)
	request.Header.Set("Accept", "application/json")
	if prepare != nil {
		prepare(request)
	}
	a, err := c.transport.send(request)
	if err != nil {
		return issued{}, err
	}
	i := issued{answer: a}
	return i, a.decode(&i)
}

// exchange asks the token endpoint with an application's client ID and secret
// as Pomerium does: with HTTP Basic first, and in the form if they are refused
// (x/oauth2). An application may allow either way alone.
func (c *Client) exchange(ctx context.Context, host Domain, clientID string, clientSecret secret.Secret, form url.Values) (issued, error) {
	i, err := c.postForm(ctx, host, form, func(r *http.Request) {
		// Both are form-encoded inside of Basic (RFC 6749, 2.3.1).
		r.SetBasicAuth(url.QueryEscape(clientID), url.QueryEscape(clientSecret.Reveal()))
	})
	var refused *Error
	if !errors.As(err, &refused) || refused.Kind != BadCredentials {
		return i, err
	}
	form = maps.Clone(form)
	form.Set("client_id", clientID)
	form.Set("client_secret", clientSecret.Reveal())
	return c.postForm(ctx, host, form, nil)
}

// get asks for a path of the tenant; any answer is a good one.
func (c *Client) get(ctx context.Context, host Domain, path string, query url.Values) (*answer, error) {
	address := host.URL() + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return c.transport.send(request)
}
