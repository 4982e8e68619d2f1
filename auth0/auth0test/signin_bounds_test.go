package auth0test_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

func TestACodeNeedsTheVerifierOfItsChallenge(t *testing.T) {
	sum := sha256.Sum256([]byte("verifier"))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	s256 := []string{"code_challenge", challenge, "code_challenge_method", "S256"}
	plain := []string{"code_challenge", "verifier", "code_challenge_method", "plain"}
	for name, c := range map[string]struct {
		ask             []string
		verifier, right string
	}{
		"S256, another verifier":     {s256, "another", "verifier"},
		"S256, the challenge itself": {s256, challenge, "verifier"},
		"plain, another verifier":    {plain, "another", "verifier"},
		"plain, the hash of it":      {plain, challenge, "verifier"},
	} {
		t.Run(name, func(t *testing.T) {
			tenant := practised(t, "RS256")
			code := signedIn(t, newBrowser(t, tenant), c.ask...)
			status, body := redeem(t, tenant, "code", code, "code_verifier", c.verifier)
			if status != 403 || body["error"] != "invalid_grant" || body["error_description"] != "Failed to verify code verifier" {
				t.Fatalf("%d %v", status, body)
			}
			// The code is spent: nobody may try verifiers one after the other.
			status, body = redeem(t, tenant, "code", code, "code_verifier", c.right)
			if status != 403 || body["error_description"] != "Invalid authorization code" {
				t.Errorf("tried again: %d %v", status, body)
			}
		})
	}
}

func TestAnIDTokenNamesTheKeyThatSignedIt(t *testing.T) {
	for _, algorithm := range []string{"RS256", "PS256"} {
		tenant := practised(t, algorithm)
		_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
		header, _ := idClaims(t, body)
		set := must(t, tenant, tenant.Client(), 200, read("/.well-known/jwks.json")).object(t)
		key := set["keys"].([]any)[0].(map[string]any)
		if kid, _ := header["kid"].(string); kid == "" || kid != key["kid"] {
			t.Errorf("%s: signed with key %v, the tenant shows %v", algorithm, header["kid"], key["kid"])
		}
	}
}

func TestUserInfoGoesByTheTenantsClock(t *testing.T) {
	for _, skew := range []time.Duration{48 * time.Hour, -48 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			tenant := practisedAhead(t, skew)
			_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
			access := body["access_token"].(string)
			if r := userInfo(t, tenant, access); r.status != 200 {
				t.Errorf("%v ahead, a fresh access token is refused: %d %s", skew, r.status, r.text)
			}
			time.Sleep(24 * time.Hour)
			if r := userInfo(t, tenant, access); r.status != 401 {
				t.Errorf("%v ahead, an access token is taken after its end: %d", skew, r.status)
			}
		})
	}
}

func TestEveryPageOfALoginSaysThatItIsPractice(t *testing.T) {
	tenant := practised(t, "")
	b := newBrowser(t, tenant)
	page, first := b.open(authorizeURL())
	_, refused := b.submit(page, "ada@example.com", "wrong")
	b.submit(page, "ada@example.com", "practice")
	_, ended := b.open(page.String())
	for name, said := range map[string]string{"the form": first, "a wrong password": refused, "a sign-in that has ended": ended} {
		if !strings.Contains(said, "not Auth0.") {
			t.Errorf("%s: %s", name, said)
		}
	}
}

func TestTheSessionCookieIsKeptFromScriptsAndPlainHTTP(t *testing.T) {
	tenant := practised(t, "")
	b := newBrowser(t, tenant)
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	page, _ := b.open(authorizeURL())
	form := url.Values{"state": {page.Query().Get("state")}, "username": {"ada@example.com"}, "password": {"practice"}}
	r, err := b.client.PostForm("https://"+domain+"/u/login", form)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if cookies := r.Cookies(); len(cookies) != 1 || !cookies[0].HttpOnly || !cookies[0].Secure {
		t.Errorf("%d, cookies %v", r.StatusCode, cookies)
	}
}

