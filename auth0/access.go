package auth0

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"pomerium-auth0/internal/secret"
)

// Access is with what a tenant's Management API is spoken to: a token, or the
// credentials of an application that may get one. It compares with ==.
type Access struct {
	// Tenant is the canonical domain. The token goes nowhere else.
	Tenant Domain
	Token  secret.Secret

	// ClientID and ClientSecret are used where there is no Token.
	ClientID     string
	ClientSecret secret.Secret
}

// tokens keeps what client credentials brought, for the life of a Client.
type tokens struct {
	turn chan struct{} // holds one while made is looked into, or a token is fetched
	made map[Access]made
}

type made struct {
	token secret.Secret
	until time.Time
}

// token is the access's own token, or one that its credentials bring. Those
// are asked for once, and again when a minute of the token's life is left.
func (c *Client) token(ctx context.Context, access Access) (secret.Secret, error) {
	if !access.Token.IsZero() {
		return access.Token, nil
	}
	select {
	case c.tokens.turn <- struct{}{}:
		defer func() { <-c.tokens.turn }()
	case <-ctx.Done():
		return secret.Secret{}, ctx.Err()
	}
	if kept, ok := c.tokens.made[access]; ok && time.Now().Before(kept.until) {
		return kept.token, nil
	}
	fresh, err := c.fetchToken(ctx, access)
	if err != nil {
		return secret.Secret{}, err
	}
	c.tokens.made[access] = fresh
	return fresh.token, nil
}

// Forget lets the next call with access ask for a new token, one that knows of
// scopes that the application was granted since. A pasted token stays what it is.
func (c *Client) Forget(access Access) {
	c.tokens.turn <- struct{}{}
	delete(c.tokens.made, access)
	<-c.tokens.turn
}

// ManagementToken reads the token that access stands for, so that its scopes
// are known before the first call.
func (c *Client) ManagementToken(ctx context.Context, access Access) (Token, error) {
	token, err := c.token(ctx, access)
	if err != nil {
		return Token{}, err
	}
	return ReadToken(token)
}

// fetchToken asks the token endpoint (RFC 6749, 4.4). The credentials stand in
// the form: client_secret_post is what the dashboard gives an M2M app.
func (c *Client) fetchToken(ctx context.Context, access Access) (made, error) {
	token, err := c.postForm(ctx, access.Tenant, url.Values{
		"grant_type":    {ClientCredentials},
		"audience":      {access.Tenant.Audience()},
		"client_id":     {access.ClientID},
		"client_secret": {access.ClientSecret.Reveal()},
	}, nil)
	if err == nil && token.AccessToken == "" {
		err = token.without("access token")
	}
	if err != nil {
		return made{}, fmt.Errorf("could not get a Management API token for the application %s: %w", shown(access.ClientID), err)
	}
	life := min(time.Duration(token.ExpiresIn)*time.Second, 24*time.Hour)
	return made{secret.New(token.AccessToken), time.Now().Add(life - time.Minute)}, nil
}
