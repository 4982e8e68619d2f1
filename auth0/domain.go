package auth0

import (
	"net/netip"
	"strings"
)

// PracticeDomain is what the stand-in tenant calls itself. The top-level
// domain test is reserved (RFC 6761): no such host exists.
const PracticeDomain = "practice.auth0.test"

// Domain is a host name that may belong to an Auth0 tenant. It was checked by
// ParseDomain and compares with ==; the zero Domain is none.
type Domain struct {
	host string
}

// Host is the bare name, in lower case and ASCII, such as acme.eu.auth0.com.
// A loopback stand-in has its port with it: 127.0.0.1:8443.
func (d Domain) Host() string { return d.host }

// URL is the address without a final slash, as Pomerium's idp_provider_url
// wants it.
func (d Domain) URL() string { return "https://" + d.host }

// Issuer is what the tenant calls itself in its discovery document and its
// tokens, the final slash included.
func (d Domain) Issuer() string { return "https://" + d.host + "/" }

// Audience is the identifier of the tenant's Management API. It is true of a
// canonical domain only: behind a custom domain the identifier stays the
// canonical one.
func (d Domain) Audience() string { return "https://" + d.host + "/api/v2/" }

// IsZero reports whether there is no domain.
func (d Domain) IsZero() bool { return d.host == "" }

// String is Host.
func (d Domain) String() string { return d.host }

// Canonical reports whether the name can be a tenant's own: under auth0.com or
// auth0app.com, or a stand-in (loopback with a port, PracticeDomain). Any
// other name is a custom domain.
func (d Domain) Canonical() bool {
	return strings.HasSuffix(d.host, ".auth0.com") ||
		strings.HasSuffix(d.host, ".auth0app.com") ||
		d.host == PracticeDomain ||
		d.loopback()
}

// CustomFor reports whether d can only be a custom domain of tenant. On
// loopback, where a stand-in has no other names, that is every address but the
// tenant's own.
func (d Domain) CustomFor(tenant Domain) bool {
	switch {
	case d.IsZero() || d == tenant:
		return false
	case d.loopback() && tenant.loopback():
		return true
	}
	return !d.Canonical()
}

// standIn reports whether the name can only be a stand-in's, which is on this
// machine.
func (d Domain) standIn() bool { return d.loopback() || d.host == PracticeDomain }

// loopback reports whether the name is a stand-in's on this machine.
func (d Domain) loopback() bool {
	return strings.Contains(d.host, ":") // ParseDomain accepts no other port
}

// Tenant is the name in front of a domain under auth0.com, as the dashboard
// shows it; of any other domain it is the whole host.
func (d Domain) Tenant() string {
	if strings.HasSuffix(d.host, ".auth0.com") {
		name, _, _ := strings.Cut(d.host, ".")
		return name
	}
	return d.host
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Is4() && address.IsLoopback()
}
