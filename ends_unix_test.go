//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// toMade walks until the web app was made, and stands at the next question.
func toMade(t *testing.T, folder string) (*session, *auth0test.Tenant) {
	t.Helper()
	tenant, err := auth0test.New(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	s := open(t, folder, "0.33.1", tenant, "--config", "config.yaml")
	s.shows("Authenticate service URL")
	s.paste("https://authenticate.example.com")
	s.press(enter)
	s.shows("Domain or token")
	s.paste(tenant.Token().Reveal())
	s.press(enter)
	s.shows("Create it")
	s.press(enter)
	s.shows("Go on without")
	return s, tenant
}

// TestASignalNamesWhatWasMade: the terminal is given back, the exit code is
// 130, and the ID of what stays in Auth0 stands alone on its line.
func TestASignalNamesWhatWasMade(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			s, tenant := toMade(t, t.TempDir())
			id := tenant.Applications()[0]["client_id"].(string)
			if err := s.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			code, out := s.ends()
			if code != 130 {
				t.Errorf("exit code %d", code)
			}
			left := out[strings.LastIndex(out, "\x1b[?1049l")+1:]
			if !strings.Contains(left, "[?1049l") || !aloneOnALine(left, id) {
				t.Errorf("the ID %s does not stand alone on a line of the normal screen:\n%q", id, left)
			}
		})
	}
}

// sudoes runs the command with sudo that stands in a text, and returns what
// sudo is told.
func sudoes(t *testing.T, text string) []string {
	t.Helper()
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "sudo"), []byte("#!/bin/sh\nprintf '%s\\n' \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	var command strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if command.Len() > 0 || strings.HasPrefix(strings.TrimSpace(line), "sudo ") {
			command.WriteString(line + "\n")
			if !strings.HasSuffix(line, `\`) {
				break
			}
		}
	}
	shell := exec.Command("sh", "-c", command.String())
	shell.Env = []string{"PATH=" + bin}
	out, err := shell.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, command.String())
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

func aloneOnALine(out, word string) bool {
	for line := range strings.Lines(out) {
		if strings.TrimSpace(line) == word {
			return true
		}
	}
	return false
}

// TestAKilledWalkIsFoundAgain: after kill -9 a new walk goes on with what the
// killed one made.
func TestAKilledWalkIsFoundAgain(t *testing.T) {
	folder := t.TempDir()
	s, tenant := toMade(t, folder)
	if err := s.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.ends()
	if err := os.WriteFile(filepath.Join(folder, "token"), []byte(tenant.Token().Reveal()), 0o600); err != nil {
		t.Fatal(err)
	}
	again := exec.Command(filepath.Join(folder, "bin", "pomerium-auth0"), "--yes", "--config", "config.yaml", "--domain", tenant.Domain(),
		"--authenticate-url", "https://authenticate.example.com", "--api-token-file", "token", "--web-app", "create")
	again.Dir, again.Env = folder, s.command.Env
	if out, err := again.CombinedOutput(); err != nil || !strings.Contains(string(out), "Saved") {
		t.Fatalf("%v\n%s", err, out)
	}
	if apps := tenant.Applications(); len(apps) != 1 {
		t.Errorf("%d applications, not one", len(apps))
	}
}

// TestAnOrdinaryUserIsToldInStep1: before anything is asked or made, with the
// command to use, and without a request.
func TestAnOrdinaryUserIsToldInStep1(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	tenant, err := auth0test.New(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tenant.Close()
	for name, mode := range map[string]os.FileMode{"root's": 0o644, "unreadable": 0o600} {
		t.Run(name, func(t *testing.T) {
			folder := must(os.MkdirTemp("", "pa"))
			defer os.RemoveAll(folder)
			command := prepared(t, folder, "0.33.1", tenant, "--config", "config.yaml", "--api-token-file", "my token", "--ca-file", "ca.pem")
			command.Env = append(command.Env, "HTTPS_PROXY=http://hush:hush@127.0.0.1:9")
			if err := os.WriteFile(filepath.Join(folder, "my token"), []byte("eyJhbGciOiJSUzI1NiJ9.e30.hush"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(filepath.Join(folder, "ca.pem"), 0o644); err != nil {
				t.Fatal(err)
			}
			// The test binary is in a folder that only root may enter.
			program := filepath.Join(folder, "bin", "pomerium-auth0")
			content := must(os.ReadFile(must(filepath.EvalSymlinks(program))))
			_ = os.Remove(program)
			if err := os.WriteFile(program, content, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, "config.yaml"), []byte("routes: []\n"), mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			s := start(t, command)
			s.shows("could not be saved")
			frame := s.screen()
			if !strings.Contains(frame, program) || !strings.Contains(frame, "--config") {
				t.Errorf("the command to use is not shown:\n%s", frame)
			}
			s.press(enter)
			code, out := s.ends()
			if code != 4 || strings.Contains(out, "hush") {
				t.Errorf("exit code %d:\n%s", code, out)
			}
			// What stays in the terminal is copied into a shell.
			_, left, _ := strings.Cut(out, "\x1b[?1049l")
			want := []string{
				"--preserve-env=HTTPS_PROXY", program, "--config", folder + "/config.yaml", "--pomerium-version", "0.33.1",
				"--api-token-file", folder + "/my token", "--ca-file", folder + "/ca.pem",
			}
			if got := sudoes(t, left); !slices.Equal(got, want) {
				t.Errorf("sudo is told %q, not %q, by\n%s", got, want, left)
			}
			again := func(args ...string) *exec.Cmd {
				other := exec.Command(program, append(args, command.Args[1:]...)...)
				other.Dir, other.Env = command.Dir, slices.Clone(command.Env)
				other.SysProcAttr = &syscall.SysProcAttr{Credential: command.SysProcAttr.Credential}
				return other
			}
			aloud := again()
			aloud.Env = append(aloud.Env, "TERM=dumb")
			s = start(t, aloud)
			s.shows("Choice [1]:")
			s.press(enter)
			_, out = s.ends()
			asked, left, _ := strings.Cut(out, "Choice [1]: ")
			for _, said := range []string{asked, left} {
				if got := sudoes(t, said); !slices.Equal(got, want) {
					t.Errorf("in lines sudo is told %q by\n%s", got, said)
				}
			}
			unattended := again("--yes")
			said, _ := unattended.CombinedOutput()
			reason := strings.Index(string(said), "config.yaml could not be saved at the end")
			advice := strings.Index(string(said), "  or give --format show, or another --config")
			if unattended.ProcessState.ExitCode() != 1 || reason < 0 || advice < reason {
				t.Errorf("unattended it ends with %d, and says\n%s", unattended.ProcessState.ExitCode(), said)
			}
			if got := sudoes(t, string(said)); !slices.Equal(got, append(want, "--yes")) {
				t.Errorf("sudo is told %q by\n%s", got, said)
			}
			if requests := tenant.Requests(); len(requests) > 0 {
				t.Errorf("%d requests were sent", len(requests))
			}
		})
	}
}

// TestADumbTerminalIsAskedInLines: no escape code is written to it.
func TestADumbTerminalIsAskedInLines(t *testing.T) {
	for _, variable := range []string{"TERM=dumb", "TERM=", "ACCESSIBLE=1"} {
		command := prepared(t, t.TempDir(), "", nil, "--demo")
		command.Env = append(command.Env, variable)
		s := start(t, command)
		s.shows("Authenticate service URL")
		s.press(ctrlC)
		code, out := s.ends()
		if code != 4 || strings.Contains(out, "\x1b") {
			t.Errorf("%s: exit code %d:\n%q", variable, code, out)
		}
	}
}
