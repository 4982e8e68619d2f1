//go:build linux

package attacks

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

const (
	pomeriumConfig = "log_level: info\nidp_provider: google\n"
	composeFile    = "services:\n  pomerium:\n    image: pomerium/pomerium:v0.33.1\n    volumes:\n      - CONFIG:/pomerium/config.yaml\n"
)

// A server is a machine with a tenant, on which the command runs as root.
type server struct {
	t      *testing.T
	tenant *auth0test.Tenant
	home   string   // of root: token and certificate authority
	folder string   // the working folder
	env    []string // beside the usual
}

// newServer makes one with a working folder of a user. It runs nowhere where
// Pomerium is installed: nothing here may touch that.
func newServer(t *testing.T, uid int, mode os.FileMode) *server {
	t.Helper()
	needsRoot(t)
	for _, path := range []string{"/etc/pomerium", "/etc/systemd/system/pomerium.service", "/lib/systemd/system/pomerium.service", "/usr/lib/systemd/system/pomerium.service"} {
		if _, err := os.Lstat(path); err == nil {
			t.Skipf("%s exists: this machine has a Pomerium", path)
		}
	}
	tenant, err := auth0test.New(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	s := &server{t: t, tenant: tenant, home: folderOf(t, 0), folder: folderOf(t, uid)}
	s.chmod(s.home, 0o700)
	s.chmod(s.folder, mode)
	s.write(filepath.Join(s.home, "ca.pem"), string(tenant.CertificatePEM()), 0, 0o600)
	s.write(filepath.Join(s.home, "token"), tenant.Token().Reveal(), 0, 0o600)
	return s
}

func (s *server) chmod(path string, mode os.FileMode) {
	s.t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		s.t.Fatal(err)
	}
}

// write writes a file of a user's, by its name in the working folder or its path.
func (s *server) write(path, content string, uid int, mode os.FileMode) string {
	s.t.Helper()
	path = s.at(path)
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Chown(path, uid, uid); err != nil {
		s.t.Fatal(err)
	}
	s.chmod(path, mode)
	return path
}

func (s *server) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.folder, path)
}

// link makes a link of a user's.
func (s *server) link(target, path string, uid int) {
	s.t.Helper()
	if err := os.Symlink(target, s.at(path)); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Lchown(s.at(path), uid, uid); err != nil {
		s.t.Fatal(err)
	}
}

// sets runs the wizard without questions, and returns its exit code and what it
// said.
func (s *server) sets(args ...string) (int, string) {
	s.t.Helper()
	args = append([]string{"--yes", "--domain", s.tenant.Domain(), "--api-token-file", filepath.Join(s.home, "token"), "--web-app", "create",
		"--authenticate-url", "https://authenticate.example.com"}, args...)
	return s.runs(args...)
}

