package auth0test

import (
	"net/http"
	"slices"
	"strings"
)

// restrictedClaims are the names that no Action can set: the sign-in goes on,
// and the claim is not there. The list, with roles and groups in it, is that
// of Auth0's page "Create Custom Claims".
const restrictedClaims = " acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf cty " +
	"dest entitlements events exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid may_act mky nbf nonce " +
	"object_id org_id org_name orig origid permissions roles rph s_hash sid sip_callid sip_cseq_num sip_date sip_from_tag " +
	"sip_via_branch sub sub_jwk toe txn typ uuid vot vtm x5t#S256 "

// userClaims are what the scopes open of a user, and what login Actions add.
func (t *Tenant) userClaims(s session) map[string]any {
	claims := map[string]any{}
	user, found := t.findUser(s.user)
	if !found {
		return claims
	}
	for name, of := range t.claimsOf {
		if !strings.Contains(restrictedClaims, " "+name+" ") {
			claims[name] = of(user)
		}
	}
	// The profile comes last: no Action changes what it says.
	claims["sub"] = s.user
	if slices.Contains(s.scopes, "profile") {
		nickname, _, _ := strings.Cut(user.Email, "@")
		claims["name"], claims["nickname"], claims["picture"] = user.Name, nickname, user.picture()
	}
	if slices.Contains(s.scopes, "email") {
		claims["email"], claims["email_verified"] = user.Email, true
	}
	return claims
}

// serveUserInfo is GET /userinfo (OpenID Connect Core section 5.3). It refuses
// as RFC 6750 section 3.1 says: without a word where no token was sent.
func (t *Tenant) serveUserInfo(w http.ResponseWriter, r *http.Request) {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t.mu.Lock()
	a, found := t.accesses[token]
	claims := t.userClaims(a.session)
	t.mu.Unlock()
	if !found || !t.now().Before(a.expires) || !slices.Contains(a.scopes, "openid") {
		challenge := "Bearer"
		if bearer {
			challenge += ` error="invalid_token"`
		}
		w.Header().Set("WWW-Authenticate", challenge)
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	writeJSON(w, http.StatusOK, claims)
}
