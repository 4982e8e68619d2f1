package auth0test

import (
	"maps"
	"net/http"
	"slices"
	"time"
)

// A grant lets one application use one API.
type grant struct {
	fields  map[string]any
	visible time.Time
}

func (g *grant) text(field string) string { return text(g.fields[field]) }

// allows returns the scopes of the grant.
func (g *grant) allows() []string {
	if g.fields["allow_all_scopes"] == true {
		return managementScopes()
	}
	return list(g.fields["scope"])
}

// grantSchema describes the body of POST and, with update, of PATCH
// /api/v2/client-grants, after Auth0's OpenAPI description of 2026.
func grantSchema(update bool) *schema {
	s := &schema{kind: "object", properties: map[string]*schema{
		"scope":                       {kind: "array", null: update, items: &schema{kind: "string", minLength: 1, maxLength: 280}},
		"organization_usage":          {kind: "string", null: update, enum: []string{"deny", "allow", "require"}},
		"allow_any_organization":      {kind: "boolean", null: update},
		"authorization_details_types": {kind: "array", items: &schema{kind: "string", minLength: 1, maxLength: 255}},
		"allow_all_scopes":            {kind: "boolean", null: update},
	}}
	if update {
		s.minProperties = 1
		return s
	}
	s.required = []string{"audience"}
	s.properties["client_id"] = &schema{kind: "string", minLength: 1, description: "ID of the client."}
	s.properties["audience"] = &schema{kind: "string", minLength: 1, description: "The audience (API identifier) of this client grant."}
	s.properties["subject_type"] = &schema{kind: "string", enum: []string{"client", "user"}}
	return s
}

// checkScopes refuses scopes that the API does not define.
func checkScopes(scopes []string) *apiError {
	defined := managementScopes()
	for _, scope := range scopes {
		if !slices.Contains(defined, scope) {
			refusal := invalidBody("Payload validation error: scope must be a subset of resource server scopes")
			return &refusal
		}
	}
	return nil
}

func (t *Tenant) createGrant(c call) answer {
	if p := grantSchema(false).check(c.body, ""); p != nil {
		return invalidBody(payloadError(*p))
	}
	clientID, audience := text(c.body["client_id"]), text(c.body["audience"])
	if clientID == "" {
		return invalidBody(payloadError(problem{text: "Missing required property: client_id"}))
	}
	owner := t.find(clientID)
	switch {
	case owner == nil:
		return apiError{status: http.StatusNotFound, message: "Client not found"}
	case audience != t.audience():
		return apiError{status: http.StatusNotFound, message: "No resource with identifier " + audience}
	case owner.text("app_type") == "express_configuration":
		return apiError{status: http.StatusBadRequest, message: "Client of type express_configuration cannot be used", code: "validation_error"}
	}
	made := t.newGrant(c.body)
	if refusal := checkScopes(list(made.fields["scope"])); refusal != nil {
		return *refusal
	}
	for _, g := range t.grants {
		if g.text("client_id") == clientID && g.text("audience") == audience && g.text("subject_type") == made.text("subject_type") {
			return apiError{status: http.StatusConflict, message: "A client grant already exists between " + clientID + " and " + audience}
		}
	}
	if len(t.grants) >= t.grantLimit() {
		return errTooManyEntities
	}
	made.visible = c.now.Add(t.options.ReadAfter)
	t.grants = append(t.grants, made)
	return jsonAnswer{http.StatusCreated, maps.Clone(made.fields)}
}

// newGrant adds to the fields of a new grant what Auth0 adds.
func (t *Tenant) newGrant(fields map[string]any) *grant {
	all := map[string]any{"id": "cgr_" + randomText(16), "subject_type": "client", "scope": []any{}}
	g := &grant{fields: all}
	g.set(fields)
	return g
}

// set writes the fields of a request; a grant of all scopes shows none.
func (g *grant) set(fields map[string]any) {
	for name, value := range fields {
		if value == nil {
			delete(g.fields, name)
		} else {
			g.fields[name] = value
		}
	}
	if g.fields["allow_all_scopes"] == true {
		delete(g.fields, "scope")
	}
}

func (t *Tenant) grantLimit() int {
	if t.options.FreePlan {
		return 100
	}
	return 10_000
}

func (t *Tenant) findGrant(id string) *grant {
	for _, g := range t.grants {
		if g.text("id") == id {
			return g
		}
	}
	return nil
}

func (t *Tenant) readGrant(c call) answer {
	found := t.findGrant(c.PathValue("id"))
	if found == nil || c.now.Before(found.visible) {
		return errInexistentGrant
	}
	return jsonAnswer{http.StatusOK, maps.Clone(found.fields)}
}

func (t *Tenant) updateGrant(c call) answer {
	found := t.findGrant(c.PathValue("id"))
	if found == nil {
		return errInexistentGrant
	}
	if p := grantSchema(true).check(c.body, ""); p != nil {
		return invalidBody(payloadError(*p))
	}
	if refusal := checkScopes(list(c.body["scope"])); refusal != nil {
		return *refusal
	}
	found.set(c.body)
	return jsonAnswer{http.StatusOK, maps.Clone(found.fields)}
}

// deleteGrant answers 204 for a grant that is not there, too.
func (t *Tenant) deleteGrant(c call) answer {
	t.grants = slices.DeleteFunc(t.grants, func(g *grant) bool { return g.text("id") == c.PathValue("id") })
	return noContent{}
}

func (t *Tenant) listGrants(c call) answer {
	query, refusal := readQuery(c, grantsQuery())
	if refusal != nil {
		return *refusal
	}
	var rows []row
	for _, g := range t.grants {
		if c.now.Before(g.visible) ||
			query.has("audience") && g.text("audience") != query.Get("audience") ||
			query.has("client_id") && g.text("client_id") != query.Get("client_id") ||
			query.has("subject_type") && g.text("subject_type") != query.Get("subject_type") ||
			query.has("allow_any_organization") && (g.fields["allow_any_organization"] == true) != query.flag("allow_any_organization") {
			continue
		}
		rows = append(rows, row{g.text("id"), maps.Clone(g.fields)})
	}
	return query.page("client_grants", rows)
}

// readResourceServer is the one API that every tenant has: its own.
func (t *Tenant) readResourceServer(c call) answer {
	if c.PathValue("id") != t.audience() {
		return apiError{status: http.StatusNotFound, message: "The resource server does not exist"}
	}
	var scopes []map[string]any
	for _, scope := range managementScopes() {
		scopes = append(scopes, map[string]any{"value": scope})
	}
	return jsonAnswer{http.StatusOK, map[string]any{
		"id": "system", "name": "Auth0 Management API", "identifier": t.audience(), "is_system": true, "signing_alg": "RS256",
		"token_lifetime": int(tokenLifetime.Seconds()), "token_lifetime_for_web": 7200, "scopes": scopes,
	}}
}
