package tui_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
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
