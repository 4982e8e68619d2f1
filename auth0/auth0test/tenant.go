// Package auth0test is a stand-in for an Auth0 tenant: what Auth0's documents
// and recorded traffic say about applications, client grants, the token
// endpoint, discovery, sign-in, roles and /v2/logout, kept in
// memory and served over https to this machine only. It knows nothing of the
// client it is tested against, so that both can be checked against each other.
//
// Where nothing public says what Auth0 answers, the stand-in takes the reading
// that forgives less.
package auth0test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Options say what a tenant is like. The zero value is a tenant of a paid
// plan that answers at once and never fails.
type Options struct {
	// Listen is the address of New, on loopback; empty is any free port of
	// 127.0.0.1.
	Listen string
	// Domain is what the tenant calls itself: the host, with a port where
	// there is one, of its issuer and of its Management API's audience. Empty
	// stands for the address that New listens on, or for PipeDomain.
	Domain string
	// CustomDomains are other names of the tenant.
	CustomDomains []CustomDomain
	// FreePlan sets the limits of Auth0's free plan: 10 applications, the API
	// Explorer Application among them, 100 client grants, and Management API
	// calls from a bucket of 2 that refills at 2 a second. Without it there are
	// 100 and 10,000 and no rate limit.
	FreePlan bool
	// Applications is the number of applications the tenant may have; 0 is
	// the plan's.
	Applications int
	// Latency is how long every request waits before it is looked at.
	Latency time.Duration
	// ReadAfter is how long an application or grant that was created through
	// the Management API cannot be read, listed or signed in with. It can be
	// changed and deleted at once.
	ReadAfter time.Duration
	// Skew is how far the tenant's clock is ahead of this machine's: in the Date
	// of its answers and in the tokens it makes.
	Skew time.Duration
}

// A Tenant is a running stand-in. Its methods may be called from any
// goroutine.
type Tenant struct {
	options  Options
	domain   string
	explorer string // client ID of the API Explorer Application
	global   string // client ID of the client that stands for all applications
	keys     *keys
	trust    authority

	customs  []CustomDomain
	server   *http.Server
	listener net.Listener
	dial     func(context.Context) (net.Conn, error)
	served   sync.WaitGroup

	mu       sync.Mutex // guards what follows
	clients  []*client
	grants   []*grant
	bucket   bucket
	faults   []Fault
	requests []*Request

	users      []User
	roles      []role
	connection connection
	claimsOf   map[string]func(User) any
	waiting    map[string]signIn // by the state of the login page
	logins     map[string]login  // by the browser's cookie
	codes      map[string]code
	refreshes  map[string]session
	accesses   map[string]access
}

// New starts a tenant on loopback. Close ends it.
func New(options Options) (*Tenant, error) {
	if options.Listen == "" {
		options.Listen = "127.0.0.1:0"
	}
	if err := onLoopback(options.Listen); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", options.Listen)
	if err != nil {
		return nil, fmt.Errorf("the stand-in tenant cannot listen on %s: %w", options.Listen, err)
	}
	address := listener.Addr().String()
	if options.Domain == "" {
		options.Domain = address
	}
	customs, more, err := listenAtCustom(options.CustomDomains)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	options.CustomDomains = customs
	tenant, err := start(options, listener, func(ctx context.Context) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, "tcp", address)
	})
	if err != nil {
		return nil, errors.Join(err, listener.Close(), closeAll(more))
	}
	for _, listener := range more {
		tenant.serve(listener)
	}
	return tenant, nil
}

// onLoopback refuses every address but this machine's own: a stand-in lets
// anybody in who knows a password of its login page.
func onLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%s is no address to listen on: give one such as 127.0.0.1:8443", address)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return fmt.Errorf("%s is not on this machine alone: a tenant to practise on listens on loopback only, such as 127.0.0.1:8443", address)
	}
	return nil
}

