package tui_test

import (
	"fmt"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

const otherAddress = "https://login.example.com"

// only fails unless the tenant has one application, and returns it.
func (r *rehearsal) only(tenant *auth0test.Tenant) map[string]any {
	r.t.Helper()
	apps := tenant.Applications()
	if len(apps) != 1 {
		r.t.Fatalf("%s has %d applications, not 1: %s", tenant.Domain(), len(apps), asJSON(apps))
	}
	return apps[0]
}

// applies counts the effects that change something.
func (r *rehearsal) applies() *int {
	count := new(int)
	r.during = func(effect walk.Effect) {
		if _, is := effect.(walk.Apply); is {
			*count++
		}
	}
	return count
}

func TestTheURLChangesAfterTheWebAppWasMade(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		id := r.only(r.tenant)["client_id"]
		r.backTo(steps.AuthenticateURL)
		r.answer(steps.AuthenticateURL, otherAddress)
		r.at(steps.ChangeWebApp)
		r.shows("This walk made it.", otherAddress+"/oauth2/callback", testCallback)
		r.choose("Change it")
		r.choose("Go on without")
		r.choose("Save")
		r.ended(walk.Done)
		app := r.only(r.tenant)
		if said := asJSON(app); app["client_id"] != id || strings.Contains(said, testAddress) ||
			asJSON(app["callbacks"]) != `["`+otherAddress+`/oauth2/callback"]` || app["initiate_login_uri"] != otherAddress {
			t.Errorf("the application is %s", said)
		}
		if tag := app["client_metadata"].(map[string]any)["pomerium_auth0"]; tag != "web "+otherAddress {
			t.Errorf("its tag is %v", tag)
		}
		if file := r.read(testFile); !strings.Contains(file, otherAddress) || strings.Contains(file, testAddress) {
			t.Errorf("the file:\n%s", file)
		}
	})
}

// Of an application that was there, what this walk added for the first URL goes
// with it, and what was there before stays.
func TestTheURLChangesAfterAnApplicationWasChanged(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(map[string]any{"name": "Mine", "callbacks": []string{"https://mine.example/cb"}, "oidc_conformant": true,
			"jwt_configuration": map[string]any{"alg": "RS256"}})
		r.toFirstPlan("0.33.1")
		r.choose("Use one that exists")
		r.answer(steps.WebApp, id)
		r.choose("Change it")
		r.backTo(steps.AuthenticateURL)
		r.answer(steps.AuthenticateURL, otherAddress)
		r.at(steps.ChangeWebApp)
		r.tells("- callback URL", "+ callback URL")
		r.hides("application login URI is")
		r.choose("Change it")
		r.at(steps.M2MApp)
		app := r.tenant.Application(id)
		if said := asJSON(app); strings.Contains(said, testAddress) || app["initiate_login_uri"] != otherAddress ||
			asJSON(app["callbacks"]) != `["https://mine.example/cb","`+otherAddress+`/oauth2/callback"]` {
			t.Errorf("the application is %s", said)
		}
		r.choose("Go on without")
		r.send(walk.Quit{})
		r.choose("Put it back")
		if said := asJSON(r.tenant.Application(id)); strings.Contains(said, "authenticate.example") || strings.Contains(said, otherAddress) {
			t.Errorf("put back, the application is %s", said)
		}
	})
}

// What somebody else changes between two changes of a walk is theirs: no plan
// takes it out, and it stays when the rest is put back.
func TestWhatIsChangedOutsideBetweenTwoChangesStays(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(map[string]any{"name": "Mine", "callbacks": []string{testCallback}, "oidc_conformant": true,
			"grant_types": []string{"authorization_code", "refresh_token"}})
		r.toFirstPlan("0.33.1")
		r.tells("ID token signature")
		r.choose("Change it")
		r.at(steps.M2MApp)
		r.tenant.ChangeApplication(id, map[string]any{"grant_types": []string{"implicit"}, "jwt_configuration": map[string]any{"alg": "HS256"}})
		r.choose("Go on without")
		r.at(steps.AllowFailedChecks)
		r.choose("Turn the grant on in Auth0")
		r.tells("+ grant", "the grant implicit is on")
		r.choose("Change it")
		if r.scene().Item == steps.ChangeWebApp {
			t.Fatalf("a second plan:\n%s", r.said())
		}
		if app := r.tenant.Application(id); asJSON(app["grant_types"]) != `["implicit","authorization_code","refresh_token"]` {
			t.Errorf("changed, the grants are %s", asJSON(app["grant_types"]))
		}
		r.send(walk.Quit{})
		r.send(r.scene().Choices[1].Event)
		if app := r.tenant.Application(id); asJSON(app["grant_types"]) != `["implicit"]` {
			t.Errorf("put back, the grants are %s", asJSON(app["grant_types"]))
		}
	})
}

func TestTheURLChangesAfterBothWereMade(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.choose("Create it")
		r.choose("Create both")
		r.backTo(steps.AuthenticateURL)
		r.answer(steps.AuthenticateURL, otherAddress)
		r.choose("Change it")
		r.at(steps.ChangeM2MApp)
		r.choose("Change it") // its tag
		r.at(steps.ChangeSave)
		if apps, grants := r.tenant.Applications(), r.tenant.Grants(); len(apps) != 2 || len(grants) != 1 || strings.Contains(asJSON(apps), testAddress) {
			t.Errorf("%s, %d grants", asJSON(apps), len(grants))
		}
	})
}

