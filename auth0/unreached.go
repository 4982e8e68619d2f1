package auth0

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"syscall"

	"pomerium-auth0/internal/dial"
)

// How a host was not reached.
type How string

// The ways not to reach a host.
const (
	NoName    How = "dns"     // there is no such name
	NoLookup  How = "lookup"  // DNS did not say whether there is
	NoProxy   How = "proxy"   // the proxy does not answer, or refuses
	NoConnect How = "connect" // the address refuses, or has no route
	NoTLS     How = "tls"     // the certificate is not trusted, or it speaks no TLS
	NoAnswer  How = "timeout" // nothing within the time allowed
	Cut       How = "cut"     // the connection ended in the middle
	NoServer  How = "address" // its address is never a tenant's; not connected to
)

// Unreached is a request that brought no answer. Unless it is wrapped in a
// MayHaveHappened, the tenant has done nothing.
type Unreached struct {
	Host  string
	How   How
	Proxy string // host of the proxy in between, if any
	Err   error
}

func (e *Unreached) Unwrap() error { return e.Err }

func (e *Unreached) Error() string { return e.What() + ": " + e.Remedy() }

// What says what happened.
func (e *Unreached) What() string {
	host := shown(e.Host)
	switch e.How {
	case NoName:
		return fmt.Sprintf("no address is known for %s", host)
	case NoLookup:
		return fmt.Sprintf("this machine's DNS gave no answer for %s (%s)", host, e.reason())
	case NoProxy:
		return fmt.Sprintf("the proxy %s does not lead to %s (%s)", shown(e.Proxy), host, e.reason())
	case NoConnect:
		return fmt.Sprintf("%s cannot be reached from this machine (%s)", host, e.reason())
	case NoTLS:
		return fmt.Sprintf("the encrypted connection to %s is not to be trusted (%s)", host, e.reason())
	case NoAnswer:
		return fmt.Sprintf("%s did not answer in time", host)
	case NoServer:
		return fmt.Sprintf("this machine's DNS says that %s is at %s, so nothing was sent", host, e.reason())
	default:
		return fmt.Sprintf("the connection to %s was cut", host)
	}
}

// Remedy says what to do about it.
func (e *Unreached) Remedy() string {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch e.How {
	case NoName:
		return "look at the spelling, and at this machine's DNS"
	case NoLookup:
		return "try again, or look at this machine's DNS"
	case NoProxy:
		return "look at HTTPS_PROXY and NO_PROXY"
	case NoConnect:
		if host, _, err := net.SplitHostPort(e.Host); err == nil && isLoopback(host) {
			return "start what is to serve there, such as pomerium-auth0 practice"
		}
		return "look at its firewall, or set HTTPS_PROXY"
	case NoServer:
		return "check the spelling, and who answers this machine's DNS queries"
	case NoTLS:
		if errors.As(e.Err, &unknown) {
			return "if a proxy of yours inspects TLS, or this is a tenant to practise on, --ca-file FILE trusts its root certificate"
		}
		if errors.As(e.Err, &invalid) && invalid.Reason == x509.Expired { // or not valid yet
			return "look at this machine's clock"
		}
		return "a proxy or another server may be answering in its place"
	default:
		return "try again"
	}
}

// reason is the innermost words of the cause, without Go's chain of prefixes.
func (e *Unreached) reason() string {
	var operation *net.OpError
	var verification *tls.CertificateVerificationError
	var name *net.DNSError
	var forbidden *dial.Forbidden
	switch {
	case errors.As(e.Err, &forbidden):
		return fmt.Sprintf("%s, %s", forbidden.Addr, forbidden.Kind)
	case errors.As(e.Err, &verification):
		return shownMessage(verification.Err.Error())
	case errors.As(e.Err, &name):
		return shown(name.Err)
	case errors.As(e.Err, &operation) && operation.Timeout():
		return "no answer"
	case errors.As(e.Err, &operation):
		var number syscall.Errno
		if errors.As(operation.Err, &number) {
			return number.Error()
		}
		return shown(operation.Err.Error())
	default:
		return shown(e.Err.Error())
	}
}

// phases is what the trace of one request saw.
type phases struct {
	proxy     *url.URL
	handshake bool // TLS with the host itself began
	connected bool // a connection was given to the request
	written   bool // the request went out, in whole or in part
	address   string
}

// A way is the trace of one request under way. The transport dials beside it,
// and may do so twice at once: then the hooks come from several goroutines.
type way struct {
	mu     sync.Mutex
	phases phases
}

func (w *way) note(what func(*phases)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	what(&w.phases)
}

func (w *way) seen() phases {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.phases
}

// unreached finds what went wrong on the way to host.
func unreached(host string, err error, p phases) *Unreached {
	u := &Unreached{Host: host, Err: err}
	if p.proxy != nil {
		u.Proxy = p.proxy.Host
	}
	var name *net.DNSError
	var timeout net.Error
	var operation *net.OpError
	var forbidden *dial.Forbidden
	switch {
	case errors.As(err, &forbidden):
		u.How = NoServer
	case p.proxy != nil && !p.handshake && !p.connected:
		u.How = NoProxy
	case errors.As(err, &name) && name.IsNotFound:
		u.How = NoName
	case errors.As(err, &name):
		u.How = NoLookup
	case isTLS(err):
		u.How = NoTLS
	case errors.As(err, &operation) && operation.Op == "dial":
		u.How = NoConnect
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		u.How = NoAnswer
	case !p.connected && !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET):
		u.How = NoConnect
	default:
		u.How = Cut
	}
	return u
}

func isTLS(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		record       tls.RecordHeaderError
		alert        tls.AlertError
		authority    x509.UnknownAuthorityError
	)
	return errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &alert) || errors.As(err, &authority)
}
