package auth0

import (
	"errors"
	"net/http"
	"strings"
)

// The shapes of what the program reads, with every field it relies on
// (Auth0 Management API v2, OpenAPI description). Most fields may be missing
// from a listing, since a token without read:client_keys sees less.
var (
	application = object{
		"client_id":           word,
		"client_secret":       optional(word),
		"name":                optional(words),
		"app_type":            optional(words),
		"callbacks":           optional(listOf(words)),
		"allowed_logout_urls": optional(listOf(words)),
		"initiate_login_uri":  optional(words),
		"web_origins":         optional(listOf(words)),
		"allowed_origins":     optional(listOf(words)),
		"grant_types":         optional(listOf(words)),
		"jwt_configuration": optional(object{
			"alg":                 optional(words),
			"lifetime_in_seconds": optional(count),
		}.shape),
		"oidc_conformant":            optional(yesOrNo),
		"token_endpoint_auth_method": optional(words),
		"client_authentication_methods": optional(object{
			"private_key_jwt":             optional(object{}.shape),
			"tls_client_auth":             optional(object{}.shape),
			"self_signed_tls_client_auth": optional(object{}.shape),
		}.shape),
		"is_first_party":  optional(yesOrNo),
		"client_metadata": optional(object{tagKey: optional(words), walkKey: optional(words)}.shape),
	}.shape
	clientGrant = object{
		"id":               word,
		"client_id":        optional(word), // the default grants of third-party applications have none
		"audience":         words,
		"scope":            optional(listOf(words)),
		"allow_all_scopes": optional(yesOrNo),
		"subject_type":     optional(words),
	}.shape
	role       = object{"id": word, "name": words}.shape
	connection = object{"name": words}.shape
	member     = object{"user_id": words}.shape
	domainName = object{"custom_domain_id": optional(word), "domain": word, "status": word, "primary": optional(yesOrNo)}.shape
)

// page is a listing with its entries under a name.
func page(name string, of shape) shape {
	return object{name: listOf(of), "start": optional(count), "limit": optional(count), "total": optional(count), "next": optional(words)}.shape
}

// endpoints are all requests that are answered with JSON to be decoded, as
// method and path; {} stands for an ID. A nil shape is an answer without a body.
var endpoints = map[string]shape{
	"GET /api/v2/clients":                page("clients", application),
	"POST /api/v2/clients":               application,
	"GET /api/v2/clients/{}":             application,
	"PATCH /api/v2/clients/{}":           application,
	"DELETE /api/v2/clients/{}":          nil,
	"GET /api/v2/clients/{}/connections": page("connections", connection),
	"GET /api/v2/client-grants":          page("client_grants", clientGrant),
	"POST /api/v2/client-grants":         clientGrant,
	"PATCH /api/v2/client-grants/{}":     clientGrant,
	"DELETE /api/v2/client-grants/{}":    nil,
	"GET /api/v2/roles":                  page("roles", role),
	"GET /api/v2/roles/{}/users":         page("users", member),
	"GET /api/v2/users/{}/roles":         page("roles", role),
	"GET /api/v2/custom-domains":         listOf(domainName),
	"POST /oauth/token": object{
		"access_token": optional(word), "id_token": optional(word), "expires_in": optional(count), "scope": optional(words),
	}.shape,
	"GET /.well-known/openid-configuration": object{
		"issuer": words, "id_token_signing_alg_values_supported": optional(listOf(words)),
	}.shape,
	"GET /.well-known/jwks.json": object{"keys": listOf(object{"kty": words}.andMore)}.shape,
	"GET /userinfo":              object{"sub": words}.andMore,
}

var errUnknownEndpoint = errors.New("this program has no description of the answer to this request; this is a fault of the program")

// endpoint finds the shape of the answer to a request.
func endpoint(r *http.Request) (shape, error) {
	if of, found := endpoints[r.Method+" "+r.URL.Path]; found {
		return of, nil
	}
	path := strings.Split(r.URL.EscapedPath(), "/") // an ID may hold an escaped slash
	for name, of := range endpoints {
		method, pattern, _ := strings.Cut(name, " ")
		if method == r.Method && matches(strings.Split(pattern, "/"), path) {
			return of, nil
		}
	}
	return nil, errUnknownEndpoint
}

func matches(pattern, path []string) bool {
	if len(pattern) != len(path) {
		return false
	}
	for i := range pattern {
		if pattern[i] != path[i] && (pattern[i] != "{}" || path[i] == "") {
			return false
		}
	}
	return true
}
