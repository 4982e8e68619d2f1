package perform

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"pomerium-auth0/tui/steps"
)

// TestWhatStandsAtTheAuthenticateServiceURL: what is missing there is still to
// do, and takes two seconds at most to find out.
func TestWhatStandsAtTheAuthenticateServiceURL(t *testing.T) {
	pomerium := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.well-known/pomerium" {
			_, _ = io.WriteString(w, `{"authentication_callback_endpoint":"https://x/oauth2/callback"}`)
		}
	}))
	t.Cleanup(pomerium.Close)
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	to := func(server *httptest.Server) func(context.Context, string, string) (net.Conn, error) {
		return func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
		}
	}
	for name, c := range map[string]struct {
		url     string
		reach   func(context.Context, string, string) (net.Conn, error)
		outcome steps.Outcome
		words   string
	}{
		"Pomerium":       {"http://a.example.com", to(pomerium), steps.CheckPassed, "Pomerium answers there"},
		"something else": {"http://a.example.com", to(other), steps.CheckWarned, "does not look like Pomerium"},
		"untrusted":      {"https://a.example.com", to(untrusted), steps.CheckWarned, "not trusted"},
		"no name": {"https://a.example.com", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "no such host", Name: "a.example.com", IsNotFound: true}
		}, steps.CheckWarned, "leads nowhere yet"},
		"a resolver that says nothing": {"https://a.example.com", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "i/o timeout", Name: "a.example.com", IsTimeout: true, IsTemporary: true}
		}, steps.NotChecked, "this machine's DNS gave no answer for its name (i/o timeout)"},
		"a resolver that is out of order": {"https://a.example.com", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "server misbehaving", Name: "a.example.com", IsTemporary: true}
		}, steps.NotChecked, "(server misbehaving)"},
		"a real resolver that is silent": {"https://a.example.com", throughResolver(silentServer(t)), steps.NotChecked, "DNS gave no answer for its name within two seconds"},
		"nothing": {"https://a.example.com", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
		}, steps.CheckWarned, "nothing answers there yet"},
		"no way there": {"https://a.example.com", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}
		}, steps.CheckWarned, "it cannot be reached from here: network is unreachable"},
		"silence": {"https://a.example.com", func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, silent.Addr().String())
		}, steps.CheckWarned, "no answer came from there within two seconds"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			p := &Performer{Reach: &Reach{Dial: c.reach}}
			fact := p.probeAddress(t.Context(), c.url)
			if fact.Outcome != c.outcome || !strings.Contains(fact.Text, c.words) {
				t.Errorf("%+v", fact)
			}
			if took := time.Since(start); took > reachBound+time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
	if fact := (&Performer{}).probeAddress(t.Context(), "https://a.example.com"); fact.Text != "" {
		t.Errorf("without a way there: %+v", fact)
	}
}

// silentServer is a name server that never answers.
func silentServer(t *testing.T) string {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server.LocalAddr().String()
}

// throughResolver opens connections with names from that server.
func throughResolver(server string) func(context.Context, string, string) (net.Conn, error) {
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server)
	}}
	return (&net.Dialer{Resolver: resolver}).DialContext
}
