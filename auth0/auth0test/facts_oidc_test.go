package auth0test_test

import (
	"net/url"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// errorAtCallback matches an answer that sends the browser to the callback
// with an error, its description and the state.
func errorAtCallback(name, description string) func(*testing.T, response) {
	return func(t *testing.T, r response) {
		to, err := url.Parse(r.header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		want := url.Values{"error": {name}, "error_description": {description}, "state": {"s-1"}}
		if at, _, _ := strings.Cut(to.String(), "?"); at != callback || to.Query().Encode() != want.Encode() {
			t.Errorf("leads to %s, want %s?%s", to, callback, want.Encode())
		}
	}
}

func oidcFacts() []fact {
	asked := func(pairs ...string) request { return authorize(append([]string{"state", "s-1"}, pairs...)...) }
	as := func(auth string) request { return request{method: "GET", path: "/userinfo", auth: literally(auth)} }
	refresh := func(id, secret, token string) request {
		form := grantType("refresh_token", "client_id", id, "client_secret", secret, "refresh_token", token)
		return request{method: "POST", path: "/oauth/token", form: form}
	}
	return []fact{
		{says: "nobody known and prompt=none is login_required at the callback", request: asked("prompt", "none"), status: 302,
			matches: errorAtCallback("login_required", "Login required")},
		{says: "an application without a connection gets an error at its callback",
			given:   func(tenant *auth0test.Tenant) { tenant.EnableConnection(webID, false) },
			request: asked(), status: 302, matches: errorAtCallback("invalid_request", "no connections enabled for the client")},
		{says: "another response type is refused at the callback", request: asked("response_type", "bogus"), status: 302,
			matches: errorAtCallback("unsupported_response_type", "Unsupported response type: bogus")},
		{says: "an unknown method of PKCE is refused at the callback",
			request: asked("code_challenge", "x", "code_challenge_method", "S512"), status: 302,
			matches: errorAtCallback("invalid_request", "transform algorithm not supported")},

		{says: "an error page says that it is practice, and runs nothing", request: authorize("client_id", unknownID), status: 400,
			text:   "Practice: a stand-in, not Auth0.",
			header: map[string]string{"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"}},

		{says: "UserInfo without a token is 401 without an error", request: as(""), status: 401, text: "Unauthorized",
			header: map[string]string{"WWW-Authenticate": "Bearer"}},
		{says: "UserInfo with a wrong token is 401 invalid_token", request: as("Bearer bogus"), status: 401, text: "Unauthorized",
			header: map[string]string{"WWW-Authenticate": `Bearer error="invalid_token"`}},
		{says: "a Management API token does not open UserInfo",
			request: request{method: "GET", path: "/userinfo", auth: scopes("read:users")}, status: 401, text: "Unauthorized"},

		{says: "a wrong refresh token is 403 invalid_grant", request: refresh(webID, webSecret, "bogus"), status: 403,
			body: denied("invalid_grant", "Unknown or invalid refresh token.")},
		{says: "a refresh token with a wrong secret is 401", request: refresh(webID, "wrong", "bogus"), status: 401,
			body: denied("access_denied", "Unauthorized")},
		{says: "refresh_token is 403 unauthorized_client where it is not enabled", request: refresh(m2mID, m2mSecret, "bogus"), status: 403,
			body: denied("unauthorized_client", "Grant type 'refresh_token' not allowed for the client.")},
	}
}

// What needs a code stands apart from the table: a code comes of a sign-in.
func TestWhatTheScopesOpen(t *testing.T) {
	profile, email := []string{"name", "nickname", "picture"}, []string{"email", "email_verified"}
	for scope, c := range map[string]struct {
		refresh, id bool
		claims      []string
		not         []string
	}{
		"openid":                         {id: true, not: append(profile, email...)},
		"openid profile":                 {id: true, claims: profile, not: email},
		"openid email":                   {id: true, claims: email, not: profile},
		"openid offline_access":          {id: true, refresh: true, not: append(profile, email...)},
		"profile email":                  {},
		"openid profile email read:mind": {id: true, claims: append(profile, email...)},
	} {
		t.Run(scope, func(t *testing.T) {
			tenant := practised(t, "")
			_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant), "scope", scope))
			if (body["refresh_token"] != nil) != c.refresh || (body["id_token"] != nil) != c.id {
				t.Fatalf("got %v", body)
			}
			info := userInfo(t, tenant, body["access_token"].(string))
			if !c.id {
				if info.status != 401 {
					t.Errorf("UserInfo without openid: %d %s", info.status, info.text)
				}
				return
			}
			header, claims := idClaims(t, body)
			if header["alg"] != "HS256" || claims["iss"] != "https://"+domain+"/" || claims["aud"] != webID || claims["nonce"] != "n-1" {
				t.Errorf("header %v, claims %v", header, claims)
			}
			if claims["exp"].(float64)-claims["iat"].(float64) != 36000 {
				t.Errorf("good from %v to %v, want 10 hours", claims["iat"], claims["exp"])
			}
			for _, got := range []map[string]any{claims, info.object(t)} {
				if sub, _ := got["sub"].(string); !strings.HasPrefix(sub, "auth0|") {
					t.Errorf("sub %q", sub)
				}
				for _, name := range c.claims {
					if got[name] == nil {
						t.Errorf("no %s in %v", name, got)
					}
				}
				for _, name := range c.not {
					if got[name] != nil {
						t.Errorf("%s in %v", name, got)
					}
				}
			}
		})
	}
}

