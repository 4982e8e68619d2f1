package auth0

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"pomerium-auth0/internal/dial"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

const (
	connectTimeout = 10 * time.Second
	requestTimeout = 30 * time.Second // of one try, without what is waited for the limit
	bodyLimit      = 1 << 20
)

// transport is the one way to Auth0, for the SDK and for our own requests. An
// answer that is good comes back whole, its body already read; anything else
// is one of this package's errors.
type transport struct {
	base      *http.Transport
	proxy     func(*http.Request) (*url.URL, error)
	userAgent string
	pace      *pace
}

// RoundTrip serves the libraries, which decode answers by themselves: they get
// what picked lets through, no redirects, nothing from 400 on.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	answer, err := t.send(request)
	var body []byte
	if err == nil {
		body, err = answer.picked()
	}
	if n, ok := request.Context().Value(noteKey{}).(*note); ok {
		n.answer, n.err = answer, err
	}
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(answer.status), StatusCode: answer.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: answer.header, Request: request,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

// answer is a response that was read to its end.
type answer struct {
	request *http.Request
	sent    []secret.Secret // what its raw form must not show
	status  int
	header  http.Header
	body    []byte
	address string // of the server; the proxy's behind one
	proxied bool
}

// send sends a request, paced and as often as it may be: once if it changes
// something, and once more if it does not and the connection was cut. After a
// 429 nothing was done, so that any request is sent again when Auth0 says.
func (t *transport) send(request *http.Request) (*answer, error) {
	ctx := request.Context()
	managed, writes := isManagement(request), isWrite(request)
	var waited time.Duration
	for try := 1; ; {
		if managed {
			if err := t.pace.wait(ctx, request.URL.Host); err != nil {
				return nil, err
			}
		}
		a, err := t.once(request, writes)
		if managed && a != nil {
			t.pace.learn(request.URL.Host, a.status, a.header)
		}
		var lost *Unreached
		switch {
		case err == nil && a.status == http.StatusTooManyRequests:
			pause := retryAfter(a.header, time.Now())
			if waited += pause; waited > longestWait {
				refusal := a.refusal()
				refusal.Retry = pause
				return nil, refusal
			}
			report(ctx, "too many requests for Auth0 just now: going on in %s", span(max(pause, time.Second)))
			if wait(ctx, pause) != nil {
				return nil, ctx.Err()
			}
		case errors.As(err, &lost) && lost.How == Cut && !writes && try == 1 && ctx.Err() == nil:
			try++
		default:
			return a, err
		}
		if request, err = again(request); err != nil {
			return nil, err
		}
	}
}

// once sends a request one time. For one that writes, an answer that was lost
// or says nothing is a *MayHaveHappened.
func (t *transport) once(request *http.Request, writes bool) (*answer, error) {
	ctx, cancel := context.WithTimeoutCause(request.Context(), requestTimeout, errSlow)
	defer cancel()
	var proxied *url.URL
	if t.proxy != nil {
		proxied, _ = t.proxy(request) // the transport itself reports its error
	}
	if proxied != nil {
		ctx = dial.Anywhere(ctx)
	}
	way := &way{phases: phases{proxy: proxied}}
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// The transport repeats a write by itself only when no byte of it went
		// out, so that each new connection begins unwritten.
		GetConn:           func(string) { way.note(func(p *phases) { p.connected, p.written = false, false }) },
		TLSHandshakeStart: func() { way.note(func(p *phases) { p.handshake = true }) },
		GotConn: func(info httptrace.GotConnInfo) {
			way.note(func(p *phases) { p.connected, p.address = true, info.Conn.RemoteAddr().String() })
		},
		WroteHeaders: func() { way.note(func(p *phases) { p.written = true }) },
	})
	outgoing := request.Clone(traced)
	outgoing.Header.Set("User-Agent", t.userAgent)
	response, err := t.base.RoundTrip(outgoing)
	lost := func(err error) error {
		p := way.seen()
		var cause error = unreached(request.URL.Host, err, p)
		if request.Context().Err() != nil {
			cause = request.Context().Err() // left by the caller, not lost on the way
		} else if context.Cause(ctx) == errSlow {
			cause = &Unreached{Host: request.URL.Host, How: NoAnswer, Err: errSlow}
		}
		if writes && p.written {
			return &MayHaveHappened{Method: request.Method, Path: request.URL.Path, Err: cause}
		}
		return cause
	}
	if err != nil {
		return nil, lost(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, bodyLimit+1))
	if err != nil {
		return nil, lost(err)
	}
	a := &answer{
		request: request, sent: secretsOf(request),
		status: response.StatusCode, header: response.Header, body: body,
		address: way.seen().address, proxied: proxied != nil,
	}
	if len(body) > bodyLimit {
		return nil, a.useless("more than a mebibyte")
	}
	if a.status >= http.StatusInternalServerError && writes {
		return nil, &MayHaveHappened{Method: request.Method, Path: request.URL.Path, Err: a.refusal()}
	}
	return a, nil
}

var errSlow = fmt.Errorf("no answer in %s", requestTimeout)

// refusal reads an answer from 400 on: the Management API's shape, or that of
// the token endpoint (RFC 6749, 5.2).
func (a *answer) refusal() *Error {
	var body struct {
		Error       string `json:"error"`
		ErrorCode   string `json:"errorCode"`
		Message     string `json:"message"`
		Description string `json:"error_description"`
	}
	_ = json.Unmarshal(a.body, &body) // HTML leaves it empty, and the status speaks
	e := &Error{
		Status: a.status, Method: a.request.Method, Path: a.request.URL.Path,
		Code: body.ErrorCode, Message: body.Message, raw: a.raw(),
	}
	if e.Code == "" {
		e.Code = body.Error
	}
	if e.Message == "" {
		e.Message = body.Description
	}
	e.Code, e.Message = text.Line(masked(e.Code, a.sent)), text.Line(masked(e.Message, a.sent))
	e.Kind = kindOf(e.Status, e.Code, e.Message)
	return e
}

func (a *answer) raw() string { return rawAnswer(a.request, a.sent, a.status, a.header, a.body) }

func isManagement(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/v2/") }

// isWrite reports whether a request may change the tenant. The token endpoint
// is not among them: what it hands out is nobody's loss.
func isWrite(r *http.Request) bool { return isManagement(r) && r.Method != http.MethodGet }

// again is a request as it was before it was sent.
func again(r *http.Request) (*http.Request, error) {
	next := r.Clone(r.Context())
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		next.Body = body
	}
	return next, nil
}

// secretsOf lists the secrets a request holds, so that an answer that echoes
// one is not shown with it.
func secretsOf(r *http.Request) []secret.Secret {
	var sent []secret.Secret
	authorization := r.Header.Get("Authorization")
	if _, credentials, ok := strings.Cut(authorization, " "); ok {
		sent = append(sent, secret.New(credentials))
	}
	if _, password, ok := r.BasicAuth(); ok {
		if plain, err := url.QueryUnescape(password); err == nil {
			password = plain
		}
		sent = append(sent, secret.New(password))
	}
	if r.GetBody != nil && r.Header.Get("Content-Type") == formType {
		if body, err := r.GetBody(); err == nil {
			encoded, _ := io.ReadAll(body)
			form, _ := url.ParseQuery(string(encoded))
			for _, name := range []string{"client_secret", "code", "code_verifier"} {
				sent = append(sent, secret.New(form.Get(name)))
			}
		}
	}
	return sent
}
