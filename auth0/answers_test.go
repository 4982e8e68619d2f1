package auth0_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

// A call is one request of the client and where it goes. Its error is the
// client's own; of a probe it is what the probe says.
type call struct {
	method, path string
	list         string // name of the list in the answer
	object       string // a good answer, or entry of the list
	// before are answers to requests to the same path that come first.
	before []string
	do     func(ctx context.Context, w *world) error
}

// errProbe stands for the error of a probe, which is a value.
type errProbe struct{ auth0.Probe }

func (e errProbe) Error() string { return e.Text }

const (
	someApp   = `{"client_id":"abc","name":"Pomerium","app_type":"regular_web","callbacks":[],"grant_types":[],"jwt_configuration":{"alg":"RS256"}}`
	someGrant = `{"id":"cgr_1","client_id":"abc","audience":"aud","scope":["read:users"]}`
	someRole  = `{"id":"rol_1","name":"admin"}`
)

func probed(p auth0.Probe) error {
	if p.Outcome == auth0.NotChecked && p.Cause == auth0.NothingTold {
		return errProbe{p}
	}
	return nil
}

// calls are every request whose answer is decoded.
func calls() map[string]call {
	secret := hidden("a-client-secret")
	return map[string]call{
		"list applications": {method: "GET", path: "/api/v2/clients", list: "clients", object: someApp, do: func(ctx context.Context, w *world) error {
			_, err := w.client.Applications(ctx, w.access)
			return err
		}},
		"list more than a thousand applications": {method: "GET", path: "/api/v2/clients", list: "clients", object: someApp,
			before: []string{`{"clients":[],"total":1001,"start":0,"limit":100}`},
			do: func(ctx context.Context, w *world) error {
				_, err := w.client.Applications(ctx, w.access)
				return err
			}},
		"read an application": {method: "GET", path: "/api/v2/clients/abc", object: someApp, do: func(ctx context.Context, w *world) error {
			_, err := w.client.Application(ctx, w.access, "abc")
			return err
		}},
		"create an application": {method: "POST", path: "/api/v2/clients", object: someApp, do: create},
		"update an application": {method: "PATCH", path: "/api/v2/clients/abc", object: someApp, do: func(ctx context.Context, w *world) error {
			_, err := w.client.UpdateApplication(ctx, w.access, auth0.Update{From: auth0.Application{ID: "abc"}, To: auth0.Application{ID: "abc", Name: "x"}})
			return err
		}},
		"delete an application": {method: "DELETE", path: "/api/v2/clients/abc", do: func(ctx context.Context, w *world) error {
			return w.client.DeleteApplication(ctx, w.access, "abc")
		}},
		"list grants": {method: "GET", path: "/api/v2/client-grants", list: "client_grants", object: someGrant, do: func(ctx context.Context, w *world) error {
			_, err := w.client.Grants(ctx, w.access, "abc")
			return err
		}},
		"create a grant": {method: "POST", path: "/api/v2/client-grants", object: someGrant, do: func(ctx context.Context, w *world) error {
			_, err := w.client.CreateGrant(ctx, w.access, auth0.Grant{ClientID: "abc", Audience: "aud"})
			return err
		}},
		"update a grant": {method: "PATCH", path: "/api/v2/client-grants/cgr_1", object: someGrant, do: func(ctx context.Context, w *world) error {
			_, err := w.client.UpdateGrant(ctx, w.access, auth0.Grant{ID: "cgr_1", ClientID: "abc", Audience: "aud"})
			return err
		}},
		"delete a grant": {method: "DELETE", path: "/api/v2/client-grants/cgr_1", do: func(ctx context.Context, w *world) error {
			return w.client.DeleteGrant(ctx, w.access, "cgr_1")
		}},
		"list connections": {method: "GET", path: "/api/v2/clients/abc/connections", list: "connections", object: `{"name":"db"}`, do: func(ctx context.Context, w *world) error {
			return probed(w.client.CheckConnections(ctx, w.access, "abc"))
		}},
		"read settings": {method: "GET", path: "/api/v2/clients/abc", object: someApp, do: func(ctx context.Context, w *world) error {
			return probed(w.client.CheckSettings(ctx, w.domain, w.access, "abc", pomerium.Callback))
		}},
		"list roles": {method: "GET", path: "/api/v2/roles", list: "roles", object: someRole, do: func(ctx context.Context, w *world) error {
			probe, _ := w.client.CheckM2M(ctx, w.domain, reader, secret)
			return probed(probe)
		}},
		"list the members of a role": {method: "GET", path: "/api/v2/roles/rol_1/users", list: "users", object: `{"user_id":"auth0|1"}`,
			do: func(ctx context.Context, w *world) error {
				w.Fail(auth0test.Fault{Path: "/api/v2/roles", Effect: auth0test.Status(200, `{"roles":[`+someRole+`]}`)})
				probe, _ := w.client.CheckM2M(ctx, w.domain, reader, secret)
				return probed(probe)
			}},
		"list a user's roles": {method: "GET", path: "/api/v2/users/", list: "roles", object: someRole, do: func(ctx context.Context, w *world) error {
			_, err := w.client.UserRoles(ctx, w.domain, reader, secret, "auth0|1")
			return err
		}},
		"get a Management API token": {method: "POST", path: "/oauth/token", object: `{"access_token":"x"}`, do: func(ctx context.Context, w *world) error {
			_, err := w.client.Applications(ctx, auth0.Access{Tenant: w.domain, ClientID: reader, ClientSecret: secret})
			return err
		}},
		"get a token for the M2M app": {method: "POST", path: "/oauth/token", object: `{"access_token":"x"}`, do: func(ctx context.Context, w *world) error {
			probe, _ := w.client.CheckM2M(ctx, w.domain, reader, secret)
			return probed(probe)
		}},
		"try a client secret": {method: "POST", path: "/oauth/token", object: `{"access_token":"x"}`, do: func(ctx context.Context, w *world) error {
			return probed(w.client.CheckSecret(ctx, w.domain, reader, secret, pomerium.Callback))
		}},
		"try a refresh token": {method: "POST", path: "/oauth/token", object: `{"access_token":"x"}`, do: func(ctx context.Context, w *world) error {
			return probed(w.client.CheckRefresh(ctx, w.domain, reader, secret))
		}},
	}
}

