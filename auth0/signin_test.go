package auth0_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

// rehearsed goes through the login page as a browser and returns the address
// it ends on.
func (w *world) rehearsed(t testing.TB, link, callback string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := w.Client()
	browser.Jar = jar
	browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	end := func(r *http.Response, err error) *url.URL {
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if to, err := r.Location(); err == nil {
			return to
		}
		return r.Request.URL
	}
	page := end(browser.Get(link))
	if strings.HasPrefix(page.String(), callback) {
		return page.String()
	}
	return end(browser.PostForm(w.domain.URL()+"/u/login", url.Values{
		"state": {page.Query().Get("state")}, "username": {"ada@example.com"}, "password": {"practice"},
	})).String()
}

func TestARehearsedSignIn(t *testing.T) {
	signIn := func(t *testing.T, app map[string]any) (*world, auth0.SignIn, string) {
		w := newWorld(t, auth0test.Options{})
		fields := map[string]any{"name": "x", "client_secret": clientSecret, "callbacks": []string{pomerium.Callback},
			"jwt_configuration": map[string]any{"alg": "RS256"}}
		for name, value := range app {
			fields[name] = value
		}
		id := w.AddApplication(fields)
		w.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin", "staff"}})
		w.SetClaim("pomerium.io/groups", func(u auth0test.User) any { return u.Roles })
		s := auth0.NewSignIn(w.domain, id, pomerium.Callback, hidden("seed"))
		return w, s, w.rehearsed(t, s.Link(), pomerium.Callback)
	}
	t.Run("right", func(t *testing.T) {
		w, s, address := signIn(t, nil)
		who, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), "  "+address+"\n", "pomerium.io/groups")
		if err != nil || who.Email != "ada@example.com" || who.Name != "Ada" || strings.Join(who.Roles, " ") != "admin staff" {
			t.Fatalf("%+v, %v", who, err)
		}
		_, err = w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "")
		if err == nil || !strings.Contains(err.Error(), "used already") {
			t.Errorf("the code is taken twice: %v", err)
		}
	})
	t.Run("in the form", func(t *testing.T) {
		w, s, address := signIn(t, map[string]any{"token_endpoint_auth_method": "client_secret_post"})
		if _, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, ""); err != nil {
			t.Error(err)
		}
	})
	t.Run("HS256", func(t *testing.T) {
		w, s, address := signIn(t, map[string]any{"jwt_configuration": map[string]any{"alg": "HS256"}})
		_, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "")
		if err == nil || !strings.Contains(err.Error(), "HS256, which Pomerium refuses") {
			t.Error(err)
		}
	})
	t.Run("wrong secret", func(t *testing.T) {
		w, s, address := signIn(t, nil)
		_, err := w.client.FinishSignIn(t.Context(), s, hidden("wrong"), address, "")
		if err == nil || !strings.Contains(err.Error(), "client ID and secret") {
			t.Error(err)
		}
	})
	t.Run("no claim", func(t *testing.T) {
		w, s, address := signIn(t, nil)
		who, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "other/claim")
		if err != nil || len(who.Roles) > 0 || !strings.Contains(strings.Join(who.Claims, " "), "pomerium.io/groups") {
			t.Errorf("%+v, %v", who, err)
		}
	})
}

func TestAddressesThatAreNoSignIn(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	s := auth0.NewSignIn(w.domain, "id", pomerium.Callback, hidden("seed"))
	other := auth0.NewSignIn(w.domain, "id", pomerium.Callback, hidden("other"))
	state := func(s auth0.SignIn) string {
		u, err := url.Parse(s.Link())
		if err != nil {
			t.Fatal(err)
		}
		return u.Query().Get("state")
	}
	for pasted, want := range map[string]string{
		"":                                  "no address",
		"abc":                               "no address",
		w.domain.URL() + "/u/login?state=x": "still Auth0's page",
		w.domain.URL() + "/authorize?client_id=x":                                                    "Allowed Callback URLs",
		w.domain.URL() + "/error?error=unauthorized_client&error_description=Callback+URL+mismatch.": "stopped with an error: unauthorized_client: Callback URL mismatch.",
		"https://other.example.com/oauth2/callback?code=x":                                           "ended on https://other.example.com",
		pomerium.Callback: "no code",
		pomerium.Callback + "?code=hush-code&state=" + state(other):                                          "another sign-in",
		pomerium.Callback + "?error=access_denied&error_description=User+said+no":                            "access_denied: User said no",
		pomerium.Callback + "?error=invalid_request&error_description=no+connections+enabled+for+the+client": "Connections",
		pomerium.Callback + "?code=hush-code&state=" + state(s):                                              "",
	} {
		_, err := s.Code(pasted)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", pasted, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush")):
			t.Errorf("%s: %v", pasted, err)
		}
	}
}
