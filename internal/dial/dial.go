// Package dial connects to hosts that somebody else names. It never connects
// to an address where no server of theirs can be: what a name leads to is
// decided by whoever holds its DNS, and can change from one look-up to the next.
package dial

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// A Forbidden is an address that nothing is sent to.
type Forbidden struct {
	Addr netip.Addr
	Kind string // "a link-local address"
}

func (e *Forbidden) Error() string {
	return fmt.Sprintf("%s is %s, where no such server can be", e.Addr, e.Kind)
}

// Check returns a *Forbidden for a link-local, multicast, broadcast or
// unspecified address, in whatever form it is written. Machines in a cloud find
// their credentials at link-local addresses.
func Check(addr netip.Addr) error {
	kind := ""
	switch plain := Plain(addr); {
	case plain.IsLinkLocalUnicast():
		kind = "a link-local address"
	case plain.IsMulticast():
		kind = "a multicast address"
	case plain.IsUnspecified(), plain.Is4() && plain.As4()[0] == 0:
		// The system takes 0.0.0.0 and :: for this machine itself (RFC 1122,
		// 3.2.1.3).
		kind = "an unspecified address"
	case plain == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		kind = "the broadcast address"
	default:
		return nil
	}
	return &Forbidden{addr.WithZone(""), kind}
}

// Private reports whether an address belongs to no server of the public
// internet: to this machine, or to a network of one's own (RFC 1918, 4193,
// 6598).
func Private(addr netip.Addr) bool {
	plain := Plain(addr)
	return plain.IsPrivate() || plain.IsLoopback() || shared.Contains(plain)
}

var shared = netip.MustParsePrefix("100.64.0.0/10")

// IPv6 addresses that stand for the IPv4 address at the byte: a gateway, or the
// system itself, connects to that one.
var holders = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12},   // RFC 6052
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12}, // RFC 8215, with the usual /96 in it
	{netip.MustParsePrefix("2002::/16"), 2},       // RFC 3056
}

// Plain is the IPv4 address that an IPv6 address stands for, else the address
// itself.
func Plain(addr netip.Addr) netip.Addr {
	addr = addr.Unmap().WithZone("")
	if !addr.Is6() {
		return addr
	}
	b := addr.As16()
	for _, holder := range holders {
		if holder.prefix.Contains(addr) {
			return netip.AddrFrom4([4]byte(b[holder.at : holder.at+4]))
		}
	}
	// IPv4-compatible (RFC 4291, 2.5.5.1), but for :: and ::1.
	if [12]byte(b[:12]) == [12]byte{} && !addr.IsUnspecified() && !addr.IsLoopback() {
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return addr
}

type anywhereKey struct{}

// Anywhere lets a connection with this context go to any address: that of a
// proxy, which the operator named, and which may be reached at a link-local
// address in containers. Where the proxy connects to is not known here.
func Anywhere(ctx context.Context) context.Context {
	return context.WithValue(ctx, anywhereKey{}, true)
}

// A Dialer connects to hosts by name.
type Dialer struct {
	// Resolver looks names up; nil is the system's.
	Resolver *net.Resolver
}

// DialContext connects to address. Each address that its host has is checked
// right before it is connected to, so that no other look-up lies in between.
func (d Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Resolver: d.Resolver}
	if ctx.Value(anywhereKey{}) == nil {
		dialer.Control = func(_, resolved string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(resolved)
			if err != nil {
				return fmt.Errorf("the address %s cannot be read", resolved)
			}
			return Check(at.Addr())
		}
	}
	return dialer.DialContext(ctx, network, address)
}
