package auth0test_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

const (
	custom  = "login.example.com"
	pending = "new.example.com"
)

// customDomainFacts are those of "Configure Features to Use Custom Domains", and
// of a recorded list of custom domains.
func customDomainFacts() []fact {
	options := auth0test.Options{CustomDomains: []auth0test.CustomDomain{
		{Domain: custom}, {Domain: "sso.example.com"}, {Domain: pending, Status: "pending_verification"},
	}}
	list := request{method: "GET", path: "/api/v2/custom-domains"}
	with := func(query string) request { return request{method: "GET", path: list.path + query} }
	token := func(host, audience string) request {
		return request{host: host, method: "POST", path: "/oauth/token", form: map[string][]string{
			"grant_type": {"client_credentials"}, "audience": {audience}, "client_id": {m2mID}, "client_secret": {m2mSecret},
		}}
	}
	return []fact{
		{
			says: "custom domains are listed bare, whatever their status", options: options, request: list, status: 200,
			body: []fields{
				{"domain": custom, "status": "ready", "type": "auth0_managed_certs"},
				{"domain": "sso.example.com", "status": "ready"},
				{"domain": pending, "status": "pending_verification"},
			},
		},
		{says: "without a custom domain the list is empty", request: list, status: 200, body: []fields{}, text: "[]"},
		{
			says: "with take the custom domains are in an object", options: options, request: with("?take=2"), status: 200,
			body: fields{"custom_domains": []fields{{"domain": custom}, {"domain": "sso.example.com"}}},
		},
		{
			says: "custom domains need a scope of their own", options: options, status: 403,
			request: request{method: "GET", path: list.path, auth: scopes("read:clients")},
			body:    refused(403, "Forbidden", "Insufficient scope, expected any of: read:custom_domains", "insufficient_scope"),
		},
		{
			says: "a custom domain is its own issuer", options: options, status: 200,
			request: request{host: custom, method: "GET", path: "/.well-known/openid-configuration"},
			body:    fields{"issuer": "https://" + custom + "/", "token_endpoint": "https://" + custom + "/oauth/token"},
		},
		{
			says: "a name is compared without letter case", options: options, status: 200,
			request: request{host: "LOGIN.example.com", method: "GET", path: "/.well-known/openid-configuration"},
			body:    fields{"issuer": "https://" + custom + "/"},
		},
		{
			says: "a custom domain that is not ready does not answer", options: options, status: 404,
			request: request{host: pending, method: "GET", path: "/.well-known/openid-configuration"},
		},
		{
			says: "the audience stays the tenant's own behind a custom domain", options: options, status: 200,
			request: token(custom, audience), body: fields{"scope": "read:roles read:role_members"},
		},
		{
			says: "a custom domain is no audience", options: options, status: 403,
			request: token(custom, "https://"+custom+"/api/v2/"), body: denied("access_denied", "Service not found: https://"+custom+"/api/v2/"),
		},
		{
			says: "a token is good at the host that it was asked for at", options: options, status: 401,
			request: request{host: custom, method: "GET", path: clients},
			text:    "Invalid issuer",
		},
	}
}

func TestCustomDomainsOnLoopbackHavePortsOfTheirOwn(t *testing.T) {
	tenant := start(t, auth0test.Options{CustomDomains: []auth0test.CustomDomain{{Domain: "127.0.0.1:0"}, {Domain: "localhost:0"}, {Domain: pending}}})
	customs := tenant.CustomDomains()
	if len(customs) != 3 || customs[2].Domain != pending {
		t.Fatalf("%+v", customs)
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: tenant.RootCAs()}, DisableKeepAlives: true}}
	for _, host := range []string{customs[0].Domain, customs[1].Domain, tenant.Domain()} {
		answer, err := client.Get("https://" + host + "/.well-known/openid-configuration")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if !strings.Contains(string(body), `"issuer":"https://`+host+`/"`) {
			t.Errorf("%s: %s", host, body)
		}
	}
	if _, err := auth0test.New(auth0test.Options{CustomDomains: []auth0test.CustomDomain{{Domain: "192.0.2.1:0"}}}); err == nil {
		t.Error("it listens beyond this machine")
	}
}
