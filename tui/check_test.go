package tui_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui"
	"pomerium-auth0/tui/steps"
)

// A checked configuration is what the check command printed and ended with.
type checked struct {
	t        *testing.T
	out, err string
	code     int
}

// check runs the check command on the machine, over the tenant.
func (r *rehearsal) check(change func(*tui.Options), pairs ...string) checked {
	r.t.Helper()
	folder := r.t.TempDir()
	create := func(name string) *os.File {
		file, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			r.t.Fatal(err)
		}
		return file
	}
	roots := r.tenant.RootCAs()
	if r.other != nil {
		roots.AppendCertsFromPEM(r.other.CertificatePEM())
	}
	client := auth0.New(auth0.Options{RootCAs: roots, DialContext: r.dial, UserAgent: "test"})
	defer client.Close()
	o := tui.Options{Client: client, Machine: config.Machine{Root: r.root, Environ: r.environ}, Given: given(pairs...), Out: &tui.Output{File: create("out")}, Err: create("err")}
	if change != nil {
		change(&o)
	}
	code, err := tui.Check(context.Background(), o)
	if err != nil {
		r.t.Fatal(err)
	}
	read := func(file *os.File) string {
		file.Close()
		content, err := os.ReadFile(file.Name())
		if err != nil {
			r.t.Fatal(err)
		}
		return string(content)
	}
	return checked{r.t, read(o.Out.File), read(o.Err), code}
}

// checkReport is what check --json printed.
func (r *rehearsal) checkReport(code int, pairs ...string) steps.CheckReport {
	r.t.Helper()
	is := r.check(func(o *tui.Options) { o.JSON = true }, pairs...)
	decoder := json.NewDecoder(strings.NewReader(is.out))
	decoder.DisallowUnknownFields()
	var report steps.CheckReport
	if err := decoder.Decode(&report); err != nil || is.code != code || is.err != "" {
		r.t.Fatalf("%v, exit code %d\n%s%s", err, is.code, is.err, is.out)
	}
	return report
}

// says fails unless these lines were printed, and this was the exit code.
func (c checked) says(code int, lines ...string) {
	c.t.Helper()
	for _, want := range lines {
		if !strings.Contains(c.out, " "+strings.ReplaceAll(want, "\n", "\n   ")+"\n") {
			c.t.Errorf("not said: %s\n%s", want, c.out)
		}
	}
	if c.code != code || c.err != "" {
		c.t.Errorf("exit code %d, want %d, error %q\n%s", c.code, code, c.err, c.out)
	}
}

// good writes a configuration that has nothing wrong with it, for a web app
// and an M2M app of the tenant.
func (r *rehearsal) good(path string) string {
	r.t.Helper()
	id, clientSecret := r.byHand(webAppByHand())
	accountID, accountSecret := r.byHand(map[string]any{"name": "Roles", "app_type": "non_interactive"})
	r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
	const key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
	account := config.ServiceAccount{ClientID: accountID, Secret: secret.New(accountSecret)}
	content := fmt.Sprintf(`authenticate_service_url: %q
idp_provider: "auth0"
idp_provider_url: "https://%s"
idp_client_id: %q
idp_client_secret: %q
cookie_secret: %q
shared_secret: %q
idp_service_account: %q
routes:
  - from: https://app.example.com
    to: http://127.0.0.1:8080
`, testAddress, testTenant, id, clientSecret, key, key, account.Encode().Reveal())
	r.write(path, content)
	return content
}

