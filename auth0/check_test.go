package auth0_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

const (
	clientSecret = "q8Lz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6Uj"
	signedOut    = "https://authenticate.example.com/.pomerium/signed_out"
)

func TestTheSecretIsProvenAsPomeriumUsesIt(t *testing.T) {
	for _, c := range []struct {
		name     string
		app      map[string]any
		secret   string
		outcome  auth0.Outcome
		words    string
		requests int
	}{
		{"right", nil, clientSecret, auth0.Passed, "takes its client ID and secret", 1},
		{"right, in the form", map[string]any{"token_endpoint_auth_method": "client_secret_post"}, clientSecret, auth0.Passed, "takes", 2},
		{"right, Basic", map[string]any{"token_endpoint_auth_method": "client_secret_basic"}, clientSecret, auth0.Passed, "takes", 1},
		{"wrong", nil, "wrong", auth0.Failed, "does not take its client ID and secret", 2},
		{"not the application's", nil, "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w", auth0.Failed, "does not take", 2},
		{"Native", map[string]any{"app_type": "native", "token_endpoint_auth_method": "none"}, clientSecret, auth0.Failed, "does not take", 2},
		{"without the grant", map[string]any{"grant_types": []string{"client_credentials"}}, clientSecret, auth0.Failed, "authorization code is off", 1},
	} {
		w := newWorld(t, auth0test.Options{})
		fields := map[string]any{"name": "x", "client_secret": clientSecret}
		for name, value := range c.app {
			fields[name] = value
		}
		id := w.AddApplication(fields)
		p := w.client.CheckSecret(t.Context(), w.domain, id, hidden(c.secret), pomerium.Callback)
		if p.Outcome != c.outcome || !strings.Contains(p.Text, c.words) || len(w.Requests()) != c.requests {
			t.Errorf("%s: %+v after %d requests", c.name, p, len(w.Requests()))
		}
		if (p.Outcome == auth0.Passed) != (p.Raw() == "") || strings.Contains(p.Raw()+p.Text, c.secret) {
			t.Errorf("%s: raw %q", c.name, p.Raw())
		}
	}
}

func TestTheCallbackURLIsProvenWithoutASignIn(t *testing.T) {
	const ends = "signing in would end on an error page"
	for _, c := range []struct {
		name   string
		app    map[string]any
		effect auth0test.Effect
		want   auth0.Probe
	}{
		{"registered", map[string]any{"callbacks": []string{pomerium.Callback}}, nil, auth0.Probe{Outcome: auth0.Passed, Text: "registered"}},
		{"another", map[string]any{"callbacks": []string{pomerium.Callback + "/"}}, nil, notRegistered(ends)},
		{"no grant", map[string]any{"callbacks": []string{pomerium.Callback}, "grant_types": []string{}}, nil,
			auth0.Probe{Outcome: auth0.Failed, Text: "registered, but every sign-in ends there with an error (unauthorized_client: Grant type 'authorization_code' not allowed for the client.)"}},
		{"no connections", map[string]any{}, to(pomerium.Callback + "?error=invalid_request&error_description=no+connections+enabled+for+the+client"),
			auth0.Probe{Outcome: auth0.Failed, Text: "registered, but every sign-in ends there with an error (invalid_request: no connections enabled for the client)"}},
		{"unknown application", nil, nil, unknownApplication},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, auth0test.Options{})
			id := "nobody"
			if c.app != nil {
				c.app["name"] = "x"
				id = w.AddApplication(c.app)
			}
			if c.effect != nil {
				w.Fail(auth0test.Fault{Times: 9, Effect: c.effect})
			}
			checkProbe(t, w.client.CheckCallback(t.Context(), w.domain, id, pomerium.Callback), c.want)
		})
	}
}

func TestTheLogoutURLIsProven(t *testing.T) {
	const ends = "signing out would end on an error page"
	for _, c := range []struct {
		name    string
		allowed []string
		known   bool
		want    auth0.Probe
	}{
		{"registered", []string{signedOut}, true, auth0.Probe{Outcome: auth0.Passed, Text: "registered"}},
		{"another", []string{"https://authenticate.example.com"}, true, notRegistered(ends)},
		{"none", nil, true, notRegistered(ends)},
		{"unknown application", nil, false, unknownApplication},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, auth0test.Options{})
			id := "nobody"
			if c.known {
				id = w.AddApplication(map[string]any{"name": "x", "allowed_logout_urls": append([]string{}, c.allowed...)})
			}
			checkProbe(t, w.client.CheckLogout(t.Context(), w.domain, id, signedOut), c.want)
			if len(w.Requests()) != 1 {
				t.Errorf("%d requests", len(w.Requests()))
			}
		})
	}
}

