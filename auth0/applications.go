package auth0

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/secret"
)

// Types of an application (app_type).
const (
	RegularWeb     = "regular_web"
	NonInteractive = "non_interactive" // Machine to Machine
	Native         = "native"
	SPA            = "spa"
)

// Ways an application may prove itself at the token endpoint. Post, Basic and
// AuthUnspecified (the setting is absent) take a client secret.
const (
	AuthUnspecified   = ""
	AuthNone          = "none"
	AuthPost          = "client_secret_post"
	AuthBasic         = "client_secret_basic"
	AuthPrivateKeyJWT = "private_key_jwt"
	AuthTLS           = "tls_client_auth"
	AuthSelfSignedTLS = "self_signed_tls_client_auth"
)

// Grant types.
const (
	AuthorizationCode = "authorization_code"
	RefreshToken      = "refresh_token"
	ClientCredentials = "client_credentials"
)

// Signatures of an ID token that Pomerium takes (measured with 0.33.1: any
// other is "unexpected signature algorithm").
const (
	RS256 = "RS256"
	PS256 = "PS256"
)

// Application is what this program reads and writes of one (the API calls it
// a client).
type Application struct {
	ID         string // client ID; empty before it was created
	Name       string
	Type       string // app_type; empty when Auth0 has none
	Callbacks  []string
	LogoutURLs []string
	LoginURI   string
	GrantTypes []string
	// WebOrigins and AllowedOrigins are pages that use it without a redirect;
	// they are only read.
	WebOrigins, AllowedOrigins []string

	SigningAlg     string // of ID tokens; empty is HS256
	TokenLifetime  int    // of ID tokens, seconds; kept because the API replaces it together with SigningAlg
	OIDCConformant bool
	AuthMethod     string // how it proves itself, one of the Auth… constants
	ThirdParty     bool

	Tag  string // client_metadata.pomerium_auth0: "web https://authenticate.example.com"
	Walk string // client_metadata.pomerium_auth0_walk: the walk that made it

	// Secret is zero in listings, and wherever the token may not see it
	// (read:client_keys).
	Secret secret.Secret `json:"-"`
}

// secretUsable reports whether a client secret lets the application in as it
// is. Pomerium knows no other way.
func (a Application) secretUsable() bool {
	return a.AuthMethod == AuthUnspecified || a.AuthMethod == AuthPost || a.AuthMethod == AuthBasic
}

// keyed reports whether it proves itself with a key of its own. Changing that
// would lock out whoever uses it, so it is never changed.
func (a Application) keyed() bool { return !a.secretUsable() && a.AuthMethod != AuthNone }

// WithoutSecret says why an answer about the application held no client secret,
// and what to do. Scopes are those of the token that was used, none if they are
// not known.
func (a Application) WithoutSecret(scopes []string) error {
	what := fmt.Sprintf("Auth0 sent no client secret for %s (%s)", shown(a.Name), shown(a.ID))
	may := slices.Contains(scopes, ReadClientKeys) || slices.Contains(scopes, ReadClientCredentials)
	switch {
	case !a.secretUsable():
		return fmt.Errorf("%s: its authentication method is %s, and Pomerium needs a secret. In the dashboard, under Credentials, set it to Client Secret (Post), or use another application",
			what, authName(a.AuthMethod))
	case !may && len(scopes) > 0:
		return fmt.Errorf("%s: the token lacks the scope %s. Get a token with it, or paste the client ID and secret instead", what, ReadClientKeys)
	case !may:
		return fmt.Errorf("%s: the token needs the scope %s. Get a token with it, or paste the client ID and secret instead", what, ReadClientKeys)
	default:
		return fmt.Errorf("%s, although the token has the scope to read it. In the dashboard, look under Credentials whether it has one, or paste the client ID and secret instead", what)
	}
}

const (
	tagKey  = "pomerium_auth0"
	walkKey = "pomerium_auth0_walk"
)

// listFields are all that a listing is read for; client_secret is never one.
func listFields() []string {
	return []string{"client_id", "name", "app_type", "callbacks", "allowed_logout_urls", "initiate_login_uri", "web_origins", "allowed_origins",
		"grant_types", "jwt_configuration", "oidc_conformant", "token_endpoint_auth_method",
		"client_authentication_methods", "is_first_party", "client_metadata"}
}

// perPage is the most the API gives in one page.
const perPage = 100

