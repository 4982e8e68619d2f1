package auth0test_test

import (
	"strings"
	"testing"
	"time"
)

func accessFacts() []fact {
	as := func(auth authorization, r request) request {
		r.auth = auth
		return r
	}
	insufficient := func(scopes string) fields {
		return refused(403, "Forbidden", "Insufficient scope, expected any of: "+scopes, "insufficient_scope")
	}
	unauthorized := func(message string) fields {
		return fields{"statusCode": 401, "error": "Unauthorized", "message": message, "attributes": fields{"error": message}}
	}
	other := scopes("read:roles")
	readers := "read:clients, read:client_keys, read:client_credentials, read:client_summary"
	past := time.Now().Add(-time.Minute).Unix()
	return []fact{
		{says: "listing applications needs one of four scopes", request: as(other, read(clients)), status: 403, body: insufficient(readers)},
		{says: "reading an application needs one of four scopes", request: as(other, read(webPath)), status: 403, body: insufficient(readers)},
		{says: "creating applications needs create:clients", request: as(other, create(fields{"name": "x"})), status: 403,
			body: insufficient("create:clients")},
		{says: "changing applications needs one of four scopes", request: as(other, change(fields{"name": "x"})), status: 403,
			body: insufficient("update:clients, update:client_keys, update:client_credentials, update:client_token_vault_privileged_access")},
		{says: "deleting applications needs delete:clients", request: as(other, remove(webPath)), status: 403,
			body: insufficient("delete:clients")},
		{says: "listing grants needs read:client_grants", request: as(other, read(grants)), status: 403,
			body: insufficient("read:client_grants")},
		{says: "reading a grant needs read:client_grants", request: as(other, read(grants+"/cgr_x")), status: 403,
			body: insufficient("read:client_grants")},
		{says: "granting needs create:client_grants", request: as(other, grantTo(webID)), status: 403,
			body: insufficient("create:client_grants")},
		{says: "changing a grant needs update:client_grants",
			request: as(other, request{method: "PATCH", path: grants + "/cgr_x", json: fields{}}), status: 403,
			body: insufficient("update:client_grants")},
		{says: "deleting a grant needs delete:client_grants", request: as(other, remove(grants+"/cgr_x")), status: 403,
			body: insufficient("delete:client_grants")},
		{says: "one scope of several is enough", request: as(scopes("read:client_keys"), read(webPath)), status: 200,
			body: fields{"client_secret": webSecret}},

		{says: "the secret is shown with read:client_keys", request: as(scopes("read:clients", "read:client_keys"), read(webPath)),
			status: 200, body: fields{"client_secret": webSecret, "callbacks": []string{callback}}},
		{says: "the secret is shown with read:client_credentials",
			request: as(scopes("read:clients", "read:client_credentials"), read(webPath)), status: 200,
			body: fields{"client_secret": webSecret}},
		{says: "without them the secret is absent and everything else there", request: as(scopes("read:clients"), read(webPath)),
			status: 200, body: fields{"client_id": webID, "callbacks": []string{callback}}, absent: []string{"client_secret", "signing_keys"}},
		{says: "without them no secret is listed", request: as(scopes("read:clients"), read(clients)), status: 200,
			matches: func(t *testing.T, r response) {
				if strings.Contains(r.text, `"client_secret":`) {
					t.Errorf("a secret in %s", r.text)
				}
			}},
		{says: "with read:client_summary only four fields are shown", request: as(scopes("read:client_summary"), read(webPath)),
			status: 200, matches: func(t *testing.T, r response) {
				if got := r.object(t); len(got) != 3 || got["client_id"] != webID || got["name"] != "Pomerium" || got["app_type"] != "regular_web" {
					t.Errorf("shown: %v", got)
				}
			}},

		{says: "a call without a token is 401", request: as(literally(""), read(clients)), status: 401,
			body: fields{"statusCode": 401, "error": "Unauthorized", "message": "Missing authentication"}, absent: []string{"attributes"},
			header: map[string]string{"WWW-Authenticate": "Bearer"}},
		{says: "a token that is no JWT is 400", request: as(literally("Bearer abcdef"), read(clients)), status: 400,
			body: refused(400, "Bad Request", "Bad HTTP authentication header format", "Bearer")},
		{says: "a token that does not decode is 401", request: as(literally("Bearer a.b.c"), read(clients)), status: 401,
			body: unauthorized("Invalid token")},
		{says: "a token of another signer is 401",
			request: as(literally("Bearer eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.AAAA"), read(clients)), status: 401,
			body: unauthorized("Invalid signature received for JSON Web Token validation")},
		{says: "an expired token is 401, and the attributes repeat the message",
			request: as(claims(fields{"exp": past}), read(clients)), status: 401,
			body: unauthorized("Expired token received for JSON Web Token validation")},
		{says: "a token for another API is 401", request: as(claims(fields{"aud": "https://login.example.com/api/v2/"}), read(clients)),
			status: 401, body: unauthorized("Bad audience: https://login.example.com/api/v2/")},
		{says: "a path that the API has not is 404", request: as(literally(""), read("/api/v2/nothing")), status: 404,
			body: refused(404, "Not Found", "Not Found", "")},
		{says: "a method that a path has not is 404", request: request{method: "PUT", path: webPath}, status: 404,
			body: refused(404, "Not Found", "Not Found", "")},
	}
}
