package auth0test_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

func grantTo(id string, scopes ...string) request {
	return request{method: "POST", path: grants, json: fields{"client_id": id, "audience": audience, "scope": append([]string{}, scopes...)}}
}

func fixedGrant(tenant *auth0test.Tenant) string { return tenant.Grants()[0]["id"].(string) }

func grantFacts() []fact {
	return []fact{
		{says: "granting answers 201 with an ID and the subject type client", request: grantTo(webID, "read:roles", "read:users"),
			status: 201, body: fields{"client_id": webID, "audience": audience, "scope": []string{"read:roles", "read:users"},
				"subject_type": "client"},
			absent: []string{"organization_usage", "allow_any_organization", "allow_all_scopes", "is_system"},
			matches: func(t *testing.T, r response) {
				if id, _ := r.object(t)["id"].(string); !regexp.MustCompile(`^cgr_[A-Za-z0-9]{16}$`).MatchString(id) {
					t.Errorf("id %q", id)
				}
			}},
		{says: "what is sent beside the scopes is shown",
			request: request{method: "POST", path: grants, json: fields{"client_id": webID, "audience": audience, "scope": []string{},
				"organization_usage": "deny", "allow_any_organization": false}},
			status: 201, body: fields{"organization_usage": "deny", "allow_any_organization": false}},
		{says: "a grant of no scopes is a grant", request: grantTo(webID), status: 201, body: fields{"scope": []string{}}},
		{says: "an application has one grant for an API and subject type", request: grantTo(m2mID, "read:users"), status: 409,
			body: refused(409, "Conflict", "A client grant already exists between "+m2mID+" and "+audience, "")},
		{says: "an application has a second grant for another subject type",
			request: request{method: "POST", path: grants, json: fields{"client_id": m2mID, "audience": audience,
				"scope": []string{}, "subject_type": "user"}}, status: 201, body: fields{"subject_type": "user"}},
		{says: "a grant to an application that is not there is 404", request: grantTo(unknownID), status: 404,
			body: refused(404, "Not Found", "Client not found", "")},
		{says: "a grant for an API that is not there is 404",
			request: request{method: "POST", path: grants, json: fields{"client_id": webID, "audience": unknown, "scope": []string{}}},
			status:  404, body: refused(404, "Not Found", "No resource with identifier "+unknown, "")},
		{says: "a scope that the API does not define is refused", request: grantTo(webID, "read:minds"), status: 400,
			body: badRequest("Payload validation error: scope must be a subset of resource server scopes")},
		{says: "a scope has 280 characters at most", request: grantTo(webID, string(make([]byte, 281))), status: 400, text: "maximum 280"},
		{says: "a grant names its API", request: request{method: "POST", path: grants, json: fields{"client_id": webID}}, status: 400,
			body: badRequest("Payload validation error: 'Missing required property: audience'.")},
		{says: "unknown fields of a grant are refused",
			request: request{method: "POST", path: grants, json: fields{"client_id": webID, "audience": audience, "scopes": []string{}}},
			status:  400, body: badRequest("Payload validation error: 'Additional properties not allowed: scopes'.")},
		{says: "an application of type express_configuration gets no grant", given: func(tenant *auth0test.Tenant) {
			tenant.AddApplication(fields{"name": "x", "client_id": unknownID, "app_type": "express_configuration"})
		}, request: grantTo(unknownID), status: 400,
			body: refused(400, "Bad Request", "Client of type express_configuration cannot be used", "validation_error")},
		{says: "a grant that is not there is 404", request: read(grants + "/cgr_nothing"), status: 404,
			body: refused(404, "Not Found", "The grant does not exist.", "inexistent_client_grant")},
		{says: "changing a grant that is not there is 404",
			request: request{method: "PATCH", path: grants + "/cgr_nothing", json: fields{"scope": []string{}}}, status: 404,
			body: refused(404, "Not Found", "The grant does not exist.", "inexistent_client_grant")},
		{says: "deleting a grant that is not there is 204", request: remove(grants + "/cgr_nothing"), status: 204},
		{says: "the grants of one application for one API are found",
			request: read(grants + "?client_id=" + m2mID + "&audience=" + url.QueryEscape(audience) + "&include_totals=true&per_page=50"),
			status:  200,
			body: fields{"total": 1, "start": 0, "limit": 50, "client_grants": []fields{{"client_id": m2mID, "audience": audience,
				"scope": []string{"read:roles", "read:role_members"}, "subject_type": "client"}}}},
		{says: "grants are listed by subject type", request: read(grants + "?subject_type=user"), status: 200, body: []any{}},
		{says: "a page of grants has one at least", request: read(grants + "?per_page=0"), status: 400,
			body: fields{"errorCode": "invalid_query_string"}},
	}
}

