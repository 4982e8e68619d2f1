package config

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree makes a machine of files, working folder /srv/pomerium. A content that
// starts with "#!" is a program, one that starts with "-> " a link.
func tree(t *testing.T, files map[string]string) Machine {
	t.Helper()
	m := Machine{Root: t.TempDir(), Folder: "/srv/pomerium"}
	for path, content := range files {
		full := filepath.Join(m.Root, path)
		mode := os.FileMode(0o600)
		if strings.HasPrefix(content, "#!") {
			mode = 0o700
		}
		if target, ok := strings.CutPrefix(content, "-> "); ok {
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, full); err != nil {
				t.Fatal(err)
			}
			continue
		}
		writeFile(t, full, content, mode)
	}
	return m
}

// says is a program that prints a version as the real one does.
func says(version string) string {
	return "#!/bin/sh\n[ \"$1\" = --version ] || exit 9\necho 'pomerium version'; echo 'pomerium: v" + version + "+abc1234'; echo 'envoy: 1.34.1+def'\n"
}

// packagedUnit is ospkg/pomerium.service of Pomerium 0.33, its [Service].
const packagedUnit = `[Unit]
Description=Pomerium
[Service]
User=pomerium
Group=pomerium
ExecStart=/usr/sbin/pomerium -config /etc/pomerium/config.yaml
Restart=always
[Install]
WantedBy=multi-user.target
`

// quickstart is the compose file of Pomerium's Core quickstart.
const quickstart = `services:
  pomerium:
    image: pomerium/pomerium:latest
    volumes:
      - ./config.yaml:/pomerium/config.yaml:ro
    ports:
      - 443:443
  verify:
    image: pomerium/verify:latest
`

func detect(m Machine, config string) Detection {
	return Detect(context.Background(), m, Options{Config: config})
}

func TestFilesThatCannotBeUnderstoodAreSaid(t *testing.T) {
	m := tree(t, map[string]string{
		"/srv/pomerium/compose.yaml":           "services: [\n\x1b",
		"/etc/systemd/system/pomerium.service": "[Service\npomerium",
	})
	d := detect(m, "")
	if len(d.Problems) != 2 {
		t.Fatalf("problems are %q", d.Problems)
	}
	for _, problem := range d.Problems {
		if !strings.Contains(problem, "cannot be understood") || strings.Contains(problem, "\x1b") {
			t.Errorf("the problem is %q", problem)
		}
	}
}

func TestCertificatesThatAreNotThere(t *testing.T) {
	m := tree(t, map[string]string{"/etc/pomerium/cert.pem": "x"})
	missing, unknown := FindFiles(m, []string{"/etc/pomerium/cert.pem", "/etc/pomerium/key.pem", "ca.pem"})
	if !slices.Equal(missing, []string{"/etc/pomerium/key.pem"}) || !slices.Equal(unknown, []string{"ca.pem"}) {
		t.Errorf("missing %q, unknown %q", missing, unknown)
	}
}

func TestRequestsAreComparable(t *testing.T) {
	if (any(Options{Config: "a"}) == any(Options{Config: "b"})) || any(Digest{}) != any(Digest{}) {
		t.Error("different requests are equal, or equal ones differ")
	}
}
