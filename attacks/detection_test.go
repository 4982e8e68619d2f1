//go:build linux

package attacks

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// marker is the program in testdata that writes down that it was run.
var marker = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "marker")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "marker")
	build := exec.Command("go", "build", "-trimpath", "-o", path, "testdata/marker/main.go")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	return os.ReadFile(path)
})

// A scene is a place for an attack: a folder where every program that is run
// leaves a mark.
type scene struct {
	t     *testing.T
	marks string
}

func newScene(t *testing.T) scene {
	t.Helper()
	needsRoot(t)
	marks := folderOf(t, 0)
	if err := os.Chmod(marks, 0o777); err != nil {
		t.Fatal(err)
	}
	return scene{t, marks}
}

// installs puts a marker there that belongs to a user, with its folder.
func (s scene) installs(uid int, path, verb string) {
	s.t.Helper()
	program, err := marker()
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o755)
	}
	if err == nil {
		err = os.Chmod(filepath.Dir(path), 0o755)
	}
	if err == nil {
		err = os.WriteFile(path, append(bytes.Clone(program), "\n"+s.marks+" "+verb...), 0o755)
	}
	for _, path := range []string{path, filepath.Dir(path)} {
		if err == nil {
			err = os.Chown(path, uid, uid)
		}
	}
	if err == nil {
		err = os.Chmod(path, 0o755)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// starts starts a command of a user that lasts as long as the test.
func (s scene) starts(uid int, cmd *exec.Cmd) {
	s.t.Helper()
	if err := as(uid, cmd).Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// victims are how a user starts detection: the check, and the wizard without
// questions. Neither gets as far as the network.
func victims() [][]string { return [][]string{{"check"}, {"--yes"}} }

// detects runs the program as a user with more folders in PATH, and returns
// what it printed.
func (s scene) detects(uid int, args []string, path ...string) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	cmd := as(uid, exec.CommandContext(ctx, program, args...))
	cmd.Dir = folderOf(s.t, uid)
	cmd.Env = []string{"PATH=" + strings.Join(append(path, "/usr/bin"), ":"), "AUTH0_API_TOKEN=should-stay-here"}
	out, _ := cmd.CombinedOutput()
	if ctx.Err() != nil {
		s.t.Errorf("it didn't end:\n%s", out)
	}
	return string(out)
}

// ran are the marks, those apart that the bystander's own processes left.
func (s scene) ran() map[string]string {
	s.t.Helper()
	entries, err := os.ReadDir(s.marks)
	if err != nil {
		s.t.Fatal(err)
	}
	ran := make(map[string]string)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), fmt.Sprintf("run-as-%d-", bystander)) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(s.marks, entry.Name()))
		if err != nil {
			s.t.Fatal(err)
		}
		ran[entry.Name()] = string(content)
	}
	return ran
}

func (s scene) nothingRan() {
	s.t.Helper()
	for name, given := range s.ran() {
		s.t.Errorf("it was run, %s:\n%s", name, given)
	}
}

