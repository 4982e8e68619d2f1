package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

const otherTenant = "zeta.us.auth0.com"

// addTenant starts a second tenant, reached under its name.
func (r *rehearsal) addTenant() {
	r.t.Helper()
	tenant, err := auth0test.NewPipe(auth0test.Options{Domain: otherTenant})
	if err != nil {
		r.t.Fatal(err)
	}
	r.other = tenant
	r.t.Cleanup(func() { _ = tenant.Close() })
}

func TestTheTenantChangesAfterTheWebAppWasMade(t *testing.T) {
	for _, remove := range []bool{true, false} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.addTenant()
			r.toFirstPlan("0.33.1")
			r.choose("Create it")
			id := r.only(r.tenant)["client_id"].(string)
			r.backTo(steps.Domain)
			r.answer(steps.Domain, r.other.Token().Reveal())
			r.at(steps.ChangeWebApp)
			r.shows("Create a Regular Web Application")
			r.choose("Create it")
			r.choose("Go on without")
			r.at(steps.ChangeLeftovers)
			r.shows("Pomerium", id, testTenant)
			if remove {
				r.choose("Remove it")
				if left := r.tenant.Applications(); len(left) != 0 {
					t.Errorf("the old tenant has %s", asJSON(left))
				}
			} else {
				r.choose("Keep it")
				r.only(r.tenant)
			}
			r.choose("Save")
			r.ended(walk.Done)
			app := r.only(r.other)
			if file := r.read(testFile); !strings.Contains(file, otherTenant) || !strings.Contains(file, app["client_id"].(string)) {
				t.Errorf("the file:\n%s", file)
			}
		})
	}
}

func TestTheTenantChangesThereAndBack(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.addTenant()
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		id := r.only(r.tenant)["client_id"]
		r.backTo(steps.Domain)
		r.answer(steps.Domain, r.other.Token().Reveal())
		r.choose("Create it")
		r.backTo(steps.Domain)
		r.answer(steps.Domain, r.tenant.Token().Reveal())
		r.choose("Go on without")
		r.at(steps.ChangeLeftovers)
		r.shows(otherTenant)
		r.choose("Remove it")
		r.choose("Save")
		r.ended(walk.Done)
		if app := r.only(r.tenant); app["client_id"] != id || len(r.other.Applications()) != 0 {
			t.Errorf("%v; the other has %d", app["client_id"], len(r.other.Applications()))
		}
	})
}

func TestATokenGoesToNoOtherTenant(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.addTenant()
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33.1"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, testTenant)
		r.at(steps.Access)
		r.choose("This program")
		r.answer(steps.APIToken, r.other.Token().Reveal())
		r.at(steps.APIToken)
		r.shows(testTenant, otherTenant, "nothing was sent")
		for _, request := range append(r.tenant.Requests(), r.other.Requests()...) {
			if request.Authorized {
				t.Errorf("%s %s was sent with it", request.Method, request.Path)
			}
		}
		r.answer(steps.APIToken, r.tenant.Token().Reveal())
		r.at(steps.ChangeWebApp)
		if len(r.other.Requests()) > 0 {
			t.Errorf("the other tenant was asked %v", r.other.Requests())
		}
	})
}
