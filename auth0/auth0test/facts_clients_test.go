package auth0test_test

import (
	"regexp"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

func create(body fields) request { return request{method: "POST", path: clients, json: body} }
func change(body fields) request { return request{method: "PATCH", path: webPath, json: body} }
func read(path string) request   { return request{method: "GET", path: path} }
func remove(path string) request { return request{method: "DELETE", path: path} }

func clientFacts() []fact {
	all := []string{"authorization_code", "implicit", "refresh_token", "client_credentials"}
	return []fact{
		{says: "creating an application answers 201 with what Auth0 adds to a name",
			request: create(fields{"name": "Pomerium"}), status: 201,
			body: fields{
				"name": "Pomerium", "is_first_party": true, "is_token_endpoint_ip_header_trusted": false, "oidc_conformant": false,
				"jwt_configuration": fields{"secret_encoded": false, "lifetime_in_seconds": 36000},
				"sso_disabled":      false, "cross_origin_authentication": false, "custom_login_page_on": true,
				"grant_types": all, "global": false, "tenant": "acme",
				"refresh_token": fields{"rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": 0,
					"token_lifetime": 2592000, "infinite_token_lifetime": true, "infinite_idle_token_lifetime": true,
					"idle_token_lifetime": 1296000},
			},
			header: map[string]string{"Content-Type": "application/json; charset=utf-8"},
			matches: func(t *testing.T, r response) {
				made := r.object(t)
				if id, _ := made["client_id"].(string); !regexp.MustCompile(`^[A-Za-z0-9]{32}$`).MatchString(id) {
					t.Errorf("client_id %q", id)
				}
				if secret, _ := made["client_secret"].(string); !regexp.MustCompile(`^[A-Za-z0-9_-]{64}$`).MatchString(secret) {
					t.Errorf("client_secret %q", secret)
				}
				if jwt := made["jwt_configuration"].(map[string]any); jwt["alg"] != nil {
					t.Errorf("an algorithm that nobody asked for: %v", jwt["alg"])
				}
				if keys, _ := made["signing_keys"].([]any); len(keys) != 1 {
					t.Errorf("signing_keys %v", made["signing_keys"])
				}
			}},
		{says: "app_type and token_endpoint_auth_method are absent when they were not sent",
			request: create(fields{"name": "Pomerium"}), status: 201, absent: []string{"app_type", "token_endpoint_auth_method"}},
		{says: "an application without a secret gets no client_credentials grant",
			request: create(fields{"name": "x", "token_endpoint_auth_method": "none"}), status: 201,
			body: fields{"grant_types": []string{"authorization_code", "implicit", "refresh_token"}}},
		{says: "the default grants do not depend on the type: regular_web",
			request: create(fields{"name": "x", "app_type": "regular_web"}), status: 201, body: fields{"grant_types": all}},
		{says: "the default grants do not depend on the type: non_interactive",
			request: create(fields{"name": "x", "app_type": "non_interactive"}), status: 201, body: fields{"grant_types": all}},
		{says: "the default grants do not depend on the type: native",
			request: create(fields{"name": "x", "app_type": "native"}), status: 201, body: fields{"grant_types": all}},
		{says: "an application of type resource_server gets no grants",
			request: create(fields{"name": "x", "app_type": "resource_server"}), status: 201, body: fields{"grant_types": []string{}}},
		{says: "an application of type express_configuration gets two grants and shows no secret",
			request: create(fields{"name": "x", "app_type": "express_configuration"}), status: 201,
			body: fields{"grant_types": []string{"authorization_code", "client_credentials"}}, absent: []string{"client_secret"}},
		{says: "an application of method none has a secret all the same",
			request: create(fields{"name": "x", "token_endpoint_auth_method": "none", "client_secret": "s"}), status: 201,
			body: fields{"client_secret": "s"}},
		{says: "an algorithm that is sent replaces the default JWT configuration, lifetime included",
			request: create(fields{"name": "x", "jwt_configuration": fields{"alg": "RS256"}}), status: 201,
			matches: func(t *testing.T, r response) {
				got := r.object(t)["jwt_configuration"].(map[string]any)
				if len(got) != 2 || got["alg"] != "RS256" || got["secret_encoded"] != false {
					t.Errorf("jwt_configuration %v", got)
				}
			}},
		{says: "a lifetime that is sent with the algorithm is shown",
			request: create(fields{"name": "x", "jwt_configuration": fields{"alg": "PS256", "lifetime_in_seconds": 60}}), status: 201,
			body: fields{"jwt_configuration": fields{"alg": "PS256", "lifetime_in_seconds": 60}}},
		{says: "names are not unique",
			request: create(fields{"name": "Pomerium"}), status: 201, body: fields{"name": "Pomerium"}},
		{says: "changing an application answers 200 with all of it",
			request: change(fields{"name": "Other"}), status: 200,
			body: fields{"name": "Other", "client_id": webID, "client_secret": webSecret, "callbacks": []string{callback}}},
		{says: "a list of URLs is replaced whole",
			request: change(fields{"callbacks": []string{"https://other.example.com/cb"}}), status: 200,
			body: fields{"callbacks": []string{"https://other.example.com/cb"}}},
		{says: "an empty list of URLs is taken",
			request: change(fields{"callbacks": []string{}}), status: 200, body: fields{"callbacks": []string{}}},
		{says: "an empty login URI clears it",
			request: change(fields{"initiate_login_uri": ""}), status: 200, absent: []string{"initiate_login_uri"}},
		{says: "a null clears token_endpoint_auth_method",
			before:  []request{change(fields{"token_endpoint_auth_method": "client_secret_post"})},
			request: change(fields{"token_endpoint_auth_method": nil}), status: 200, absent: []string{"token_endpoint_auth_method"}},
		{says: "metadata is merged key by key",
			request: change(fields{"client_metadata": fields{"two": "II", "three": "3"}}), status: 200,
			body: fields{"client_metadata": fields{"one": "1", "two": "II", "three": "3"}}},
		{says: "a null removes a key of the metadata",
			request: change(fields{"client_metadata": fields{"one": nil}}), status: 200,
			matches: func(t *testing.T, r response) {
				if got := r.object(t)["client_metadata"].(map[string]any); len(got) != 1 || got["two"] != "2" {
					t.Errorf("client_metadata %v", got)
				}
			}},
		{says: "reading an application answers 200", request: read(webPath), status: 200,
			body: fields{"client_id": webID, "client_secret": webSecret, "name": "Pomerium"}},
		{says: "reading an application with fields answers those alone",
			request: read(webPath + "?fields=client_id,name&include_fields=true"), status: 200,
			body: fields{"client_id": webID, "name": "Pomerium"}, absent: []string{"client_secret", "callbacks"}},
		{says: "reading an application without fields answers all others",
			request: read(webPath + "?fields=client_secret&include_fields=false"), status: 200,
			body: fields{"client_id": webID, "callbacks": []string{callback}}, absent: []string{"client_secret"}},
		{says: "an application that is not there is 404",
			request: read(clients + "/" + unknownID), status: 404,
			body: refused(404, "Not Found", "The client does not exist", "inexistent_client")},
		{says: "changing an application that is not there is 404",
			request: request{method: "PATCH", path: clients + "/" + unknownID, json: fields{"name": "x"}}, status: 404,
			body: refused(404, "Not Found", "The client does not exist", "inexistent_client")},
		{says: "deleting an application is 204 without a body", request: remove(webPath), status: 204,
			matches: func(t *testing.T, r response) {
				if r.text != "" {
					t.Errorf("a body: %s", r.text)
				}
			}},
		{says: "deleting an application twice is 204", before: []request{remove(webPath)}, request: remove(webPath), status: 204},
		{says: "deleting an application deletes its grants",
			before: []request{remove(m2mPath)}, request: read(grants + "?client_id=" + m2mID), status: 200, body: []any{}},
	}
}

func clientRefusals() []fact {
	login := func(uri string) string {
		return "Payload validation error: 'Object didn't pass validation for format absolute-https-uri-with-placeholders-or-empty: " +
			uri + "' on property initiate_login_uri (Initiate login uri, must be https)."
	}
	many := fields{}
	for _, key := range strings.Split("abcdefghijk", "") {
		many[key] = "v"
	}
	return []fact{
		{says: "a name is required", request: create(fields{"app_type": "regular_web"}), status: 400,
			body: badRequest("Payload validation error: 'Missing required property: name'.")},
		{says: "a name holds no <", request: create(fields{"name": "Pom<erium"}), status: 400,
			text: "String does not match pattern ^[^<>]+$: Pom<erium' on property name (Name of this client (min length: 1 character, does not allow `<` or `>`).).", body: fields{"errorCode": "invalid_body"}},
		{says: "a name is not empty", request: create(fields{"name": ""}), status: 400, body: fields{"errorCode": "invalid_body"}},
		{says: "unknown fields are refused by name", request: create(fields{"name": "x", "colour": "red", "age": 1}), status: 400,
			body: badRequest("Payload validation error: 'Additional properties not allowed: age,colour'.")},
		{says: "unknown fields of a change are refused", request: change(fields{"tenant": "acme"}), status: 400,
			body: badRequest("Payload validation error: 'Additional properties not allowed: tenant'.")},
		{says: "an empty change is refused", request: change(fields{}), status: 400,
			body: badRequest("Payload validation error: 'Too few properties defined (0), minimum 1'.")},
		{says: "a client_id in a new application is refused", request: create(fields{"name": "x", "client_id": unknownID}), status: 403,
			text: "This operation must be authorized by Auth0"},
		{says: "a description has 140 characters at most", request: create(fields{"name": "x", "description": strings.Repeat("é", 141)}),
			status: 400, text: "String is too long (141 chars), maximum 140"},
		{says: "a description may have 140 characters", request: create(fields{"name": "x", "description": strings.Repeat("é", 140)}),
			status: 201},
		{says: "an unknown app_type is refused", request: create(fields{"name": "x", "app_type": "web"}), status: 400,
			text: "No enum match for: web"},
		{says: "an unknown algorithm is refused", request: create(fields{"name": "x", "jwt_configuration": fields{"alg": "none"}}),
			status: 400, text: "on property jwt_configuration.alg"},
		{says: "an unknown authentication method is refused",
			request: create(fields{"name": "x", "token_endpoint_auth_method": "private_key_jwt"}), status: 400,
			text: "on property token_endpoint_auth_method"},
		{says: "a field of the wrong type is refused", request: create(fields{"name": "x", "oidc_conformant": "yes"}), status: 400,
			body: badRequest("Payload validation error: 'Expected type boolean but found type string' on property oidc_conformant.")},
		{says: "a callback URL has a scheme",
			request: create(fields{"name": "x", "callbacks": []string{callback, "*.svc.cluster.local/callback"}}), status: 400,
			body: badRequest("Payload validation error: 'Object didn't pass validation for format callback-url: " +
				"*.svc.cluster.local/callback' on property callbacks[1].")},
		{says: "a callback URL may have a wildcard, a placeholder, plain http and a scheme of its own",
			request: create(fields{"name": "x", "callbacks": []string{"https://*.example.com/cb", "https://{organization_name}.example.com/cb",
				"http://localhost:3000", "com.example.app://callback"}}), status: 201},
		{says: "a logout URL has a scheme", request: change(fields{"allowed_logout_urls": []string{"*.example.com"}}), status: 400,
			body: badRequest("Payload validation error: 'Object didn't pass validation for format url-with-placeholders: " +
				"*.example.com' on property allowed_logout_urls[0].")},
		{says: "a login URI is https", request: create(fields{"name": "x", "initiate_login_uri": "http://localhost:5173"}), status: 400,
			body: badRequest(login("http://localhost:5173"))},
		{says: "a login URI of plain http is refused for any host",
			request: change(fields{"initiate_login_uri": "http://authenticate.example.com"}), status: 400,
			body: badRequest(login("http://authenticate.example.com"))},
		{says: "a login URI is not localhost", request: change(fields{"initiate_login_uri": "https://localhost:4200/login"}), status: 400,
			body: badRequest(login("https://localhost:4200/login"))},
		{says: "a login URI may be 127.0.0.1", request: change(fields{"initiate_login_uri": "https://127.0.0.1/"}), status: 200},
		{says: "a login URI may have a query and a fragment",
			request: change(fields{"initiate_login_uri": "https://authenticate.example.com/login?a=b#c"}), status: 200},
		{says: "metadata has 10 keys at most", request: create(fields{"name": "x", "client_metadata": many}), status: 400,
			text: "Too many properties defined (11), maximum 10"},
		{says: "metadata has 10 keys at most after a merge", request: change(fields{"client_metadata": fields{
			"a": "", "b": "", "c": "", "d": "", "e": "", "f": "", "g": "", "h": "", "i": ""}}), status: 400,
			text: "Too many properties defined (11), maximum 10"},
		{says: "a value of the metadata has 255 characters at most",
			request: change(fields{"client_metadata": fields{"a": strings.Repeat("v", 256)}}), status: 400, text: "maximum 255"},
		{says: "a name of the metadata has 255 characters at most",
			request: change(fields{"client_metadata": fields{strings.Repeat("n", 256): "v"}}), status: 400, text: "maximum 255"},
		{says: "a name of the metadata may hold a colon, a slash and a blank",
			request: change(fields{"client_metadata": fields{"pomerium_auth0: a/b": "v"}}), status: 200},
		{says: "a name of the metadata holds no dot or brace",
			request: change(fields{"client_metadata": fields{"pomerium.auth0": "v"}}), status: 400, body: fields{"errorCode": "invalid_body"}},
		{says: "metadata holds texts", request: change(fields{"client_metadata": fields{"a": 1}}), status: 400,
			text: "Expected type string but found type integer"},
		{says: "unknown grant types are refused", request: create(fields{"name": "x", "grant_types": []string{"code"}}), status: 400,
			text: "Invalid grant types: code"},
		{says: "an application without a secret may not use client_credentials",
			request: create(fields{"name": "x", "token_endpoint_auth_method": "none", "grant_types": []string{"client_credentials"}}),
			status:  400, text: "Invalid grant types: client_credentials"},
		{says: "a change may not leave client_credentials without a secret either",
			request: change(fields{"token_endpoint_auth_method": "none"}), status: 400, text: "Invalid grant types: client_credentials"},
		{says: "a body that is not JSON is refused", request: request{method: "POST", path: clients, raw: `{"name":`}, status: 400,
			body: refused(400, "Bad Request", "Invalid request payload JSON format", "")},
		{says: "a body that is not an object is refused", request: request{method: "POST", path: clients, raw: `["name"]`}, status: 400,
			text: "Expected type object but found type array"},
		{says: "a body has 1 MB at most", request: create(fields{"name": "x", "description": strings.Repeat("v", 1<<20)}), status: 413,
			body: fields{"statusCode": 413}},
		{says: "the free plan has 10 applications", options: auth0test.Options{FreePlan: true},
			given: func(tenant *auth0test.Tenant) { // six and the API Explorer Application are there
				for range 3 {
					tenant.AddApplication(fields{"name": "x"})
				}
			},
			request: create(fields{"name": "one too many"}), status: 403,
			body: refused(403, "Forbidden", "You reached the limit of entities of this type for this tenant.", "too_many_entities")},
		{says: "the free plan's tenth application is made", options: auth0test.Options{FreePlan: true},
			given: func(tenant *auth0test.Tenant) {
				for range 2 {
					tenant.AddApplication(fields{"name": "x"})
				}
			},
			request: create(fields{"name": "the tenth"}), status: 201},
	}
}