// TestDetectionRunsNothingOfOthers is the table of what detection must not run
// or be led by.
func TestDetectionRunsNothingOfOthers(t *testing.T) {
	table(t, []attack{
		{"a name", "a bystander starts a process that calls itself pomerium, at the path of his program", "the program runs as anybody else", func(t *testing.T) {
			s := newScene(t)
			theirs := filepath.Join(folderOf(t, bystander), "pomerium")
			s.installs(bystander, theirs, "says")
			s.starts(bystander, exec.Command("bash", "-c", "exec -a "+theirs+" sleep 300"))
			for _, uid := range []int{0, operator} {
				for _, args := range victims() {
					s.detects(uid, args)
				}
			}
			s.nothingRan()
		}},
		{"a script", "a bystander starts a process that calls itself pomerium, at the path of his script", "the script runs as anybody else", func(t *testing.T) {
			s := newScene(t)
			theirs := filepath.Join(folderOf(t, bystander), "pomerium")
			script := "#!/bin/sh\necho > " + s.marks + "/script-as-$(id -u)\n"
			if err := os.WriteFile(theirs, []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
			s.starts(bystander, exec.Command("bash", "-c", "exec -a "+theirs+" sleep 300"))
			for _, uid := range []int{0, operator} {
				for _, args := range victims() {
					s.detects(uid, args)
				}
			}
			s.nothingRan()
		}},
		{"a program that runs", "a bystander runs a program named pomerium", "the program runs as anybody else", func(t *testing.T) {
			s := newScene(t)
			theirs := filepath.Join(folderOf(t, bystander), "pomerium")
			s.installs(bystander, theirs, "waits")
			s.starts(bystander, exec.Command(theirs))
			for _, uid := range []int{0, operator} {
				for _, args := range victims() {
					s.detects(uid, args)
				}
			}
			s.nothingRan()
		}},
		{"a link", "a bystander puts a link to root's folder on the way, and exchanges it for his own folder all the time", "his program runs", func(t *testing.T) {
			s := newScene(t)
			ours := filepath.Join(folderOf(t, 0), "bin")
			s.installs(0, filepath.Join(ours, "pomerium"), "says")
			shared := folderOf(t, bystander)
			s.installs(bystander, filepath.Join(shared, "other", "pomerium"), "says")
			if err := os.Symlink(ours, filepath.Join(shared, "way")); err != nil {
				t.Fatal(err)
			}
			exchanged := s.exchanging(filepath.Join(shared, "way"), filepath.Join(shared, "other"))
			for exchanged() < 1000 && !t.Failed() {
				for _, args := range victims() {
					s.detects(0, args, filepath.Join(shared, "way"))
				}
			}
			s.nothingRan()
		}},
		{"a grandparent", "a bystander owns the folder above root's folder, so that he can put another in its place", "the program in it runs", func(t *testing.T) {
			s := newScene(t)
			above := folderOf(t, bystander)
			s.installs(0, filepath.Join(above, "bin", "pomerium"), "says")
			for _, args := range victims() {
				s.detects(0, args, filepath.Join(above, "bin"))
				s.detects(operator, args, filepath.Join(above, "bin"))
			}
			s.nothingRan()
		}},
		{"another operator", "the user behind sudo owns the program", "it runs, as root or as nobody", func(t *testing.T) {
			s := newScene(t)
			theirs := folderOf(t, operator)
			s.installs(operator, filepath.Join(theirs, "pomerium"), "says")
			for _, args := range victims() {
				s.detects(0, args, theirs)
			}
			s.nothingRan()
		}},
	})
}

// exchanging exchanges two names until the test ends, and returns how often that
// was done.
func (s scene) exchanging(a, b string) func() int {
	s.t.Helper()
	var mu sync.Mutex
	n := 0
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE); err != nil {
				s.t.Errorf("exchanging: %v", err)
				return
			}
			mu.Lock()
			n++
			mu.Unlock()
			time.Sleep(50 * time.Microsecond)
		}
	}()
	s.t.Cleanup(func() {
		close(stop)
		<-stopped
	})
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

// TestRootsOwnProgramRunsAsNobodyAndIsGivenNothing holds what the table relies
// on, that detection runs what may be run, and how.
func TestRootsOwnProgramRunsAsNobodyAndIsGivenNothing(t *testing.T) {
	for _, uid := range []int{0, operator} {
		s := newScene(t)
		ours := folderOf(t, 0)
		s.installs(0, filepath.Join(ours, "pomerium"), "says")
		if err := os.Chmod(filepath.Join(ours, "pomerium"), 0o755|os.ModeSetuid); err != nil {
			t.Fatal(err)
		}
		cmd := as(uid, exec.Command(program, "check"))
		cmd.Dir = folderOf(t, uid)
		cmd.Env = []string{"PATH=" + ours, "AUTH0_API_TOKEN=should-stay-here"}
		secret, err := os.Open(program) // a descriptor that a shell might hand down
		if err != nil {
			t.Fatal(err)
		}
		cmd.ExtraFiles = []*os.File{secret, secret}
		out, _ := cmd.CombinedOutput()
		_ = secret.Close()
		runner := map[int]string{0: "run-as-65534-", operator: fmt.Sprintf("run-as-%d-", operator)}[uid]
		ran := s.ran()
		if len(ran) != 1 {
			t.Errorf("%d: it ran %d times:\n%s", uid, len(ran), out)
		}
		for name, given := range ran {
			if !strings.HasPrefix(name, runner) || given != "environment: []\n" {
				t.Errorf("%d: %s was given\n%s", uid, name, given)
			}
		}
	}
}

