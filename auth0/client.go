package auth0

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/auth0/go-auth0/management"

	"pomerium-auth0/internal/dial"
)

// Options are what a Client needs to know of its surroundings.
type Options struct {
	// RootCAs are trusted instead of the system's; nil is the system's.
	RootCAs *x509.CertPool
	// DialContext makes connections; nil is that of dial.Dialer, which leaves
	// out the addresses that are never a tenant's. It stands for the way
	// to a host as a whole, so that with it no proxy is used but one given here.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// Proxy finds the proxy for a request; nil is HTTPS_PROXY and NO_PROXY.
	Proxy func(*http.Request) (*url.URL, error)
	// UserAgent names the program and its version.
	UserAgent string
}

// Client speaks to Auth0. It is for use by several goroutines.
type Client struct {
	transport *transport
	tokens    tokens
}

// New makes a Client. It connects to nothing.
func New(o Options) *Client {
	proxy := o.Proxy
	if proxy == nil && o.DialContext == nil {
		proxy = http.ProxyFromEnvironment
	}
	connect := o.DialContext
	if connect == nil {
		connect = dial.Dialer{}.DialContext
	}
	return &Client{
		transport: &transport{
			base: &http.Transport{
				Proxy:               proxy,
				DialContext:         inTime(connect),
				TLSClientConfig:     &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
				TLSHandshakeTimeout: connectTimeout,
				IdleConnTimeout:     time.Minute,
				MaxIdleConnsPerHost: 4,
				// HTTP/1.1 only: it tells whether a request went out before the
				// connection was lost, and HTTP/2 repeats some by itself.
				TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{},
			},
			proxy:     proxy,
			userAgent: o.UserAgent,
			pace:      newPace(),
		},
		tokens: tokens{made: map[Access]made{}, turn: make(chan struct{}, 1)},
	}
}

type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// inTime bounds a dial: the transport goes on with one whose request was left.
func inTime(connect dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, connectTimeout)
		defer cancel()
		return connect(ctx, network, address)
	}
}

// Close ends the connections that are kept open.
func (c *Client) Close() { c.transport.base.CloseIdleConnections() }

type reportKey struct{}

// WithReport lets report hear, while a call with this context runs, why it
// takes longer: one line for each wait that is worth telling.
func WithReport(ctx context.Context, report func(line string)) context.Context {
	return context.WithValue(ctx, reportKey{}, report)
}

func report(ctx context.Context, format string, values ...any) {
	if tell, ok := ctx.Value(reportKey{}).(func(string)); ok {
		tell(fmt.Sprintf(format, values...))
	}
}

// manage makes one call of the Management API. The SDK keeps neither our
// error nor, when the context ends, any but the context's: so the transport
// notes its own, and that one is returned.
func (c *Client) manage(ctx context.Context, access Access, call func(context.Context, *management.Management) error) error {
	token, err := c.token(ctx, access)
	if err != nil {
		return err
	}
	m, err := management.New(access.Tenant.Host(),
		management.WithStaticToken(token.Reveal()),
		management.WithClient(&http.Client{Transport: c.transport}),
		management.WithUserAgent(c.transport.userAgent),
		management.WithNoRetries(),
		management.WithNoAuth0ClientInfo(),
	)
	if err != nil {
		return err
	}
	ctx, noted := withNote(ctx)
	err = call(ctx, m)
	if noted.err != nil {
		return noted.err
	}
	if err != nil && noted.answer != nil {
		why := "it can't be decoded" // the SDK's error may quote a value
		var found nonsense
		if errors.As(err, &found) {
			why = found.Error()
		}
		return noted.answer.useless(why)
	}
	return err
}

// note is where the transport leaves the answer or the error of the last
// request of the call that it serves.
type note struct {
	answer *answer
	err    error
}

type noteKey struct{}

func withNote(ctx context.Context) (context.Context, *note) {
	n := &note{}
	return context.WithValue(ctx, noteKey{}, n), n
}

// wait sleeps, or returns the context's error when that ends first.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
