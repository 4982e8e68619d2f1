package auth0_test

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

// FuzzAnswers lets every request of the client meet a body and decodes it as the
// program does: it ends, without a panic, and a write whose answer can't be read
// may have happened.
func FuzzAnswers(f *testing.F) {
	all := calls()
	names := slices.Sorted(maps.Keys(all))
	for i, name := range names {
		c := all[name]
		f.Add(uint8(i), false, []byte(c.object))
		f.Add(uint8(i), false, []byte(`{"`+c.list+`":[`+c.object+`,null],"total":900,"limit":0}`))
		f.Add(uint8(i), false, []byte(`{"`+c.list+`":[`+c.object+`],"`+strings.ToUpper(c.list)+`":[null]}`))
		for _, body := range []string{`null`, `{}`, `[null]`, `"x"`, `7`, ``, `{"client_id":{}}`, `{"next":"x","clients":[]}`, `{"client_id":"abc","jwt_configuration":{"lifetime_in_seconds":"1e9"}}`} {
			f.Add(uint8(i), false, []byte(body))
		}
		f.Add(uint8(i), true, []byte(nil))
	}
	f.Add(uint8(0), false, []byte(strings.Repeat(`[`, 20_000)))
	f.Add(uint8(0), false, []byte(`{"clients":`+strings.Repeat(`[`, 9_000)+strings.Repeat(`]`, 9_000)+`}`))
	w := newWorld(f, auth0test.Options{})
	addReader(w)
	f.Fuzz(func(t *testing.T, which uint8, none bool, body []byte) {
		c := all[names[int(which)%len(names)]]
		effect := auth0test.Status(200, string(body))
		if none {
			effect = auth0test.Status(204, "")
		}
		w.Heal()
		w.ResetRequests()
		w.Fail(auth0test.Fault{Method: c.method, Path: c.path, Times: -1, Effect: effect})
		err := c.do(t.Context(), w)
		var unreadable *auth0.Unreadable
		if !errors.As(err, &unreadable) {
			return
		}
		if !strings.HasPrefix(unreadable.Raw(), c.method+" ") || len(unreadable.Raw()) > 10_000 {
			t.Errorf("raw: %q", unreadable.Raw())
		}
		var lost *auth0.MayHaveHappened
		if writes := c.method != "GET" && strings.HasPrefix(c.path, "/api/"); errors.As(err, &lost) != writes {
			t.Errorf("may have happened: %v (%v)", !writes, err)
		}
	})
}

// FuzzDiscovery lets the tenant describe itself as anything.
func FuzzDiscovery(f *testing.F) {
	for _, body := range []string{`null`, `{}`, `[null]`, ``, `{"issuer":"https://acme.eu.auth0.com/","id_token_signing_alg_values_supported":["RS256"]}`,
		`{"issuer":"https://acme.eu.auth0.com/","id_token_signing_alg_values_supported":[null]}`, `{"issuer":"\u202e"}`, strings.Repeat(`{"a":`, 5_000)} {
		f.Add([]byte(body))
	}
	w := newWorld(f, auth0test.Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		w.Heal()
		w.ResetRequests()
		w.Fail(auth0test.Fault{Times: -1, Effect: auth0test.Status(200, string(body))})
		d, err := w.client.Discover(t.Context(), w.domain)
		if (err == nil) != (d.Issuer == w.domain.Issuer()) {
			t.Errorf("%+v, %v", d, err)
		}
	})
}

