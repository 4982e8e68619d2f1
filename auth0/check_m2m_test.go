package auth0_test

import (
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

func TestTheM2MAppIsProvenAsPomeriumUsesIt(t *testing.T) {
	for _, c := range []struct {
		name    string
		scopes  []string // nil: no grant
		roles   bool
		secret  string
		app     map[string]any
		outcome auth0.Outcome
		words   string
	}{
		{"right", auth0.M2MScopes(), true, clientSecret, nil, auth0.Passed, "reads roles (1 role) and the members of admin"},
		{"no role yet", auth0.M2MScopes(), false, clientSecret, nil, auth0.NotChecked, "no role"},
		{"a scope is missing", []string{"read:roles", "read:role_members"}, true, clientSecret, nil, auth0.Failed, "lacks read:users"},
		{"more than needed", append(auth0.M2MScopes(), "read:stats"), true, clientSecret, nil, auth0.Warned, "read:stats"},
		{"no grant", nil, true, clientSecret, nil, auth0.Failed, "may not use the Management API"},
		{"wrong secret", auth0.M2MScopes(), true, "wrong", nil, auth0.Failed, "does not take its client ID and secret"},
		{"with the secret in the form alone", auth0.M2MScopes(), true, clientSecret, map[string]any{"token_endpoint_auth_method": "client_secret_post"}, auth0.Passed, "reads roles"},
		{"without the grant type", auth0.M2MScopes(), true, clientSecret, map[string]any{"grant_types": []string{"authorization_code"}}, auth0.Failed, "client credentials is off"},
	} {
		w := newWorld(t, auth0test.Options{})
		fields := map[string]any{"name": "x", "client_secret": clientSecret, "app_type": "non_interactive"}
		for name, value := range c.app {
			fields[name] = value
		}
		id := w.AddApplication(fields)
		if c.scopes != nil {
			w.AddGrant(id, c.scopes...)
		}
		if c.roles {
			w.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
		}
		p, roles := w.client.CheckM2M(t.Context(), w.domain, id, hidden(c.secret))
		if p.Outcome != c.outcome || !strings.Contains(p.Text, c.words) {
			t.Errorf("%s: %+v", c.name, p)
		}
		if c.name == "right" && (len(roles.Names) != 1 || roles.Names[0] != "admin" || len(w.Requests()) != 3) {
			t.Errorf("roles %v after %d requests", roles, len(w.Requests()))
		}
	}
}

func TestRefreshingIsProvenWithoutASession(t *testing.T) {
	for _, c := range []struct {
		grants  []string
		secret  string
		outcome auth0.Outcome
		words   string
	}{
		{[]string{"authorization_code", "refresh_token"}, clientSecret, auth0.Passed, "can be refreshed"},
		{[]string{"authorization_code"}, clientSecret, auth0.Failed, "signed out when their token ends"},
		{[]string{"authorization_code", "refresh_token"}, "wrong", auth0.NotChecked, "once its secret is taken"},
	} {
		w := newWorld(t, auth0test.Options{})
		id := w.AddApplication(map[string]any{"name": "x", "client_secret": clientSecret, "grant_types": c.grants})
		if p := w.client.CheckRefresh(t.Context(), w.domain, id, hidden(c.secret)); p.Outcome != c.outcome || !strings.Contains(p.Text, c.words) {
			t.Errorf("%v: %+v", c.grants, p)
		}
	}
}

func TestConnections(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	id := w.AddApplication(map[string]any{"name": "x"})
	access := auth0.Access{Tenant: w.domain, Token: w.Token()}
	if p := w.client.CheckConnections(t.Context(), access, id); p.Outcome != auth0.Passed {
		t.Errorf("enabled: %+v", p)
	}
	w.EnableConnection(id, false)
	if p := w.client.CheckConnections(t.Context(), access, id); p.Outcome != auth0.Failed || !strings.Contains(p.Text, "nobody can sign in") {
		t.Errorf("none: %+v", p)
	}
	access.Token = w.Token("read:clients")
	if p := w.client.CheckConnections(t.Context(), access, id); p.Outcome != auth0.NotChecked {
		t.Errorf("without the scope: %+v", p)
	}
}

func TestSettingsAreJudgedWithoutTheSecret(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	good := map[string]any{"name": "x", "app_type": "regular_web", "oidc_conformant": true, "jwt_configuration": map[string]any{"alg": "RS256"}, "callbacks": []string{pomerium.Callback}}
	id := w.AddApplication(good)
	good["jwt_configuration"] = map[string]any{"alg": "HS256"}
	old := w.AddApplication(good)
	access := auth0.Access{Tenant: w.domain, Token: w.Token(auth0.ReadClients)}
	other, err := auth0.ParseDomain("login.example.com")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		id      string
		domain  auth0.Domain
		outcome auth0.Outcome
		words   string
	}{
		{id, w.domain, auth0.Passed, "RS256"},
		{old, w.domain, auth0.Failed, "HS256"},
		{"nobody", w.domain, auth0.Failed, "no application with this client ID"},
		{"nobody", other.Candidates[0], auth0.NotChecked, "not the one behind login.example.com"},
	} {
		if p := w.client.CheckSettings(t.Context(), c.domain, access, c.id, pomerium.Callback); p.Outcome != c.outcome || !strings.Contains(p.Text, c.words) {
			t.Errorf("%s: %+v", c.id, p)
		}
	}
	access.Token = w.Token("read:stats")
	if p := w.client.CheckSettings(t.Context(), w.domain, access, id, pomerium.Callback); p.Outcome != auth0.NotChecked {
		t.Errorf("without the scope: %+v", p)
	}
}

