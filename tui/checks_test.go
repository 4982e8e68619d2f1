package tui_test

import (
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// beforeChecks calls change once, right before the checks are made.
func (r *rehearsal) beforeChecks(change func(app map[string]any)) {
	done := false
	r.during = func(effect walk.Effect) {
		if read, is := effect.(walk.Read); is && !done && read.Requests[0].Name == steps.CheckDiscovery {
			done = true
			change(r.only(r.tenant))
		}
	}
}

func TestAURLThatWasTakenAwayIsAddedFromTheFailedCheck(t *testing.T) {
	for _, c := range []struct {
		field, url, remedy, says string
	}{
		{"callbacks", testCallback, "Add the callback URL in Auth0", "not registered: signing in would end on an error page"},
		{"allowed_logout_urls", testLogout, "Add the logout URL in Auth0", "not registered: signing out would end on an error page"},
	} {
		t.Run(c.field, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.toFirstPlan("0.33.1")
				r.choose("Create it")
				r.beforeChecks(func(app map[string]any) {
					r.tenant.ChangeApplication(app["client_id"].(string), map[string]any{c.field: []string{"https://other.example.com"}})
				})
				r.choose("Go on without")
				r.at(steps.AllowFailedChecks)
				r.shows("One check failed", c.says)
				r.tenant.ResetRequests()
				r.choose(c.remedy)
				r.at(steps.ChangeWebApp)
				r.shows("Bring the application Pomerium up to date", c.url)
				r.choose("Change it")
				r.sentOnly(c.field)
				r.at(steps.ChangeSave) // the checks were read again
				r.choose("Save")
				r.ended(walk.Done)
				if has := asJSON(r.only(r.tenant)[c.field]); has != `["https://other.example.com","`+c.url+`"]` {
					t.Errorf("%s is %s", c.field, has)
				}
			})
		})
	}
}

// TestWhichLogoutURLFailsIsSaid of the two that Pomerium has, unless both do.
func TestWhichLogoutURLFailsIsSaid(t *testing.T) {
	const second, ends = "https://www.example.com/bye", "not registered: signing out would end on an error page"
	for name, c := range map[string]struct {
		allowed []string
		says    string
		not     string
	}{
		"the first":  {[]string{second}, ends + " (" + testLogout + ")", second + ")"},
		"the second": {[]string{testLogout}, ends + " (" + second + ")", testLogout + ")"},
		"both":       {[]string{}, ends, ends + " ("},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.write(testFile, ownFile+"signout_redirect_url: "+second+"\n")
				r.begin("walk-1", given(steps.PomeriumVersion, "0.33.1"))
				r.beforeChecks(func(app map[string]any) {
					r.tenant.ChangeApplication(app["client_id"].(string), map[string]any{"allowed_logout_urls": c.allowed})
				})
				r.toSave()
				r.at(steps.AllowFailedChecks)
				r.tells("One check failed", c.says)
				r.hides(c.not)
			})
		})
	}
}

func TestGoingOnNamesTheFailuresAndANewOneAsksAgain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		id := r.only(r.tenant)["client_id"].(string)
		r.beforeChecks(func(map[string]any) {
			r.tenant.ChangeApplication(id, map[string]any{"allowed_logout_urls": []string{}})
		})
		r.choose("Go on without")
		r.at(steps.AllowFailedChecks)
		r.choose("Go on without the logout URL")
		r.at(steps.ChangeSave)
		r.tenant.ChangeApplication(id, map[string]any{"callbacks": []string{}})
		r.backTo(steps.AllowFailedChecks)
		r.choose("Look again")
		r.at(steps.AllowFailedChecks)
		r.shows("Two checks failed")
		r.tenant.ChangeApplication(id, map[string]any{"callbacks": []string{testCallback}, "allowed_logout_urls": []string{testLogout}})
		r.choose("Look again")
		r.at(steps.ChangeSave)
	})
}

