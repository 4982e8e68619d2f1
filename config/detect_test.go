package config

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree makes a machine of files, working folder /srv/pomerium. A content that
// starts with "-> " is a link, one with "=> " another name of a file, and one of says is a program of a Debian package.
// Where a process has a command line it also gets this user and a program.
func tree(t *testing.T, files map[string]string) Machine {
	t.Helper()
	m := Machine{Root: t.TempDir(), Folder: "/srv/pomerium"}
	// Whatever umask is set: others may not change what is in there.
	if err := os.Chmod(m.Root, 0o755); err != nil {
		t.Fatal(err)
	}
	for path, content := range files {
		full := filepath.Join(m.Root, path)
		if target, ok := strings.CutPrefix(content, "-> "); ok {
			linkFile(t, full, target)
			continue
		}
		if first, ok := strings.CutPrefix(content, "=> "); ok {
			defer nameFile(t, filepath.Join(m.Root, first), full)
			continue
		}
		if version, ok := strings.CutPrefix(content, says("")); ok {
			content = "a program"
			defer installPackage(t, m, path, version)
		}
		writeFile(t, full, content, 0o600)
		if process, ok := strings.CutSuffix(path, "/cmdline"); ok {
			if _, given := files[process+"/status"]; !given {
				writeFile(t, filepath.Join(m.Root, process, "status"), fmt.Sprintf("Name:\tx\nUid:\t%[1]d\t%[1]d\t%[1]d\t%[1]d\n", os.Geteuid()), 0o600)
			}
			if _, given := files[process+"/exe"]; !given {
				name, _, _ := strings.Cut(content, "\x00")
				linkFile(t, filepath.Join(m.Root, process, "exe"), name)
			}
		}
	}
	closeToOthers(t, m)
	return m
}

func linkFile(t *testing.T, path, target string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

func nameFile(t *testing.T, first, second string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(second), 0o755)
	if err == nil {
		err = os.Link(first, second)
	}
	if err != nil {
		t.Error(err)
	}
}

// closeToOthers takes from the group what the umask may have given it.
func closeToOthers(t *testing.T, m Machine) {
	t.Helper()
	err := filepath.WalkDir(m.Root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			err = os.Chmod(path, 0o755)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// says is a program of that version.
func says(version string) string { return "#program of version " + version }

// installPackage enters a program into dpkg's database.
func installPackage(t *testing.T, m Machine, path, version string) {
	t.Helper()
	name := "pomerium" + strings.ReplaceAll(path, "/", "-")
	writeFile(t, filepath.Join(m.Root, dpkgFolder, "info", name+".list"), "/.\n"+path+"\n", 0o600)
	status := filepath.Join(m.Root, dpkgFolder, "status")
	before, _ := os.ReadFile(status)
	writeFile(t, status, string(before)+"Package: "+name+"\nStatus: install ok installed\nVersion: "+version+"-1\n\n", 0o600)
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
	missing, unknown, foreign := FindFiles(m, "/etc/pomerium/config.yaml", []string{"/etc/pomerium/cert.pem", "/etc/pomerium/key.pem", "ca.pem"})
	if !slices.Equal(missing, []string{"/etc/pomerium/key.pem"}) || !slices.Equal(unknown, []string{"ca.pem"}) || len(foreign) > 0 {
		t.Errorf("missing %q, unknown %q, foreign %v", missing, unknown, foreign)
	}
}

func TestRequestsAreComparable(t *testing.T) {
	if (any(Options{Config: "a"}) == any(Options{Config: "b"})) || any(Digest{}) != any(Digest{}) {
		t.Error("different requests are equal, or equal ones differ")
	}
}
