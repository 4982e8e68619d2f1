package auth0test

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// serveToken is POST /oauth/token.
func (t *Tenant) serveToken(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(r)
	if err != nil {
		oauthError{http.StatusBadRequest, "invalid_request", "Invalid request body"}.write(w)
		return
	}
	body, refusal := t.token(r, form)
	if refusal != nil {
		refusal.write(w)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, body)
}

func (t *Tenant) token(r *http.Request, form url.Values) (map[string]any, *oauthError) {
	t.mu.Lock()
	defer t.mu.Unlock()
	grantType := form.Get("grant_type")
	if grantType == "" {
		return nil, &oauthError{http.StatusBadRequest, "invalid_request", "Missing required parameter: grant_type"}
	}
	client := t.authenticateClient(r, form)
	if client == nil {
		return nil, &oauthError{http.StatusUnauthorized, "access_denied", "Unauthorized"}
	}
	if !slices.Contains(grantTypes(), grantType) {
		return nil, &oauthError{http.StatusForbidden, "unsupported_grant_type", "Unsupported grant type: " + grantType}
	}
	if !slices.Contains(client.list("grant_types"), grantType) {
		return nil, &oauthError{http.StatusForbidden, "unauthorized_client", "Grant type '" + grantType + "' not allowed for the client."}
	}
	switch grantType {
	case "client_credentials":
		return t.clientCredentials(t.host(r), client, form)
	case "authorization_code":
		return t.redeem(t.host(r), client, form)
	case "refresh_token":
		return t.refresh(client, form)
	}
	return nil, &oauthError{http.StatusForbidden, "unsupported_grant_type", "Unsupported grant type: " + grantType}
}

// readForm reads the parameters, which Auth0 takes as a form and as JSON.
func readForm(r *http.Request) (url.Values, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return url.ParseQuery(string(raw))
	}
	var fields map[string]string
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	return form, nil
}

// authenticateClient returns the application that asks, nil if it is not the
// one it says it is. What it may use follows from its token_endpoint_auth_method:
// one without takes both ways, "none" takes no secret at all, and one with
// client_authentication_methods (private_key_jwt) takes none of these.
func (t *Tenant) authenticateClient(r *http.Request, form url.Values) *client {
	id, secret, basic := r.BasicAuth()
	if basic {
		// RFC 6749 section 2.3.1: both are form-encoded inside of Basic.
		var errID, errSecret error
		id, errID = url.QueryUnescape(id)
		secret, errSecret = url.QueryUnescape(secret)
		if errID != nil || errSecret != nil {
			return nil
		}
	} else {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	client := t.findVisible(id, time.Now())
	if client == nil || client.fields["client_authentication_methods"] != nil {
		return nil
	}
	ok := secret != "" && secret == client.text("client_secret")
	switch client.text("token_endpoint_auth_method") {
	case "none":
		ok = secret == "" && !basic
	case "client_secret_post":
		ok = ok && !basic
	case "client_secret_basic":
		ok = ok && basic
	}
	if !ok {
		return nil
	}
	return client
}

func (t *Tenant) clientCredentials(host string, client *client, form url.Values) (map[string]any, *oauthError) {
	denied := func(description string) (map[string]any, *oauthError) {
		return nil, &oauthError{http.StatusForbidden, "access_denied", description}
	}
	audience := form.Get("audience")
	switch audience {
	case t.audience():
	case "":
		return denied("Non-global clients are not allowed access to APIv1")
	default:
		return denied("Service not found: " + audience)
	}
	at := slices.IndexFunc(t.grants, func(g *grant) bool {
		return g.text("client_id") == client.id() && g.text("audience") == audience &&
			g.text("subject_type") == "client" && !time.Now().Before(g.visible)
	})
	if at < 0 {
		return denied(`Client is not authorized to access "` + audience + `". You need to create a "client-grant" ` +
			`associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`)
	}
	scopes := t.grants[at].allows()
	if asked := strings.Fields(form.Get("scope")); len(asked) > 0 {
		missing := slices.DeleteFunc(slices.Clone(asked), func(s string) bool { return slices.Contains(scopes, s) })
		if len(missing) > 0 {
			return denied("Client has not been granted scopes: " + strings.Join(missing, ", "))
		}
		scopes = asked
	}
	return map[string]any{
		"access_token": t.keys.sign(t.claims(host, client.id(), scopes)),
		"scope":        strings.Join(scopes, " "),
		"expires_in":   int(tokenLifetime.Seconds()),
		"token_type":   "Bearer",
	}, nil
}