// Whatever is wrong with the tenant or the token, the list is whole: what
// needs neither is checked, and the rest says why it was not.
func TestCheckIsNotEndedByATenantInTrouble(t *testing.T) {
	claims := func(name string, value any) func(*rehearsal) string {
		return func(r *rehearsal) string { return r.tenant.TokenWith(map[string]any{name: value}).Reveal() }
	}
	usual := func(r *rehearsal) string { return r.tenant.Token().Reveal() }
	always := func(effect auth0test.Effect, path string) func(*rehearsal) {
		return func(r *rehearsal) {
			r.tenant.Fail(auth0test.Fault{Path: path, Times: -1, Effect: effect})
		}
	}
	const noDiscovery = "not checked: discovery failed"
	for _, c := range []struct {
		name    string
		token   func(*rehearsal) string
		trouble func(*rehearsal)
		code    int
		lines   []string
	}{
		{"no such name", usual, func(r *rehearsal) {
			r.write(testFile, strings.Replace(r.read(testFile), testTenant, "acne.eu.auth0.com", 1))
		}, 3, []string{
			"X discovery: no address is known for acne.eu.auth0.com\n-> look at the spelling, and at this machine's DNS",
			"- settings, connections: not checked: --api-token: this token is for the tenant acme.eu.auth0.com, and the configuration names acne.eu.auth0.com: it was sent nowhere",
		}},
		{"no answer", usual, always(auth0test.Hang, ""), 3, []string{"X discovery: acme.eu.auth0.com did not answer in time\n-> try again", "- web app, callback URL, logout URL, settings, refresh, connections, M2M app: " + noDiscovery}},
		{"no tenant", usual, always(auth0test.HTML(404, "<h1>nginx</h1>"), "/.well-known"), 3, []string{"- web app, callback URL, logout URL, settings, refresh, connections, M2M app: " + noDiscovery}},
		{"the Management API hangs", usual, always(auth0test.Hang, "/api/v2/clients"), 3, []string{
			"v web app: Auth0 takes its client ID and secret", "- settings, connections: not checked: acme.eu.auth0.com did not answer in time: try again",
		}},
		{"401", usual, always(auth0test.Status(401, `{"statusCode":401,"error":"Unauthorized","message":"Invalid token"}`), "/api/v2/clients"), 3, []string{
			"v web app: Auth0 takes its client ID and secret",
			"- settings, connections: not checked: Auth0 does not take the token (Invalid token): get a fresh one from the API Explorer tab",
		}},
		{"a scope is missing", func(r *rehearsal) string { return r.tenant.Token("read:stats").Reveal() }, nil, 0, []string{
			"- settings: not checked: the token lacks read:clients",
			"- connections: not checked: the token lacks read:connections",
		}},
		{"a token of another tenant", claims("aud", "https://other.eu.auth0.com/api/v2/"), nil, 3, []string{
			"v web app: Auth0 takes its client ID and secret",
			"- settings, connections: not checked: --api-token: this token is for the tenant other.eu.auth0.com, and the configuration names acme.eu.auth0.com: it was sent nowhere",
		}},
		{"403", usual, always(auth0test.Status(403, `{"statusCode":403,"error":"Forbidden","message":"Not here"}`), "/api/v2/clients"), 3, []string{"- settings, connections: not checked: Auth0 refuses: Not here"}},
		{"an expired token", claims("exp", time.Date(1999, 12, 31, 21, 0, 0, 0, time.UTC).Unix()), nil, 3, []string{
			"v web app: Auth0 takes its client ID and secret",
			"- settings, connections: not checked: --api-token: this token expired 3 h ago (1999-12-31 21:00 UTC): copy a fresh one from the API Explorer tab",
		}},
		{"no token", func(*rehearsal) string { return "hush" }, nil, 3, []string{
			"- settings, connections: not checked: --api-token: this is no Management API token: one begins with eyJ and has two dots in it. An opaque access token or a client secret does not do",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.good(testFile)
				if c.trouble != nil {
					c.trouble(r)
				}
				pairs := []string{steps.Config, testFile, steps.PomeriumVersion, "0.19.2", steps.APIToken, c.token(r)}
				is := r.check(nil, pairs...)
				is.says(c.code, c.lines...)
				if strings.Contains(is.out, "X discovery") && len(r.tenant.Requests()) > 1 {
					t.Errorf("asked on: %v", r.tenant.Requests())
				}
				var names []string
				for _, reported := range r.checkReport(c.code, pairs...).Checks {
					names = append(names, reported.Name)
				}
				if all := strings.Join(names, ", "); all != "file, version, discovery, clock, web app, callback URL, logout URL, settings, refresh, connections, M2M app" &&
					all != "file, version, discovery, web app, callback URL, logout URL, settings, refresh, connections, M2M app" {
					t.Errorf("the list is %s", all)
				}
			})
		})
	}
}

// What needs no network is said before anything is asked.
func TestCheckSaysAtOnceWhatNeedsNoAnswer(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, strings.Replace(r.good(testFile), "auth0", "Auth0", 1))
		var out, early string
		r.tenant.Fail(auth0test.Fault{Effect: func(w http.ResponseWriter, request *http.Request, next http.Handler) {
			said, _ := os.ReadFile(out)
			early = string(said)
			next.ServeHTTP(w, request)
		}})
		is := r.check(func(o *tui.Options) { out = o.Out.File.Name() }, steps.Config, testFile, steps.PomeriumVersion, "0.19.2")
		if !strings.Contains(early, "v version: ") || !strings.Contains(early, "X idp_provider ") || strings.Contains(early, "discovery") {
			t.Errorf("at the first request there was\n%s", early)
		}
		if n := strings.Count(is.out, "X idp_provider "); n != 1 || !strings.Contains(is.out, "discovery: ") {
			t.Errorf("said %d times:\n%s", n, is.out)
		}
	})
}

// Credentials of an application that may use the Management API do what a
// token does.
func TestCheckTakesCredentials(t *testing.T) {
	for _, c := range []struct {
		name   string
		scopes []string // of the application's grant; none: it has no grant
		alone  bool     // the secret is not given
		code   int
		lines  []string
	}{
		{"as they should be", []string{auth0.ReadClients, auth0.ReadConnections}, false, 0, []string{
			"v settings: RS256, authorization code and refresh token", "v connections: Username-Password-Authentication",
		}},
		{"a scope is missing", []string{auth0.ReadClients}, false, 0, []string{
			"v settings: RS256, authorization code and refresh token", "- connections: not checked: the token may not do this: it lacks the scope read:connections.",
		}},
		{"no grant", nil, false, 3, []string{"- settings, connections: not checked: could not get a Management API token for the application ID: the application may not do this"}},
		{"one of two", nil, true, 3, []string{
			"- settings, connections: not checked: of --management-client-id and --management-client-secret-file only one is given",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.good(testFile)
				id, clientSecret := r.addManager(c.scopes...)
				pairs := []string{steps.Config, testFile, steps.PomeriumVersion, "0.19.2", steps.ManagementID, id}
				if !c.alone {
					pairs = append(pairs, steps.ManagementSecret, clientSecret)
				}
				is := r.check(nil, pairs...)
				is.says(c.code)
				for _, line := range c.lines {
					if !strings.Contains(is.out, " "+strings.ReplaceAll(line, "ID", id)) {
						t.Errorf("not said: %s\n%s", line, is.out)
					}
				}
				if strings.Contains(is.out, clientSecret) {
					t.Error("the secret is printed")
				}
			})
		})
	}
}

