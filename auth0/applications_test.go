package auth0_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

func TestWhatIsCreatedIsWhatWasShownWithItsSecret(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	made, err := w.client.CreateApplication(t.Context(), w.access, pomerium.Application())
	if err != nil {
		t.Fatal(err)
	}
	there := w.Application(made.ID)
	if made.Secret.Reveal() != there["client_secret"] || made.Secret.IsZero() {
		t.Error("the secret is not the application's")
	}
	for field, want := range map[string]any{
		"name": "Pomerium", "app_type": "regular_web", "oidc_conformant": true,
		"callbacks":           []any{"https://authenticate.example.com/oauth2/callback"},
		"allowed_logout_urls": []any{"https://authenticate.example.com/.pomerium/signed_out"},
		"initiate_login_uri":  "https://authenticate.example.com",
		"grant_types":         []any{"authorization_code", "refresh_token"},
		"client_metadata":     map[string]any{"pomerium_auth0": "web https://authenticate.example.com", "pomerium_auth0_walk": "walk-1"},
	} {
		if !reflect.DeepEqual(there[field], want) {
			t.Errorf("%s is %v, want %v", field, there[field], want)
		}
	}
	if alg := there["jwt_configuration"].(map[string]any)["alg"]; alg != "RS256" {
		t.Errorf("signs with %v", alg)
	}
	if update := pomerium.Update(made); !update.IsEmpty() {
		t.Errorf("right after it was made it should change: %v", update.Fields())
	}
	if requests := w.Requests(); len(requests) != 1 || requests[0].Header.Get("User-Agent") != "pomerium-auth0/test" || requests[0].Header.Get("Auth0-Client") != "" {
		t.Errorf("requests %+v", requests)
	}
}

func TestATokenThatMayNotSeeSecretsMakesAnApplicationWithoutOne(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	id := w.AddApplication(map[string]any{"name": "x", "client_secret": strings.Repeat("s", 64)})
	blind, err := w.client.Application(t.Context(), w.with(w.Token(auth0.ReadClients)), id)
	if err != nil || !blind.Secret.IsZero() || blind.Name != "x" {
		t.Errorf("%+v, %v", blind, err)
	}
	seen, err := w.client.Application(t.Context(), w.access, id)
	if err != nil || seen.Secret.Reveal() != strings.Repeat("s", 64) {
		t.Errorf("%v, %v", seen.Secret.Len(), err)
	}
}

func TestApplicationsAreListedInPagesOfAHundredWithoutSecrets(t *testing.T) {
	for _, n := range []int{0, 1, 99, 100, 250} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			w := newWorld(t, auth0test.Options{})
			for i := range n {
				w.AddApplication(map[string]any{"name": fmt.Sprint("app ", i)})
			}
			all, err := w.client.Applications(t.Context(), w.access)
			if err != nil || len(all) != n+1 { // the API Explorer Application is there too
				t.Fatalf("%d applications, %v", len(all), err)
			}
			pages := w.Requests()
			if want := (n + 1 + 99) / 100; len(pages) != want {
				t.Errorf("%d requests for %d applications", len(pages), n+1)
			}
			for i, r := range pages {
				if r.Query.Get("page") != fmt.Sprint(i) || r.Query.Get("per_page") != "100" || strings.Contains(r.Query.Get("fields"), "secret") {
					t.Errorf("asked for %v", r.Query)
				}
			}
			for _, a := range all {
				if !a.Secret.IsZero() || a.Name == "All Applications" {
					t.Fatalf("listed %+v", a)
				}
			}
		})
	}
}

func TestMoreThanAThousandApplicationsAreListedByCheckpoints(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	want := map[string]bool{w.ExplorerID(): true}
	for i := range 1100 {
		want[w.AddApplication(map[string]any{"name": fmt.Sprint("app ", i)})] = true
	}
	all, err := w.client.Applications(t.Context(), w.access)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, a := range all {
		got[a.ID] = true
	}
	if len(all) != len(want) || !maps.Equal(got, want) {
		t.Errorf("%d applications, %d of them different; want %d", len(all), len(got), len(want))
	}
	if n := len(w.Requests()); n != 1+12 {
		t.Errorf("%d requests", n)
	}
}

