package auth0

import (
	"context"
	"fmt"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/text"
)

// Roles are all roles of a tenant, in its order: Pomerium 0.11 to 0.19 compares
// the groups of its policies with either.
type Roles struct {
	Names []string
	IDs   []string
}

// roles lists the tenant's roles, a hundred in a request, as Pomerium does
// (internal/directory/auth0 of Pomerium 0.19.2). Auth0 allows a thousand, which
// is as far as pages lead.
func (c *Client) roles(ctx context.Context, access Access) (Roles, error) {
	var all Roles
	seen := seen{}
	for page := 0; ; page++ {
		var list *management.RoleList
		err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
			list, err = m.Role.List(ctx, management.Page(page), management.PerPage(perPage))
			if err == nil {
				err = newOnPage(seen, list.Roles, (*management.Role).GetID, list.HasNext())
			}
			return err
		})
		if err != nil {
			return Roles{}, fmt.Errorf("could not list the tenant's roles: %w", err)
		}
		for _, role := range list.Roles {
			all.Names = append(all.Names, text.Line(role.GetName()))
			all.IDs = append(all.IDs, text.Line(role.GetID()))
		}
		if !list.HasNext() || len(list.Roles) == 0 {
			return all, nil
		}
	}
}

// hasMember reads the members of a role, of which it needs one.
func (c *Client) hasMember(ctx context.Context, access Access, roleID string) (bool, error) {
	var members *management.UserList
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
		members, err = m.Role.Users(ctx, roleID, management.PerPage(1))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("could not list the members of the role %s: %w", shown(roleID), err)
	}
	return len(members.Users) > 0, nil
}