// A mistake is one thing of a good configuration broken, and for which
// Pomerium.
type mistake struct {
	name, version string
	old, by       string // old "" adds a line
}

// mistakes are those that an existing file can hold; each gets a sentence in
// testdata/mistakes.golden.
var mistakes = []mistake{
	// The file as a whole.
	{"a key twice", "0.33.1", "", "idp_client_id: \"other\""},
	{"a key twice in other letters", "0.33.1", "", "IDP_CLIENT_ID: \"other\""},
	{"log_level twice in other letters", "0.33.1", "", "log_level: info\nLOG_LEVEL: debug"},
	{"now one, now the other", "0.33.1", "idp_client_id", "Idp_Client_ID: other\nIDP_CLIENT_ID"},
	{"a second document", "0.33.1", "", "---\nidp_provider: google"},
	{"a tab", "0.33.1", "    to:", "\tto:"},
	{"a byte that is not UTF-8", "0.33.1", "", "# f\xfcr alle"},
	{"a colon and a blank without quotes", "0.33.1", `idp_provider: "auth0"`, "idp_provider: a: b"},
	{"an escape that is none", "0.33.1", `"https://acme.eu.auth0.com"`, `"https:\/\/acme.eu.auth0.com"`},
	{"only routes", "0.33.1", "*", "- from: https://app.example.com\n  to: http://127.0.0.1:8080\n"},
	{"a Kubernetes manifest", "0.33.1", "*", "apiVersion: v1\nkind: Secret\n"},
	{"values of a Helm chart", "0.33.1", "*", "authenticate:\n  idp:\n    provider: auth0\n"},
	{"a compose file", "0.33.1", "*", "services:\n  pomerium:\n    image: pomerium/pomerium\n"},
	{"a template", "0.33.1", "", "{{- if .Values.x }}"},
	{"nothing but comments", "0.33.1", "*", "# later\n"},
	{"the sample of the packages", "0.33.1", "*", "authenticate_service_url: https://authenticate.localhost.pomerium.io\nshared_secret: XXXXXX\ncookie_secret: YYYYY\nidp_provider: \"google\"\nidp_client_id: XXXX\nidp_client_secret: XXX\n"},
	// The provider.
	{"no provider", "0.33.1", `idp_provider: "auth0"`, ""},
	{"capital Auth0", "0.33.1", `idp_provider: "auth0"`, `idp_provider: "Auth0"`},
	{"oidc", "0.33.1", `idp_provider: "auth0"`, `idp_provider: "oidc"`},
	{"another provider", "0.33.1", `idp_provider: "auth0"`, `idp_provider: "google"`},
	{"a provider that is none", "0.33.1", `idp_provider: "auth0"`, `idp_provider: "autho"`},
	{"a final slash, 0.19", "0.19.2", "auth0.com\"", "auth0.com/\""},
	{"a final slash, no version", "", "auth0.com\"", "auth0.com/\""},
	{"a path", "0.33.1", "auth0.com\"", "auth0.com/login\""},
	{"a path, 0.19", "0.19.2", "auth0.com\"", "auth0.com/login\""},
	{"two slashes", "0.33.1", "auth0.com\"", "auth0.com//\""},
	{"http", "0.33.1", "https://acme", "http://acme"},
	{"no scheme", "0.33.1", "https://acme", "acme"},
	{"a port", "0.33.1", "auth0.com\"", "auth0.com:443\""},
	{"a query", "0.33.1", "auth0.com\"", "auth0.com?x=1\""},
	{"a blank at the end", "0.33.1", "auth0.com\"", "auth0.com \""},
	{"capital letters", "0.33.1", "https://acme.eu.auth0.com", "https://Acme.EU.Auth0.com"},
	{"http, capital letters and a path", "0.33.1", "https://acme.eu.auth0.com", "http://Acme.EU.Auth0.com/x/"},
	{"a port and no scheme", "0.33.1", "https://acme.eu.auth0.com", "acme.eu.auth0.com:443"},
	{"no provider URL", "0.33.1", `idp_provider_url: "https://acme.eu.auth0.com"`, ""},
	{"garbage for a provider URL", "0.33.1", "https://acme.eu.auth0.com", "https://"},
	// Client ID and secret.
	{"no client ID", "0.33.1", "idp_client_id", "x_client_id"},
	{"no client ID, 0.16", "0.16.3", "idp_client_id", "x_client_id"},
	{"no secret", "0.33.1", "idp_client_secret", "x_secret"},
	{"a secret of digits without quotes", "0.33.1", "SECRET", "0123456"},
	{"a secret that is a number", "0.33.1", "SECRET", "12345678901234567890123456789012"},
	{"a secret that is a date", "0.33.1", "SECRET", "2020-01-01"},
	{"a secret with a comment in it", "0.33.1", "SECRET", "ab #cd"},
	{"a secret in a block", "0.33.1", "SECRET", "|\n  hush"},
	{"a secret that is a list", "0.33.1", "SECRET", "[hush]"},
	{"typographic quotes", "0.33.1", "SECRET", "“hush”"},
	{"a placeholder", "0.33.1", "SECRET", "${IDP_CLIENT_SECRET}"},
	{"a secret file with a final newline", "0.33.1", "idp_client_secret: SECRET", "idp_client_secret_file: /run/line"},
	{"a secret file that is not there", "0.33.1", "idp_client_secret: SECRET", "idp_client_secret_file: /run/none"},
	{"a secret file, 0.17", "0.17.3", "idp_client_secret: SECRET", "idp_client_secret_file: /run/line"},
	{"a secret file beside the secret", "0.33.1", "", "idp_client_secret_file: /run/secret"},
	{"a misspelt key", "0.33.1", "idp_client_secret:", "idp_client_secrets:"},
	{"a key with a dot", "0.33.1", "", "idp.client_id: other"},
	{"a nested key", "0.33.1", `idp_provider: "auth0"`, "idp: {provider: auth0}"},
	{"scopes with blanks", "0.33.1", "", "idp_scopes: openid profile email offline_access"},
	{"scopes without openid", "0.33.1", "", "idp_scopes: [profile, offline_access]"},
	{"scopes without offline_access", "0.33.1", "", "idp_scopes: [openid, email]"},
	// The authenticate service URL.
	{"no authenticate service URL", "0.33.1", "authenticate_service_url", "x_url"},
	{"no authenticate service URL, 0.21", "0.21.0", "authenticate_service_url", "x_url"},
	{"no authenticate service URL, no version", "", "authenticate_service_url", "x_url"},
	{"the hosted one", "0.33.1", "https://authenticate.example.com", "https://authenticate.pomerium.app"},
	{"a path in it", "0.33.1", "https://authenticate.example.com", "https://authenticate.example.com/oauth2/callback"},
	{"a query in it", "0.33.1", "https://authenticate.example.com", "https://authenticate.example.com?x=y"},
	{"http in it", "0.33.1", "https://authenticate", "http://authenticate"},
	{"no scheme in it", "0.33.1", "https://authenticate", "authenticate"},
	{"no host in it", "0.33.1", "https://authenticate.example.com", "https://"},
	{"capital letters in it", "0.33.1", "https://authenticate", "https://Authenticate"},
	{"http and capital letters in it", "0.33.1", "https://authenticate", "http://Authenticate"},
	{"an umlaut in it", "0.33.1", "authenticate.example.com", "bücher.example.com"},
	{"a route's", "0.33.1", "https://authenticate.example.com", "https://app.example.com"},
	{"a sample", "0.33.1", "https://authenticate.example.com", "https://authenticate.localhost.pomerium.io"},
	{"a callback path, 0.33", "0.33.1", "", "authenticate_callback_path: /cb"},
	{"a callback path, no version", "", "", "authenticate_callback_path: /cb"},
	{"a sign-out address without a scheme", "0.33.1", "", "signout_redirect_url: example.com"},
	{"a sign-out address that Auth0 does not allow", "0.33.1", "", "signout_redirect_url: https://example.com/bye"},
	// The secrets.
	{"no cookie secret, 0.19", "0.19.2", "cookie_secret", "x_secret"},
	{"no cookie secret", "0.33.1", "cookie_secret", "x_secret"},
	{"a cookie secret of 16 bytes", "0.33.1", "KEY", "MDEyMzQ1Njc4OTAxMjM0NQ=="},
	{"a word for a cookie secret", "0.33.1", "KEY", "abc"},
	{"the sample's cookie secret", "0.33.1", "KEY", "YYYYY"},
	{"a shared secret in the alphabet for URLs", "0.33.1", "SHARED", "-_EyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="},
	{"a shared secret without padding", "0.33.1", "SHARED", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"},
	{"a shared secret with a newline", "0.33.1", "SHARED", "\"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\\n\""},
	{"no shared secret beside a proxy", "0.33.1", "shared_secret: SHARED", "services: proxy"},
	{"a shared secret's file with a newline", "0.33.1", "shared_secret: SHARED", "shared_secret_file: /run/key-line"},
	{"a shared secret's file, 0.19", "0.19.2", "shared_secret: SHARED", "shared_secret_file: /run/key-line"},
	// The service account and what needs it.
	{"a service account", "0.33.1", "", "idp_service_account: ACCOUNT"},
	{"an empty service account", "0.33.1", "", "idp_service_account: \"\""},
	{"a service account, no version", "", "", "idp_service_account: ACCOUNT"},
	{"the pages' misspelling, 0.19", "0.19.2", "idp_service_account", "idp_service_acount"},
	{"the pages' misspelling", "0.33.1", "", "idp_service_acount: ACCOUNT"},
	{"no base64", "0.19.2", "ACCOUNT", "\"not base64 !\""},
	{"base64 for URLs", "0.19.2", "ACCOUNT", "eyJjbGllbnRfaWQiOiJtMm0i-_"},
	{"base64 without padding", "0.19.2", "ACCOUNT", "eyJjbGllbnRfaWQiOiJtMm0iLCJzZWNyZXQiOiJzM2NyM3QifQ"},
	{"base64 twice", "0.19.2", "ACCOUNT", "ZXlKamJHbGxiblJmYVdRaU9pSnRNbTBpTENKelpXTnlaWFFpT2lKek0yTnlNM1FpZlE9PQ=="},
	{"an account without a secret", "0.19.2", "ACCOUNT", "eyJjbGllbnRfaWQiOiJtMm0ifQ=="},
	{"an account that is a mapping", "0.19.2", "ACCOUNT", "{client_id: m2m, secret: hush}"},
	{"JSON for an account, 0.16.2", "0.16.2", "ACCOUNT", `'{"client_id":"m2m","secret":"hush"}'`},
	{"an account beside a console", "enterprise 0.22", "", "idp_service_account: ACCOUNT"},
	{"no domain behind a custom domain", "0.19.2", "https://acme.eu.auth0.com", "https://login.example.com"},
	{"a custom domain, 0.16.2", "0.16.2", "https://acme.eu.auth0.com", "https://login.example.com"},
	{"allowed_groups", "0.33.1", "8080\n", "8080\n    allowed_groups: [admin]\n"},
	{"allowed_groups under policy", "0.33.1", "routes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n", "policy:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n    allowed_groups: [admin]\n"},
	{"allowed_groups without an account, 0.19", "0.19.2", "idp_service_account: ACCOUNT\nroutes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n", "routes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n    allowed_groups: [admin]\n"},
	{"allowed_groups, no version", "", "8080\n", "8080\n    allowed_groups: [admin]\n"},
	{"a group that is no role, 0.19", "0.19.2", "8080\n", "8080\n    allowed_groups: [admin, boss]\n"},
	{"groups in a policy", "0.33.1", "8080\n", "8080\n    policy: [{allow: {or: [{groups: {has: admin}}]}}]\n"},
	{"groups in a policy without an account, 0.19", "0.19.2", "idp_service_account: ACCOUNT\nroutes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n", "routes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n    policy: [{allow: {or: [{groups: {has: admin}}]}}]\n"},
	{"groups by name", "enterprise", "8080\n", "8080\n    policy: [{allow: {or: [{groups: {has: admin}}, {groups: {has: rol_0123456789abcdef}}]}}]\n"},
	{"a client of a route's own", "0.33.1", "8080\n", "8080\n    idp_client_id: other\n"},
	{"the interval of the directory", "0.33.1", "", "idp_refresh_directory_interval: 10m"},
	{"the requests to the directory", "0.33.1", "", "idp_qps: 5"},
	{"redis", "0.33.1", "", "databroker_storage_type: redis"},
	{"forward auth", "0.33.1", "", "forward_auth_url: https://fwd.example.com"},
	{"certificates that are not there", "0.33.1", "", "certificate_file: /etc/pomerium/cert.pem\ncertificate_key_file: /etc/pomerium/key.pem"},
}

// good is the configuration without the mistake: with the account where it is
// read, and for 0.15 and newer.
func (m mistake) good(all string) string {
	if strings.HasPrefix(m.version, "0.1") {
		return all
	}
	account := strings.Index(all, "idp_service_account")
	return all[:account] + all[strings.Index(all, "routes:"):]
}

// broken is the good configuration with the mistake in it.
func (m mistake) broken(good string) string {
	content := m.good(good)
	values := map[string]string{}
	for _, line := range strings.Split(good, "\n") {
		if key, value, found := strings.Cut(line, ": "); found {
			values[key] = value
		}
	}
	named := strings.NewReplacer("SECRET", values["idp_client_secret"], "SHARED", values["shared_secret"],
		"ACCOUNT", values["idp_service_account"], "KEY", values["cookie_secret"])
	old := m.old
	switch {
	case old == "*":
		return m.by
	case old == "":
		return content + named.Replace(m.by) + "\n"
	case strings.Contains("SECRET SHARED KEY ACCOUNT", old):
		key := map[string]string{"SECRET": "idp_client_secret", "SHARED": "shared_secret", "KEY": "cookie_secret", "ACCOUNT": "idp_service_account"}[old]
		return strings.Replace(content, key+": "+values[key], key+": "+m.by, 1)
	}
	return strings.Replace(content, named.Replace(old), m.by, 1)
}

// TestEveryMistakeGetsItsSentence compares all that check says of a broken file
// and not of the good one with testdata/mistakes.golden. The machine is one
// whose Pomerium runs from a package.
func TestEveryMistakeGetsItsSentence(t *testing.T) {
	longTable(t)
	var all strings.Builder
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		good := r.good(testFile)
		r.secretFiles()
		r.write(unitPath, packagedUnit)
		seen := map[string][]string{}
		for _, m := range mistakes {
			if seen[m.version] == nil {
				r.write(testFile, m.good(good))
				seen[m.version] = r.saidOf(testFile, m.version)
			}
			content := m.broken(good)
			if content == m.good(good) {
				t.Errorf("%s: nothing is broken", m.name)
			}
			fmt.Fprintf(&all, "== %s", m.name)
			if m.version != "" && !strings.Contains(m.name, "0.") {
				fmt.Fprintf(&all, ", %s", m.version)
			}
			all.WriteString("\n")
			r.write(testFile, content)
			all.WriteString(besides(r.saidOf(testFile, m.version), seen[m.version]))
		}
	})
	golden(t, "../mistakes", all.String())
}

