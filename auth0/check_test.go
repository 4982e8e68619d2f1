package auth0_test

import (
	"context"
	"net/http"
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
	for _, c := range []struct {
		name     string
		app      map[string]any
		effect   auth0test.Effect
		outcome  auth0.Outcome
		words    string
		tooEarly bool
	}{
		{"registered", map[string]any{"callbacks": []string{pomerium.Callback}}, nil, auth0.Passed, "registered", false},
		{"another", map[string]any{"callbacks": []string{pomerium.Callback + "/"}}, nil, auth0.Failed, "not registered: signing in would end on an error page", false},
		{"another reason", map[string]any{}, auth0test.HTML(400, "<h1>Oops!</h1>invalid_request: no such thing"), auth0.Failed, "error page (Oops! invalid_request: no such thing)", false},
		{"no grant", map[string]any{"callbacks": []string{pomerium.Callback}, "grant_types": []string{}}, nil, auth0.Failed, "every sign-in ends there with an error (unauthorized_client", false},
		{"unknown application", nil, nil, auth0.Failed, "knows no application with this client ID", true},
		{"the tenant's own error page", map[string]any{}, to("https://example.com/oops?error=unauthorized_client&error_description=Callback+URL+mismatch."), auth0.Failed, "not registered", false},
		{"no connections", map[string]any{}, to(pomerium.Callback + "?error=invalid_request&error_description=no+connections+enabled+for+the+client"), auth0.Failed, "no connections enabled for the client", false},
		{"in trouble", map[string]any{}, auth0test.HTML(503, "<h1>later</h1>"), auth0.NotChecked, "problem of its own", false},
		{"a page of no meaning", map[string]any{}, auth0test.HTML(200, "<script>x</script><h1>Hi &amp; welcome</h1>"), auth0.NotChecked, "Hi & welcome", false},
		{"cut", map[string]any{}, auth0test.DropBefore, auth0.NotChecked, "was cut", false},
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
			p := w.client.CheckCallback(t.Context(), w.domain, id, pomerium.Callback)
			if p.Outcome != c.outcome || !strings.Contains(p.Text, c.words) || p.TooEarly != c.tooEarly {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestTheLogoutURLIsProven(t *testing.T) {
	for _, c := range []struct {
		name     string
		allowed  []string
		known    bool
		outcome  auth0.Outcome
		words    string
		tooEarly bool
	}{
		{"registered", []string{signedOut}, true, auth0.Passed, "registered", false},
		{"another", []string{"https://authenticate.example.com"}, true, auth0.Failed, "not registered: signing out would end on an error page", false},
		{"none", nil, true, auth0.Failed, "not registered", false},
		{"unknown application", nil, false, auth0.Failed, "knows no application", true},
	} {
		w := newWorld(t, auth0test.Options{})
		id := "nobody"
		if c.known {
			id = w.AddApplication(map[string]any{"name": "x", "allowed_logout_urls": append([]string{}, c.allowed...)})
		}
		p := w.client.CheckLogout(t.Context(), w.domain, id, signedOut)
		if p.Outcome != c.outcome || !strings.Contains(p.Text, c.words) || p.TooEarly != c.tooEarly || len(w.Requests()) != 1 {
			t.Errorf("%s: %+v after %d requests", c.name, p, len(w.Requests()))
		}
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
