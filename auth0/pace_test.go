package auth0_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	gosync "sync"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

// creation is all that a walk asks of the tenant to make both applications,
// the checks apart.
func creation(ctx context.Context, w *world, directorySync bool) error {
	if _, err := w.client.Discover(ctx, w.domain); err != nil {
		return err
	}
	all, err := w.client.Applications(ctx, w.access)
	if err != nil {
		return err
	}
	if found := auth0.Find(all, auth0.Search{Tag: pomerium.Tag(), Callback: pomerium.Callback, Token: w.ExplorerID()}); len(found.Best()) != 0 {
		return fmt.Errorf("found %v", found)
	}
	web, err := w.client.CreateApplication(ctx, w.access, pomerium.Application())
	if err != nil || !directorySync {
		return err
	}
	m2m, err := w.client.CreateApplication(ctx, w.access, sync.Application())
	if err != nil {
		return err
	}
	if web.Secret.IsZero() || m2m.Secret.IsZero() {
		return errors.New("an application without its secret")
	}
	grant := auth0.GrantFor(nil, m2m.ID, w.domain.Audience(), auth0.M2MScopes())
	return auth0.Patiently(ctx, 5*time.Second, func(ctx context.Context) error {
		_, err := w.client.CreateGrant(ctx, w.access, grant.To)
		return err
	})
}

// ideal is what a client that knows the bucket exactly needs: 2 at once, then
// 2 a second.
func ideal(managed int) time.Duration { return time.Duration(max(managed-2, 0)) * time.Second / 2 }

func managed(requests []auth0test.Request) (n, refused int) {
	for _, r := range requests {
		if strings.HasPrefix(r.Path, "/api/v2/") {
			n++
		}
		if r.Status == 429 {
			refused++
		}
	}
	return n, refused
}

func TestACreationStaysWithinItsRequestsAndTheFreePlan(t *testing.T) {
	for _, c := range []struct {
		name          string
		directorySync bool
		requests      int
	}{{"current", false, 3}, {"directory sync", true, 5}} {
		for _, latency := range []time.Duration{0, 30 * time.Millisecond, 180 * time.Millisecond, 700 * time.Millisecond} {
			t.Run(fmt.Sprintf("%s, %v", c.name, latency), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, auth0test.Options{FreePlan: true, Latency: latency})
					var told []string
					ctx := auth0.WithReport(t.Context(), func(line string) { told = append(told, line) })
					start := time.Now()
					if err := creation(ctx, w, c.directorySync); err != nil {
						t.Fatal(err)
					}
					took := time.Since(start) - latency*time.Duration(len(w.Requests()))
					n, refused := managed(w.Requests())
					if len(w.Requests()) > c.requests || refused > 0 || len(told) > 0 || took > ideal(n)+time.Second {
						t.Errorf("%d requests, %d refused, %v beyond latency (ideal %v), told %q", len(w.Requests()), refused, took, ideal(n), told)
					}
				})
			})
		}
	}
}

func TestManyRequestsAtOnceProvokeNoRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, auth0test.Options{FreePlan: true, Latency: 20 * time.Millisecond})
		if err := list(t.Context(), w); err != nil { // from here on the limit is known
			t.Fatal(err)
		}
		start := time.Now()
		var group gosync.WaitGroup
		for range 12 {
			group.Go(func() {
				if err := list(t.Context(), w); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if _, refused := managed(w.Requests()); refused > 0 {
			t.Errorf("%d refused", refused)
		}
		if took := time.Since(start); took > ideal(13)+time.Second {
			t.Errorf("took %v, ideally %v", took, ideal(13))
		}
	})
}

func TestSomebodyElseUsingTheTenantIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, auth0test.Options{FreePlan: true})
		w.Fail(auth0test.Fault{Effect: auth0test.TooManyRequests(3 * time.Second)})
		var told []string
		ctx := auth0.WithReport(t.Context(), func(line string) { told = append(told, line) })
		start := time.Now()
		if err := create(ctx, w); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < 3*time.Second || took > 5*time.Second {
			t.Errorf("took %v", took)
		}
		if len(told) != 1 || !strings.Contains(told[0], "going on in") || len(w.Applications()) != 1 {
			t.Errorf("told %q; %d applications", told, len(w.Applications()))
		}
	})
}

func TestWaitingForTheLimitEndsWithTheContextOrAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, auth0test.Options{FreePlan: true})
		w.Fail(auth0test.Fault{Times: 99, Effect: auth0test.TooManyRequests(7 * time.Second)})
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		start := time.Now()
		if err := create(ctx, w); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 2*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		start = time.Now()
		err := create(t.Context(), w)
		var refused *auth0.Error
		if !errors.As(err, &refused) || refused.Kind != auth0.TooMany || refused.Retry < 7*time.Second || !strings.Contains(err.Error(), "try again in ") {
			t.Errorf("%v", err)
		}
		if waited := time.Since(start); waited > 90*time.Second || waited < 30*time.Second {
			t.Errorf("gave up after %v", waited)
		}
	})
}

// BenchmarkCreationOnTheFreePlan reports the requests of a full creation for
// directory sync and its time beside that of an ideal client.
func BenchmarkCreationOnTheFreePlan(b *testing.B) {
	for b.Loop() {
		w := newWorld(b, auth0test.Options{FreePlan: true})
		start := time.Now()
		if err := creation(b.Context(), w, true); err != nil {
			b.Fatal(err)
		}
		n, _ := managed(w.Requests())
		b.ReportMetric(float64(len(w.Requests())), "requests")
		b.ReportMetric(time.Since(start).Seconds(), "s")
		b.ReportMetric(ideal(n).Seconds(), "ideal-s")
		b.ReportMetric(0, "ns/op")
	}
}
