package auth0test_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"pomerium-auth0/auth0/auth0test"
)

// A browser keeps cookies and follows redirects up to the callback, which it
// does not open.
type browser struct {
	t      *testing.T
	client *http.Client
}

func newBrowser(t *testing.T, tenant *auth0test.Tenant) browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := tenant.Client()
	client.Jar = jar
	client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return browser{t, client}
}

// open opens a page and returns where it ended and what it said.
func (b browser) open(address string) (*url.URL, string) {
	b.t.Helper()
	r, err := b.client.Get(address)
	return b.ended(r, err)
}

func (b browser) ended(r *http.Response, err error) (*url.URL, string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	if to, err := r.Location(); err == nil {
		return to, string(body)
	}
	return r.Request.URL, string(body)
}

// submit sends the login form.
func (b browser) submit(page *url.URL, username, password string) (*url.URL, string) {
	b.t.Helper()
	form := url.Values{"state": {page.Query().Get("state")}, "username": {username}, "password": {password}}
	r, err := b.client.PostForm("https://"+domain+"/u/login", form)
	return b.ended(r, err)
}

func authorizeURL(more ...string) string {
	values := url.Values{"response_type": {"code"}, "client_id": {webID}, "redirect_uri": {callback},
		"scope": {"openid profile email offline_access"}, "state": {"s-1"}, "nonce": {"n-1"}}
	for i := 0; i < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	return "https://" + domain + "/authorize?" + values.Encode()
}

// practised is a tenant with an application that signs with algorithm, and a
// user of one role.
func practised(t *testing.T, algorithm string) *auth0test.Tenant {
	tenant := startPipe(t, auth0test.Options{})
	application := fields{"name": "Pomerium", "client_id": webID, "client_secret": webSecret, "callbacks": []string{callback}}
	if algorithm != "" {
		application["jwt_configuration"] = fields{"alg": algorithm}
	}
	tenant.AddApplication(application)
	tenant.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin"}})
	return tenant
}

// signedIn goes through the login page and returns the code.
func signedIn(t *testing.T, b browser, more ...string) string {
	t.Helper()
	page, said := b.open(authorizeURL(more...))
	if !strings.Contains(said, "practice") || !strings.Contains(said, "ada@example.com") {
		t.Fatalf("no login page: %s %s", page, said)
	}
	if _, said := b.submit(page, "ada@example.com", "wrong"); !strings.Contains(said, "Wrong email or password") {
		t.Fatalf("a wrong password is not refused: %s", said)
	}
	end, said := b.submit(page, "ada@example.com", "practice")
	if end.Query().Get("state") != "s-1" || end.Query().Get("code") == "" {
		t.Fatalf("no code: %s %s", end, said)
	}
	return end.Query().Get("code")
}

