package config

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheLinkersFlagsNameTheVersion builds programs as Pomerium is built.
func TestTheLinkersFlagsNameTheVersion(t *testing.T) {
	const flag = "-X github.com/pomerium/pomerium/internal/version.Version="
	for _, c := range []struct{ module, flags, want string }{
		{"github.com/pomerium/pomerium", "-s -w " + flag + "v0.31.2", "0.31.2"},
		{"github.com/pomerium/pomerium", flag + "0.19.2 -X main.other=1", "0.19.2"},
		{"github.com/pomerium/pomerium", "-s -w", ""},
		{"example.com/other", flag + "v0.31.2", ""},
	} {
		folder := t.TempDir()
		writeFile(t, filepath.Join(folder, "go.mod"), "module "+c.module+"\n\ngo 1.24\n", 0o600)
		writeFile(t, filepath.Join(folder, "main.go"), "package main\n\nfunc main() {}\n", 0o600)
		build := exec.Command("go", "build", "-ldflags", c.flags, "-o", "pomerium", ".")
		build.Dir = folder
		build.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		program, err := os.Open(filepath.Join(folder, "pomerium"))
		if err != nil {
			t.Fatal(err)
		}
		if number, known := builtVersion(program); number != c.want || known != (c.want != "") {
			t.Errorf("%s, %s: %q, want %q", c.module, c.flags, number, c.want)
		}
		_ = program.Close()
	}
}
