package auth0test_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// grantType makes a form for the token endpoint of name, value pairs.
func grantType(name string, pairs ...string) url.Values {
	form := url.Values{"grant_type": {name}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func basic(id, secret string) authorization {
	return literally("Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret)))
}

func token(form url.Values) request {
	return request{method: "POST", path: "/oauth/token", form: form}
}

func tokenFacts() []fact {
	as := func(auth authorization, r request) request {
		r.auth = auth
		return r
	}
	code := func(id, secret string) url.Values {
		return grantType("authorization_code", "client_id", id, "client_secret", secret, "code", "bogus", "redirect_uri", callback)
	}
	m2m := func(pairs ...string) url.Values {
		return grantType("client_credentials", append([]string{"client_id", m2mID, "client_secret", m2mSecret}, pairs...)...)
	}
	anonymousCode := grantType("authorization_code", "code", "bogus", "redirect_uri", callback)
	wrongCode := denied("invalid_grant", "Invalid authorization code")
	unauthorized := denied("access_denied", "Unauthorized")
	return []fact{
		{says: "a wrong code with the right secret is 403 invalid_grant", request: token(code(webID, webSecret)), status: 403,
			body: wrongCode, header: map[string]string{"Content-Type": "application/json; charset=utf-8"}},
		{says: "a wrong secret is 401 access_denied", request: token(code(webID, "wrong")), status: 401, body: unauthorized},
		{says: "no secret is 401 access_denied", request: token(code(webID, "")), status: 401, body: unauthorized},
		{says: "an unknown application is 401 access_denied", request: token(code(unknownID, webSecret)), status: 401, body: unauthorized},
		{says: "a secret is taken as Basic, too", request: as(basic(webID, webSecret), token(anonymousCode)), status: 403, body: wrongCode},
		{says: "a wrong secret as Basic is 401", request: as(basic(webID, "wrong"), token(anonymousCode)), status: 401, body: unauthorized},
		{says: "the request may be JSON",
			request: request{method: "POST", path: "/oauth/token", json: fields{"grant_type": "authorization_code", "client_id": webID,
				"client_secret": webSecret, "code": "bogus"}}, status: 403, body: wrongCode},
		{says: "an application of method none is 401 with a secret", request: token(code(nativeID, webSecret)), status: 401, body: unauthorized},
		{says: "an application of method none is known without a secret", request: token(code(nativeID, "")), status: 403, body: wrongCode},
		{says: "an application of method client_secret_post takes its secret in the body", request: token(code(postID, webSecret)),
			status: 403, body: wrongCode},
		{says: "an application of method client_secret_post takes no Basic",
			request: as(basic(postID, webSecret), token(anonymousCode)), status: 401, body: unauthorized},
		{says: "an application of method client_secret_basic takes Basic",
			request: as(basic(basicID, webSecret), token(anonymousCode)), status: 403, body: wrongCode},
		{says: "an application of method client_secret_basic takes no secret in the body", request: token(code(basicID, webSecret)),
			status: 401, body: unauthorized},
		{says: "an application of private_key_jwt takes no secret", request: token(code(privateKeyID, webSecret)), status: 401,
			body: unauthorized},
		{says: "a grant type that the application has not is 403 unauthorized_client", request: token(code(m2mID, m2mSecret)), status: 403,
			body: denied("unauthorized_client", "Grant type 'authorization_code' not allowed for the client.")},
		{says: "client_credentials is 403 unauthorized_client where it is not enabled",
			request: token(grantType("client_credentials", "client_id", nativeID, "audience", audience)), status: 403,
			body: denied("unauthorized_client", "Grant type 'client_credentials' not allowed for the client.")},
		{says: "client_credentials answers a token of 24 hours with the granted scopes", request: token(m2m("audience", audience)),
			status: 200, body: fields{"expires_in": 86400, "token_type": "Bearer", "scope": "read:roles read:role_members"},
			matches: func(t *testing.T, r response) {
				issued := claimsOf(t, r.object(t)["access_token"].(string))
				want := fields{"iss": "https://" + domain + "/", "aud": audience, "sub": m2mID + "@clients", "azp": m2mID,
					"scope": "read:roles read:role_members", "gty": "client-credentials"}
				if missing := lacks(decoded(t, want), issued, "claims"); missing != "" {
					t.Error(missing)
				}
			}},
		{says: "scopes that are asked for are those of the token", request: token(m2m("audience", audience, "scope", "read:roles")),
			status: 200, body: fields{"scope": "read:roles"}},
		{says: "scopes that were not granted are 403", request: token(m2m("audience", audience, "scope", "read:roles read:users")),
			status: 403, body: denied("access_denied", "Client has not been granted scopes: read:users")},
		{says: "client_credentials without a grant is 403",
			request: token(grantType("client_credentials", "client_id", webID, "client_secret", webSecret, "audience", audience)),
			status:  403, body: denied("access_denied", `Client is not authorized to access "`+audience+`". You need to create a `+
				`"client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`)},
		{says: "an unknown audience is 403", request: token(m2m("audience", unknown)), status: 403,
			body: denied("access_denied", "Service not found: "+unknown)},
		{says: "the audience of another host is 403", request: token(m2m("audience", "https://login.example.com/api/v2/")), status: 403,
			body: denied("access_denied", "Service not found: https://login.example.com/api/v2/")},
		{says: "an audience with two slashes is 403", request: token(m2m("audience", "https://"+domain+"//api/v2/")), status: 403,
			body: denied("access_denied", "Service not found: https://"+domain+"//api/v2/")},
		{says: "no audience is 403", request: token(m2m()), status: 403,
			body: denied("access_denied", "Non-global clients are not allowed access to APIv1")},
		{says: "client_credentials takes Basic", request: as(basic(m2mID, m2mSecret),
			token(grantType("client_credentials", "audience", audience))), status: 200, body: fields{"token_type": "Bearer"}},
	}
}

func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(raw, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func authorize(pairs ...string) request {
	query := url.Values{"response_type": {"code"}, "client_id": {webID}, "redirect_uri": {callback}, "scope": {"openid"}}
	for i := 0; i < len(pairs); i += 2 {
		if query.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			query.Del(pairs[i])
		}
	}
	return read("/authorize?" + query.Encode())
}

func signOut(id, returnTo string) request {
	return read("/v2/logout?" + url.Values{"client_id": {id}, "returnTo": {returnTo}}.Encode())
}

func browserFacts() []fact {
	leadsTo := func(prefix string) func(*testing.T, response) {
		return func(t *testing.T, r response) {
			if to := r.header.Get("Location"); !strings.HasPrefix(to, prefix) {
				t.Errorf("leads to %s, want %s", to, prefix)
			}
		}
	}
	mismatch := func(says, uri string) fact {
		return fact{says: says, request: authorize("redirect_uri", uri), status: 403,
			text:   "unauthorized_client: Callback URL mismatch. " + uri + " is not in the list of allowed callback URLs",
			header: map[string]string{"Content-Type": "text/html; charset=utf-8", "Location": ""}}
	}
	at := "https://" + domain + "/"
	return []fact{
		{says: "the issuer of the discovery document ends with a slash", request: read("/.well-known/openid-configuration"), status: 200,
			body: fields{"issuer": at, "authorization_endpoint": at + "authorize", "token_endpoint": at + "oauth/token",
				"device_authorization_endpoint": at + "oauth/device/code", "userinfo_endpoint": at + "userinfo",
				"mfa_challenge_endpoint": at + "mfa/challenge", "jwks_uri": at + ".well-known/jwks.json",
				"registration_endpoint": at + "oidc/register", "revocation_endpoint": at + "oauth/revoke",
				"subject_types_supported": []string{"public"}, "response_modes_supported": []string{"query", "fragment", "form_post"},
				"id_token_signing_alg_values_supported": []string{"HS256", "RS256", "PS256"},
				"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post", "private_key_jwt"},
				"code_challenge_methods_supported":      []string{"S256", "plain"}}},
		{says: "the keys hold one RSA key", request: read("/.well-known/jwks.json"), status: 200,
			body: fields{"keys": []fields{{"kty": "RSA", "use": "sig", "alg": "RS256", "e": "AQAB"}}}},

		{says: "a registered callback leads to the login page", request: authorize(), status: 302, matches: leadsTo("/u/login?state=")},
		mismatch("another callback is 403 with a page and leads nowhere", "https://other.example.com/oauth2/callback"),
		mismatch("callbacks are compared with their case", "https://authenticate.example.com/oauth2/Callback"),
		mismatch("callbacks are compared with their port", "https://authenticate.example.com:443/oauth2/callback"),
		mismatch("callbacks are compared with their final slash", callback+"/"),
		mismatch("callbacks are compared with their scheme", "http://authenticate.example.com/oauth2/callback"),
		{says: "a page never holds the address as HTML", request: authorize("redirect_uri", "https://x/<script>"), status: 403,
			text: "https://x/&lt;script&gt;"},
		{says: "a star stands for one label of a host", before: []request{change(fields{"callbacks": []string{"https://*.example.com/cb"}})},
			request: authorize("redirect_uri", "https://a.example.com/cb"), status: 302, matches: leadsTo("/u/login")},
		{says: "a star does not stand for two labels", before: []request{change(fields{"callbacks": []string{"https://*.example.com/cb"}})},
			request: authorize("redirect_uri", "https://a.b.example.com/cb"), status: 403, text: "Callback URL mismatch"},
		{says: "an unknown audience at /authorize is 403", request: authorize("audience", unknown), status: 403,
			text: "access_denied: Service not found: " + unknown},
		{says: "an unknown application at /authorize leads nowhere", request: authorize("client_id", unknownID), status: 400,
			text: "invalid_request: Unknown client: " + unknownID, header: map[string]string{"Location": ""}},
		{says: "an error goes to the callback once it is known to be right", request: authorize("response_type", "", "state", "s"),
			status: 302, matches: leadsTo(callback + "?error=invalid_request&")},
		{says: "an application without the grant gets an error at its callback",
			before:  []request{change(fields{"grant_types": []string{"refresh_token"}})},
			request: authorize(), status: 302, matches: leadsTo(callback + "?error=unauthorized_client&")},
		{says: "the login page of a sign-in that nobody began is an error page", request: read("/u/login?state=x"), status: 400, text: "Try logging in again from the application",
			header: map[string]string{"Content-Type": "text/html; charset=utf-8"}},

		{says: "a registered address is returned to after sign-out", request: signOut(webID, logout), status: 302,
			header: map[string]string{"Location": logout}},
		{says: "another address is 400 with a page after sign-out", request: signOut(webID, callback), status: 400,
			text: "The &#34;returnTo&#34; querystring parameter &#34;" + callback +
				"&#34; is not defined as a valid URL in &#34;Allowed Logout URLs&#34;.", header: map[string]string{"Location": ""}},
		{says: "without client_id the tenant's list decides, which is empty", request: read("/v2/logout?returnTo=" + url.QueryEscape(logout)),
			status: 400, text: "is not defined as a valid URL"},
		{says: "without returnTo the application's first address is taken", request: read("/v2/logout?client_id=" + webID), status: 302,
			header: map[string]string{"Location": logout}},
		{says: "the query of returnTo is not compared", request: signOut(webID, logout+"?x=y#z"), status: 302,
			header: map[string]string{"Location": logout + "?x=y#z"}},
		{says: "sign-out without anything is 200", request: read("/v2/logout"), status: 200, text: "OK"},
		{says: "a path that is not there is 404", request: read("/nothing"), status: 404},
	}
}
