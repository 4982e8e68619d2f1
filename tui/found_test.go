package tui_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

const (
	testCallback = testAddress + "/oauth2/callback"
	testLogout   = testAddress + "/.pomerium/signed_out"
)

// asPomeriumsPageSays is an application made by hand after Pomerium's newer
// page.
func asPomeriumsPageSays() map[string]any {
	return map[string]any{
		"name": "My Pomerium", "app_type": "native", "token_endpoint_auth_method": "none",
		"callbacks": []string{testCallback}, "initiate_login_uri": testAddress,
	}
}

// beginWithToken begins a walk with what is given, answers what every walk asks,
// and is then where what follows from the token is asked or planned.
func (r *rehearsal) beginWithToken(name, version, address string, more ...string) {
	r.t.Helper()
	r.begin(name, given(append([]string{steps.PomeriumVersion, version}, more...)...))
	r.answer(steps.AuthenticateURL, address)
	r.answer(steps.Domain, r.tenant.Token().Reveal())
}

// bodies are what was sent to change something, decoded, by method.
func (r *rehearsal) bodies(method string) []map[string]any {
	r.t.Helper()
	var all []map[string]any
	for _, request := range r.tenant.Requests() {
		if request.Method != method || !strings.HasPrefix(request.Path, "/api/v2/") {
			continue
		}
		body := map[string]any{}
		if err := json.Unmarshal([]byte(request.Body), &body); err != nil && request.Body != "" {
			r.t.Fatal(err)
		}
		all = append(all, body)
	}
	return all
}

// sentOnly fails unless one PATCH was sent, of just these fields.
func (r *rehearsal) sentOnly(fields ...string) map[string]any {
	r.t.Helper()
	patches := r.bodies("PATCH")
	if len(patches) != 1 {
		r.t.Fatalf("%d changes were sent, not 1: %v", len(patches), patches)
	}
	sent := slices.Sorted(maps.Keys(patches[0]))
	slices.Sort(fields)
	if !slices.Equal(sent, fields) {
		r.t.Fatalf("sent were %v, not %v", sent, fields)
	}
	return patches[0]
}

// shows fails unless the scene says all of these.
func (r *rehearsal) shows(words ...string) {
	r.t.Helper()
	said := r.said()
	for _, word := range words {
		if !strings.Contains(said, word) {
			r.t.Fatalf("the screen does not say %q:\n%s", word, said)
		}
	}
}

func TestAnApplicationAfterPomeriumsPageIsMendedNotDoubled(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(asPomeriumsPageSays())
		r.beginWithToken("walk-1", "0.33.1", testAddress)
		r.at(steps.ChangeWebApp)
		r.shows("Bring the application My Pomerium up to date", "It has the same callback URL.", id,
			"Native → Regular Web Application", "none → client_secret_post", "HS256 → RS256", "off → on", testLogout)
		r.choose("Change it")
		r.sentOnly("app_type", "token_endpoint_auth_method", "allowed_logout_urls", "jwt_configuration", "oidc_conformant")
		r.choose("Go on without")
		r.choose("Save")
		r.ended(walk.Done)
		app := r.tenant.Application(id)
		if apps := r.tenant.Applications(); len(apps) != 1 || app["client_metadata"] != nil {
			t.Errorf("%d applications, tagged %v", len(apps), app["client_metadata"])
		}
		if file := r.read(testFile); !strings.Contains(file, id) || !strings.Contains(file, app["client_secret"].(string)) {
			t.Errorf("the file has not its ID and secret:\n%s", file)
		}
	})
}

