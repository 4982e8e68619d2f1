package tui_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// browse signs in at the link as a browser does, and returns the address that
// it ends on.
func (r *rehearsal) browse(link string) string {
	r.t.Helper()
	return r.browseAt(testTenant, link)
}

// browseAt does the same under another name of the tenant.
func (r *rehearsal) browseAt(host, link string) string {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	browser := r.tenant.Client()
	browser.Jar = jar
	browser.CheckRedirect = func(request *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(request.URL.String(), testAddress) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	end := func(answer *http.Response, err error) *url.URL {
		if err != nil {
			r.t.Fatal(err)
		}
		_ = answer.Body.Close()
		if to, err := answer.Location(); err == nil {
			return to
		}
		return answer.Request.URL
	}
	page := end(browser.Get(link))
	return end(browser.PostForm("https://"+host+"/u/login", url.Values{
		"state": {page.Query().Get("state")}, "username": {"ada@example.com"}, "password": {"practice"},
	})).String()
}

// toChecks creates the web app for 0.33 and stands at the checks.
func (r *rehearsal) toChecks() {
	r.t.Helper()
	r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin"}})
	r.tenant.SetClaim(steps.RolesClaim, func(u auth0test.User) any { return u.Roles })
	r.toFirstPlan("0.33")
	r.choose("Create it")
	r.choose("Go on without")
	r.at(steps.ChangeSave)
	r.choose("Check:")
	r.at(steps.AllowFailedChecks)
}

func TestASignInIsRehearsedBeforeAnythingIsSaved(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toChecks()
		r.choose("Rehearse a sign-in")
		r.at(steps.Rehearse)
		address := r.browse(r.scene().Address)
		r.answer(steps.Rehearse, address)
		r.at(steps.AllowFailedChecks) // to see who signed in
		r.tells("ada@example.com signed in, with admin")
		if strings.Contains(r.said(), "code=") {
			t.Errorf("a code is shown:\n%s", r.said())
		}
	})
}

// TestLookingAgainLeavesTheSignInAlone: its code is used up.
func TestLookingAgainLeavesTheSignInAlone(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toChecks()
		r.choose("Rehearse a sign-in")
		r.answer(steps.Rehearse, r.browse(r.scene().Address))
		r.at(steps.AllowFailedChecks)
		r.choose("Look at Auth0 again")
		r.at(steps.AllowFailedChecks)
		r.tells("ada@example.com signed in, with admin")
		r.choose("Go on")
		r.at(steps.ChangeSave)
	})
}

// TestASignInIsNotTriedAgainWithItsCode, which is used up, when another secret
// is typed; back with the first, it is what it was.
func TestASignInIsNotTriedAgainWithItsCode(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.byHand(webAppByHand())
		r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin"}})
		r.tenant.SetClaim(steps.RolesClaim, func(u auth0test.User) any { return u.Roles })
		r.pasteWebApp("0.33", id, secret)
		r.choose("Go on without")
		r.looksAtChecks()
		r.choose("Rehearse a sign-in")
		r.answer(steps.Rehearse, r.browse(r.scene().Address))
		r.looksAtChecks()
		const signedIn = "v ada@example.com signed in, with admin"
		for _, c := range []struct{ secret, says string }{
			{anotherSecret, "- not tried since the application was changed"},
			{secret, signedIn},
		} {
			r.backTo(steps.WebAppSecret)
			r.answer(steps.WebAppSecret, c.secret)
			if r.scene().Item == steps.ChangeSave {
				r.looksAtChecks()
			}
			if said := r.checked()["sign-in"]; said != c.says {
				t.Errorf("it says %q, not %q", said, c.says)
			}
		}
		r.backTo(steps.WebAppSecret)
		r.answer(steps.WebAppSecret, anotherSecret)
		r.tenant.ChangeApplication(id, map[string]any{"client_secret": anotherSecret})
		r.send(walk.Goto{Name: steps.Rehearse})
		r.answer(steps.Rehearse, r.browse(r.scene().Address))
		if r.scene().Item == steps.ChangeSave {
			r.looksAtChecks()
		}
		if said := r.checked()["sign-in"]; said != signedIn {
			t.Errorf("another time it says %q", said)
		}
	})
}

