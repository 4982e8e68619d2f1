package auth0test_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"pomerium-auth0/auth0/auth0test"
)

// userInfo asks for what UserInfo says to an access token.
func userInfo(t *testing.T, tenant *auth0test.Tenant, token string) response {
	t.Helper()
	return send(t, tenant, tenant.Client(), request{method: "GET", path: "/userinfo", auth: literally("Bearer " + token)})
}

// idClaims reads an ID token without verifying it.
func idClaims(t *testing.T, body map[string]any) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(body["id_token"].(string), ".")
	for i, into := range []*map[string]any{&header, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	return header, claims
}

// practisedAhead is a tenant like that of practised whose clock is ahead.
func practisedAhead(t *testing.T, skew time.Duration) *auth0test.Tenant {
	t.Helper()
	tenant := startPipe(t, auth0test.Options{Skew: skew})
	tenant.AddApplication(fields{"name": "Pomerium", "client_id": webID, "client_secret": webSecret, "callbacks": []string{callback}})
	tenant.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice"})
	return tenant
}

func TestACodeIsGoodForTenMinutes(t *testing.T) {
	for _, skew := range []time.Duration{0, time.Hour, -time.Hour} {
		for wait, want := range map[time.Duration]int{10*time.Minute - time.Second: 200, 10 * time.Minute: 403} {
			synctest.Test(t, func(t *testing.T) {
				tenant := practisedAhead(t, skew)
				code := signedIn(t, newBrowser(t, tenant))
				time.Sleep(wait)
				if status, body := redeem(t, tenant, "code", code); status != want {
					t.Errorf("after %v, the clock %v ahead: %d %v, want %d", wait, skew, status, body, want)
				}
			})
		}
	}
}

func TestATenantReadsItsTokensByItsOwnClock(t *testing.T) {
	for _, skew := range []time.Duration{48 * time.Hour, -48 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			tenant := practisedAhead(t, skew)
			now := float64(time.Now().Add(skew).Unix())
			_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
			if _, claims := idClaims(t, body); claims["iat"] != now || claims["exp"] != now+36000 {
				t.Errorf("%v ahead, an ID token is good from %v to %v, want from %v", skew, claims["iat"], claims["exp"], now)
			}
			token := tenant.Token()
			if claims := claimsOf(t, token.Reveal()); claims["iat"] != now || claims["exp"] != now+86400 {
				t.Errorf("%v ahead, a Management API token is good from %v to %v, want from %v", skew, claims["iat"], claims["exp"], now)
			}
			ask := request{method: "GET", path: webPath, auth: literally("Bearer " + token.Reveal())}
			if r := send(t, tenant, tenant.Client(), ask); r.status != 200 {
				t.Errorf("%v ahead, a fresh token is refused: %d %s", skew, r.status, r.text)
			}
			time.Sleep(24 * time.Hour)
			if r := send(t, tenant, tenant.Client(), ask); r.status != 401 {
				t.Errorf("%v ahead, a token is taken after its end: %d", skew, r.status)
			}
		})
	}
}

func TestAnAccessTokenIsGoodAsLongAsItSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := practised(t, "")
		_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
		access, lasts := body["access_token"].(string), time.Duration(body["expires_in"].(float64))*time.Second
		time.Sleep(lasts - time.Second)
		if r := userInfo(t, tenant, access); r.status != 200 {
			t.Errorf("a second before its end: %d %s", r.status, r.text)
		}
		time.Sleep(time.Second)
		if r := userInfo(t, tenant, access); r.status != 401 {
			t.Errorf("at its end: %d %s", r.status, r.text)
		}
	})
}

func TestRS512IsSignedAsItSays(t *testing.T) {
	tenant := practised(t, "RS512")
	_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
	ctx := oidc.ClientContext(context.Background(), tenant.Client())
	keys := oidc.NewRemoteKeySet(ctx, "https://"+domain+"/.well-known/jwks.json")
	verifier := oidc.NewVerifier("https://"+domain+"/", keys, &oidc.Config{ClientID: webID, SupportedSigningAlgs: []string{"RS512"}})
	if _, err := verifier.Verify(ctx, body["id_token"].(string)); err != nil {
		t.Error(err)
	}
}

func TestSignInsOfOneBrowserAreOneSession(t *testing.T) {
	tenant := practised(t, "")
	b := newBrowser(t, tenant)
	_, body := redeem(t, tenant, "code", signedIn(t, b))
	_, first := idClaims(t, body)
	end, _ := b.open(authorizeURL())
	_, body = redeem(t, tenant, "code", end.Query().Get("code"))
	_, second := idClaims(t, body)
	_, body = redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
	_, other := idClaims(t, body)
	if first["sid"] == "" || first["sid"] != second["sid"] || first["sid"] == other["sid"] {
		t.Errorf("sid %v, then %v, and in another browser %v", first["sid"], second["sid"], other["sid"])
	}
}

func TestNoActionSetsAClaimOfTheProtocol(t *testing.T) {
	tenant := practised(t, "")
	for _, name := range []string{"sub", "iss", "aud", "exp", "iat", "nonce", "sid", "email"} {
		tenant.SetClaim(name, func(auth0test.User) any { return "mine" })
	}
	_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
	_, claims := idClaims(t, body)
	for name, value := range claims {
		if value == "mine" {
			t.Errorf("an Action set %s", name)
		}
	}
	if r := userInfo(t, tenant, body["access_token"].(string)); strings.Contains(r.text, "mine") {
		t.Errorf("UserInfo says %s", r.text)
	}
}