func start(options Options, listener net.Listener, dial func(context.Context) (net.Conn, error)) (*Tenant, error) {
	names := []string{options.Domain}
	for _, custom := range options.CustomDomains {
		names = append(names, custom.Domain)
	}
	trust, err := newAuthority(names, time.Now())
	if err != nil {
		return nil, fmt.Errorf("the stand-in tenant cannot make its certificate: %w", err)
	}
	t := &Tenant{
		options:  options,
		domain:   options.Domain,
		keys:     newKeys(),
		trust:    trust,
		listener: listener,
		dial:     dial,
		customs:  withIDs(options.CustomDomains),
		bucket:   newBucket(time.Now()),

		connection: connection{id: "con_" + randomText(16), off: map[string]bool{}},
		claimsOf:   map[string]func(User) any{},
		waiting:    map[string]signIn{},
		logins:     map[string]login{},
		codes:      map[string]code{},
		refreshes:  map[string]session{},
		accesses:   map[string]access{},
	}
	t.furnish()
	// One protocol, so that a cut connection is a cut connection: over HTTP/2
	// it would be a reset stream on a connection that stays.
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	t.server = &http.Server{
		Handler:   t.handler(),
		TLSConfig: trust.server(),
		Protocols: &protocols,
		// A client that does not trust the certificate is a test's business.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	t.serve(t.listener)
	return t, nil
}

// serve answers at one more address until Close.
func (t *Tenant) serve(listener net.Listener) {
	t.served.Go(func() { _ = t.server.ServeTLS(listener, "", "") })
}

// Close cuts all connections, ends what still hangs, and frees the port.
func (t *Tenant) Close() error {
	err := t.server.Close()
	t.served.Wait()
	return err
}

// Domain is the tenant's domain, with a port where there is one: the issuer is
// https://DOMAIN/ and the audience of its Management API https://DOMAIN/api/v2/.
func (t *Tenant) Domain() string { return t.domain }

// Addr is where the tenant listens, such as 127.0.0.1:43251; for a tenant of
// NewPipe its name only.
func (t *Tenant) Addr() string { return t.listener.Addr().String() }

// RootCAs holds the certificate authority that was made for this tenant.
func (t *Tenant) RootCAs() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(t.trust.root)
	return pool
}

// CertificatePEM is the certificate of that authority, for a file that
// SSL_CERT_FILE can name.
func (t *Tenant) CertificatePEM() []byte { return t.trust.rootPEM() }

// DialContext connects to the tenant, whatever name it is asked for. Given to
// an http.Transport it leads there under any domain.
func (t *Tenant) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	return t.dial(ctx)
}

// Client returns an HTTP client that trusts the tenant, reaches it under any
// name and follows no redirects. Its idle connections end with Close.
func (t *Tenant) Client() *http.Client {
	return &http.Client{
		Transport: &http.Transport{DialContext: t.DialContext, TLSClientConfig: t.trust.client()},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// audience names the Management API, under whatever name it is called.
func (t *Tenant) audience() string { return "https://" + t.domain + "/api/v2/" }

// issuer is what the tenant calls itself under one of its names.
func issuer(host string) string { return "https://" + host + "/" }

// name is the tenant's name as Auth0 writes it into its clients: the first
// label of the domain.
func (t *Tenant) name() string {
	name, _, _ := strings.Cut(t.domain, ".")
	return name
}

func (t *Tenant) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", t.serveDiscovery)
	mux.HandleFunc("GET /.well-known/jwks.json", t.serveJWKS)
	mux.HandleFunc("POST /oauth/token", t.serveToken)
	mux.HandleFunc("GET /authorize", t.serveAuthorize)
	mux.HandleFunc("GET /u/login", t.serveLoginPage)
	mux.HandleFunc("POST /u/login", t.serveLogin)
	mux.HandleFunc("GET /userinfo", t.serveUserInfo)
	mux.HandleFunc("GET /v2/logout", t.serveLogout)
	mux.Handle("/api/v2/", t.limited(t.managementAPI()))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Not Found", http.StatusNotFound)
	})
	return t.recorded(t.delayed(t.faulty(t.named(mux))))
}

func (t *Tenant) delayed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait(r.Context(), t.options.Latency) != nil {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Date", t.now().UTC().Format(http.TimeFormat))
		next.ServeHTTP(w, r)
	})
}

// now is the tenant's own clock.
func (t *Tenant) now() time.Time { return time.Now().Add(t.options.Skew) }

// wait returns after d, or with an error when the context ends before.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
