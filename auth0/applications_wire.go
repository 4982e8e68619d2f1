package auth0

import (
	"slices"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

func appendApplications(all []Application, page []*management.Client) []Application {
	for _, c := range page {
		all = append(all, fromWire(c))
	}
	return all
}

// fromWire takes over what the API answered. Names and the like are foreign
// text, and are filtered here; a filtered URL is equal to none of ours, and
// the original is lost to an update that sends its list. So URLs stay as they
// are and are filtered where they are shown (Field).
func fromWire(c *management.Client) Application {
	a := Application{
		ID:             text.Line(c.GetClientID()),
		Name:           text.Line(c.GetName()),
		Type:           text.Line(c.GetAppType()),
		Callbacks:      slices.Clone(c.GetCallbacks()),
		LogoutURLs:     slices.Clone(c.GetAllowedLogoutURLs()),
		LoginURI:       c.GetInitiateLoginURI(),
		WebOrigins:     slices.Clone(c.GetWebOrigins()),
		AllowedOrigins: slices.Clone(c.GetAllowedOrigins()),
		GrantTypes:     slices.Clone(c.GetGrantTypes()),
		SigningAlg:     text.Line(c.GetJWTConfiguration().GetAlgorithm()),
		TokenLifetime:  c.GetJWTConfiguration().GetLifetimeInSeconds(),
		OIDCConformant: c.GetOIDCConformant(),
		AuthMethod:     text.Line(c.GetTokenEndpointAuthMethod()),
		ThirdParty:     c.IsFirstParty != nil && !*c.IsFirstParty,
		Secret:         secret.New(c.GetClientSecret()),
	}
	// With one of these the plain setting is null.
	if methods := c.GetClientAuthenticationMethods(); methods != nil {
		switch {
		case methods.PrivateKeyJWT != nil:
			a.AuthMethod = AuthPrivateKeyJWT
		case methods.TLSClientAuth != nil:
			a.AuthMethod = AuthTLS
		case methods.SelfSignedTLSClientAuth != nil:
			a.AuthMethod = AuthSelfSignedTLS
		}
	}
	metadata := c.GetClientMetadata()
	a.Tag, _ = metadata[tagKey].(string)
	a.Walk, _ = metadata[walkKey].(string)
	a.Tag, a.Walk = text.Line(a.Tag), text.Line(a.Walk)
	return a
}

// creation is the body that creates a. Lists are cloned, since go-auth0
// decodes the answer into the very same value.
func creation(a Application) *management.Client {
	c := &management.Client{
		Name:           &a.Name,
		AppType:        &a.Type,
		GrantTypes:     cloned(a.GrantTypes),
		OIDCConformant: &a.OIDCConformant,
	}
	if len(a.Callbacks) > 0 {
		c.Callbacks = cloned(a.Callbacks)
	}
	if len(a.LogoutURLs) > 0 {
		c.AllowedLogoutURLs = cloned(a.LogoutURLs)
	}
	if a.LoginURI != "" {
		c.InitiateLoginURI = &a.LoginURI
	}
	if a.SigningAlg != "" {
		c.JWTConfiguration = &management.ClientJWTConfiguration{Algorithm: &a.SigningAlg}
	}
	if a.AuthMethod != AuthUnspecified {
		c.TokenEndpointAuthMethod = &a.AuthMethod
	}
	if a.Tag != "" {
		c.ClientMetadata = &map[string]any{tagKey: a.Tag, walkKey: a.Walk}
	}
	return c
}

// patch is the body that brings u.From to u.To: only what differs. The API
// replaces lists as a whole, and jwt_configuration too, so the lifetime goes
// with the algorithm; client_metadata is merged key by key.
func patch(u Update) *management.Client {
	from, to := u.From, u.To
	c := &management.Client{
		Name:                    differs(from.Name, to.Name),
		AppType:                 differs(from.Type, to.Type),
		Callbacks:               differing(from.Callbacks, to.Callbacks),
		AllowedLogoutURLs:       differing(from.LogoutURLs, to.LogoutURLs),
		InitiateLoginURI:        differs(from.LoginURI, to.LoginURI),
		GrantTypes:              differing(from.GrantTypes, to.GrantTypes),
		OIDCConformant:          differs(from.OIDCConformant, to.OIDCConformant),
		TokenEndpointAuthMethod: differs(from.AuthMethod, to.AuthMethod),
	}
	if alg := differs(algorithm(from), algorithm(to)); alg != nil {
		c.JWTConfiguration = &management.ClientJWTConfiguration{Algorithm: alg}
		if to.TokenLifetime > 0 {
			c.JWTConfiguration.LifetimeInSeconds = &to.TokenLifetime
		}
	}
	metadata := map[string]any{}
	if from.Tag != to.Tag {
		metadata[tagKey] = orNull(to.Tag)
	}
	if from.Walk != to.Walk {
		metadata[walkKey] = orNull(to.Walk)
	}
	if len(metadata) > 0 {
		c.ClientMetadata = &metadata
	}
	return c
}

// algorithm is the ID token's signature: an application without the setting
// signs with HS256.
func algorithm(a Application) string {
	if a.SigningAlg == "" {
		return "HS256"
	}
	return a.SigningAlg
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func cloned(list []string) *[]string {
	list = append([]string{}, list...) // never null
	return &list
}

func differs[T comparable](from, to T) *T {
	if from == to {
		return nil
	}
	return &to
}

func differing(from, to []string) *[]string {
	if sameItems(from, to) {
		return nil
	}
	return cloned(to)
}
