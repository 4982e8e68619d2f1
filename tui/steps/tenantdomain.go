package steps

import (
	"errors"
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// needsTenantDomain: behind a custom domain the tenant's own has to be known
// wherever the Management API is spoken to, by this program or by Pomerium.
func needsTenantDomain(v *walk.View) bool {
	if given, was := v.Given(TenantDomain); was && given.Value.Text != domainOf(v).Host() {
		return true
	}
	domain := domainOf(v)
	if token, err := tokenOf(v); err == nil && v.Text(Access) == ByToken && domain.CustomFor(token.Tenant) {
		return true
	}
	if domain.IsZero() || domain.Canonical() {
		return false
	}
	version := versionOf(v)
	return v.Text(Access) != ByHand || version.UsesServiceAccount() || version.TypedIntoConsole()
}

func tenantDomainQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Text,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{
				Title: "Which tenant is behind " + domainOf(v).Host() + "?",
				Short: "Which tenant is behind it?",
				Lead:  "That is a custom domain. Applications are kept at the tenant's own domain, which Auth0 gave it.",
				Label: "The tenant's own domain",
				Help:  "Dashboard → Settings → Custom Domains shows it beside yours.",
				Enter: "that is the tenant", EnterShort: "use",
				About: []walk.Row{{Key: "unattended", Value: "--tenant-domain"}},
			}
		},
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			token, err := tokenOf(v)
			if err != nil {
				return walk.Suggestion{}, false
			}
			return found(token.Tenant.Host(), "the tenant that the token is for")
		},
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			parsed, err := auth0.ParseDomain(value.Text)
			if err != nil {
				return nil, err
			}
			if parsed.LookAlike {
				return nil, fmt.Errorf("type the tenant's own domain in plain letters: %s has others", spelled(strings.TrimSpace(value.Text)))
			}
			return map[string]walk.Value{TenantDomain: walk.TextOf(parsed.Candidates[0].Host())}, nil
		},
		Valid: func(v *walk.View, value walk.Value) error {
			tenant := parsedDomain(value.Text)
			switch {
			case tenant.IsZero():
				return errors.New("this is no domain: give the tenant's own, such as acme.eu.auth0.com")
			case !tenant.Canonical():
				return fmt.Errorf("%s is a custom domain too: the tenant's own ends in .auth0.com", tenant)
			}
			token, err := tokenOf(v)
			switch {
			case err != nil:
				return nil
			case token.Tenant != tenant:
				return fmt.Errorf("the token is for the tenant %s, not for %s: give that one, or go back and paste another token", token.Tenant, tenant)
			}
			return token.Problem(v.Now(), auth0.Domain{})
		},
	}
}