func TestOnlyWhatMustChangeIsSent(t *testing.T) {
	good := func() map[string]any {
		return map[string]any{
			"name": "Portal", "app_type": "regular_web", "oidc_conformant": true,
			"callbacks": []string{testCallback}, "allowed_logout_urls": []string{testLogout},
			"jwt_configuration": map[string]any{"alg": "RS256"}, "initiate_login_uri": testAddress,
			"grant_types": []string{"authorization_code", "refresh_token"},
		}
	}
	for _, c := range []struct {
		name   string
		change map[string]any
		sent   []string
		stays  string // is remarked on
	}{
		{"as it should be", nil, nil, ""},
		{"Basic", map[string]any{"token_endpoint_auth_method": "client_secret_basic"}, nil, ""},
		{"Post", map[string]any{"token_endpoint_auth_method": "client_secret_post"}, nil, ""},
		{"PS256", map[string]any{"jwt_configuration": map[string]any{"alg": "PS256"}}, nil, ""},
		{"another login URI", map[string]any{"initiate_login_uri": "https://www.example.com/in"}, nil, ""},
		{"more grants", map[string]any{"grant_types": []string{"authorization_code", "refresh_token", "implicit"}}, nil, ""},
		{"no login URI", map[string]any{"initiate_login_uri": nil}, []string{"initiate_login_uri"}, ""},
		{"HS256", map[string]any{"jwt_configuration": map[string]any{"alg": "HS256", "lifetime_in_seconds": 600}}, []string{"jwt_configuration"}, ""},
		{"not conformant, implicit", map[string]any{"oidc_conformant": false, "grant_types": []string{"authorization_code", "refresh_token", "implicit"}},
			[]string{"oidc_conformant"}, "the grant implicit is on"},
		{"others' URLs", map[string]any{"callbacks": []string{testAddress + "/cb", testCallback}, "allowed_logout_urls": []string{"https://other.example.com"}},
			[]string{"allowed_logout_urls"}, ""},
		{"a grant lacks", map[string]any{"grant_types": []string{"authorization_code", "password"}}, []string{"grant_types"}, "password"},
		{"SPA without a secret", map[string]any{"app_type": "spa", "token_endpoint_auth_method": "none"}, []string{"app_type", "token_endpoint_auth_method"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				fields := good()
				maps.Copy(fields, c.change)
				maps.DeleteFunc(fields, func(_ string, v any) bool { return v == nil })
				id := r.tenant.AddApplication(fields)
				before := r.tenant.Application(id)
				r.beginWithToken("walk-1", "0.33.1", testAddress)
				if c.sent != nil {
					r.at(steps.ChangeWebApp)
					r.shows(c.stays)
					r.choose("Change it")
					r.sentOnly(c.sent...)
				}
				r.at(steps.M2MApp)
				if writes := r.writes(); c.sent == nil && len(writes) > 0 {
					t.Errorf("sent: %v", writes)
				}
				after := r.tenant.Application(id)
				for name, value := range before {
					if !slices.Contains(c.sent, name) && !sameJSON(value, after[name]) {
						t.Errorf("%s was %v and is %v", name, value, after[name])
					}
				}
				for _, url := range []string{testAddress + "/cb"} {
					if strings.Contains(asJSON(before), url) && !strings.Contains(asJSON(after), url) {
						t.Errorf("%s is gone", url)
					}
				}
				if lifetime := after["jwt_configuration"].(map[string]any)["lifetime_in_seconds"]; c.name == "HS256" && lifetime != 600.0 {
					t.Errorf("the lifetime became %v", lifetime)
				}
			})
		})
	}
}

func asJSON(value any) string {
	encoded, _ := json.Marshal(value)
	return string(encoded)
}

func sameJSON(a, b any) bool { return asJSON(a) == asJSON(b) }

func TestTwoThatNothingTellsApartAreAskedAbout(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		first, second := asPomeriumsPageSays(), asPomeriumsPageSays()
		first["name"], second["name"] = "One", "Two"
		one, two := r.tenant.AddApplication(first), r.tenant.AddApplication(second)
		r.beginWithToken("walk-1", "0.33.1", testAddress)
		r.at(steps.WebApp)
		r.shows("nothing tells them apart", one, two)
		for _, choice := range r.scene().Choices {
			if choice.Preselected {
				t.Errorf("%q is preselected", choice.Label)
			}
		}
		r.choose("Two")
		r.at(steps.ChangeWebApp)
		r.shows("Two", two)
		r.choose("Change it")
		if app := r.tenant.Application(one); app["app_type"] != "native" {
			t.Error("the other one was changed")
		}
		if app := r.tenant.Application(two); app["app_type"] != "regular_web" {
			t.Error("the chosen one was not changed")
		}
	})
}

func TestANewOneIsMadeBesideTheOneThatIsThere(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(asPomeriumsPageSays())
		r.beginWithToken("walk-1", "0.33.1", testAddress)
		r.choose("Create a new one beside it")
		r.at(steps.ChangeWebApp)
		r.shows("Create a Regular Web Application")
		r.choose("Create it")
		r.choose("Go on without")
		r.choose("Save")
		r.ended(walk.Done)
		if len(r.tenant.Applications()) != 2 || strings.Contains(r.read(testFile), id) || len(r.bodies("PATCH")) > 0 {
			t.Errorf("%d applications, file\n%s", len(r.tenant.Applications()), r.read(testFile))
		}
	})
}

