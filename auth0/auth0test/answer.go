package auth0test

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"strings"
)

func writeJSON(w http.ResponseWriter, status int, value any) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // Auth0 writes < and > as they are
	if err := encoder.Encode(value); err != nil {
		panic(err) // a value that came out of JSON or of this package
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(bytes.TrimSuffix(body.Bytes(), []byte("\n")))
}

// apiError is an answer of the Management API that is not a success.
type apiError struct {
	status  int
	message string
	code    string // the errorCode; Auth0 leaves it out of many answers
	reason  string // what the attributes repeat where authentication failed
}

func (e apiError) write(w http.ResponseWriter) {
	body := map[string]any{
		"statusCode": e.status,
		"error":      http.StatusText(e.status),
		"message":    e.message,
	}
	if e.code != "" {
		body["errorCode"] = e.code
	}
	if e.status == http.StatusUnauthorized {
		challenge := "Bearer"
		if e.reason != "" {
			body["attributes"] = map[string]any{"error": e.reason}
			challenge += ` error="` + e.reason + `"`
		}
		w.Header().Set("WWW-Authenticate", challenge)
	}
	writeJSON(w, e.status, body)
}

// Texts and codes as in Auth0's recorded answers and public reports.
var (
	errNotFound           = apiError{status: http.StatusNotFound, message: "Not Found"}
	errTooManyRequests    = apiError{status: http.StatusTooManyRequests, message: "Global limit has been reached", code: "too_many_requests"}
	errTooManyEntities    = apiError{status: http.StatusForbidden, message: "You reached the limit of entities of this type for this tenant.", code: "too_many_entities"}
	errInexistentClient   = apiError{status: http.StatusNotFound, message: "The client does not exist", code: "inexistent_client"}
	errInexistentGrant    = apiError{status: http.StatusNotFound, message: "The grant does not exist.", code: "inexistent_client_grant"}
	errBodyTooLarge       = apiError{status: http.StatusRequestEntityTooLarge, message: "Payload content length greater than maximum allowed: 1048576"}
	errUnsupportedPayload = apiError{status: http.StatusUnsupportedMediaType, message: "Unsupported Media Type"}
	errInvalidJSON        = apiError{status: http.StatusBadRequest, message: "Invalid request payload JSON format"}
	errPaging             = apiError{status: http.StatusBadRequest, message: "Requesting page exceeds the allowed maximum of 1000 records.", code: "invalid_paging"}
)

// insufficientScope is the answer to a token with none of the scopes.
func insufficientScope(scopes ...string) apiError {
	return apiError{
		status:  http.StatusForbidden,
		message: "Insufficient scope, expected any of: " + strings.Join(scopes, ", "),
		code:    "insufficient_scope",
	}
}

// invalidBody is the answer to a body that is JSON but not what is wanted.
func invalidBody(message string) apiError {
	return apiError{status: http.StatusBadRequest, message: message, code: "invalid_body"}
}

// oauthError is an answer of the token endpoint (RFC 6749 section 5.2) that is
// not a success. Auth0's statuses are not the RFC's: a wrong code is 403.
type oauthError struct {
	status      int
	name        string
	description string
}

func (e oauthError) write(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, e.status, map[string]any{"error": e.name, "error_description": e.description})
}

// errorPage is what a browser sees where there is no callback URL that an
// error could be sent to.
func errorPage(w http.ResponseWriter, status int, name, description string) {
	page(w, status, "Oops!, something went wrong", name+": "+description)
}

// pagePolicy lets a page load and run nothing. It has no form-action, which
// default-src does not stand in for: browsers hold it against the redirect
// after a form, too, and the login form's leads to the callback.
const pagePolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"

func page(w http.ResponseWriter, status int, title, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", pagePolicy)
	w.WriteHeader(status)
	title, text = html.EscapeString(title), html.EscapeString(text)
	_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"+title+
		"</title></head>\n<body><h1>"+title+"</h1>\n<p>"+text+"</p>\n<p>Practice: a stand-in, not Auth0.</p></body></html>\n")
}
