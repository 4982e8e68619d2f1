package auth0test_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// A fact is one statement of Auth0's documents, of recorded traffic or of
// public reports, and a request that shows it.
type fact struct {
	says    string
	options auth0test.Options
	given   func(*auth0test.Tenant) // done in the dashboard first
	before  []request               // sent first
	request request

	status  int
	body    any               // what the answer's JSON has to hold
	absent  []string          // and what not
	text    string            // what the answer's text has to hold
	header  map[string]string // headers of the answer
	matches func(*testing.T, response)
}

type fields = map[string]any

const (
	domain   = auth0test.PipeDomain
	audience = "https://" + domain + "/api/v2/"
	callback = "https://authenticate.example.com/oauth2/callback"
	logout   = "https://authenticate.example.com/.pomerium/signed_out"

	webID, webSecret   = "webWEBwebWEBwebWEBwebWEBwebWEBwe", "web-secret"
	m2mID, m2mSecret   = "m2mM2Mm2mM2Mm2mM2Mm2mM2Mm2mM2Mm2", "m2m-secret"
	nativeID           = "natNATnatNATnatNATnatNATnatNATna"
	postID, basicID    = "posPOSposPOSposPOSposPOSposPOSpo", "basBASbasBASbasBASbasBASbasBASba"
	privateKeyID       = "keyKEYkeyKEYkeyKEYkeyKEYkeyKEYke"
	webPath, m2mPath   = "/api/v2/clients/" + webID, "/api/v2/clients/" + m2mID
	clients, grants    = "/api/v2/clients", "/api/v2/client-grants"
	unknownID, unknown = "nobNOBnobNOBnobNOBnobNOBnobNOBno", "https://nobody.example.com/"
)

// furnish makes the applications that the facts speak of.
func furnish(t *auth0test.Tenant) {
	t.AddApplication(fields{"name": "Pomerium", "client_id": webID, "client_secret": webSecret, "app_type": "regular_web",
		"callbacks": []string{callback}, "allowed_logout_urls": []string{logout},
		"client_metadata": fields{"one": "1", "two": "2"}, "initiate_login_uri": "https://authenticate.example.com"})
	t.AddApplication(fields{"name": "Roles", "client_id": m2mID, "client_secret": m2mSecret, "app_type": "non_interactive",
		"grant_types": []string{"client_credentials"}})
	t.AddGrant(m2mID, "read:roles", "read:role_members")
	t.AddApplication(fields{"name": "Native", "client_id": nativeID, "client_secret": webSecret, "app_type": "native",
		"token_endpoint_auth_method": "none", "callbacks": []string{callback}})
	t.AddApplication(fields{"name": "Post", "client_id": postID, "client_secret": webSecret,
		"token_endpoint_auth_method": "client_secret_post"})
	t.AddApplication(fields{"name": "Basic", "client_id": basicID, "client_secret": webSecret,
		"token_endpoint_auth_method": "client_secret_basic"})
	t.AddApplication(fields{"name": "Key", "client_id": privateKeyID, "client_secret": webSecret,
		"client_authentication_methods": fields{"private_key_jwt": fields{"credentials": []fields{{"id": "cred_1"}}}}})
}

func TestFacts(t *testing.T) {
	facts := slices.Concat(clientFacts(), clientRefusals(), grantFacts(), accessFacts(), listFacts(), tokenFacts(), browserFacts(),
		userFacts(), oidcFacts(), customDomainFacts())
	seen := map[string]bool{}
	for _, fact := range facts {
		if seen[fact.says] {
			t.Errorf("said twice: %s", fact.says)
		}
		seen[fact.says] = true
		t.Run(fact.says, func(t *testing.T) {
			tenant := startPipe(t, fact.options)
			furnish(tenant)
			if fact.given != nil {
				fact.given(tenant)
			}
			client := tenant.Client()
			for _, r := range fact.before {
				if answer := send(t, tenant, client, r); answer.status >= 400 {
					t.Fatalf("before it, %s %s: %d %s", r.method, r.path, answer.status, answer.text)
				}
			}
			fact.check(t, send(t, tenant, client, fact.request))
		})
	}
}

func (f fact) check(t *testing.T, answer response) {
	t.Helper()
	if answer.status != f.status {
		t.Fatalf("got %d, want %d: %s", answer.status, f.status, answer.text)
	}
	if f.body != nil || f.absent != nil {
		var got any
		if err := json.Unmarshal([]byte(answer.text), &got); err != nil {
			t.Fatalf("no JSON: %s", answer.text)
		}
		if missing := lacks(decoded(t, f.body), got, "body"); f.body != nil && missing != "" {
			t.Errorf("%s\nin %s", missing, answer.text)
		}
		object, _ := got.(map[string]any)
		for _, name := range f.absent {
			if value, ok := object[name]; ok {
				t.Errorf("there is a %s: %v", name, value)
			}
		}
	}
	if !strings.Contains(answer.text, f.text) {
		t.Errorf("no %q in %s", f.text, answer.text)
	}
	for name, value := range f.header {
		if got := answer.header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if f.matches != nil {
		f.matches(t, answer)
	}
}

// refused is the body of a refusal of the Management API.
func refused(status int, name, message, code string) fields {
	body := fields{"statusCode": status, "error": name, "message": message}
	if code != "" {
		body["errorCode"] = code
	}
	return body
}

func badRequest(message string) fields { return refused(400, "Bad Request", message, "invalid_body") }

func denied(name, description string) fields {
	return fields{"error": name, "error_description": description}
}