// keyed is an application whose secret is of no use.
func keyed(name string) map[string]any {
	return map[string]any{"name": name, "callbacks": []string{testCallback}, "app_type": "regular_web",
		"client_authentication_methods": map[string]any{"private_key_jwt": map[string]any{"credentials": []any{map[string]any{"id": "cred_1"}}}}}
}

func TestWhatCannotBeUsedIsListedAndNeverChanged(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(keyed("Keyed"))
		before := asJSON(r.tenant.Application(id))
		r.beginWithToken("walk-1", "0.33.1", testAddress)
		r.at(steps.ChangeWebApp)
		r.shows("Create a Regular Web Application") // it does not count as found
		r.choose("Use one that exists")
		r.at(steps.WebApp)
		r.shows("Keyed", id, "private_key_jwt")
		for _, choice := range r.scene().Choices {
			if strings.Contains(choice.Note, r.tenant.ExplorerID()) || strings.Contains(choice.Label, "API Explorer") {
				t.Errorf("%s, %s can be chosen", choice.Label, choice.Note)
			}
		}
		r.choose("Keyed")
		r.at(steps.WebApp)
		r.shows("Keyed cannot be used: it proves itself with private_key_jwt")
		r.answer(steps.WebApp, r.tenant.ExplorerID())
		r.shows("the application this program's own token is for")
		r.answer(steps.WebApp, "nobody")
		r.shows("no application with the client ID nobody")
		r.choose("Create a new one")
		r.choose("Create it")
		if after := asJSON(r.tenant.Application(id)); after != before || len(r.tenant.Applications()) != 2 {
			t.Errorf("%d applications; it was %s and is %s", len(r.tenant.Applications()), before, after)
		}
	})
}

func TestAnotherPomeriumsApplicationIsTakenOnlyByItsID(t *testing.T) {
	others := func() map[string]any {
		fields := asPomeriumsPageSays()
		fields["name"] = "Theirs"
		fields["client_metadata"] = map[string]any{"pomerium_auth0": "web https://login.example.org", "pomerium_auth0_walk": "walk-0"}
		return fields
	}
	t.Run("even if the file names it", func(t *testing.T) {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			id := r.tenant.AddApplication(others())
			r.write(testFile, "idp_provider: auth0\nidp_provider_url: https://"+testTenant+"\nidp_client_id: "+id+"\n")
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33.1"))
			r.answer(steps.AuthenticateURL, testAddress)
			r.answer(steps.Domain, r.tenant.Token().Reveal())
			r.at(steps.ChangeWebApp)
			r.shows("Create a Regular Web Application")
			r.choose("Use one that exists")
			r.shows("Theirs", "it belongs to another Pomerium, https://login.example.org")
			r.choose("Theirs")
			r.at(steps.ChangeWebApp)
			r.shows("Theirs")
			r.choose("Change it")
			metadata := r.tenant.Application(id)["client_metadata"].(map[string]any)
			if metadata["pomerium_auth0"] != "web https://login.example.org" {
				t.Errorf("its tag became %v", metadata)
			}
		})
	})
	t.Run("given", func(t *testing.T) {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			id := r.tenant.AddApplication(others())
			r.beginWithToken("walk-1", "0.33.1", testAddress, steps.WebApp, id)
			r.at(steps.ChangeWebApp)
			r.shows("Theirs")
		})
	})
}

