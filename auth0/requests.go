package auth0

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

const formType = "application/x-www-form-urlencoded"

// postForm asks the token endpoint; prepare, unless nil, adds to the request.
// A good answer holds JSON.
func (c *Client) postForm(ctx context.Context, host Domain, form url.Values, prepare func(*http.Request)) (*answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, host.URL()+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", formType)
	request.Header.Set("Accept", "application/json")
	if prepare != nil {
		prepare(request)
	}
	a, err := c.transport.send(request)
	if err != nil {
		return nil, err
	}
	return a, a.mustBeJSON()
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