// nonsense are answers with a good status that are no good answers: status,
// body. A call's own kind of nonsense is added.
func nonsense(c call) map[string]auth0test.Effect {
	good := http.StatusOK
	if c.method == "POST" && strings.HasPrefix(c.path, "/api/") {
		good = http.StatusCreated
	}
	bodies := map[string]string{
		"null": `null`, "an empty object": `{}`, "an empty list": `[]`, "a list of null": `[null]`, "a text": `"x"`, "a number": `7`, "a boolean": `true`,
		"nothing": ``, "broken off": `{"client_id":"ab`, "two values": `{} {}`, "broken UTF-8": "{\"client_id\":\"\xff\xfe\"}",
		"deep": strings.Repeat(`[`, 400_000), "deep and whole": strings.Repeat(`{"a":`, 9_000) + `1` + strings.Repeat(`}`, 9_000),
		"huge": `"` + strings.Repeat("a", 2<<20) + `"`,
	}
	if c.list != "" {
		for name, entries := range map[string]string{
			"null": `null`, "an object": `{}`, "a text": `"x"`, "[null]": `[null]`, "[{}]": `[{}]`, "[7]": `[7]`, "[[]]": `[[]]`, "good and null": `[` + c.object + `,null]`,
		} {
			bodies["a list that is "+name] = fmt.Sprintf(`{%q:%s,"total":1,"start":0,"limit":100}`, c.list, entries)
		}
		bodies["a negative total"] = fmt.Sprintf(`{%q:[],"total":-1}`, c.list)
		bodies["an enormous total"] = fmt.Sprintf(`{%q:[],"total":1e300}`, c.list)
	}
	if strings.Contains(c.object, "client_id") {
		for field, value := range map[string]string{
			"client_id": `7`, "name": `{}`, "callbacks": `"https://x"`, "grant_types": `[null]`, "jwt_configuration": `"RS256"`,
			"client_metadata": `[]`, "is_first_party": `"yes"`, "client_authentication_methods": `{"private_key_jwt":7}`, "client_secret": `["s"]`,
		} {
			if c.object != someApp && field != "client_id" {
				continue
			}
			body := strings.TrimSuffix(c.object, "}") + fmt.Sprintf(`,%q:%s}`, field, value)
			if c.list != "" {
				body = fmt.Sprintf(`{%q:[%s]}`, c.list, body)
			}
			bodies["a "+field+" that is "+value] = body
		}
	}
	effects := map[string]auth0test.Effect{}
	for name, body := range bodies {
		effects[name] = auth0test.Status(good, body)
	}
	if c.method != "DELETE" {
		effects["204"] = auth0test.Status(http.StatusNoContent, "")
	}
	if c.list == "" && c.method != "DELETE" && strings.HasPrefix(c.path, "/api/") {
		effects["another object"] = auth0test.Status(good, strings.NewReplacer(`"abc"`, `"other"`, `"cgr_1"`, `"cgr_2"`).Replace(c.object))
		if c.method == "POST" && c.object == someApp { // its ID isn't known before
			delete(effects, "another object")
		}
	}
	return effects
}

