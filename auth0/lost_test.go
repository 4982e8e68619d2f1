package auth0_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

func TestWhatALostAnswerMadeIsFoundAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, auth0test.Options{ReadAfter: 2 * time.Second})
		w.AddApplication(map[string]any{"name": "Pomerium", "client_metadata": map[string]any{"pomerium_auth0": pomerium.Tag(), "pomerium_auth0_walk": "walk-0"}})
		for _, wanted := range []auth0.Application{pomerium.Application(), sync.Application()} {
			w.Fail(auth0test.Fault{Method: "POST", Effect: auth0test.DropAfter})
			_, err := w.client.CreateApplication(t.Context(), w.access, wanted)
			var lost *auth0.MayHaveHappened
			if !errors.As(err, &lost) {
				t.Fatal(err)
			}
			found, ok, err := w.client.FindLostApplication(t.Context(), w.access, "walk-1", wanted.Tag, 5*time.Second)
			if err != nil || !ok || found.Tag != wanted.Tag || found.Secret.IsZero() || found.Walk != "walk-1" {
				t.Fatalf("%+v, %v, %v", found, ok, err)
			}
			if wanted.Type == auth0.NonInteractive {
				w.Fail(auth0test.Fault{Method: "POST", Effect: auth0test.DropAfter})
				_, err := w.client.CreateGrant(t.Context(), w.access, auth0.GrantFor(nil, found.ID, w.domain.Audience(), auth0.M2MScopes()).To)
				if !errors.As(err, &lost) {
					t.Fatal(err)
				}
				grant, ok, err := w.client.FindLostGrant(t.Context(), w.access, found.ID, w.domain.Audience(), 5*time.Second)
				if err != nil || !ok || len(grant.Scopes) != 3 {
					t.Fatalf("%+v, %v, %v", grant, ok, err)
				}
			}
		}
		if a, g := len(w.Applications()), len(w.Grants()); a != 3 || g != 1 {
			t.Errorf("%d applications, %d grants", a, g)
		}
	})
}

func TestWhatWasNotMadeIsGivenUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, auth0test.Options{})
		for range 150 {
			w.AddApplication(map[string]any{"name": "x"})
		}
		start := time.Now()
		_, ok, err := w.client.FindLostApplication(t.Context(), w.access, "walk-1", pomerium.Tag(), 5*time.Second)
		if ok || err != nil || time.Since(start) != 5*time.Second {
			t.Errorf("after %v: %v, %v", time.Since(start), ok, err)
		}
		if n := len(w.Requests()); n > 2*6 {
			t.Errorf("%d requests", n)
		}
		_, ok, err = w.client.FindLostGrant(t.Context(), w.access, "nobody", w.domain.Audience(), 0)
		if ok || err != nil {
			t.Errorf("%v, %v", ok, err)
		}
	})
}

func TestTwoPomeriumsInOneLargeTenantFindTheirOwn(t *testing.T) {
	w := newWorld(t, auth0test.Options{Applications: 300})
	for i := range 250 {
		w.AddApplication(map[string]any{"name": fmt.Sprint("app ", i), "callbacks": []string{fmt.Sprintf("https://app%d.example/cb", i)}})
	}
	second := auth0.WebApp{Name: "Pomerium", AuthenticateURL: "https://auth.second.example", Callback: "https://auth.second.example/oauth2/callback", Walk: "walk-2"}
	var ids []string
	for _, app := range []auth0.WebApp{pomerium, second} {
		made, err := w.client.CreateApplication(t.Context(), w.access, app.Application())
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, made.ID)
	}
	w.ResetRequests()
	all, err := w.client.Applications(t.Context(), w.access)
	if err != nil || len(w.Requests()) != 3 {
		t.Fatalf("%d requests, %v", len(w.Requests()), err)
	}
	for i, app := range []auth0.WebApp{pomerium, second} {
		best := auth0.Find(all, auth0.Search{Tag: app.Tag(), Callback: app.Callback, Walk: "walk-3"}).Best()
		if len(best) != 1 || best[0].ID != ids[i] || !app.Update(best[0].Application).IsEmpty() {
			t.Errorf("%s found %+v", app.AuthenticateURL, best)
		}
	}
}
