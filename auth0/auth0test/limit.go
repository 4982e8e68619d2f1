package auth0test

import (
	"net/http"
	"strconv"
	"time"
)

// The free plan's limit on Management API calls: a burst of 2 and 2 a second
// after that (Auth0, "Rate Limit Configurations", free tenants).
const (
	burst  = 2
	refill = 500 * time.Millisecond // until one more call may be made
)

// bucket holds the calls that may be made. It is counted in time: the bucket
// is full at the time it holds, and one call moves that by refill.
type bucket struct{ full time.Time }

func newBucket(now time.Time) bucket { return bucket{full: now} }

// take takes one call, or reports that there is none.
func (b *bucket) take(now time.Time) (rateLimit, bool) {
	if b.full.Before(now) {
		b.full = now
	}
	missing := b.full.Sub(now)
	ok := missing+refill <= burst*refill
	if ok {
		b.full = b.full.Add(refill)
		missing += refill
	}
	left := int((burst*refill - missing) / refill)
	next := b.full.Add(-(burst - 1) * refill) // when there is a call again
	if next.Before(now) {
		next = now
	}
	return rateLimit{limit: burst, remaining: left, reset: next}, ok
}

// rateLimit is what the three x-ratelimit headers tell.
type rateLimit struct {
	limit, remaining int
	reset            time.Time
}

// write sets the headers. The reset is in whole UNIX seconds, and rounded up,
// so that a client that waits for it is not refused again.
func (l rateLimit) write(header http.Header) {
	header.Set("x-ratelimit-limit", strconv.Itoa(l.limit))
	header.Set("x-ratelimit-remaining", strconv.Itoa(l.remaining))
	reset := l.reset.Add(time.Second - 1).Unix()
	header.Set("x-ratelimit-reset", strconv.FormatInt(reset, 10))
}

// limited refuses Management API calls that come too fast, before it looks at
// who makes them.
func (t *Tenant) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if t.options.FreePlan {
			t.mu.Lock()
			limit, ok := t.bucket.take(time.Now())
			t.mu.Unlock()
			limit.reset = limit.reset.Add(t.options.Skew) // by its own clock
			limit.write(w.Header())
			if !ok {
				errTooManyRequests.write(w)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
