package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// byHand makes an application in the tenant as a person does in the dashboard,
// and returns what they copy from it.
func (r *rehearsal) byHand(fields map[string]any) (id, secret string) {
	r.t.Helper()
	id = r.tenant.AddApplication(fields)
	if fields["app_type"] == "non_interactive" {
		r.tenant.AddGrant(id, "read:roles", "read:role_members", "read:users")
	}
	return id, r.tenant.Application(id)["client_secret"].(string)
}

func webAppByHand() map[string]any {
	return map[string]any{
		"name": "Pomerium", "app_type": "regular_web", "token_endpoint_auth_method": "client_secret_post",
		"callbacks": []string{testAddress + "/oauth2/callback"}, "allowed_logout_urls": []string{testAddress + "/.pomerium/signed_out"},
		"oidc_conformant": true, "jwt_configuration": map[string]any{"alg": "RS256"},
	}
}

// pasteWebApp goes from the start to where the M2M app is asked, pasting.
func (r *rehearsal) pasteWebApp(version, id, secret string) {
	r.t.Helper()
	r.begin("walk-1", given(steps.PomeriumVersion, version))
	r.answer(steps.AuthenticateURL, testAddress)
	r.answer(steps.Domain, testTenant)
	r.at(steps.Access)
	r.choose("I or a colleague, in the dashboard")
	r.at(steps.WebAppID)
	r.tells("Allowed Callback URLs: "+testAddress+"/oauth2/callback", "Allowed Logout URLs: "+testAddress+"/.pomerium/signed_out", "Application Login URI: "+testAddress)
	r.answer(steps.WebAppID, id)
	r.answer(steps.WebAppSecret, secret)
}

func TestBothPasted(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		id, secret := r.byHand(webAppByHand())
		accountID, accountSecret := r.byHand(map[string]any{"name": "Roles", "app_type": "non_interactive"})
		r.pasteWebApp("0.19.2", id, secret)
		r.at(steps.M2MAppID)
		r.tells("Auth0 Management API", "Permissions: read:roles", "read:role_members", "read:users")
		r.answer(steps.M2MAppID, accountID)
		r.answer(steps.M2MAppSecret, accountSecret)
		r.at(steps.ChangeSave)
		r.tells("Check: 7 passed", "decoded client_id: "+accountID)
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read(testFile), id, secret, "idp_service_account: ")
		holds(t, r.closed(), "web app: pasted, in acme.eu.auth0.com", id, "M2M app: pasted", accountID)
		lacks(t, r.closed(), secret, accountSecret, "API Explorer Application")
		if r.asked() > 0 {
			t.Error("the Management API was asked")
		}
	})
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.byHand(webAppByHand())
		r.pasteWebApp("0.33", id, secret)
		r.at(steps.M2MApp)
		r.choose("Go on without")
		r.at(steps.ChangeSave)
		r.choose("Save")
		lacks(t, r.read(testFile), "idp_service_account")
	})
}

func TestOneCreatedAndOnePasted(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		accountID, accountSecret := r.byHand(map[string]any{"name": "Roles", "app_type": "non_interactive"})
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, r.tenant.Token().Reveal())
		r.choose("Create it")
		r.at(steps.ChangeM2MApp)
		r.choose("Paste one made by hand")
		r.answer(steps.M2MAppID, accountID)
		r.answer(steps.M2MAppSecret, accountSecret)
		r.at(steps.ChangeSave)
		r.tells("decoded client_id: " + accountID)
		r.choose("Save")
		r.ended(walk.Done)
		if grants := r.tenant.Grants(); len(grants) != 1 {
			t.Errorf("a grant was made for what was pasted: %v", grants)
		}
	})
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.byHand(webAppByHand())
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2", steps.WebApp, steps.PasteApp, steps.APIToken, r.tenant.Token().Reveal()))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, testTenant)
		if r.scene().Item == steps.APIToken {
			r.answer(steps.APIToken, r.tenant.Token().Reveal())
		}
		r.answer(steps.WebAppID, id)
		r.answer(steps.WebAppSecret, secret)
		r.at(steps.ChangeM2MApp)
		r.choose("Create both")
		r.at(steps.ChangeSave)
		r.choose("Save")
		holds(t, r.read(testFile), id, "idp_service_account: ")
	})
}

func TestPastedValuesThatLookLikeOneAnother(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.byHand(webAppByHand())
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33", steps.WebApp, steps.PasteApp))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, testTenant)
		if remark := r.scene().Remark(walk.TextOf(secret)); remark.Mark != walk.Warned || !strings.Contains(remark.Text, "looks like a secret") {
			t.Errorf("of a secret in the place of the ID is remarked %+v", remark)
		}
		for _, bad := range []string{"", "two words", "bücher"} {
			r.answer(steps.WebAppID, bad)
			r.at(steps.WebAppID)
			if r.scene().Problem == nil {
				t.Errorf("the ID %q is taken", bad)
			}
		}
		// An unusual length is remarked on, never refused.
		if remark := r.scene().Remark(walk.TextOf("short")); !strings.Contains(remark.Text, "Auth0's client IDs have 32") {
			t.Errorf("of a short ID is remarked %+v", remark)
		}
		r.answer(steps.WebAppID, id)
		r.at(steps.WebAppSecret)
		if remark := r.scene().Remark(walk.TextOf(id)); remark.Mark != walk.Warned || !strings.Contains(remark.Text, "is it the client ID?") {
			t.Errorf("of an ID in the place of the secret is remarked %+v", remark)
		}
		r.answer(steps.WebAppSecret, id)
		r.at(steps.WebAppSecret)
		r.tells("this is the client ID again")
		r.answer(steps.WebAppSecret, "  "+secret[:20]+"\n"+secret[20:]+"\n")
		r.choose("Go on without")
		r.at(steps.ChangeSave)
		r.choose("Save")
		holds(t, r.read(testFile), `idp_client_secret: "`+secret+`"`)
	})
}

func TestWhatAColleagueIsSent(t *testing.T) {
	for version, c := range map[string]struct{ has, lacks []string }{
		"0.33":       {[]string{"Please make an application in the Auth0 tenant acme.eu.auth0.com,"}, []string{"Permissions", "2. "}},
		"0.19.2":     {[]string{"Please make two applications", "        read:users", "        read:roles", "        read:role_members"}, []string{"read:user_idp_tokens"}},
		"enterprise": {[]string{"Please make two applications", "        read:users"}, nil},
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile+"signout_redirect_url: https://www.example.com/bye\n")
			r.begin("walk-1", given(steps.PomeriumVersion, version, steps.WebApp, steps.PasteApp))
			r.answer(steps.AuthenticateURL, testAddress)
			r.answer(steps.Domain, testTenant)
			r.at(steps.WebAppID)
			text := r.scene().Bare
			holds(t, text, c.has...)
			holds(t, text, "    Allowed Callback URLs\n        "+testAddress+"/oauth2/callback\n",
				"    Allowed Logout URLs\n        "+testAddress+"/.pomerium/signed_out,\n        https://www.example.com/bye\n",
				"    Application Login URI\n        "+testAddress+"\n", "    Client Secret\n")
			lacks(t, text, c.lacks...)
			for _, line := range strings.Split(text, "\n") {
				if len([]rune(line)) > 76 {
					t.Errorf("too wide for a mail: %q", line)
				}
			}
			for _, r := range text {
				if r > '~' {
					t.Errorf("%q is no plain text", r)
				}
			}
		})
	}
	if scopes := auth0.M2MScopes(); len(scopes) != 3 {
		t.Errorf("the scopes are %v", scopes)
	}
}