func redeem(t *testing.T, tenant *auth0test.Tenant, pairs ...string) (int, map[string]any) {
	t.Helper()
	form := url.Values{"client_id": {webID}, "client_secret": {webSecret}, "redirect_uri": {callback}, "grant_type": {"authorization_code"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, err := tenant.Client().PostForm("https://"+domain+"/oauth/token", form)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, body
}

func TestASignInThatPomeriumsOwnLibraryVerifies(t *testing.T) {
	for _, algorithm := range []string{"RS256", "PS256"} {
		tenant := practised(t, algorithm)
		tenant.SetClaim("pomerium.io/groups", func(u auth0test.User) any { return u.Roles })
		b := newBrowser(t, tenant)
		status, body := redeem(t, tenant, "code", signedIn(t, b))
		if status != 200 || body["refresh_token"] == nil {
			t.Fatalf("%d %v", status, body)
		}
		ctx := oidc.ClientContext(context.Background(), tenant.Client())
		provider, err := oidc.NewProvider(ctx, "https://"+domain+"/")
		if err != nil {
			t.Fatal(err)
		}
		verifier := provider.Verifier(&oidc.Config{ClientID: webID, SupportedSigningAlgs: []string{"RS256", "PS256"}})
		token, err := verifier.Verify(ctx, body["id_token"].(string))
		if err != nil {
			t.Fatal(err)
		}
		var claims map[string]any
		if err := token.Claims(&claims); err != nil {
			t.Fatal(err)
		}
		if token.Nonce != "n-1" || claims["email"] != "ada@example.com" || claims["pomerium.io/groups"].([]any)[0] != "admin" {
			t.Errorf("claims %v", claims)
		}
		_, again := redeem(t, tenant, "grant_type", "refresh_token", "refresh_token", body["refresh_token"].(string))
		if again["id_token"] == nil || again["access_token"] == body["access_token"] {
			t.Errorf("refreshed: %v", again)
		}
	}
}

func TestAnApplicationWithoutAnAlgorithmSignsWithItsSecret(t *testing.T) {
	tenant := practised(t, "")
	_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
	ctx := oidc.ClientContext(context.Background(), tenant.Client())
	provider, err := oidc.NewProvider(ctx, "https://"+domain+"/")
	if err != nil {
		t.Fatal(err)
	}
	_, err = provider.Verifier(&oidc.Config{ClientID: webID}).Verify(ctx, body["id_token"].(string))
	if err == nil || !strings.Contains(err.Error(), `unexpected signature algorithm "HS256"`) {
		t.Errorf("HS256 is taken: %v", err)
	}
}

func TestACodeIsGoodOnceForWhomItWasGiven(t *testing.T) {
	sum := sha256.Sum256([]byte("verifier"))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	for name, c := range map[string]struct {
		ask, redeem []string
		want        string
	}{
		"PKCE":                {[]string{"code_challenge", challenge, "code_challenge_method", "S256"}, []string{"code_verifier", "verifier"}, ""},
		"no verifier":         {[]string{"code_challenge", challenge, "code_challenge_method", "S256"}, nil, "Failed to verify code verifier"},
		"plain PKCE":          {[]string{"code_challenge", "v"}, []string{"code_verifier", "v"}, ""},
		"another callback":    {nil, []string{"redirect_uri", callback + "/"}, "The redirect URI is wrong"},
		"another application": {nil, []string{"client_id", postID, "client_secret", webSecret}, "Invalid authorization code"},
	} {
		t.Run(name, func(t *testing.T) {
			tenant := practised(t, "RS256")
			tenant.AddApplication(fields{"name": "Post", "client_id": postID, "client_secret": webSecret})
			code := signedIn(t, newBrowser(t, tenant), c.ask...)
			status, body := redeem(t, tenant, append([]string{"code", code}, c.redeem...)...)
			said, _ := body["error_description"].(string)
			if (status == 200) != (c.want == "") || !strings.HasPrefix(said, c.want) {
				t.Fatalf("%d %v", status, body)
			}
			if c.want == "" {
				if status, _ := redeem(t, tenant, append([]string{"code", code}, c.redeem...)...); status != 403 {
					t.Errorf("taken twice: %d", status)
				}
			}
		})
	}
}

func TestABrowserIsKnownAgain(t *testing.T) {
	tenant := practised(t, "RS256")
	b := newBrowser(t, tenant)
	if end, _ := b.open(authorizeURL("prompt", "none")); end.Query().Get("error") != "login_required" {
		t.Errorf("prompt=none: %s", end)
	}
	signedIn(t, b)
	if end, _ := b.open(authorizeURL("prompt", "none")); end.Query().Get("code") == "" {
		t.Errorf("known, and no code: %s", end)
	}
	if end, _ := b.open(authorizeURL("prompt", "login")); end.Path != "/u/login" {
		t.Errorf("prompt=login: %s", end)
	}
	tenant.EnableConnection(webID, false)
	if end, _ := b.open(authorizeURL()); end.Query().Get("error_description") != "no connections enabled for the client" {
		t.Errorf("without a connection: %s", end)
	}
}

func TestUserInfoSaysWhatTheScopesOpen(t *testing.T) {
	tenant := practised(t, "RS256")
	_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant), "scope", "openid email"))
	ask := func(token string) (int, string) {
		request, _ := http.NewRequest("GET", "https://"+domain+"/userinfo", nil)
		request.Header.Set("Authorization", "Bearer "+token)
		r, err := tenant.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		said, _ := io.ReadAll(r.Body)
		return r.StatusCode, string(said)
	}
	if status, said := ask(body["access_token"].(string)); status != 200 || !strings.Contains(said, "ada@example.com") || strings.Contains(said, `"name"`) {
		t.Errorf("%d %s", status, said)
	}
	if status, _ := ask("bogus"); status != 401 {
		t.Errorf("a bogus token: %d", status)
	}
}

func TestRolesAndTheirUsers(t *testing.T) {
	tenant := practised(t, "RS256")
	role, user := tenant.AddRole("admin"), tenant.Users()[0].ID
	for path, want := range map[string]string{
		"/api/v2/roles?include_totals=true":                            `"total":1`,
		"/api/v2/roles?name_filter=nobody":                             `[]`,
		"/api/v2/roles/" + role:                                        `"name":"admin"`,
		"/api/v2/roles/" + role + "/users":                             `"email":"ada@example.com"`,
		"/api/v2/roles/" + role + "/users?take=1":                      `"users":[`,
		"/api/v2/resource-servers/" + url.PathEscape(audience):         `"token_lifetime_for_web":7200`,
		"/api/v2/resource-servers/none":                                "does not exist",
		"/api/v2/roles/rol_none":                                       "The role does not exist.",
		"/api/v2/users/" + url.PathEscape(user):                        `"user_id":"auth0|`,
		"/api/v2/users/" + url.PathEscape(user) + "/roles":             `"name":"admin"`,
		"/api/v2/users/" + url.PathEscape("auth0|nobody"):              "The user does not exist.",
		"/api/v2/clients/" + webID + "/connections":                    `"strategy":"auth0"`,
		"/api/v2/clients/nobNOBnobNOBnobNOBnobNOBnobNOBno/connections": "The client does not exist",
	} {
		request, _ := http.NewRequest("GET", "https://"+domain+path, nil)
		request.Header.Set("Authorization", "Bearer "+tenant.Token().Reveal())
		r, err := tenant.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if !strings.Contains(string(body), want) {
			t.Errorf("%s: %d %s", path, r.StatusCode, body)
		}
	}
}

func TestTheTenantsClockMayBeWrong(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{Skew: 10 * time.Minute})
	r, err := tenant.Client().Get("https://" + domain + "/.well-known/openid-configuration")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	date, err := http.ParseTime(r.Header.Get("Date"))
	if ahead := time.Until(date); err != nil || ahead < 9*time.Minute || ahead > 11*time.Minute {
		t.Errorf("ahead by %s, %v", ahead, err)
	}
}
