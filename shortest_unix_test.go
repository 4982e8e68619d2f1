//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// TestShortestPaths counts the keys of the program itself, a paste being one:
// what a first-time operator presses where nothing is in the way.
func TestShortestPaths(t *testing.T) {
	sample := func(t *testing.T, folder string) string {
		content := string(must(os.ReadFile("config/testdata/sample-0.33.yaml")))
		for _, name := range []string{"cert.pem", "key.pem"} {
			path := filepath.Join(folder, name)
			content = strings.ReplaceAll(content, "/etc/pomerium/"+name, path)
			if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return content
	}
	const (
		address = "https://authenticate.example.com"
		compose = "services:\n  pomerium:\n    image: pomerium/pomerium:v0.33.1\n    volumes:\n      - ./config.yaml:/pomerium/config.yaml:ro\n"
		old     = "authenticate_service_url: https://authenticate.example.com\nroutes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n    allowed_users: [a@example.com]\n"
	)
	created := func(s *session, token, _ string) {
		s.shows("Authenticate service URL")
		s.paste(address)
		s.press(enter)
		s.shows("Domain or token")
		s.paste(token)
		s.press(enter)
		s.shows("Create it")
		s.press(enter)
		s.shows("Go on without")
		s.press(enter)
		s.shows("Save somewhere else")
		s.press(enter)
	}
	for _, path := range []struct {
		name, version string
		files         func(t *testing.T, folder string) map[string]string
		walk          func(s *session, token, domain string)
		keys          int
	}{
		{
			name: "a: the packaged configuration, 0.33", version: "0.33.1", keys: 7,
			files: func(t *testing.T, folder string) map[string]string {
				return map[string]string{"config.yaml": sample(t, folder)}
			},
			walk: created,
		},
		{
			name: "b: docker compose, 0.33", keys: 7,
			files: func(*testing.T, string) map[string]string {
				return map[string]string{"compose.yaml": compose, "config.yaml": "routes: []\n"}
			},
			walk: created,
		},
		{
			name: "c: 0.19 with its URL in the file", version: "0.19.2", keys: 6,
			files: func(*testing.T, string) map[string]string { return map[string]string{"config.yaml": old} },
			walk: func(s *session, token, _ string) {
				s.shows("as in ")
				s.press(enter)
				s.shows("Domain or token")
				s.paste(token)
				s.press(enter)
				s.shows("Create it")
				s.press(enter)
				s.shows("Create both")
				s.press(enter)
				s.shows("Save somewhere else")
				s.press(enter)
			},
		},
		{
			name: "d: pasted, 0.33", version: "0.33.1", keys: 12,
			files: func(*testing.T, string) map[string]string { return map[string]string{"config.yaml": "routes: []\n"} },
			walk: func(s *session, _, domain string) {
				s.shows("Authenticate service URL")
				s.paste(address)
				s.press(enter)
				s.shows("Domain or token")
				s.paste(domain)
				s.press(enter)
				s.shows("Who makes the applications")
				s.press(up)
				s.press(enter)
				s.shows("Client ID")
				s.paste(pastedID)
				s.press(enter)
				s.shows("Client secret")
				s.paste(pastedSecret)
				s.press(enter)
				s.shows("Go on without")
				s.press(enter)
				s.shows("Save somewhere else")
				s.press(enter)
			},
		},
	} {
		t.Run(path.name, func(t *testing.T) {
			t.Parallel()
			tenant, err := auth0test.New(auth0test.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer tenant.Close()
			tenant.AddApplication(map[string]any{
				"name": "By hand", "client_id": pastedID, "client_secret": pastedSecret, "app_type": "regular_web",
				"callbacks":           []string{address + "/oauth2/callback"},
				"allowed_logout_urls": []string{address + "/.pomerium/signed_out"},
				"grant_types":         []string{"authorization_code", "refresh_token"},
			})
			if path.name[0] != 'd' {
				tenant.RemoveApplication(pastedID)
			}
			folder := must(os.MkdirTemp("", "pa")) // a short path, as on a server
			defer os.RemoveAll(folder)
			for name, content := range path.files(t, folder) {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o640); err != nil {
					t.Fatal(err)
				}
			}
			s := open(t, folder, path.version, tenant)
			path.walk(s, tenant.Token().Reveal(), tenant.Domain())
			code, out := s.ends()
			if code != 0 {
				t.Fatalf("exit code %d:\n%s", code, out)
			}
			if s.keys != path.keys {
				t.Errorf("%d keys, not %d", s.keys, path.keys)
			}
			saved := string(must(os.ReadFile(filepath.Join(folder, "config.yaml"))))
			if !strings.Contains(saved, `idp_provider: "auth0"`) {
				t.Errorf("the saved file does not sign in through Auth0:\n%s", saved)
			}
		})
	}
}

const (
	pastedID     = "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"
	pastedSecret = "q8Lz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6Uj0aA1"
)
