//go:build linux

package attacks

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

// A wizard is the program in a folder of its own, against a stand-in tenant.
type wizard struct {
	tenant *auth0test.Tenant
	folder string
}

func newWizard(t *testing.T) wizard {
	t.Helper()
	tenant, err := auth0test.New(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	s := wizard{tenant, t.TempDir()}
	s.write(t, "ca.pem", string(tenant.CertificatePEM()))
	s.write(t, "token", tenant.Token().Reveal())
	return s
}

func (s wizard) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// saved is the configuration, "" if there is none.
func (s wizard) saved() string {
	content, _ := os.ReadFile(filepath.Join(s.folder, "config.yaml"))
	return string(content)
}

func (s wizard) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = s.folder
	cmd.Env = []string{"PATH=/nonexistent", "HOME=" + s.folder, "TERM=xterm-256color", "SSL_CERT_FILE=" + filepath.Join(s.folder, "ca.pem")}
	return cmd
}

// answers are flags for everything that a setup asks.
func (s wizard) answers(version string) []string {
	return []string{"--pomerium-version", version, "--config", "config.yaml", "--domain", s.tenant.Domain(), "--api-token-file", "token",
		"--authenticate-url", "https://authenticate.example.com", "--web-app", "create"}
}

// run runs it without a terminal, and returns the exit code and all output.
func (s wizard) run(t *testing.T, args ...string) (int, string) {
	t.Helper()
	cmd := s.command(args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
	if !late.Stop() {
		t.Errorf("it did not end:\n%s", out.String())
	}
	if said := out.String(); strings.Contains(said, "panic") || strings.Contains(said, "goroutine ") {
		t.Errorf("it panicked:\n%s", said)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

// changed answers with what the tenant answers, changed.
func changed(change func(map[string]any)) auth0test.Effect {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		var object map[string]any
		if json.Unmarshal(answer.Body.Bytes(), &object) == nil {
			change(object)
			encoded, _ := json.Marshal(object)
			auth0test.Status(answer.Code, string(encoded))(w, r, nil)
			return
		}
		w.WriteHeader(answer.Code)
	}
}

// done does what was asked and answers something else, as a broken proxy does.
func done(status int, body string) auth0test.Effect {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		auth0test.Status(status, body)(w, r, nil)
	}
}

// nonsense are bodies that are valid JSON and no answer to anything.
var nonsense = map[string]string{
	"null": `null`, "object": `{}`, "list": `[]`, "null in a list": `[null]`, "text": `"x"`, "number": `7`,
	"clients with null": `{"clients":[null],"roles":[null],"client_grants":[null],"users":[null],"connections":[null]}`,
	"deep":              strings.Repeat(`[`, 100_000),
}

const directorySync = "0.19.2"

// whole are the flags of a setup that makes both applications.
func (s wizard) whole() []string {
	return append(s.answers(directorySync), "--m2m-app", "create", "--yes")
}

// TestNonsenseAnswers: another server, or a broken proxy, answers valid JSON that
// is no answer. Whatever was created by then is named or used, once.
func TestNonsenseAnswers(t *testing.T) {
	var attacks []attack
	for name, body := range nonsense {
		for at, want := range map[string]int{"GET /api/v2/clients": 1, "GET /.well-known/openid-configuration": 1, "GET /api/v2/roles": 3} {
			method, path, _ := strings.Cut(at, " ")
			attacks = append(attacks, attack{
				name:     at + " " + name,
				attacker: "answers " + at + " with " + name,
				never:    "a panic, or a saved file",
				run: func(t *testing.T) {
					s := newWizard(t)
					s.tenant.Fail(auth0test.Fault{Method: method, Path: path, Times: -1, Effect: auth0test.Status(200, body)})
					code, out := s.run(t, s.whole()...)
					if code != want || s.saved() != "" {
						t.Errorf("exit code %d, saved %q:\n%s", code, s.saved(), out)
					}
					s.names(t, out)
				},
			})
		}
		for _, at := range []string{"POST /api/v2/clients", "POST /api/v2/client-grants"} {
			method, path, _ := strings.Cut(at, " ")
			attacks = append(attacks, attack{
				name:     at + " " + name,
				attacker: "lets " + at + " through and answers 201 with " + name,
				never:    "a second application or grant, or one that is forgotten",
				run: func(t *testing.T) {
					s := newWizard(t)
					s.tenant.Fail(auth0test.Fault{Method: method, Path: path, Times: 2, Effect: done(201, body)})
					code, out := s.run(t, s.whole()...)
					apps, grants := len(s.tenant.Applications()), len(s.tenant.Grants())
					if code != 0 || apps != 2 || grants != 1 || !strings.Contains(s.saved(), "idp_client_secret: ") {
						t.Errorf("exit code %d, %d applications, %d grants, saved %q:\n%s", code, apps, grants, s.saved(), out)
					}
				},
			})
		}
		attacks = append(attacks, attack{
			name:     "token endpoint " + name,
			attacker: "answers the trial of the client secret with " + name,
			never:    "an unproven secret that is saved without --allow-failed-checks",
			run: func(t *testing.T) {
				s := newWizard(t)
				s.tenant.Fail(auth0test.Fault{Path: "/oauth/token", Times: -1, Effect: auth0test.Status(200, body)})
				s.unproven(t)
			},
		})
	}
	for name, effect := range map[string]auth0test.Effect{
		"307": auth0test.Redirect("https://elsewhere.example.com/"), "500": auth0test.Status(500, `{"error":"server_error"}`), "HTML": auth0test.HTML(200, "<h1>Welcome</h1>"),
		"token for a wrong code": auth0test.Status(200, `{"access_token":"x","token_type":"Bearer"}`), "204": auth0test.Status(204, ""),
	} {
		attacks = append(attacks, attack{
			name:     "token endpoint " + name,
			attacker: "answers the trial of the client secret with " + name,
			never:    "an unproven secret that is saved without --allow-failed-checks",
			run: func(t *testing.T) {
				s := newWizard(t)
				s.tenant.Fail(auth0test.Fault{Path: "/oauth/token", Times: -1, Effect: effect})
				s.unproven(t)
			},
		})
	}
	table(t, attacks)
}

// unproven checks that a setup stops at the secret that nobody could prove, and
// goes on with --allow-failed-checks.
func (s wizard) unproven(t *testing.T) {
	t.Helper()
	args := append(s.answers("0.33"), "--yes")
	code, out := s.run(t, append(args, "--json")...)
	encoded, _, _ := strings.Cut(out, "\n}\n") // standard error comes after it, or before
	encoded = encoded[strings.Index(encoded, "{"):] + "\n}"
	var report struct {
		Outcome string
		Why     []string
	}
	if err := json.Unmarshal([]byte(encoded), &report); err != nil || code != 3 || report.Outcome != "check failed" || s.saved() != "" ||
		!strings.Contains(strings.Join(report.Why, "\n"), "web app: not checked: ") {
		t.Errorf("%v, exit code %d, saved %q:\n%s", err, code, s.saved(), out)
	}
	s.names(t, out)
	code, out = s.run(t, append(args, "--allow-failed-checks")...)
	if code != 0 || s.saved() == "" || !strings.Contains(out, "not all of it could be checked") {
		t.Errorf("allowed: exit code %d, saved %q:\n%s", code, s.saved(), out)
	}
	code, out = s.run(t, "check", "--config", "config.yaml", "--pomerium-version", "0.33")
	if code != 3 || !strings.Contains(out, "web app") || !strings.Contains(out, "not checked: ") {
		t.Errorf("check: exit code %d:\n%s", code, out)
	}
}

// names checks that everything that is in the tenant is named.
func (s wizard) names(t *testing.T, out string) {
	t.Helper()
	for _, app := range s.tenant.Applications() {
		if id := app["client_id"].(string); !strings.Contains(out, id) {
			t.Errorf("%s was created and is not named:\n%s", id, out)
		}
	}
}

// TestAnswersWithoutASecret: the application is there, and nothing says what its
// secret is.
func TestAnswersWithoutASecret(t *testing.T) {
	without := func(change func(map[string]any)) auth0test.Fault {
		return auth0test.Fault{Path: "/api/v2/clients", Times: -1, Effect: changed(func(o map[string]any) {
			delete(o, "client_secret")
			if _, is := o["client_id"]; is && change != nil {
				change(o)
			}
		})}
	}
	var attacks []attack
	for name, c := range map[string]struct {
		fault  auth0test.Fault
		scopes []string
		words  string
	}{
		"left out": {without(nil), nil, "although the token has the scope to read it"},
		"null":     {without(func(o map[string]any) { o["client_secret"] = nil }), nil, "although the token has the scope to read it"},
		"no scope": {auth0test.Fault{Path: "/nowhere"}, []string{"read:clients", "create:clients", "update:clients"}, "read:client_keys"},
		"by a key": {without(func(o map[string]any) {
			o["token_endpoint_auth_method"] = nil
			o["client_authentication_methods"] = map[string]any{"private_key_jwt": map[string]any{"credentials": []any{}}}
		}), nil, "private_key_jwt"},
		"by a certificate": {without(func(o map[string]any) { o["token_endpoint_auth_method"] = "tls_client_auth" }), nil, "tls_client_auth"},
	} {
		attacks = append(attacks, attack{
			name:     name,
			attacker: "answers without a client secret: " + name,
			never:    "exit code 0 without a secret in the file, or a second application",
			run: func(t *testing.T) {
				s := newWizard(t)
				if c.scopes != nil {
					s.write(t, "token", s.tenant.Token(c.scopes...).Reveal())
				}
				s.tenant.Fail(c.fault)
				for range 2 { // it is there at the second time
					code, out := s.run(t, append(s.answers("0.33"), "--yes")...)
					if code == 0 || s.saved() != "" || !strings.Contains(out, c.words) || strings.Contains(out, "already as it should be") {
						t.Errorf("exit code %d, saved %q, want %q in:\n%s", code, s.saved(), c.words, out)
					}
					if apps := len(s.tenant.Applications()); apps > 1 {
						t.Errorf("%d applications", apps)
					}
				}
			},
		})
	}
	table(t, attacks)
}

// TestNonsenseAnswersOnTheScreen: the error is on the screen with the raw answer
// behind ctrl+e, and leaving names what was created and restores the terminal.
func TestNonsenseAnswersOnTheScreen(t *testing.T) {
	var attacks []attack
	for name, body := range nonsense {
		if testing.Short() && name != "null" {
			continue
		}
		for at, apps := range map[string]int{"GET /api/v2/clients": 0, "POST /api/v2/clients": 1, "POST /api/v2/client-grants": 2} {
			method, path, _ := strings.Cut(at, " ")
			attacks = append(attacks, attack{
				name:     at + " " + name,
				attacker: "answers " + at + " with " + name,
				never:    "a raw terminal, or a created application that nobody names",
				run: func(t *testing.T) {
					t.Parallel()
					s := newWizard(t)
					s.tenant.Fail(auth0test.Fault{Method: method, Path: path, Times: -1, Effect: func(w http.ResponseWriter, r *http.Request, next http.Handler) {
						// What would find it again is spoilt too.
						s.tenant.Fail(auth0test.Fault{Method: "GET", Path: path, Times: -1, Effect: auth0test.Status(200, body)})
						done(201, body)(w, r, next)
					}})
					screen := onScreen(t, s.command(append(s.answers(directorySync), "--m2m-app", "create")...))
					screen.pressUntil("\r", "cannot be read")
					screen.pressUntil("\x05", "GET "+path) // the raw answer
					screen.pressUntil("\x1b", "cannot be read")
					screen.pressUntil("\x03", "")
					code, out := screen.sane()
					if got := len(s.tenant.Applications()); code == 0 || code == 2 || got != apps || s.saved() != "" {
						t.Errorf("exit code %d, %d applications, saved %q:\n%s", code, got, s.saved(), out)
					}
					if method == "POST" && path == "/api/v2/clients" {
						if !holds(out, "web app Pomerium, in "+s.tenant.Domain()+" (the answer was lost: it may be there)") {
							t.Errorf("what may have been created is not named:\n%s", out)
						}
						return
					}
					s.names(t, out)
				},
			})
		}
	}
	table(t, attacks)
}
