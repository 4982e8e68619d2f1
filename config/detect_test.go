package config

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/internal/secret"
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

func TestTheFileThatIsMeant(t *testing.T) {
	const here, packaged = "/srv/pomerium/config.yaml", "/etc/pomerium/config.yaml"
	cases := []struct {
		name   string
		files  map[string]string
		given  string
		want   string
		reason string
		others []string
	}{
		{"nothing at all", map[string]string{}, "", here, "a new one in this folder", nil},
		{"nothing but the packages' folder", map[string]string{"/etc/pomerium/key.pem": ""}, "", packaged, "packages use this one", nil},
		{"the packaged file", map[string]string{packaged: "a: b"}, "", packaged, "where Pomerium's packages put it", nil},
		{"the packaged file and unit", map[string]string{packaged: "a: b", "/lib/systemd/system/pomerium.service": packagedUnit},
			"", packaged, "pomerium.service names it", nil},
		{"a file in this folder", map[string]string{here: "a: b"}, "", here, "in this folder", nil},
		{"a unit names another file than lies here", map[string]string{here: "a: b", packaged: "a: b", "/usr/lib/systemd/system/pomerium.service": packagedUnit},
			"", packaged, "pomerium.service names it", []string{here}},
		{"a unit names a file that is not there", map[string]string{here: "a: b", "/usr/lib/systemd/system/pomerium.service": packagedUnit},
			"", here, "in this folder", []string{packaged}},
		{"a compose file mounts one", map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": quickstart},
			"", here, "compose.yaml mounts it", nil},
		{"two in usual places", map[string]string{here: "a: b", packaged: "a: b"}, "", "", "", []string{here, packaged}},
		{"two that are named", map[string]string{here: "a: b", packaged: "a: b", "/srv/pomerium/compose.yaml": quickstart, "/lib/systemd/system/pomerium.service": packagedUnit},
			"", "", "", []string{here, packaged}},
		{"one that is given beats all", map[string]string{packaged: "a: b", "/srv/x.yaml": "a: b", "/lib/systemd/system/pomerium.service": packagedUnit},
			"../x.yaml", "/srv/x.yaml", "as given", []string{packaged}},
		{"one that is given and not there", map[string]string{packaged: "a: b"}, "new.yaml", "/srv/pomerium/new.yaml", "as given", []string{packaged}},
		{"the running Pomerium's", map[string]string{here: "a: b", packaged: "a: b", "/proc/77/cmdline": "/usr/sbin/pomerium\x00--config=/etc/pomerium/config.yaml\x00"},
			"", packaged, "process 77", []string{here}},
		{"the running Pomerium's, from its own folder", map[string]string{here: "a: b", "/opt/p/c.yaml": "a: b",
			"/proc/77/cmdline": "./pomerium\x00-config\x00c.yaml\x00", "/proc/77/cwd": "-> /opt/p"},
			"", "/opt/p/c.yaml", "process 77", []string{here}},
		{"a Pomerium in a container has another file tree", map[string]string{here: "a: b", packaged: "a: b",
			"/proc/77/cmdline": "/bin/pomerium\x00-config\x00/pomerium/config.yaml\x00", "/proc/77/cgroup": "0::/system.slice/docker-0a1b.scope\n"},
			"", "", "", []string{here, packaged}},
		{"a masked unit", map[string]string{here: "a: b", "/etc/systemd/system/pomerium.service": "-> /dev/null", "/lib/systemd/system/pomerium.service": packagedUnit},
			"", here, "in this folder", nil},
		{"a compose file beside the packaged one", map[string]string{packaged: "a: b", "/etc/pomerium/compose.yml": quickstart},
			"", packaged, "compose.yml mounts it", nil},
		{"a folder that is mounted", map[string]string{"/srv/pomerium/etc/config.yaml": "a: b",
			"/srv/pomerium/compose.yaml": strings.Replace(quickstart, "./config.yaml:/pomerium/config.yaml:ro", "./etc:/pomerium", 1)},
			"", "/srv/pomerium/etc/config.yaml", "compose.yaml mounts it", nil},
		{"another place in the container", map[string]string{"/srv/pomerium/p.yaml": "a: b",
			"/srv/pomerium/compose.yaml": "services:\n  p:\n    image: pomerium/pomerium:v0.33.1\n    command: --config /etc/p.yaml\n" +
				"    volumes:\n      - type: bind\n        source: ${PWD_:-.}/p.yaml\n        target: /etc/p.yaml\n"},
			"", "/srv/pomerium/p.yaml", "compose.yaml mounts it", nil},
		{"a config of compose", map[string]string{"/srv/pomerium/p.yaml": "a: b",
			"/srv/pomerium/compose.yaml": "services:\n  p:\n    image: pomerium/pomerium:v0.33.1\n    command: [\"-config\", \"/p\"]\n" +
				"    configs: [p]\nconfigs:\n  p: {file: ./p.yaml}\n"},
			"", "/srv/pomerium/p.yaml", "compose.yaml mounts it", nil},
		{"a volume is no file of ours", map[string]string{here: "a: b",
			"/srv/pomerium/compose.yaml": strings.Replace(quickstart, "./config.yaml:/pomerium/config.yaml:ro", "etc:/pomerium", 1)},
			"", here, "in this folder", nil},
		{"a link to the file is no second one", map[string]string{packaged: "a: b", here: "-> ../../etc/pomerium/config.yaml"},
			"", packaged, "packages put it", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := detect(tree(t, c.files), c.given)
			if d.File != c.want || !strings.Contains(d.FileReason, c.reason) {
				t.Errorf("the file is %q (%s), want %q (… %s …); all: %+v", d.File, d.FileReason, c.want, c.reason, d.Files)
			}
			for _, other := range c.others {
				if !slices.ContainsFunc(d.Files, func(f FileFound) bool { return f.Path == other }) {
					t.Errorf("%s is not among %+v", other, d.Files)
				}
			}
			if len(d.Problems) > 0 {
				t.Errorf("problems: %q", d.Problems)
			}
		})
	}
}

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

