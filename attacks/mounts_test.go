//go:build linux

package attacks

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// namespace starts a shell of a user's in a user and a mount namespace of its own,
// where that user may mount, and waits until the shell has done what it should.
func namespace(t *testing.T, uid int, script string) (pid int) {
	t.Helper()
	cmd := as(uid, exec.Command("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script+" && echo ready && exec sleep 60"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Skip("this system lets no ordinary user mount in a namespace of their own")
	}
	return cmd.Process.Pid
}

func TestMountsOfOthers(t *testing.T) {
	table(t, []attack{
		{"a mount of the configuration",
			"a user who once could read the configuration holds it open, and mounts it in a namespace of theirs",
			"the file is written in place, so that the open file shows the client secret",
			func(t *testing.T) {
				s := newServer(t, 0, 0o755)
				config := s.write("config.yaml", pomeriumConfig, 0, 0o644)
				open, err := os.Open(config)
				if err != nil {
					t.Fatal(err)
				}
				defer open.Close()
				theirs := filepath.Join(folderOf(t, bystander), "config.yaml")
				s.write(theirs, "", bystander, 0o644)
				namespace(t, bystander, fmt.Sprintf("mount --bind %s %s", config, theirs))
				s.chmod(config, 0o600)
				s.accepts(config, version, "--config", config)
				held := make([]byte, 1<<16)
				n, _ := open.ReadAt(held, 0)
				if string(held[:n]) != pomeriumConfig {
					t.Errorf("the file that was open before holds:\n%s", held[:n])
				}
			}},
		{"a link into another file tree",
			"a user's working folder has a compose file that is a link to /proc/PID/root of a process of theirs",
			"that file system is asked for anything: it need not answer, and nothing would end the wait",
			func(t *testing.T) {
				if _, err := exec.LookPath("strace"); err != nil {
					t.Skip("it needs strace")
				}
				s := newServer(t, bystander, 0o755)
				hidden := folderOf(t, bystander)
				pid := namespace(t, bystander, fmt.Sprintf("mount -t tmpfs none %s && echo services: {} >%[1]s/file", hidden))
				inside := fmt.Sprintf("/proc/%d/root%s/file", pid, hidden)
				if _, err := os.Stat(inside); err != nil {
					t.Fatalf("the file is not in the other tree: %v", err)
				}
				names := []string{"docker-compose.yml", "compose.override.yaml", ".env", "config.yaml"}
				for _, name := range names {
					s.link(inside, name, bystander)
				}
				config := s.write(filepath.Join(s.home, "ours.yaml"), pomeriumConfig, 0, 0o600)
				trace := filepath.Join(s.home, "trace")
				cmd := exec.CommandContext(t.Context(), "strace", "-f", "-qq", "-y", "-e", "trace=%file", "-o", trace, program,
					"check", version, "--config", config)
				cmd.Dir, cmd.Env = s.folder, []string{"PATH=/usr/bin:/bin", "HOME=" + s.home}
				if out, err := cmd.CombinedOutput(); cmd.ProcessState == nil {
					t.Fatalf("%v:\n%s", err, out)
				}
				for line := range strings.Lines(read(t, trace)) {
					if strings.Contains(line, "readlink") || strings.Contains(line, "NOFOLLOW") || strings.Contains(line, "lstat(") {
						continue // these don't go through the link
					}
					for _, name := range append(names, fmt.Sprintf("/proc/%d/root/", pid)) {
						if strings.Contains(line, `"`+name) || strings.Contains(line, `"`+s.at(name)+`"`) {
							t.Errorf("followed: %s", line)
						}
					}
				}
			}},
	})
}
