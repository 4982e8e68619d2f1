package auth0test_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

// In a bubble the clock goes on only when everything waits, so a slow tenant
// costs no time and an answer comes exactly when it should.
func TestATenantRunsInABubble(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			tenant := startPipe(t, auth0test.Options{Latency: 7 * time.Second})
			began := time.Now()
			made := must(t, tenant, tenant.Client(), 201, create(fields{"name": "Pomerium"})).object(t)
			if took := time.Since(began); took != 7*time.Second {
				t.Errorf("took %v, want the latency, 7s", took)
			}
			if tenant.Application(made["client_id"].(string)) == nil {
				t.Error("the application is not there")
			}
		})
	}
}

func TestAClosedTenantOfAPipeIsReachedNoMore(t *testing.T) {
	tenant, err := auth0test.NewPipe(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := tenant.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := tenant.DialContext(t.Context(), "tcp", "anything:443"); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v, want %v", err, net.ErrClosed)
	}
}

func TestADialIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := startPipe(t, auth0test.Options{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range 20 { // either the server or the context may come first
			conn, err := tenant.DialContext(ctx, "tcp", "anything:443")
			if err != nil {
				if !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
				return
			}
			_ = conn.Close()
		}
		t.Error("a cancelled dial always succeeded")
	})
}
