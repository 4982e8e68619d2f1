//go:build linux

// Package attacks tests what other users of the machine, other people's
// servers and nonsense from the network must not be able to do. Each file holds
// a table: who does what, and what must never come of it.
package attacks

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// An attack is one row: Attacker says what is done, Never what must not happen.
type attack struct {
	name     string
	attacker string
	never    string
	run      func(t *testing.T)
}

// table runs the rows. A failure names the row's promise.
func table(t *testing.T, attacks []attack) {
	t.Helper()
	lookAtSources(t)
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("the attack: %s\nmust never happen: %s", a.attacker, a.never)
				}
			})
			a.run(t)
		})
	}
}

// Users of the machine beside root. They are in no user database; nothing
// else of this machine belongs to them.
const (
	bystander = 61001
	operator  = 61002
)

// program is the built command.
var program string

func TestMain(m *testing.M) {
	os.Exit(built(m))
}

func built(m *testing.M) int {
	folder, err := os.MkdirTemp("", "attacks")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	// Other users run it too.
	if err := os.Chmod(folder, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	program = filepath.Join(folder, "pomerium-auth0")
	build := exec.Command("go", "build", "-o", program, "..")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the command: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// lookAtSources looks at all that the command is built from. The go command
// keeps a test's result until a file changes that the test looked at, and
// doesn't see what the build reads before the tests run.
func lookAtSources(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("..", func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// needsRoot skips a test that acts as several users.
func needsRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("it acts as several users, which only root can")
	}
}

// as makes a command run as a user, who has no other group.
func as(uid int, cmd *exec.Cmd) *exec.Cmd {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	return cmd
}

// folderOf makes a folder that belongs to a user, which others may pass.
func folderOf(t *testing.T, uid int) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "attacks")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := os.Chown(folder, uid, uid); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}