func TestClocksThatDisagree(t *testing.T) {
	for skew, outcome := range map[time.Duration]auth0.Outcome{
		0: auth0.Passed, 29 * time.Second: auth0.Passed, -29 * time.Second: auth0.Passed,
		30 * time.Second: auth0.Warned, -41 * time.Second: auth0.Warned, 300 * time.Second: auth0.Failed, -time.Hour: auth0.Failed,
	} {
		p := auth0.CheckClock(auth0.Discovery{Skew: skew, SkewKnown: true})
		if p.Outcome != outcome {
			t.Errorf("%s: %+v", skew, p)
		}
	}
	if p := auth0.CheckClock(auth0.Discovery{Skew: -41 * time.Second, SkewKnown: true}); p.Text != "this server is 41 s behind Auth0's" {
		t.Error(p.Text)
	}
	if p := auth0.CheckClock(auth0.Discovery{}); p.Outcome != auth0.NotChecked {
		t.Errorf("unknown: %+v", p)
	}
}

func TestAWebAppIsJudged(t *testing.T) {
	good := auth0.Application{Type: auth0.RegularWeb, SigningAlg: auth0.RS256, OIDCConformant: true, GrantTypes: []string{auth0.AuthorizationCode, auth0.RefreshToken},
		Callbacks: []string{"https://a.example.com/oauth2/callback"}}
	for name, c := range map[string]struct {
		spoil   func(*auth0.Application)
		outcome auth0.Outcome
		words   string
	}{
		"good":           {func(*auth0.Application) {}, auth0.Passed, "RS256"},
		"HS256":          {func(a *auth0.Application) { a.SigningAlg = "" }, auth0.Failed, "HS256"},
		"no secret":      {func(a *auth0.Application) { a.AuthMethod = auth0.AuthNone }, auth0.Failed, "proves itself with none"},
		"no refresh":     {func(a *auth0.Application) { a.GrantTypes = a.GrantTypes[:1] }, auth0.Failed, "refresh token is off"},
		"not conformant": {func(a *auth0.Application) { a.OIDCConformant = false }, auth0.Warned, "OIDC conformant"},
		"wildcard":       {func(a *auth0.Application) { a.Callbacks = []string{"https://*.example.com"} }, auth0.Warned, "wildcard"},
		"Native":         {func(a *auth0.Application) { a.Type = auth0.Native }, auth0.Warned, "Native"},
		"others":         {func(a *auth0.Application) { a.Callbacks = append(a.Callbacks[:1:1], "https://b.example.com/cb") }, auth0.Warned, "1 other callback URL"},
		"http callback":  {func(a *auth0.Application) { a.Callbacks = []string{"http://localhost:3000"} }, auth0.Warned, "not https"},
	} {
		app := good
		c.spoil(&app)
		if p := auth0.Judge(app, "https://a.example.com/oauth2/callback"); p.Outcome != c.outcome || !strings.Contains(p.Text, c.words) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
