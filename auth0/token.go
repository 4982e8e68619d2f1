package auth0

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// Token is a Management API token that was read, not verified: only Auth0 can
// do that. It compares with ==.
type Token struct {
	Secret secret.Secret
	// Issuer is who made it, a URL; behind a custom domain that one.
	Issuer string
	// Tenant is the host in its audience: the canonical domain of the one
	// tenant whose Management API takes it.
	Tenant Domain
	// ClientID is the application it was made for, in the explorer's case
	// "API Explorer Application".
	ClientID string
	// Issued and Expires are in UTC, zero when the token does not say.
	Issued, Expires time.Time

	scopes string // blank-separated, as in the token
}

// ReadToken reads a pasted Management API token. White space inside, quotes
// and the word Bearer around it are taken away. The error is the sentence to
// show; it never holds a part of the token.
func ReadToken(pasted secret.Secret) (Token, error) {
	s := secret.Clean(pasted.Reveal())
	parts := strings.Split(s, ".")
	switch {
	case s == "":
		return Token{}, errors.New("there is no token")
	case len(parts) == 5:
		return Token{}, errors.New("this token is encrypted, which a Management API token never is: copy it from the API Explorer tab")
	case len(parts) == 1 && !strings.HasPrefix(s, "eyJ"):
		return Token{}, errors.New("this is no Management API token: one begins with eyJ and has two dots in it. An opaque access token or a client secret does not do")
	case len(parts) != 3:
		return Token{}, errors.New("this token is not whole: a Management API token has three parts with dots between, copy it anew")
	}
	claims, err := readClaims(parts[1])
	if err != nil || !isJSON(parts[0]) {
		return Token{}, errors.New("this token cannot be read: a part of it is missing or changed, copy it anew")
	}
	t := Token{
		Secret:   secret.New(s),
		Issuer:   text.Line(claims.Issuer),
		ClientID: text.Line(claims.ClientID),
		Issued:   claims.Issued.time(),
		Expires:  claims.Expires.time(),
		scopes:   text.Line(claims.Scope),
	}
	for _, audience := range claims.Audience {
		host, ok := strings.CutPrefix(audience, "https://")
		if !ok {
			continue
		}
		if host, ok = strings.CutSuffix(host, "/api/v2/"); !ok {
			continue
		}
		// The audience names the tenant itself, also behind a custom domain.
		if domain, _, err := parseHost(host); err == nil && domain.host == host && domain.Canonical() {
			t.Tenant = domain
			return t, nil
		}
	}
	if len(claims.Audience) == 0 {
		return Token{}, errors.New("this token names no API: a Management API token is needed, from the API Explorer tab")
	}
	return Token{}, fmt.Errorf("this token is for %s, not for a tenant's Management API: copy the one from the API Explorer tab",
		shown(strings.Join(claims.Audience, ", ")))
}

// Access is the access that the token gives: to the tenant that it names, and
// to no other.
func (t Token) Access() Access { return Access{Tenant: t.Tenant, Token: t.Secret} }

// Scopes lists what the token allows.
func (t Token) Scopes() []string { return strings.Fields(t.scopes) }

// Has reports whether the token allows scope.
func (t Token) Has(scope string) bool { return slices.Contains(t.Scopes(), scope) }

// Missing lists those of scopes that the token does not allow.
func (t Token) Missing(scopes ...string) []string {
	has := t.Scopes()
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(has, s) })
}

// Left is how long the token still lives; negative when it no longer does.
// Call it only with an Expires.
func (t Token) Left(now time.Time) time.Duration { return t.Expires.Sub(now) }

// Describe says what was pasted without showing any of it: "4,812
// characters, a Management API token for acme.eu.auth0.com, 23 h left".
func (t Token) Describe(now time.Time) string {
	s := fmt.Sprintf("%s characters, a Management API token for %s", thousands(t.Secret.Len()), t.Tenant)
	switch left := t.Left(now); {
	case t.Expires.IsZero():
		return s
	case left <= 0:
		return s + ", expired " + span(-left) + " ago"
	default:
		return s + ", " + span(left) + " left"
	}
}

// Problem says why the token cannot be used for the tenant at domain, or nil.
// The domain may be zero, where the token itself names the tenant; a custom
// domain is behind a tenant of another name and is not compared.
func (t Token) Problem(now time.Time, domain Domain) error {
	if !t.Expires.IsZero() && t.Left(now) <= 0 {
		return fmt.Errorf("this token expired %s ago (%s): copy a fresh one from the API Explorer tab",
			span(-t.Left(now)), t.Expires.Format("2006-01-02 15:04 MST"))
	}
	if domain.Canonical() && t.Tenant != domain && !domain.CustomFor(t.Tenant) {
		return fmt.Errorf("this token is for the tenant %s, not for %s: nothing was sent. Paste a token of %s, or go back and change the domain",
			t.Tenant, domain, domain)
	}
	return nil
}

type claims struct {
	Issuer   string   `json:"iss"`
	Audience oneOrAll `json:"aud"`
	Issued   date     `json:"iat"`
	Expires  date     `json:"exp"`
	Scope    string   `json:"scope"`
	ClientID string   `json:"azp"`
}

func readClaims(part string) (claims, error) {
	var c claims
	decoded, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(decoded, &c)
}

func isJSON(part string) bool {
	decoded, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Valid(decoded)
}

// oneOrAll is the aud claim: a string, or a list of them (RFC 7519, 4.1.3).
type oneOrAll []string

func (o *oneOrAll) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		if one != "" { // null is no audience either
			*o = oneOrAll{one}
		}
		return nil
	}
	var all []string
	err := json.Unmarshal(b, &all)
	*o = all
	return err
}

// date is a NumericDate: seconds since 1970, perhaps with a fraction
// (RFC 7519, 2).
type date float64

func (d date) time() time.Time {
	// Outside of what a year of four digits can say it is no date.
	if d <= 0 || d >= 253402300800 {
		return time.Time{}
	}
	return time.Unix(int64(d), 0).UTC()
}

// thousands writes n with commas, as the screens do.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// span is a duration in its one useful unit, rounded down.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	case d >= time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d >= time.Minute:
		return fmt.Sprintf("%d min", d/time.Minute)
	default:
		return fmt.Sprintf("%d s", d/time.Second)
	}
}
