package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"pomerium-auth0/internal/dial"
	"pomerium-auth0/internal/text"
)

// Discovery is what a tenant says of itself (OpenID Connect Discovery 1.0).
type Discovery struct {
	Issuer     string   // equal to Domain.Issuer
	Algorithms []string // of ID tokens

	// Skew is how far this machine's clock is ahead of the tenant's, to the
	// second. It is known when the tenant sent its time.
	Skew      time.Duration
	SkewKnown bool

	// Private is the server's address when a public name leads to this machine
	// or a private network: right where a gateway of one's own stands in front,
	// odd otherwise. It is unknown behind a proxy.
	Private netip.Addr
}

// Remark says of an odd address what it is, "" of a usual one.
func (d Discovery) Remark() string {
	switch {
	case !d.Private.IsValid():
		return ""
	case dial.Plain(d.Private).IsLoopback():
		return fmt.Sprintf("the name leads to %s, this machine itself", d.Private)
	}
	return fmt.Sprintf("the name leads to %s, an address in a private network", d.Private)
}

// Signs reports whether the tenant signs ID tokens with alg.
func (d Discovery) Signs(alg string) bool { return slices.Contains(d.Algorithms, alg) }

// NotATenant is a host that answers, but not as an Auth0 tenant.
type NotATenant struct {
	Host   string
	Status int
	Why    string // "404 for its description"
	raw    string
}

func (e *NotATenant) Error() string {
	return fmt.Sprintf("%s answers, but is no Auth0 tenant (%s). Auth0's own domains end in .auth0.com; yours is in the dashboard: Applications → any application → Settings → Domain", shown(e.Host), e.Why)
}

// Short is the same for a narrow window.
func (e *NotATenant) Short() string {
	return shown(e.Host) + " is no Auth0 tenant; those end in .auth0.com or have a domain of their own"
}

// Raw is the answer as far as it can be shown.
func (e *NotATenant) Raw() string { return e.raw }

// OtherIssuer is a tenant that calls itself otherwise. Pomerium compares the
// two character by character and refuses (go-oidc's NewProvider).
type OtherIssuer struct {
	Want, Got string
}

func (e *OtherIssuer) Error() string {
	return fmt.Sprintf("the tenant calls itself %s, not %s: Pomerium would refuse it. Use the name it calls itself", e.Got, e.Want)
}

// Discover reads the discovery document of the tenant at domain. Errors are
// *Unreached, *Redirected, *NotATenant and *OtherIssuer.
func (c *Client) Discover(ctx context.Context, domain Domain) (Discovery, error) {
	sent := time.Now()
	a, err := c.get(ctx, domain, "/.well-known/openid-configuration", nil)
	if err != nil {
		return Discovery{}, err
	}
	came := time.Now()
	no := func(why string) error {
		return &NotATenant{Host: domain.Host(), Status: a.status, Why: why, raw: a.raw()}
	}
	switch {
	case a.status >= 300 && a.status < 400:
		_, err := a.picked()
		return Discovery{}, err
	case a.status >= 500:
		return Discovery{}, fmt.Errorf("could not read the description of %s: %w", domain, a.refusal())
	case a.status != http.StatusOK:
		return Discovery{}, no(fmt.Sprintf("%d for its description", a.status))
	}
	var document struct {
		Issuer     string   `json:"issuer"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
	}
	var unreadable *Unreadable
	switch err := a.decode(&document); {
	case errors.As(err, &unreadable):
		return Discovery{}, no("its description cannot be read: " + unreadable.Why)
	case err != nil:
		return Discovery{}, err
	}
	if document.Issuer != domain.Issuer() {
		return Discovery{}, &OtherIssuer{Want: domain.Issuer(), Got: shown(document.Issuer)}
	}
	d := Discovery{Issuer: document.Issuer}
	for _, alg := range document.Algorithms {
		d.Algorithms = append(d.Algorithms, text.Line(alg))
	}
	if date, err := http.ParseTime(a.header.Get("Date")); err == nil {
		// The header names the second; its middle, against the middle of the
		// request, is at most half a second and half the round trip wrong.
		middle := sent.Add(came.Sub(sent) / 2)
		d.Skew, d.SkewKnown = middle.Sub(date.Add(time.Second/2)).Round(time.Second), true
	}
	if at, err := netip.ParseAddrPort(a.address); err == nil && !a.proxied && !domain.standIn() {
		if ip := at.Addr().Unmap(); dial.Private(ip) {
			d.Private = ip
		}
	}
	return d, nil
}
