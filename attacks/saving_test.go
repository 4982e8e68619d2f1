//go:build linux

package attacks

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

// A saveSetup is a run of the command without questions: a tenant, and a
// configuration file in a folder of its own.
type saveSetup struct {
	t      *testing.T
	tenant *auth0test.Tenant
	folder string
	config string // --config
	inputs string // a folder for what the command is given
}

const (
	configuration = "address: :443\nauthenticate_service_url: https://authenticate.example.com\n" +
		"idp_provider: google\nidp_client_id: abc\nidp_client_secret: the-old-secret\n" +
		"routes:\n  - from: https://grafana.example.com\n    to: http://grafana:3000\n"
	configurationMode = 0o644
)

func newSaveSetup(t *testing.T) *saveSetup {
	t.Helper()
	tenant, err := auth0test.New(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	s := &saveSetup{t: t, tenant: tenant, folder: folderOf(t, os.Getuid()), inputs: t.TempDir()}
	s.config = filepath.Join(s.folder, "config.yaml")
	s.write(s.config, configuration, configurationMode)
	s.write(filepath.Join(s.inputs, "ca.pem"), string(tenant.CertificatePEM()), 0o600)
	s.write(filepath.Join(s.inputs, "token"), tenant.Token().Reveal(), 0o600)
	return s
}

func (s *saveSetup) write(path, content string, mode os.FileMode) {
	s.t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		s.t.Fatal(err)
	}
}

// meanwhile does something when the application is created: after the file was
// read, and before it is saved.
func (s *saveSetup) meanwhile(do func()) {
	s.tenant.Fail(auth0test.Fault{Method: http.MethodPost, Path: "/api/v2/clients", Effect: func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		do()
		next.ServeHTTP(w, r)
	}})
}

