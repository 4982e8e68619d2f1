package auth0test_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

func TestATenantOnAPortIsCalledByItsAddress(t *testing.T) {
	tenant := start(t, auth0test.Options{})
	if tenant.Domain() != tenant.Addr() || !strings.HasPrefix(tenant.Addr(), "127.0.0.1:") {
		t.Errorf("domain %s, address %s", tenant.Domain(), tenant.Addr())
	}
	// A client of its own that only trusts the certificate.
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(tenant.CertificatePEM()) || !roots.Equal(tenant.RootCAs()) {
		t.Fatal("the certificate is not the authority's")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	got := must(t, tenant, client, 200, read("/.well-known/openid-configuration")).object(t)
	if want := "https://" + tenant.Addr() + "/"; got["issuer"] != want {
		t.Errorf("issuer %v, want %s", got["issuer"], want)
	}
	if _, err := try(t, tenant, &http.Client{Transport: &http.Transport{}}, read(clients)); err == nil {
		t.Error("a client that does not trust the certificate was answered")
	}
}

func TestATenantIsReachedUnderItsOwnNameThroughItsDialer(t *testing.T) {
	tenant := start(t, auth0test.Options{Domain: "practice.auth0.test"})
	got := must(t, tenant, tenant.Client(), 200, read("/.well-known/openid-configuration")).object(t)
	if got["issuer"] != "https://practice.auth0.test/" {
		t.Errorf("issuer %v", got["issuer"])
	}
}

func TestATokenIsThatOfTheAPIExplorer(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	got := claimsOf(t, tenant.Token().Reveal())
	explorer := must(t, tenant, tenant.Client(), 200, read(clients+"/"+got["azp"].(string))).object(t)
	if explorer["name"] != "API Explorer Application" || explorer["app_type"] != "non_interactive" || explorer["client_id"] != tenant.ExplorerID() {
		t.Errorf("azp names %v", explorer)
	}
	if got["iss"] != "https://"+domain+"/" || got["aud"] != audience || got["exp"].(float64)-got["iat"].(float64) != 86400 {
		t.Errorf("claims %v", got)
	}
	if scopes := strings.Fields(got["scope"].(string)); len(scopes) != 257 {
		t.Errorf("%d scopes", len(scopes))
	}
	if some := claimsOf(t, tenant.Token("read:clients", "read:roles").Reveal()); some["scope"] != "read:clients read:roles" {
		t.Errorf("scope %v", some["scope"])
	}
	if without := claimsOf(t, tenant.TokenWith(fields{"exp": nil, "sub": "x"}).Reveal()); without["sub"] != "x" || without["exp"] != nil {
		t.Errorf("claims %v", without)
	}
	grant := must(t, tenant, tenant.Client(), 200, read(grants+"?client_id="+tenant.ExplorerID()+"&audience="+url.QueryEscape(audience)))
	if strings.Count(grant.text, `"id":`) != 1 {
		t.Errorf("its grants: %s", grant.text)
	}
}

func TestATokenOfAnotherTenantIsRefused(t *testing.T) {
	ours, theirs := startPipe(t, auth0test.Options{}), startPipe(t, auth0test.Options{})
	foreign := theirs.Token().Reveal()
	must(t, ours, ours.Client(), 401, request{method: "GET", path: clients, auth: literally("Bearer " + foreign)})
}

func TestATokenFromTheTokenEndpointIsGoodForWhatWasGranted(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	id := tenant.AddApplication(fields{"name": "Deploy", "app_type": "non_interactive", "client_secret": "s"})
	tenant.AddGrant(id, "read:clients")
	client := tenant.Client()
	got := must(t, tenant, client, 200, token(grantType("client_credentials", "client_id", id, "client_secret", "s", "audience", audience)))
	bearer := literally("Bearer " + got.object(t)["access_token"].(string))
	must(t, tenant, client, 200, request{method: "GET", path: clients, auth: bearer})
	must(t, tenant, client, 403, request{method: "POST", path: clients, json: fields{"name": "x"}, auth: bearer})
}

func TestTheDashboardChangesWhatTheAPIShows(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{FreePlan: true, ReadAfter: time.Hour})
	furnish(tenant)
	client := tenant.Client()
	tenant.ChangeApplication(webID, fields{"callbacks": []string{}, "initiate_login_uri": nil})
	got := must(t, tenant, client, 200, read(webPath)).object(t)
	if _, there := got["initiate_login_uri"]; there || lacks([]any{}, got["callbacks"], "callbacks") != "" {
		t.Errorf("after the change: %v", got)
	}
	tenant.RemoveApplication(m2mID)
	if tenant.Application(m2mID) != nil || len(tenant.Grants()) != 0 {
		t.Errorf("after the removal: %v, %v", tenant.Application(m2mID), tenant.Grants())
	}
	for range 20 {
		tenant.AddApplication(fields{"name": "over the plan's limit"})
	}
	if n := len(tenant.Applications()); n != 25 {
		t.Errorf("%d applications, want 25", n)
	}
	if len(tenant.Requests()) != 1 {
		t.Error("the dashboard's work was recorded")
	}
}

func TestWhatASnapshotHoldsIsACopy(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	furnish(tenant)
	tenant.Application(webID)["client_metadata"].(map[string]any)["one"] = "changed"
	if got := tenant.Application(webID)["client_metadata"].(map[string]any)["one"]; got != "1" {
		t.Errorf("one is %v", got)
	}
}

func TestAMistakeInATestIsAPanic(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	defer func() {
		if message, _ := recover().(string); !strings.Contains(message, "Additional properties not allowed: colour") {
			t.Errorf("panicked with %q", message)
		}
	}()
	tenant.AddApplication(fields{"name": "x", "colour": "red"})
}