// TestNonsenseIsUnreadable: valid JSON that is no answer to the request becomes
// one error that shows the raw answer, and a write may have happened.
func TestNonsenseIsUnreadable(t *testing.T) {
	for name, c := range calls() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, auth0test.Options{})
			addReader(w)
			for answer, effect := range nonsense(c) {
				w.Heal()
				for _, body := range c.before {
					w.Fail(auth0test.Fault{Method: c.method, Path: c.path, Effect: auth0test.Status(200, body)})
				}
				w.Fail(auth0test.Fault{Method: c.method, Path: c.path, Times: -1, Effect: effect})
				err := c.do(t.Context(), w)
				if probe := (errProbe{}); errors.As(err, &probe) {
					if !strings.Contains(probe.Text, "cannot be read (") || !strings.HasPrefix(probe.Raw(), c.method+" ") {
						t.Errorf("%s: %q\n%s", answer, probe.Text, probe.Raw())
					}
					continue
				}
				var unreadable *auth0.Unreadable
				if !errors.As(err, &unreadable) || !strings.HasPrefix(unreadable.Raw(), c.method+" ") || len(unreadable.Raw()) > 10_000 {
					t.Errorf("%s: %v", answer, err)
					continue
				}
				var lost *auth0.MayHaveHappened
				if writes := c.method != "GET" && strings.HasPrefix(c.path, "/api/"); errors.As(err, &lost) != writes {
					t.Errorf("%s: may have happened: %v (%v)", answer, !writes, err)
				}
			}
		})
	}
}