// TestAURLIsMissingOnlyWhereAuth0SaysSo: what Auth0 says is read alike on its
// own page and on the way to one of the tenant's, for both URLs.
func TestAURLIsMissingOnlyWhereAuth0SaysSo(t *testing.T) {
	says := func(code, description string) auth0test.Effect {
		return to("https://example.com/oops?" + url.Values{"error": {code}, "error_description": {description}}.Encode())
	}
	long := "https://" + strings.Repeat("a", 63) + "." + strings.Repeat("b", 63) + ".example.com/.pomerium/signed_out"
	noReturn := `The "returnTo" querystring parameter "` + long + `" is not defined as a valid URL in "Allowed Logout URLs".`
	for _, c := range []struct {
		name   string
		effect auth0test.Effect
		want   func(ends string) auth0.Probe
	}{
		{"a page without the callback", auth0test.HTML(403, "unauthorized_client: Callback URL mismatch. x is not in the list"), notRegistered},
		{"a page without the logout URL", auth0test.HTML(400, noReturn), notRegistered},
		{"the tenant's own page without the callback", says("unauthorized_client", "Callback URL mismatch."), notRegistered},
		{"the tenant's own page without the logout URL", says("invalid_request", noReturn), notRegistered},
		{"a page without the application", auth0test.HTML(400, "invalid_request: Unknown client: abc"), always(unknownApplication)},
		{"the tenant's own page without the application", says("invalid_request", "Unknown client: abc"), always(unknownApplication)},
		{"a page with another error", auth0test.HTML(400, "<h1>Oops!</h1>invalid_request: no such thing"), anotherError("Oops! invalid_request: no such thing")},
		{"the tenant's own page with another error", says("access_denied", "no such thing"), anotherError("access_denied: no such thing")},
		{"an address that is turned away", auth0test.HTML(403, "<h1>Your IP was blocked</h1>"), nothing("Auth0's answer tells nothing: Your IP was blocked")},
		{"a page of no meaning", auth0test.HTML(200, "<script>x</script><h1>Hi &amp; welcome</h1>"), nothing("Auth0's answer tells nothing: Hi & welcome")},
		{"a redirect to nowhere", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(http.StatusFound) }, nothing("it leads nowhere")},
		{"in trouble", auth0test.HTML(503, "<h1>later</h1>"), nothing("problem of its own")},
		{"cut", auth0test.DropBefore, nothing("was cut")},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, auth0test.Options{})
			w.Fail(auth0test.Fault{Times: -1, Effect: c.effect})
			checkProbe(t, w.client.CheckCallback(t.Context(), w.domain, "abc", pomerium.Callback), c.want("signing in would end on an error page"))
			checkProbe(t, w.client.CheckLogout(t.Context(), w.domain, "abc", long), c.want("signing out would end on an error page"))
		})
	}
}

var unknownApplication = auth0.Probe{Outcome: auth0.Failed, Text: "Auth0 knows no application with this client ID", Cause: auth0.UnknownID, TooEarly: true}

func notRegistered(ends string) auth0.Probe {
	return auth0.Probe{Outcome: auth0.Failed, Text: "not registered: " + ends, Cause: auth0.MissingURL}
}

func always(p auth0.Probe) func(string) auth0.Probe { return func(string) auth0.Probe { return p } }

func anotherError(said string) func(string) auth0.Probe {
	return func(ends string) auth0.Probe {
		return auth0.Probe{Outcome: auth0.Failed, Text: ends + " (" + said + ")"}
	}
}

// nothing is proven; words are a part of why.
func nothing(words string) func(string) auth0.Probe {
	return always(auth0.Probe{Outcome: auth0.NotChecked, Text: words, Cause: auth0.NothingTold})
}

func checkProbe(t *testing.T, got, want auth0.Probe) {
	t.Helper()
	said := got.Text == want.Text || want.Outcome == auth0.NotChecked && strings.Contains(got.Text, want.Text)
	if !said || got.Outcome != want.Outcome || got.Cause != want.Cause || got.TooEarly != want.TooEarly {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAFreshApplicationIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, auth0test.Options{ReadAfter: 2 * time.Second})
		made, err := w.client.CreateApplication(t.Context(), w.access, pomerium.Application())
		if err != nil {
			t.Fatal(err)
		}
		until := time.Now().Add(5 * time.Second)
		for name, probe := range map[string]func(context.Context) auth0.Probe{
			"secret": func(ctx context.Context) auth0.Probe {
				return w.client.CheckSecret(ctx, w.domain, made.ID, made.Secret, pomerium.Callback)
			},
			"callback": func(ctx context.Context) auth0.Probe {
				return w.client.CheckCallback(ctx, w.domain, made.ID, pomerium.Callback)
			},
			"logout": func(ctx context.Context) auth0.Probe {
				return w.client.CheckLogout(ctx, w.domain, made.ID, signedOut)
			},
		} {
			if p := auth0.Until(t.Context(), until, probe); p.Outcome != auth0.Passed {
				t.Errorf("%s: %+v", name, p)
			}
		}
		start := time.Now()
		p := auth0.Until(t.Context(), start.Add(5*time.Second), func(ctx context.Context) auth0.Probe {
			return w.client.CheckLogout(ctx, w.domain, "nobody", signedOut)
		})
		if p.Outcome != auth0.Failed || time.Since(start) != 5*time.Second {
			t.Errorf("after %v: %+v", time.Since(start), p)
		}
	})
}

// to answers like a tenant that leads on.
func to(address string) auth0test.Effect {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Location", address)
		w.WriteHeader(http.StatusFound)
	}
}
