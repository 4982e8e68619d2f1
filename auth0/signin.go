package auth0

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// A SignIn is a rehearsed sign-in: the one that Pomerium would begin, with a
// state, a nonce and a verifier of its own (RFC 6749, RFC 7636). It compares
// with ==.
type SignIn struct {
	Domain   Domain
	ClientID string
	Callback string
	seed     secret.Secret
}

// NewSignIn begins a sign-in. All chance comes with the seed.
func NewSignIn(domain Domain, clientID, callback string, seed secret.Secret) SignIn {
	return SignIn{Domain: domain, ClientID: clientID, Callback: callback, seed: seed}
}

// derived is a random text of the sign-in's own for a purpose.
func (s SignIn) derived(purpose string) string {
	mac := hmac.New(sha256.New, []byte(s.seed.Reveal()))
	mac.Write([]byte(purpose + "\x00" + s.Domain.Host() + "\x00" + s.ClientID + "\x00" + s.Callback))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s SignIn) challenge() string {
	sum := sha256.Sum256([]byte(s.derived("verifier")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Link is the address to open in a browser. It holds no secret.
func (s SignIn) Link() string {
	return s.Domain.URL() + "/authorize?" + url.Values{
		"response_type":         {"code"},
		"client_id":             {s.ClientID},
		"redirect_uri":          {s.Callback},
		"scope":                 {"openid profile email offline_access"}, // Pomerium's own
		"state":                 {s.derived("state")},
		"nonce":                 {s.derived("nonce")},
		"code_challenge":        {s.challenge()},
		"code_challenge_method": {"S256"},
	}.Encode()
}

// SignedIn is who signed in, as Pomerium would see them.
type SignedIn struct {
	Subject, Email, Name string
	// Claims are the names of all claims, sorted. Roles are the values of the
	// claim that was asked for, if it is there.
	Claims []string
	Roles  []string
}

// Code reads the address that the browser ended on. The error is the sentence
// to show; the code is in none.
func (s SignIn) Code(pasted string) (string, error) {
	pasted = strings.TrimSpace(pasted)
	u, err := url.Parse(pasted)
	if err != nil || u.Host == "" {
		return "", errors.New("this is no address: copy the whole of it from the browser's address bar, from https:// on")
	}
	at := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	problem, values := text.Cut(errorIn(u), 160), u.Query()
	if strings.Contains(problem, "no connections enabled") {
		problem += ". Dashboard → Applications → the application → Connections"
	}
	switch ours := strings.EqualFold(u.Host, s.Domain.Host()); {
	case problem != "" && ours:
		return "", fmt.Errorf("Auth0 stopped with an error: %s", problem)
	case ours && u.Path == "/authorize":
		return "", fmt.Errorf("the browser stayed on the link itself: where Auth0 shows an error there, look whether %s is among the Allowed Callback URLs", s.Callback)
	case ours:
		return "", errors.New("this is still Auth0's page: sign in there first, and copy the address that the browser ends on")
	case at != s.Callback:
		return "", fmt.Errorf("the browser ended on %s, not on %s: copy the address right after the sign-in", shown(at), s.Callback)
	case problem != "":
		return "", fmt.Errorf("Auth0 sent an error back: %s", problem)
	case values.Get("code") == "":
		return "", errors.New("there is no code in this address: copy the whole of it, with what follows the question mark")
	case values.Get("state") == "":
		return "", errors.New("this address is not whole, its state is missing: copy all of it")
	case values.Get("state") != s.derived("state"):
		return "", errors.New("this address is of another sign-in (its state differs): open the link that is shown here, and copy where it ends")
	}
	return values.Get("code"), nil
}

// FinishSignIn trades the code of the pasted address in as Pomerium does,
// verifies the ID token with the library that Pomerium uses, and asks UserInfo.
// The errors are sentences; codes and tokens are in none.
func (c *Client) FinishSignIn(ctx context.Context, s SignIn, clientSecret secret.Secret, pasted, rolesClaim string) (SignedIn, error) {
	code, err := s.Code(pasted)
	if err != nil {
		return SignedIn{}, err
	}
	access, raw, err := c.redeem(ctx, s, clientSecret, code)
	if err != nil {
		return SignedIn{}, err
	}
	ctx, noted := withNote(oidc.ClientContext(ctx, &http.Client{Transport: c.transport}))
	keys := oidc.NewRemoteKeySet(ctx, s.Domain.URL()+"/.well-known/jwks.json")
	verifier := oidc.NewVerifier(s.Domain.Issuer(), keys, &oidc.Config{ClientID: s.ClientID, SupportedSigningAlgs: []string{RS256, PS256}})
	token, err := verifier.Verify(ctx, raw)
	switch {
	case ctx.Err() != nil:
		return SignedIn{}, ctx.Err() // the keys may still be under way
	case noted.err != nil: // go-oidc keeps no more of it than its text
		return SignedIn{}, fmt.Errorf("could not get the keys that Auth0 signs with: %w", noted.err)
	case err != nil:
		return SignedIn{}, idTokenRefused(err)
	}
	if token.Nonce != s.derived("nonce") {
		return SignedIn{}, errors.New("the ID token is of another sign-in (its nonce differs): open the link that is shown here")
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return SignedIn{}, errors.New("the ID token's claims cannot be read")
	}
	if err := c.userInfo(ctx, s.Domain, access, token.Subject, claims); err != nil {
		return SignedIn{}, err
	}
	return signedIn(claims, rolesClaim), nil
}

// redeem trades a code in.
func (c *Client) redeem(ctx context.Context, s SignIn, clientSecret secret.Secret, code string) (access, idToken string, err error) {
	tokens, err := c.exchange(ctx, s.Domain, s.ClientID, clientSecret, url.Values{
		"grant_type": {AuthorizationCode}, "code": {code}, "redirect_uri": {s.Callback}, "code_verifier": {s.derived("verifier")},
	})
	var refused *Error
	if errors.As(err, &refused) {
		switch refused.Code {
		case "invalid_grant":
			return "", "", fmt.Errorf("Auth0 does not take the code (%s): it was used already, or is older than ten minutes. Open the link again", refused.words())
		case "access_denied", "invalid_client":
			return "", "", fmt.Errorf("Auth0 does not take the web app's client ID and secret (%s)", refused.words())
		}
	}
	if err != nil {
		return "", "", err
	}
	switch {
	case tokens.IDToken == "":
		return "", "", errors.New("Auth0 gave no ID token, which Pomerium refuses as \"missing id_token\"")
	case tokens.AccessToken == "":
		return "", "", tokens.without("access token")
	}
	return tokens.AccessToken, tokens.IDToken, nil
}

// OtherAlgorithm is an ID token that Pomerium refuses for how it is signed.
type OtherAlgorithm struct{ Algorithm string }

func (e *OtherAlgorithm) Error() string {
	return fmt.Sprintf("the application signs ID tokens with %s, which Pomerium refuses: set JSON Web Token Signature Algorithm to RS256, under Settings → Advanced → OAuth", e.Algorithm)
}

// otherAlgorithm finds the signature in go-jose's refusal of one.
var otherAlgorithm = regexp.MustCompile(`unexpected signature algorithm "([^"]*)"`)

func idTokenRefused(err error) error {
	var expired *oidc.TokenExpiredError
	said := err.Error()
	signed := otherAlgorithm.FindStringSubmatch(said)
	switch {
	case errors.As(err, &expired):
		return errors.New("the ID token has expired already: this machine's clock is ahead of Auth0's")
	case signed != nil:
		return &OtherAlgorithm{shown(signed[1])}
	case strings.Contains(said, "before the nbf"):
		return errors.New("the ID token is not valid yet: this machine's clock is behind Auth0's")
	}
	return fmt.Errorf("Pomerium would refuse the ID token: %s", text.Cut(text.Line(said), 160))
}

// userInfo adds what UserInfo answers; it wins over the ID token, as in
// Pomerium (pkg/identity/oidc of Pomerium 0.33). An answer about another subject
// must not be used (OpenID Connect Core 1.0, 5.3.2); Pomerium doesn't compare
// the two, and would sign in whoever the answer names.
func (c *Client) userInfo(ctx context.Context, domain Domain, access, subject string, claims map[string]any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, domain.URL()+"/userinfo", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+access)
	answer, err := c.transport.send(request)
	if err != nil {
		return fmt.Errorf("could not ask Auth0 who signed in: %w", err)
	}
	if answer.status >= http.StatusInternalServerError {
		return fmt.Errorf("could not ask Auth0 who signed in: %w", answer.refusal())
	}
	if answer.status != http.StatusOK {
		return fmt.Errorf("Auth0 does not say who signed in (%d), and Pomerium ends the session then", answer.status)
	}
	told := map[string]any{}
	if err := answer.decode(&told); err != nil {
		return fmt.Errorf("could not read who signed in, and Pomerium ends the session then: %w", err)
	}
	if told["sub"] != subject {
		return errors.New("UserInfo answers about another user than the ID token (their sub differs), so nobody can tell who signed in. Check for a proxy or another server in front of the tenant")
	}
	maps.Copy(claims, told)
	return nil
}

func signedIn(claims map[string]any, rolesClaim string) SignedIn {
	plain := func(name string) string {
		s, _ := claims[name].(string)
		return text.Cut(text.Line(s), 200)
	}
	who := SignedIn{Subject: plain("sub"), Email: plain("email"), Name: plain("name")}
	for name := range claims {
		who.Claims = append(who.Claims, text.Line(name))
	}
	slices.Sort(who.Claims)
	switch roles := claims[rolesClaim].(type) {
	case string:
		who.Roles = []string{text.Line(roles)}
	case []any:
		for _, role := range roles {
			if name, is := role.(string); is {
				who.Roles = append(who.Roles, text.Line(name))
			}
		}
	}
	return who
}
