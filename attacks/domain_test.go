//go:build linux

package attacks

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

// An impostor is somebody else's server under a name that is given as the
// tenant's custom domain. It describes itself as a tenant does, accepts
// everything, and keeps what it was sent.
type impostor struct {
	host   string
	server *httptest.Server

	mu  sync.Mutex
	got []string // requests with headers and body
}

func newImpostor(t *testing.T, host string) *impostor {
	t.Helper()
	i := &impostor{}
	i.server = httptest.NewUnstartedServer(i)
	i.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	i.server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate(t, host)}}
	i.server.StartTLS()
	t.Cleanup(i.server.Close)
	_, port, _ := net.SplitHostPort(i.server.Listener.Addr().String())
	i.host = net.JoinHostPort(host, port)
	return i
}

func (i *impostor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	dump, _ := httputil.DumpRequest(r, true)
	i.mu.Lock()
	i.got = append(i.got, string(dump))
	i.mu.Unlock()
	answer := func(status int, body string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
	switch {
	case strings.HasPrefix(r.URL.Path, "/.well-known/openid-configuration"):
		answer(200, fmt.Sprintf(`{"issuer":"https://%s/","id_token_signing_alg_values_supported":["RS256"]}`, i.host))
	case r.URL.Path == "/oauth/token" && strings.Contains(string(dump), "client_credentials"):
		answer(200, `{"access_token":"opaque","expires_in":86400,"token_type":"Bearer"}`)
	case r.URL.Path == "/oauth/token":
		answer(403, `{"error":"invalid_grant","error_description":"Invalid authorization code"}`)
	case r.URL.Path == "/authorize":
		http.Redirect(w, r, "/u/login?state=x", http.StatusFound)
	case r.URL.Path == "/v2/logout":
		http.Redirect(w, r, r.URL.Query().Get("returnTo"), http.StatusFound)
	default:
		answer(200, `[]`)
	}
}

// log is all that the impostor was sent.
func (i *impostor) log() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return strings.Join(i.got, "\n")
}

// gotNothing fails if the impostor was sent a secret, a token or a code.
func (i *impostor) gotNothing(t *testing.T, secrets ...string) {
	t.Helper()
	all := i.log()
	for _, mark := range append(secrets, "Authorization:", "client_secret", "POST ", "code=") {
		if mark != "" && strings.Contains(all, mark) {
			t.Errorf("the impostor got %q in\n%s", mark, all)
		}
	}
}

// certificate is one that is trusted by name, as a public authority gives it to
// whoever holds the DNS.
func certificate(t *testing.T, host string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{host}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// A setup is a tenant, an impostor at a name that is said to be its custom
// domain, and a folder to run the command in.
type setup struct {
	t        *testing.T
	tenant   *auth0test.Tenant
	impostor *impostor
	folder   string
}

// newSetup makes one in which the tenant's list of custom domains names the
// impostor with a status; without a status it doesn't name it.
func newSetup(t *testing.T, host, status string) *setup {
	t.Helper()
	s := &setup{t: t, impostor: newImpostor(t, host), folder: t.TempDir()}
	customs := []auth0test.CustomDomain{{Domain: "127.0.0.1:0"}}
	if status != "" {
		customs = append(customs, auth0test.CustomDomain{Domain: s.impostor.host, Status: status})
	}
	tenant, err := auth0test.New(auth0test.Options{CustomDomains: customs})
	if err != nil {
		t.Fatal(err)
	}
	s.tenant = tenant
	t.Cleanup(func() { _ = tenant.Close() })
	roots := append(tenant.CertificatePEM(), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.impostor.server.TLS.Certificates[0].Certificate[0]})...)
	s.write("ca.pem", string(roots))
	return s
}