func TestAClaimNamedRolesNeverAppears(t *testing.T) {
	tenant := practised(t, "")
	for _, name := range []string{"roles", "groups", "https://example.com/roles"} {
		tenant.SetClaim(name, func(u auth0test.User) any { return u.Roles })
	}
	_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
	_, claims := idClaims(t, body)
	for from, got := range map[string]map[string]any{"ID token": claims, "UserInfo": userInfo(t, tenant, body["access_token"].(string)).object(t)} {
		if got["roles"] != nil || got["groups"] != nil || got["https://example.com/roles"] == nil {
			t.Errorf("%s: %v", from, got)
		}
	}
}

func TestAClaimCanBeTakenAway(t *testing.T) {
	tenant := practised(t, "")
	tenant.SetClaim("pomerium.io/groups", func(u auth0test.User) any { return u.Roles })
	_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
	if _, claims := idClaims(t, body); claims["pomerium.io/groups"] == nil {
		t.Fatalf("not set: %v", claims)
	}
	tenant.SetClaim("pomerium.io/groups", nil)
	info := userInfo(t, tenant, body["access_token"].(string)).object(t)
	_, body = redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
	if _, claims := idClaims(t, body); claims["pomerium.io/groups"] != nil || info["pomerium.io/groups"] != nil {
		t.Errorf("still there: ID token %v, UserInfo %v", claims, info)
	}
}

func TestAuthorizeKnowsTheTenantsOwnAudiences(t *testing.T) {
	tenant := practised(t, "")
	for _, of := range []string{audience, "https://" + domain + "/userinfo"} {
		r := must(t, tenant, tenant.Client(), 302, authorize("audience", of))
		if to := r.header.Get("Location"); !strings.HasPrefix(to, "/u/login?") {
			t.Errorf("%s leads to %s", of, to)
		}
	}
}

func TestWithoutARedirectURIASignInEndsAtTheFirstCallback(t *testing.T) {
	tenant := practised(t, "")
	tenant.ChangeApplication(webID, fields{"callbacks": []string{callback, "https://other.example.com/oauth2/callback"}})
	b := newBrowser(t, tenant)
	page, _ := b.open(authorizeURL("redirect_uri", ""))
	end, said := b.submit(page, "ada@example.com", "practice")
	if at, _, _ := strings.Cut(end.String(), "?"); at != callback || end.Query().Get("code") == "" {
		t.Errorf("ended at %s: %s", end, said)
	}
}

func TestAConnectionCanBeSwitchedOnAgain(t *testing.T) {
	tenant := practised(t, "")
	tenant.EnableConnection(webID, false)
	tenant.EnableConnection(webID, true)
	signedIn(t, newBrowser(t, tenant))
}

func TestAUsersRolesAreItsOwn(t *testing.T) {
	tenant := practised(t, "")
	roles := []string{"dev"}
	made := tenant.AddUser(auth0test.User{Email: "bob@example.com", Password: "practice", Roles: roles})
	roles[0] = "admin"
	i := slices.IndexFunc(tenant.Users(), func(u auth0test.User) bool { return u.ID == made.ID })
	if got := tenant.Users()[i].Roles; !slices.Equal(got, []string{"dev"}) {
		t.Errorf("roles %v after a change of the caller's slice", got)
	}
	tenant.Users()[i].Roles[0] = "admin"
	if got := tenant.Users()[i].Roles; !slices.Equal(got, []string{"dev"}) {
		t.Errorf("roles %v after a change of what Users returned", got)
	}
}

func TestTheManagementAPIIsAResourceServerOfTheSystem(t *testing.T) {
	tenant := practised(t, "")
	got := must(t, tenant, tenant.Client(), 200, read("/api/v2/resource-servers/https%3A%2F%2F"+domain+"%2Fapi%2Fv2%2F")).object(t)
	want := fields{"name": "Auth0 Management API", "identifier": audience, "is_system": true, "signing_alg": "RS256",
		"token_lifetime": 86400, "token_lifetime_for_web": 7200}
	if missing := lacks(decoded(t, want), got, "body"); missing != "" {
		t.Error(missing)
	}
}