func TestTheFileNamesTheApplications(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		web := r.tenant.AddApplication(map[string]any{"name": "In the file", "app_type": "regular_web"})
		r.tenant.AddApplication(asPomeriumsPageSays()) // which the callback URL speaks for
		sync := r.tenant.AddApplication(map[string]any{"name": "Sync", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}})
		grant := r.tenant.AddGrant(sync, "read:roles", "read:logs")
		account := base64.StdEncoding.EncodeToString([]byte(`{"client_id":"` + sync + `","secret":"` + r.tenant.Application(sync)["client_secret"].(string) + `"}`))
		r.write(testFile, "authenticate_service_url: "+testAddress+"\nidp_provider: auth0\nidp_provider_url: https://"+testTenant+
			"\nidp_client_id: "+web+"\nidp_service_account: "+account+"\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, r.tenant.Token().Reveal())
		r.at(steps.ChangeWebApp)
		r.shows("In the file", "Its client ID stands in "+testFile)
		r.choose("Change it")
		r.at(steps.ChangeM2MApp)
		r.shows("Add to the grant of the M2M app", "read:logs", "more than needed, stays", "read:role_members", "read:users")
		r.choose("Change the grant")
		body := r.bodies("PATCH")[1]
		if got := asJSON(body["scope"]); got != `["read:roles","read:logs","read:role_members","read:users"]` {
			t.Errorf("the scopes sent: %s", got)
		}
		r.at(steps.ChangeSave)
		if apps := r.tenant.Applications(); len(apps) != 3 || r.tenant.Grants()[0]["id"] != grant {
			t.Errorf("%d applications, grants %v", len(apps), r.tenant.Grants())
		}
	})
	t.Run("but not of another tenant", func(t *testing.T) {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			web := r.tenant.AddApplication(map[string]any{"name": "In the file", "app_type": "regular_web"})
			r.write(testFile, "idp_provider: auth0\nidp_provider_url: https://zeta.eu.auth0.com\nidp_client_id: "+web+"\n")
			r.beginWithToken("walk-1", "0.33.1", testAddress)
			r.at(steps.ChangeWebApp)
			r.shows("Create a Regular Web Application")
		})
	})
}

// meaning is what an application's settings mean: an empty list is none, and no
// algorithm is HS256.
func meaning(app map[string]any) string {
	fields := map[string]any{"alg": "HS256"}
	for _, name := range []string{"name", "app_type", "token_endpoint_auth_method", "callbacks", "allowed_logout_urls", "initiate_login_uri",
		"grant_types", "oidc_conformant", "client_metadata", "client_secret"} {
		if list, is := app[name].([]any); app[name] != nil && (!is || len(list) > 0) {
			fields[name] = app[name]
		}
	}
	if alg := app["jwt_configuration"].(map[string]any)["alg"]; alg != nil {
		fields["alg"] = alg
	}
	return asJSON(fields)
}

// TestTheNextRunSaysWhatItFound: the one before ended with all of it made and
// nothing saved.
func TestTheNextRunSaysWhatItFound(t *testing.T) {
	for _, c := range []struct{ version, at, says string }{
		{"0.33", steps.M2MApp, "v web app: Pomerium, already as it should be"},
		{"0.19.2", steps.ChangeSave, "v in Auth0: Pomerium and Pomerium directory sync, already as they should be"},
		{"0.33", steps.Shown, ""},
		{"0.19.2", steps.Shown, "v in Auth0: Pomerium and Pomerium directory sync, already as they should be"},
		{"zero", steps.ValuesToType, "v in Auth0: Pomerium and Pomerium directory sync, already as they should be"},
		{"enterprise", steps.ValuesToType, "v in Auth0: Pomerium and Pomerium directory sync, already as they should be"},
		{"enterprise", steps.ChangeSave, ""},
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			answers := []string{steps.PomeriumVersion, c.version}
			if c.at == steps.Shown {
				answers = append(answers, steps.Format, steps.FormShow)
			}
			onward := func() {
				r.toSave()
				if r.scene().Item == steps.ValuesToType && c.at == steps.ChangeSave {
					r.choose("They are typed")
				}
			}
			r.begin("walk-1", given(answers...))
			onward()
			r.hides("already as") // it was made just now
			r.begin("walk-2", given(answers...))
			r.answer(steps.AuthenticateURL, testAddress)
			r.answer(steps.Domain, r.tenant.Token().Reveal())
			if r.scene().Item != c.at {
				onward()
			}
			r.at(c.at)
			if c.says == "" {
				r.hides("already as")
			} else {
				r.tells(c.says)
			}
		})
	}
}

// TestOneThatIsMadeBesideOneThatWasFoundIsNotSaidToBeAsItShouldBe: the run
// before ended between the two.
func TestOneThatIsMadeBesideOneThatWasFoundIsNotSaidToBeAsItShouldBe(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.choose("Create it")
		r.beginWithToken("walk-2", "0.19.2", testAddress)
		r.choose("Create both")
		r.at(steps.ChangeSave)
		r.tells("v web app: Pomerium, already as it should be")
		r.hides("directory sync, already")
	})
}
