package auth0_test

import (
	"errors"
	"fmt"
	"testing"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

func TestCustomDomainsAreListedWithTheirStatus(t *testing.T) {
	w := newWorld(t, auth0test.Options{CustomDomains: []auth0test.CustomDomain{
		{Domain: "login.example.com"}, {Domain: "new.example.com", Status: "pending_verification"},
	}})
	domains, err := w.client.CustomDomains(t.Context(), w.access)
	if got := fmt.Sprint(domains); err != nil || got != "[{login.example.com ready} {new.example.com pending_verification}]" {
		t.Errorf("%s, %v", got, err)
	}
	_, err = w.client.CustomDomains(t.Context(), w.with(w.Token("read:clients")))
	var refused *auth0.Error
	if !errors.As(err, &refused) || refused.Kind != auth0.MissingScope {
		t.Errorf("without the scope: %v", err)
	}
}

// An answer that is no list proves nothing, and no answer proves a domain by
// being read loosely.
func TestNonsenseForCustomDomainsIsUnreadable(t *testing.T) {
	for _, body := range []string{
		`null`, `{}`, `[null]`, `[{}]`, `[7]`, `"x"`, `[{"domain":7,"status":"ready"}]`, `[{"domain":"login.example.com"}]`,
		`[{"DOMAIN":"login.example.com","STATUS":"ready"}]`, `[{"domain":["login.example.com"],"status":"ready"}]`,
		`{"custom_domains":[{"domain":"login.example.com","status":"ready"}]}`, ``,
	} {
		w := newWorld(t, auth0test.Options{})
		w.Fail(auth0test.Fault{Path: "/api/v2/custom-domains", Effect: auth0test.Status(200, body)})
		domains, err := w.client.CustomDomains(t.Context(), w.access)
		var unreadable *auth0.Unreadable
		if !errors.As(err, &unreadable) || len(domains) > 0 {
			t.Errorf("%s: %v, %v", body, domains, err)
		}
	}
}
