package auth0_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/internal/dial"
)

func TestAnUnreachedHostSaysHowItWasTried(t *testing.T) {
	dead := listener(t)
	dead.Close()
	mute := listener(t) // takes connections, and cuts them
	go serve(mute, func(net.Conn) {})
	plain := listener(t)
	go serve(plain, func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) })
	deny := listener(t)
	go serve(deny, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = c.Write([]byte("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
	})
	tenant, err := auth0test.New(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tenant.Close()
	named, err := auth0test.New(auth0test.Options{Domain: "acme.eu.auth0.com"})
	if err != nil {
		t.Fatal(err)
	}
	defer named.Close()
	to := func(address string) func(context.Context, string, string) (net.Conn, error) {
		return func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
	}
	proxy := func(address string) func(*http.Request) (*url.URL, error) {
		return http.ProxyURL(&url.URL{Scheme: "http", Host: address})
	}
	for _, c := range []struct {
		name    string
		options auth0.Options
		how     auth0.How
		words   string
	}{
		{"no such name", auth0.Options{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "acme.eu.auth0.com", IsNotFound: true}}
		}}, auth0.NoName, "no address is known for acme.eu.auth0.com"},
		{"a DNS that says nothing", auth0.Options{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "i/o timeout", Name: "acme.eu.auth0.com", IsTimeout: true, IsTemporary: true}}
		}}, auth0.NoLookup, "this machine's DNS gave no answer for acme.eu.auth0.com (i/o timeout)"},
		{"refused", auth0.Options{DialContext: to(dead.Addr().String())}, auth0.NoConnect, "connection refused"},
		{"a link-local address", auth0.Options{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dial.Dialer{}.DialContext(ctx, network, "169.254.169.254:443")
		}}, auth0.NoServer, "acme.eu.auth0.com is at 169.254.169.254, a link-local address, so nothing was sent"},
		{"cut at once", auth0.Options{DialContext: to(mute.Addr().String())}, auth0.Cut, "was cut"},
		{"no TLS", auth0.Options{DialContext: to(plain.Addr().String())}, auth0.NoTLS, "not to be trusted"},
		{"unknown authority", auth0.Options{DialContext: named.DialContext, RootCAs: x509.NewCertPool()}, auth0.NoTLS, "unknown authority"},
		{"another name", auth0.Options{DialContext: tenant.DialContext, RootCAs: tenant.RootCAs()}, auth0.NoTLS, "certificate"},
		{"no proxy", auth0.Options{Proxy: proxy(dead.Addr().String())}, auth0.NoProxy, dead.Addr().String()},
		{"the proxy says no", auth0.Options{Proxy: proxy(deny.Addr().String())}, auth0.NoProxy, "Forbidden"},
	} {
		client := auth0.New(c.options)
		w := &world{client: client, domain: domain(t, "acme.eu.auth0.com")}
		w.access = w.with(hidden("token"))
		for call, do := range map[string]func(context.Context, *world) error{"read": list, "write": create} {
			err := do(t.Context(), w)
			var unreached *auth0.Unreached
			var lost *auth0.MayHaveHappened
			if !errors.As(err, &unreached) || unreached.How != c.how || !strings.Contains(err.Error(), c.words) || errors.As(err, &lost) {
				t.Errorf("%s, %s: %v (%+v)", c.name, call, err, unreached)
			}
		}
		client.Close()
	}
}

func TestAStopBeforeTheRequestIsAStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := auth0.New(auth0.Options{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}})
		w := &world{client: client, domain: domain(t, "acme.eu.auth0.com")}
		w.access = w.with(hidden("token"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := create(ctx, w)
		var lost *auth0.MayHaveHappened
		if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &lost) {
			t.Errorf("%v", err)
		}
		start := time.Now()
		err = create(t.Context(), w)
		var unreached *auth0.Unreached
		if !errors.As(err, &unreached) || unreached.How != auth0.NoAnswer || errors.As(err, &lost) || time.Since(start) != 10*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

func TestOneConnectionServesAllRequests(t *testing.T) {
	tenant, err := auth0test.New(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tenant.Close()
	dials := 0
	client := auth0.New(auth0.Options{RootCAs: tenant.RootCAs(), DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		dials++
		return tenant.DialContext(ctx, network, address)
	}})
	defer client.Close()
	w := &world{Tenant: tenant, client: client, domain: domain(t, tenant.Domain())}
	w.access = w.with(tenant.Token())
	if err := creation(t.Context(), w, true); err != nil {
		t.Fatal(err)
	}
	_ = client.CheckCallback(t.Context(), w.domain, "nobody", pomerium.Callback)
	_ = client.CheckSecret(t.Context(), w.domain, "nobody", hidden("x"), pomerium.Callback)
	if _, err := client.Application(t.Context(), w.access, "nobody"); !auth0.IsNotFound(err) {
		t.Fatal(err)
	}
	if dials != 1 {
		t.Errorf("%d connections", dials)
	}
}

func listener(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func serve(l net.Listener, answer func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		answer(c)
		c.Close()
	}
}

func TestNobodyServesThePracticeTenant(t *testing.T) {
	dead := listener(t)
	dead.Close()
	client := auth0.New(auth0.Options{})
	defer client.Close()
	_, err := client.Discover(t.Context(), domain(t, dead.Addr().String()))
	for _, words := range []string{dead.Addr().String() + " cannot be reached from this machine (connection refused)", "start what is to serve there, such as pomerium-auth0 practice"} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("not said: %s\n%v", words, err)
		}
	}
}

// TestACertificateOutOfItsTime is nearly always this machine's clock.
func TestACertificateOutOfItsTime(t *testing.T) {
	for name, from := range map[string]time.Time{"expired": time.Now().Add(-2 * time.Hour), "not valid yet": time.Now().Add(time.Hour)} {
		t.Run(name, func(t *testing.T) {
			key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from.Add(time.Hour), DNSNames: []string{"acme.eu.auth0.com"}}
			der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewUnstartedServer(http.NotFoundHandler())
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
			server.StartTLS()
			defer server.Close()
			client := auth0.New(auth0.Options{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
			}})
			defer client.Close()
			_, err = client.Discover(t.Context(), domain(t, "acme.eu.auth0.com"))
			if err == nil || !strings.HasSuffix(err.Error(), ": look at this machine's clock") {
				t.Errorf("%v", err)
			}
		})
	}
}
