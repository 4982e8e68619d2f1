package auth0

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// ErrorKind is what an operator can do something about.
type ErrorKind int

// The kinds of refusals.
const (
	Refused        ErrorKind = iota // any other answer from 400 on
	Invalid                         // 400: the tenant does not take a value
	BadToken                        // 401: no token, or one that is not taken
	Expired                         // 401: the token's life is over
	MissingScope                    // 403: Error.Scopes lists what would do
	BadCredentials                  // token endpoint, 401: no such client ID, or not its secret
	NotGranted                      // token endpoint, 403: the application may not use the API
	LimitReached                    // 403: the plan's number of applications or grants
	NotFound                        // 404
	Conflict                        // 409: it is there already
	TooMany                         // 429, after waiting as long as is sensible
	Broken                          // 5xx
)

// Error is an answer of Auth0 that refuses. Its text is the sentence to show;
// Raw is what was answered.
type Error struct {
	Kind    ErrorKind
	Status  int
	Code    string        // errorCode of the Management API, error of the others
	Message string        // Auth0's own words
	Retry   time.Duration // TooMany: after which to try again, as Auth0 says; or zero
	Method  string
	Path    string
	raw     string
}

// Raw is the answer, cleaned of what a terminal would act on and of every
// secret that was sent, cut to a few thousand characters.
func (e *Error) Raw() string { return e.raw }

var expectedScopes = regexp.MustCompile(`expected any of:?\s*(.+?)\.?$`)

// Scopes lists those of which Auth0 misses one, for MissingScope.
func (e *Error) Scopes() []string {
	found := expectedScopes.FindStringSubmatch(e.Message)
	if found == nil {
		return nil
	}
	return strings.FieldsFunc(found[1], func(r rune) bool { return r == ',' || r == ' ' })
}

func (e *Error) Error() string {
	switch e.Kind {
	case Expired:
		return "the Management API token has expired: get a fresh one from the API Explorer tab"
	case BadToken:
		return fmt.Sprintf("Auth0 does not take the token (%s): get a fresh one from the API Explorer tab", e.words())
	case MissingScope:
		if scopes := e.Scopes(); len(scopes) > 0 {
			return fmt.Sprintf("the token may not do this: it lacks the scope %s. Add it to the application the token is made for (Applications → APIs → Auth0 Management API → Machine to Machine Applications) and get a new token",
				strings.Join(scopes, " or "))
		}
		return fmt.Sprintf("the token may not do this (%s)", e.words())
	case BadCredentials:
		return fmt.Sprintf("Auth0 does not take this client ID and secret (%s): copy both again from the application's settings", e.words())
	case NotGranted:
		return fmt.Sprintf("the application may not do this (%s)", e.words())
	case LimitReached:
		return "the tenant has as many of these as its plan allows (the free plan: 10 applications). Delete one that is not used, or use one that exists"
	case NotFound:
		return fmt.Sprintf("it is not in the tenant (%s): it may have been deleted in the meantime", e.words())
	case Conflict:
		return fmt.Sprintf("it is there already (%s): look again", e.words())
	case TooMany:
		if e.Retry > 0 {
			return fmt.Sprintf("Auth0 still answers that there were too many requests: try again in %s", span(e.Retry))
		}
		return "Auth0 still answers that there were too many requests: try again in a minute"
	case Broken:
		return fmt.Sprintf("Auth0 has a problem of its own (%s): try again, and look at status.auth0.com", e.words())
	case Invalid:
		return fmt.Sprintf("Auth0 does not take a value: %s", e.words())
	default:
		return fmt.Sprintf("Auth0 refuses: %s", e.words())
	}
}

// words is Auth0's message, or else the status.
func (e *Error) words() string {
	if e.Message != "" {
		return shownMessage(e.Message)
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
}

// IsNotFound reports whether err is Auth0's answer that something is not there.
func IsNotFound(err error) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Kind == NotFound
}

func kindOf(status int, code, message string) ErrorKind {
	switch {
	case status == http.StatusUnauthorized && (code == "access_denied" || code == "invalid_client"):
		return BadCredentials
	case code == "access_denied" || code == "unauthorized_client":
		return NotGranted
	case status == http.StatusUnauthorized && strings.Contains(strings.ToLower(message), "expired"):
		return Expired
	case status == http.StatusUnauthorized:
		return BadToken
	case code == "insufficient_scope":
		return MissingScope
	case code == "too_many_entities":
		return LimitReached
	case status == http.StatusBadRequest:
		return Invalid
	case status == http.StatusNotFound:
		return NotFound
	case status == http.StatusConflict:
		return Conflict
	case status == http.StatusTooManyRequests:
		return TooMany
	case status >= 500:
		return Broken
	default:
		return Refused
	}
}

// ProvesNothing reports whether an error says nothing of what was asked: no
// answer of use came, or Auth0 has a problem of its own.
func ProvesNothing(err error) bool {
	var (
		lost       *Unreached
		unreadable *Unreadable
		redirected *Redirected
		refused    *Error
	)
	return errors.As(err, &lost) || errors.As(err, &unreadable) || errors.As(err, &redirected) ||
		errors.As(err, &refused) && (refused.Status >= http.StatusInternalServerError || refused.Status == http.StatusTooManyRequests)
}

// MayHaveHappened is a request whose answer was lost or is of no use: the
// tenant may have done what was asked. It is never sent again; a look tells.
type MayHaveHappened struct {
	Method, Path string
	Err          error // why the answer is missing: an *Unreached, an *Error, an *Unreadable or the context's error
}

func (e *MayHaveHappened) Error() string {
	return fmt.Sprintf("Auth0's answer was lost (%s), so this may have been done all the same: look again before it is repeated", e.why())
}

// why is the cause without its own advice, which would be to try again.
func (e *MayHaveHappened) why() string {
	var (
		unreached  *Unreached
		unreadable *Unreadable
		refused    *Error
	)
	switch {
	case errors.As(e.Err, &unreached) && unreached.How == NoAnswer:
		return "nothing came in time"
	case errors.As(e.Err, &unreached):
		return "the connection was cut"
	case errors.As(e.Err, &unreadable):
		return unreadable.Why
	case errors.As(e.Err, &refused):
		return refused.words()
	default:
		return "stopped while it was under way"
	}
}

func (e *MayHaveHappened) Unwrap() error { return e.Err }

// Redirected is an answer that leads elsewhere. It is not followed: the
// request holds secrets.
type Redirected struct {
	Host string // that was asked
	To   string // host that it leads to
}

func (e *Redirected) Error() string {
	return fmt.Sprintf("%s leads on to %s instead of answering: nothing is sent there. Is it the tenant's domain, and is no proxy or sign-in page in between?", e.Host, e.To)
}

// Unreadable is an answer that is not what Auth0 answers: HTML where JSON
// belongs, JSON that breaks off, more than a mebibyte.
type Unreadable struct {
	Host string
	Why  string
	raw  string
}

func (e *Unreadable) Error() string {
	return fmt.Sprintf("the answer of %s cannot be read (%s): a proxy or another server may be answering in its place", e.Host, e.Why)
}

// Raw is the answer as far as it can be shown.
func (e *Unreadable) Raw() string { return e.raw }
