//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

// created are the flags of a walk that makes both applications.
func created(t *testing.T, folder string, tenant *auth0test.Tenant) []string {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "token"), []byte(tenant.Token().Reveal()), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		"--yes", "--pomerium-version", "0.19.2", "--config", "config.yaml", "--domain", tenant.Domain(),
		"--authenticate-url", "https://authenticate.example.com", "--api-token-file", "token", "--web-app", "create", "--m2m-app", "create",
	}
}

// namesWhatWasMade looks for the IDs in what came on standard error.
func namesWhatWasMade(t *testing.T, said string, tenant *auth0test.Tenant) {
	t.Helper()
	apps := tenant.Applications()
	if len(apps) != 2 {
		t.Errorf("there are %d applications", len(apps))
	}
	for _, app := range apps {
		if id := app["client_id"].(string); !strings.Contains(said, id) {
			t.Errorf("%s is not named on standard error:\n%s", id, said)
		}
	}
	if !strings.Contains(said, "standard output takes no more") {
		t.Errorf("what happened is not said:\n%s", said)
	}
}

// TestAReaderThatGoesEndsNoWalk: as grep -m1 does.
func TestAReaderThatGoesEndsNoWalk(t *testing.T) {
	tenant := must(auth0test.New(auth0test.Options{}))
	defer tenant.Close()
	folder := t.TempDir()
	command := prepared(t, folder, "", tenant, created(t, folder, tenant)...)
	var said strings.Builder
	command.Stderr = &said
	out := must(command.StdoutPipe())
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "created: ") {
	}
	_ = out.Close()
	_ = command.Wait()
	if code := command.ProcessState.ExitCode(); code != 1 {
		t.Errorf("it ends with %v", command.ProcessState)
	}
	namesWhatWasMade(t, said.String(), tenant)
	if _, err := os.Stat(filepath.Join(folder, "config.yaml")); err != nil {
		t.Errorf("what was made is nowhere: %v", err)
	}
}

// TestAFullStandardOutputIsNoSuccess: a result that is lost is said, and what
// was made is named where it can be.
func TestAFullStandardOutputIsNoSuccess(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	tenant := must(auth0test.New(auth0test.Options{}))
	defer tenant.Close()
	folder := t.TempDir()
	command := prepared(t, folder, "", tenant, append(created(t, folder, tenant), "--json")...)
	command.Env = append(command.Env, "TMPDIR="+folder)
	run := func(args ...string) (int, string) {
		again := exec.Command(command.Path, args...)
		var said strings.Builder
		again.Dir, again.Env, again.Stdout, again.Stderr = command.Dir, command.Env, full, &said
		_ = again.Run()
		return again.ProcessState.ExitCode(), said.String()
	}
	code, said := run(command.Args[1:]...)
	if code != 1 {
		t.Errorf("with --json it ends with %d", code)
	}
	namesWhatWasMade(t, said, tenant)
	if strings.Contains(said, tenant.Applications()[0]["client_secret"].(string)) {
		t.Error("a secret is printed")
	}
	for _, args := range []string{"check --config config.yaml --pomerium-version 0.19.2", "version", "man", "--help", "practice --listen 127.0.0.1:0"} {
		if code, said := run(strings.Fields(args)...); code != 1 || !strings.Contains(said, "standard output takes no more") {
			t.Errorf("%s ends with %d and says %q", args, code, said)
		}
	}
	if code, _ := run("check", "--config", "config.yaml", "--pomerium-version", "0.33"); code != 3 {
		t.Errorf("a check that failed ends with %d", code)
	}
	if left := must(filepath.Glob(filepath.Join(folder, "pomerium-auth0-practice-*"))); len(left) > 0 {
		t.Errorf("it left %v behind", left)
	}
}

// TestAReadThatWaitsIsEndedBySignals: a pipe that nobody writes to.
func TestAReadThatWaitsIsEndedBySignals(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skipf("there are no named pipes here: %v", err)
	}
	program := prepared(t, folder, "", nil)
	for _, args := range [][]string{{"check", "--api-token-file", pipe}, {"--yes", "--ca-file", pipe}, {"check", "--api-token-file", "-"}} {
		for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
			command := exec.Command(program.Path, args...)
			command.Dir, command.Env = folder, program.Env
			input := must(command.StdinPipe())
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond)
			_ = command.Process.Signal(signal)
			late := time.AfterFunc(5*time.Second, func() { _ = command.Process.Kill() })
			_ = command.Wait()
			late.Stop()
			_ = input.Close()
			if code := command.ProcessState.ExitCode(); code != 130 {
				t.Errorf("%v, %v: it ends with %v", args, signal, command.ProcessState)
			}
		}
	}
}

// TestASecretIsPastedIntoStandardInput: with a prompt, in any length and
// unseen; and ctrl+c leaves.
func TestASecretIsPastedIntoStandardInput(t *testing.T) {
	tenant := must(auth0test.New(auth0test.Options{}))
	defer tenant.Close()
	folder := t.TempDir()
	args := created(t, folder, tenant)
	args[10] = "-"
	command := prepared(t, folder, "", tenant, args...)
	s := start(t, command)
	s.shows("--api-token-file: paste it here and press enter")
	token := tenant.Token().Reveal() // with all scopes: more than a terminal's line holds
	if len(token) < 4096 {
		t.Fatalf("the token has %d characters", len(token))
	}
	if _, err := io.WriteString(s.terminal, token[:3000]+"\r"+token[3000:]+"\r"); err != nil {
		t.Fatal(err)
	}
	code, out := s.ends()
	if code != 0 || strings.Contains(out, "eyJ") {
		t.Errorf("it ends with %d:\n%s", code, out)
	}

	again := exec.Command(command.Path, "check", "--api-token-file", "-")
	again.Dir, again.Env = command.Dir, command.Env
	s = start(t, again)
	s.shows("paste it here")
	s.press(ctrlC)
	if code, out := s.ends(); code != 130 || !strings.Contains(out, "interrupted before anything was done") {
		t.Errorf("ctrl+c ends it with %d:\n%s", code, out)
	}
}
