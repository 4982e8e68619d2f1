package auth0test

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	_ "embed"

	"pomerium-auth0/internal/secret"
)

// scopesText are the permissions that Auth0's Management API defines, as a
// grant that allows all of them was recorded in 2026.
//
//go:embed scopes.txt
var scopesText string

// managementScopes returns them in Auth0's order.
func managementScopes() []string { return strings.Fields(scopesText) }

// tokenLifetime is how long a Management API token is good for, unless the
// tenant says otherwise.
const tokenLifetime = 24 * time.Hour

// Token returns a Management API token as the dashboard's API Explorer shows
// it: for the tenant's API Explorer Application, good for 24 hours, with the
// given scopes or, without any, with all that there are.
func (t *Tenant) Token(scopes ...string) secret.Secret {
	if len(scopes) == 0 {
		scopes = managementScopes()
	}
	return secret.New(t.keys.sign(t.claims(t.domain, t.explorer, scopes)))
}

// TokenWith returns a token like that of Token with other claims; a nil value
// leaves the claim out. So an expired one, or one for another audience.
func (t *Tenant) TokenWith(claims map[string]any) secret.Secret {
	all := t.claims(t.domain, t.explorer, managementScopes())
	for name, value := range claims {
		if value == nil {
			delete(all, name)
		} else {
			all[name] = value
		}
	}
	return secret.New(t.keys.sign(all))
}

func (t *Tenant) claims(host, clientID string, scopes []string) map[string]any {
	now := t.now()
	return map[string]any{
		"iss":   issuer(host),
		"sub":   clientID + "@clients",
		"aud":   t.audience(),
		"iat":   now.Unix(),
		"exp":   now.Add(tokenLifetime).Unix(),
		"scope": strings.Join(scopes, " "),
		"gty":   "client-credentials",
		"azp":   clientID,
	}
}

// answer is what a Management API call ends with.
type answer interface{ write(http.ResponseWriter) }

type jsonAnswer struct {
	status int
	value  any
}

func (a jsonAnswer) write(w http.ResponseWriter) { writeJSON(w, a.status, a.value) }

type noContent struct{}

func (noContent) write(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }

// call is a Management API call that may be made.
type call struct {
	*http.Request
	scopes []string       // the token's
	body   map[string]any // of POST and PATCH
	now    time.Time
}

// may reports whether the token has one of the scopes.
func (c call) may(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(scope string) bool { return slices.Contains(c.scopes, scope) })
}

func (t *Tenant) managementAPI() http.Handler {
	mux := http.NewServeMux()
	read := []string{"read:clients", "read:client_keys", "read:client_credentials", "read:client_summary"}
	mux.Handle("GET /api/v2/clients", t.api(t.listClients, read...))
	mux.Handle("POST /api/v2/clients", t.api(t.createClient, "create:clients"))
	mux.Handle("GET /api/v2/clients/{id}", t.api(t.readClient, read...))
	mux.Handle("PATCH /api/v2/clients/{id}", t.api(t.updateClient, "update:clients", "update:client_keys",
		"update:client_credentials", "update:client_token_vault_privileged_access"))
	mux.Handle("DELETE /api/v2/clients/{id}", t.api(t.deleteClient, "delete:clients"))
	mux.Handle("GET /api/v2/client-grants", t.api(t.listGrants, "read:client_grants"))
	mux.Handle("POST /api/v2/client-grants", t.api(t.createGrant, "create:client_grants"))
	mux.Handle("GET /api/v2/client-grants/{id}", t.api(t.readGrant, "read:client_grants"))
	mux.Handle("PATCH /api/v2/client-grants/{id}", t.api(t.updateGrant, "update:client_grants"))
	mux.Handle("DELETE /api/v2/client-grants/{id}", t.api(t.deleteGrant, "delete:client_grants"))
	mux.Handle("GET /api/v2/clients/{id}/connections", t.api(t.listClientConnections, "read:connections"))
	mux.Handle("GET /api/v2/custom-domains", t.api(t.listCustomDomains, "read:custom_domains"))
	mux.Handle("GET /api/v2/resource-servers/{id}", t.api(t.readResourceServer, "read:resource_servers"))
	mux.Handle("GET /api/v2/roles", t.api(t.listRoles, "read:roles"))
	mux.Handle("GET /api/v2/roles/{id}", t.api(t.readRole, "read:roles"))
	mux.Handle("GET /api/v2/roles/{id}/users", t.api(t.listRoleUsers, "read:users", "read:roles", "read:role_members"))
	mux.Handle("GET /api/v2/users/{id}", t.api(t.readUser, "read:users"))
	mux.Handle("GET /api/v2/users/{id}/roles", t.api(t.listUserRoles, "read:users", "read:roles"))
	// Auth0's router looks for the path before it looks at the token, and
	// answers a method that a path has not like a path that is not there.
	mux.HandleFunc("/api/v2/", func(w http.ResponseWriter, _ *http.Request) { errNotFound.write(w) })
	return mux
}

