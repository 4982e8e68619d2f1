package auth0_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

// m2mApp adds an M2M app with its grant.
func (w *world) m2mApp(fields map[string]any) string {
	app := map[string]any{"name": "x", "client_secret": clientSecret, "app_type": "non_interactive"}
	for name, value := range fields {
		app[name] = value
	}
	id := w.AddApplication(app)
	w.AddGrant(id, auth0.M2MScopes()...)
	return id
}

// TestAnM2MAppMayWantItsSecretInTheForm: that is what the dashboard sets.
func TestAnM2MAppMayWantItsSecretInTheForm(t *testing.T) {
	for method, requests := range map[string]int{"client_secret_post": 4, "client_secret_basic": 3} {
		w := newWorld(t, auth0test.Options{})
		w.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
		id := w.m2mApp(map[string]any{"token_endpoint_auth_method": method})
		if p, _ := w.client.CheckM2M(t.Context(), w.domain, id, hidden(clientSecret)); p.Outcome != auth0.Passed || len(w.Requests()) != requests {
			t.Errorf("%s: %+v after %d requests", method, p, len(w.Requests()))
		}
	}
}

func TestTheAudienceThatPomeriumComputesMustBeTheTenants(t *testing.T) {
	const other = "https://login.example.com/api/v2/"
	for name, fault := range map[string]auth0test.Fault{
		"no token":        {Path: "/oauth/token", Effect: auth0test.Status(403, `{"error":"access_denied","error_description":"Service not found: `+other+`"}`)},
		"token of no use": {Path: "/api/v2/roles", Effect: auth0test.Status(401, `{"statusCode":401,"error":"Unauthorized","message":"Bad audience: `+other+`"}`)},
	} {
		w := newWorld(t, auth0test.Options{})
		id := w.m2mApp(nil)
		w.Fail(fault)
		p, _ := w.client.CheckM2M(t.Context(), w.domain, id, hidden(clientSecret))
		if p.Outcome != auth0.Failed || !strings.Contains(p.Text, "as domain, idp_service_account has to name the tenant's own") || p.TooEarly || p.Raw() == "" {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// TestScopesAreReadFromTheTokenWhereTheAnswerNamesNone: Auth0's older answers
// have no scope beside the token.
func TestScopesAreReadFromTheTokenWhereTheAnswerNamesNone(t *testing.T) {
	for _, c := range []struct {
		scopes  []string
		outcome auth0.Outcome
	}{{auth0.M2MScopes(), auth0.Passed}, {[]string{"read:roles"}, auth0.Failed}} {
		w := newWorld(t, auth0test.Options{})
		w.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
		id := w.m2mApp(nil)
		w.Fail(auth0test.Fault{Path: "/oauth/token", Effect: auth0test.Status(200,
			`{"access_token":"`+w.Token(c.scopes...).Reveal()+`","token_type":"Bearer","expires_in":86400}`)})
		if p, _ := w.client.CheckM2M(t.Context(), w.domain, id, hidden(clientSecret)); p.Outcome != c.outcome {
			t.Errorf("%v: %+v", c.scopes, p)
		}
	}
}

// TestTheMembersOfOneRoleAreRead: of the first that has any, within bounds. An
// empty list proves little.
func TestTheMembersOfOneRoleAreRead(t *testing.T) {
	for _, c := range []struct {
		empty    int // roles without a member, before admin
		admin    bool
		outcome  auth0.Outcome
		words    string
		requests int
	}{
		{0, true, auth0.Passed, "reads roles (1 role) and the members of admin", 3},
		{1, true, auth0.Passed, "reads roles (2 roles) and the members of admin", 4},
		{4, true, auth0.Passed, "reads roles (5 roles) and the members of admin", 7},
		{5, true, auth0.NotChecked, "it reads roles (6 roles); the first 5 have no member that could be read", 7},
		{1, false, auth0.NotChecked, "it reads roles (1 role); it has no member that could be read", 3},
		{3, false, auth0.NotChecked, "it reads roles (3 roles); none of them has a member that could be read", 5},
	} {
		w := newWorld(t, auth0test.Options{})
		for i := range c.empty {
			w.AddRole(fmt.Sprint("role ", i))
		}
		if c.admin {
			w.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
		}
		p, _ := w.client.CheckM2M(t.Context(), w.domain, w.m2mApp(nil), hidden(clientSecret))
		if p.Outcome != c.outcome || p.Text != c.words || len(w.Requests()) != c.requests {
			t.Errorf("%d empty roles: %+v after %d requests", c.empty, p, len(w.Requests()))
		}
	}
}

// TestAllRolesAreRead: what is compared with them may stand on a later page.
func TestAllRolesAreRead(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	w.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"role 0"}})
	for i := range 250 {
		w.AddRole(fmt.Sprint("role ", i))
	}
	p, roles := w.client.CheckM2M(t.Context(), w.domain, w.m2mApp(nil), hidden(clientSecret))
	if p.Outcome != auth0.Passed || len(roles.IDs) != 250 || len(roles.Names) != 250 || roles.Names[249] != "role 249" {
		t.Errorf("%+v, %d roles", p, len(roles.IDs))
	}
}

func TestRolesThatCannotBeReadAreNoRoles(t *testing.T) {
	for name, c := range map[string]struct {
		path    string
		effect  auth0test.Effect
		outcome auth0.Outcome
		words   string
	}{
		"no scope":   {"/api/v2/roles", auth0test.Status(http.StatusForbidden, `{"message":"Insufficient scope, expected any of: read:roles","errorCode":"insufficient_scope"}`), auth0.Failed, "read:roles"},
		"in trouble": {"/api/v2/roles", auth0test.Status(http.StatusServiceUnavailable, ""), auth0.NotChecked, "problem of its own"},
		"members": {"/api/v2/roles/", auth0test.Status(http.StatusForbidden, `{"message":"Insufficient scope, expected any of: read:role_members","errorCode":"insufficient_scope"}`),
			auth0.Failed, "read:role_members"},
	} {
		w := newWorld(t, auth0test.Options{})
		w.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
		id := w.m2mApp(nil)
		w.Fail(auth0test.Fault{Method: "GET", Path: c.path, Times: -1, Effect: c.effect})
		if p, _ := w.client.CheckM2M(t.Context(), w.domain, id, hidden(clientSecret)); p.Outcome != c.outcome || !strings.Contains(p.Text, c.words) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestTheRolesOfAUserAreReadAsAtASignIn(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	ada := w.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin", "staff"}})
	eve := w.AddUser(auth0test.User{Email: "eve@example.com"})
	id := w.m2mApp(nil)
	for user, want := range map[string]string{ada.ID: "admin, staff", eve.ID: ""} {
		names, err := w.client.UserRoles(t.Context(), w.domain, id, hidden(clientSecret), user)
		if got := strings.Join(names, ", "); err != nil || got != want {
			t.Errorf("%s: %q, %v", user, got, err)
		}
	}
	if _, err := w.client.UserRoles(t.Context(), w.domain, id, hidden("wrong"), ada.ID); err == nil {
		t.Error("a wrong secret brings roles")
	}
}
