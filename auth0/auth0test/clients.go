package auth0test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A client is an application of the tenant; Auth0's API calls it a client.
type client struct {
	fields  map[string]any // as the API shows them, client_secret among them
	visible time.Time      // when it can first be read
}

func (c *client) id() string                 { return c.text("client_id") }
func (c *client) text(field string) string   { return text(c.fields[field]) }
func (c *client) list(field string) []string { return list(c.fields[field]) }

func text(value any) string {
	s, _ := value.(string)
	return s
}

func list(value any) []string {
	var texts []string
	items, _ := value.([]any)
	for _, item := range items {
		texts = append(texts, text(item))
	}
	return texts
}

// newClient adds to the fields of a new application what Auth0 adds: an ID, a
// secret, and a default for what was not sent, as recorded from POST
// /api/v2/clients.
func (t *Tenant) newClient(fields map[string]any) *client {
	all := map[string]any{
		"tenant":                              t.name(),
		"global":                              false,
		"callback_url_template":               false,
		"client_id":                           randomText(32),
		"client_secret":                       randomSecret(),
		"is_first_party":                      true,
		"is_token_endpoint_ip_header_trusted": false,
		"oidc_conformant":                     false,
		"jwt_configuration":                   map[string]any{"secret_encoded": false, "lifetime_in_seconds": 36000},
		"signing_keys":                        []any{map[string]any{"cert": string(t.trust.leafPEM()), "subject": "deprecated"}},
		"sso_disabled":                        false,
		"cross_origin_authentication":         false,
		"custom_login_page_on":                true,
		"grant_types":                         defaultGrantTypes(fields),
		"refresh_token": map[string]any{
			"rotation_type":                "non-rotating",
			"expiration_type":              "non-expiring",
			"leeway":                       0,
			"token_lifetime":               2592000,
			"infinite_token_lifetime":      true,
			"infinite_idle_token_lifetime": true,
			"idle_token_lifetime":          1296000,
		},
	}
	if fields["app_type"] == "express_configuration" {
		delete(all, "client_secret")
	}
	c := &client{fields: all}
	c.set(fields)
	return c
}

// defaultGrantTypes do not depend on the type of the application but on
// whether it has a secret to use.
func defaultGrantTypes(fields map[string]any) []any {
	switch {
	case fields["app_type"] == "resource_server":
		return []any{}
	case fields["app_type"] == "express_configuration":
		return []any{"authorization_code", "client_credentials"}
	case fields["token_endpoint_auth_method"] == "none":
		return []any{"authorization_code", "implicit", "refresh_token"}
	}
	return []any{"authorization_code", "implicit", "refresh_token", "client_credentials"}
}

// set writes the fields of a request. Each replaces what was there whole, but
// for client_metadata, which is merged key by key, null removing one.
func (c *client) set(fields map[string]any) {
	for name, value := range fields {
		switch name {
		case "client_metadata":
			merged := map[string]any{}
			old, _ := c.fields[name].(map[string]any)
			maps.Copy(merged, old)
			sent, _ := value.(map[string]any)
			maps.Copy(merged, sent)
			maps.DeleteFunc(merged, func(_ string, v any) bool { return v == nil })
			if value == nil {
				clear(merged)
			}
			value = merged
		case "jwt_configuration":
			replaced := map[string]any{"secret_encoded": false}
			sent, _ := value.(map[string]any)
			maps.Copy(replaced, sent)
			value = replaced
		}
		if value == nil || name == "initiate_login_uri" && value == "" {
			delete(c.fields, name)
		} else {
			c.fields[name] = value
		}
	}
}

// shown returns the fields that the token's scopes allow to be seen.
func (c *client) shown(by call) map[string]any {
	fields := maps.Clone(c.fields)
	keys := by.may("read:client_keys", "read:client_credentials")
	if !keys {
		delete(fields, "client_secret")
		delete(fields, "signing_keys")
		delete(fields, "encryption_key")
	}
	if !keys && !by.may("read:clients", "create:clients", "update:clients") {
		summary := []string{"client_id", "app_type", "name", "description"}
		maps.DeleteFunc(fields, func(name string, _ any) bool { return !slices.Contains(summary, name) })
	}
	return fields
}

