package tui_test

import (
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// checking walks for directory sync, and returns how long all checks took and
// how many requests they were. Time is the bubble's own.
func checking(r *rehearsal) (took time.Duration, requests int) {
	r.t.Helper()
	r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
	r.toFirstPlan("0.19.2")
	r.choose("Create it")
	var start time.Time
	r.during = func(effect walk.Effect) {
		if read, is := effect.(walk.Read); is && read.Requests[0].Name == steps.CheckDiscovery {
			start = time.Now()
			requests = -len(r.tenant.Requests())
		}
	}
	r.choose("Create both")
	r.at(steps.ChangeSave)
	return time.Since(start), requests + len(r.tenant.Requests())
}

// TestAllChecksTakeLittle: on an unlimited plan, at 100 ms for each answer.
func TestAllChecksTakeLittle(t *testing.T) {
	rehearse(t, auth0test.Options{Latency: 100 * time.Millisecond}, func(r *rehearsal) {
		if took, requests := checking(r); took > 500*time.Millisecond || requests > 8 {
			t.Errorf("%d requests in %v", requests, took)
		}
	})
}

// BenchmarkChecks reports the requests of all checks of a directory-sync
// setup, and their time at 100 ms for each answer.
func BenchmarkChecks(b *testing.B) {
	for b.Loop() {
		var took time.Duration
		var requests int
		inBubble(b, func(t *testing.T) {
			tenant, err := auth0test.NewPipe(auth0test.Options{Latency: 100 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			defer tenant.Close()
			took, requests = checking(&rehearsal{t: t, tenant: tenant, root: b.TempDir()})
		})
		b.ReportMetric(took.Seconds(), "seconds")
		b.ReportMetric(float64(requests), "requests")
	}
}
