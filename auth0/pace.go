package auth0

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// longestWait is how long one request waits for Auth0's limit in all before
// the operator is asked.
const longestWait = time.Minute

// slowest is the fewest requests a second that a limit is taken to allow; the
// slowest that Auth0 documents for an endpoint used here is 100 a minute.
const slowest = 0.5

// pace keeps a tenant's Management API from answering 429: a token bucket of
// our own for each host, learned from the x-ratelimit headers. Sleeping until
// x-ratelimit-reset would do too, but that is in whole seconds and tells when
// the bucket is full again, not when the next request is allowed.
type pace struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

func newPace() *pace { return &pace{buckets: map[string]*bucket{}} }

// bucket is the limit as far as it is known: never more than what Auth0 has.
type bucket struct {
	size float64   // x-ratelimit-limit; 0 while unknown, when nothing is held back
	rate float64   // requests a second that come back
	left float64   // requests allowed at the moment at; below 0 when some wait
	at   time.Time // when left was true
}

func (b *bucket) refill(now time.Time) {
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.left = min(b.size, b.left+passed*b.rate)
		b.at = now
	}
}

// wait takes a place in the bucket and sleeps until it is free.
func (p *pace) wait(ctx context.Context, host string) error {
	pause := p.take(host, time.Now())
	if pause <= 0 {
		return ctx.Err()
	}
	if pause >= time.Second {
		report(ctx, "the tenant's plan allows few requests a second: going on in %s", span(pause))
	}
	if err := wait(ctx, pause); err != nil {
		p.giveBack(host)
		return err
	}
	return nil
}

func (p *pace) take(host string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.buckets[host]
	if b == nil || b.size == 0 {
		return 0
	}
	b.refill(now)
	b.left--
	if b.left >= 0 {
		return 0
	}
	return time.Duration(math.Ceil(-b.left / b.rate * float64(time.Second)))
}

func (p *pace) giveBack(host string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.buckets[host]; b != nil {
		b.left++
	}
}

// learn reads the headers of an answer. The request was counted at Auth0
// before the answer came, so that to count from now on is never too early.
func (p *pace) learn(host string, status int, header http.Header) {
	limit, err := strconv.ParseFloat(header.Get("X-Ratelimit-Limit"), 64)
	if err != nil || limit < 1 || math.IsInf(limit, 0) {
		return
	}
	remaining, err := strconv.ParseFloat(header.Get("X-Ratelimit-Remaining"), 64)
	if err != nil || remaining < 0 || remaining > limit {
		return
	}
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.buckets[host]
	if b == nil {
		b = &bucket{}
		p.buckets[host] = b
	}
	if b.size != limit {
		*b = bucket{size: limit, rate: rateOf(limit, remaining, header, now), left: remaining, at: now}
		return
	}
	b.refill(now)
	// Others use the tenant too: what Auth0 says is less is less. What it says
	// is more is only what those of ours that wait have yet to take.
	b.left = min(b.left, remaining)
	if status == http.StatusTooManyRequests {
		b.left, b.rate = min(b.left, 0), max(b.rate/2, slowest)
	}
}

// rateOf is how many requests a second come back. Auth0's free plan has 2 at
// once and 2 a second (rate limit configurations, free public cloud). Of larger
// buckets the reset tells: until then, which is rounded up, the bucket fills.
func rateOf(limit, remaining float64, header http.Header, now time.Time) float64 {
	if limit <= 2 {
		return limit
	}
	if until := untilReset(header, now); until > 0 && remaining < limit {
		return max((limit-remaining)/until.Seconds(), slowest)
	}
	return 1
}

// retryAfter is how long Auth0 asks to wait after a 429: Retry-After in
// seconds, else until the limit's reset, else a second.
func retryAfter(header http.Header, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header.Get("Retry-After"), 10, 31); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if until := untilReset(header, now); until > 0 {
		return until
	}
	return time.Second
}

// untilReset counts by the server's own clock: this machine's may be wrong.
func untilReset(header http.Header, now time.Time) time.Duration {
	reset, err := strconv.ParseInt(header.Get("X-Ratelimit-Reset"), 10, 64)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	return max(time.Unix(reset, 0).Sub(now), 0)
}
