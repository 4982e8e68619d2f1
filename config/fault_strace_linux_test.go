package config

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// What the kernel answers is set by strace, which works on a static program.

// strace is the words in front of a child some of whose system calls fail or
// kill it. Only those are stopped at where that works: not for a signal.
func strace(t *testing.T, options ...string) []string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	if err := tracing(path); err != nil {
		t.Skipf("strace traces nothing here: %v", err)
	}
	words := append([]string{path, "-f", "-qq", "-o", filepath.Join(t.TempDir(), "trace")}, options...)
	var calls []string
	for _, option := range options {
		if what, is := strings.CutPrefix(option, "inject="); is && strings.Contains(what, ":error=") {
			names, _, _ := strings.Cut(what, ":")
			calls = append(calls, names)
		}
	}
	if len(calls) > 0 {
		words = append(words, "--seccomp-bpf", "-e", "trace="+strings.Join(calls, ","))
	}
	return words
}

var tracing = func() func(path string) error {
	var once sync.Once
	var err error
	return func(path string) error {
		once.Do(func() { err = exec.Command(path, "-f", "-qq", "-o", os.DevNull, "true").Run() })
		return err
	}
}()

func inject(what string) []string { return []string{"-e", "inject=" + what} }

func injected(t *testing.T, o childOrder, what string) childAnswer {
	t.Helper()
	return childSays(t, childCommand(t, o, strace(t, inject(what)...)...))
}

// killed wants the child to be killed by a system call.
func killed(t *testing.T, o childOrder, call string) {
	t.Helper()
	if out, err := childCommand(t, o, strace(t, inject(call)...)...).Output(); err == nil {
		t.Fatalf("the child lived, and says %s", out)
	}
}

func TestFaultSystemCallsThatFail(t *testing.T) {
	const diskError = "error=EIO"
	cases := []struct {
		name   string
		method Method
		inject string
		err    string
		backup bool
	}{
		{"the backup does not reach the disk", Replace, "fsync:" + diskError + ":when=2", "the backup", false},
		{"the new file does not reach the disk", Replace, "fsync:" + diskError + ":when=1", "is as it was: the disk reported an error", false},
		{"the new file cannot be written", Replace, "write:error=ENOSPC:when=1", "is as it was; 54 bytes are needed: the disk is full", false},
		{"the new name is refused", Replace, "renameat,renameat2:error=EXDEV", "is as it was: invalid cross-device link", false},
		{"the owner is refused", Replace, "fchown:error=EPERM:when=1", "cannot be given the owner", false},
		{"the bytes do not reach the disk in place", InPlace, "fsync:" + diskError + ":when=3", "is as it was: the disk reported an error", false},
		{"the write in place breaks off", InPlace, "pwrite64:" + diskError + ":when=1", "is as it was: the disk reported an error", false},
		{"the cut in place fails", InPlace, "ftruncate:" + diskError + ":when=1", "is as it was: the disk reported an error", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "config.yaml")
			writeFile(t, path, oldContent, 0o600)
			a := injected(t, childOrder{Path: path, New: newContent, Method: c.method}, c.inject)
			if !strings.Contains(a.Err, c.err) {
				t.Errorf("the error is %q, want … %s …", a.Err, c.err)
			}
			wantFile(t, path, oldContent, 0o600)
			wantNames(t, folder, "config.yaml")
		})
	}
}

func TestFaultFolderDoesNotReachTheDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	a := injected(t, childOrder{Path: path, New: newContent}, "fsync:error=EIO:when=3")
	if a.Err != "" || len(a.Saved.Warnings) != 1 || !strings.Contains(a.Saved.Warnings[0], "the disk did not confirm it") {
		t.Errorf("the child says %+v", a)
	}
	wantFile(t, path, newContent, 0o600)
}

// When nothing can be taken back the error says so, and where the old one is.
func TestFaultTheWriteInPlaceCannotBeTakenBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	a := injected(t, childOrder{Path: path, New: newContent, Method: InPlace}, "ftruncate:error=EIO")
	if !strings.Contains(a.Err, "is not as it should be") || !strings.Contains(a.Err, "the old content is in "+path+".bak-20261124T091412Z") {
		t.Errorf("the error is %q", a.Err)
	}
	wantFile(t, path+".bak-20261124T091412Z", oldContent, 0o600)
}

func TestFaultTheNewFileGetsNoName(t *testing.T) {
	for name, content := range map[string]string{"replaced": oldContent, "created": ""} {
		folder := t.TempDir()
		path := filepath.Join(folder, "config.yaml")
		var names []string
		if content != "" {
			writeFile(t, path, content, 0o640)
			names = []string{"config.yaml"}
		}
		a := injected(t, childOrder{Path: path, New: newContent}, "linkat:error=ENOSPC:when=1")
		if !strings.Contains(a.Err, "the disk is full") {
			t.Errorf("%s: the child says %+v", name, a)
		}
		wantNames(t, folder, names...)
	}
}

// Where files must have a name from the start, as on NFS. Hidden here is
// /proc, without which one without cannot be named.
func TestFaultNoFilesWithoutAName(t *testing.T) {
	needRoot(t)
	hidden := []string{"unshare", "-m", "sh", "-c", `mount -t tmpfs tmpfs /proc && exec "$0"`}
	run(t, append(hidden, "true")...)
	for name, content := range map[string]string{"replaced": oldContent, "created": ""} {
		folder := t.TempDir()
		path := filepath.Join(folder, "config.yaml")
		names := []string{"config.yaml"}
		if content != "" {
			writeFile(t, path, content, 0o600)
			names = append(names, "config.yaml.bak-20261124T091412Z")
		}
		a := childSays(t, childCommand(t, childOrder{Path: path, New: newContent}, hidden...))
		if a.Err != "" {
			t.Errorf("%s: %s", name, a.Err)
		}
		wantFile(t, path, newContent, 0o600)
		wantNames(t, folder, names...)
	}
}

