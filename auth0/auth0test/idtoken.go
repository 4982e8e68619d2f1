package auth0test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// idTokenLifetime is Auth0's for a new application.
const idTokenLifetime = 10 * time.Hour

// accessLifetime is how long an access token opens UserInfo; Auth0's is a day.
const accessLifetime = 24 * time.Hour

// A session is what a refresh token stands for: a user at an application.
type session struct {
	login
	host     string // that the sign-in was asked for at
	clientID string
	scopes   []string
	audience string // that was asked for
}

// An access is what an access token stands for.
type access struct {
	session
	expires time.Time
}

// redeem trades a code in (RFC 6749 section 4.1.3, RFC 7636 section 4.6).
func (t *Tenant) redeem(host string, client *client, form url.Values) (map[string]any, *oauthError) {
	invalid := func(description string) (map[string]any, *oauthError) {
		return nil, &oauthError{http.StatusForbidden, "invalid_grant", description}
	}
	value := form.Get("code")
	c, found := t.codes[value]
	if !found || c.host != host || c.clientID != client.id() || !t.now().Before(c.expires) {
		return invalid("Invalid authorization code")
	}
	delete(t.codes, value) // good for one try only
	if sent := form.Get("redirect_uri"); sent != c.callback && !(sent == "" && c.unasked) {
		return invalid("The redirect URI is wrong. You sent " + sent + ", and we expected " + c.callback)
	}
	if !proves(form.Get("code_verifier"), c.challenge, c.method) {
		return invalid("Failed to verify code verifier")
	}
	s := session{c.login, c.host, client.id(), c.scopes, c.audience}
	body, refusal := t.tokens(client, s, c.nonce)
	if refusal == nil && slices.Contains(s.scopes, "offline_access") && slices.Contains(client.list("grant_types"), "refresh_token") {
		refresh := "v1." + randomText(60)
		t.refreshes[refresh] = s
		body["refresh_token"] = refresh
	}
	return body, refusal
}

// proves compares by PKCE. A verifier for a code that was asked for without a
// challenge is refused: somebody may have taken the challenge away on the way
// (RFC 9700 section 2.1.1).
func proves(verifier, challenge, method string) bool {
	if method == "S256" && verifier != "" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return verifier == challenge
}

// refresh gives new tokens for a refresh token, which stays good.
func (t *Tenant) refresh(client *client, form url.Values) (map[string]any, *oauthError) {
	s, found := t.refreshes[form.Get("refresh_token")]
	if !found || s.clientID != client.id() {
		return nil, &oauthError{http.StatusForbidden, "invalid_grant", "Unknown or invalid refresh token."}
	}
	return t.tokens(client, s, "")
}

func (t *Tenant) tokens(client *client, s session, nonce string) (map[string]any, *oauthError) {
	token, err := t.accessToken(s)
	if err != nil {
		return nil, &oauthError{http.StatusInternalServerError, "server_error", "Internal error"}
	}
	t.accesses[token] = access{s, t.now().Add(accessLifetime)}
	body := map[string]any{
		"access_token": token, "scope": strings.Join(s.scopes, " "),
		"expires_in": int(accessLifetime.Seconds()), "token_type": "Bearer",
	}
	if !slices.Contains(s.scopes, "openid") {
		return body, nil
	}
	id, err := t.idToken(client, s, nonce)
	if err != nil {
		return nil, &oauthError{http.StatusInternalServerError, "server_error", "Internal error"}
	}
	body["id_token"] = id
	return body, nil
}

// accessToken makes an access token: opaque where UserInfo alone was asked for,
// and else a JWT for the API, which opens UserInfo too ("Access Tokens").
func (t *Tenant) accessToken(s session) (string, error) {
	if s.audience != t.audience() {
		return randomText(32), nil
	}
	now := t.now()
	claims := map[string]any{
		"iss": issuer(s.host), "sub": s.user, "aud": s.audience, "azp": s.clientID, "scope": strings.Join(s.scopes, " "),
		"iat": now.Unix(), "exp": now.Add(accessLifetime).Unix(), "jti": randomText(20),
	}
	if slices.Contains(s.scopes, "openid") {
		claims["aud"] = []string{s.audience, issuer(s.host) + "userinfo"}
	}
	signed := encodeJSON(map[string]any{"alg": "RS256", "typ": "JWT", "kid": t.keys.id}) + "." + encodeJSON(claims)
	signature, err := t.keys.signID("RS256", signed, "")
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), err
}

// idToken makes the ID token: signed with the tenant's key, or, for an
// application without another algorithm, with its own secret.
func (t *Tenant) idToken(client *client, s session, nonce string) (string, error) {
	now := t.now()
	claims := t.userClaims(s)
	claims["iss"], claims["aud"], claims["sid"] = issuer(s.host), client.id(), s.sid
	claims["iat"], claims["exp"] = now.Unix(), now.Add(idTokenLifetime).Unix()
	if nonce != "" {
		claims["nonce"] = nonce
	}
	algorithm := "HS256"
	if settings, is := client.fields["jwt_configuration"].(map[string]any); is && text(settings["alg"]) != "" {
		algorithm = text(settings["alg"])
	}
	header := map[string]any{"alg": algorithm, "typ": "JWT"}
	if algorithm != "HS256" {
		header["kid"] = t.keys.id
	}
	signed := encodeJSON(header) + "." + encodeJSON(claims)
	signature, err := t.keys.signID(algorithm, signed, client.text("client_secret"))
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), err
}

// signID signs with one of the four algorithms that an application may have.
func (k *keys) signID(algorithm, signed, secret string) ([]byte, error) {
	if algorithm == "HS256" {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(signed))
		return mac.Sum(nil), nil
	}
	key, err := k.rsa()
	if err != nil {
		return nil, err
	}
	if algorithm == "RS512" {
		sum := sha512.Sum512([]byte(signed))
		return rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA512, sum[:])
	}
	sum := sha256.Sum256([]byte(signed))
	if algorithm == "PS256" {
		return rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	}
	return rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
}