func TestTheNameChangesAfterTheWebAppWasMade(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		r.choose("Go on without")
		r.choose("Check: ")
		r.choose("Another web app")
		r.choose("Change its name")
		r.answer(steps.WebAppName, "Entry <b>")
		r.shows("Auth0 takes no < or > in a name")
		r.answer(steps.WebAppName, "Entry")
		r.at(steps.ChangeWebApp)
		r.shows("Pomerium → Entry")
		r.choose("Change it")
		r.sentOnly("name")
		r.at(steps.ChangeSave)
		if app := r.only(r.tenant); app["name"] != "Entry" {
			t.Errorf("it is called %v", app["name"])
		}
	})
}

func TestThereAndBackAppliesNothing(t *testing.T) {
	for _, version := range []string{"0.19.2", "0.33.1"} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.toFirstPlan(version)
			r.choose("Create it")
			if version == "0.19.2" {
				r.choose("Create both")
			} else {
				r.choose("Go on without")
			}
			r.at(steps.ChangeSave)
			applied := r.applies()
			r.tenant.ResetRequests()
			r.backTo(steps.AuthenticateURL)
			for range 20 {
				scene := r.scene()
				if scene.Item == steps.ChangeSave {
					break
				}
				if scene.Value.IsZero() {
					r.send(walk.Forward{})
				} else {
					r.send(walk.Answered{Name: scene.Item, Value: scene.Value})
				}
			}
			r.at(steps.ChangeSave)
			if *applied != 0 || len(r.writes()) != 0 {
				t.Errorf("%s: %d plans were performed, sent %v", version, *applied, r.writes())
			}
		})
	}
}

func TestTheVersionChangesAfterTheM2MAppWasMade(t *testing.T) {
	for _, remove := range []bool{true, false} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.toFirstPlan("0.19.2")
			r.choose("Create it")
			r.choose("Create both")
			r.at(steps.ChangeSave)
			r.backTo(steps.AuthenticateURL)
			r.send(walk.Goto{Name: steps.PomeriumVersion})
			r.answer(steps.PomeriumVersion, "0.33.1")
			if r.scene().Item == steps.AuthenticateURL {
				r.answer(steps.AuthenticateURL, testAddress)
			}
			r.at(steps.M2MApp)
			r.choose("Go on without")
			r.at(steps.ChangeLeftovers)
			r.shows("Remove what is no longer used?", "Pomerium directory sync")
			if remove {
				r.choose("Remove it")
			} else {
				r.choose("Keep it")
			}
			r.at(steps.ChangeSave)
			r.choose("Save")
			r.ended(walk.Done)
			want := 2
			if remove {
				want = 1
			}
			if apps := r.tenant.Applications(); len(apps) != want || len(r.tenant.Grants()) != want-1 {
				t.Errorf("remove %t: %d applications, %d grants", remove, len(apps), len(r.tenant.Grants()))
			}
			if strings.Contains(r.read(testFile), "idp_service_account") {
				t.Errorf("the file has a service account:\n%s", r.read(testFile))
			}
			if stays := fmt.Sprint(r.closing().Stays); strings.Contains(stays, "Pomerium directory sync") == remove {
				t.Errorf("remove %t: the closing names as staying: %s", remove, stays)
			}
		})
	}
}

func TestTheChoiceChangesAfterTheWebAppWasMade(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		r.choose("Go on without")
		r.choose("Check: ")
		r.choose("Another web app")
		r.choose("Paste one made by hand")
		id, secret := r.byHand(webAppByHand())
		r.answer(steps.WebAppID, id)
		r.answer(steps.WebAppSecret, secret)
		r.at(steps.ChangeLeftovers)
		r.choose("Remove it")
		r.at(steps.ChangeSave)
		if app := r.only(r.tenant); app["client_id"] != id {
			t.Errorf("what is left is %v", app["name"])
		}
	})
}

func TestAnApplicationThatWasTheWebAppIsTheM2MApp(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(asPomeriumsPageSays())
		r.toFirstPlan("0.19.2")
		r.choose("Change it")
		r.send(walk.Goto{Name: steps.WebApp})
		r.choose("Create a new one")
		r.choose("Create it")
		r.choose("Use one that exists")
		r.answer(steps.M2MApp, id)
		r.at(steps.ChangeM2MApp)
		r.tenant.ChangeApplication(id, map[string]any{"callbacks": []string{}})
		changes := r.applies()
		r.send(r.scene().Choices[0].Event)
		r.at(steps.ChangeLeftovers) // what it was changed to as the web app
		r.shows("Put back what is no longer used?", "This program changed it", "Put it back")
		r.hides("Remove")
		r.choose("Keep it")
		r.at(steps.ChangeSave)
		if *changes != 1 || len(r.tenant.Applications()) != 2 {
			t.Errorf("after %d changes there are %s", *changes, asJSON(r.tenant.Applications()))
		}
	})
}