func TestARefreshTokenStaysWithItsApplication(t *testing.T) {
	tenant := practised(t, "RS256")
	tenant.AddApplication(fields{"name": "Post", "client_id": postID, "client_secret": webSecret})
	_, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant)))
	again := []string{"grant_type", "refresh_token", "refresh_token", body["refresh_token"].(string)}
	if status, got := redeem(t, tenant, append(again, "client_id", postID)...); status != 403 || got["error"] != "invalid_grant" {
		t.Errorf("at another application: %d %v", status, got)
	}
	_, before := idClaims(t, body)
	for range 2 { // it is not rotated
		status, got := redeem(t, tenant, again...)
		if status != 200 || got["refresh_token"] != nil {
			t.Fatalf("refreshed: %d %v", status, got)
		}
		if _, after := idClaims(t, got); after["sub"] != before["sub"] || after["sid"] != before["sid"] || after["nonce"] != nil {
			t.Errorf("before %v, after %v", before, after)
		}
	}
}

func TestAnApplicationWithoutTheGrantGetsNoRefreshToken(t *testing.T) {
	tenant := practised(t, "RS256")
	tenant.ChangeApplication(webID, fields{"grant_types": []string{"authorization_code"}})
	if _, body := redeem(t, tenant, "code", signedIn(t, newBrowser(t, tenant))); body["id_token"] == nil || body["refresh_token"] != nil {
		t.Errorf("got %v", body)
	}
}

func TestAVerifierForACodeWithoutAChallengeIsRefused(t *testing.T) {
	tenant := practised(t, "RS256")
	code := signedIn(t, newBrowser(t, tenant))
	if status, body := redeem(t, tenant, "code", code, "code_verifier", "v"); status != 403 || body["error_description"] != "Failed to verify code verifier" {
		t.Errorf("%d %v", status, body)
	}
}

// 47DEQ… is the SHA-256 of nothing.
func TestNoVerifierIsNotAnEmptyOne(t *testing.T) {
	tenant := practised(t, "RS256")
	code := signedIn(t, newBrowser(t, tenant), "code_challenge_method", "S256",
		"code_challenge", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
	if status, body := redeem(t, tenant, "code", code); status != 403 || body["error_description"] != "Failed to verify code verifier" {
		t.Errorf("%d %v", status, body)
	}
}