// api makes a handler of do, which runs while the tenant is locked, for tokens
// with one of the scopes.
func (t *Tenant) api(do func(call) answer, scopes ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.perform(r, do, scopes).write(w)
	})
}

func (t *Tenant) perform(r *http.Request, do func(call) answer, scopes []string) answer {
	c := call{Request: r, now: time.Now()}
	granted, refusal := t.authenticate(r, t.now()) // its tokens are of its own clock
	if refusal != nil {
		return *refusal
	}
	if c.scopes = granted; !c.may(scopes...) {
		return insufficientScope(scopes...)
	}
	if r.Method == http.MethodPost || r.Method == http.MethodPatch {
		if c.body, refusal = readObject(r); refusal != nil {
			return *refusal
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return do(c)
}

// authenticate returns the scopes of the request's token. The order of the
// checks and their texts are those of hapi-auth-jwt, which Auth0's answers
// show behind its API.
func (t *Tenant) authenticate(r *http.Request, now time.Time) ([]string, *apiError) {
	badFormat := &apiError{status: http.StatusBadRequest, message: "Bad HTTP authentication header format", code: "Bearer"}
	header := r.Header.Get("Authorization")
	if header == "" {
		return nil, &apiError{status: http.StatusUnauthorized, message: "Missing authentication"}
	}
	parts := strings.Fields(header)
	if len(parts) != 2 {
		return nil, badFormat
	}
	if !strings.EqualFold(parts[0], "Bearer") {
		return nil, &apiError{status: http.StatusUnauthorized, message: "Missing authentication"}
	}
	if strings.Count(parts[1], ".") != 2 {
		return nil, badFormat
	}
	refuse := func(reason string) ([]string, *apiError) {
		return nil, &apiError{status: http.StatusUnauthorized, message: reason, reason: reason}
	}
	claims, err := t.keys.verify(parts[1])
	switch {
	case errors.Is(err, errMalformed):
		return refuse("Invalid token")
	case err != nil:
		return refuse("Invalid signature received for JSON Web Token validation")
	}
	if expires, _ := claims["exp"].(float64); !now.Before(time.Unix(int64(expires), 0)) {
		return refuse("Expired token received for JSON Web Token validation")
	}
	if audience, _ := claims["aud"].(string); audience != t.audience() {
		return refuse("Bad audience: " + audience)
	}
	// "Configure Features to Use Custom Domains": a token is good at the host
	// that it was asked for at.
	if claims["iss"] != issuer(t.host(r)) {
		return refuse("Invalid issuer received for JSON Web Token validation")
	}
	scope, _ := claims["scope"].(string)
	return strings.Fields(scope), nil
}

// readObject reads a body that has to be one JSON object.
func readObject(r *http.Request) (map[string]any, *apiError) {
	raw, err := io.ReadAll(r.Body)
	switch {
	case err != nil:
		return nil, &errInvalidJSON
	case len(raw) > maxBody:
		return nil, &errBodyTooLarge
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); len(raw) > 0 && (err != nil || kind != "application/json") {
		return nil, &errUnsupportedPayload
	}
	var value any
	if len(raw) > 0 && json.Unmarshal(raw, &value) != nil {
		return nil, &errInvalidJSON
	}
	object, ok := value.(map[string]any)
	if !ok {
		refusal := invalidBody(payloadError(problem{text: "Expected type object but found type " + typeName(value)}))
		return nil, &refusal
	}
	return object, nil
}
