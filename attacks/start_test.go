//go:build linux

package attacks

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// begins starts the program on a terminal with each kind of command, and takes
// it as far as it goes by itself. set are variables of the environment.
func begins(t *testing.T, uid int, set []string, wrap ...string) {
	t.Helper()
	for _, args := range [][]string{{"version"}, {"--help"}, {"check"}, {"--demo"}} {
		words := slices.Concat(wrap, []string{program}, args)
		cmd := exec.Command(words[0], words[1:]...)
		if uid != 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
		}
		cmd.Dir = t.TempDir()
		if uid != 0 {
			cmd.Dir = folderOf(t, uid)
		}
		cmd.Env = append([]string{"HOME=" + cmd.Dir, "TERM=xterm-256color", "AUTH0_API_TOKEN=should-stay-here"}, set...)
		s := onScreen(t, cmd)
		if args[0] == "--demo" {
			s.pressUntil("", "authenticate.example.com")
			s.pressUntil("\x03", "")
			continue
		}
		select {
		case <-s.gone:
		case <-time.After(time.Minute):
			t.Errorf("%s doesn't end", args[0])
		}
		if text := s.text(); strings.Contains(text, "panic") || strings.TrimSpace(text) == "" {
			t.Errorf("%s prints\n%s", args[0], text)
		}
	}
}

// terminfo makes a terminfo database in which put makes the terminal's file,
// and returns the variables that lead there.
func terminfo(t *testing.T, put func(path string) error) []string {
	t.Helper()
	folder := t.TempDir()
	for _, letter := range []string{"x", "78"} {
		err := os.Mkdir(filepath.Join(folder, letter), 0o755)
		if err == nil {
			err = put(filepath.Join(folder, letter, "xterm-256color"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return []string{"TERMINFO=" + folder, "TERMINFO_DIRS=" + folder, "PATH=/nonexistent"}
}

// TestStartingRunsAndReadsNothingForeign is about what libraries do while they
// are initialised and when the screen begins.
func TestStartingRunsAndReadsNothingForeign(t *testing.T) {
	table(t, []attack{
		{"a tmux", "a bystander's folder in PATH has a program tmux", "it runs, with the token in its environment", func(t *testing.T) {
			s := newScene(t)
			theirs := folderOf(t, bystander)
			s.installs(bystander, filepath.Join(theirs, "tmux"), "says")
			for _, uid := range []int{0, operator} {
				begins(t, uid, []string{"TMUX=/tmp/x,1,0", "PATH=" + theirs})
			}
			begins(t, 0, []string{"TMUX=/tmp/x,1,0", "TTY_FORCE=1", "PATH=" + theirs})
			s.nothingRan()
		}},
		{"a terminfo file that never ends", "TERMINFO leads to a named pipe", "the program waits for it", func(t *testing.T) {
			set := terminfo(t, func(path string) error { return syscall.Mkfifo(path, 0o644) })
			begins(t, os.Geteuid(), set)
			begins(t, os.Geteuid(), append(set, "TTY_FORCE=1"))
		}},
		{"a damaged terminfo file", "TERMINFO leads to a file whose names are -1 bytes long", "the program panics", func(t *testing.T) {
			set := terminfo(t, func(path string) error {
				return os.WriteFile(path, []byte("\x1a\x01\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00"), 0o644)
			})
			begins(t, os.Geteuid(), set)
		}},
		{"a trace", "TEA_TRACE names a file", "what is drawn and typed is kept there", func(t *testing.T) {
			trace := filepath.Join(t.TempDir(), "trace")
			begins(t, os.Geteuid(), []string{"TEA_TRACE=" + trace, "PATH=/nonexistent"})
			if content, err := os.ReadFile(trace); err == nil {
				t.Errorf("%d bytes are kept", len(content))
			}
		}},
		{"all of it", "PATH, TMUX and TERMINFO lead to a bystander's files", "a second program, or a look at his terminfo files", func(t *testing.T) {
			needsRoot(t)
			strace, err := exec.LookPath("strace")
			if err != nil {
				t.Skip(err)
			}
			theirs, log := folderOf(t, bystander), filepath.Join(t.TempDir(), "calls")
			begins(t, 0, []string{"TMUX=/tmp/x,1,0", "TERMINFO=" + theirs, "PATH=" + theirs},
				strace, "-f", "-qq", "-A", "-o", log, "-e", "trace=execve,execveat,open,openat,openat2", "--")
			calls, err := os.ReadFile(log)
			if err != nil {
				t.Fatal(err)
			}
			started := 0
			for call := range strings.Lines(string(calls)) {
				switch {
				case strings.Contains(call, `execve("`+program):
					started++
				case strings.Contains(call, "/proc/self/fd/"): // detection runs a Pomerium of this machine
				case strings.Contains(call, "execve(") || strings.Contains(call, "execveat("):
					t.Errorf("it runs %s", call)
				case strings.Contains(call, "terminfo"), strings.Contains(call, theirs+"/x"), strings.Contains(call, theirs+"/78"):
					t.Errorf("it reads %s", call)
				}
			}
			if started != 4 {
				t.Errorf("%d programs were started, not 4:\n%s", started, calls)
			}
		}},
	})
}

// TestNoLibraryIsInitialisedFirst holds what package early says of itself. Only
// packages that do work are listed.
func TestNoLibraryIsInitialisedFirst(t *testing.T) {
	lookAtSources(t)
	cmd := exec.Command(program, "version")
	cmd.Env = []string{"GODEBUG=inittrace=1"}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	at := func(name string) int { return strings.Index(string(out), "init "+name+" @") }
	early := at("pomerium-auth0/internal/early")
	for _, later := range []string{"time", "os", "charm.land/lipgloss/v2", "github.com/atotto/clipboard"} {
		if early < 0 || at(later) < early {
			t.Errorf("early is not before %s:\n%s", later, out)
		}
	}
	list, err := exec.Command("go", "list", "-f", "{{.Imports}}", "pomerium-auth0/internal/early").Output()
	if err != nil || strings.TrimSpace(string(list)) != "[syscall]" {
		t.Errorf("early imports %s, not syscall alone (%v)", list, err)
	}
}