// A version that came later is looked at as the newest that is known, and that
// is said.
func TestCheckSaysThatItDoesNotKnowALaterVersion(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.good(testFile)
		r.write(testFile, mistake{version: "0.33.1"}.good(r.read(testFile)))
		r.check(nil, steps.Config, testFile, steps.PomeriumVersion, "99.99").says(0,
			"! version: Pomerium 99.99, which is newer than any that is known here: what is said is true of 0.33\n-> look whether there is a newer pomerium-auth0")
	})
}

// secretFiles are those that a configuration may name.
func (r *rehearsal) secretFiles() {
	r.write("/run/line", "hush\n")
	r.write("/run/secret", "hush")
	r.write("/run/key-line", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")
}

// saidOf are the lines that check prints of a configuration, and its exit code.
func (r *rehearsal) saidOf(path, version string) []string {
	r.t.Helper()
	pairs := []string{steps.APIToken, r.tenant.Token().Reveal()}
	if version != "" {
		pairs = append(pairs, steps.PomeriumVersion, version)
	}
	if path != testFile {
		pairs = append(pairs, steps.Config, path)
	}
	is := r.check(nil, pairs...)
	if is.err != "" || strings.Contains(is.out, "hush") {
		r.t.Errorf("%s\n%s%s", r.read(path), is.err, is.out)
	}
	lines := strings.Split(strings.TrimSuffix(is.out, "\n"), "\n")
	return append(lines[:len(lines)-2], fmt.Sprintf("   exit code %d", is.code))
}

// besides are the lines that are not among the others.
func besides(lines, others []string) string {
	var b strings.Builder
	for _, line := range lines {
		if !slices.Contains(others, line) {
			b.WriteString(line + "\n")
		}
	}
	return b.String() + "\n"
}

// The same in the other forms that Pomerium reads: a key with another value, as
// the form writes it, or what else stands in the file.
func TestEveryMistakeOfAnotherFormGetsItsSentence(t *testing.T) {
	longTable(t)
	const json, toml, env = "config.json", "config.toml", "config.env"
	type change struct {
		name, version, key string
		by                 map[string]string // by the form; of the key, or of "" what is put to the end
	}
	quoted := func(value string) map[string]string {
		return map[string]string{json: `"` + value + `"`, toml: `"` + value + `"`, env: `'` + value + `'`}
	}
	const route = `{"from": "https://app.example.com", "to": "http://127.0.0.1:8080", "allowed_groups": ["admin"]}`
	changes := []change{
		{"capital Auth0", "0.33.1", "idp_provider", quoted("Auth0")},
		{"quotes as a part of the value", "0.33.1", "idp_provider", map[string]string{json: `"\"auth0\""`, toml: `'"auth0"'`, env: `'"auth0"'`}},
		{"a final slash", "0.19.2", "idp_provider_url", quoted("https://acme.eu.auth0.com/")},
		{"a path", "0.33.1", "idp_provider_url", quoted("https://acme.eu.auth0.com/login")},
		{"http", "0.33.1", "idp_provider_url", quoted("http://acme.eu.auth0.com")},
		{"a custom domain without domain", "0.19.2", "idp_provider_url", quoted("https://login.example.com")},
		{"the hosted one", "0.33.1", "authenticate_service_url", quoted("https://authenticate.pomerium.app")},
		{"a path behind the authenticate service", "0.33.1", "authenticate_service_url", quoted("https://authenticate.example.com/base")},
		{"a secret that is a number", "0.33.1", "idp_client_secret", map[string]string{json: "12345678901234567890", toml: "1234567890123456789"}},
		{"a secret with a final newline", "0.33.1", "idp_client_secret", map[string]string{json: `"hush\n"`, toml: `"hush\n"`, env: `"hush\n"`}},
		{"a secret file with a final newline", "0.33.1", "idp_client_secret_file", quoted("/run/line")},
		{"a misspelt key", "0.33.1", "idp_provider_ulr", quoted("https://acme.eu.auth0.com")},
		{"the pages' misspelling", "0.19.2", "idp_service_acount", quoted("e30=")},
		{"a service account", "0.33.1", "idp_service_account", quoted("e30=")},
		{"a service account that is null", "0.33.1", "idp_service_account", map[string]string{json: "null"}},
		{"no base64", "0.19.2", "idp_service_account", quoted("not base64 !")},
		{"scopes with blanks", "0.33.1", "idp_scopes", quoted("openid offline_access")},
		{"a sample's cookie secret", "0.33.1", "cookie_secret", quoted("YYYYY")},
		{"allowed_groups", "0.33.1", "routes", map[string]string{json: "[" + route + "]", toml: strings.ReplaceAll("["+route+"]", `":`, `" =`)}},
		{"a key twice", "0.33.1", "", map[string]string{json: `"idp_client_id": "other"`, toml: `idp_client_id = "other"`, env: "IDP_CLIENT_ID=other"}},
		{"a key twice in other letters", "0.33.1", "", map[string]string{json: `"Idp_Client_Id": "other"`, toml: `Idp_Client_Id = "other"`, env: "idp_client_id=other"}},
		{"a variable in a value", "0.33.1", "idp_client_secret", map[string]string{env: "ab${NONE_SUCH}cd#hush"}},
		{"a comment in a value", "0.33.1", "idp_client_secret", map[string]string{env: "ab#hush"}},
		{"an escape", "0.33.1", "idp_provider_url", map[string]string{json: `"https:\/\/acme.eu.auth0.com"`}},
		{"what the form does not know", "0.33.1", "", map[string]string{json: "// later", toml: "idp_scopes: [openid]", env: "just text"}},
	}
	var all strings.Builder
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		good := r.good(testFile)
		r.secretFiles()
		for _, form := range []string{json, toml, env} {
			path := "/etc/pomerium/" + form
			write := func(c change) {
				var lines []string
				put := func(key, value string) {
					switch form {
					case json:
						lines = append(lines, fmt.Sprintf("%q: %s", key, value))
					case toml:
						lines = append(lines, key+" = "+value)
					case env:
						lines = append(lines, strings.ToUpper(key)+"="+value)
					}
				}
				there := false
				for line := range strings.Lines((mistake{version: c.version}).good(good)) {
					key, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), `: "`)
					if !found || c.key == "idp_client_secret_file" && key == "idp_client_secret" || c.key == "idp_service_acount" && key == "idp_service_account" {
						continue
					}
					value = quoted(strings.TrimSuffix(value, `"`))[form]
					if key == c.key {
						there, value = true, c.by[form]
					}
					put(key, value)
				}
				switch {
				case c.key != "" && !there:
					put(c.key, c.by[form])
				case c.key == "" && c.by[form] != "":
					lines = append(lines, c.by[form])
				}
				switch content := strings.Join(lines, "\n") + "\n"; form {
				case json:
					r.write(path, "{\n"+strings.Join(lines, ",\n")+"\n}\n")
				default:
					r.write(path, content)
				}
			}
			seen := map[string][]string{}
			for _, c := range changes {
				if c.by[form] == "" {
					continue // a mistake that it cannot hold
				}
				if seen[c.version] == nil {
					write(change{version: c.version})
					seen[c.version] = r.saidOf(path, c.version)
				}
				write(c)
				fmt.Fprintf(&all, "== %s: %s, %s\n", form, c.name, c.version)
				all.WriteString(besides(r.saidOf(path, c.version), seen[c.version]))
			}
		}
	})
	golden(t, "../mistakes-forms", all.String())
}

