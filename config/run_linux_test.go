package config

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// asked is the program in testdata that does what stands at its end.
var asked = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "asked")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "asked")
	build := exec.Command("go", "build", "-trimpath", "-o", path, "testdata/asked/main.go")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	return os.ReadFile(path)
})

// programs makes a machine with programs, and a user to run them as.
func programs(t *testing.T, does map[string]string) Machine {
	t.Helper()
	m := tree(t, map[string]string{"/etc/passwd": "nobody:x:65534:65534::/:/bin/false\n"})
	program, err := asked()
	if err != nil {
		t.Fatal(err)
	}
	for path, words := range does {
		full := filepath.Join(m.Root, path)
		writeFile(t, full, string(program)+"\n"+words, 0o755)
		if err := os.Chmod(full, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	closeToOthers(t, m)
	return m
}

// ask runs a program of a machine as detection does.
func ask(t *testing.T, m Machine, path string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), versionTime)
	defer cancel()
	f, err := m.Judge().Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if v := f.Runnable(); !v.OK {
		t.Fatal(v.Words())
	}
	return runForVersion(ctx, f.File, m.Judge())
}

func TestAProgramIsGivenNothing(t *testing.T) {
	m := programs(t, map[string]string{"/usr/sbin/pomerium": "tells"})
	t.Setenv("AUTH0_API_TOKEN", "should-stay-here")
	// A shell may have started this program with more than three descriptors.
	pipe := make([]int, 2)
	if err := unix.Pipe2(pipe, 0); err != nil {
		t.Fatal(err)
	}
	defer unix.Close(pipe[0])
	defer unix.Close(pipe[1])
	out, err := ask(t, m, "/usr/sbin/pomerium")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"folder / <nil>", "environment 0", "arguments [pomerium --version]", "input 0 EOF", "own session true", "NoNewPrivs: 1"}
	if os.Geteuid() == 0 {
		want = append(want, "Uid: 65534 65534 65534 65534", "Gid: 65534 65534 65534 65534", "Groups:", "CapPrm: 0000000000000000", "CapEff: 0000000000000000")
	}
	lines := strings.Split(out, "\n")
	for _, line := range want {
		if !slices.Contains(lines, line) {
			t.Errorf("%q is missing in\n%s", line, out)
		}
	}
	if strings.Contains(out, "inherited") {
		t.Errorf("descriptors were handed down:\n%s", out)
	}
}

// TestASetuidProgramGainsNothing runs a program with the set-user-ID bit, which
// an administrator may have given it.
func TestASetuidProgramGainsNothing(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a program of another user")
	}
	m := programs(t, map[string]string{"/usr/sbin/pomerium": "tells"})
	if err := os.Chmod(filepath.Join(m.Root, "usr/sbin/pomerium"), 0o755|os.ModeSetuid|os.ModeSetgid); err != nil {
		t.Fatal(err)
	}
	out, err := ask(t, m, "/usr/sbin/pomerium")
	if err != nil || !strings.Contains(out, "Uid: 65534 65534 65534 65534\nGid: 65534 65534 65534 65534\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestTwelveProgramsThatHangShareOneBudget(t *testing.T) {
	does := map[string]string{"/usr/sbin/pomerium": "says 0.33.1", "/usr/bin/pomerium": "leaves 0.33.1", "/usr/local/bin/pomerium": "floods"}
	var folders []string
	for _, name := range strings.Split("abcdefghijkl", "") {
		folders = append(folders, "/opt/"+name)
		does["/opt/"+name+"/pomerium"] = "hangs"
	}
	m := programs(t, does)
	m.Environ = []string{"PATH=" + strings.Join(folders, ":")}
	start := time.Now()
	d := detect(m, "")
	// One after the other they would take twenty-four seconds; a busy machine needs
	// some beside the two.
	if took := time.Since(start); took > 4*versionTime {
		t.Errorf("it took %v", took)
	}
	if d.Version.String() != "0.33.1" || len(d.Evidence) != len(does) {
		t.Errorf("the version is %q: %+v", d.Version, d.Evidence)
	}
	for _, e := range d.Evidence {
		want := "did not say its version within two seconds"
		if strings.HasPrefix(does[e.Place], "says") || strings.HasPrefix(does[e.Place], "leaves") {
			want = "0.33.1"
		}
		if e.Words != want {
			t.Errorf("%s, which %s: %q", e.Place, does[e.Place], e.Words)
		}
	}
	if left := startedFrom(m); len(left) > 0 {
		t.Errorf("they still run: %v", left)
	}
}

