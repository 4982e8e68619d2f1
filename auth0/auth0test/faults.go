package auth0test

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Fault changes how the next requests are answered. Faults wait in the order
// in which Fail was called; each request meets the first that fits it.
type Fault struct {
	// Method is the request's method; empty fits all.
	Method string
	// Path is the beginning of the request's path; empty fits all.
	Path string
	// Times is how many requests the fault meets; 0 stands for 1, a negative
	// number for all to come. Go's client sends a GET once more by itself when
	// a kept connection is cut before an answer, which counts as another.
	Times int
	// Effect is what happens to them.
	Effect Effect
}

// An Effect answers in place of the tenant, which is next.
type Effect func(w http.ResponseWriter, r *http.Request, next http.Handler)

// Fail adds a fault.
func (t *Tenant) Fail(fault Fault) {
	if fault.Times == 0 {
		fault.Times = 1
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = append(t.faults, fault)
}

// Heal removes the faults that have not met their requests.
func (t *Tenant) Heal() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = nil
}

func (t *Tenant) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if effect := t.meet(r); effect != nil {
			effect(w, r, next)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (t *Tenant) meet(r *http.Request) Effect {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.faults {
		fault := &t.faults[i]
		if fault.Method != "" && fault.Method != r.Method || !strings.HasPrefix(r.URL.Path, fault.Path) {
			continue
		}
		effect := fault.Effect
		if fault.Times--; fault.Times == 0 {
			t.faults = append(t.faults[:i:i], t.faults[i+1:]...)
		}
		return effect
	}
	return nil
}

// Status answers with a status and a JSON body.
func Status(status int, body string) Effect {
	return answerWith(status, "application/json; charset=utf-8", body)
}

// HTML answers with a page, as a proxy, a captive portal or an outage does.
func HTML(status int, body string) Effect {
	return answerWith(status, "text/html; charset=utf-8", body)
}

func answerWith(status int, contentType, body string) Effect {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// TooManyRequests answers as the Management API does when its limit is
// reached, to be tried again after reset.
func TooManyRequests(reset time.Duration) Effect {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		rateLimit{limit: burst, remaining: 0, reset: time.Now().Add(reset)}.write(w.Header())
		errTooManyRequests.write(w)
	}
}

// Redirect answers 307 with the given address, which makes a client that
// follows it send the same request, body and all, there.
func Redirect(to string) Effect {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
}

// DropBefore cuts the connection and does nothing of what was asked.
func DropBefore(http.ResponseWriter, *http.Request, http.Handler) {
	panic(http.ErrAbortHandler)
}

// DropAfter does what was asked and cuts the connection without an answer.
func DropAfter(_ http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(&buffer{header: http.Header{}}, r)
	panic(http.ErrAbortHandler)
}

// Hang does nothing of what was asked and never answers. It ends with the
// request or the tenant.
func Hang(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	<-r.Context().Done()
	panic(http.ErrAbortHandler)
}

// Slow does what was asked and sends the answer's body in pieces of size
// bytes, one in every interval.
func Slow(size int, every time.Duration) Effect {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		answer := &buffer{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(answer, r)
		w.WriteHeader(answer.status)
		flush := http.NewResponseController(w).Flush
		for body := answer.body.Bytes(); len(body) > 0; {
			n := min(size, len(body))
			if _, err := w.Write(body[:n]); err != nil || flush() != nil {
				return
			}
			body = body[n:]
			if wait(r.Context(), every) != nil {
				panic(http.ErrAbortHandler)
			}
		}
	}
}

// Big answers 200 with a JSON string of about n bytes.
func Big(n int64) Effect {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.FormatInt(n+2, 10))
		_, _ = io.WriteString(w, `"`)
		_, _ = io.CopyN(w, letters{}, n)
		_, _ = io.WriteString(w, `"`)
	}
}

// letters is an endless text.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// buffer keeps an answer back.
type buffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *buffer) Header() http.Header         { return b.header }
func (b *buffer) WriteHeader(status int)      { b.status = status }
func (b *buffer) Write(p []byte) (int, error) { return b.body.Write(p) }