// FuzzKeysAndUserInfo finishes one sign-in with any keys and any UserInfo. Only
// the tenant's own keys prove it, and only the same user is believed.
func FuzzKeysAndUserInfo(f *testing.F) {
	w := newWorld(f, auth0test.Options{})
	w.AddUser(auth0test.User{ID: "auth0|ada", Email: "ada@example.com", Name: "Ada", Password: "practice"})
	s := w.signIn(w.AddApplication(map[string]any{"name": "x", "client_secret": clientSecret,
		"callbacks": []string{pomerium.Callback}, "jwt_configuration": map[string]any{"alg": "RS256"}}))
	address, answers := w.kept(f, s)
	for _, body := range []string{`null`, `{}`, `[]`, `{"sub":"auth0|ada"}`, `{"sub":"auth0|eve"}`, `{"sub":["auth0|ada"]}`, `{"SUB":"auth0|ada"}`,
		`{"keys":[null]}`, `{"keys":[{"kty":"RSA"}]}`, `{"keys":[{"kty":"RSA","n":"","e":"AQAB"}]}`, `{"keys":[{"kty":"oct","k":"AA"}]}`, answers["/.well-known/jwks.json"]} {
		f.Add([]byte(body), []byte(answers["/userinfo"]))
		f.Add([]byte(answers["/.well-known/jwks.json"]), []byte(body))
	}
	f.Fuzz(func(t *testing.T, keys, info []byte) {
		w.Heal()
		w.ResetRequests()
		w.Fail(auth0test.Fault{Path: "/oauth/token", Times: -1, Effect: auth0test.Status(200, answers["/oauth/token"])})
		w.Fail(auth0test.Fault{Path: "/.well-known/jwks.json", Times: -1, Effect: auth0test.Status(200, string(keys))})
		w.Fail(auth0test.Fault{Path: "/userinfo", Times: -1, Effect: auth0test.Status(200, string(info))})
		who, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "")
		if err == nil && who.Subject != "auth0|ada" {
			t.Errorf("signed in as %q", who.Subject)
		}
		if err != nil && strings.Contains(err.Error(), clientSecret) {
			t.Errorf("the error holds the secret: %v", err)
		}
	})
}

// kept signs in once, and keeps the address that the browser ends on and what the
// tenant answers to the program.
func (w *world) kept(t testing.TB, s auth0.SignIn) (address string, answers map[string]string) {
	t.Helper()
	address, answers = w.rehearsed(t, s.Link(), pomerium.Callback), map[string]string{}
	for _, path := range []string{"/oauth/token", "/.well-known/jwks.json", "/userinfo"} {
		w.Fail(auth0test.Fault{Path: path, Effect: func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			answer := httptest.NewRecorder()
			next.ServeHTTP(answer, r)
			answers[path] = answer.Body.String()
			auth0test.Status(answer.Code, answer.Body.String())(rw, r, nil)
		}})
	}
	if who, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, ""); err != nil || who.Subject != "auth0|ada" || len(answers) != 3 {
		t.Fatalf("%+v, %v, %d answers", who, err, len(answers))
	}
	return address, answers
}

// FuzzCallback pastes anything as the address that the browser ended on.
func FuzzCallback(f *testing.F) {
	s := auth0.NewSignIn(domain(f, "acme.eu.auth0.com"), "abc", pomerium.Callback, hidden("seed"))
	_, state, _ := strings.Cut(s.Link(), "&state=")
	state, _, _ = strings.Cut(state, "&")
	good := pomerium.Callback + "?code=c0de-c0de&state=" + state
	for _, pasted := range []string{good, good + "#x", " " + good + "\n", pomerium.Callback, pomerium.Callback + "?error=access_denied&error_description=%1b[2J",
		pomerium.Callback + "?code=c0de-c0de", pomerium.Callback + "?code=c0de-c0de&state=x", "https://acme.eu.auth0.com/authorize?x", "https://[::1", "//", "javascript:alert(1)",
		strings.Replace(good, "https", "HTTPS", 1), "https://user:c0de@authenticate.example.com/oauth2/callback?code=c0de-c0de", "\u202e" + good, "%zz"} {
		f.Add(pasted)
	}
	f.Fuzz(func(t *testing.T, pasted string) {
		code, err := s.Code(pasted)
		if (err == nil) != (code != "") {
			t.Errorf("code %q, %v", code, err)
		}
		if err == nil && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(pasted)), pomerium.Callback) {
			t.Errorf("%q is accepted", pasted)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\x1b\x07\n\r\u202e") {
			t.Errorf("not fit to be shown: %q", err)
		}
	})
}
