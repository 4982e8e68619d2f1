package auth0_test

import (
	"testing"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/internal/secret"
)

func domain(t testing.TB, host string) auth0.Domain {
	t.Helper()
	parsed, err := auth0.ParseDomain(host)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Candidates[0]
}

// world is a stand-in tenant over in-memory connections, so that a test can
// run in a synctest bubble, with a client of ours that leads to it.
type world struct {
	*auth0test.Tenant
	client *auth0.Client
	domain auth0.Domain
	access auth0.Access
}

func newWorld(t testing.TB, options auth0test.Options) *world {
	t.Helper()
	tenant, err := auth0test.NewPipe(options)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Tenant: tenant, domain: domain(t, tenant.Domain())}
	w.client = auth0.New(auth0.Options{RootCAs: tenant.RootCAs(), DialContext: tenant.DialContext, UserAgent: "pomerium-auth0/test"})
	w.access = w.with(tenant.Token())
	t.Cleanup(func() {
		w.client.Close()
		if err := tenant.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) with(token secret.Secret) auth0.Access {
	return auth0.Access{Tenant: w.domain, Token: token}
}

var pomerium = auth0.WebApp{
	Name:            "Pomerium",
	AuthenticateURL: "https://authenticate.example.com",
	Callback:        "https://authenticate.example.com/oauth2/callback",
	Logouts:         []string{"https://authenticate.example.com/.pomerium/signed_out"},
	Walk:            "walk-1",
}

var sync = auth0.M2MApp{Name: "Pomerium directory sync", AuthenticateURL: pomerium.AuthenticateURL, Walk: "walk-1"}

func hidden(s string) secret.Secret { return secret.New(s) }