// The ID of a grant is not known before, so what is done to one stands apart
// from the table.
func TestAGrantIsReadChangedAndDeleted(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	furnish(tenant)
	client := tenant.Client()
	path := grants + "/" + fixedGrant(tenant)

	got := must(t, tenant, client, 200, read(path)).object(t)
	if missing := lacks(decoded(t, fields{"client_id": m2mID, "scope": []string{"read:roles", "read:role_members"}}), got, "grant"); missing != "" {
		t.Error(missing)
	}
	patch := func(body fields) request { return request{method: "PATCH", path: path, json: body} }
	got = must(t, tenant, client, 200, patch(fields{"scope": []string{"read:users"}})).object(t)
	if missing := lacks(decoded(t, fields{"client_id": m2mID, "scope": []string{"read:users"}}), got, "grant"); missing != "" {
		t.Errorf("scopes are replaced: %s", missing)
	}
	got = must(t, tenant, client, 200, patch(fields{"scope": []string{}})).object(t)
	if missing := lacks(decoded(t, fields{"scope": []string{}}), got, "grant"); missing != "" {
		t.Errorf("no scopes are allowed: %s", missing)
	}
	got = must(t, tenant, client, 200, patch(fields{"allow_all_scopes": true})).object(t)
	if _, shown := got["scope"]; shown || got["allow_all_scopes"] != true {
		t.Errorf("a grant of all scopes shows none: %v", got)
	}
	refusal := must(t, tenant, client, 400, patch(fields{"client_id": webID, "audience": unknown})).object(t)
	if want := "Payload validation error: 'Additional properties not allowed: audience,client_id'."; refusal["message"] != want {
		t.Errorf("application and API are fixed: %v", refusal["message"])
	}
	must(t, tenant, client, 400, patch(fields{}))
	must(t, tenant, client, 204, remove(path))
	must(t, tenant, client, 404, read(path))
	if left := tenant.Grants(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func listFacts() []fact {
	more := func(n int) func(*auth0test.Tenant) {
		return func(tenant *auth0test.Tenant) {
			for i := range n {
				tenant.AddApplication(fields{"name": "spare " + strconv.Itoa(i), "app_type": "spa"})
			}
		}
	}
	length := func(want int) func(*testing.T, response) {
		return func(t *testing.T, r response) {
			var got []any
			if err := json.Unmarshal([]byte(r.text), &got); err != nil || len(got) != want {
				t.Errorf("%d items (%v), want %d", len(got), err, want)
			}
		}
	}
	return []fact{
		{says: "a list is a bare array without include_totals", request: read(clients), status: 200, matches: length(8)},
		{says: "a list has totals with include_totals", request: read(clients + "?include_totals=true&per_page=2&page=1"), status: 200,
			body: fields{"total": 8, "start": 2, "limit": 2, "clients": []fields{{"client_id": webID}, {"client_id": m2mID}}}},
		{says: "the tenant is listed although only client_id was asked for",
			request: read(clients + "?fields=client_id&include_fields=true&app_type=regular_web"), status: 200,
			matches: func(t *testing.T, r response) {
				if want := `[{"client_id":"` + webID + `","tenant":"acme"}]`; r.text != want {
					t.Errorf("got %s, want %s", r.text, want)
				}
			}},
		{says: "a page has 50 without per_page", given: more(60), request: read(clients), status: 200, matches: length(50)},
		{says: "a page has 100 at most", given: more(110), request: read(clients + "?per_page=100"), status: 200, matches: length(100)},
		{says: "a page of more than 100 is refused", request: read(clients + "?per_page=101"), status: 400,
			body: fields{"errorCode": "invalid_query_string"}, text: "Value 101 is greater than maximum 100"},
		{says: "a page past the end is empty", request: read(clients + "?page=5"), status: 200, body: []any{}},
		{says: "offset pages reach 1,000 records", request: read(clients + "?per_page=100&page=9"), status: 200, body: []any{}},
		{says: "offset pages reach no further than 1,000 records", request: read(clients + "?per_page=100&page=10"), status: 400,
			body: refused(400, "Bad Request", "Requesting page exceeds the allowed maximum of 1000 records.", "invalid_paging")},
		{says: "take wins over page and totals", request: read(clients + "?take=1&page=3&include_totals=true"), status: 200,
			body: fields{"clients": []fields{{"name": "All Applications"}}}, absent: []string{"total", "start", "limit"}},
		{says: "the last page of a checkpoint list has no next", request: read(clients + "?take=100"), status: 200, absent: []string{"next"}},
		{says: "applications are listed by type", request: read(clients + "?app_type=native,regular_web"), status: 200,
			body: []fields{{"client_id": webID}, {"client_id": nativeID}}},
		{says: "the global client can be left out", request: read(clients + "?is_global=false"), status: 200, matches: length(7)},
		{says: "there is no filter by name", request: read(clients + "?name=Pomerium"), status: 400,
			body: fields{"errorCode": "invalid_query_string"}},
	}
}

func TestCheckpointPagesReachEveryApplication(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	want := map[string]bool{}
	for range 250 {
		want[tenant.AddApplication(fields{"name": "x"})] = true
	}
	client := tenant.Client()
	pages, from := 0, ""
	for {
		page := must(t, tenant, client, 200, read(clients+"?is_global=false&take=100"+from)).object(t)
		for _, one := range page["clients"].([]any) {
			delete(want, one.(map[string]any)["client_id"].(string))
		}
		pages++
		next, ok := page["next"].(string)
		if !ok {
			break
		}
		from = "&from=" + url.QueryEscape(next)
	}
	if pages != 3 || len(want) != 0 {
		t.Errorf("%d pages, %d applications not seen", pages, len(want))
	}
	must(t, tenant, client, 400, read(clients+"?take=1&from=nothing"))
}
