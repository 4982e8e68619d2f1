package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
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
		{"too old", map[string]string{"/usr/sbin/pomerium": says("0.10.6")}, "", "", []string{"no auth0 provider"}},
		{"a package's epoch, revision and tilde", map[string]string{"/usr/sbin/pomerium": says("1:0.33.1~rc2-3")}, "0.33.1", "", nil},
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

// TestAPackageSpeaksForItsOwnFilesOnly: its version is that of the program whose
// very path it lists, unless somebody replaced that program.
func TestAPackageSpeaksForItsOwnFilesOnly(t *testing.T) {
	const path, list, status = "/usr/sbin/pomerium", "var/lib/dpkg/info/pomerium-usr-sbin-pomerium.list", "var/lib/dpkg/status"
	for name, c := range map[string]struct {
		change func(m Machine) error
		want   string
	}{
		"as installed": {func(Machine) error { return nil }, "0.33.1"},
		"for one architecture": {func(m Machine) error {
			return os.Rename(filepath.Join(m.Root, list), filepath.Join(m.Root, strings.Replace(list, ".list", ":amd64.list", 1)))
		}, "0.33.1"},
		"it lists another path": {func(m Machine) error {
			return os.WriteFile(filepath.Join(m.Root, list), []byte(path+"-cli\n/usr/sbin\n"), 0o600)
		}, ""},
		"the program was replaced since": {func(m Machine) error {
			later := time.Now().Add(time.Minute)
			return os.Chtimes(filepath.Join(m.Root, path), later, later)
		}, ""},
		"the package is removed": {func(m Machine) error {
			return os.WriteFile(filepath.Join(m.Root, status), []byte("Package: pomerium-usr-sbin-pomerium\nStatus: deinstall ok config-files\nVersion: 0.33.1-1\n"), 0o600)
		}, ""},
		"everybody may write the database": {func(m Machine) error { return os.Chmod(filepath.Join(m.Root, status), 0o666) }, ""},
		"everybody may write the program":  {func(m Machine) error { return os.Chmod(filepath.Join(m.Root, path), 0o666) }, ""},
	} {
		m := tree(t, map[string]string{path: says("0.33.1")})
		if err := c.change(m); err != nil {
			t.Fatal(err)
		}
		if d := detect(m, ""); d.Version.String() != c.want || len(d.Evidence) != 1 {
			t.Errorf("%s: the version is %q: %+v", name, d.Version, d.Evidence)
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
