package tui_test

import (
	"context"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// A broken is one thing that is broken, what the checks say to it, and how it
// is mended in place where the program can do that.
type broken struct {
	check, what string
	world       string
	early       bool // before the walk, instead of between two looks at the checks
	spoil       func(*rehearsal)
	file        bool // it is the file that is looked at again
	says        string
	also        map[string]string // of other checks that depend on it; "" for one that is not there any more
	remedy      string            // "" where the operator has to mend it
	change      []string          // what is shown before it is made
	sent        string            // the one request that makes it; "" for none
	mended      map[string]string // what is otherwise than before when it is mended
}

const (
	discoveryPath = "/.well-known/openid-configuration"
	unitAgainst   = "Environment=IDP_PROVIDER=google\n"

	cut    = "not checked: the connection to acme.eu.auth0.com was cut: try again"
	wasCut = "- " + cut
	// mustBeProven: saving without a proof of ID and secret needs an answer.
	mustBeProven = "X " + cut
	noRoleRead   = "- not checked: the check of the M2M app read no roles"
	grantOff     = "X registered, but every sign-in ends there with an error (unauthorized_client: Grant type 'authorization_code' not allowed for the client.)"
)

var anotherSecret = strings.Repeat("n", 64)

// dated answers as a tenant whose clock is that much ahead of ours.
func dated(ahead time.Duration) auth0test.Effect {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		next.ServeHTTP(w, r)
	}
}

func always(at string, effect auth0test.Effect) func(*rehearsal) {
	return func(r *rehearsal) { r.tenant.Fail(auth0test.Fault{Path: at, Times: -1, Effect: effect}) }
}

func webApp(fields map[string]any) func(*rehearsal) {
	return func(r *rehearsal) { r.tenant.ChangeApplication(r.web(), fields) }
}

func m2mApp(fields map[string]any) func(*rehearsal) {
	return func(r *rehearsal) { r.tenant.ChangeApplication(r.m2m(), fields) }
}

// sent are the requests that changed the tenant, with what they say; the random
// ID of the application in it is not of interest.
func (r *rehearsal) sent() []string {
	var sent []string
	for _, request := range r.tenant.Requests() {
		if request.Method != "GET" && strings.HasPrefix(request.Path, "/api/v2/") {
			what := request.Method + " " + strings.Split(request.Path, "/")[3] + " " + request.Body
			for _, app := range r.tenant.Applications() {
				what = strings.ReplaceAll(what, app["client_id"].(string), "ID")
			}
			sent = append(sent, strings.TrimSpace(what))
		}
	}
	return sent
}

// scopes are those of the grant from then on.
func scopes(scopes ...string) func(*rehearsal) {
	return func(r *rehearsal) {
		r.api("PATCH", "client-grants/"+r.grant(), asJSON(map[string]any{"scope": scopes}))
	}
}

func noGrant(r *rehearsal) { r.api("DELETE", "client-grants/"+r.grant(), "") }

// nobody answers as a tenant without roles.
func nobody(r *rehearsal) {
	r.tenant.Fail(auth0test.Fault{Path: "/api/v2/roles", Times: -1, Effect: auth0test.Status(200, `{"roles":[],"start":0,"limit":100,"total":0}`)})
}

// pastedTwice pastes the web app for both, which may read roles.
func pastedTwice(r *rehearsal) {
	id := r.web()
	r.tenant.ChangeApplication(id, map[string]any{"grant_types": []string{"authorization_code", "refresh_token", "client_credentials"}})
	r.tenant.AddGrant(id, "read:roles", "read:role_members", "read:users")
	r.backTo(steps.M2MAppID)
	r.answer(steps.M2MAppID, id)
	r.choose("Correct the client secret")
	r.answer(steps.M2MAppSecret, r.tenant.Application(id)["client_secret"].(string))
}

func inFile(old, text string) func(*rehearsal) {
	return func(r *rehearsal) { r.write(testFile, strings.Replace(r.read(testFile), old, text, 1)) }
}