// A form-action would keep the browser from the callback.
func TestTheLoginPageRunsNothing(t *testing.T) {
	tenant := practised(t, "")
	client := tenant.Client()
	to := must(t, tenant, client, 302, authorize()).header.Get("Location")
	policy := must(t, tenant, client, 200, read(to)).header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "form-action") {
		t.Errorf("policy %q", policy)
	}
}

func TestALoginPageIsGoodForOneSignIn(t *testing.T) {
	tenant := practised(t, "")
	b := newBrowser(t, tenant)
	page, _ := b.open(authorizeURL())
	if end, _ := b.submit(page, "ADA@example.com", "practice"); end.Query().Get("code") == "" {
		t.Fatalf("no code: %s", end)
	}
	if end, said := b.submit(page, "ada@example.com", "practice"); end.Query().Get("code") != "" || !strings.Contains(said, "Try logging in again") {
		t.Errorf("a second sign-in: %s %s", end, said)
	}
}

// TestALoginPageIsGoodForAnHour, and then leads to where the application begins
// a sign-in, if it has such a place.
func TestALoginPageIsGoodForAnHour(t *testing.T) {
	const begins = "https://authenticate.example.com/"
	for _, skew := range []time.Duration{0, 48 * time.Hour} {
		for _, login := range []string{"", begins} {
			for wait, good := range map[time.Duration]bool{time.Hour - time.Second: true, time.Hour: false} {
				synctest.Test(t, func(t *testing.T) {
					tenant := practisedAhead(t, skew)
					if login != "" {
						tenant.ChangeApplication(webID, fields{"initiate_login_uri": login})
					}
					b := newBrowser(t, tenant)
					b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
					page, _ := b.open(authorizeURL())
					time.Sleep(wait)
					form, said := b.open(page.String())
					end, ended := b.submit(page, "ada@example.com", "practice")
					switch {
					case good && (!strings.Contains(said, "<form") || end.Query().Get("code") == ""):
						t.Errorf("after %v: %s %s", wait, said, end)
					case good:
					case login == "" && (!strings.Contains(said, "Try logging in again") || !strings.Contains(ended, "Try logging in again")):
						t.Errorf("after %v: %s, then %s", wait, said, ended)
					case login != "" && (form.String() != begins || end.String() != begins):
						t.Errorf("after %v it leads to %s, then to %s", wait, form, end)
					}
				})
			}
		}
	}
}

func TestAnAccessTokenForAnAPIIsAJWT(t *testing.T) {
	tenant := practised(t, "RS256")
	for scope, aud := range map[string]any{"openid email": []any{audience, "https://" + domain + "/userinfo"}, "email": audience} {
		_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant), "audience", audience, "scope", scope))
		access := body["access_token"].(string)
		ctx := oidc.ClientContext(context.Background(), tenant.Client())
		payload, err := oidc.NewRemoteKeySet(ctx, "https://"+domain+"/.well-known/jwks.json").VerifySignature(ctx, access)
		if err != nil {
			t.Fatalf("%s: %v", scope, err)
		}
		var claims map[string]any
		if err := json.Unmarshal(payload, &claims); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(claims["aud"], aud) || claims["azp"] != webID || claims["scope"] != scope {
			t.Errorf("%s: %v", scope, claims)
		}
		want := 401
		if strings.Contains(scope, "openid") {
			want = 200
		}
		if r := userInfo(t, tenant, access); r.status != want {
			t.Errorf("%s, UserInfo: %d", scope, r.status)
		}
		// What users may do there is for nobody here to say.
		if r := send(t, tenant, tenant.Client(), request{method: "GET", path: clients, auth: literally("Bearer " + access)}); r.status != 401 {
			t.Errorf("%s, the Management API: %d", scope, r.status)
		}
	}
}

// TestTheCallbackNeedNotBeNamedTwice: only where it was at /authorize.
func TestTheCallbackNeedNotBeNamedTwice(t *testing.T) {
	for _, c := range []struct {
		asked, sent string
		status      int
	}{{callback, callback, 200}, {callback, "", 403}, {"", "", 200}, {"", callback, 200}, {"", callback + "/", 403}} {
		tenant := practised(t, "")
		page, _ := newBrowser(t, tenant).open(authorizeURL("redirect_uri", c.asked))
		end, _ := newBrowser(t, tenant).submit(page, "ada@example.com", "practice")
		if status, body := redeem(t, tenant, "code", end.Query().Get("code"), "redirect_uri", c.sent); status != c.status {
			t.Errorf("asked with %q, traded in with %q: %d %v", c.asked, c.sent, status, body)
		}
	}
}

func TestTheLimitGoesByTheTenantsClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := startPipe(t, auth0test.Options{FreePlan: true, Skew: time.Hour})
		r := send(t, tenant, tenant.Client(), read(clients))
		if got, want := r.header.Get("x-ratelimit-reset"), strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10); got != want {
			t.Errorf("x-ratelimit-reset %s, want %s", got, want)
		}
	})
}
