package auth0

import (
	"context"
	"strings"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/text"
)

// CheckConnections looks whether users can come to an application from
// anywhere: one without an enabled connection ends every sign-in with an error
// at its callback.
func (c *Client) CheckConnections(ctx context.Context, access Access, clientID string) Probe {
	var list *management.ConnectionList
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
		list, err = m.Client.ReadEnabledConnections(ctx, clientID)
		return err
	})
	if err != nil {
		p := unchecked(err)
		if IsNotFound(err) {
			p.Text, p.Cause, p.TooEarly = noApplication, OtherCause, true
		}
		return p
	}
	var names []string
	for _, connection := range list.Connections {
		names = append(names, text.Line(connection.GetName()))
	}
	if len(names) == 0 {
		return Probe{Outcome: Failed, Text: "none is enabled, so nobody can sign in: Dashboard → Applications → the application → Connections"}
	}
	return Probe{Outcome: Passed, Text: text.Cut(strings.Join(names, ", "), 160)}
}
