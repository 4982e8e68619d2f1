//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"
)

// BenchmarkStart reports how long --help takes against an empty Go program,
// and the first frame against an empty Bubble Tea program. Each pair runs in
// turn, so that a busy machine slows both.
func BenchmarkStart(b *testing.B) {
	ours := built(b, ".")
	empty, bubble := built(b, "./testdata/empty"), built(b, "./testdata/bubble")
	b.Run("help", func(b *testing.B) {
		compare(b, func() time.Duration { return ran(b, ours, "--help") }, func() time.Duration { return ran(b, empty) })
	})
	b.Run("first-frame", func(b *testing.B) {
		compare(b, func() time.Duration { return framed(b, ours, "--config", "none.yaml") }, func() time.Duration { return framed(b, bubble) })
	})
}

// compare reports the medians of both and their ratio.
func compare(b *testing.B, ours, other func() time.Duration) {
	var a, c []time.Duration
	for b.Loop() {
		a, c = append(a, ours()), append(c, other())
	}
	slices.Sort(a)
	slices.Sort(c)
	mine, others := a[len(a)/2], c[len(c)/2]
	b.ReportMetric(float64(mine.Microseconds())/1000, "ms")
	b.ReportMetric(float64(others.Microseconds())/1000, "ms-empty")
	b.ReportMetric(float64(mine)/float64(others), "ratio")
}

// built builds a static program and returns its path.
func built(b *testing.B, dir string) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "program")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, dir)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("go build %s: %v\n%s", dir, err, out)
	}
	return path
}

func ran(b *testing.B, program string, args ...string) time.Duration {
	start := time.Now()
	if err := exec.Command(program, args...).Run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// framed is the time until the title stands on a terminal.
func framed(b *testing.B, program string, args ...string) time.Duration {
	command := exec.Command(program, args...)
	command.Env = append(os.Environ(), "TERM=xterm-256color", "SSH_TTY=/dev/pts/0")
	command.Dir = b.TempDir()
	start := time.Now()
	terminal, err := pty.StartWithSize(command, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		b.Skipf("there is no pseudo-terminal here: %v", err)
	}
	defer terminal.Close()
	defer func() { _ = command.Process.Kill(); _ = command.Wait() }()
	var seen []byte
	chunk := make([]byte, 4096)
	for !bytes.Contains(seen, []byte("Pomerium with Auth0")) {
		n, err := terminal.Read(chunk)
		if err != nil {
			b.Fatalf("no frame came: %v\n%q", err, seen)
		}
		seen = append(seen, chunk[:n]...)
	}
	return time.Since(start)
}
