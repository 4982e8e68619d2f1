package config

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every system call of a save fails once, and kills once: what is in the folder
// afterwards is the old file or the new one, and nothing else with a secret.

// A call is one system call of a save: the nth of that name on its thread.
type call struct {
	name string
	nth  int
	line string
}

// notInjected are calls of Go's runtime, which dies without their success, and
// those that cannot fail.
var notInjected = regexp.MustCompile(`^(futex|mmap|munmap|madvise|clone3?|sched_yield|nanosleep|clock_.*|rt_sig.*|tgkill|getpid|gettid|epoll_.*|eventfd2|exit.*|getuid|geteuid|getgid|getegid)$`)

// callsOf lists the calls of a save that goes well.
func callsOf(t *testing.T, o childOrder) []call {
	t.Helper()
	words := strace(t)
	if a := childSays(t, childCommand(t, o, words...)); a.Err != "" {
		t.Fatal(a.Err)
	}
	trace, err := os.ReadFile(words[slices.Index(words, "-o")+1])
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(trace), "\n")
	begins := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, saveBegins) })
	if begins < 0 {
		t.Fatal("the trace does not show the save")
	}
	thread, _, _ := strings.Cut(lines[begins], " ")
	counted := map[string]int{}
	var calls []call
	for i, line := range lines {
		rest, own := strings.CutPrefix(line, thread+" ")
		name, _, is := strings.Cut(strings.TrimSpace(rest), "(")
		if !own || !is || strings.ContainsAny(name, " <+-") {
			continue
		}
		counted[name]++
		switch {
		case strings.Contains(line, saveEnds):
			return calls
		case i > begins && !notInjected.MatchString(name):
			calls = append(calls, call{name, counted[name], strings.TrimSpace(rest)})
		}
	}
	t.Fatal("the save has no end")
	return nil
}

// A saving is a file that is saved by each method.
type saving struct {
	method Method
	folder string
	path   string
	order  childOrder
}

const (
	savedMode  = 0o644
	keptBackup = "config.yaml.bak-20261124T091412Z"
)

func newSaving(t *testing.T, method Method) saving {
	t.Helper()
	s := saving{method: method, folder: t.TempDir()}
	s.path = filepath.Join(s.folder, "config.yaml")
	s.order = childOrder{Path: s.path, New: newContent, Method: method}
	s.prepare(t)
	return s
}

