//go:build unix

package config_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"pomerium-auth0/config"
)

func TestAFileIsOpenToEverybodyByItsModeAndItsFolders(t *testing.T) {
	folder, err := os.MkdirTemp("", "open")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	chmod := func(path string, mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	write := func(path string, mode os.FileMode) string {
		t.Helper()
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("secret"), mode); err != nil {
			t.Fatal(err)
		}
		chmod(path, mode)
		return path
	}
	chmod(folder, 0o755)
	open := write("open/token", 0o644)
	if !config.OpenToEverybody(open) {
		t.Skipf("the folder for temporary files, %s, is not open to everybody itself", filepath.Dir(folder))
	}
	closed, private := write("open/private", 0o640), write("closed/token", 0o644)
	chmod(filepath.Dir(private), 0o700)
	link, inside := filepath.Join(folder, "link"), filepath.Join(filepath.Dir(private), "link")
	pipe := filepath.Join(folder, "pipe")
	// As the kubelet mounts a secret.
	write("mount/..2026_11_29/token", 0o644)
	for name, target := range map[string]string{link: private, inside: open, filepath.Join(folder, "mount/..data"): "..2026_11_29", filepath.Join(folder, "mount/token"): "..data/token"} {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	chmod(pipe, 0o644)
	for path, want := range map[string]bool{
		open: true, closed: false, private: false, pipe: false, filepath.Dir(open): false,
		link:                                 false, // it leads to a file in a closed folder
		inside:                               true,  // the file it leads to can be reached without it
		filepath.Join(folder, "mount/token"): false, filepath.Join(folder, "none"): false,
	} {
		if got := config.OpenToEverybody(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
