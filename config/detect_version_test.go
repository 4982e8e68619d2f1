package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTheVersionThatIsMeant(t *testing.T) {
	const here, packaged = "/srv/pomerium/config.yaml", "/etc/pomerium/config.yaml"
	compose := func(image string) string { return strings.Replace(quickstart, "pomerium/pomerium:latest", image, 1) }
	cases := []struct {
		name   string
		files  map[string]string
		want   string
		reason string
		shown  []string
	}{
		{"nothing", map[string]string{}, "", "", nil},
		{"a binary", map[string]string{"/usr/sbin/pomerium": says("0.33.1")}, "0.33.1", "/usr/sbin/pomerium: 0.33.1", nil},
		{"two binaries of one version", map[string]string{"/usr/sbin/pomerium": says("0.33.1"), "/usr/local/bin/pomerium": says("0.33.1")}, "0.33.1", "", nil},
		{"two binaries that disagree", map[string]string{"/usr/sbin/pomerium": says("0.33.1"), "/usr/local/bin/pomerium": says("0.19.2")}, "", "", []string{"0.33.1", "0.19.2"}},
		{"the unit's binary beats another", map[string]string{packaged: "a: b", "/usr/sbin/pomerium": says("0.19.2"), "/usr/local/bin/pomerium": says("0.33.1"),
			"/lib/systemd/system/pomerium.service": packagedUnit}, "0.19.2", "pomerium.service", []string{"0.33.1"}},
		{"the running binary beats another", map[string]string{packaged: "a: b", "/usr/sbin/pomerium": says("0.19.2"), "/opt/pomerium": says("0.33.1"),
			"/proc/7/cmdline": "/opt/pomerium\x00-config\x00/etc/pomerium/config.yaml\x00"}, "0.33.1", "running as process 7", []string{"0.19.2"}},
		{"a compose file that names the file beats the binary", map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": compose("pomerium/pomerium:v0.19.2"),
			"/usr/sbin/pomerium": says("0.33.1")}, "0.19.2", "compose.yaml: pomerium/pomerium:v0.19.2", []string{"0.33.1"}},
		{"a compose file that does not name it disagrees with the binary", map[string]string{"/srv/pomerium/compose.yaml": "services:\n  p:\n    image: pomerium/pomerium:v0.19.2\n",
			"/usr/sbin/pomerium": says("0.33.1")}, "", "", []string{"0.19.2", "0.33.1"}},
		{"latest", map[string]string{here: "a: b", "/srv/pomerium/docker-compose.yml": quickstart}, "latest", "counts as 0.22 or newer", nil},
		{"latest and a current binary", map[string]string{"/srv/pomerium/compose.yaml": "services:\n  p:\n    image: pomerium/pomerium\n", "/usr/sbin/pomerium": says("0.33.1")}, "0.33.1", "", nil},
		{"latest and an old binary", map[string]string{"/srv/pomerium/compose.yaml": "services:\n  p:\n    image: pomerium/pomerium\n", "/usr/sbin/pomerium": says("0.19.2")}, "", "", []string{"0.22 or newer", "0.19.2"}},
		{"a tag from .env", map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": compose("pomerium/pomerium:${TAG:-v0.33.1}"),
			"/srv/pomerium/.env": "TAG=v0.20.0\n"}, "0.20.0", "", nil},
		{"a tag that has a default", map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": compose("pomerium/pomerium:${TAG:-v0.33.1}")}, "0.33.1", "", nil},
		{"a digest", map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": compose("pomerium/pomerium@sha256:0a1b")}, "", "", []string{"digest"}},
		{"another image with our file", map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": compose("registry.example.com/edge:v2.1")}, "", "", []string{"image of your own"}},
		{"a registry with a port", map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": compose("registry.example.com:5000/pomerium/pomerium:nonroot-v0.30.2")}, "0.30.2", "", nil},
		{"too old", map[string]string{"/usr/sbin/pomerium": "#!/bin/sh\necho v0.10.6+abc\n"}, "", "", []string{"no auth0 provider"}},
		{"another program of that name", map[string]string{"/usr/sbin/pomerium": "#!/bin/sh\necho 1.2.3\n"}, "", "", []string{"no version of Pomerium"}},
		{"no program at all", map[string]string{"/usr/sbin/pomerium": "not a program"}, "", "", []string{"cannot be run"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := detect(tree(t, c.files), "")
			if d.Version.String() != c.want || !strings.Contains(d.VersionReason, c.reason) {
				t.Errorf("the version is %q (%s), want %q (… %s …)\nevidence: %+v", d.Version, d.VersionReason, c.want, c.reason, d.Evidence)
			}
			for _, shown := range c.shown {
				if !slices.ContainsFunc(d.Evidence, func(e Evidence) bool { return strings.Contains(e.Words, shown) }) {
					t.Errorf("%q is not shown: %+v", shown, d.Evidence)
				}
			}
		})
	}
}

func TestABinaryRunsAloneAndNotForLong(t *testing.T) {
	m := tree(t, map[string]string{
		"/usr/sbin/pomerium":       "#!/bin/sh\nenv > \"${0%/*}/env\"\necho pomerium: v0.33.1; echo envoy: 1\n",
		"/usr/local/bin/pomerium":  "#!/bin/sh\nexec sleep 20\n",
		"/usr/local/sbin/pomerium": "#!/bin/sh\nyes | head -c 3000000\n",
	})
	t.Setenv("AUTH0_API_TOKEN", "should-stay-here")
	d := detect(m, "")
	if d.Version.String() != "0.33.1" {
		t.Errorf("the version is %q: %+v", d.Version, d.Evidence)
	}
	env, err := os.ReadFile(filepath.Join(m.Root, "usr/sbin/env"))
	if err != nil || strings.Contains(string(env), "should-stay-here") {
		t.Errorf("it was run with the environment %q, %v", env, err)
	}
	for place, words := range map[string]string{
		"/usr/local/bin/pomerium":  "did not say its version within two seconds",
		"/usr/local/sbin/pomerium": "no version of Pomerium",
	} {
		if !slices.ContainsFunc(d.Evidence, func(e Evidence) bool { return e.Place == place && strings.Contains(e.Words, words) }) {
			t.Errorf("%s: want … %s …, have %+v", place, words, d.Evidence)
		}
	}
}

func TestRootDoesNotRunWhatOthersMayChange(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("this is not root")
	}
	changes := map[string]func(path string) error{
		"1001 may change it":      func(path string) error { return os.Chown(path, 1001, 0) },
		"everybody may change it": func(path string) error { return os.Chmod(path, 0o777) },
		"group 1002 may change it": func(path string) error {
			if err := os.Chown(path, 0, 1002); err != nil {
				return err
			}
			return os.Chmod(path, 0o775)
		},
		"1003 may change it": func(path string) error { return os.Chown(filepath.Dir(path), 1003, 0) },
	}
	for words, change := range changes {
		m := tree(t, map[string]string{"/usr/sbin/pomerium": says("0.33.1")})
		if err := change(filepath.Join(m.Root, "usr/sbin/pomerium")); err != nil {
			t.Fatal(err)
		}
		d := detect(m, "")
		if !d.Version.IsZero() || len(d.Evidence) != 1 || !strings.Contains(d.Evidence[0].Words, words) {
			t.Errorf("want … %s …, have %+v", words, d.Evidence)
		}
	}
}

func TestTheConsoles(t *testing.T) {
	const token = "services:\n  p:\n    image: pomerium/pomerium:v0.33.1\n    environment: {POMERIUM_ZERO_TOKEN: xyz}\n"
	cases := []struct {
		name  string
		files map[string]string
		env   []string
		want  string
		label string
	}{
		{"a console's binary", map[string]string{"/usr/sbin/pomerium": says("0.33.1"), "/usr/sbin/pomerium-console": says("0.33.1")}, nil, "enterprise 0.33.1", "Pomerium Enterprise 0.33"},
		{"a console's configuration alone", map[string]string{"/etc/pomerium-console/config.yaml": "a: b"}, nil, "enterprise", "Pomerium Enterprise"},
		{"a console's image", map[string]string{"/srv/pomerium/compose.yaml": "services:\n  c:\n    image: docker.cloudsmith.io/pomerium/enterprise/pomerium-console:v0.30.0\n"}, nil, "enterprise", "Pomerium Enterprise"},
		{"a token in a compose file", map[string]string{"/srv/pomerium/compose.yaml": token}, nil, "zero 0.33.1", "Pomerium Zero 0.33"},
		{"a token in this environment", map[string]string{}, []string{"POMERIUM_ZERO_TOKEN=xyz"}, "zero", "Pomerium Zero"},
		{"an empty token", map[string]string{}, []string{"POMERIUM_ZERO_TOKEN="}, "", ""},
		{"both", map[string]string{"/usr/sbin/pomerium": says("0.33.1"), "/usr/sbin/pomerium-console": says("0.33.1")}, []string{"POMERIUM_ZERO_TOKEN=xyz"}, "", ""},
		{"a console beside an old Pomerium", map[string]string{"/usr/sbin/pomerium": says("0.19.2"), "/usr/sbin/pomerium-console": says("0.19.0")}, nil, "0.19.2", "Pomerium 0.19"},
		{"a console beside versions that disagree", map[string]string{"/usr/sbin/pomerium": says("0.33.1"), "/usr/local/bin/pomerium": says("0.19.2"), "/usr/sbin/pomerium-console": says("0.33.1")}, nil, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := tree(t, c.files)
			m.Environ = c.env
			d := detect(m, "")
			if d.Version.String() != c.want || d.Version.Label() != c.label {
				t.Errorf("the version is %q (%s), want %q (%s); consoles %+v", d.Version, d.Version.Label(), c.want, c.label, d.Consoles)
			}
		})
	}
}