// prepare makes the folder as it is before a save.
func (s saving) prepare(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if err := os.Remove(filepath.Join(s.folder, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if s.method != Create {
		writeFile(t, s.path, oldContent, savedMode)
	}
}

// left is what a save has left: the file's content, whether there is a backup,
// and what else is there.
type left struct {
	content       string
	there, backup bool
	others        []string
}

func (s saving) left(t *testing.T, what string) left {
	t.Helper()
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		t.Fatal(err)
	}
	var l left
	for _, entry := range entries {
		name := entry.Name()
		content, err := os.ReadFile(filepath.Join(s.folder, name))
		if err != nil {
			t.Fatal(err)
		}
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		if name == "config.yaml" {
			l.content, l.there = string(content), true
			continue
		}
		if info.Mode().Perm()&^0o600 != 0 {
			t.Errorf("%s: %s has mode %04o", what, name, info.Mode().Perm())
		}
		switch {
		case !strings.HasPrefix(name, keptBackup):
			l.others = append(l.others, fmt.Sprintf("%s (%d bytes)", name, len(content)))
		case string(content) != oldContent:
			t.Errorf("%s: the backup holds %q", what, content)
		default:
			l.backup = true
		}
	}
	return l
}

// isOld and isNew say what the file holds.
func (s saving) isOld(l left) bool {
	return s.method == Create && !l.there || s.method != Create && l.content == oldContent
}

func (s saving) isNew(l left) bool { return l.there && l.content == newContent }

// sampled are all of them, or in a short run some.
func sampled(calls []call) []call {
	if !testing.Short() {
		return calls
	}
	var some []call
	for i := 0; i < len(calls); i += 9 {
		some = append(some, calls[i])
	}
	return some
}

func TestFaultEveryCallOfASaveFails(t *testing.T) {
	for _, method := range []Method{Create, Replace, InPlace} {
		t.Run(method.String(), func(t *testing.T) {
			s := newSaving(t, method)
			for _, call := range sampled(callsOf(t, s.order)) {
				for _, fault := range []string{"EIO", "EPERM"} {
					s.prepare(t)
					what := fmt.Sprintf("%s of %s", fault, call.line)
					a := injected(t, s.order, fmt.Sprintf("%s:error=%s:when=%d", call.name, fault, call.nth))
					l := s.left(t, what)
					if len(l.others) > 0 {
						t.Errorf("%s: it left %q", what, l.others)
					}
					switch {
					case a.Err == "" && !s.isNew(l), a.Err != "" && !s.isOld(l):
						t.Errorf("%s: the error is %q, and the file holds %q", what, a.Err, l.content)
					case a.Err != "" && l.backup:
						t.Errorf("%s: nothing was saved, and there is a backup", what)
					case a.Err == "" && method != Create && !l.backup && len(a.Saved.Warnings) == 0:
						t.Errorf("%s: no backup, and nothing is said", what)
					}
				}
			}
		})
	}
}

// A folder may refuse to give up a name, as an append-only one does: then what
// is left there is empty.
func TestFaultEveryCallOfASaveFailsAndNoNameGoes(t *testing.T) {
	for _, method := range []Method{Create, Replace, InPlace} {
		t.Run(method.String(), func(t *testing.T) {
			s := newSaving(t, method)
			for _, call := range sampled(callsOf(t, s.order)) {
				if call.name == "unlinkat" {
					continue
				}
				s.prepare(t)
				options := append(inject(fmt.Sprintf("%s:error=EIO:when=%d", call.name, call.nth)), inject("unlinkat:error=EPERM")...)
				a := childSays(t, childCommand(t, s.order, strace(t, options...)...))
				l := s.left(t, call.line)
				if a.Err == "" && !s.isNew(l) || a.Err != "" && !s.isOld(l) {
					t.Errorf("%s: the error is %q, and the file holds %q", call.line, a.Err, l.content)
				}
				for _, other := range l.others {
					name, _, _ := strings.Cut(other, " ")
					if !strings.HasSuffix(other, "(0 bytes)") || !strings.Contains(a.Err, "an empty file "+name+" is left") {
						t.Errorf("%s: it left %s and says %q", call.line, other, a.Err)
					}
				}
				if a.Err != "" && l.backup && !strings.Contains(a.Err, keptBackup+" stays") {
					t.Errorf("%s: the backup stays, and it says %q", call.line, a.Err)
				}
			}
		})
	}
}

// kill -9 at every call: a temporary file may be left, for the next save to
// remove, which its owner alone can read, unless it was about to be renamed.
func TestFaultEveryCallOfASaveKills(t *testing.T) {
	for _, method := range []Method{Create, Replace, InPlace} {
		t.Run(method.String(), func(t *testing.T) {
			s := newSaving(t, method)
			calls := callsOf(t, s.order)
			open := openToOthers(calls)
			tried, died := 0, 0
			for _, call := range sampled(calls) {
				if slices.Contains(open, call) {
					continue
				}
				s.prepare(t)
				tried++
				kill := inject(fmt.Sprintf("%s:signal=KILL:when=%d", call.name, call.nth))
				if childCommand(t, s.order, strace(t, kill...)...).Run() != nil {
					died++
				}
				l := s.left(t, call.line)
				cut := method == InPlace && strings.TrimRight(l.content, "\n")+"\n" == newContent
				if !s.isOld(l) && !s.isNew(l) && !cut {
					t.Errorf("%s: the file holds %q", call.line, l.content)
				}
				if !s.isOld(l) && method != Create && !l.backup {
					t.Errorf("%s: it was written before there was a backup", call.line)
				}
			}
			// Go's runtime makes some calls more often at one time than at another.
			if died < tried*3/4 {
				t.Errorf("%d of %d calls killed", died, tried)
			}
		})
	}
}

var opening = regexp.MustCompile(`^fchmod\(\d+, 0[0-7]?(.[1-7]|[1-7].)\)|^fsetxattr\(\d+, "system\.`)

// openToOthers are the calls of a save that replaces a file while the new one
// can be read by others and has not taken the old one's place yet: from the
// first that lets them to the rename.
func openToOthers(calls []call) []call {
	first := slices.IndexFunc(calls, func(c call) bool { return opening.MatchString(c.line) })
	renamed := slices.IndexFunc(calls, func(c call) bool { return c.name == "renameat" })
	if first < 0 || renamed < first {
		return nil
	}
	return calls[first : renamed+1]
}

// What lets others read the new file, mode and access list, is given to it by
// the very last calls before it takes the old one's place.
func TestATemporaryIsOpenedRightBeforeTheRename(t *testing.T) {
	s := newSaving(t, Replace)
	run(t, "setfacl", "-m", "u:1234:r--", s.path)
	calls := openToOthers(callsOf(t, s.order))
	if len(calls) == 0 {
		t.Fatal("the trace does not show it")
	}
	attribute := regexp.MustCompile(`^(fgetxattr|flistxattr|fsetxattr|fchmod|fcntl)\(`)
	for _, call := range calls[:len(calls)-1] {
		// Go looks at the name before it renames to it.
		if !attribute.MatchString(call.line) && !strings.HasPrefix(call.name, "newfstatat") {
			t.Errorf("between opening it to others and the rename: %s", call.line)
		}
	}
}

// The whole of it may be read back wrong, and is saved all the same.
func TestFaultWhatWasSavedCannotBeReadBack(t *testing.T) {
	for _, method := range []Method{Create, Replace, InPlace} {
		s := newSaving(t, method)
		calls := callsOf(t, s.order)
		s.prepare(t)
		slices.Reverse(calls)
		read := slices.IndexFunc(calls, func(c call) bool { return c.name == "read" })
		a := injected(t, s.order, fmt.Sprintf("read:error=EIO:when=%d", calls[read].nth-1)) // the last one finds the end
		if a.Err != "" || len(a.Saved.Warnings) != 1 || !strings.Contains(a.Saved.Warnings[0], "saved, but it could not be read back: ") {
			said, _ := json.Marshal(a)
			t.Errorf("%v: the child says %s", method, said)
		}
		wantNew := s.left(t, method.String())
		if !s.isNew(wantNew) {
			t.Errorf("%v: the file holds %q", method, wantNew.content)
		}
	}
}