// TestTheSettingsAreReadAgainWithTheChecks: what was read before is told only
// until then, and a mended warning goes.
func TestTheSettingsAreReadAgainWithTheChecks(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		fields := webAppByHand()
		fields["callbacks"] = []string{testCallback, "https://other.example.com/oauth2/callback"}
		fields["initiate_login_uri"] = testAddress
		id, _ := r.byHand(fields)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33.1", steps.WebApp, id))
		r.toSave()
		r.looksAtChecks()
		r.tells("! settings: 1 other callback URL allowed too")
		r.tenant.ChangeApplication(id, map[string]any{"callbacks": []string{testCallback}})
		r.choose("Look at Auth0 again")
		r.looksAtChecks()
		r.tells("settings: RS256, authorization code and refresh token")
		r.tenant.ChangeApplication(id, map[string]any{"app_type": "native"})
		r.choose("Look at Auth0 again")
		r.looksAtChecks()
		r.tells("! settings: its type is Native")
	})
}

func TestAFreshApplicationThatIsNotKnownYetIsAskedAgain(t *testing.T) {
	rehearse(t, auth0test.Options{ReadAfter: notYet}, func(r *rehearsal) {
		start := time.Now()
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		r.choose("Go on without")
		r.at(steps.ChangeSave)
		if took := time.Since(start); took < notYet || took > 2*notYet {
			t.Errorf("it took %v", took)
		}
	})
}

// TestAPastedClientIDThatIsUnknownIsCorrected: its secret need not be wrong.
func TestAPastedClientIDThatIsUnknownIsCorrected(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.byHand(webAppByHand())
		r.pasteWebApp("0.33.1", "nobody", secret)
		r.choose("Go on without")
		r.at(steps.AllowFailedChecks)
		r.offers("Correct the client ID", "Look again, it is mended", "Go on with 3 failed checks")
		r.choose("Correct the client ID")
		r.answer(steps.WebAppID, id)
		r.at(steps.ChangeSave)
	})
}

// TestTheLineOfTheChecksTellsFailedFromOdd: what was gone on with failed, and is
// no mere remark.
func TestTheLineOfTheChecksTellsFailedFromOdd(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toChecks()
		r.tenant.ChangeApplication(r.web(), map[string]any{"allowed_logout_urls": []string{}})
		r.choose("Look at Auth0 again")
		r.choose("Go on without the logout URL")
		r.tells("Check: 7 passed, logout URL failed")
		r.tenant.ChangeApplication(r.web(), map[string]any{"app_type": "native"})
		r.choose("Check: ")
		r.choose("Look again")
		r.tells("Check: 1 failed, 1 to look at")
	})
}

// TestWhatWasAnsweredIsNotAskedAgainAfterAChange: a remedy leads back to where
// it was taken, or to the end.
func TestWhatWasAnsweredIsNotAskedAgainAfterAChange(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		r.choose("Go on without")
		r.choose("Save")
		r.begin("walk-2", given(steps.PomeriumVersion, "0.33.1"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, r.tenant.Token().Reveal())
		r.at(steps.M2MApp)
		r.tenant.ChangeApplication(r.web(), map[string]any{"callbacks": []string{}})
		r.choose("Go on without")
		r.at(steps.AllowFailedChecks)
		r.choose("Add the callback URL")
		r.choose("Change it")
		r.ended(walk.Done)
	})
}

func TestMendedScopesCanBeLeftAloneAgain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.inOrder("0.33.1", "idp_scopes: [profile]\n")
		r.begin("walk-1", nil)
		r.toSave()
		r.at(steps.AllowFailedChecks)
		r.choose("Add to idp_scopes")
		r.at(steps.ChangeSave)
		r.backTo(steps.MendScopes)
		r.tells("Add to idp_scopes what Pomerium needs there?", "idp_scopes: profile")
		r.choose("Leave it as it is")
		r.at(steps.AllowFailedChecks)
		r.choose("Add to idp_scopes")
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read(testFile), "idp_scopes: [profile, \"openid\", \"offline_access\"]\n")
	})
}

// offers fails unless these are the choices, in this order; others may stand
// between them.
func (r *rehearsal) offers(labels ...string) {
	r.t.Helper()
	rest := labels
	for i, choice := range r.scene().Choices {
		if len(rest) > 0 && choice.Label == rest[0] {
			rest = rest[1:]
		} else if i == 0 {
			break // the first is preselected
		}
	}
	if len(rest) > 0 {
		r.t.Errorf("%q is not offered in its place:\n%s", rest[0], r.said())
	}
}