// Applications lists the tenant's applications without their secrets, a
// hundred in a request. Auth0's own "All Applications" is left out.
func (c *Client) Applications(ctx context.Context, access Access) ([]Application, error) {
	var all []Application
	seen := seen{}
	for page := 0; ; page++ {
		var list *management.ClientList
		err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
			list, err = m.Client.List(ctx, management.IncludeFields(listFields()...),
				management.Parameter("is_global", "false"), management.Page(page), management.PerPage(perPage))
			if err == nil {
				err = newOnPage(seen, list.Clients, (*management.Client).GetClientID, list.HasNext())
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("could not list the tenant's applications: %w", err)
		}
		// Pages end at a thousand (errorCode invalid_paging); beyond, only
		// checkpoints lead on, and they begin anew.
		if list.Total > 1000 {
			return c.allApplications(ctx, access)
		}
		all = appendApplications(all, list.Clients)
		if !list.HasNext() || len(list.Clients) == 0 {
			return all, nil
		}
	}
}

// allApplications lists by checkpoints, which have no bound.
func (c *Client) allApplications(ctx context.Context, access Access) ([]Application, error) {
	var all []Application
	seen := seen{}
	for from := ""; ; {
		options := []management.RequestOption{management.IncludeFields(listFields()...),
			management.Parameter("is_global", "false"), management.Take(perPage)}
		if from != "" {
			options = append(options, management.From(from))
		}
		var list *management.ClientList
		err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
			list, err = m.Client.ListWithCheckpointPagination(ctx, options...)
			if err == nil {
				err = newOnPage(seen, list.Clients, (*management.Client).GetClientID, list.HasNext())
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("could not list the tenant's applications, more than a thousand: %w", err)
		}
		all = appendApplications(all, list.Clients)
		if list.Next == "" || list.Next == from {
			return all, nil
		}
		from = list.Next
	}
}

// Application reads one application, its secret included where the token may
// see it. An unknown ID is an *Error of kind NotFound.
func (c *Client) Application(ctx context.Context, access Access, id string) (Application, error) {
	var found *management.Client
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) (err error) {
		found, err = m.Client.Read(ctx, id, management.IncludeFields(append(listFields(), "client_secret")...))
		if err == nil {
			err = about("client_id", found.GetClientID(), id)
		}
		return err
	})
	if err != nil {
		return Application{}, fmt.Errorf("could not read the application %s: %w", shown(id), err)
	}
	return fromWire(found), nil
}

// CreateApplication makes an application and returns it as Auth0 answered it.
// Its Secret is zero when the answer held none. A *MayHaveHappened means that
// only a look can tell (FindLostApplication).
func (c *Client) CreateApplication(ctx context.Context, access Access, wanted Application) (Application, error) {
	wire := creation(wanted)
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) error {
		return m.Client.Create(ctx, wire)
	})
	if err != nil {
		return Application{}, fmt.Errorf("could not create the application %s: %w", shown(wanted.Name), err)
	}
	return fromWire(wire), nil
}

// UpdateApplication sends what differs between update.From and update.To,
// nothing else, and returns the application as Auth0 answered it. An update
// that changes nothing sends nothing.
func (c *Client) UpdateApplication(ctx context.Context, access Access, update Update) (Application, error) {
	if update.IsEmpty() {
		return update.From, nil
	}
	wire := patch(update)
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) error {
		if err := m.Client.Update(ctx, update.From.ID, wire); err != nil {
			return err
		}
		return about("client_id", wire.GetClientID(), update.From.ID)
	})
	if err != nil {
		return Application{}, fmt.Errorf("could not change the application %s (%s): %w", shown(update.From.Name), shown(update.From.ID), err)
	}
	return fromWire(wire), nil
}

// DeleteApplication deletes an application and with it its grants. One that
// is not there is no error: Auth0 answers 204 for it too.
func (c *Client) DeleteApplication(ctx context.Context, access Access, id string) error {
	err := c.manage(ctx, access, func(ctx context.Context, m *management.Management) error {
		return m.Client.Delete(ctx, id)
	})
	if err != nil {
		return fmt.Errorf("could not delete the application %s: %w", shown(id), err)
	}
	return nil
}

// Patiently calls do until it does not answer NotFound any more, at most for
// bound: Auth0 may not know for a moment what it has just made (its own
// Terraform provider waits 0.8 s).
func Patiently(ctx context.Context, bound time.Duration, do func(context.Context) error) error {
	until := time.Now().Add(bound)
	for pause := 250 * time.Millisecond; ; pause *= 2 {
		err := do(ctx)
		if !IsNotFound(err) || time.Now().Add(pause).After(until) {
			return err
		}
		if wait(ctx, pause) != nil {
			return err
		}
	}
}
