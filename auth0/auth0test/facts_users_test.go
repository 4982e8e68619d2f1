package auth0test_test

import (
	"net/url"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

const (
	adaID   = "auth0|ada"
	adaPath = "/api/v2/users/auth0%7Cada"
)

// people are the users that the facts speak of; "ops" has no member.
func people(tenant *auth0test.Tenant) {
	tenant.AddUser(auth0test.User{ID: adaID, Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin", "dev"}})
	tenant.AddUser(auth0test.User{Email: "bob@example.com", Name: "Bob", Password: "practice", Roles: []string{"dev"}})
	tenant.AddRole("ops")
}

func userFacts() []fact {
	as := func(auth authorization, path string) request { return request{method: "GET", path: path, auth: auth} }
	insufficient := func(scopes string) fields {
		return refused(403, "Forbidden", "Insufficient scope, expected any of: "+scopes, "insufficient_scope")
	}
	connections := webPath + "/connections"
	return []fact{
		{says: "roles are listed with their totals", given: people, request: read("/api/v2/roles?include_totals=true&per_page=2"), status: 200,
			body: fields{"roles": []fields{{"name": "admin"}, {"name": "dev"}}, "start": 0, "limit": 2, "total": 3}},
		{says: "roles are a bare array without include_totals", given: people, request: read("/api/v2/roles"), status: 200,
			body: []fields{{"name": "admin"}, {"name": "dev"}, {"name": "ops"}}},
		{says: "roles are found by a part of their name in any case", given: people, request: read("/api/v2/roles?name_filter=AdM"), status: 200,
			body: []fields{{"name": "admin"}}},
		{says: "a role that is not there is 404 without an error code", request: read("/api/v2/roles/rol_none"), status: 404,
			body: refused(404, "Not Found", "The role does not exist.", ""), absent: []string{"errorCode"}},
		{says: "the users of a role that is not there are 404", request: read("/api/v2/roles/rol_none/users"), status: 404,
			body: refused(404, "Not Found", "The role does not exist.", "")},
		{says: "listing roles needs read:roles", request: as(scopes("read:users"), "/api/v2/roles"), status: 403, body: insufficient("read:roles")},
		{says: "reading a role needs read:roles", request: as(scopes("read:users"), "/api/v2/roles/rol_none"), status: 403,
			body: insufficient("read:roles")},
		{says: "listing the users of a role needs one of three scopes", request: as(scopes("read:clients"), "/api/v2/roles/rol_none/users"),
			status: 403, body: insufficient("read:users, read:roles, read:role_members")},
		{says: "read:role_members is enough for the users of a role",
			request: as(scopes("read:role_members"), "/api/v2/roles/rol_none/users"), status: 404},

		{says: "a user is read by ID", given: people, request: read(adaPath), status: 200,
			body: fields{"user_id": adaID, "email": "ada@example.com", "email_verified": true, "name": "Ada", "nickname": "ada",
				"identities": []fields{{"connection": "Username-Password-Authentication", "provider": "auth0", "user_id": "ada"}}},
			absent: []string{"password"}},
		{says: "a user that is not there is 404", request: read(adaPath), status: 404,
			body: refused(404, "Not Found", "The user does not exist.", "inexistent_user")},
		{says: "reading a user needs read:users", given: people, request: as(scopes("read:roles", "read:role_members"), adaPath), status: 403,
			body: insufficient("read:users")},
		{says: "the roles of a user are listed", given: people, request: as(scopes("read:users", "read:roles"), adaPath+"/roles"), status: 200,
			body: []fields{{"name": "admin"}, {"name": "dev"}}},
		{says: "the roles of a user need read:users", given: people, request: as(scopes("read:roles"), adaPath+"/roles"), status: 403,
			body: insufficient("read:users")},
		{says: "the roles of a user need read:roles", given: people, request: as(scopes("read:users"), adaPath+"/roles"), status: 403,
			body: insufficient("read:roles")},

		{says: "a new application has the tenant's database connection", request: read(connections), status: 200,
			body:   fields{"connections": []fields{{"name": "Username-Password-Authentication", "strategy": "auth0"}}},
			absent: []string{"next"}},
		{says: "a connection that is switched off is not among an application's", request: read(connections), status: 200,
			given: func(tenant *auth0test.Tenant) { tenant.EnableConnection(webID, false) }, body: fields{"connections": []any{}}},
		{says: "only the fields of a connection that were asked for are shown", request: read(connections + "?take=1&fields=name"), status: 200,
			matches: func(t *testing.T, r response) {
				if want := `{"connections":[{"name":"Username-Password-Authentication"}]}`; r.text != want {
					t.Errorf("got %s, want %s", r.text, want)
				}
			}},
		{says: "connections of an application have no offset pages", request: read(connections + "?page=0"), status: 400,
			body: fields{"errorCode": "invalid_query_string"}},
		{says: "connections of an application that is not there are 404", request: read("/api/v2/clients/" + unknownID + "/connections"), status: 404,
			body: refused(404, "Not Found", "The client does not exist", "inexistent_client")},
		{says: "connections of an application need read:connections", request: as(scopes("read:clients"), connections), status: 403,
			body: insufficient("read:connections")},
		{says: "read:connections alone is not enough for them", request: as(scopes("read:connections"), connections), status: 403,
			body: insufficient("read:clients, read:client_summary")},
		{says: "read:client_summary goes with read:connections", request: as(scopes("read:connections", "read:client_summary"), connections),
			status: 200},
	}
}

// The ID of a role is not known before, so what is read by it stands apart
// from the table.
func TestTheUsersOfARoleArePaged(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	people(tenant)
	client := tenant.Client()
	path := "/api/v2/roles/" + tenant.AddRole("dev") + "/users"

	got := must(t, tenant, client, 200, read(path+"?include_totals=true&per_page=1&page=1")).object(t)
	if missing := lacks(decoded(t, fields{"total": 2, "start": 1, "limit": 1, "users": []fields{{"name": "Bob"}}}), got, "page"); missing != "" {
		t.Error(missing)
	}
	got = must(t, tenant, client, 200, read(path+"?take=1&per_page=50&include_totals=true")).object(t)
	if missing := lacks(decoded(t, fields{"users": []fields{{"user_id": adaID, "email": "ada@example.com"}}}), got, "first"); missing != "" {
		t.Error(missing)
	}
	next, _ := got["next"].(string)
	got = must(t, tenant, client, 200, read(path+"?take=1&from="+url.QueryEscape(next))).object(t)
	if missing := lacks(decoded(t, fields{"users": []fields{{"name": "Bob"}}}), got, "last"); missing != "" {
		t.Error(missing)
	}
	if _, more := got["next"]; more {
		t.Errorf("after the last: %v", got)
	}
	empty := must(t, tenant, client, 200, read("/api/v2/roles/"+tenant.AddRole("ops")+"/users"))
	if empty.text != "[]" {
		t.Errorf("a role without users has %s", empty.text)
	}
}