// TestProgramsThatHang: twelve of them cost what one costs, and nothing of them
// stays.
func TestProgramsThatHang(t *testing.T) {
	table(t, []attack{{"twelve programs", "twelve programs hang and start children", "more than the time for one, or a process that stays", func(t *testing.T) {
		s := newScene(t)
		above := folderOf(t, 0)
		var path []string
		for _, name := range strings.Split("abcdefghijkl", "") {
			path = append(path, filepath.Join(above, name))
			s.installs(0, filepath.Join(above, name, "pomerium"), "hangs")
		}
		start := time.Now()
		out := s.detects(0, []string{"check"}, path...)
		if took := time.Since(start); took > 8*time.Second {
			t.Errorf("it took %v:\n%s", took, out)
		}
		if n := len(s.ran()); n != len(path) {
			t.Errorf("%d of them ran:\n%s", n, out)
		}
		if left := processesUnder(above); len(left) > 0 {
			t.Errorf("they stay: %v", left)
		}
	}}})
}

// processesUnder are the processes whose program is below a folder. What was
// killed a moment ago may take another to be gone.
func processesUnder(folder string) []string {
	var left []string
	for range 50 {
		left = nil
		entries, _ := os.ReadDir("/proc")
		for _, entry := range entries {
			if _, err := strconv.Atoi(entry.Name()); err != nil {
				continue
			}
			if exe, err := os.Readlink(filepath.Join("/proc", entry.Name(), "exe")); err == nil && strings.HasPrefix(exe, folder) {
				left = append(left, entry.Name()+" "+exe)
			}
		}
		if left == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return left
}

// TestTheMemoryIsNobodyElses: other processes of the same user read neither the
// environment nor the memory, and a crash dumps no core.
func TestTheMemoryIsNobodyElses(t *testing.T) {
	table(t, []attack{{"a crash", "a process of the same user reads what /proc has of the program, and makes it crash with GOTRACEBACK=crash", "it gets the token", func(t *testing.T) {
		s := newScene(t)
		ours := folderOf(t, 0)
		s.installs(0, filepath.Join(ours, "pomerium"), "hangs") // two seconds to look at it
		cmd := as(operator, exec.Command("/bin/sh", "-c", `ulimit -c "$(ulimit -H -c)"; exec "$0" check`, program))
		cmd.Dir = folderOf(t, operator)
		cmd.Env = []string{"PATH=" + ours, "AUTH0_API_TOKEN=should-stay-here", "GOTRACEBACK=crash"}
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(10 * time.Second); len(s.ran()) == 0 && time.Now().Before(deadline); {
			time.Sleep(10 * time.Millisecond)
		}
		for _, name := range []string{"environ", "maps", "auxv"} {
			read := as(operator, exec.Command("head", "-c1", fmt.Sprintf("/proc/%d/%s", cmd.Process.Pid, name)))
			if read.Run() == nil {
				t.Errorf("another process reads its %s", name)
			}
		}
		if err := cmd.Process.Signal(syscall.SIGABRT); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !status.Signaled() || status.Signal() != syscall.SIGABRT {
			t.Errorf("it did not crash: %v\n%s", cmd.ProcessState, out.String())
		}
		if cores, _ := filepath.Glob(filepath.Join(cmd.Dir, "core*")); status.CoreDump() || len(cores) > 0 {
			t.Errorf("it dumped a core: %v", cores)
		}
		if strings.Contains(out.String(), "should-stay-here") {
			t.Errorf("the trace holds the token:\n%s", out.String())
		}
	}}})
}
