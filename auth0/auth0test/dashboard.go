package auth0test

import (
	"encoding/json"
	"maps"
	"slices"
)

// furnish gives the tenant what every tenant has: the global client, which
// stands for all applications, and the API Explorer Application with a grant
// of all scopes, behind the tokens that the dashboard shows.
func (t *Tenant) furnish() {
	all := t.newClient(map[string]any{"name": "All Applications"})
	all.fields["global"] = true
	explorer := t.newClient(map[string]any{
		"name":        "API Explorer Application",
		"app_type":    "non_interactive",
		"grant_types": []any{"client_credentials"},
	})
	t.global, t.explorer = all.id(), explorer.id()
	t.clients = []*client{all, explorer}
	var scopes []any
	for _, scope := range managementScopes() {
		scopes = append(scopes, scope)
	}
	t.grants = []*grant{t.newGrant(map[string]any{"client_id": t.explorer, "audience": t.audience(), "scope": scopes})}
}

// AddApplication makes an application as somebody does in the dashboard: no
// limit and no visibility delay holds, and nothing is recorded. Fields are
// those of the Management API, with client_id and client_secret among them
// where a test wants to know them beforehand. It returns the client ID and
// panics on a field that Auth0 would refuse: that is a mistake in the test.
func (t *Tenant) AddApplication(fields map[string]any) (clientID string) {
	fields = normal(fields)
	checked := maps.Clone(fields)
	delete(checked, "client_id")
	if p := clientSchema(false).check(checked, ""); p != nil {
		panic(payloadError(*p))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	made := t.newClient(fields)
	t.clients = append(t.clients, made)
	return made.id()
}

// ChangeApplication changes an application behind the client's back, as
// somebody in the dashboard does. A nil value removes the field. It panics
// when there is no such application.
func (t *Tenant) ChangeApplication(clientID string, fields map[string]any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.find(clientID).set(normal(fields))
}

// RemoveApplication deletes an application and its grants in the same way.
func (t *Tenant) RemoveApplication(clientID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.remove(clientID)
}

// AddGrant lets an application use the Management API with the scopes, and
// returns the grant's ID.
func (t *Tenant) AddGrant(clientID string, scopes ...string) (id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	made := t.newGrant(normal(map[string]any{"client_id": clientID, "audience": t.audience(), "scope": append([]string{}, scopes...)}))
	t.grants = append(t.grants, made)
	return made.text("id")
}

// Applications returns the applications as the Management API shows them,
// secrets included, oldest first, also those that cannot be read yet, without
// the two that every tenant has.
func (t *Tenant) Applications() []map[string]any {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []map[string]any
	for _, c := range t.clients {
		if c.id() != t.global && c.id() != t.explorer {
			all = append(all, normal(c.fields))
		}
	}
	return all
}

// Application returns one of them, nil if there is none.
func (t *Tenant) Application(clientID string) map[string]any {
	all := t.Applications()
	if i := slices.IndexFunc(all, func(a map[string]any) bool { return a["client_id"] == clientID }); i >= 0 {
		return all[i]
	}
	return nil
}

// Grants returns the client grants in the same way, without the one of the API
// Explorer Application.
func (t *Tenant) Grants() []map[string]any {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []map[string]any
	for _, g := range t.grants {
		if g.text("client_id") != t.explorer {
			all = append(all, normal(g.fields))
		}
	}
	return all
}

// ExplorerID is the client ID of the API Explorer Application, the azp of
// Token.
func (t *Tenant) ExplorerID() string { return t.explorer }

// normal copies fields to what JSON makes of them, so that []string and
// []any, int and float64 are the same.
func normal(fields map[string]any) map[string]any {
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	var copied map[string]any
	if err := json.Unmarshal(raw, &copied); err != nil {
		panic(err)
	}
	return copied
}
