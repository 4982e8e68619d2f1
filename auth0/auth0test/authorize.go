package auth0test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// serveAuthorize is GET /authorize. It leads to the login page when the
// application and its callback URL are right. An error goes to the callback
// URL once that is known to be the application's, and else onto an error page.
func (t *Tenant) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	ask := r.URL.Query()
	t.mu.Lock()
	client := t.findVisible(ask.Get("client_id"), time.Now())
	var callbacks, grants []string
	if client != nil {
		callbacks, grants = client.list("callbacks"), client.list("grant_types")
	}
	t.mu.Unlock()

	switch {
	case ask.Get("client_id") == "":
		errorPage(w, http.StatusBadRequest, "invalid_request", "Missing required parameter: client_id")
		return
	case client == nil:
		errorPage(w, http.StatusBadRequest, "invalid_request", "Unknown client: "+ask.Get("client_id"))
		return
	}
	callback := ask.Get("redirect_uri")
	if callback == "" && len(callbacks) > 0 {
		callback = callbacks[0]
	}
	if !slices.ContainsFunc(callbacks, func(allowed string) bool { return matches(allowed, callback) }) {
		errorPage(w, http.StatusForbidden, "unauthorized_client",
			"Callback URL mismatch. "+callback+" is not in the list of allowed callback URLs")
		return
	}
	if audience := ask.Get("audience"); audience != "" && audience != t.audience() && audience != issuer(t.host(r))+"userinfo" {
		errorPage(w, http.StatusForbidden, "access_denied", "Service not found: "+audience)
		return
	}
	refuse := func(name, description string) { t.refuseAtCallback(w, callback, ask.Get("state"), name, description) }
	switch responseType, method := ask.Get("response_type"), ask.Get("code_challenge_method"); {
	case responseType == "":
		refuse("invalid_request", "Missing required parameter: response_type")
	case responseType != "code":
		// Auth0 knows six more, which give tokens to the browser; the stand-in
		// gives codes only, all that Pomerium ever asks for.
		refuse("unsupported_response_type", "Unsupported response type: "+responseType)
	case !slices.Contains(grants, "authorization_code"):
		refuse("unauthorized_client", "Grant type 'authorization_code' not allowed for the client.")
	case method != "" && method != "S256" && method != "plain":
		// RFC 7636 section 4.4.1, in its own words: Auth0's are not public.
		refuse("invalid_request", "transform algorithm not supported")
	default:
		t.begin(w, r, signIn{
			host: t.host(r), clientID: ask.Get("client_id"), callback: callback, state: ask.Get("state"), nonce: ask.Get("nonce"),
			scopes: strings.Fields(ask.Get("scope")), challenge: ask.Get("code_challenge"), method: ask.Get("code_challenge_method"),
			audience: ask.Get("audience"), unasked: ask.Get("redirect_uri") == "",
		})
	}
}

// refuseAtCallback sends an error to the application (RFC 6749 section
// 4.1.2.1).
func (t *Tenant) refuseAtCallback(w http.ResponseWriter, callback, state, name, description string) {
	u, err := url.Parse(callback)
	if err != nil {
		errorPage(w, http.StatusForbidden, name, description)
		return
	}
	values := u.Query()
	values.Set("error", name)
	values.Set("error_description", description)
	if state != "" {
		values.Set("state", state)
	}
	u.RawQuery = values.Encode()
	w.Header().Set("Location", u.String())
	w.WriteHeader(http.StatusFound)
}

// matches compares a URL with one of an application's list: character by
// character, port and final slash included, but that a * stands for one label
// of a host name ("Subdomain URL Placeholders").
func matches(allowed, asked string) bool {
	before, after, wildcard := strings.Cut(allowed, "*")
	if !wildcard {
		return allowed == asked
	}
	label := regexp.MustCompile("^" + regexp.QuoteMeta(before) + "[A-Za-z0-9-]+" + regexp.QuoteMeta(after) + "$")
	return label.MatchString(asked)
}
