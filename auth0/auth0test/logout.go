package auth0test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// serveLogout is GET /v2/logout. It sends the browser on to returnTo when that
// is in the application's list of allowed logout URLs, or, without a client_id,
// in the tenant's, which is empty here (Auth0, "Redirect Users After Logout").
func (t *Tenant) serveLogout(w http.ResponseWriter, r *http.Request) {
	ask := r.URL.Query()
	t.mu.Lock()
	client := t.findVisible(ask.Get("client_id"), time.Now())
	var allowed []string
	if client != nil {
		allowed = client.list("allowed_logout_urls")
	}
	t.mu.Unlock()

	returnTo := ask.Get("returnTo")
	switch {
	case ask.Get("client_id") != "" && client == nil:
		errorPage(w, http.StatusBadRequest, "invalid_request", "Unknown client: "+ask.Get("client_id"))
	case returnTo == "" && len(allowed) > 0:
		redirect(w, allowed[0])
	case returnTo == "":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "OK")
	case slices.ContainsFunc(allowed, func(url string) bool { return matches(url, withoutQuery(returnTo)) || matches(url, returnTo) }):
		redirect(w, returnTo)
	default:
		errorPage(w, http.StatusBadRequest, "invalid_request", `The "returnTo" querystring parameter "`+returnTo+
			`" is not defined as a valid URL in "Allowed Logout URLs".`)
	}
}

func redirect(w http.ResponseWriter, to string) {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusFound)
}

// withoutQuery cuts the query and fragment off, which are not compared.
func withoutQuery(url string) string {
	url, _, _ = strings.Cut(url, "#")
	url, _, _ = strings.Cut(url, "?")
	return url
}