func (s *server) runs(args ...string) (int, string) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), program, args...)
	cmd.Dir = s.folder
	cmd.Env = append([]string{"PATH=/usr/bin:/bin", "HOME=" + s.home, "SSL_CERT_FILE=" + filepath.Join(s.home, "ca.pem")}, s.env...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// refuses fails unless the wizard ended with a missing answer, named the flag and
// the owner, or the folder that everybody can change, and made nothing.
func (s *server) refuses(flag, owner string, args ...string) {
	s.t.Helper()
	code, said := s.sets(args...)
	named := strings.Contains(said, owner) || strings.Contains(said, s.folder+" can be changed by every user")
	if code != 2 || !strings.Contains(said, flag+" is missing") || !named {
		s.t.Errorf("exit code %d, without %q and %q:\n%s", code, flag+" is missing", owner, said)
	}
	s.madeNothing()
}

func (s *server) madeNothing() {
	s.t.Helper()
	for _, request := range s.tenant.Requests() {
		if strings.HasPrefix(request.Path, "/api/v2/") && request.Method != "GET" {
			s.t.Errorf("%s %s was sent", request.Method, request.Path)
		}
	}
}

// accepts fails unless the wizard saved to that file.
func (s *server) accepts(saved string, args ...string) {
	s.t.Helper()
	code, said := s.sets(args...)
	content, err := os.ReadFile(s.at(saved))
	if code != 0 || err != nil || !bytes.Contains(bytes.ToLower(content), []byte("idp_client_secret")) {
		s.t.Errorf("exit code %d, %s holds:\n%s\n%v\n%s", code, saved, content, err, said)
	}
}

// holds fails unless a file is as it was.
func (s *server) holds(path, content string) {
	s.t.Helper()
	if got, err := os.ReadFile(s.at(path)); err != nil || string(got) != content {
		s.t.Errorf("%s holds, %v:\n%s", path, err, got)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

const version = "--pomerium-version=0.33"

func TestFilesOfOthers(t *testing.T) {
	byOther := "uid " + strconv.Itoa(bystander)
	// shared runs a row in a working folder that everybody can write to.
	shared := func(run func(s *server, mode os.FileMode)) func(t *testing.T) {
		return func(t *testing.T) {
			for _, mode := range []os.FileMode{0o777, 0o777 | os.ModeSticky} {
				run(newServer(t, 0, mode), mode)
			}
		}
	}
	table(t, []attack{
		{"a process names its configuration",
			"a user runs something as pomerium -config with a file of theirs",
			"the client secret is written to that file",
			func(t *testing.T) {
				s := newServer(t, 0, 0o755)
				theirs := s.write(filepath.Join(folderOf(t, bystander), "config.yaml"), pomeriumConfig, bystander, 0o644)
				fake := as(bystander, &exec.Cmd{Path: "/bin/sh", Args: []string{"/usr/sbin/pomerium", "-c", "sleep 60; :", "-config", theirs}})
				if err := fake.Start(); err != nil {
					t.Fatal(err)
				}
				defer func() { _ = fake.Process.Kill(); _ = fake.Wait() }()
				_, _ = s.sets(version)
				s.holds(theirs, pomeriumConfig)
			}},
		{"a configuration in a shared folder",
			"a user puts config.yaml where root starts the wizard",
			"the client secret is written to it, or anything is made in Auth0",
			shared(func(s *server, _ os.FileMode) {
				s.write("config.yaml", pomeriumConfig, bystander, 0o644)
				s.refuses("--config", byOther, version)
				s.holds("config.yaml", pomeriumConfig)
				s.accepts("config.yaml", version, "--config", "config.yaml")
			})},
		{"a link in a shared folder",
			"a user puts a link to a file of root's, and one to a file of theirs",
			"the client secret is written through either",
			shared(func(s *server, _ os.FileMode) {
				roots := s.write(filepath.Join(s.home, "config.yaml"), pomeriumConfig, 0, 0o600)
				s.link(roots, "config.yaml", bystander)
				s.refuses("--config", byOther, version)
				s.holds(roots, pomeriumConfig)
				theirs := s.write(filepath.Join(folderOf(s.t, bystander), "config.yaml"), pomeriumConfig, bystander, 0o644)
				if err := os.Remove(s.at("config.yaml")); err != nil {
					s.t.Fatal(err)
				}
				s.link(theirs, "config.yaml", 0)
				s.refuses("--config", byOther, version)
				s.holds(theirs, pomeriumConfig)
			})},
		{"a compose file in a shared folder",
			"a user puts a compose file there that mounts a file of theirs and says a version",
			"the file is written, or the version is taken from there",
			shared(func(s *server, mode os.FileMode) {
				theirs := s.write(filepath.Join(folderOf(s.t, bystander), "config.yaml"), pomeriumConfig, bystander, 0o644)
				s.write("docker-compose.yml", strings.Replace(composeFile, "CONFIG", theirs, 1), bystander, 0o644)
				code, said := s.sets()
				if code != 2 || !strings.Contains(said, "--pomerium-version is missing") {
					s.t.Errorf("exit code %d:\n%s", code, said)
				}
				_, _ = s.sets(version)
				s.holds(theirs, pomeriumConfig)
				if mode&os.ModeSticky == 0 {
					s.madeNothing()
				}
			})},
		{"variables of a compose file in a shared folder",
			"a user puts .env beside root's compose file, which takes the path of the configuration from it",
			"the client secret is written to the path that they chose",
			func(t *testing.T) {
				s := newServer(t, 0, 0o777|os.ModeSticky)
				theirs := s.write(filepath.Join(folderOf(t, bystander), "config.yaml"), pomeriumConfig, bystander, 0o644)
				ours := s.write("ours.yaml", pomeriumConfig, 0, 0o644)
				s.write("compose.yaml", strings.Replace(composeFile, "CONFIG", "${CONFIG:-./ours.yaml}", 1), 0, 0o644)
				s.write(".env", "CONFIG="+theirs+"\n", bystander, 0o644)
				s.accepts(ours)
				s.holds(theirs, pomeriumConfig)
			}},
		{"a compose file that hides another",
			"a user puts compose.yaml beside root's docker-compose.yml, which Docker would take instead",
			"what root's file says doesn't count anymore",
			func(t *testing.T) {
				s := newServer(t, 0, 0o777|os.ModeSticky)
				ours := s.write("ours.yaml", pomeriumConfig, 0, 0o644)
				s.write("docker-compose.yml", strings.Replace(composeFile, "CONFIG", "./ours.yaml", 1), 0, 0o644)
				s.write("compose.yaml", "services: {}\n", bystander, 0o644)
				s.write("compose.override.yaml", "services:\n  pomerium:\n    environment:\n      IDP_PROVIDER: okta\n", bystander, 0o644)
				s.accepts(ours)
			}},
		{"a folder of another user",
			"root starts the wizard in a folder of a user's",
			"a new file with the client secret appears there unasked",
			func(t *testing.T) {
				s := newServer(t, bystander, 0o755)
				s.refuses("--config", byOther, version)
				s.accepts("config.yaml", version, "--config", "config.yaml")
			}},
		{"a file of variables in a folder of another user",
			"root writes variables while the working folder is a user's",
			"they are written there unasked",
			func(t *testing.T) {
				s := newServer(t, bystander, 0o755)
				ours := s.write(filepath.Join(s.home, "config.yaml"), pomeriumConfig, 0, 0o600)
				s.refuses("--format", byOther, version, "--config", ours, "--format", "env")
				s.accepts("pomerium.env", version, "--config", ours, "--format", "env=pomerium.env")
				s.holds(ours, pomeriumConfig)
			}},
		{"a secret file that is a link",
			"a user may change the file that idp_client_secret_file names, and makes it a link to a secret of root's",
			"that secret is sent to Auth0 by the check command",
			func(t *testing.T) {
				s := newServer(t, 0, 0o755)
				theirs := folderOf(t, bystander)
				s.link(s.write(filepath.Join(s.home, "other"), "a-secret-of-roots", 0, 0o600), filepath.Join(theirs, "secret"), bystander)
				s.write(filepath.Join(theirs, "cert.pem"), "x", bystander, 0o644)
				config := s.write("config.yaml", pomeriumConfig+"authenticate_service_url: https://authenticate.example.com\nidp_provider_url: https://"+s.tenant.Domain()+
					"\nidp_client_id: abc\nidp_client_secret_file: "+theirs+"/secret\ncertificate_file: "+theirs+"/cert.pem\n", 0, 0o600)
				s.write(config, strings.Replace(read(t, config), "google", "auth0", 1), 0, 0o600)
				_, said := s.runs("check", "--config", config, version)
				for _, words := range []string{"is not read: " + theirs + " belongs to " + byOther, theirs + "/cert.pem belongs to " + byOther} {
					if !strings.Contains(said, words) {
						t.Errorf("it doesn't say %q:\n%s", words, said)
					}
				}
				for _, request := range s.tenant.Requests() {
					if request.Path == "/oauth/token" {
						t.Errorf("a secret was sent: %s %s", request.Method, request.Path)
					}
				}
			}},
		{"a copy in a folder of another user",
			"root saves a copy while the working folder is a user's",
			"it names no flag and is written",
			func(t *testing.T) {
				s := newServer(t, bystander, 0o755)
				ours := s.write(filepath.Join(s.home, "config.yaml"), pomeriumConfig, 0, 0o600)
				s.accepts("copy.yaml", version, "--config", ours, "--format", "config=copy.yaml")
				s.holds(ours, pomeriumConfig)
			}},
	})
}

// What an operator ordinarily has asks nothing, and what needs it asks one thing.
func TestFilesThatAreOrdinary(t *testing.T) {
	table(t, []attack{
		{"sudo in a compose folder of one's own", "nobody attacks", "a question about the owner",
			func(t *testing.T) {
				s := newServer(t, operator, 0o755)
				s.env = []string{"SUDO_UID=" + strconv.Itoa(operator), "SUDO_GID=" + strconv.Itoa(operator), "SUDO_USER=someone"}
				s.write("config.yaml", pomeriumConfig, operator, 0o644)
				s.write("compose.yaml", strings.Replace(composeFile, "CONFIG", "./config.yaml", 1), operator, 0o644)
				s.accepts("config.yaml") // the version comes from the compose file
			}},
		{"root in a compose folder of a user's", "nobody attacks", "more than the one question",
			func(t *testing.T) {
				s := newServer(t, operator, 0o755)
				s.write("config.yaml", pomeriumConfig, operator, 0o644)
				s.write("compose.yaml", strings.Replace(composeFile, "CONFIG", "./config.yaml", 1), operator, 0o644)
				s.refuses("--config", "uid "+strconv.Itoa(operator), version)
				s.accepts("config.yaml", "--config", "config.yaml")
			}},
		{"root in a folder of root's", "nobody attacks", "a question about the owner",
			func(t *testing.T) {
				s := newServer(t, 0, 0o750)
				s.accepts("config.yaml", version)
			}},
		{"root in a sticky folder", "nobody attacks", "a question about a new file that nobody else can read",
			func(t *testing.T) {
				s := newServer(t, 0, 0o777|os.ModeSticky)
				s.accepts("config.yaml", version)
				if info, err := os.Stat(s.at("config.yaml")); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("%v, %v", info, err)
				}
			}},
		{"the check command", "nobody attacks", "the owner isn't named",
			func(t *testing.T) {
				s := newServer(t, bystander, 0o755)
				s.write("config.yaml", pomeriumConfig, bystander, 0o644)
				code, said := s.runs("check", "--config", "config.yaml", version)
				if code != 0 && code != 3 || !strings.Contains(said, "belongs to uid "+strconv.Itoa(bystander)) {
					t.Errorf("exit code %d:\n%s", code, said)
				}
			}},
		{"the check command without a file that is ours", "a user puts a configuration there", "it is checked without being named",
			func(t *testing.T) {
				s := newServer(t, 0, 0o777|os.ModeSticky)
				s.write("config.yaml", pomeriumConfig+"idp_client_secret: abc\n", bystander, 0o644)
				code, said := s.runs("check", version)
				if code != 2 || !strings.Contains(said, "--config is missing") || !strings.Contains(said, "belongs to uid "+strconv.Itoa(bystander)) {
					t.Errorf("exit code %d:\n%s", code, said)
				}
			}},
		{"a demo", "nobody attacks", "a question about a file that holds no real secret",
			func(t *testing.T) {
				s := newServer(t, bystander, 0o755)
				if code, said := s.runs("--demo", "--yes"); code != 0 {
					t.Errorf("exit code %d:\n%s", code, said)
				}
			}},
		{"a token that everybody can read", "a user reads it", "it isn't said",
			func(t *testing.T) {
				s := newServer(t, 0, 0o755)
				token := s.write("token", s.tenant.Token().Reveal(), 0, 0o644)
				_, said := s.sets(version, "--api-token-file", token)
				if strings.Count(said, "every user of this machine can read this file; restrict it: chmod o-r "+token) != 1 {
					t.Errorf("it says:\n%s", said)
				}
				s.chmod(token, 0o600)
				if _, said := s.sets(version, "--api-token-file", token); strings.Contains(said, "every user of this machine") {
					t.Errorf("of a file of mode 0600 it says:\n%s", said)
				}
			}},
	})
}
