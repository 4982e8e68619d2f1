package tui_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
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
	client := auth0.New(auth0.Options{RootCAs: r.tenant.RootCAs(), DialContext: r.dial, UserAgent: "test"})
	defer func() { client.Close() }()
	o := tui.Options{Client: client, Machine: config.Machine{Root: r.root, Environ: r.environ}, Given: given(pairs...), Out: create("out"), Err: create("err")}
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
	return checked{r.t, read(o.Out), read(o.Err), code}
}

// line is what was said of one thing, with what to do about it.
func (c checked) line(name string) string {
	c.t.Helper()
	var said []string
	for line := range strings.Lines(c.out) {
		switch {
		case len(line) > 3 && strings.HasPrefix(line[3:], name):
			said = append(said, strings.TrimSpace(line))
		case len(said) > 0 && strings.HasPrefix(line, "   -> "):
			return said[0] + "\n" + strings.TrimSpace(line)
		case len(said) > 0:
			return said[0]
		}
	}
	c.t.Fatalf("nothing was said of %s:\n%s", name, c.out)
	return ""
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
	always := func(effect auth0test.Effect, path string) func(*rehearsal, *tui.Options) {
		return func(r *rehearsal, _ *tui.Options) {
			r.tenant.Fail(auth0test.Fault{Path: path, Times: -1, Effect: effect})
		}
	}
	const noDiscovery = "not checked, as discovery failed"
	for _, c := range []struct {
		name    string
		token   func(*rehearsal) string
		trouble func(*rehearsal, *tui.Options)
		code    int
		lines   []string
	}{
		{"no such name", usual, func(r *rehearsal, _ *tui.Options) {
			r.write(testFile, strings.Replace(r.read(testFile), testTenant, "acne.eu.auth0.com", 1))
		}, 3, []string{
			"X discovery: no address is known for acne.eu.auth0.com\n-> look at the spelling, and at this machine's DNS",
			"- settings: not checked: --api-token: this token is for the tenant acme.eu.auth0.com, and the configuration names acne.eu.auth0.com: it was sent nowhere",
			"- connections: not checked, for the same reason as the settings",
		}},
		{"no answer", usual, always(auth0test.Hang, ""), 3, []string{"X discovery: acme.eu.auth0.com did not answer in time\n-> try again",
			"- web app: " + noDiscovery, "- callback URL: " + noDiscovery, "- logout URL: " + noDiscovery, "- settings: " + noDiscovery,
			"- refresh: " + noDiscovery, "- connections: " + noDiscovery, "- M2M app: " + noDiscovery,
		}},
		{"no tenant", usual, always(auth0test.HTML(404, "<h1>nginx</h1>"), "/.well-known"), 3, []string{"- web app: " + noDiscovery, "- settings: " + noDiscovery}},
		{"the Management API hangs", usual, always(auth0test.Hang, "/api/v2/clients"), 0, []string{
			"v web app: Auth0 takes its client ID and secret", "- settings: not checked: acme.eu.auth0.com did not answer in time: try again",
		}},
		{"401", usual, always(auth0test.Status(401, `{"statusCode":401,"error":"Unauthorized","message":"Invalid token"}`), "/api/v2/clients"), 0, []string{
			"v web app: Auth0 takes its client ID and secret",
			"- settings: not checked: Auth0 does not take the token (Invalid token): get a fresh one from the API Explorer tab",
		}},
		{"a scope is missing", func(r *rehearsal) string { return r.tenant.Token("read:stats").Reveal() }, nil, 0, []string{
			"- settings: not checked: the token lacks read:clients",
			"- connections: not checked: the token lacks read:connections",
		}},
		{"a token of another tenant", claims("aud", "https://other.eu.auth0.com/api/v2/"), nil, 0, []string{
			"v web app: Auth0 takes its client ID and secret",
			"- settings: not checked: --api-token: this token is for the tenant other.eu.auth0.com, and the configuration names acme.eu.auth0.com: it was sent nowhere",
		}},
		{"403", usual, always(auth0test.Status(403, `{"statusCode":403,"error":"Forbidden","message":"Not here"}`), "/api/v2/clients"), 0, []string{"- settings: not checked: Auth0 refuses: Not here"}},
		{"an expired token", claims("exp", time.Date(1999, 12, 31, 21, 0, 0, 0, time.UTC).Unix()), nil, 0, []string{
			"v web app: Auth0 takes its client ID and secret",
			"- settings: not checked: --api-token: this token expired 3 h ago (1999-12-31 21:00 UTC): copy a fresh one from the API Explorer tab",
		}},
		{"no token", func(*rehearsal) string { return "hush" }, nil, 0, []string{
			"- settings: not checked: --api-token: this is no Management API token: one begins with eyJ and has two dots in it. An opaque access token or a client secret does not do",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.good(testFile)
				is := r.check(func(o *tui.Options) {
					if c.trouble != nil {
						c.trouble(r, o)
					}
				}, steps.Config, testFile, steps.PomeriumVersion, "0.19.2", steps.APIToken, c.token(r))
				is.says(c.code, c.lines...)
				for _, name := range []string{"file", "version", "discovery", "web app", "callback URL", "logout URL", "settings", "refresh", "connections", "M2M app"} {
					is.line(name)
				}
				if discovery := is.line("discovery"); strings.HasPrefix(discovery, "X") && len(r.tenant.Requests()) > 1 {
					t.Errorf("%d requests after %s", len(r.tenant.Requests()), discovery)
				}
			})
		})
	}
}