// What a program reads: each check with its name, outcome and words, what is
// said of a key also with that key, its value, file and line, and the same at
// each run.
func TestCheckForPrograms(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		good := r.good("/srv/config.yaml")
		r.environ = []string{"HOME=/root"}
		r.write("/srv/config.yaml", strings.Replace(good, `"auth0"`, `"Auth0"`, 1)+"idp_refresh_directory_interval: 10m\n")
		r.write("/srv/compose.yaml", "services:\n  pomerium:\n    image: pomerium/pomerium:v0.33.1\n    volumes: [./config.yaml:/pomerium/config.yaml]\n    environment: {COOKIE_SECRET: YYYYY}\n")
		report := r.checkReport(3, steps.Config, "/srv/config.yaml")
		if again := r.checkReport(3, steps.Config, "/srv/config.yaml"); !reflect.DeepEqual(report, again) {
			t.Errorf("%+v\n%+v", report, again)
		}
		if report.Outcome != "failed" || report.Path != "/srv/config.yaml" || report.Pomerium != "0.33.1" || report.Domain != testTenant {
			t.Errorf("%+v", report)
		}
		byName := map[string]steps.ReportedCheck{}
		for _, check := range report.Checks {
			if check.Outcome == "" || check.Text == "" {
				t.Errorf("%+v", check)
			}
			if key := check.Key; key != "" && (check.Where == "" || check.Remedy == "" || key != check.Name) {
				t.Errorf("%+v", check)
			}
			if _, said := byName[check.Name]; !said { // that it beats the file comes after what is wrong with it
				byName[check.Name] = check
			}
		}
		for _, want := range []steps.ReportedCheck{
			{Name: "idp_provider", Outcome: "failed", Key: "idp_provider", Value: "Auth0", Where: "/srv/config.yaml", Line: 2,
				Text: `Auth0 is compared with case: the first sign-in ends with "unknown provider: Auth0"`, Remedy: `write it as "auth0"`},
			{Name: "idp_service_account", Outcome: "failed", Key: "idp_service_account", Value: "••••••••", Where: "/srv/config.yaml", Line: 8,
				Text: `•••••••• is refused by Pomerium 0.33: it does not start ("config option was removed")`, Remedy: "take it out"},
			{Name: "callback URL", Outcome: "passed", Text: "registered"},
			{Name: "M2M app", Outcome: "not checked", Text: "not used by Pomerium 0.33"},
		} {
			if byName[want.Name] != want {
				t.Errorf("%+v, want %+v", byName[want.Name], want)
			}
		}
		cookie := byName["COOKIE_SECRET"]
		if cookie.Outcome != "failed" || cookie.Where != "/srv/compose.yaml" || cookie.Value != "••••••••" || cookie.Line != 0 {
			t.Errorf("%+v", cookie)
		}
	})
}

