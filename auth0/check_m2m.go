package auth0

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// Roles are what an M2M app's token lets Pomerium see.
type Roles struct {
	Names []string
	IDs   []string
}

// CheckM2M proves that roles can be read as Pomerium 0.11 to 0.19 reads them:
// a token for the Management API of the host it computes, the scopes, the roles
// and the members of one. The token is asked for with HTTP Basic, and its
// audience is that host's (internal/directory/auth0 of Pomerium 0.19.2).
func (c *Client) CheckM2M(ctx context.Context, host Domain, clientID string, clientSecret secret.Secret) (Probe, Roles) {
	answer, err := c.postForm(ctx, host, url.Values{"grant_type": {ClientCredentials}, "audience": {host.Audience()}},
		func(r *http.Request) {
			r.SetBasicAuth(url.QueryEscape(clientID), url.QueryEscape(clientSecret.Reveal()))
		})
	if err != nil {
		return m2mRefused(err), Roles{}
	}
	var token struct {
		AccessToken string `json:"access_token"`
		Scope       string `json:"scope"`
	}
	if json.Unmarshal(answer.body, &token) != nil || token.AccessToken == "" {
		return Probe{Outcome: NotChecked, Text: "Auth0's answer holds no token"}, Roles{}
	}
	granted := strings.Fields(token.Scope)
	if missing := without(M2MScopes(), granted); len(missing) > 0 {
		return Probe{Outcome: Failed, Text: "its grant lacks " + strings.Join(missing, ", "), TooEarly: true}, Roles{}
	}
	access := Access{Tenant: host, Token: secret.New(token.AccessToken)}
	probe, roles := c.checkRoles(ctx, access)
	if more := without(granted, M2MScopes()); probe.Outcome == Passed && len(more) > 0 {
		probe = Probe{Outcome: Warned, Text: probe.Text + "; its grant allows more than needed: " + text.Cut(strings.Join(more, ", "), 60)}
	}
	return probe, roles
}

func m2mRefused(err error) Probe {
	var refused *Error
	if !errors.As(err, &refused) {
		return unchecked(err)
	}
	switch refused.Code {
	case "access_denied", "invalid_client":
		if refused.Kind == BadCredentials {
			return Probe{Failed, "Auth0 does not take its client ID and secret (" + refused.words() + ")", true, refused.Raw()}
		}
		return Probe{Failed, "it may not use the Management API (" + refused.words() + ")", true, refused.Raw()}
	case "unauthorized_client":
		return Probe{Failed, "its grant client credentials is off (" + refused.words() + ")", false, refused.Raw()}
	}
	return unchecked(err)
}

func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(others, s) })
}

// checkRoles reads the roles, and the members of one.
func (c *Client) checkRoles(ctx context.Context, access Access) (Probe, Roles) {
	var list *management.RoleList
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
		list, err = m.Role.List(ctx, management.PerPage(perPage))
		return err
	})
	if err != nil {
		return rolesRefused(err), Roles{}
	}
	var roles Roles
	for _, role := range list.Roles {
		roles.Names, roles.IDs = append(roles.Names, text.Line(role.GetName())), append(roles.IDs, text.Line(role.GetID()))
	}
	if len(roles.IDs) == 0 {
		return Probe{Outcome: NotChecked, Text: "Auth0 takes its credentials; the tenant has no role that could be read"}, roles
	}
	var members *management.UserList
	err = c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
		members, err = m.Role.Users(ctx, roles.IDs[0], management.PerPage(1))
		return err
	})
	if err != nil {
		return rolesRefused(err), roles
	}
	said := fmt.Sprintf("reads roles (%s) and their members", plural(len(roles.IDs), "role"))
	if len(members.Users) == 0 {
		said = fmt.Sprintf("reads roles (%s); the first has no member yet", plural(len(roles.IDs), "role"))
	}
	return Probe{Outcome: Passed, Text: said}, roles
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func rolesRefused(err error) Probe {
	var refused *Error
	if errors.As(err, &refused) && (refused.Kind == MissingScope || refused.Kind == BadToken) {
		return Probe{Failed, "Auth0 does not let it read roles (" + refused.words() + ")", false, refused.Raw()}
	}
	return unchecked(err)
}

// Judge looks at a web app as its settings are: what Pomerium cannot use, and
// what weakens it.
func Judge(app Application) Probe {
	var wrong, odd []string
	if app.SigningAlg != RS256 && app.SigningAlg != PS256 {
		wrong = append(wrong, fmt.Sprintf("it signs ID tokens with %s, and Pomerium takes RS256 and PS256", algorithm(app)))
	}
	if !app.SecretUsable() {
		wrong = append(wrong, "it proves itself with "+authName(app.AuthMethod)+", and Pomerium has a secret")
	}
	for _, grant := range []string{AuthorizationCode, RefreshToken} {
		if !slices.Contains(app.GrantTypes, grant) {
			wrong = append(wrong, "its grant "+strings.ReplaceAll(grant, "_", " ")+" is off")
		}
	}
	if !app.OIDCConformant {
		odd = append(odd, "it is not OIDC conformant")
	}
	for _, callback := range app.Callbacks {
		switch {
		case strings.Contains(callback, "*"):
			odd = append(odd, "a callback URL has a wildcard: "+text.Line(callback))
		case strings.HasPrefix(callback, "http://"):
			odd = append(odd, "a callback URL is not https: "+text.Line(callback))
		}
	}
	switch {
	case len(wrong) > 0:
		return Probe{Outcome: Failed, Text: strings.Join(wrong, "; ")}
	case len(odd) > 0:
		return Probe{Outcome: Warned, Text: strings.Join(odd, "; ")}
	}
	return Probe{Outcome: Passed, Text: algorithm(app) + ", authorization code and refresh token"}
}
