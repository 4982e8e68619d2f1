package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"pomerium-auth0/auth0/auth0test"
)

// preparedFaulty is that program in a folder, about to panic.
func preparedFaulty(t *testing.T, at string, args ...string) (*exec.Cmd, *auth0test.Tenant) {
	t.Helper()
	tenant, err := auth0test.New(auth0test.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	folder := t.TempDir()
	command := prepared(t, folder, "", tenant, args...)
	command.Path = filepath.Join(folder, "bin", "pomerium-auth0-faulty")
	command.Args[0] = command.Path
	if err := os.Symlink(must(os.Executable()), command.Path); err != nil {
		t.Fatal(err)
	}
	command.Env = append(command.Env, faultAt+"="+at, "DOMAIN="+tenant.Domain(), "AUTH0_API_TOKEN="+tenant.Token().Reveal())
	return command, tenant
}

// saysTheFault checks what stays in the terminal: what was made, where to report
// it, and nothing secret.
func saysTheFault(t *testing.T, out string, tenant *auth0test.Tenant, wantApps int) {
	t.Helper()
	if !strings.Contains(out, "a fault in it") || !strings.Contains(out, "Report this") || !strings.Contains(out, "faulty_test.go:") {
		t.Errorf("the fault is not said:\n%s", out)
	}
	if strings.Contains(out, "the token is") || strings.Contains(out, tenant.Token().Reveal()[:30]) || strings.Contains(out, "goroutine ") {
		t.Errorf("the value of the panic or the whole stack is shown:\n%s", out)
	}
	apps := tenant.Applications()
	if len(apps) != wantApps {
		t.Errorf("%d applications were made", len(apps))
	}
	for _, app := range apps {
		if id := app["client_id"].(string); !strings.Contains(out, id) {
			t.Errorf("%s was made and is not named:\n%s", id, out)
		}
	}
}

// TestAFaultOnTheTerminal: whatever panics while something is read or made, the
// terminal is given back, what was made is named, and the exit code is 1.
func TestAFaultOnTheTerminal(t *testing.T) {
	for _, mode := range []string{"screen", "lines"} {
		for at, apps := range map[string]int{
			"GET /.well-known/openid-configuration": 0,
			"GET /api/v2/clients":                   0,
			"POST /api/v2/clients":                  0,
			"POST /api/v2/client-grants":            2,
			"GET /authorize":                        2,
		} {
			if testing.Short() && mode == "lines" && at != "POST /api/v2/client-grants" {
				continue
			}
			t.Run(mode+" "+at, func(t *testing.T) {
				t.Parallel()
				command, tenant := preparedFaulty(t, at, mode)
				s := start(t, command)
				pause := 400 * time.Millisecond
				if mode == "lines" {
					pause = 3200 * time.Millisecond // a confirmation that comes earlier is held back
				}
				for until := time.Now().Add(time.Minute); ; {
					select {
					case <-s.gone:
					default:
						if time.Now().After(until) {
							t.Fatalf("it goes on:\n%s", s.screen())
						}
						time.Sleep(pause)
						_, _ = s.terminal.WriteString(enter)
						continue
					}
					break
				}
				code, out := s.ends()
				if code != 1 {
					t.Errorf("exit code %d", code)
				}
				if mode == "screen" {
					i := strings.LastIndex(out, "\x1b[?1049l")
					if i < 0 {
						t.Fatalf("the full screen was not left:\n%q", out)
					}
					out = out[i:]
				}
				saysTheFault(t, out, tenant, apps)
				modes, err := unix.IoctlGetTermios(int(s.terminal.Fd()), unix.TCGETS)
				if err != nil || modes.Lflag&unix.ECHO == 0 || modes.Lflag&unix.ICANON == 0 {
					t.Errorf("the terminal is still raw (%v)", err)
				}
			})
		}
	}
}

// TestAFaultWithoutQuestions says the same on standard error, and to programs.
func TestAFaultWithoutQuestions(t *testing.T) {
	command, tenant := preparedFaulty(t, "POST /api/v2/client-grants", "yes")
	out, err := command.CombinedOutput()
	if command.ProcessState.ExitCode() != 1 {
		t.Errorf("%v", err)
	}
	saysTheFault(t, string(out), tenant, 2)

	command, tenant = preparedFaulty(t, "POST /api/v2/client-grants", "json")
	out, _ = command.Output()
	var report struct {
		Outcome string
		Why     []string
	}
	if err := json.Unmarshal(out, &report); err != nil || report.Outcome != "failed" || command.ProcessState.ExitCode() != 1 {
		t.Errorf("%v, exit code %d:\n%s", err, command.ProcessState.ExitCode(), out)
	}
	saysTheFault(t, string(out), tenant, 2)

	command, tenant = preparedFaulty(t, "GET /authorize", "check-json")
	settings := fmt.Sprintf("authenticate_service_url: https://authenticate.example.com\nidp_provider: auth0\nidp_provider_url: https://%s\nidp_client_id: abc\nidp_client_secret: def\n", tenant.Domain())
	if err := os.WriteFile(filepath.Join(command.Dir, "config.yaml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ = command.Output()
	if err := json.Unmarshal(out, &report); err != nil || report.Outcome != "failed" || command.ProcessState.ExitCode() != 1 {
		t.Errorf("%v, exit code %d:\n%s", err, command.ProcessState.ExitCode(), out)
	}
	saysTheFault(t, string(out), tenant, 0)
}