// The same where the file system cannot rename without replacing, as NFS, has
// no hard links, as FAT, or neither.
func TestFaultNamesThatCannotBeTakenFreely(t *testing.T) {
	needRoot(t)
	for _, c := range []struct {
		name   string
		inject []string
	}{
		{"no renaming without replacing", inject("renameat2:error=EINVAL")},
		{"no hard links", inject("linkat:error=EPERM")},
		{"neither", append(inject("renameat2:error=EINVAL"), inject("linkat:error=EPERM")...)},
	} {
		for _, method := range []Method{Create, Replace, InPlace} {
			t.Run(c.name+"/"+method.String(), func(t *testing.T) {
				s := newSaving(t, method)
				wrap := append(strace(t, c.inject...), "unshare", "-m", "sh", "-c", `mount -t tmpfs tmpfs /proc && exec "$0"`)
				run(t, append(wrap, "true")...)
				if a := childSays(t, childCommand(t, s.order, wrap...)); a.Err != "" || len(a.Saved.Warnings) > 0 {
					t.Errorf("the child says %+v", a)
				}
				l := s.left(t, "saved")
				if !s.isNew(l) || l.backup != (method != Create) || len(l.others) > 0 {
					t.Errorf("the folder holds %+v", l)
				}
				// A name that is taken stays taken.
				s.prepare(t)
				if method == Create {
					return
				}
				writeFile(t, BackupName(s.path, saveTime), oldContent, 0o600)
				a := childSays(t, childCommand(t, s.order, wrap...))
				if a.Err != "" || !strings.HasPrefix(a.Saved.Backup, BackupName(s.path, saveTime)+"-") {
					t.Errorf("the child says %+v", a)
				}
				if l := s.left(t, "saved"); !s.isNew(l) || len(l.others) > 0 {
					t.Errorf("the folder holds %+v", l)
				}
			})
		}
	}
}

// A trial there goes by the rights alone.
func TestFaultATrialWithoutFilesWithoutAName(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o640)
	wrap := strace(t, append([]string{"-P", folder}, inject("openat:error=EOPNOTSUPP:when=1")...)...)
	a := childSays(t, childCommand(t, childOrder{Path: path, TryOnly: true}, wrap...))
	if a.Method != Replace || !a.CanBackup {
		t.Errorf("the child says %+v", a)
	}
}

func TestFaultKilledBeforeTheNewName(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	killed(t, childOrder{Path: path, New: newContent}, "renameat,renameat2:signal=KILL")
	// The new one may have been written already, if the signal came late.
	if got, _ := os.ReadFile(path); string(got) != oldContent && string(got) != newContent {
		t.Errorf("the file holds %q", got)
	}
	mustSave(t, planFor(t, path, newContent+"# again\n"))
	if left, _ := filepath.Glob(filepath.Join(folder, ".config.yaml.*")); len(left) > 0 {
		t.Errorf("the next save left %q", left)
	}
}

func TestFaultKilledWhileWriting(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	killed(t, childOrder{Path: path, New: newContent}, "fsync:signal=KILL:when=2")
	wantFile(t, path, oldContent, 0o600)
	if left, _ := filepath.Glob(filepath.Join(folder, ".config.yaml.*")); len(left) > 0 {
		t.Errorf("it left %q", left)
	}
}

// In place, the old content is longer and is not cut off any more: what is
// there must be the new one and empty lines, never the old one's end.
func TestFaultKilledBeforeTheCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	killed(t, childOrder{Path: path, New: newContent, Method: InPlace}, "ftruncate:signal=KILL")
	wantFile(t, path, newContent+strings.Repeat("\n", len(oldContent)-len(newContent)), 0o600)
}

// kill -9 at any moment: the file is one of the two and never a mixture.
func TestFaultKilledAtAnyMoment(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 5
	}
	one := "which: one\n" + strings.Repeat("# the first content\n", 150)
	two := "which: two\n" + strings.Repeat("# the second one\n", 100)
	for _, method := range []Method{Replace, InPlace} {
		folder := t.TempDir()
		path := filepath.Join(folder, "config.yaml")
		for range rounds {
			writeFile(t, path, one, 0o600)
			cmd := childCommand(t, childOrder{Path: path, New: two, Other: one, Method: method, Forever: true})
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Read(make([]byte, 16)); err != nil {
				t.Fatalf("%v: the child saves nothing: %v", method, err)
			}
			time.Sleep(time.Duration(rand.IntN(30_000)) * time.Microsecond)
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			got, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			// In place, a cut that did not come leaves empty lines at the end.
			if text := strings.TrimRight(string(got), "\n") + "\n"; text != one && text != two {
				t.Fatalf("%v: mixed after a kill:\n%.200q … %.200q", method, got, got[max(0, len(got)-200):])
			}
			backups, _ := filepath.Glob(path + ".bak-*")
			for _, backup := range backups {
				_ = os.Remove(backup)
			}
		}
		mustSave(t, planFor(t, path, newContent))
		wantNames(t, folder, "config.yaml", "config.yaml.bak-20261124T091412Z")
	}
}
