package config

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"pomerium-auth0/internal/text"
)

// versionTime is how long all programs together may take to say their version.
// One answers in milliseconds, unless it is something else.
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

// askBinaries learns the versions of programs. Those that must be run for it
// run side by side, so that one that hangs costs the others nothing.
func askBinaries(ctx context.Context, m Machine, binaries []binary) []Evidence {
	ctx, cancel := context.WithTimeout(ctx, versionTime)
	defer cancel()
	evidence := make([]Evidence, len(binaries))
	var all sync.WaitGroup
	for i, b := range binaries {
		all.Go(func() {
			evidence[i] = askBinary(ctx, m, b.path)
			evidence[i].Words += b.by
			evidence[i].NamesFile = b.reads
		})
	}
	all.Wait()
	return evidence
}

// askBinary learns the version of a program from its package, else from what Go
// noted in it, and else by running it. The file is opened once: what was judged
// is what is read and run.
func askBinary(ctx context.Context, m Machine, path string) Evidence {
	e := Evidence{Place: path}
	program, err := m.Judge().Open(path)
	if err != nil {
		e.Words = "not run: " + text.Line(errno(err).Error())
		return e
	}
	defer program.Close()
	if verdict := program.Believed(); !verdict.OK {
		e.Words = "not used: " + verdict.Words()
		return e
	}
	number, known := packagedVersion(m, program)
	if !known {
		number, known = builtVersion(program.File)
	}
	if known {
		return e.says(ParseVersion(number))
	}
	if verdict := program.Runnable(); !verdict.OK {
		e.Words = "not run: " + verdict.Words()
		return e
	}
	out, err := runForVersion(ctx, program.File, m.Judge())
	var refused notRun
	switch {
	case errors.As(err, &refused):
		e.Words = "not run: " + string(refused)
	case err != nil:
		e.Words = err.Error()
	default:
		return e.says(ParseBinaryOutput(out))
	}
	return e
}

func (e Evidence) says(v Version, err error) Evidence {
	e.Version, e.Words = v, v.String()
	if err != nil {
		e.Words = err.Error()
	}
	return e
}

// notRun is why a program wasn't run.
type notRun string

func (n notRun) Error() string { return string(n) }

// isPomerium reports whether a path or command is the pomerium program.
func isPomerium(path string) bool {
	return filepath.Base(strings.TrimSuffix(path, " (deleted)")) == "pomerium"
}
