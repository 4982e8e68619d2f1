package auth0

import (
	"context"

	"github.com/auth0/go-auth0/management"
)

const noApplication = "the tenant has no application with this client ID"

// CheckSettings reads the settings of the web app that users of domain sign in
// through, without its secret, and judges them.
func (c *Client) CheckSettings(ctx context.Context, domain Domain, access Access, clientID, callback string) Probe {
	var found *management.Client
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
		found, err = m.Client.Read(ctx, clientID, management.IncludeFields(listFields()...))
		if err == nil {
			err = about("client_id", found.GetClientID(), clientID)
		}
		return err
	})
	switch {
	case IsNotFound(err) && access.Tenant != domain:
		return Probe{Text: "the token's tenant " + access.Tenant.Host() + " has no such application, so it is not the one behind " + domain.Host()}
	case IsNotFound(err):
		return Probe{Outcome: Failed, Text: noApplication, Cause: UnknownID}
	case err != nil:
		return unchecked(err)
	}
	return Judge(fromWire(found), callback)
}