func TestARehearsedSignInThatFailsIsACheckThatFails(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toChecks()
		r.choose("Rehearse a sign-in")
		r.answer(steps.Rehearse, testAddress+"/oauth2/callback?error=access_denied&error_description=User+said+no")
		r.at(steps.Rehearse)
		if scene := r.scene(); scene.Problem == nil || !strings.Contains(scene.Problem.Text, "User said no") {
			t.Errorf("the error is not explained:\n%s", r.said())
		}
		address := r.browse(r.scene().Address)
		r.tenant.ChangeApplication(r.tenant.Applications()[0]["client_id"].(string), map[string]any{"jwt_configuration": map[string]any{"alg": "HS256"}})
		r.answer(steps.Rehearse, address)
		r.at(steps.AllowFailedChecks)
		r.tells("HS256, which Pomerium refuses")
		r.offers("Set RS256 in Auth0", "Look at Auth0 again", "Rehearse it again", "Go on without that sign-in")
		r.choose("Go on without that sign-in")
		r.at(steps.ChangeSave)
		if r.state.Outcome != walk.Unfinished {
			t.Error("it ended")
		}
	})
}

// TestAnAlgorithmMendedInAuth0IsSeenByLookingAgain: the sign-in that failed by it
// says nothing any more.
func TestAnAlgorithmMendedInAuth0IsSeenByLookingAgain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		signsWith := func(alg string) {
			r.tenant.ChangeApplication(r.web(), map[string]any{"jwt_configuration": map[string]any{"alg": alg}})
		}
		r.toChecks()
		r.choose("Rehearse a sign-in")
		address := r.browse(r.scene().Address)
		signsWith("HS256")
		r.answer(steps.Rehearse, address)
		r.choose("Look at Auth0 again")
		r.tells("Two checks failed", "it signs ID tokens with HS256")
		signsWith("RS256")
		r.choose("Look again")
		r.looksAtChecks()
		r.tells("settings: RS256", "sign-in: not tried since the application was changed")
	})
}

// TestASignInThatFailedIsRehearsedAgain: its code is used up.
func TestASignInThatFailedIsRehearsedAgain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toChecks()
		r.choose("Rehearse a sign-in")
		always("/userinfo", auth0test.Status(401, `{}`))(r)
		r.answer(steps.Rehearse, r.browse(r.scene().Address))
		r.at(steps.AllowFailedChecks)
		r.offers("Rehearse it again", "Look at Auth0 again", "Go on without that sign-in")
	})
}

func TestTheAnswerBehindAFailedCheckIsOneKeyAway(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33")
		r.choose("Create it")
		r.during = func(effect walk.Effect) {
			if read, is := effect.(walk.Read); is && read.Requests[0].Name == steps.CheckDiscovery {
				r.during = nil
				r.tenant.ChangeApplication(r.tenant.Applications()[0]["client_id"].(string), map[string]any{"callbacks": []string{}})
			}
		}
		r.choose("Go on without")
		r.at(steps.AllowFailedChecks)
		if raw := r.scene().RawAnswer(); !strings.Contains(raw, "callback URL\n") || !strings.Contains(raw, "Callback URL mismatch") {
			t.Errorf("the raw answer is %q", raw)
		}
	})
}

// TestARehearsalShowsTheRolesThatAnOlderPomeriumReads: 0.11 to 0.19 ask for them
// with the M2M app, whatever claims a sign-in has.
func TestARehearsalShowsTheRolesThatAnOlderPomeriumReads(t *testing.T) {
	for says, roles := range map[string][]string{
		"v ada@example.com signed in, with admin, staff":    {"admin", "staff"},
		"v ada@example.com signed in, without any role":     nil,
		"! ada@example.com signed in; the roles could not ": {"lost"},
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.tenant.AddUser(auth0test.User{Email: "eve@example.com", Roles: []string{"admin", "staff", "lost"}})
			r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Password: "practice", Roles: roles})
			r.toFirstPlan("0.19.2")
			r.choose("Create it")
			r.choose("Create both")
			r.looksAtChecks()
			r.choose("Rehearse a sign-in")
			if slices.Contains(roles, "lost") {
				r.tenant.Fail(auth0test.Fault{Path: "/api/v2/users/", Times: -1, Effect: auth0test.HTML(503, "<h1>later</h1>")})
			}
			r.answer(steps.Rehearse, r.browse(r.scene().Address))
			if said := r.checked()["sign-in"]; !strings.HasPrefix(said, says) {
				t.Errorf("it says %q, not %q", said, says)
			}
			r.choose("Go on")
			r.at(steps.ChangeSave)
		})
	}
}
