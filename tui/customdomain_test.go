package tui_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

const customDomain = "login.example.net"

// behindCustomDomain is a tenant that answers under a name of the operator's own
// too.
func behindCustomDomain() auth0test.Options {
	return auth0test.Options{CustomDomains: []auth0test.CustomDomain{{Domain: "sso.example.net"}, {Domain: customDomain}}}
}

// addImpostor lets somebody else answer at the custom domain. It describes
// itself as a tenant does, and accepts everything.
func (r *rehearsal) addImpostor() {
	r.t.Helper()
	impostor, err := auth0test.NewPipe(auth0test.Options{Domain: customDomain})
	if err != nil {
		r.t.Fatal(err)
	}
	r.other = impostor
	r.t.Cleanup(func() { _ = impostor.Close() })
	accept := func(path string, effect auth0test.Effect) {
		impostor.Fail(auth0test.Fault{Path: path, Times: -1, Effect: effect})
	}
	accept("/oauth/token", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"error":"invalid_grant","error_description":"Invalid authorization code"}`)
	})
	accept("/authorize", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Location", "/u/login?state=x")
		w.WriteHeader(http.StatusFound)
	})
	accept("/v2/logout", func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Location", r.URL.Query().Get("returnTo"))
		w.WriteHeader(http.StatusFound)
	})
}

// gotNoSecret fails if the impostor was sent anything but questions that a
// browser asks.
func (r *rehearsal) gotNoSecret() {
	r.t.Helper()
	for _, request := range r.other.Requests() {
		if request.Authorized || request.Body != "" || request.Method != "GET" || request.Query.Get("code") != "" {
			r.t.Errorf("the impostor got %s %s, authorized %v: %q", request.Method, request.Path, request.Authorized, request.Body)
		}
	}
}

// toCustomDomain stands where the custom domain was looked up.
func (r *rehearsal) toCustomDomain(version string) {
	r.t.Helper()
	r.begin("walk-1", given(steps.PomeriumVersion, version))
	r.answer(steps.AuthenticateURL, testAddress)
	r.answer(steps.Domain, customDomain)
	r.at(steps.Access)
}

func (r *rehearsal) withTokenFor(tenant string, scopes ...string) {
	r.t.Helper()
	r.choose("This program")
	r.answer(steps.APIToken, r.tenant.Token(scopes...).Reveal())
	r.answer(steps.TenantDomain, tenant)
}

var withoutCustomDomains = []string{"read:clients", "read:client_keys", "create:clients", "update:clients", "read:client_grants", "create:client_grants"}

func TestBehindACustomDomainTheTenantIsConfirmedAndSpokenTo(t *testing.T) {
	rehearse(t, behindCustomDomain(), func(r *rehearsal) {
		r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin"}})
		r.toCustomDomain("0.19.2")
		r.choose("This program")
		r.answer(steps.APIToken, r.tenant.Token().Reveal())
		r.at(steps.TenantDomain)
		r.shows("Which tenant is behind " + customDomain + "?")
		if scene := r.scene(); scene.Value.Text != testTenant || scene.Reason != "the tenant that the token is for" {
			t.Errorf("suggested is %q, %q", scene.Value.Text, scene.Reason)
		}
		r.answer(steps.TenantDomain, "auth.example.org")
		r.problem("auth.example.org is a custom domain too")
		r.answer(steps.TenantDomain, otherTenant)
		r.problem(testTenant, otherTenant)
		r.answer(steps.TenantDomain, "\uff41cme.eu.auth0.com")
		r.problem("plain letters")
		r.answer(steps.TenantDomain, testTenant)
		r.choose("Create it")
		r.choose("Create both")
		r.at(steps.ChangeSave)
		r.tells("https://"+customDomain, "decoded domain: "+testTenant)
		r.choose("Check:")
		for _, result := range steps.CheckResults(r.walk, r.state) {
			switch result.Name {
			case "discovery", "custom domain", "web app", "callback URL", "logout URL", "M2M app":
				if result.Outcome != steps.CheckPassed {
					t.Errorf("%s: %v %s", result.Name, result.Outcome, result.Text)
				}
			}
		}
		r.shows(customDomain + " is a custom domain of " + testTenant)
		// The secret went to the tenant's own domain first, and the API is there
		// alone.
		var secrets []string
		for _, request := range r.tenant.Requests() {
			if strings.HasPrefix(request.Path, "/api/v2/") && request.Host != testTenant {
				t.Errorf("%s %s was sent to %s", request.Method, request.Path, request.Host)
			}
			if request.Path == "/oauth/token" && strings.Contains(request.Body, "authorization_code") {
				secrets = append(secrets, request.Host)
			}
			if request.Path == "/v2/logout" && request.Host != customDomain {
				t.Errorf("logout was asked about at %s", request.Host)
			}
		}
		if len(secrets) < 2 || secrets[0] != testTenant || secrets[len(secrets)-1] != customDomain {
			t.Errorf("the secret went to %v", secrets)
		}
	})
}

// The whole pair: the issuer of the sign-in is the custom domain, the audience
// of the roles the tenant's own.
func TestASignInIsRehearsedAtTheCustomDomain(t *testing.T) {
	rehearse(t, behindCustomDomain(), func(r *rehearsal) {
		r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin"}})
		r.toCustomDomain("0.19.2")
		r.withTokenFor(testTenant)
		r.choose("Create it")
		r.choose("Create both")
		r.choose("Check:")
		r.choose("Rehearse a sign-in")
		link := r.scene().Address
		if !strings.HasPrefix(link, "https://"+customDomain+"/authorize?") {
			t.Fatalf("the link is %s", link)
		}
		r.answer(steps.Rehearse, r.browseAt(customDomain, link))
		r.at(steps.AllowFailedChecks)
		r.shows("ada@example.com signed in, with admin")
	})
}

func TestAnImpostorAtTheCustomDomainGetsNoSecret(t *testing.T) {
	for name, status := range map[string]string{"not listed": "", "pending": "pending_verification", "failed": "failed"} {
		t.Run(name, func(t *testing.T) {
			options := auth0test.Options{CustomDomains: []auth0test.CustomDomain{{Domain: "sso.example.net"}}}
			if status != "" {
				options.CustomDomains = append(options.CustomDomains, auth0test.CustomDomain{Domain: customDomain, Status: status})
			}
			rehearse(t, options, func(r *rehearsal) {
				r.addImpostor()
				r.toCustomDomain("0.33.1")
				r.withTokenFor(testTenant)
				r.at(steps.NotCustomDomain)
				if status == "" {
					r.shows(customDomain+" isn't among the custom domains of "+testTenant, "sso.example.net")
				} else {
					r.shows("its status is " + status)
				}
				r.choose("I fixed it: check again")
				r.at(steps.NotCustomDomain)
				if writes := r.writes(); len(writes) > 0 {
					t.Errorf("before that, %v", writes)
				}
				r.choose("Use " + testTenant)
				r.at(steps.ChangeWebApp)
				r.gotNoSecret()
			})
		})
	}
}

func TestAnUnprovenCustomDomainIsAskedAboutWithNoPreselected(t *testing.T) {
	for name, access := range map[string]func(*rehearsal){
		"a token without the scope": func(r *rehearsal) { r.withTokenFor(testTenant, withoutCustomDomains...) },
		"pasted values":             func(r *rehearsal) { r.choose("I or a colleague") },
		"the list can't be read": func(r *rehearsal) {
			r.tenant.Fail(auth0test.Fault{Path: "/api/v2/custom-domains", Times: -1, Effect: auth0test.Status(500, `{"statusCode":500}`)})
			r.withTokenFor(testTenant)
		},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.addImpostor()
				r.toCustomDomain("0.33.1")
				access(r)
				r.at(steps.TrustDomain)
				r.shows("Send the client secret to "+customDomain+"?", "sent to", "client ID and secret", "not proven")
				first := r.scene().Choices[0]
				if first.Event != (walk.Goto{Name: steps.Domain}) || !strings.HasPrefix(first.Label, "No") {
					t.Errorf("preselected is %q", first.Label)
				}
				for _, choice := range r.scene().Choices {
					if choice.Preselected {
						t.Errorf("%q is preselected", choice.Label)
					}
				}
				r.send(first.Event)
				r.at(steps.Domain)
				r.gotNoSecret()
				// A Yes to this domain is none to another.
				r.send(walk.Forward{})
				r.at(steps.TrustDomain)
				r.choose("Yes")
				if r.scene().Item == steps.TrustDomain {
					t.Fatal("it asks again")
				}
				r.gotNoSecret()
			})
		})
	}
}

// On the screen, too, somebody who presses Enter alone sends nothing.
func TestEnterAloneTrustsNoCustomDomain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.addImpostor()
		d := r.onScreen(80, 24, nil, given(steps.PomeriumVersion, "0.33.1", steps.AuthenticateURL, testAddress, steps.Domain, customDomain,
			steps.APIToken, r.tenant.Token(withoutCustomDomains...).Reveal()))
		asked := false
		for range 12 {
			asked = asked || strings.Contains(d.frame().Text(), "Send the client secret to")
			d.press(keyEnter)
		}
		if !asked {
			t.Errorf("it was never asked:\n%s", d.frame().Text())
		}
		r.gotNoSecret()
		if writes := r.writes(); len(writes) > 0 {
			t.Errorf("%v", writes)
		}
	})
}

func TestATrustedDomainIsWarnedAboutAndNeverCalledProven(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.addImpostor()
		r.toCustomDomain("0.33.1")
		r.choose("I or a colleague")
		r.choose("Yes")
		r.answer(steps.WebAppID, strings.Repeat("I", 32))
		r.answer(steps.WebAppSecret, strings.Repeat("s", 64))
		r.choose("Go on without")
		r.at(steps.ChangeSave)
		r.choose("Check:")
		r.shows("nothing proves that " + customDomain + " belongs to the tenant")
		seen := 0
		for _, result := range steps.CheckResults(r.walk, r.state) {
			switch result.Name {
			case "discovery", "custom domain", "web app", "callback URL", "logout URL", "refresh":
				seen++
				if result.Outcome != steps.CheckWarned {
					t.Errorf("%s: %v %s", result.Name, result.Outcome, result.Text)
				}
			}
		}
		if seen != 6 {
			t.Errorf("%d results:\n%s", seen, r.said())
		}
	})
}

// A secret that the tenant itself rejects isn't shown to anybody else.
func TestASecretThatTheTenantRejectsIsNotTriedAtTheCustomDomain(t *testing.T) {
	rehearse(t, behindCustomDomain(), func(r *rehearsal) {
		r.toCustomDomain("0.33.1")
		r.withTokenFor(testTenant)
		r.choose("Paste one made by hand")
		r.answer(steps.WebAppID, strings.Repeat("I", 32))
		r.answer(steps.WebAppSecret, strings.Repeat("s", 64))
		r.choose("Go on without")
		r.at(steps.AllowFailedChecks)
		for _, request := range r.tenant.Requests() {
			if request.Host == customDomain && (request.Authorized || request.Body != "") {
				t.Errorf("%s %s was sent to the custom domain", request.Method, request.Path)
			}
		}
	})
}

// Before 0.16.3 Pomerium asks the Management API at the provider URL.
func TestAnOldPomeriumCannotReadRolesBehindACustomDomain(t *testing.T) {
	rehearse(t, behindCustomDomain(), func(r *rehearsal) {
		r.toCustomDomain("0.15.8")
		r.withTokenFor(testTenant)
		r.choose("Create it")
		r.at(steps.M2MApp)
		r.answer(steps.M2MApp, steps.CreateApp)
		r.problem("Pomerium 0.15.8 asks the Management API at the custom domain, where there is none", testTenant)
		r.choose("Not needed")
		r.send(walk.Quit{})
		r.choose("Remove it")
		r.ended(walk.Left)
	})
}

// check sends what Pomerium sends at each sign-in anyway, and says what it could
// not prove; a domain that the tenant denies is sent nothing.
func TestCheckSaysWhetherTheCustomDomainIsProven(t *testing.T) {
	for name, c := range map[string]struct {
		impostor bool
		scopes   []string // of the token; none: no token is given
		code     int
		says     []string
		secret   bool
	}{
		"proven": {false, []string{"read:custom_domains", "read:clients"}, 0,
			[]string{"v custom domain: " + customDomain + " is a custom domain of " + testTenant, "v web app: Auth0 takes its client ID and secret"}, true},
		"without a token": {false, nil, 0,
			[]string{"! custom domain: nothing proves that " + customDomain + " belongs to the tenant: without Management API access the tenant can't be asked\n-> a Management API token with read:custom_domains proves it",
				"! web app: only " + customDomain + " says so: Auth0 takes its client ID and secret"}, true},
		"without the scope": {false, []string{"read:clients"}, 0,
			[]string{"! custom domain: nothing proves that " + customDomain + " belongs to the tenant: the token lacks read:custom_domains"}, true},
		"an impostor": {true, []string{"read:custom_domains", "read:clients"}, 3,
			[]string{"X custom domain: " + customDomain + " is a custom domain of " + testTenant + ", but its status is pending, not ready", "not checked: the domain isn't the tenant's"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			options := behindCustomDomain()
			if c.impostor {
				options.CustomDomains[1].Status = "pending"
			}
			rehearse(t, options, func(r *rehearsal) {
				if c.impostor {
					r.addImpostor()
				}
				good := mistake{version: "0.33"}.good(r.good(testFile))
				r.write(testFile, strings.Replace(good, testTenant, customDomain, 1))
				r.tenant.ResetRequests()
				given := []string{steps.Config, testFile, steps.PomeriumVersion, "0.33"}
				if c.scopes != nil {
					given = append(given, steps.APIToken, r.tenant.Token(c.scopes...).Reveal())
				}
				r.check(nil, given...).says(c.code, c.says...)
				if c.impostor {
					r.gotNoSecret()
				}
				sent := false
				for _, request := range r.tenant.Requests() {
					sent = sent || request.Host == customDomain && request.Path == "/oauth/token"
					if strings.HasPrefix(request.Path, "/api/v2/") && request.Host != testTenant {
						t.Errorf("%s %s was sent to %s", request.Method, request.Path, request.Host)
					}
				}
				if sent != c.secret {
					t.Errorf("the secret was sent: %v", sent)
				}
			})
		})
	}
}
