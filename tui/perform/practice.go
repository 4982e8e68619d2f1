package perform

import (
	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
)

// A Practice is a tenant inside this program, to practise on.
type Practice struct {
	tenant *auth0test.Tenant
	Client *auth0.Client // reaches it and nothing else
	Steps  steps.Practice
}

// StartPractice starts the tenant on loopback.
func StartPractice(userAgent string) (*Practice, error) {
	tenant, err := auth0test.New(auth0test.Options{Domain: auth0.PracticeDomain})
	if err != nil {
		return nil, err
	}
	for _, user := range practiceUsers() {
		tenant.AddUser(user)
	}
	parsed, err := auth0.ParseDomain(auth0.PracticeDomain)
	if err != nil {
		return nil, err
	}
	return &Practice{
		tenant: tenant,
		Client: auth0.New(auth0.Options{RootCAs: tenant.RootCAs(), DialContext: tenant.DialContext, UserAgent: userAgent}),
		Steps: steps.Practice{
			Domain:          parsed.Candidates[0],
			Token:           tenant.Token(),
			AuthenticateURL: "https://authenticate.example.com",
			Config:          "pomerium-demo.yaml",
			Environment:     "pomerium-demo.env",
		},
	}, nil
}

// Close ends the tenant.
func (p *Practice) Close() {
	p.Client.Close()
	_ = p.tenant.Close()
}
