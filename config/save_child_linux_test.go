package config

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"
)

// Some faults need a process of its own: another user, a limit, a system call
// that fails, a kill. The test binary then runs itself with childEnv set.
const childEnv = "CONFIG_TEST_CHILD"

// init keeps a child on its first thread: strace counts the calls of each.
func init() {
	if os.Getenv(childEnv) != "" {
		runtime.LockOSThread()
	}
}

func TestMain(m *testing.M) {
	if order := os.Getenv(childEnv); order != "" {
		runChild(order)
		return
	}
	os.Exit(m.Run())
}

// childOrder is what a child does: try a file and then, unless Try is set,
// save it. Without a Method it takes the one that was found.
type childOrder struct {
	Path    string
	New     string
	Method  Method
	TryOnly bool
	// Forever saves New and Other in turn until the child is killed.
	Forever bool
	Other   string
}

// childAnswer is what it says.
type childAnswer struct {
	Method    Method
	Reason    string
	NeedsRoot bool
	CanBackup bool
	Saved     Saved
	Err       string
	Damaged   bool
}

// Paths that a child looks at before and after it saves, to be found in a trace.
const (
	saveBegins = "/the-save-begins"
	saveEnds   = "/the-save-ends"
)

func runChild(order string) {
	var o childOrder
	if err := json.Unmarshal([]byte(order), &o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	trial := Trial{Real: o.Path, Method: o.Method}
	if o.TryOnly || o.Method == NotAtAll {
		trial = Try(Machine{}, o.Path)
	}
	a := childAnswer{Method: trial.Method, Reason: trial.Reason, NeedsRoot: trial.NeedsRoot, CanBackup: trial.Backup}
	if !o.TryOnly {
		p := Plan{Path: trial.Real, New: []byte(o.New), Method: trial.Method, Now: saveTime}
		_, p.Old, _ = ReadFile(o.Path)
		_, _ = os.Lstat(saveBegins)
		var err error
		a.Saved, err = Save(context.Background(), p)
		_, _ = os.Lstat(saveEnds)
		if err != nil {
			a.Err = err.Error()
			a.Damaged = errors.As(err, new(*Damaged))
		}
		if o.Forever {
			fmt.Println("at it")
		}
		for o.Forever && err == nil {
			p.Old = a.Saved.Digest
			p.New = []byte(o.Other)
			o.New, o.Other = o.Other, o.New
			p.Now = p.Now.Add(1e9)
			a.Saved, err = Save(context.Background(), p)
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(a); err != nil {
		os.Exit(3)
	}
}

// childCommand is a child that may be run under another program, such as a
// shell that sets a limit: wrap are the words in front.
func childCommand(t *testing.T, o childOrder, wrap ...string) *exec.Cmd {
	t.Helper()
	order, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	words := append(wrap, exe)
	cmd := exec.Command(words[0], words[1:]...)
	// Under the race detector a program waits a second before it exits.
	cmd.Env = append(os.Environ(), childEnv+"="+string(order), "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	return cmd
}

func childSays(t *testing.T, cmd *exec.Cmd) childAnswer {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the child failed: %v\n%s", err, out)
	}
	var a childAnswer
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatalf("the child says %q: %v", out, err)
	}
	return a
}