func TestWhereItRuns(t *testing.T) {
	const here = "/srv/pomerium/config.yaml"
	cases := map[string]struct {
		files map[string]string
		want  Place
	}{
		"nobody knows":   {map[string]string{here: "a: b"}, Elsewhere},
		"a compose file": {map[string]string{here: "a: b", "/srv/pomerium/compose.yaml": quickstart}, InContainer},
		"a unit":         {map[string]string{"/etc/pomerium/config.yaml": "a: b", "/lib/systemd/system/pomerium.service": packagedUnit}, OnThisMachine},
		"a process":      {map[string]string{here: "a: b", "/proc/5/cmdline": "pomerium\x00-config\x00" + here + "\x00"}, OnThisMachine},
		"a process in a container": {map[string]string{here: "a: b", "/proc/5/cmdline": "/bin/pomerium\x00--config\x00/pomerium/config.yaml\x00",
			"/proc/5/cgroup": "0::/system.slice/docker-0a.scope", "/proc/5/root/pomerium/config.yaml": "-> ../../../../srv/pomerium/config.yaml"}, InContainer},
		"a process in a container that reads another": {map[string]string{here: "a: b", "/proc/5/cmdline": "/bin/pomerium\x00--config\x00/pomerium/config.yaml\x00",
			"/proc/5/cgroup": "0::/system.slice/docker-0a.scope", "/proc/5/root/pomerium/config.yaml": "a: b"}, Elsewhere},
		"a unit for another": {map[string]string{here: "a: b", "/lib/systemd/system/pomerium.service": packagedUnit}, Elsewhere},
	}
	for name, c := range cases {
		if d := detect(tree(t, c.files), ""); d.Runs != c.want {
			t.Errorf("%s: it runs at %v, want %v", name, d.Runs, c.want)
		}
	}
}

