package auth0test_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// request is one request as a test writes it down.
type request struct {
	host         string // a custom domain; "" is the tenant's own
	method, path string
	auth         authorization     // without one, calls of the Management API carry Token()
	header       map[string]string // more headers
	json         any               // the body, as JSON
	raw          string            // the body as it stands, said to be JSON
	form         url.Values        // the body, as a form
}

// authorization makes the value of an Authorization header.
type authorization func(*auth0test.Tenant) string

func scopes(scopes ...string) authorization {
	return func(t *auth0test.Tenant) string { return "Bearer " + t.Token(scopes...).Reveal() }
}

func claims(claims map[string]any) authorization {
	return func(t *auth0test.Tenant) string { return "Bearer " + t.TokenWith(claims).Reveal() }
}

func literally(value string) authorization {
	return func(*auth0test.Tenant) string { return value }
}

// response is what came back.
type response struct {
	status int
	header http.Header
	text   string
}

// object is the body as a JSON object.
func (r response) object(t testing.TB) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(r.text), &object); err != nil {
		t.Fatalf("%d with a body that is no JSON object: %s", r.status, r.text)
	}
	return object
}

// start starts a tenant on a port of this machine.
func start(t testing.TB, options auth0test.Options) *auth0test.Tenant {
	t.Helper()
	return closed(t)(auth0test.New(options))
}

// startPipe starts a tenant that is called acme.eu.auth0.com in memory.
func startPipe(t testing.TB, options auth0test.Options) *auth0test.Tenant {
	t.Helper()
	return closed(t)(auth0test.NewPipe(options))
}

func closed(t testing.TB) func(*auth0test.Tenant, error) *auth0test.Tenant {
	return func(tenant *auth0test.Tenant, err error) *auth0test.Tenant {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := tenant.Close(); err != nil {
				t.Error(err)
			}
		})
		return tenant
	}
}

// try sends a request, send one that has to be answered.
func try(t testing.TB, tenant *auth0test.Tenant, client *http.Client, r request) (response, error) {
	t.Helper()
	var body io.Reader
	kind := "application/json"
	switch {
	case r.json != nil:
		raw, err := json.Marshal(r.json)
		if err != nil {
			t.Fatal(err)
		}
		body = strings.NewReader(string(raw))
	case r.raw != "":
		body = strings.NewReader(r.raw)
	case r.form != nil:
		body, kind = strings.NewReader(r.form.Encode()), "application/x-www-form-urlencoded"
	}
	host := tenant.Domain()
	if r.host != "" {
		host = r.host
	}
	req, err := http.NewRequestWithContext(t.Context(), r.method, "https://"+host+r.path, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	switch {
	case r.auth != nil:
		if value := r.auth(tenant); value != "" {
			req.Header.Set("Authorization", value)
		}
	case strings.HasPrefix(r.path, "/api/v2/"):
		req.Header.Set("Authorization", scopes()(tenant))
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	answer, err := client.Do(req)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return response{answer.StatusCode, answer.Header, string(text)}, err
}

func send(t testing.TB, tenant *auth0test.Tenant, client *http.Client, r request) response {
	t.Helper()
	answer, err := try(t, tenant, client, r)
	if err != nil {
		t.Fatalf("%s %s: %v", r.method, r.path, err)
	}
	return answer
}

// must is send for a request whose answer has this status.
func must(t testing.TB, tenant *auth0test.Tenant, client *http.Client, status int, r request) response {
	t.Helper()
	answer := send(t, tenant, client, r)
	if answer.status != status {
		t.Fatalf("%s %s: got %d, want %d: %s", r.method, r.path, answer.status, status, answer.text)
	}
	return answer
}

// lacks returns what of want is not in got: of objects the fields that are
// named, of everything else all of it. Empty means that nothing is.
func lacks(want, got any, at string) string {
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v, want an object", at, got)
		}
		for name, value := range want {
			if missing := lacks(value, object[name], at+"."+name); missing != "" {
				return missing
			}
		}
		return ""
	case []any:
		array, ok := got.([]any)
		if !ok || len(array) != len(want) {
			return fmt.Sprintf("%s is %v, want %d items", at, got, len(want))
		}
		for i, value := range want {
			if missing := lacks(value, array[i], fmt.Sprintf("%s[%d]", at, i)); missing != "" {
				return missing
			}
		}
		return ""
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Sprintf("%s is %#v, want %#v", at, got, want)
	}
	return ""
}

// decoded makes of a Go value what JSON makes of it.
func decoded(t testing.TB, value any) any {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var result any
	if err := json.Unmarshal(raw, &result); err != nil {
		t.Fatal(err)
	}
	return result
}

func decodedText(t testing.TB, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("no JSON: %v", err)
	}
	return value
}
