package config

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pomerium-auth0/internal/text"
)

// versionTime is how long a binary may take to say its version. It answers in
// milliseconds, unless it is something else.
const versionTime = 2 * time.Second

// findBinaries returns the programs of that name in PATH and where packages
// and people put them, also when sudo has made PATH short.
func findBinaries(m Machine, name string) []string {
	folders := filepath.SplitList(m.env("PATH"))
	folders = append(folders, "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/bin")
	var found []string
	for _, folder := range folders {
		// A relative folder in PATH would run what lies in the working folder.
		if !filepath.IsAbs(folder) {
			continue
		}
		path := filepath.Join(folder, name)
		if m.isFile(path) && !slices.Contains(found, path) {
			found = append(found, path)
		}
	}
	return found
}

// runForVersion runs "BINARY --version" without an environment and input.
func runForVersion(ctx context.Context, m Machine, binary string) Evidence {
	e := Evidence{Place: binary}
	if who := othersMayChange(m.at(binary)); who != "" && isRoot() {
		e.Words = "was not run: " + who + " may change it, and this is root"
		return e
	}
	ctx, cancel := context.WithTimeout(ctx, versionTime)
	defer cancel()
	var out limitedBuffer
	cmd := exec.CommandContext(ctx, m.at(binary), "--version")
	// Empty and not nil, which would hand down ours with whatever secrets.
	cmd.Env = []string{}
	cmd.Dir = m.at("/")
	cmd.Stdout, cmd.Stderr = &out, &out
	// A child that inherited the pipe must not keep us waiting.
	cmd.WaitDelay = 100 * time.Millisecond
	err := cmd.Run()
	v, parseErr := ParseBinaryOutput(out.kept.String())
	var exit *exec.ExitError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		e.Words = "did not say its version within two seconds"
	case parseErr == nil:
		e.Version, e.Words = v, v.String()
	case err != nil && !errors.As(err, &exit):
		e.Words = "cannot be run: " + text.Line(errno(err).Error())
	default:
		e.Words = parseErr.Error()
	}
	return e
}

// limitedBuffer keeps the first 16 KiB of what a program writes; a version is
// a line or three.
type limitedBuffer struct{ kept bytes.Buffer }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if room := 16<<10 - b.kept.Len(); room > 0 {
		b.kept.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// isPomerium reports whether a path or command is the pomerium program.
func isPomerium(path string) bool {
	return filepath.Base(strings.TrimSuffix(path, " (deleted)")) == "pomerium"
}
