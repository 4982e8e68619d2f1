//go:build unix

package trust

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// machine makes a file tree of this user's: a content that starts with "-> " is
// a link.
func machine(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, content := range files {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, ok := strings.CutPrefix(content, "-> "); ok {
			err = os.Symlink(target, full)
		} else {
			err = os.WriteFile(full, []byte(content), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	// Whatever the umask is.
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = os.Chmod(path, 0o755)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestLinksAreFollowedInTheMachine(t *testing.T) {
	root := machine(t, map[string]string{
		"real/deep/config.yaml": "found",
		"etc/absolute":          "-> /real/deep/config.yaml",
		"etc/relative":          "-> ../real/./deep//config.yaml",
		"etc/folder":            "-> /real/deep",
		"etc/chain":             "-> absolute",
		"etc/above":             "-> ../../../../real/deep/config.yaml",
		"etc/loop":              "-> loop",
		"etc/gone":              "-> /real/new",
		"etc/through":           "-> /real/deep/config.yaml/",
	})
	j := For(root, nil)
	for _, path := range []string{"/real/deep/config.yaml", "/etc/absolute", "/etc/relative", "/etc/folder/config.yaml", "/etc/chain", "/etc/above", "/etc/folder/../deep/config.yaml"} {
		f, err := j.Open(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		content, err := io.ReadAll(f.File)
		if f.Path != "/real/deep/config.yaml" || string(content) != "found" || err != nil || !f.Believed().OK {
			t.Errorf("%s: %q holds %q (%v), %q", path, f.Path, content, err, f.Believed().Words())
		}
		f.Close()
	}
	for path, want := range map[string]error{"/etc/loop": unix.ELOOP, "/etc/gone": fs.ErrNotExist, "/no/where": fs.ErrNotExist,
		"/etc/through": unix.ENOTDIR, "/real/deep": unix.EISDIR, "/real/deep/config.yaml/x": unix.ENOTDIR, "real": unix.EINVAL} {
		if f, err := j.Open(path); !errors.Is(err, want) {
			t.Errorf("%s: %v, %v, want %v", path, f, err, want)
		}
	}
	free, err := j.Look("/etc/gone")
	if err != nil || free.Info != nil || free.Path != "/real/new" || !free.Believed().OK {
		t.Errorf("a free name: %+v, %v", free, err)
	}
	there, err := j.Look("/etc/folder")
	if err != nil || there.Info == nil || !there.Info.IsDir() || there.Path != "/real/deep" {
		t.Errorf("a folder: %+v, %v", there, err)
	}
}

func TestEveryFolderOnTheWayIsJudged(t *testing.T) {
	files := map[string]string{"a/b/config.yaml": "x", "opt/link/b": "-> /a/b", "other/way": "-> /opt/link"}
	for _, path := range []string{"", "a", "a/b", "a/b/config.yaml", "opt", "opt/link", "other"} {
		root := machine(t, files)
		if err := os.Chmod(filepath.Join(root, path), 0o777); err != nil {
			t.Fatal(err)
		}
		f, err := For(root, nil).Open("/other/way/b/config.yaml")
		if err != nil {
			t.Fatal(err)
		}
		want := filepath.Join("/", path) + " can be changed by every user"
		for _, v := range []Verdict{f.Believed(), f.Runnable()} {
			if v.OK || v.Words() != want {
				t.Errorf("%q, want %q", v.Words(), want)
			}
		}
		f.Close()
	}
}

func TestWhatIsNoFileIsNotOpened(t *testing.T) {
	root := machine(t, nil)
	if err := unix.Mkfifo(filepath.Join(root, "pipe"), 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	if f, err := For(root, nil).Open("/pipe"); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("%v, %v", f, err)
	}
}

// TestAnotherUsersLinkInAStickyFolder: its owner may put another in its place.
func TestAnotherUsersLinkInAStickyFolder(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make another user's link")
	}
	for mode, ok := range map[fs.FileMode]bool{0o755: true, 0o777 | fs.ModeSticky: false} {
		root := machine(t, map[string]string{"etc/config.yaml": "x", "tmp/config.yaml": "-> /etc/config.yaml"})
		if err := os.Lchown(filepath.Join(root, "tmp/config.yaml"), 61005, 61005); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(root, "tmp"), mode); err != nil {
			t.Fatal(err)
		}
		f, err := For(root, nil).Open("/tmp/config.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if v := f.Believed(); v.OK != ok || !ok && v.Words() != "/tmp/config.yaml belongs to uid 61005" {
			t.Errorf("%v: %q", mode, v.Words())
		}
		f.Close()
	}
}