func reaching(err error) func(*rehearsal) {
	return func(r *rehearsal) {
		r.reach = func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
}

func everyBroken() []broken {
	return []broken{
		{
			check: "discovery", what: "another issuer",
			spoil: always(discoveryPath, auth0test.Status(200, `{"issuer":"https://evil.example.com/"}`)),
			says:  "X the tenant calls itself https://evil.example.com/, not https://acme.eu.auth0.com/: Pomerium would refuse it. Use the name it calls itself",
			also:  map[string]string{"clock": ""},
		},
		{
			check: "discovery", what: "no signature that Pomerium takes",
			spoil: always(discoveryPath, auth0test.Status(200, `{"issuer":"https://acme.eu.auth0.com/","id_token_signing_alg_values_supported":["HS256"]}`)),
			says:  "X it offers neither RS256 nor PS256, and Pomerium takes no other signature",
			also:  map[string]string{"clock": ""},
		},
		{
			check: "discovery", what: "the network",
			spoil: always("", auth0test.DropBefore),
			says:  "X the connection to acme.eu.auth0.com was cut. try again",
			also:  map[string]string{"clock": "", "web app": mustBeProven, "callback URL": wasCut, "logout URL": wasCut, "settings": wasCut, "connections": wasCut, "M2M app": mustBeProven, "roles": noRoleRead},
		},
		{
			check: "clock", what: "behind a little",
			spoil: always(discoveryPath, dated(41*time.Second)),
			says:  "! this server is 42 s behind Auth0's",
		},
		{
			check: "clock", what: "far ahead",
			spoil: always(discoveryPath, dated(-10*time.Minute)),
			says:  "X this server is 10 min ahead of Auth0's: sign-ins are refused as expired or not yet valid. Set it, as by timedatectl set-ntp true",
		},
		{
			check: "web app", what: "its secret was rotated",
			spoil:  webApp(map[string]any{"client_secret": anotherSecret}),
			says:   "X Auth0 does not take its client ID and secret (Unauthorized)",
			remedy: "Read the application again",
		},
		{
			check: "web app", what: "the secret of a found one was rotated", world: "found",
			spoil:  webApp(map[string]any{"client_secret": anotherSecret}),
			says:   "X Auth0 does not take its client ID and secret (Unauthorized)",
			remedy: "Read the application again",
		},
		{
			check: "web app", what: "its grant is off",
			spoil:  webApp(map[string]any{"grant_types": []string{"refresh_token"}}),
			says:   "X its grant authorization code is off, without which nobody can sign in (Grant type 'authorization_code' not allowed for the client.)",
			also:   map[string]string{"callback URL": grantOff, "settings": "X its grant authorization code is off"},
			remedy: "Turn the grant on in Auth0", change: []string{"Bring the application Pomerium up to date", "+ grant: authorization code"}, sent: `PATCH clients {"grant_types":["refresh_token","authorization_code"]}`,
		},
		{
			check: "web app", what: "a pasted secret is wrong", world: "pasted",
			spoil:  webApp(map[string]any{"client_secret": anotherSecret}),
			says:   "X Auth0 does not take its client ID and secret (Unauthorized)",
			also:   map[string]string{"refresh": "- not checked: whether sessions can be refreshed is seen once its secret is taken"},
			remedy: "Correct the client secret",
		},
		{
			check: "web app", what: "the grant of a pasted one is off", world: "pasted",
			spoil: webApp(map[string]any{"grant_types": []string{"refresh_token"}}),
			says:  "X its grant authorization code is off, without which nobody can sign in (Grant type 'authorization_code' not allowed for the client.). in the dashboard, under Settings → Advanced → Grant Types, tick Authorization Code",
			also:  map[string]string{"callback URL": grantOff},
		},
		{
			check: "callback URL", what: "not registered",
			spoil:  webApp(map[string]any{"callbacks": []string{}}),
			says:   "X not registered: signing in would end on an error page",
			remedy: "Add the callback URL in Auth0", change: []string{"Bring the application Pomerium up to date", testCallback}, sent: `PATCH clients {"callbacks":["https://authenticate.example.com/oauth2/callback"]}`,
		},
		{
			check: "callback URL", what: "not registered, pasted", world: "pasted",
			spoil: webApp(map[string]any{"callbacks": []string{}}),
			says:  "X not registered: signing in would end on an error page. in the dashboard, to Allowed Callback URLs, add https://authenticate.example.com/oauth2/callback",
		},
		{
			check: "logout URL", what: "not registered",
			spoil:  webApp(map[string]any{"allowed_logout_urls": []string{}}),
			says:   "X not registered: signing out would end on an error page",
			remedy: "Add the logout URL in Auth0", change: []string{"Bring the application Pomerium up to date", testLogout}, sent: `PATCH clients {"allowed_logout_urls":["https://authenticate.example.com/.pomerium/signed_out"]}`,
		},
		{
			check: "logout URL", what: "not registered, pasted", world: "pasted",
			spoil: webApp(map[string]any{"allowed_logout_urls": []string{}}),
			says:  "X not registered: signing out would end on an error page. in the dashboard, to Allowed Logout URLs, add https://authenticate.example.com/.pomerium/signed_out",
		},
		{
			check: "settings", what: "HS256", world: "pasted, with a token", early: true,
			spoil:  webApp(map[string]any{"jwt_configuration": map[string]any{"alg": "HS256"}}),
			says:   "X it signs ID tokens with HS256, and Pomerium takes RS256 and PS256",
			remedy: "Correct the settings in Auth0", change: []string{"HS256 → RS256"}, sent: `PATCH clients {"jwt_configuration":{"alg":"RS256"}}`,
		},
		{
			check: "settings", what: "HS256, since it was made",
			spoil:  webApp(map[string]any{"jwt_configuration": map[string]any{"alg": "HS256"}}),
			says:   "X it signs ID tokens with HS256, and Pomerium takes RS256 and PS256",
			remedy: "Correct the settings in Auth0", change: []string{"HS256 → RS256"}, sent: `PATCH clients {"jwt_configuration":{"alg":"RS256"}}`,
		},
		{
			check: "settings", what: "another type", world: "pasted, with a token", early: true,
			spoil: webApp(map[string]any{"app_type": "native"}),
			says:  "! its type is Native",
		},
		{
			check: "refresh", what: "its grant is off", world: "pasted",
			spoil: webApp(map[string]any{"grant_types": []string{"authorization_code"}}),
			says:  "X its grant refresh token is off: users are signed out when their token ends. in the dashboard, under Settings → Advanced → Grant Types, tick Refresh Token",
		},
		{
			check: "connections", what: "none is enabled",
			spoil: func(r *rehearsal) { r.tenant.EnableConnection(r.web(), false) },
			says:  "X none is enabled, so nobody can sign in: Dashboard → Applications → the application → Connections",
			also:  map[string]string{"callback URL": "X registered, but every sign-in ends there with an error (invalid_request: no connections enabled for the client)"},
		},
		{
			check: "M2M app", what: "its secret was rotated",
			spoil:  m2mApp(map[string]any{"client_secret": anotherSecret}),
			says:   "X Auth0 does not take its client ID and secret (Unauthorized)",
			also:   map[string]string{"roles": noRoleRead},
			remedy: "Read the application again",
		},
		{
			check: "M2M app", what: "a pasted secret is wrong", world: "pasted, with a token",
			spoil:  m2mApp(map[string]any{"client_secret": anotherSecret}),
			says:   "X Auth0 does not take its client ID and secret (Unauthorized)",
			remedy: "Correct the client secret",
		},
		{
			check: "M2M app", what: "its grant type is off",
			spoil:  m2mApp(map[string]any{"grant_types": []string{"implicit"}}),
			says:   "X its grant client credentials is off (Grant type 'client_credentials' not allowed for the client.)",
			also:   map[string]string{"roles": noRoleRead},
			remedy: "Mend its grant in Auth0", change: []string{"client credentials"}, sent: `PATCH clients {"grant_types":["implicit","client_credentials"]}`,
		},
		{
			check: "M2M app", what: "a scope is missing",
			spoil:  scopes("read:roles", "read:role_members"),
			says:   "X its grant lacks read:users",
			also:   map[string]string{"roles": noRoleRead},
			remedy: "Mend its grant in Auth0", change: []string{"+   read:users"}, sent: `PATCH client-grants {"scope":["read:roles","read:role_members","read:users"]}`,
		},
		{
			check: "M2M app", what: "a scope of a found one is missing", world: "found",
			spoil:  scopes("read:roles", "read:role_members"),
			says:   "X its grant lacks read:users",
			remedy: "Mend its grant in Auth0", change: []string{"+   read:users"}, sent: `PATCH client-grants {"scope":["read:roles","read:role_members","read:users"]}`,
		},
		{
			check: "M2M app", what: "a scope of a pasted one is missing", world: "pasted, with a token",
			spoil:  scopes("read:roles", "read:role_members"),
			says:   "X its grant lacks read:users",
			remedy: "Mend its grant in Auth0", change: []string{"+   read:users"}, sent: `PATCH client-grants {"scope":["read:roles","read:role_members","read:users"]}`,
		},
		{
			check: "M2M app", what: "its grant was deleted",
			spoil:  noGrant,
			says:   `X it may not use the Management API (Client is not authorized to access "https://acme.eu.auth0.com/api/v2/". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants)`,
			also:   map[string]string{"roles": noRoleRead},
			remedy: "Mend its grant in Auth0", change: []string{"+   read:roles"}, sent: `POST client-grants {"client_id":"ID","audience":"https://acme.eu.auth0.com/api/v2/","scope":["read:roles","read:role_members","read:users"]}`,
		},
		{
			check: "M2M app", what: "more scopes than needed",
			spoil: scopes("read:roles", "read:role_members", "read:users", "read:stats"),
			says:  "! reads roles (1 role) and the members of admin; its grant allows more than needed: read:stats",
		},
		{
			check: "one for both", what: "pasted twice", world: "pasted",
			spoil: pastedTwice,
			says:  "! roles are read through the web app: the secret users sign in with reads all of them",
		},
		{
			check: "roles", what: "a group is no role",
			spoil: inFile("[admin]", "[admin, dev]"), file: true,
			says: "! dev is no role of the tenant: nobody comes in by it (allowed_groups in line 9). write the name or the ID of a role, or make the role in Auth0",
		},
		{
			check: "address", what: "no name",
			spoil: reaching(&net.DNSError{Err: "no such host", Name: "authenticate.example.com", IsNotFound: true}),
			says:  "! its name leads nowhere yet: let DNS point it to this server",
		},
		{
			check: "address", what: "nothing there",
			spoil: reaching(syscall.ECONNREFUSED),
			says:  "! nothing answers there yet",
		},
		{
			check: "address", what: "something else",
			spoil: func(r *rehearsal) { r.authenticates(http.NotFound) },
			says:  "! something answers there, and it does not look like Pomerium",
		},
		{
			check: "file", what: "no openid",
			spoil: inFile("routes:", "idp_scopes: [profile, offline_access]\nroutes:"), file: true,
			remedy: "Add to idp_scopes", change: []string{"- idp_scopes: [profile, offline_access]", "+ idp_scopes: [profile, offline_access, \"openid\"]"},
			says: `X idp_scopes lacks openid: the first sign-in ends with "missing id_token"`,
		},
		{
			check: "certificates", what: "one is not there",
			spoil: func(r *rehearsal) { _ = os.Remove(filepath.Join(r.root, "/etc/pomerium/key.pem")) }, file: true,
			says: "X /etc/pomerium/key.pem is not there: Pomerium does not start. put it there, or take it out of the file",
		},
		{
			check: "groups", what: "not known any more", world: "newer",
			spoil: inFile(certificateLines, allowedGroups+certificateLines), file: true,
			says: "X https://grafana.example.com (line 7) has allowed_groups, which Pomerium 0.33 does not know: write it as a policy",
			also: map[string]string{"file": ""},
		},
		{
			check: "environment", what: "another provider",
			spoil: func(r *rehearsal) { r.write(unitPath, packagedUnit+unitAgainst) }, file: true,
			says: "X IDP_PROVIDER=google in /usr/lib/systemd/system/pomerium.service beats the settings: take it out there",
		},
		{
			check: "M2M app", what: "its grant was deleted, pasted", world: "pasted",
			spoil: noGrant,
			says:  `X it may not use the Management API (Client is not authorized to access "https://acme.eu.auth0.com/api/v2/". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants). in the dashboard, under APIs → Auth0 Management API → Machine to Machine Applications, authorise it for read:roles, read:role_members, read:users`,
		},
		{
			check: "M2M app", what: "no role",
			spoil: nobody,
			says:  "- not checked: Auth0 takes its credentials; the tenant has no role that could be read",
			also:  map[string]string{"roles": noRoleRead},
		},
		{
			check: "sign-in", what: "HS256", world: "rehearsed", early: true,
			spoil:  webApp(map[string]any{"jwt_configuration": map[string]any{"alg": "HS256"}}),
			says:   "X the application signs ID tokens with HS256, which Pomerium refuses: set JSON Web Token Signature Algorithm to RS256, under Settings → Advanced → OAuth",
			also:   map[string]string{"settings": "- not checked: they were changed since they were read"},
			remedy: "Set RS256 in Auth0", change: []string{"HS256 → RS256"}, sent: `PATCH clients {"jwt_configuration":{"alg":"RS256"}}`,
			mended: map[string]string{"sign-in": "- not tried since the application was changed"},
		},
		{
			check: "sign-in", what: "UserInfo", world: "rehearsed", early: true,
			spoil: always("/userinfo", auth0test.Status(401, `{}`)),
			says:  "X Auth0 does not say who signed in (401), and Pomerium ends the session then",
		},
	}
}

// TestEveryCheckPassesAndFailsByItsOwnCause: nothing else changes but what
// depends on it, and what is mended in place is shown first, sent once, and
// passes.
func TestEveryCheckPassesAndFailsByItsOwnCause(t *testing.T) {
	longTable(t)
	inOrder := map[string]map[string]string{}
	for world, lead := range worlds {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			lead(r, func() {})
			r.looksAtChecks()
			inOrder[world] = r.checked()
			for name, said := range inOrder[world] {
				if said[0] == 'X' || said[0] == '!' {
					t.Errorf("%s, %s: %s", world, name, said)
				}
			}
		})
	}
	seen := map[string]bool{}
	for _, c := range everyBroken() {
		if c.world == "" {
			c.world = "directory sync"
		}
		seen[c.check] = true
		t.Run(c.check+", "+c.what, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.quick = true
				r.fails(c, inOrder[c.world])
				r.mends(c, inOrder[c.world])
			})
		})
	}
	for _, name := range steps.CheckNames() {
		if name == "custom domain" {
			continue // it is proven before: customdomain_test.go
		}
		passes := slices.ContainsFunc(slices.Collect(maps.Values(inOrder)), func(all map[string]string) bool {
			return strings.HasPrefix(all[name], "v ") || (name == "groups" || name == "one for both") && all[name] == ""
		})
		if !seen[name] || !passes {
			t.Errorf("the check %s is not seen passing (%v) and failing (%v)", name, passes, seen[name])
		}
	}
}

