package auth0test

import "net/http"

// serveDiscovery answers with the keys and values of the document that Auth0
// shows ("Configure Applications with OIDC Discovery").
func (t *Tenant) serveDiscovery(w http.ResponseWriter, r *http.Request) {
	at := issuer(t.host(r)) // ends with a slash
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                        at,
		"authorization_endpoint":        at + "authorize",
		"token_endpoint":                at + "oauth/token",
		"device_authorization_endpoint": at + "oauth/device/code",
		"userinfo_endpoint":             at + "userinfo",
		"mfa_challenge_endpoint":        at + "mfa/challenge",
		"jwks_uri":                      at + ".well-known/jwks.json",
		"registration_endpoint":         at + "oidc/register",
		"revocation_endpoint":           at + "oauth/revoke",
		"scopes_supported": []string{"openid", "profile", "offline_access", "name", "given_name", "family_name", "nickname",
			"email", "email_verified", "picture", "created_at", "identities", "phone", "address"},
		"response_types_supported": []string{"code", "token", "id_token", "code token", "code id_token", "token id_token",
			"code token id_token"},
		"code_challenge_methods_supported":      []string{"S256", "plain"},
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{"HS256", "RS256", "PS256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post", "private_key_jwt"},
		"claims_supported": []string{"aud", "auth_time", "created_at", "email", "email_verified", "exp", "family_name", "given_name",
			"iat", "identities", "iss", "name", "nickname", "phone_number", "picture", "sub"},
		"request_uri_parameter_supported": false,
		"request_parameter_supported":     false,
	})
}

func (t *Tenant) serveJWKS(w http.ResponseWriter, _ *http.Request) {
	key, err := t.keys.jwk()
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"keys": []any{key}})
}
