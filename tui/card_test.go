package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// toFirstPlan answers what every walk with a token asks, up to the plan for
// the web app.
func (r *rehearsal) toFirstPlan(version string) {
	r.t.Helper()
	r.begin("walk-1", given(steps.PomeriumVersion, version))
	r.answer(steps.AuthenticateURL, testAddress)
	r.answer(steps.Domain, r.tenant.Token().Reveal())
	r.at(steps.ChangeWebApp)
}

func TestCreateBothAndSaveFor019(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.choose("Create it")
		r.at(steps.ChangeM2MApp)
		r.choose("Create both")
		r.at(steps.ChangeSave)
		r.choose("Save")
		r.ended(walk.Done)

		file := r.read(testFile)
		for _, want := range []string{
			`authenticate_service_url: "https://authenticate.example.com"`,
			`idp_provider_url: "https://acme.eu.auth0.com"`, "idp_service_account: ", "cookie_secret: ",
		} {
			if !strings.Contains(file, want) {
				t.Errorf("the file lacks %s:\n%s", want, file)
			}
		}
		if apps, grants := r.tenant.Applications(), r.tenant.Grants(); len(apps) != 2 || len(grants) != 1 {
			t.Errorf("%d applications and %d grants, not 2 and 1", len(apps), len(grants))
		}
	})
}

func TestASecondRunChangesNothing(t *testing.T) {
	for _, version := range []string{"0.19.2", "0.21.0", "0.33.1"} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.toFirstPlan(version)
			r.choose("Create it")
			if version == "0.19.2" {
				r.choose("Create both")
			} else {
				r.choose("Go on without")
			}
			r.choose("Save")
			r.ended(walk.Done)
			file := r.read(testFile)
			r.tenant.ResetRequests()

			r.begin("walk-2", given(steps.PomeriumVersion, version))
			r.answer(steps.AuthenticateURL, testAddress)
			r.answer(steps.Domain, r.tenant.Token().Reveal())
			if version != "0.19.2" {
				r.choose("Go on without")
			}
			r.ended(walk.Done)
			if writes := r.writes(); len(writes) > 0 {
				t.Errorf("%s: the second run wrote: %v", version, writes)
			}
			if r.read(testFile) != file {
				t.Errorf("%s: the second run changed the file", version)
			}
		})
	}
}
