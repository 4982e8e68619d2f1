package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// FuzzCompose reads one compose file with its .env, by the reader alone, so that
// most of the time goes into compose files.
func FuzzCompose(f *testing.F) {
	for _, compose := range []string{quickstart, "services: null", "services: [", "a: &a [*a]\nservices: {p: {image: [pomerium/pomerium], volumes: {a: b}}}",
		"services:\n  p:\n    image: pomerium/pomerium:${A:-\x1b[2J}\n    volumes: [1, {type: bind}, ':', ./x:/pomerium]\n    environment: *x\n",
		"include: [a.yaml]\nservices: {p: {extends: {service: q}}, q: {image: pomerium/pomerium:latest, volumes: ['./c.yaml:/pomerium/config.yaml']}}",
		"services: {p: {image: pomerium/pomerium, command: [-config], env_file: [{path: 1}, []], configs: [{source: a}, a, 1]}}\nconfigs: {a: {file: ~}}"} {
		f.Add(compose, "A=b\n")
	}
	f.Add(strings.Repeat("a: &a [", 500), "\xff=\x00\n'")
	m := machineWith(f, "/srv/pomerium/compose.yaml", "/srv/pomerium/.env")
	f.Fuzz(func(t *testing.T, compose, environment string) {
		m.overwrite(t, compose, environment)
		var d Detection
		found := findComposes(m.Machine, &d, "")
		for _, c := range found {
			for _, service := range c.services {
				for _, set := range service.set {
					if set.name == "" {
						t.Errorf("a variable without a name in %q", compose)
					}
				}
			}
		}
		for _, problem := range d.Problems {
			fitToBeShown(t, problem)
		}
	})
}

// Whatever a compose file, a unit and an environment file hold: detection ends,
// and what it says can be shown.
func FuzzFilesOfTheMachine(f *testing.F) {
	f.Add(quickstart, packagedUnit, "IDP_CLIENT_ID=x\n")
	f.Add("services:\n  p:\n    image: pomerium/pomerium:${A:-\x1b[2J}\n    volumes: [1, {type: bind}, ':', ./x:/pomerium]\n    environment: *x\n", "[Service]\nExecStart=@pomerium -config=\x07 \\\n", "export =\n'\n")
	f.Add("services: {p: {command: [-config], env_file: [{path: 1}, []], configs: [{source: a}, a, 1]}}\nconfigs: {a: {file: ~}}", "[Service]\nEnvironment=pomerium \"a=\\\n", "")
	f.Add("services:\n  a: &a\n    image: pomerium/pomerium\n    env_file: .env\n  b:\n    <<: *a\n    environment: [IDP_CLIENT_ID, 'A=b', 7]\n", "[Service]\nEnvironmentFile=-/srv/pomerium/.env\nExecStart=/x/pomerium --config /srv/pomerium/c.yaml\n", "A='\nB=${A:-x}\n")
	f.Add("services: null", "[Service]\nExecStart=\nUser=\xff\n", "\xff=\x00")
	f.Add("a: &a [*a]\nservices: {p: {image: [pomerium/pomerium], volumes: {a: b}, environment: {A: {b: c}}}}", "", "")
	m := machineWith(f, "/srv/pomerium/compose.yaml", "/etc/systemd/system/p.service", "/srv/pomerium/.env")
	f.Fuzz(func(t *testing.T, compose, unit, environment string) {
		m.overwrite(t, compose, unit, environment)
		d := detect(m.Machine, "")
		said := append([]string{d.FileReason, d.VersionReason}, d.Problems...)
		for _, e := range d.Evidence {
			said = append(said, e.Words)
		}
		for _, file := range d.Files {
			said = append(said, file.Reason)
		}
		for _, o := range d.Overrides {
			said = append(said, o.Show())
		}
		for _, s := range said {
			fitToBeShown(t, s)
		}
	})
}

func fitToBeShown(t *testing.T, s string) {
	t.Helper()
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Errorf("not fit to be shown: %q", s)
	}
}

// A fuzzed machine has files that are overwritten again and again: making its
// folders and removing them took most of the time.
type fuzzed struct {
	Machine
	files   []string
	written []string
}

func machineWith(f *testing.F, paths ...string) *fuzzed {
	f.Helper()
	m := &fuzzed{Machine: Machine{Root: f.TempDir(), Folder: "/srv/pomerium"}, written: make([]string, len(paths))}
	for _, path := range paths {
		full := filepath.Join(m.Root, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(full, nil, 0o600); err != nil {
			f.Fatal(err)
		}
		m.files = append(m.files, full)
	}
	return m
}

// overwrite writes those files whose content changes.
func (m *fuzzed) overwrite(t *testing.T, contents ...string) {
	t.Helper()
	for i, content := range contents {
		if content == m.written[i] {
			continue
		}
		m.written[i] = content
		if err := os.WriteFile(m.files[i], []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