func (t *Tenant) createClient(c call) answer {
	if _, ok := c.body["client_id"]; ok {
		return apiError{status: http.StatusForbidden, message: "This operation must be authorized by Auth0"}
	}
	if p := clientSchema(false).check(c.body, ""); p != nil {
		return invalidBody(payloadError(*p))
	}
	made := t.newClient(c.body)
	if refusal := checkClient(made.fields); refusal != nil {
		return *refusal
	}
	if t.countClients() >= t.applicationLimit() {
		return errTooManyEntities
	}
	made.visible = c.now.Add(t.options.ReadAfter)
	t.clients = append(t.clients, made)
	return jsonAnswer{http.StatusCreated, made.shown(c)}
}

func (t *Tenant) readClient(c call) answer {
	query, refusal := readQuery(c, fieldsQuery())
	if refusal != nil {
		return *refusal
	}
	found := t.findVisible(c.PathValue("id"), c.now)
	if found == nil {
		return errInexistentClient
	}
	return jsonAnswer{http.StatusOK, query.pick(found.shown(c))}
}

func (t *Tenant) updateClient(c call) answer {
	found := t.find(c.PathValue("id"))
	if found == nil {
		return errInexistentClient
	}
	if p := clientSchema(true).check(c.body, ""); p != nil {
		return invalidBody(payloadError(*p))
	}
	changed := &client{fields: maps.Clone(found.fields)}
	changed.set(c.body)
	if refusal := checkClient(changed.fields); refusal != nil {
		return *refusal
	}
	found.fields = changed.fields
	return jsonAnswer{http.StatusOK, found.shown(c)}
}

// deleteClient answers 204 for an application that is not there, too.
func (t *Tenant) deleteClient(c call) answer {
	t.remove(c.PathValue("id"))
	return noContent{}
}

// remove takes an application away, and its grants with it.
func (t *Tenant) remove(id string) {
	t.clients = slices.DeleteFunc(t.clients, func(c *client) bool { return c.id() == id })
	t.grants = slices.DeleteFunc(t.grants, func(g *grant) bool { return g.text("client_id") == id })
}

// find returns an application, nil if there is none.
func (t *Tenant) find(id string) *client {
	for _, c := range t.clients {
		if c.id() == id {
			return c
		}
	}
	return nil
}

// findVisible is find for those who read.
func (t *Tenant) findVisible(id string, now time.Time) *client {
	if c := t.find(id); c != nil && !now.Before(c.visible) {
		return c
	}
	return nil
}

// countClients counts what the plan counts: all but the tenant's global client.
func (t *Tenant) countClients() int {
	return len(t.clients) - 1
}

// FreeApplications is how many applications the free plan allows.
const FreeApplications = 10

func (t *Tenant) applicationLimit() int {
	switch {
	case t.options.Applications != 0:
		return t.options.Applications
	case t.options.FreePlan:
		return FreeApplications
	}
	return 100
}

func (t *Tenant) listClients(c call) answer {
	query, refusal := readQuery(c, clientsQuery())
	if refusal != nil {
		return *refusal
	}
	var rows []row
	for _, found := range t.clients {
		if c.now.Before(found.visible) ||
			query.has("is_global") && found.fields["global"] != query.flag("is_global") ||
			query.has("is_first_party") && found.fields["is_first_party"] != query.flag("is_first_party") ||
			query.has("app_type") && !slices.Contains(strings.Split(query.Get("app_type"), ","), found.text("app_type")) {
			continue
		}
		fields := query.pick(found.shown(c))
		// Recorded: the tenant is there although only client_id was asked for.
		fields["tenant"] = found.fields["tenant"]
		rows = append(rows, row{found.id(), fields})
	}
	return query.page("clients", rows)
}
