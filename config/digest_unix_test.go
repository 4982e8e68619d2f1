//go:build unix

package config

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestAPipeDoesNotHang(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	done := make(chan error, 1)
	go func() {
		_, _, err := ReadFile(path)
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "is a named pipe, not a file") {
			t.Errorf("the error is %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("reading a pipe waits for a writer")
	}
}

func TestAFileIsNeverWidenedByTheUmask(t *testing.T) {
	for _, mask := range []int{0, 0o77, 0o777} {
		folder := t.TempDir()
		writeFile(t, filepath.Join(folder, "config.yaml"), oldContent, 0o644)
		p := planFor(t, filepath.Join(folder, "config.yaml"), newContent)
		created := planFor(t, filepath.Join(folder, "new.yaml"), newContent)
		old := unix.Umask(mask)
		saved, err := Save(t.Context(), p)
		if err == nil {
			_, err = Save(t.Context(), created)
		}
		unix.Umask(old)
		if err != nil {
			t.Fatal(err)
		}
		wantFile(t, p.Path, newContent, 0o644)
		wantFile(t, saved.Backup, oldContent, 0o600)
		wantFile(t, created.Path, newContent, 0o600)
	}
}
