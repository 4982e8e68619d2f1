package tui_test

import (
	"maps"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// TestOtherPeoplesApplicationsAreNotConverted: what exists, and what is done
// with it by Enter alone and by --yes --web-app create.
func TestOtherPeoplesApplicationsAreNotConverted(t *testing.T) {
	const site = "https://spa.example.com"
	public := map[string]any{
		"name": "Shop", "app_type": "spa", "token_endpoint_auth_method": "none", "callbacks": []string{site + "/cb", testCallback},
		"jwt_configuration": map[string]any{"alg": "HS256"}, "oidc_conformant": false,
	}
	but := func(change map[string]any) map[string]any {
		fields := maps.Clone(public)
		maps.Copy(fields, change)
		return fields
	}
	for _, c := range []struct {
		name   string
		app    map[string]any
		inFile bool
		// converted: it is Pomerium's own, and is changed after confirmation.
		converted bool
		// usable: it is used where it is named, since nothing needs converting.
		usable bool
		reason string
	}{
		{"a public single-page application with our callback too", public, false, false, false, "users of spa.example.com sign in through it"},
		{"the same, named by the file", public, true, false, false, "users of spa.example.com sign in through it"},
		{"a web application with another signature", but(map[string]any{"app_type": "regular_web", "token_endpoint_auth_method": "client_secret_post", "oidc_conformant": true}),
			false, false, false, "ID token signature"},
		{"a web application that needs nothing of it", but(map[string]any{"app_type": "regular_web", "token_endpoint_auth_method": "client_secret_post", "oidc_conformant": true,
			"jwt_configuration": map[string]any{"alg": "RS256"}}), false, false, true, "users of spa.example.com sign in through it"},
		{"pages that use it without a redirect", but(map[string]any{"callbacks": []string{testCallback}, "web_origins": []string{site}}), false, false, false, "pages of spa.example.com use it"},
		{"pages that are allowed to", but(map[string]any{"callbacks": []string{testCallback}, "allowed_origins": []string{site}}), false, false, false, "pages of spa.example.com use it"},
		{"another login URI", but(map[string]any{"callbacks": []string{testCallback}, "initiate_login_uri": site + "/login"}), false, false, false, "its users start at spa.example.com"},
		{"passwords", but(map[string]any{"app_type": "native", "callbacks": []string{testCallback}, "grant_types": []string{"password", "authorization_code"}}),
			false, false, false, "with passwords"},
		{"made by hand after Pomerium's guide", asPomeriumsPageSays(), false, true, true, ""},
		{"made by hand, with the dashboard's grants", but(map[string]any{"app_type": "native", "callbacks": []string{testCallback},
			"grant_types": []string{"authorization_code", "implicit", "refresh_token"}}), false, true, true, ""},
	} {
		world := func(r *rehearsal) (id, before string, answers []string) {
			id = r.tenant.AddApplication(c.app)
			if c.inFile {
				r.write(testFile, "idp_provider: auth0\nidp_provider_url: https://"+testTenant+"\nidp_client_id: "+id+"\n")
			}
			return id, asJSON(r.tenant.Application(id)), []string{steps.PomeriumVersion, "0.33.1", steps.AuthenticateURL, testAddress,
				steps.Domain, testTenant, steps.APIToken, r.tenant.Token().Reveal()}
		}
		unchanged := func(r *rehearsal, id, before string) {
			t.Helper()
			if after := asJSON(r.tenant.Application(id)); (after == before) == c.converted || len(r.tenant.Applications()) != map[bool]int{true: 1, false: 2}[c.converted] {
				t.Errorf("%d applications; it was %s\nand is %s", len(r.tenant.Applications()), before, after)
			}
			if patches := r.bodies("PATCH"); !c.converted && len(patches) > 0 {
				t.Errorf("sent was %v", patches)
			}
		}
		t.Run(c.name+"/create", func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				id, before, answers := world(r)
				if stop := r.unattend(append(answers, steps.WebApp, steps.CreateApp)...); stop.Outcome != walk.Done {
					t.Fatalf("outcome %d: %v", stop.Outcome, stop.Lines)
				}
				unchanged(r, id, before)
			})
		})
		t.Run(c.name+"/enter", func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				id, before, _ := world(r)
				r.beginWithToken("walk-1", "0.33.1", testAddress)
				r.at(steps.ChangeWebApp)
				if c.inFile {
					r.tells("not used: Shop, which the file names: " + c.reason)
				}
				r.send(r.scene().Choices[0].Event)
				unchanged(r, id, before)
			})
		})
		t.Run(c.name+"/its ID", func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				id, before, answers := world(r)
				stop := r.unattend(append(answers, steps.WebApp, id)...)
				said, after := strings.Join(stop.Lines, "\n"), r.tenant.Application(id)
				if c.usable {
					if stop.Outcome != walk.Done || len(r.tenant.Applications()) != 1 {
						t.Errorf("outcome %d:\n%s", stop.Outcome, said)
					}
					if !c.converted && (after["app_type"] != c.app["app_type"] || !strings.Contains(asJSON(after), site+"/cb")) {
						t.Errorf("it was %s\nand is %s", before, asJSON(after))
					}
					return
				}
				if stop.Outcome != walk.Missing || !strings.Contains(said, "--web-app: Shop cannot be used: ") || !strings.Contains(said, c.reason) || asJSON(after) != before {
					t.Errorf("outcome %d:\n%s", stop.Outcome, said)
				}
			})
		})
		t.Run(c.name+"/listed", func(t *testing.T) {
			if c.reason == "" {
				return
			}
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				id, _, _ := world(r)
				r.beginWithToken("walk-1", "0.33.1", testAddress)
				r.choose("Use one that exists")
				r.shows("Shop", id, c.reason)
			})
		})
	}
}

// TestAnApplicationWithoutASecretIsNotMadeTheM2MApp: whoever uses it does so
// without one.
func TestAnApplicationWithoutASecretIsNotMadeTheM2MApp(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(map[string]any{"name": "Shop", "app_type": "spa", "token_endpoint_auth_method": "none"})
		before := asJSON(r.tenant.Application(id))
		stop := r.unattend(steps.PomeriumVersion, "0.19.2", steps.AuthenticateURL, testAddress, steps.Domain, testTenant,
			steps.APIToken, r.tenant.Token().Reveal(), steps.WebApp, steps.CreateApp, steps.M2MApp, id)
		if said := strings.Join(stop.Lines, "\n"); stop.Outcome != walk.Missing || !strings.Contains(said, "used without a client secret") || asJSON(r.tenant.Application(id)) != before {
			t.Errorf("outcome %d:\n%s", stop.Outcome, said)
		}
	})
}