func TestWhatOverridesTheFile(t *testing.T) {
	compose := strings.Replace(quickstart, "    ports:", `    env_file: [more.env, {path: absent.env, required: false}]
    environment:
      - COOKIE_SECRET=from-compose
      - IDP_PROVIDER=
      - IDP_SCOPES
      - IDP_CLIENT_ID=${ID:?needed}
      - LOG_LEVEL=debug
    ports:`, 1)
	m := tree(t, map[string]string{
		"/srv/pomerium/config.yaml":  "a: b",
		"/srv/pomerium/compose.yaml": compose,
		"/srv/pomerium/more.env":     "# comment\nexport IDP_CLIENT_SECRET='quoted secret'\nAUTHENTICATE_SERVICE_URL=https://a.example.com\n",
		"/srv/pomerium/.env":         "ID=the-client\nIDP_SCOPES=openid\n",
	})
	m.Environ = []string{"IDP_PROVIDER_URL=https://acme.eu.auth0.com\x1b[31m", "SHARED_SECRET=", "HOME=/root"}
	d := detect(m, "")
	want := []struct{ name, value, shown, place string }{
		{"IDP_CLIENT_SECRET", "quoted secret", secret.Mask, "/srv/pomerium/more.env"},
		{"AUTHENTICATE_SERVICE_URL", "https://a.example.com", "https://a.example.com", "/srv/pomerium/more.env"},
		{"COOKIE_SECRET", "from-compose", secret.Mask, "/srv/pomerium/compose.yaml"},
		{"IDP_SCOPES", "openid", "openid", "/srv/pomerium/compose.yaml"},
		{"IDP_CLIENT_ID", "the-client", "the-client", "/srv/pomerium/compose.yaml"},
		{"IDP_PROVIDER_URL", "https://acme.eu.auth0.com\x1b[31m", `https://acme.eu.auth0.com\u{1b}[31m`, "the environment of this program"},
	}
	if len(d.Overrides) != len(want) {
		t.Fatalf("%d overrides, want %d: %+v", len(d.Overrides), len(want), d.Overrides)
	}
	for i, w := range want {
		o := d.Overrides[i]
		certain := w.place != "the environment of this program"
		if o.Name != w.name || o.Value.Reveal() != w.value || o.Show() != w.shown || o.Place != w.place || o.Certain != certain {
			t.Errorf("override %d is %+v (%q), want %+v", i, o, o.Value.Reveal(), w)
		}
	}
}

func TestWhatAUnitSets(t *testing.T) {
	m := tree(t, map[string]string{
		"/etc/pomerium/config.yaml":            "a: b",
		"/lib/systemd/system/pomerium.service": packagedUnit,
		"/lib/systemd/system/pomerium.service.d/10-env.conf": "[Service]\nEnvironment=IDP_PROVIDER=google \"IDP_CLIENT_ID=an id\"\nEnvironment=COOKIE_SECRET=x\n" +
			"EnvironmentFile=-/etc/default/pomerium\nEnvironmentFile=-/etc/default/absent\n",
		"/etc/systemd/system/pomerium.service.d/20-start.conf": "[Service]\nExecStart=\nExecStart=-/opt/pomerium \\\n  --config=/opt/other.yaml\n",
		"/etc/systemd/system/pomerium.service.d/10-env.txt":    "[Service]\nEnvironment=IDP_PROVIDER=never\n",
		"/etc/default/pomerium":                                "; a comment\nIDP_CLIENT_SECRET=\"s3cret\"\n",
		"/opt/other.yaml":                                      "a: b",
		"/opt/pomerium":                                        says("0.30.1"),
	})
	d := detect(m, "")
	if d.File != "/opt/other.yaml" || d.Version.String() != "0.30.1" {
		t.Errorf("the drop-in does not count: %s, %s", d.File, d.Version)
	}
	var names []string
	for _, o := range d.Overrides {
		names = append(names, o.Name+"="+o.Value.Reveal())
	}
	want := "IDP_PROVIDER=google,IDP_CLIENT_ID=an id,COOKIE_SECRET=x,IDP_CLIENT_SECRET=s3cret"
	if strings.Join(names, ",") != want {
		t.Errorf("overrides are %q, want %q", names, want)
	}
}

func TestTheEnvironmentOfTheRunningPomerium(t *testing.T) {
	m := tree(t, map[string]string{
		"/etc/pomerium/config.yaml": "a: b",
		"/proc/42/cmdline":          "/usr/sbin/pomerium\x00-config\x00/etc/pomerium/config.yaml\x00",
		"/proc/42/environ":          "PATH=/bin\x00IDP_CLIENT_ID=from-outside\x00",
		"/proc/43/cmdline":          "/usr/bin/vi\x00pomerium\x00",
		"/proc/self/cmdline":        "pomerium\x00",
	})
	d := detect(m, "")
	if len(d.Running) != 1 || d.Running[0] != (Process{PID: 42, Config: "/etc/pomerium/config.yaml", ReadsFile: true}) {
		t.Errorf("running: %+v", d.Running)
	}
	if len(d.Overrides) != 1 || d.Overrides[0].Place != "process 42" || !d.Overrides[0].Certain {
		t.Errorf("overrides: %+v", d.Overrides)
	}
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
