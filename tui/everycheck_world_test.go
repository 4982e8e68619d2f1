package tui_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// The identity of net/http/httptest, which is good for *.example.com, and the
// roots that trust it.
var (
	identity *tls.Config
	trusted  = x509.NewCertPool()
)

func init() {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	identity = server.TLS
	trusted.AddCert(server.Certificate())
}

// authenticates lets handler answer at the authenticate service URL, a request
// in a connection; nil never does.
func (r *rehearsal) authenticates(handler http.HandlerFunc) {
	r.reach = func(ctx context.Context, network, address string) (net.Conn, error) {
		if trace := httptrace.ContextClientTrace(ctx); trace != nil {
			trace.ConnectStart(network, address) // as a real dialer says
		}
		ours, theirs := net.Pipe()
		go func() {
			conn := tls.Server(theirs, identity)
			request, err := http.ReadRequest(bufio.NewReader(conn))
			if err == nil && handler != nil {
				go func() {
					answer := httptest.NewRecorder()
					handler(answer, request)
					result := answer.Result()
					result.ContentLength = int64(answer.Body.Len())
					_ = result.Write(conn)
				}()
			}
			// What else comes is the end of the connection, and a pipe has to be read.
			_, _ = io.Copy(io.Discard, theirs)
			_ = theirs.Close()
		}()
		return ours, nil
	}
}

func describesItself(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `{"authentication_callback_endpoint":"https://authenticate.example.com/oauth2/callback"}`)
}

// Lines of the file and the unit of a machine on which all is well.
const (
	allowedGroups    = "    allowed_groups: [admin]\n"
	certificateLines = "certificate_file: /etc/pomerium/cert.pem\ncertificate_key_file: /etc/pomerium/key.pem\n"
	environmentLine  = "Environment=IDP_PROVIDER=auth0\n"
)

// inOrder is a tenant and a machine on which nothing is wrong.
func (r *rehearsal) inOrder(version, groups string) {
	r.t.Helper()
	r.authenticates(describesItself)
	r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Name: "Ada", Password: "practice", Roles: []string{"admin"}})
	r.write("/etc/pomerium/cert.pem", "x")
	r.write("/etc/pomerium/key.pem", "x")
	r.write(testFile, ownFile+groups+certificateLines)
	r.write(unitPath, packagedUnit+environmentLine)
	r.installs("/usr/sbin/pomerium", version)
}

// looksAtChecks goes from the last step to the checks, which passed.
func (r *rehearsal) looksAtChecks() {
	r.t.Helper()
	if r.scene().Item != steps.AllowFailedChecks { // where what came of a sign-in is shown
		r.at(steps.ChangeSave)
		r.choose("Check:")
	}
	r.at(steps.AllowFailedChecks)
}

// The worlds lead to the checks of a walk, begun after early.
var worlds = map[string]func(r *rehearsal, early func()){
	"directory sync": func(r *rehearsal, early func()) {
		r.inOrder("0.19.2", allowedGroups)
		early()
		r.begin("walk-1", nil)
		r.toSave()
	},
	"newer": func(r *rehearsal, early func()) {
		r.inOrder("0.33.1", "")
		early()
		r.begin("walk-1", nil)
		r.toSave()
	},
	"found": func(r *rehearsal, early func()) {
		r.inOrder("0.19.2", "")
		fields := webAppByHand()
		fields["initiate_login_uri"] = testAddress
		r.byHand(fields)
		r.byHand(map[string]any{"name": "Roles", "app_type": "non_interactive", "grant_types": []string{"client_credentials"},
			"client_metadata": map[string]any{"pomerium_auth0": "m2m " + testAddress}})
		early()
		r.begin("walk-1", nil)
		r.toSave()
	},
	"pasted": func(r *rehearsal, early func()) {
		id, secret := r.byHand(webAppByHand())
		accountID, accountSecret := r.byHand(map[string]any{"name": "Roles", "app_type": "non_interactive"})
		r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
		early()
		r.pasteWebApp("0.19.2", id, secret)
		r.answer(steps.M2MAppID, accountID)
		r.answer(steps.M2MAppSecret, accountSecret)
	},
	"pasted, with a token": func(r *rehearsal, early func()) {
		fields := webAppByHand()
		fields["initiate_login_uri"] = testAddress
		id, secret := r.byHand(fields)
		accountID, accountSecret := r.byHand(map[string]any{"name": "Roles", "app_type": "non_interactive"})
		r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Roles: []string{"admin"}})
		early()
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2", steps.WebApp, steps.PasteApp, steps.WebAppID, id, steps.WebAppSecret, secret,
			steps.M2MApp, steps.PasteApp, steps.M2MAppID, accountID, steps.M2MAppSecret, accountSecret))
		r.toSave()
		for _, item := range []string{steps.WebAppID, steps.WebAppSecret, steps.M2MAppID, steps.M2MAppSecret} {
			if r.scene().Item == item {
				r.send(walk.Answered{Name: item, Value: r.scene().Value})
			}
		}
	},
	"rehearsed": func(r *rehearsal, early func()) {
		r.tenant.SetClaim(steps.RolesClaim, func(u auth0test.User) any { return u.Roles })
		r.inOrder("0.33.1", "")
		r.begin("walk-1", nil)
		r.toSave()
		r.looksAtChecks()
		r.choose("Rehearse a sign-in")
		address := r.browse(r.scene().Address)
		early()
		r.answer(steps.Rehearse, address)
	},
}

// said of each check, with its sign before it; what a person is to do about it
// follows.
func (r *rehearsal) checked() map[string]string {
	r.t.Helper()
	r.at(steps.AllowFailedChecks)
	all := map[string]string{}
	last := ""
	for _, row := range r.scene().Rows {
		if row.Key == "" {
			all[last] += ". " + row.Value
			continue
		}
		last = row.Key
		all[last] = map[walk.Mark]string{walk.Proven: "v", walk.Warned: "!", walk.Failed: "X", walk.Unchecked: "-"}[row.Mark] + " " + row.Value
	}
	return all
}

// web and m2m are the client IDs of the walk's applications.
func (r *rehearsal) web() string { return r.ofType("regular_web") }
func (r *rehearsal) m2m() string { return r.ofType("non_interactive") }

func (r *rehearsal) ofType(kind string) string {
	r.t.Helper()
	for _, app := range r.tenant.Applications() {
		if app["app_type"] == kind {
			return app["client_id"].(string)
		}
	}
	r.t.Fatalf("there is no application of type %s", kind)
	return ""
}

// api changes the tenant behind the walk's back.
func (r *rehearsal) api(method, path, body string) {
	r.t.Helper()
	request, err := http.NewRequest(method, "https://"+testTenant+"/api/v2/"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+r.tenant.Token().Reveal())
	request.Header.Set("Content-Type", "application/json")
	answer, err := r.tenant.Client().Do(request)
	if err != nil || answer.StatusCode >= 300 {
		r.t.Fatalf("%s %s: %v, %v", method, path, answer, err)
	}
	_ = answer.Body.Close()
}

func (r *rehearsal) grant() string { return r.tenant.Grants()[0]["id"].(string) }
