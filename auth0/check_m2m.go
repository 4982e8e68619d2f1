package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// CheckM2M proves that roles can be read as Pomerium 0.11 to 0.19 reads them:
// a token for the Management API of the host it computes, the scopes, the roles
// and the members of one (internal/directory/auth0 of Pomerium 0.19.2).
func (c *Client) CheckM2M(ctx context.Context, host Domain, clientID string, clientSecret secret.Secret) (Probe, Roles) {
	access, granted, err := c.directoryAccess(ctx, host, clientID, clientSecret)
	if err != nil {
		return m2mRefused(host, err), Roles{}
	}
	if missing := without(M2MScopes(), granted); len(missing) > 0 {
		return Probe{Outcome: Failed, Text: "its grant lacks " + strings.Join(missing, ", "), Cause: MissingGrant, TooEarly: true}, Roles{}
	}
	probe, roles := c.checkRoles(ctx, access)
	if more := without(granted, M2MScopes()); probe.Outcome == Passed && len(more) > 0 {
		probe = Probe{Outcome: Warned, Text: probe.Text + "; its grant allows more than needed: " + text.Cut(text.Line(strings.Join(more, ", ")), 60)}
	}
	return probe, roles
}

// UserRoles are the names of a user's roles, as Pomerium 0.11 to 0.19 asks for
// them at each sign-in (authenticate/handlers.go of Pomerium 0.19.2).
func (c *Client) UserRoles(ctx context.Context, host Domain, clientID string, clientSecret secret.Secret, userID string) ([]string, error) {
	access, _, err := c.directoryAccess(ctx, host, clientID, clientSecret)
	if err != nil {
		return nil, err
	}
	var list *management.RoleList
	err = c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
		list, err = m.User.Roles(ctx, userID, management.PerPage(perPage))
		return err
	})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, role := range list.Roles {
		names = append(names, text.Line(role.GetName()))
	}
	return names, nil
}

// directoryAccess is the access of the M2M app, asked for as Pomerium does, and
// the scopes that it was granted.
func (c *Client) directoryAccess(ctx context.Context, host Domain, clientID string, clientSecret secret.Secret) (access Access, granted []string, err error) {
	token, err := c.exchange(ctx, host, clientID, clientSecret, url.Values{"grant_type": {ClientCredentials}, "audience": {host.Audience()}})
	if err == nil && token.AccessToken == "" {
		err = token.without("access token")
	}
	if err != nil {
		return Access{}, nil, err
	}
	access = Access{Tenant: host, Token: secret.New(token.AccessToken)}
	granted = strings.Fields(token.Scope)
	if read, err := ReadToken(access.Token); err == nil && len(granted) == 0 {
		granted = read.Scopes() // an answer need not name them
	}
	return access, granted, nil
}

func m2mRefused(host Domain, err error) Probe {
	var refused *Error
	if !errors.As(err, &refused) {
		return unchecked(err)
	}
	switch refused.Code {
	case "access_denied", "invalid_client":
		switch {
		case refused.Kind == BadCredentials:
			return Probe{Outcome: Failed, Text: "Auth0 does not take its client ID and secret (" + refused.words() + ")", Cause: WrongSecret, TooEarly: true, raw: refused.Raw()}
		case strings.Contains(refused.Message, "Service not found"):
			return otherAudience(host, refused)
		}
		return Probe{Outcome: Failed, Text: "it may not use the Management API (" + refused.words() + ")", Cause: MissingGrant, TooEarly: true, raw: refused.Raw()}
	case "unauthorized_client":
		return Probe{Outcome: Failed, Text: "its grant client credentials is off (" + refused.words() + ")", Cause: MissingGrant, raw: refused.Raw()}
	}
	return unchecked(err)
}

// otherAudience is a custom domain that Pomerium takes for the tenant's own:
// Auth0 refuses to make a token for it, or takes none made for it
// (pomerium/pomerium#2978).
func otherAudience(host Domain, refused *Error) Probe {
	return Probe{Outcome: Failed, Text: fmt.Sprintf("Pomerium would ask for %s, which is no API of the tenant: as domain, idp_service_account has to name the tenant's own (%s)",
		host.Audience(), refused.words()), raw: refused.Raw()}
}

func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(others, s) })
}

// membersBound is how many roles are looked into for one that has members.
// Mostly the first has.
const membersBound = 5

// checkRoles reads the roles, and the members of the first that has any. As
// Pomerium does, it asks for those of one role after the other.
func (c *Client) checkRoles(ctx context.Context, access Access) (Probe, Roles) {
	roles, err := c.roles(ctx, access)
	switch {
	case err != nil:
		return rolesRefused(access.Tenant, err), Roles{}
	case len(roles.IDs) == 0:
		return Probe{Outcome: NotChecked, Text: "Auth0 takes its credentials; the tenant has no role that could be read"}, roles
	}
	read := fmt.Sprintf("reads roles (%s)", plural(len(roles.IDs), "role"))
	looked := roles.IDs[:min(membersBound, len(roles.IDs))]
	for i, id := range looked {
		member, err := c.hasMember(ctx, access, id)
		switch {
		case err != nil:
			return rolesRefused(access.Tenant, err), roles
		case member:
			return Probe{Outcome: Passed, Text: read + " and the members of " + text.Cut(roles.Names[i], 40)}, roles
		}
	}
	nobody := "none of them has a member"
	switch {
	case len(roles.IDs) == 1:
		nobody = "it has no member"
	case len(looked) < len(roles.IDs):
		nobody = fmt.Sprintf("the first %d have no member", len(looked))
	}
	return Probe{Outcome: NotChecked, Text: "it " + read + "; " + nobody + " that could be read"}, roles
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func rolesRefused(host Domain, err error) Probe {
	var refused *Error
	switch {
	case !errors.As(err, &refused):
		return unchecked(err)
	case refused.Kind == BadToken && strings.Contains(strings.ToLower(refused.Message), "audience"):
		return otherAudience(host, refused)
	case refused.Kind == MissingScope, refused.Kind == BadToken:
		return Probe{Outcome: Failed, Text: "Auth0 does not let it read roles (" + refused.words() + ")", raw: refused.Raw()}
	}
	return unchecked(err)
}
