package auth0_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

// atCallback is a tenant where somebody has just signed in, with the address
// that the browser ended on.
func atCallback(t *testing.T, options auth0test.Options) (*world, auth0.SignIn, string) {
	t.Helper()
	w := newWorld(t, options)
	w.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice"})
	s := w.signIn(w.AddApplication(map[string]any{"name": "x", "client_secret": clientSecret,
		"callbacks": []string{pomerium.Callback}, "jwt_configuration": map[string]any{"alg": "RS256"}}))
	return w, s, w.rehearsed(t, s.Link(), pomerium.Callback)
}

func (w *world) signIn(clientID string) auth0.SignIn {
	return auth0.NewSignIn(w.domain, clientID, pomerium.Callback, hidden("seed"))
}

// codeIn is the code of an address.
func codeIn(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Query().Get("code") == "" {
		t.Fatalf("no code in %s", address)
	}
	return u.Query().Get("code")
}

// TestARehearsedSignInSaysWhyItFails breaks one thing at a time.
func TestARehearsedSignInSaysWhyItFails(t *testing.T) {
	for name, c := range map[string]struct {
		options auth0test.Options
		fault   auth0test.Fault
		words   string
	}{
		"this machine's clock is ahead": {options: auth0test.Options{Skew: -11 * time.Hour}, words: "clock is ahead of Auth0's"},
		"no keys":                       {fault: auth0test.Fault{Path: "/.well-known/jwks.json", Effect: auth0test.Status(503, "{}")}, words: "keys that Auth0 signs with: Auth0 has a problem of its own"},
		"keys of another":               {fault: auth0test.Fault{Path: "/.well-known/jwks.json", Effect: auth0test.Status(200, `{"keys":[]}`)}, words: "failed to verify"},
		"no ID token":                   {fault: auth0test.Fault{Path: "/oauth/token", Effect: auth0test.Status(200, `{"access_token":"x"}`)}, words: "missing id_token"},
		"no UserInfo":                   {fault: auth0test.Fault{Path: "/userinfo", Effect: auth0test.Status(401, "{}")}, words: "does not say who signed in (401)"},
		"in trouble":                    {fault: auth0test.Fault{Path: "/oauth/token", Times: -1, Effect: auth0test.DropBefore}, words: "was cut"},
	} {
		t.Run(name, func(t *testing.T) {
			w, s, address := atCallback(t, c.options)
			if c.fault.Effect != nil {
				w.Fail(c.fault)
			}
			_, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "")
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Error(err)
			}
		})
	}
}

func TestACodeThatAuth0EchoesIsNotShown(t *testing.T) {
	w, s, address := atCallback(t, auth0test.Options{})
	code := codeIn(t, address)
	w.Fail(auth0test.Fault{Path: "/oauth/token", Effect: auth0test.Status(403, `{"error":"invalid_grant","error_description":"never heard of `+code+`"}`)})
	_, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "")
	if err == nil || !strings.Contains(err.Error(), "never heard of") || strings.Contains(err.Error(), code) {
		t.Error(err)
	}
}

// TestAnIDTokenOfAnotherSignInIsRefused: of another request, and of another
// application.
func TestAnIDTokenOfAnotherSignInIsRefused(t *testing.T) {
	w, s, _ := atCallback(t, auth0test.Options{})
	link, err := url.Parse(s.Link())
	if err != nil {
		t.Fatal(err)
	}
	query := link.Query()
	query.Set("nonce", "another")
	link.RawQuery = query.Encode()
	address := w.rehearsed(t, link.String(), pomerium.Callback)
	if _, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, ""); err == nil || !strings.Contains(err.Error(), "nonce differs") {
		t.Errorf("another nonce: %v", err)
	}

	other := w.AddApplication(map[string]any{"name": "y", "client_secret": clientSecret,
		"callbacks": []string{pomerium.Callback}, "jwt_configuration": map[string]any{"alg": "RS256"}})
	query.Set("client_id", other)
	query.Del("code_challenge")
	query.Del("code_challenge_method")
	link.RawQuery = query.Encode()
	answer, err := w.Client().PostForm(w.domain.URL()+"/oauth/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {other},
		"client_secret": {clientSecret}, "redirect_uri": {pomerium.Callback}, "code": {codeIn(t, w.rehearsed(t, link.String(), pomerium.Callback))}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var tokens map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&tokens); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status, err)
	}
	theirs, err := json.Marshal(tokens)
	if err != nil {
		t.Fatal(err)
	}
	w.Fail(auth0test.Fault{Path: "/oauth/token", Effect: auth0test.Status(200, string(theirs))})
	address = w.rehearsed(t, s.Link(), pomerium.Callback)
	if _, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, ""); err == nil || !strings.Contains(err.Error(), "expected audience") {
		t.Errorf("another application: %v", err)
	}
}

// TestUserInfoWinsOverTheIDToken, as in Pomerium.
func TestUserInfoWinsOverTheIDToken(t *testing.T) {
	w, s, address := atCallback(t, auth0test.Options{})
	w.Fail(auth0test.Fault{Path: "/userinfo", Effect: auth0test.Status(200, fmt.Sprintf(`{"sub":%q,"email":"grace@example.com","staff":"yes"}`, w.Users()[0].ID))})
	who, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "staff")
	if err != nil || who.Email != "grace@example.com" || who.Name != "Ada" || strings.Join(who.Roles, " ") != "yes" {
		t.Errorf("%+v, %v", who, err)
	}
}

// TestARehearsalWithATenantInTroubleEnds: four requests, each in its bound.
func TestARehearsalWithATenantInTroubleEnds(t *testing.T) {
	for _, path := range []string{"/oauth/token", "/.well-known/jwks.json", "/userinfo"} {
		for name, c := range map[string]struct {
			effect auth0test.Effect
			words  string
		}{
			"hangs":        {auth0test.Hang, "did not answer in time"},
			"byte by byte": {drip, "did not answer in time"},
			"10 MB":        {auth0test.Big(10 << 20), "more than a mebibyte"},
		} {
			synctest.Test(t, func(t *testing.T) {
				w, s, address := atCallback(t, auth0test.Options{})
				w.Fail(auth0test.Fault{Path: path, Times: -1, Effect: c.effect})
				start := time.Now()
				_, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "")
				if took := time.Since(start); err == nil || !strings.Contains(err.Error(), c.words) || took > 30*time.Second {
					t.Errorf("%s %s: %v after %v", path, name, err, took)
				}
			})
		}
	}
}

// TestARehearsalIsLeft without a word of what is still under way.
func TestARehearsalIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s, address := atCallback(t, auth0test.Options{})
		w.Fail(auth0test.Fault{Path: "/.well-known/jwks.json", Effect: auth0test.Hang})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := w.client.FinishSignIn(ctx, s, hidden(clientSecret), address, "")
		if err != ctx.Err() || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}