// fails breaks it, and looks at the checks.
func (r *rehearsal) fails(c broken, inOrder map[string]string) {
	r.t.Helper()
	worlds[c.world](r, func() {
		if c.early {
			c.spoil(r)
		}
	})
	if !c.early {
		r.looksAtChecks()
		c.spoil(r)
		switch {
		case r.scene().Item != steps.AllowFailedChecks: // an answer, that was looked at already
		case c.file:
			r.choose("Look at the file again")
		default:
			r.choose("Look at Auth0 again")
		}
	}
	if r.scene().Item == steps.ChangeSave {
		r.looksAtChecks()
	}
	want := maps.Clone(inOrder)
	maps.Copy(want, c.also)
	want[c.check] = c.says
	r.compares(want)
}

// compares the checks on the screen with what they are to say.
func (r *rehearsal) compares(want map[string]string) {
	r.t.Helper()
	got := r.checked()
	for _, name := range steps.CheckNames() {
		if got[name] != want[name] {
			r.t.Errorf("%s:\n got %q\nwant %q", name, got[name], want[name])
		}
	}
}

// mends takes the remedy that is offered, if one is to be.
func (r *rehearsal) mends(c broken, inOrder map[string]string) {
	r.t.Helper()
	if c.remedy == "" {
		for _, choice := range r.scene().Choices {
			for _, verb := range []string{"Add", "Turn", "Mend", "Correct", "Read the app", "Set"} {
				if strings.HasPrefix(choice.Label, verb) {
					r.t.Errorf("offered is %q", choice.Label)
				}
			}
		}
		return
	}
	r.tenant.ResetRequests()
	r.choose(c.remedy)
	switch scene := r.scene(); {
	case c.file:
		r.at(steps.ChangeSave) // which shows it
		r.tells(c.change...)
	case c.change != nil:
		if scene.Item != steps.ChangeWebApp && scene.Item != steps.ChangeM2MApp || len(r.writes()) > 0 {
			r.t.Fatalf("no change is shown, or was made already:\n%s", r.said())
		}
		r.tells(c.change...)
		r.send(scene.Choices[0].Event)
	case scene.Kind == walk.Secret:
		r.answer(scene.Item, anotherSecret)
	}
	if sent := strings.Join(r.sent(), "\n"); sent != c.sent {
		r.t.Errorf("sent was %s\nwant     %s", sent, c.sent)
	}
	if r.scene().Item != steps.ChangeSave {
		r.t.Fatalf("it does not pass:\n%s", r.said())
	}
	r.looksAtChecks()
	want := maps.Clone(inOrder)
	maps.Copy(want, c.mended)
	r.compares(want)
}
