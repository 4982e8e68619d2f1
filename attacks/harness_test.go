//go:build linux

package attacks

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestOtherUsersRunTheCommand holds the harness: what acts as a bystander is
// one, and the command runs.
func TestOtherUsersRunTheCommand(t *testing.T) {
	needsRoot(t)
	lookAtSources(t)
	id, err := as(bystander, exec.Command("id", "-u")).Output()
	if err != nil || strings.TrimSpace(string(id)) != "61001" {
		t.Fatalf("id says %q, %v", id, err)
	}
	cmd := as(bystander, exec.Command(program, "version"))
	cmd.Dir = folderOf(t, bystander)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "pomerium-auth0 ") {
		t.Errorf("%v:\n%s", err, out)
	}
	if info, err := os.Stat(program); err != nil || info.Mode().Perm()&0o005 != 0o005 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
