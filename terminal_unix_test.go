//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"pomerium-auth0/auth0/auth0test"
)

// A session is the program itself on a pseudo-terminal of 80x24, watched
// through an emulator. It counts the keys that are pressed.
type session struct {
	t        *testing.T
	command  *exec.Cmd
	terminal *os.File
	mu       sync.Mutex
	emulator *vt.Emulator
	after    strings.Builder // what was written since the screen was left
	keys     int
	gone     chan struct{}

	keystrokes, written chan []byte // on a line, if there is one
}

// open starts the program in a folder, with a pomerium of the version on its
// PATH, so that this machine's own is not found.
func open(t *testing.T, folder, version string, tenant *auth0test.Tenant, args ...string) *session {
	t.Helper()
	return start(t, prepared(t, folder, version, tenant, args...))
}

// prepared is the program as it will be started.
func prepared(t *testing.T, folder, version string, tenant *auth0test.Tenant, args ...string) *exec.Cmd {
	t.Helper()
	bin := filepath.Join(folder, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	// The test binary is the program when it is called so; see TestMain.
	program := filepath.Join(bin, "pomerium-auth0")
	if err := os.Symlink(must(os.Executable()), program); err != nil {
		t.Fatal(err)
	}
	if version != "" {
		if err := os.WriteFile(filepath.Join(bin, "pomerium"), builtAs(t, version), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(program, args...)
	command.Dir = folder
	command.Env = []string{"PATH=" + bin, "HOME=" + folder, "TERM=xterm-256color", "SSH_TTY=/dev/pts/0"}
	if tenant != nil {
		authority := filepath.Join(folder, "ca.pem")
		if err := os.WriteFile(authority, tenant.CertificatePEM(), 0o600); err != nil {
			t.Fatal(err)
		}
		command.Env = append(command.Env, "SSL_CERT_FILE="+authority)
	}
	return command
}

// builtAs is a program whose build information names a version as that of
// Pomerium's own builds does.
func builtAs(t *testing.T, version string) []byte {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{"go.mod": "module github.com/pomerium/pomerium\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-ldflags", "-s -w -X github.com/pomerium/pomerium/internal/version.Version=v"+version, "-o", "pomerium", ".")
	build.Dir = folder
	build.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return must(os.ReadFile(filepath.Join(folder, "pomerium")))
}

// start starts it on a terminal.
func start(t *testing.T, command *exec.Cmd) *session {
	t.Helper()
	return startOver(t, command, nil)
}

// startOver starts it behind a line, if there is one.
func startOver(t *testing.T, command *exec.Cmd, l *line) *session {
	t.Helper()
	s := &session{t: t, command: command, emulator: vt.NewEmulator(80, 24), gone: make(chan struct{})}
	var err error
	if s.terminal, err = pty.StartWithSize(s.command, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Skipf("there is no pseudo-terminal here: %v", err)
	}
	if l != nil {
		s.over(*l)
	}
	go s.watch()
	go func() { // the emulator's answers to queries go back as a terminal's do
		chunk := make([]byte, 1024)
		for {
			n, err := s.emulator.Read(chunk)
			if err != nil {
				return
			}
			s.strike(string(chunk[:n]))
		}
	}()
	t.Cleanup(func() {
		_ = s.command.Process.Kill()
		<-s.gone
		_ = s.terminal.Close()
	})
	return s
}

func (s *session) watch() {
	defer close(s.gone)
	chunk := make([]byte, 64<<10)
	for {
		n, err := s.terminal.Read(chunk)
		if err != nil {
			_ = s.command.Wait()
			return
		}
		if s.written != nil {
			s.written <- bytes.Clone(chunk[:n])
		} else {
			s.draw(chunk[:n])
		}
	}
}

// draw shows on the operator's terminal what was written.
func (s *session) draw(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.emulator.Write(b)
	s.after.Write(b)
}

// strike types keys without waiting for what they do.
func (s *session) strike(keys string) {
	if s.keystrokes != nil {
		s.keystrokes <- []byte(keys)
		return
	}
	_, _ = s.terminal.WriteString(keys)
}

func (s *session) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emulator.String()
}

// shows waits for words on a screen that stands still for so long that keys
// are heard after an effect that brought them.
func (s *session) shows(words string) {
	s.t.Helper()
	last, since := "", time.Now()
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if screen := s.screen(); screen != last {
			last, since = screen, time.Now()
		}
		if strings.Contains(last, words) && time.Since(since) > 600*time.Millisecond {
			return
		}
		if time.Now().After(until) {
			s.t.Fatalf("%q did not come on the screen:\n%s", words, last)
		}
	}
}

// press presses one key, and waits for what it does: on a busy machine keys
// that follow by the clock alone would arrive together, as a paste does.
func (s *session) press(key string) {
	s.t.Helper()
	s.keys++
	before := s.screen()
	if _, err := s.terminal.WriteString(key); err != nil {
		s.t.Fatal(err)
	}
	for until := time.Now().Add(time.Second); s.screen() == before && time.Now().Before(until); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(60 * time.Millisecond)
}

const (
	enter = "\r"
	up    = "\x1b[A"
	down  = "\x1b[B"
	ctrlC = "\x03"
)

// paste pastes a text, which counts as one key.
func (s *session) paste(text string) { s.press("\x1b[200~" + text + "\x1b[201~") }

// ends waits for the end and returns the exit code and all that was written.
func (s *session) ends() (int, string) {
	s.t.Helper()
	select {
	case <-s.gone:
	case <-time.After(20 * time.Second):
		s.t.Fatalf("the program did not end:\n%s", s.screen())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.command.ProcessState.ExitCode(), s.after.String()
}