// Without a version what depends on it is not checked, and all else is.
func TestCheckWithoutAVersion(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.good(testFile)
		r.check(nil, steps.Config, testFile).says(0,
			"- version: not checked: nothing tells which Pomerium it is for, and what depends on that is not checked\n-> give --pomerium-version",
			"- idp_service_account in line 8: ******** keeps 0.20 and newer from starting, while 0.19 and older read it; not checked, as the version is not known\n-> give --pomerium-version",
			"v web app: Auth0 takes its client ID and secret", "v callback URL: registered",
			"- M2M app: not checked: which Pomerium it is for is not known, --pomerium-version says it")
	})
}

// Zero reads no file, so that what stands in one proves nothing.
func TestCheckOfAFileBesideZero(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		good := r.good(testFile)
		r.write(testFile, mistake{version: "0.33"}.good(good))
		r.check(nil, steps.Config, testFile, steps.PomeriumVersion, "zero").says(0,
			"! version: Pomerium Zero takes its settings from its console, and not from this file\n-> compare what is said here with the console",
			"- M2M app: not checked: its values are typed into Pomerium's console, and stand in no file")
	})
}

// The Management API is where the token says, whatever the users' browsers see.
func TestCheckSendsATokenNowhereButToItsOwnTenant(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.addCustomDomain()
		good := mistake{version: "0.33"}.good(r.good(testFile))
		r.write(testFile, strings.Replace(good, testTenant, customDomain, 1))
		is := r.check(nil, steps.Config, testFile, steps.PomeriumVersion, "0.33", steps.APIToken, r.tenant.Token().Reveal())
		is.says(3, "v settings: RS256, authorization code and refresh token", "v connections: Username-Password-Authentication")
		for _, request := range r.other.Requests() {
			if strings.HasPrefix(request.Path, "/api/v2/") {
				t.Errorf("%s %s was sent to the custom domain", request.Method, request.Path)
			}
		}
	})
}