// TestGoodAnswersStayGood: fields that nothing relies on may be of any kind, and
// one whose name differs in case is another field.
func TestGoodAnswersStayGood(t *testing.T) {
	for name, c := range calls() {
		if c.object == "" || !strings.HasPrefix(c.path, "/api/") {
			continue
		}
		body := strings.TrimSuffix(c.object, "}") + `,"addons":7,"logo_uri":[null],"Name":null,"CLIENT_ID":[1],"unknown":{"deep":[[[]]]}}`
		if c.list != "" {
			body = fmt.Sprintf(`{%q:[%s],"%s":[null]}`, c.list, body, strings.ToUpper(c.list))
		}
		w := newWorld(t, auth0test.Options{})
		addReader(w)
		w.Fail(auth0test.Fault{Method: c.method, Path: c.path, Effect: auth0test.Status(200, body)})
		if err := c.do(t.Context(), w); err != nil && !errors.As(err, new(errProbe)) || probeUnreadable(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func probeUnreadable(err error) bool {
	var probe errProbe
	return errors.As(err, &probe) && strings.Contains(probe.Text, "cannot be read")
}

// TestAListingThatRepeatsItselfEnds: a total that no page reaches would ask for
// ever.
func TestAListingThatRepeatsItselfEnds(t *testing.T) {
	for _, name := range []string{"list applications", "list more than a thousand applications", "list grants", "list roles"} {
		c := calls()[name]
		w := newWorld(t, auth0test.Options{})
		addReader(w)
		for _, body := range c.before {
			w.Fail(auth0test.Fault{Method: c.method, Path: c.path, Effect: auth0test.Status(200, body)})
		}
		served := 0
		w.Fail(auth0test.Fault{Method: c.method, Path: c.path, Times: -1, Effect: func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			served++
			auth0test.Status(200, fmt.Sprintf(`{%q:[%s],"total":900,"start":0,"limit":0,"next":"token-%d"}`, c.list, c.object, served))(rw, r, next)
		}})
		err := c.do(t.Context(), w)
		if err == nil || !strings.Contains(err.Error(), "repeats an earlier one") || served != 2 {
			t.Errorf("%s: %v after %d pages", name, err, served)
		}
	}
}

// TestKeysAndUserInfoThatAreNonsense end a rehearsed sign-in with what came.
func TestKeysAndUserInfoThatAreNonsense(t *testing.T) {
	for path, bodies := range map[string][]string{
		"/.well-known/jwks.json": {`null`, `{}`, `[]`, `{"keys":null}`, `{"keys":{}}`, `{"keys":[null]}`, `{"keys":[7]}`, `{"keys":[{}]}`, `"x"`, ``},
		"/userinfo":              {`null`, `{}`, `[]`, `"x"`, `7`, `{"sub":null}`, `{"sub":7}`, `{"sub":{}}`, ``},
		"/oauth/token":           {`null`, `[]`, `"x"`, `7`, `{"id_token":7}`, `{"id_token":"x"}`, `{"id_token":"x","access_token":["y"]}`, ``},
	} {
		for _, body := range bodies {
			w, s, address := atCallback(t, auth0test.Options{})
			w.Fail(auth0test.Fault{Path: path, Times: -1, Effect: auth0test.Status(200, body)})
			who, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "")
			var unreadable *auth0.Unreadable
			if !errors.As(err, &unreadable) || !strings.Contains(unreadable.Raw(), path) || who.Subject != "" {
				t.Errorf("%s %s: %+v, %v", path, body, who, err)
			}
		}
	}
}

// TestUserInfoAboutAnotherUserIsRefused (OpenID Connect Core 1.0, 5.3.2).
func TestUserInfoAboutAnotherUserIsRefused(t *testing.T) {
	for _, sub := range []string{"auth0|somebody-else", "", "AUTH0|ADA"} {
		w, s, address := atCallback(t, auth0test.Options{})
		w.Fail(auth0test.Fault{Path: "/userinfo", Effect: auth0test.Status(200, fmt.Sprintf(`{"sub":%q,"email":"grace@example.com"}`, sub))})
		who, err := w.client.FinishSignIn(t.Context(), s, hidden(clientSecret), address, "")
		if err == nil || !strings.Contains(err.Error(), "another user than the ID token") || who.Email != "" {
			t.Errorf("%q: %+v, %v", sub, who, err)
		}
	}
}

// TestDiscoveryThatIsNonsenseIsNoTenant and shows what came.
func TestDiscoveryThatIsNonsenseIsNoTenant(t *testing.T) {
	for _, body := range []string{`null`, `[null]`, `{}`, `7`, `"x"`, `{"issuer":null}`, `{"issuer":{}}`,
		`{"issuer":"https://acme.eu.auth0.com/","id_token_signing_alg_values_supported":"RS256"}`,
		`{"issuer":"https://acme.eu.auth0.com/","id_token_signing_alg_values_supported":[null]}`, strings.Repeat(`[`, 100_000)} {
		w := newWorld(t, auth0test.Options{})
		w.Fail(auth0test.Fault{Effect: auth0test.Status(200, body)})
		_, err := w.client.Discover(t.Context(), w.domain)
		var not *auth0.NotATenant
		if !errors.As(err, &not) || not.Raw() == "" {
			t.Errorf("%.40s: %v", body, err)
		}
	}
}

// reader is the client ID of an application that may read roles.
const reader = "reader"

func addReader(w *world) {
	w.AddApplication(map[string]any{"client_id": reader, "name": "reader", "client_secret": "a-client-secret", "grant_types": []string{"client_credentials"}})
	w.AddGrant(reader, auth0.M2MScopes()...)
}
