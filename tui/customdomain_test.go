package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

const customDomain = "login.example.net"

// addCustomDomain lets a name of the operator's own describe itself as a tenant
// does. The Management API is at the tenant's own name only.
func (r *rehearsal) addCustomDomain() {
	r.t.Helper()
	front, err := auth0test.NewPipe(auth0test.Options{Domain: customDomain})
	if err != nil {
		r.t.Fatal(err)
	}
	r.other = front
	r.t.Cleanup(func() { _ = front.Close() })
}

func TestBehindACustomDomainTheTenantIsConfirmedAndSpokenTo(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.addCustomDomain()
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, customDomain)
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
		r.answer(steps.TenantDomain, testTenant)
		r.choose("Create it")
		r.choose("Create both")
		r.at(steps.AllowFailedChecks) // the other name does not know the application here
		r.choose("Go on with 3 failed checks")
		r.at(steps.ChangeSave)
		r.tells("https://"+customDomain, "decoded domain: "+testTenant)
		for _, request := range r.other.Requests() {
			if strings.HasPrefix(request.Path, "/api/v2/") {
				t.Errorf("%s %s was sent to the custom domain", request.Method, request.Path)
			}
		}
	})
}

// Before 0.16.3 Pomerium asks the Management API at the provider URL.
func TestAnOldPomeriumCannotReadRolesBehindACustomDomain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.addCustomDomain()
		r.begin("walk-1", given(steps.PomeriumVersion, "0.15.8"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, customDomain)
		r.choose("This program")
		r.answer(steps.APIToken, r.tenant.Token().Reveal())
		r.answer(steps.TenantDomain, testTenant)
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