func TestOnlyWhatDiffersIsSent(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	id := w.AddApplication(map[string]any{
		"name": "by hand", "app_type": "native", "token_endpoint_auth_method": "none",
		"callbacks": []string{pomerium.AuthenticateURL + "/cb"}, "jwt_configuration": map[string]any{"alg": "HS256", "lifetime_in_seconds": 1200},
		"initiate_login_uri": pomerium.AuthenticateURL + "/login", "grant_types": []string{"authorization_code", "implicit", "refresh_token"},
		"client_metadata": map[string]any{"team": "a"}, "web_origins": []string{pomerium.AuthenticateURL},
	})
	found, err := w.client.Application(t.Context(), w.access, id)
	if err != nil {
		t.Fatal(err)
	}
	w.ResetRequests()
	changed, err := w.client.UpdateApplication(t.Context(), w.access, pomerium.Update(found))
	if err != nil {
		t.Fatal(err)
	}
	body := w.Requests()[0].Body
	for _, kept := range []string{"name", "initiate_login_uri", "grant_types", "client_metadata", "web_origins", `"client_secret"`} {
		if strings.Contains(body, kept) {
			t.Errorf("%s was sent: %s", kept, body)
		}
	}
	there := w.Application(id)
	for field, want := range map[string]any{
		"app_type": "regular_web", "token_endpoint_auth_method": "client_secret_post", "oidc_conformant": true, "name": "by hand",
		"callbacks":           []any{pomerium.AuthenticateURL + "/cb", pomerium.Callback},
		"allowed_logout_urls": []any{pomerium.Logouts[0]},
		"jwt_configuration":   map[string]any{"alg": "RS256", "lifetime_in_seconds": 1200.0, "secret_encoded": false},
		"client_metadata":     map[string]any{"team": "a"},
	} {
		if !reflect.DeepEqual(there[field], want) {
			t.Errorf("%s is %v, want %v", field, there[field], want)
		}
	}
	if again := pomerium.Update(changed); !again.IsEmpty() {
		t.Errorf("the answer should change again: %v", again.Fields())
	}
	w.ResetRequests()
	if _, err := w.client.UpdateApplication(t.Context(), w.access, pomerium.Update(changed)); err != nil || len(w.Requests()) != 0 {
		t.Errorf("an empty update sent %d requests, %v", len(w.Requests()), err)
	}
}

func TestAnUpdateIsTakenBackInTheTenant(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	id := w.AddApplication(map[string]any{
		"name": "by hand", "app_type": "native", "token_endpoint_auth_method": "none", "callbacks": []string{"https://other.example/cb"},
		"jwt_configuration": map[string]any{"alg": "HS256"}, "oidc_conformant": false,
	})
	before := w.Application(id)
	found, err := w.client.Application(t.Context(), w.access, id)
	if err != nil {
		t.Fatal(err)
	}
	update := pomerium.Update(found)
	now, err := w.client.UpdateApplication(t.Context(), w.access, update)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.UpdateApplication(t.Context(), w.access, update.Undo(now)); err != nil {
		t.Fatal(err)
	}
	after := w.Application(id)
	for field, want := range before {
		if got := after[field]; !reflect.DeepEqual(got, want) && field != "jwt_configuration" {
			t.Errorf("%s is %v, was %v", field, got, want)
		}
	}
	if alg := after["jwt_configuration"].(map[string]any)["alg"]; alg != "HS256" {
		t.Errorf("signs with %v", alg)
	}
	for _, emptied := range []string{"allowed_logout_urls", "initiate_login_uri"} {
		if got := fmt.Sprint(after[emptied]); got != "[]" && got != "" && got != "<nil>" {
			t.Errorf("%s is %v", emptied, got)
		}
	}
}

