package perform

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
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
		"nothing": {"https://a.example.com", func(context.Context, string, string) (net.Conn, error) {
			return nil, errors.New("refused")
		}, steps.CheckWarned, "nothing answers"},
		"silence": {"https://a.example.com", func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, steps.CheckWarned, "nothing answers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			p := &Performer{Reach: c.reach}
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
