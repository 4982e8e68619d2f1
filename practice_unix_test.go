//go:build unix

package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// TestAPracticeTenantServesTheWizardAndASignIn: two processes, as an operator
// would run them, then a browser's way through the sign-in with the values
// that were saved, up to an ID token that Pomerium's own library takes.
func TestAPracticeTenantServesTheWizardAndASignIn(t *testing.T) {
	folder := t.TempDir()
	practice := prepared(t, folder, "", nil, "practice", "--listen", "127.0.0.1:0")
	practice.Env = append(practice.Env, "TMPDIR="+folder)
	out := must(practice.StdoutPipe())
	if err := practice.Start(); err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	lines := bufio.NewScanner(out)
	for said["token"] == "" && lines.Scan() {
		if key, value, found := strings.Cut(lines.Text(), " "); found {
			said[key] = strings.TrimSpace(value)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "token"), []byte(said["token"]), 0o600); err != nil {
		t.Fatal(err)
	}
	wizard := exec.Command(practice.Path, "--yes", "--pomerium-version", "0.33", "--config", "config.yaml", "--domain", said["domain"],
		"--ca-file", said["ca-file"], "--authenticate-url", "https://authenticate.example.com", "--api-token-file", "token", "--web-app", "create")
	wizard.Dir, wizard.Env = folder, practice.Env
	if printed, err := wizard.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	check := exec.Command(practice.Path, "check", "--config", "config.yaml", "--pomerium-version", "0.33", "--ca-file", said["ca-file"])
	check.Dir, check.Env = folder, practice.Env
	if printed, err := check.CombinedOutput(); err != nil || !strings.Contains(string(printed), "callback URL: registered") {
		t.Fatalf("%v\n%s", err, printed)
	}
	signInWithTheFile(t, folder, said)

	if err := practice.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, out)
	_ = practice.Wait()
	if practice.ProcessState.ExitCode() != 130 {
		t.Errorf("ctrl+c ends it with %d", practice.ProcessState.ExitCode())
	}
	if left := must(filepath.Glob(filepath.Join(folder, "pomerium-auth0-practice-*"))); len(left) > 0 {
		t.Errorf("it left %v behind", left)
	}
}

func signInWithTheFile(t *testing.T, folder string, said map[string]string) {
	t.Helper()
	file := string(must(os.ReadFile(filepath.Join(folder, "config.yaml"))))
	value := func(key string) string {
		found := regexp.MustCompile(`(?m)^` + key + `: "(.*)"$`).FindStringSubmatch(file)
		if found == nil {
			t.Fatalf("the file has no %s:\n%s", key, file)
		}
		return found[1]
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(must(os.ReadFile(said["ca-file"])))
	callback := value("authenticate_service_url") + "/oauth2/callback"
	browser := &http.Client{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}},
		Jar:       must(cookiejar.New(nil)),
		CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			if strings.HasPrefix(r.URL.String(), callback) {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
	ctx := oidc.ClientContext(context.Background(), browser)
	provider := must(oidc.NewProvider(ctx, value("idp_provider_url")+"/"))
	pomerium := oauth2.Config{
		ClientID: value("idp_client_id"), ClientSecret: value("idp_client_secret"), Endpoint: provider.Endpoint(),
		RedirectURL: callback, Scopes: []string{"openid", "profile", "email", "offline_access"},
	}
	page := must(browser.Get(pomerium.AuthCodeURL("state")))
	page.Body.Close()
	end := must(browser.PostForm("https://"+said["domain"]+"/u/login", url.Values{
		"state": {page.Request.URL.Query().Get("state")}, "username": {"ada@example.com"}, "password": {"practice"},
	}))
	end.Body.Close()
	to := must(end.Location())
	token := must(pomerium.Exchange(ctx, to.Query().Get("code")))
	raw, _ := token.Extra("id_token").(string)
	verified, err := provider.Verifier(&oidc.Config{ClientID: pomerium.ClientID, SupportedSigningAlgs: []string{"RS256", "PS256"}}).Verify(ctx, raw)
	if err != nil {
		t.Fatal(err)
	}
	var claims struct{ Email string }
	if err := verified.Claims(&claims); err != nil || claims.Email != "ada@example.com" {
		t.Errorf("signed in as %q, %v", claims.Email, err)
	}
}
