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

// checks are all that a setup with directory sync is asked, side by side.
func (w *world) checks(web, m2m string) map[string]func(context.Context) auth0.Probe {
	return map[string]func(context.Context) auth0.Probe{
		"discovery": func(ctx context.Context) auth0.Probe {
			d, err := w.client.Discover(ctx, w.domain)
			if err != nil {
				return auth0.Probe{Text: err.Error()}
			}
			return auth0.CheckClock(d)
		},
		"secret": func(ctx context.Context) auth0.Probe {
			return w.client.CheckSecret(ctx, w.domain, web, hidden(clientSecret), pomerium.Callback)
		},
		"callback": func(ctx context.Context) auth0.Probe {
			return w.client.CheckCallback(ctx, w.domain, web, pomerium.Callback)
		},
		"logout": func(ctx context.Context) auth0.Probe { return w.client.CheckLogout(ctx, w.domain, web, signedOut) },
		"connections": func(ctx context.Context) auth0.Probe {
			return w.client.CheckConnections(ctx, w.access, web)
		},
		"M2M app": func(ctx context.Context) auth0.Probe {
			p, _ := w.client.CheckM2M(ctx, w.domain, m2m, hidden(clientSecret))
			return p
		},
	}
}

// directorySync is a world whose two applications are right.
func directorySync(t *testing.T, options auth0test.Options) (w *world, web, m2m string) {
	w = newWorld(t, options)
	w.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
	web = w.AddApplication(map[string]any{"name": "x", "client_secret": clientSecret,
		"callbacks": []string{pomerium.Callback}, "allowed_logout_urls": []string{signedOut}})
	return w, web, w.m2mApp(nil)
}

// drip answers with a body that never ends, a byte in every second.
func drip(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if _, err := w.Write([]byte("{")); err != nil || http.NewResponseController(w).Flush() != nil {
			return
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
}

func TestNoCheckOfATenantInTroubleTakesLongOrClaimsAnything(t *testing.T) {
	for name, c := range map[string]struct {
		effect auth0test.Effect
		bound  time.Duration
		words  string
	}{
		"hangs":        {auth0test.Hang, 30 * time.Second, "did not answer in time"},
		"byte by byte": {drip, 30 * time.Second, "did not answer in time"},
		"10 MB":        {auth0test.Big(10 << 20), time.Second, "more than a mebibyte"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w, web, m2m := directorySync(t, auth0test.Options{})
			w.Fail(auth0test.Fault{Times: -1, Effect: c.effect})
			for check, probe := range w.checks(web, m2m) {
				start := time.Now()
				p := probe(t.Context())
				if took := time.Since(start); p.Outcome != auth0.NotChecked || !strings.Contains(p.Text, c.words) || took > c.bound {
					t.Errorf("%s, %s: %+v after %v", name, check, p, took)
				}
			}
		})
	}
}

// TestAllChecksAtOnce: few requests, side by side, and none too many for the
// free plan.
func TestAllChecksAtOnce(t *testing.T) {
	for plan, c := range map[string]struct {
		options auth0test.Options
		bound   time.Duration
	}{
		"paid": {auth0test.Options{Latency: 100 * time.Millisecond}, 500 * time.Millisecond},
		"free": {auth0test.Options{Latency: 100 * time.Millisecond, FreePlan: true}, 2 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			w, web, m2m := directorySync(t, c.options)
			start := time.Now()
			checks, done := w.checks(web, m2m), make(chan struct{})
			for check, probe := range checks {
				go func() {
					if p := probe(t.Context()); p.Outcome != auth0.Passed {
						t.Errorf("%s, %s: %+v", plan, check, p)
					}
					done <- struct{}{}
				}()
			}
			for range checks {
				<-done
			}
			if took := time.Since(start); took > c.bound || len(w.Requests()) > 8 {
				t.Errorf("%s: %d requests in %v", plan, len(w.Requests()), took)
			}
			for _, request := range w.Requests() {
				if request.Status == http.StatusTooManyRequests {
					t.Errorf("%s: %s %s was too much", plan, request.Method, request.Path)
				}
			}
		})
	}
}