// run runs the command, behind the words of another one, and returns all it
// prints and its exit code.
func (s *saveSetup) run(before ...string) (said string, code int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	words := append(before, program, "--yes", "--pomerium-version", "0.33", "--config", s.config, "--domain", s.tenant.Domain(),
		"--authenticate-url", "https://authenticate.example.com", "--api-token-file", filepath.Join(s.inputs, "token"), "--web-app", "create")
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = s.inputs
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.inputs, "SSL_CERT_FILE=" + filepath.Join(s.inputs, "ca.pem")}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if cmd.ProcessState == nil || ctx.Err() != nil {
		s.t.Fatalf("%v, %v:\n%s", err, ctx.Err(), out.String())
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// secret is the client secret of the application that was created.
func (s *saveSetup) secret() string {
	s.t.Helper()
	apps := s.tenant.Applications()
	if len(apps) != 1 {
		s.t.Fatalf("the tenant has %d applications", len(apps))
	}
	return apps[0]["client_secret"].(string)
}

// holdsNew reports whether content is the old file with the values of the
// application that was created.
func (s *saveSetup) holdsNew(content string) bool {
	return strings.Contains(content, s.secret()) && strings.Contains(content, "to: http://grafana:3000\n") && !strings.Contains(content, "the-old-secret")
}

// wantNoSecretBeside fails if a file beside the configuration can be read by
// others, or holds anything but the whole of the old content.
func (s *saveSetup) wantNoSecretBeside() (backups, others []string) {
	s.t.Helper()
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, entry := range entries {
		path := filepath.Join(s.folder, entry.Name())
		info, err := os.Lstat(path)
		if err != nil {
			s.t.Fatal(err)
		}
		if path == s.config || !info.Mode().IsRegular() {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			s.t.Fatal(err)
		}
		if info.Mode().Perm()&^0o600 != 0 {
			s.t.Errorf("%s has mode %04o", entry.Name(), info.Mode().Perm())
		}
		if strings.Contains(string(content), s.secret()) {
			s.t.Errorf("%s holds the client secret", entry.Name())
		}
		if strings.HasPrefix(entry.Name(), "config.yaml.bak-") {
			backups = append(backups, path)
			if string(content) != configuration {
				s.t.Errorf("%s holds %q", entry.Name(), content)
			}
			continue
		}
		others = append(others, entry.Name())
		if len(content) > 0 {
			s.t.Errorf("%s holds %q", entry.Name(), content)
		}
	}
	return backups, others
}

func (s *saveSetup) content(path string) string {
	s.t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(content)
}

// appendOnly makes a folder keep every name, as chattr +a does.
func appendOnly(t *testing.T, folder string) {
	t.Helper()
	if out, err := exec.Command("chattr", "+a", folder).CombinedOutput(); err != nil {
		t.Skipf("chattr: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("chattr", "-a", folder).Run() })
}

func TestAttacksOnTheSave(t *testing.T) {
	rows := []attack{
		{
			name: "an append-only folder", attacker: "chattr +a on the folder of the file",
			never: "a second file with the client secret is left",
			run: func(t *testing.T) {
				needsRoot(t)
				s := newSaveSetup(t)
				appendOnly(t, s.folder)
				said, code := s.run()
				if code != 0 || !strings.Contains(said, "in place, backup beside it") || !s.holdsNew(s.content(s.config)) {
					t.Errorf("exit %d, and the file holds\n%s\n%s", code, s.content(s.config), said)
				}
				if backups, others := s.wantNoSecretBeside(); len(backups) != 1 || len(others) > 0 {
					t.Errorf("it left %q and %q", backups, others)
				}
			},
		},
		{
			name: "a folder made append-only meanwhile", attacker: "chattr +a after the file was read",
			never: "the client secret stays in a file that the folder keeps",
			run: func(t *testing.T) {
				needsRoot(t)
				s := newSaveSetup(t)
				s.meanwhile(func() { appendOnly(t, s.folder) })
				said, code := s.run()
				_, others := s.wantNoSecretBeside()
				if code != 1 || s.content(s.config) != configuration || len(others) != 1 || !strings.Contains(said, "an empty file "+others[0]+" is left") {
					t.Errorf("exit %d, and it left %q\n%s", code, others, said)
				}
			},
		},
		{
			name: "backup names made ahead", attacker: "creates the names of the next 10,000 seconds",
			never: "the save waits for each, or writes over one",
			run: func(t *testing.T) {
				s := newSaveSetup(t)
				now := time.Now().UTC()
				for second := range 10_000 {
					name := s.config + ".bak-" + now.Add(time.Duration(second)*time.Second).Format("20060102T150405Z")
					if err := os.WriteFile(name, nil, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				start := time.Now()
				said, code := s.run()
				if took := time.Since(start); took > 20*time.Second {
					t.Errorf("it took %s", took)
				}
				whole, err := filepath.Glob(s.config + ".bak-*Z-*")
				if err != nil || code != 0 || len(whole) != 1 || s.content(whole[0]) != configuration || !s.holdsNew(s.content(s.config)) {
					t.Errorf("exit %d, %q:\n%s", code, whole, said)
				}
				if made := s.content(s.config + ".bak-" + now.Format("20060102T150405Z")); made != "" {
					t.Errorf("a name made ahead holds %q", made)
				}
			},
		},
		{
			name: "an exchanged link", attacker: "points the link that --config names elsewhere while the application is created",
			never: "either file is written, or the link is followed to a file that was not shown",
			run: func(t *testing.T) {
				s := newSaveSetup(t)
				first, second := filepath.Join(s.folder, "first.yaml"), filepath.Join(s.folder, "second.yaml")
				link := func(to string) {
					if err := os.Symlink(to, s.config+".new"); err != nil {
						t.Fatal(err)
					}
					if err := os.Rename(s.config+".new", s.config); err != nil {
						t.Fatal(err)
					}
				}
				s.write(first, configuration, 0o600)
				s.write(second, configuration, 0o600)
				link(first)
				s.meanwhile(func() { link(second) })
				said, code := s.run()
				if code != 1 || !strings.Contains(said, first+" isn't the file that was read any more") {
					t.Errorf("exit %d:\n%s", code, said)
				}
				for _, path := range []string{first, second} {
					if s.content(path) != configuration {
						t.Errorf("%s holds\n%s", path, s.content(path))
					}
				}
				if !strings.Contains(said, s.tenant.Applications()[0]["client_id"].(string)) {
					t.Errorf("the application is not named:\n%s", said)
				}
			},
		},
		{
			name: "a file that changes meanwhile", attacker: "another program adds to the file while the application is created",
			never: "what it added is lost, or the run ends with nothing saved",
			run: func(t *testing.T) {
				s := newSaveSetup(t)
				s.meanwhile(func() { s.write(s.config, configuration+"# added meanwhile\n", configurationMode) })
				said, code := s.run()
				content := s.content(s.config)
				if code != 0 || !s.holdsNew(content) || !strings.HasSuffix(content, "# added meanwhile\n") || !strings.Contains(said, "another program changed "+s.config) {
					t.Errorf("exit %d, and the file holds\n%s\n%s", code, content, said)
				}
			},
		},
		{
			name: "a foreign lock", attacker: "another user holds a lock on the file, which everybody can read",
			never: "it waits for ever, or says only that it failed",
			run: func(t *testing.T) {
				needsRoot(t)
				s := newSaveSetup(t)
				holder := as(bystander, exec.Command("flock", s.config, "-c", "echo held; sleep 60"))
				out, err := holder.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := holder.Start(); err != nil {
					t.Skip(err)
				}
				t.Cleanup(func() { _ = holder.Process.Kill(); _ = holder.Wait() })
				if _, err := out.Read(make([]byte, 8)); err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				said, code := s.run()
				if took := time.Since(start); took < 5*time.Second || took > 25*time.Second {
					t.Errorf("it took %s", took)
				}
				named := fmt.Sprintf("process %d (flock, user %d) holds a lock on it", holder.Process.Pid, bystander)
				if code != 1 || !strings.Contains(said, named) || s.content(s.config) != configuration {
					t.Errorf("exit %d, and not %q:\n%s", code, named, said)
				}
				if backups, others := s.wantNoSecretBeside(); len(backups)+len(others) > 0 {
					t.Errorf("it left %q and %q", backups, others)
				}
			},
		},
		{
			name: "a full disk", attacker: "fills the disk that the file lies on",
			never: "an application is created for a file that cannot be saved",
			run: func(t *testing.T) {
				needsRoot(t)
				s := newSaveSetup(t)
				if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", s.folder).CombinedOutput(); err != nil {
					t.Skipf("mount: %v: %s", err, out)
				}
				t.Cleanup(func() { _ = exec.Command("umount", "-l", s.folder).Run() })
				s.write(s.config, configuration, configurationMode)
				said, code := s.run()
				if code != 1 || !strings.Contains(said, "here is not enough room in "+s.folder) {
					t.Errorf("exit %d:\n%s", code, said)
				}
				if requests := s.tenant.Requests(); len(requests) > 0 {
					t.Errorf("%d requests were sent", len(requests))
				}
			},
		},
		{
			name: "a file-size limit", attacker: "sets ulimit -f for the shell that starts it",
			never: "an application is created for a file that cannot be saved",
			run: func(t *testing.T) {
				s := newSaveSetup(t)
				said, code := s.run("sh", "-c", `ulimit -f 8 && exec "$0" "$@"`)
				if code != 1 || !strings.Contains(said, "the file-size limit of this shell forbids it") {
					t.Errorf("exit %d:\n%s", code, said)
				}
				if requests := s.tenant.Requests(); len(requests) > 0 {
					t.Errorf("%d requests were sent", len(requests))
				}
			},
		},
	}
	table(t, append(rows, failingCalls()...))
}

// failingCalls are rows in each of which a system call always fails, alone or
// in a folder that gives up no name.
func failingCalls() []attack {
	var rows []attack
	for _, kept := range []bool{false, true} {
		for _, fault := range []string{
			"linkat:error=EIO", "renameat:error=EPERM", "renameat,renameat2:error=EXDEV", "fsync:error=EIO", "fchmod:error=EPERM", "fchown:error=EPERM",
			"fallocate:error=ENOSPC", "fremovexattr:error=EIO", "flistxattr:error=EIO", "flock:error=ENOLCK", "ftruncate:error=EIO", "statfs:error=EIO",
			"getdents64:error=EIO", "unlinkat:error=EPERM",
		} {
			name, inject := fault, []string{"-e", "inject=" + fault}
			call, _, _ := strings.Cut(fault, ":")
			if kept {
				name += ", and unlinkat"
				inject = append(inject, "-e", "inject=unlinkat:error=EPERM")
				call += ",unlinkat"
			}
			rows = append(rows, attack{
				name: name, attacker: "makes the disk or the kernel refuse that call",
				never: "a torn file, or a secret outside of the file",
				run: func(t *testing.T) {
					strace, err := exec.LookPath("strace")
					if err != nil {
						t.Skip(err)
					}
					s := newSaveSetup(t)
					traced := append([]string{strace, "-f", "-qq", "-o", os.DevNull, "--seccomp-bpf", "-e", "trace=" + call}, inject...)
					said, code := s.run(traced...)
					if len(s.tenant.Applications()) == 0 {
						if code == 0 || s.content(s.config) != configuration {
							t.Errorf("exit %d:\n%s", code, said)
						}
						return // the trial found it
					}
					content := s.content(s.config)
					if !(code == 0 && s.holdsNew(content) || code != 0 && content == configuration) {
						t.Errorf("exit %d, and the file holds\n%s\n%s", code, content, said)
					}
					backups, others := s.wantNoSecretBeside()
					for _, other := range others {
						if !kept || !strings.Contains(said, "an empty file "+other+" is left") {
							t.Errorf("it left %s:\n%s", other, said)
						}
					}
					if code != 0 && len(backups) > 0 && !strings.Contains(said, "stays") {
						t.Errorf("it left %q:\n%s", backups, said)
					}
				},
			})
		}
	}
	return rows
}