// startedFrom are the processes that run a program of a machine. What was killed
// a moment ago may take another to be gone.
func startedFrom(m Machine) []string {
	var left []string
	for range 50 {
		left = nil
		for _, pid := range processes(Machine{}) {
			if exe := programOf(Machine{}, pid); strings.HasPrefix(exe, m.Root) {
				left = append(left, exe)
			}
		}
		if left == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return left
}

func TestWhatIsNotRun(t *testing.T) {
	const path = "/usr/sbin/pomerium"
	root := os.Geteuid() == 0
	for name, c := range map[string]struct {
		change func(m Machine, full string) error
		words  string
		root   bool
	}{
		"a script": {func(_ Machine, full string) error {
			return os.WriteFile(full, []byte("#!/bin/sh\necho pomerium: v0.33.1; echo envoy: 1\n"), 0o755)
		}, "not run: it is a script", false},
		"no program": {func(_ Machine, full string) error { return os.WriteFile(full, []byte("x"), 0o755) },
			"not run: exec format error", false},
		"another program": {func(_ Machine, full string) error {
			program, err := os.ReadFile(full)
			if err != nil {
				return err
			}
			return os.WriteFile(full, append(program, "\nprints nothing"...), 0o755)
		}, "no version of Pomerium", false},
		"a folder that everybody may write": {func(m Machine, _ string) error { return os.Chmod(filepath.Join(m.Root, "usr"), 0o777) },
			"not used: /usr can be changed by every user", false},
		"its group may write it": {func(_ Machine, full string) error {
			if root {
				if err := os.Chown(full, 0, 61001); err != nil {
					return err
				}
			}
			return os.Chmod(full, 0o775)
		}, "can be changed by group", false},
		"a mode that keeps others out": {func(_ Machine, full string) error { return os.Chmod(full, 0o750) },
			"not run: its mode 0750 doesn't let the user nobody run it", true},
		"no such user": {func(m Machine, _ string) error { return os.Remove(filepath.Join(m.Root, "etc/passwd")) },
			"not run: there is no user nobody to run it as", true},
		"a nobody who is root": {func(m Machine, _ string) error {
			return os.WriteFile(filepath.Join(m.Root, "etc/passwd"), []byte("nobody:x:0:0::/:/bin/sh\n"), 0o600)
		}, "not run: there is no user nobody to run it as", true},
		"another user's": {func(_ Machine, full string) error { return os.Chown(full, 61001, 0) },
			"not used: " + path + " belongs to uid 61001", true},
		"in another user's folder": {func(m Machine, _ string) error { return os.Chown(filepath.Join(m.Root, "usr"), 61001, 0) },
			"not used: /usr belongs to uid 61001", true},
	} {
		t.Run(name, func(t *testing.T) {
			if c.root && !root {
				t.Skip("only root can do that")
			}
			m := programs(t, map[string]string{path: "says 0.33.1"})
			if d := detect(m, ""); d.Version.String() != "0.33.1" {
				t.Fatalf("as it should be: %+v", d.Evidence)
			}
			if err := c.change(m, filepath.Join(m.Root, path)); err != nil {
				t.Fatal(err)
			}
			d := detect(m, "")
			if !d.Version.IsZero() || len(d.Evidence) != 1 || !strings.Contains(d.Evidence[0].Words, c.words) {
				t.Errorf("want … %s …, have %+v", c.words, d.Evidence)
			}
		})
	}
}

// TestTheProgramThatWasJudgedIsRun exchanges the file after it was opened.
func TestTheProgramThatWasJudgedIsRun(t *testing.T) {
	m := programs(t, map[string]string{"/usr/sbin/pomerium": "says 0.33.1", "/opt/other": "says 0.19.2"})
	f, err := m.Judge().Open("/usr/sbin/pomerium")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Rename(filepath.Join(m.Root, "opt/other"), filepath.Join(m.Root, "usr/sbin/pomerium")); err != nil {
		t.Fatal(err)
	}
	out, err := runForVersion(t.Context(), f.File, m.Judge())
	if err != nil || !strings.Contains(out, "0.33.1") {
		t.Errorf("%q, %v", out, err)
	}
}