func TestResultsAreWrappedBetweenWords(t *testing.T) {
	long := "https://authenticate.a-name-that-is-longer-than-a-narrow-screen.example.com/oauth2/callback"
	results := []steps.Result{
		{Name: "file", CheckFact: steps.CheckFact{Outcome: steps.CheckPassed, Text: "/etc/pomerium/config.yaml, read as Pomerium reads it"}},
		{Name: "callback URL", CheckFact: steps.CheckFact{Outcome: steps.CheckFailed, Text: "not registered: signing in would end on an error page", Remedy: "in the dashboard, to Allowed Callback URLs, add " + long}},
		{Name: "settings", CheckFact: steps.CheckFact{Text: "discovery failed"}},
		{Name: "refresh", CheckFact: steps.CheckFact{Text: "discovery failed"}},
	}
	for _, width := range []int{80, 40} {
		var b strings.Builder
		tui.PrintResults(&b, width, results)
		for line := range strings.Lines(b.String()) {
			if line = strings.TrimSuffix(line, "\n"); len([]rune(line)) > width && !strings.HasSuffix(line, long) {
				t.Errorf("%d columns: %q", width, line)
			}
		}
		words := strings.Join(strings.Fields(b.String()), " ")
		for _, want := range []string{"✗ callback URL: not registered", "→ in the dashboard", long, "– settings, refresh: not checked: discovery failed"} {
			if !strings.Contains(words, want) {
				t.Errorf("%d columns: %q is not among\n%s", width, want, b.String())
			}
		}
	}
}

// What starts Pomerium counts for the file that is checked, whatever was
// detected about another one before or in between.
func TestCheckTakesWhatWasDetectedAboutItsFile(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.good(testFile)
		r.write(unitPath, packagedUnit+"Environment=IDP_PROVIDER=google\n")
		r.check(nil, steps.Config, `"`+testFile+`"`, steps.PomeriumVersion, "0.19.2").says(3,
			"! IDP_PROVIDER in "+unitPath+": google beats what the file says\n-> take it out there, or change it there")
	})
}