func TestDeletingTwiceIsNoError(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	id := w.AddApplication(map[string]any{"name": "x"})
	for range 2 {
		if err := w.client.DeleteApplication(t.Context(), w.access, id); err != nil {
			t.Error(err)
		}
	}
	if w.Application(id) != nil {
		t.Error("it is still there")
	}
}

func TestAGrantIsMadeListedChangedAndDeleted(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	app, err := w.client.CreateApplication(t.Context(), w.access, sync.Application())
	if err != nil {
		t.Fatal(err)
	}
	plan := auth0.GrantFor(nil, app.ID, w.domain.Audience(), auth0.M2MScopes())
	if !plan.Creates() {
		t.Fatalf("%+v creates nothing", plan)
	}
	made, err := w.client.CreateGrant(t.Context(), w.access, plan.To)
	if err != nil || made.ID == "" || !slices.Equal(made.Scopes, auth0.M2MScopes()) {
		t.Fatalf("%+v, %v", made, err)
	}
	wider, err := w.client.UpdateGrant(t.Context(), w.access, auth0.GrantFor([]auth0.Grant{made}, app.ID, w.domain.Audience(), []string{"read:users", "read:connections"}).To)
	if err != nil || !slices.Equal(wider.Scopes, append(auth0.M2MScopes(), "read:connections")) {
		t.Fatalf("%+v, %v", wider, err)
	}
	found, err := w.client.Grants(t.Context(), w.access, app.ID)
	if err != nil || len(found) != 1 || !reflect.DeepEqual(found[0], wider) {
		t.Fatalf("%+v, %v", found, err)
	}
	if err := w.client.DeleteGrant(t.Context(), w.access, made.ID); err != nil || len(w.Grants()) != 0 {
		t.Errorf("%v, %v", w.Grants(), err)
	}
}

func TestAnApplicationThatIsNotThereYetIsAskedForPatiently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, auth0test.Options{ReadAfter: 2 * time.Second})
		made, err := w.client.CreateApplication(t.Context(), w.access, pomerium.Application())
		if err != nil {
			t.Fatal(err)
		}
		read := func(ctx context.Context) error {
			_, err := w.client.Application(ctx, w.access, made.ID)
			return err
		}
		if err := read(t.Context()); !auth0.IsNotFound(err) {
			t.Fatalf("it is there at once, or %v", err)
		}
		if err := auth0.Patiently(t.Context(), 5*time.Second, read); err != nil {
			t.Error(err)
		}
		start := time.Now()
		err = auth0.Patiently(t.Context(), 5*time.Second, func(ctx context.Context) error {
			_, err := w.client.Application(ctx, w.access, "never")
			return err
		})
		if waited := time.Since(start); !auth0.IsNotFound(err) || waited > 5*time.Second || waited < 2*time.Second {
			t.Errorf("after %v: %v", waited, err)
		}
	})
}

func TestCredentialsBringOneTokenForAll(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	secret := strings.Repeat("s", 64)
	id := w.AddApplication(map[string]any{"name": "automation", "app_type": "non_interactive", "client_secret": secret, "grant_types": []string{"client_credentials"}})
	w.AddGrant(id, auth0.ReadClients, auth0.CreateClients)
	access := auth0.Access{Tenant: w.domain, ClientID: id, ClientSecret: hidden(secret)}
	token, err := w.client.ManagementToken(t.Context(), access)
	if err != nil || !token.Has(auth0.CreateClients) || token.ClientID != id || token.Tenant != w.domain {
		t.Fatalf("%+v, %v", token, err)
	}
	for range 2 {
		if _, err := w.client.Applications(t.Context(), access); err != nil {
			t.Fatal(err)
		}
	}
	asked := slices.DeleteFunc(w.Requests(), func(r auth0test.Request) bool { return r.Path != "/oauth/token" })
	if len(asked) != 1 || asked[0].Method != http.MethodPost || asked[0].Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("asked for a token with %+v", asked)
	}
}