func (s *setup) write(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// run runs the command and returns what it printed and its exit code.
func (s *setup) run(args ...string) (string, int) {
	s.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = s.folder
	cmd.Env = []string{"HOME=" + s.folder, "PATH=/nonexistent", "SSL_CERT_FILE=" + filepath.Join(s.folder, "ca.pem")}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// wizard runs the wizard without questions for the impostor's domain.
func (s *setup) wizard(args ...string) (string, int) {
	s.t.Helper()
	return s.run(append([]string{"--yes", "--pomerium-version", "0.33", "--config", "config.yaml",
		"--authenticate-url", "https://authenticate.example.com", "--domain", s.impostor.host}, args...)...)
}

// giveToken writes a Management API token of the tenant.
func (s *setup) giveToken(scopes ...string) (token string) {
	s.t.Helper()
	token = s.tenant.Token(scopes...).Reveal()
	s.write("token", token)
	return token
}

// madeNothing fails if an application was made, or a file.
func (s *setup) madeNothing() {
	s.t.Helper()
	if apps := s.tenant.Applications(); len(apps) > 0 {
		s.t.Errorf("%d applications were made", len(apps))
	}
	if _, err := os.Stat(filepath.Join(s.folder, "config.yaml")); err == nil {
		s.t.Error("the file was saved")
	}
}

func says(t *testing.T, out string, code, want int, words ...string) {
	t.Helper()
	if code != want {
		t.Errorf("exit code %d, want %d", code, want)
	}
	flat := strings.Join(strings.Fields(out), " ")
	for _, w := range words {
		if !strings.Contains(flat, w) {
			t.Errorf("not said: %s", w)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

var few = []string{"read:clients", "read:client_keys", "create:clients", "update:clients"}

func TestAnImpostorAsCustomDomain(t *testing.T) {
	const (
		attacker = "answers at the name that is given as the tenant's custom domain, and accepts everything"
		never    = "it gets a client secret, a token or a code without an explicit yes"
	)
	secret := strings.Repeat("s", 64)
	table(t, []attack{
		{"that the tenant doesn't list", attacker, never, func(t *testing.T) {
			for _, more := range [][]string{nil, {"--trust-domain"}} { // nor with it
				s := newSetup(t, "127.0.0.1", "")
				token := s.giveToken()
				out, code := s.wizard(append(more, "--api-token-file", "token", "--web-app", "create")...)
				says(t, out, code, 1, "isn't among the custom domains of "+s.tenant.Domain())
				s.impostor.gotNothing(t, token)
				s.madeNothing()
			}
		}},
		{"under another name of this machine", attacker, never, func(t *testing.T) {
			s := newSetup(t, "localhost", "")
			token := s.giveToken()
			out, code := s.wizard("--api-token-file", "token", "--web-app", "create")
			says(t, out, code, 1, "isn't among the custom domains")
			s.impostor.gotNothing(t, token)
			s.madeNothing()
		}},
		{"that isn't ready", "is listed by the tenant, but was never verified; " + attacker, never, func(t *testing.T) {
			for _, status := range []string{"pending", "pending_verification", "failed", "disabled"} {
				s := newSetup(t, "127.0.0.1", status)
				token := s.giveToken()
				out, code := s.wizard("--api-token-file", "token", "--web-app", "create", "--trust-domain")
				says(t, out, code, 1, "its status is "+status+", not ready")
				s.impostor.gotNothing(t, token)
				s.madeNothing()
			}
		}},
		{"with a token that can't prove it", attacker, never, func(t *testing.T) {
			s := newSetup(t, "127.0.0.1", "")
			token := s.giveToken(few...)
			out, code := s.wizard("--api-token-file", "token", "--web-app", "create")
			says(t, out, code, 2, "--trust-domain is missing")
			if log := s.impostor.log(); log != "" {
				t.Errorf("it was asked:\n%s", log)
			}
			s.impostor.gotNothing(t, token)
			s.madeNothing()
		}},
		{"with pasted values", attacker, never, func(t *testing.T) {
			s := newSetup(t, "127.0.0.1", "")
			s.write("secret", secret)
			out, code := s.wizard("--tenant-domain", s.tenant.Domain(), "--web-app", "paste", "--web-client-secret-file", "secret")
			says(t, out, code, 2, "--trust-domain is missing", "--web-client-id is missing")
			if log := s.impostor.log(); log != "" {
				t.Errorf("it was asked:\n%s", log)
			}
			s.impostor.gotNothing(t, secret)
		}},
		{"with credentials for the Management API", attacker, never, func(t *testing.T) {
			for _, scopes := range [][]string{few, append([]string{"read:custom_domains"}, few...)} {
				s := newSetup(t, "127.0.0.1", "")
				id := s.tenant.AddApplication(map[string]any{"name": "setup", "client_secret": secret, "app_type": "non_interactive",
					"grant_types": []string{"client_credentials"}})
				s.tenant.AddGrant(id, scopes...)
				s.write("secret", secret)
				out, code := s.wizard("--tenant-domain", s.tenant.Domain(), "--management-client-id", id,
					"--management-client-secret-file", "secret", "--web-app", "create")
				if len(scopes) == len(few) {
					says(t, out, code, 2, "--trust-domain is missing")
				} else {
					says(t, out, code, 1, "isn't among the custom domains")
				}
				s.impostor.gotNothing(t, secret)
				if apps := s.tenant.Applications(); len(apps) != 1 {
					t.Errorf("%d applications", len(apps))
				}
			}
		}},
		{"in a configuration that is checked", attacker, never, func(t *testing.T) {
			s := newSetup(t, "127.0.0.1", "pending")
			s.giveToken("read:custom_domains", "read:clients")
			s.write("config.yaml", fmt.Sprintf("authenticate_service_url: https://authenticate.example.com\nidp_provider: auth0\n"+
				"idp_provider_url: https://%s\nidp_client_id: %s\nidp_client_secret: %s\n", s.impostor.host, strings.Repeat("I", 32), secret))
			out, code := s.run("check", "--pomerium-version", "0.33", "--config", "config.yaml", "--api-token-file", "token")
			says(t, out, code, 3, "X custom domain", "its status is pending")
			s.impostor.gotNothing(t, secret)
		}},
		{"with another port", "answers at another port of the tenant's name", "a port makes another server the tenant", func(t *testing.T) {
			s := newSetup(t, "127.0.0.1", "")
			s.giveToken()
			for _, domain := range []string{"acme.eu.auth0.com:8443", "login.example.com:8443", "http://" + s.impostor.host} {
				out, code := s.run("--yes", "--pomerium-version", "0.33", "--config", "config.yaml", "--authenticate-url",
					"https://authenticate.example.com", "--domain", domain, "--api-token-file", "token", "--web-app", "create")
				says(t, out, code, 2, "--domain")
			}
			if log := s.impostor.log(); log != "" {
				t.Errorf("it was asked:\n%s", log)
			}
		}},
	})
}

// TestATrustedCustomDomain holds what has to stay possible.
func TestATrustedCustomDomain(t *testing.T) {
	s := newSetup(t, "127.0.0.1", "")
	s.giveToken(few...)
	out, code := s.wizard("--api-token-file", "token", "--web-app", "create", "--trust-domain")
	says(t, out, code, 0, "nothing proves that "+s.impostor.host+" belongs to the tenant")
	if strings.Contains(out, "v web app") || strings.Contains(out, "v discovery") {
		t.Errorf("what an impostor says is called proven:\n%s", out)
	}
	if !strings.Contains(s.impostor.log(), "Authorization: Basic ") {
		t.Error("the secret wasn't tried")
	}
	// The real one needs no flag, under either of its names.
	s = newSetup(t, "127.0.0.1", "")
	s.giveToken()
	s.impostor.host = s.tenant.CustomDomains()[0].Domain
	out, code = s.wizard("--api-token-file", "token", "--web-app", "create")
	says(t, out, code, 0, s.impostor.host+" is a custom domain of "+s.tenant.Domain(), "v web app: Auth0")
}
