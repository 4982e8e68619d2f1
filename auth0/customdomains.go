package auth0

import (
	"context"
	"fmt"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/text"
)

// DomainReady is the status of a custom domain that Auth0 serves. Others are
// pending, pending_verification, failed and disabled.
const DomainReady = "ready"

// A CustomDomain is a name of the operator's own under which a tenant answers.
type CustomDomain struct {
	Domain string // as Auth0 writes it
	Status string
}

// CustomDomains lists the tenant's custom domains, with the scope
// ReadCustomDomains. Auth0 answers with all of them where no page is asked for.
func (c *Client) CustomDomains(ctx context.Context, access Access) ([]CustomDomain, error) {
	var list []*management.CustomDomain
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
		list, err = m.CustomDomain.List(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("could not list the custom domains of %s: %w", access.Tenant, err)
	}
	domains := make([]CustomDomain, 0, len(list))
	for _, d := range list {
		domains = append(domains, CustomDomain{Domain: text.Line(d.GetDomain()), Status: text.Line(d.GetStatus())})
	}
	return domains, nil
}
