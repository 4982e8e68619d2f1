//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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
