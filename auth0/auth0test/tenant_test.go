package auth0test_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// request is one request as a test writes it down.
type request struct {
	method, path string
	token        string     // Management API token, sent as Bearer
	header       [2]string  // one more header
	json         any        // body
	raw          string     // body that is sent as it stands, as JSON
	form         url.Values // body
}

// response is what came back.
type response struct {
	status int
	header http.Header
	text   string
	err    error
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

func (r response) mustBe(t testing.TB, status int) response {
	t.Helper()
	if r.err != nil {
		t.Fatal(r.err)
	}
	if r.status != status {
		t.Fatalf("got %d, want %d: %s", r.status, status, r.text)
	}
	return r
}

func start(t testing.TB, options auth0test.Options) *auth0test.Tenant {
	t.Helper()
	tenant, err := auth0test.New(options)
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

func send(t testing.TB, tenant *auth0test.Tenant, client *http.Client, r request) response {
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
	req, err := http.NewRequestWithContext(t.Context(), r.method, "https://"+tenant.Domain()+r.path, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	if r.header[0] != "" {
		req.Header.Set(r.header[0], r.header[1])
	}
	answer, err := client.Do(req)
	if err != nil {
		return response{err: err}
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return response{status: answer.StatusCode, header: answer.Header, text: string(text), err: err}
}

func TestAnApplicationLivesThroughTheAPI(t *testing.T) {
	tenant := start(t, auth0test.Options{})
	client, token := tenant.Client(), tenant.Token().Reveal()
	made := send(t, tenant, client, request{method: "POST", path: "/api/v2/clients", token: token,
		json: map[string]any{"name": "Pomerium", "callbacks": []string{"https://a.example.com/oauth2/callback"}}}).mustBe(t, 201).object(t)
	path := "/api/v2/clients/" + made["client_id"].(string)
	send(t, tenant, client, request{method: "PATCH", path: path, token: token,
		json: map[string]any{"name": "Renamed"}}).mustBe(t, 200)
	read := send(t, tenant, client, request{method: "GET", path: path, token: token}).mustBe(t, 200).object(t)
	if read["name"] != "Renamed" || read["client_secret"] != made["client_secret"] {
		t.Errorf("read back %v", read)
	}
	send(t, tenant, client, request{method: "DELETE", path: path, token: token}).mustBe(t, 204)
	send(t, tenant, client, request{method: "GET", path: path, token: token}).mustBe(t, 404)
	if left := tenant.Applications(); len(left) != 0 {
		t.Errorf("left after its deletion: %v", left)
	}
}
