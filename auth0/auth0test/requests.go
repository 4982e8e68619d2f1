package auth0test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"time"
)

// A Request is what came in and how it was answered.
type Request struct {
	Host   string // as the client named it
	Method string
	Path   string
	Query  url.Values
	// Body is the request's body as it came, with whatever secrets it holds.
	Body string
	// Header is the request's header without Authorization.
	Header http.Header
	// Authorized tells whether there was an Authorization header.
	Authorized bool
	// Status is what was answered; 0 when the connection was cut without an
	// answer, or there is none yet.
	Status int
	At     time.Time
}

// Requests returns every request since the start or the last ResetRequests, in
// the order in which they came.
func (t *Tenant) Requests() []Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	requests := make([]Request, len(t.requests))
	for i, r := range t.requests {
		requests[i] = *r
	}
	return requests
}

// ResetRequests forgets the requests so far.
func (t *Tenant) ResetRequests() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests = nil
}

// maxBody is the largest body that the Management API takes, in bytes: 1 MB.
const maxBody = 1 << 20

func (t *Tenant) recorded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		record := &Request{
			Host:       r.Host,
			Method:     r.Method,
			Path:       r.URL.Path,
			Query:      r.URL.Query(),
			Header:     r.Header.Clone(),
			Authorized: r.Header.Get("Authorization") != "",
			At:         time.Now(),
		}
		record.Header.Del("Authorization")
		t.mu.Lock()
		t.requests = append(t.requests, record)
		t.mu.Unlock()

		// One byte more than is allowed, so that the handler can tell.
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		if err != nil {
			panic(http.ErrAbortHandler) // the client went away in its own body
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		t.mu.Lock()
		record.Body = string(body)
		t.mu.Unlock()
		next.ServeHTTP(&recorder{ResponseWriter: w, note: func(status int) {
			t.mu.Lock()
			defer t.mu.Unlock()
			record.Status = status
		}}, r)
	})
}

// recorder notes the status of an answer when it goes out.
type recorder struct {
	http.ResponseWriter
	note  func(status int)
	noted bool
}

func (r *recorder) WriteHeader(status int) {
	if !r.noted {
		r.noted = true
		r.note(status)
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if !r.noted {
		r.noted = true
		r.note(http.StatusOK)
	}
	return r.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController flush through the recorder.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
