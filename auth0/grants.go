package auth0

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/text"
)

// Grant is a client grant: what an application may do with an API on its own.
type Grant struct {
	ID       string
	ClientID string
	Audience string
	Scopes   []string
	// All says that every scope of the API is granted, whatever Scopes lists
	// (allow_all_scopes).
	All bool
}

// Grants lists the client grants of one application. Those for users
// (subject_type user) are left out: they let nothing in on its own.
func (c *Client) Grants(ctx context.Context, access Access, clientID string) ([]Grant, error) {
	var all []Grant
	seen := seen{}
	for page := 0; ; page++ {
		var list *management.ClientGrantList
		err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
			list, err = m.ClientGrant.List(ctx, management.Parameter("client_id", clientID),
				management.Page(page), management.PerPage(perPage))
			if err == nil {
				err = newOnPage(seen, list.ClientGrants, (*management.ClientGrant).GetID, list.HasNext())
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("could not list the grants of the application %s: %w", shown(clientID), err)
		}
		for _, g := range list.ClientGrants {
			if kind := g.GetSubjectType(); g.GetClientID() == clientID && (kind == "" || kind == "client") {
				all = append(all, grantFromWire(g))
			}
		}
		if !list.HasNext() || len(list.ClientGrants) == 0 {
			return all, nil
		}
	}
}

// CreateGrant makes a grant and returns it as Auth0 answered it. For an
// application that was just made use Patiently: Auth0 may not know it yet.
func (c *Client) CreateGrant(ctx context.Context, access Access, wanted Grant) (Grant, error) {
	sent := wanted // go-auth0 decodes the answer into what was sent
	wire := &management.ClientGrant{ClientID: &sent.ClientID, Audience: &sent.Audience, Scope: cloned(wanted.Scopes)}
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) error {
		if err := m.ClientGrant.Create(ctx, wire); err != nil {
			return err
		}
		return errors.Join(about("client_id", wire.GetClientID(), wanted.ClientID), about("audience", wire.GetAudience(), wanted.Audience))
	})
	if err != nil {
		return Grant{}, fmt.Errorf("could not create the grant of %s on %s: %w", shown(wanted.ClientID), shown(wanted.Audience), err)
	}
	return grantFromWire(wire), nil
}

// UpdateGrant gives the grant with the ID of to the scopes of to; the API
// replaces them all.
func (c *Client) UpdateGrant(ctx context.Context, access Access, to Grant) (Grant, error) {
	wire := &management.ClientGrant{Scope: cloned(to.Scopes)}
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) error {
		if err := m.ClientGrant.Update(ctx, to.ID, wire); err != nil {
			return err
		}
		return about("id", wire.GetID(), to.ID)
	})
	if err != nil {
		return Grant{}, fmt.Errorf("could not change the grant of %s on %s: %w", shown(to.ClientID), shown(to.Audience), err)
	}
	return grantFromWire(wire), nil
}

// DeleteGrant deletes a grant. One that is not there is no error.
func (c *Client) DeleteGrant(ctx context.Context, access Access, id string) error {
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) error {
		return m.ClientGrant.Delete(ctx, id)
	})
	if err != nil {
		return fmt.Errorf("could not delete the grant %s: %w", shown(id), err)
	}
	return nil
}

func grantFromWire(g *management.ClientGrant) Grant {
	grant := Grant{
		ID:       text.Line(g.GetID()),
		ClientID: text.Line(g.GetClientID()),
		Audience: text.Line(g.GetAudience()),
		All:      g.GetAllowAllScopes(),
	}
	for _, scope := range g.GetScope() {
		grant.Scopes = append(grant.Scopes, text.Line(scope))
	}
	return grant
}

// GrantUpdate is a change to a grant. From is zero where none exists, and the
// two are equal where nothing is to do.
type GrantUpdate struct {
	From, To Grant
	More     []string // scopes of From beyond those needed: they stay, and are remarked on
}

// GrantFor compares the grants of an application with the scopes it needs on
// the API audience. Scopes that are missing are added to those it has.
func GrantFor(found []Grant, clientID, audience string, scopes []string) GrantUpdate {
	i := slices.IndexFunc(found, func(g Grant) bool { return g.ClientID == clientID && g.Audience == audience })
	if i < 0 {
		return GrantUpdate{To: Grant{ClientID: clientID, Audience: audience, Scopes: slices.Clone(scopes)}}
	}
	u := GrantUpdate{From: found[i], To: found[i]}
	if u.From.All {
		return u
	}
	u.To.Scopes = with(u.From.Scopes, scopes...)
	for _, s := range u.From.Scopes {
		if !slices.Contains(scopes, s) {
			u.More = append(u.More, s)
		}
	}
	return u
}

// Creates reports whether there is no grant yet.
func (u GrantUpdate) Creates() bool { return u.From.ID == "" && !u.IsEmpty() }

// IsEmpty reports whether nothing is to do.
func (u GrantUpdate) IsEmpty() bool {
	return u.From.ID == u.To.ID && u.From.Audience == u.To.Audience && sameItems(u.From.Scopes, u.To.Scopes)
}

// Fields lists the scopes that come, or go.
func (u GrantUpdate) Fields() []Field {
	var f fields
	f.list("scope", u.From.Scopes, u.To.Scopes)
	return f
}

// Undo takes u back from a grant as it is now: the scopes that were added go,
// what somebody else changed stays. A grant that u created is for DeleteGrant.
func (u GrantUpdate) Undo(now Grant) GrantUpdate {
	to := now
	to.Scopes = undoneList(u.From.Scopes, u.To.Scopes, now.Scopes)
	return GrantUpdate{From: now, To: to}
}
