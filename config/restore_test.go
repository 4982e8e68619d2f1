package config

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// savedAt saves newContent to path as a setup does.
func savedAt(t *testing.T, path string) Saved {
	t.Helper()
	old, digest, err := ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	saved, err := Save(t.Context(), Plan{
		Path: path, Old: digest, New: []byte(newContent), Method: Try(Machine{}, path).Method, Now: saveTime,
		Before: Before{Digest: digest, Content: old},
	})
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func TestRestorePutsBackWhatAFileHeld(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, folder, path string)
		names   []string // in the folder, before and after
	}{
		{"replaced", func(t *testing.T, _, path string) { writeFile(t, path, oldContent, 0o640) }, []string{"config.yaml"}},
		{"an empty file", func(t *testing.T, _, path string) { writeFile(t, path, "", 0o640) }, []string{"config.yaml"}},
		{"written in place", func(t *testing.T, folder, path string) {
			writeFile(t, path, oldContent, 0o640)
			if err := os.Link(path, filepath.Join(folder, "also.yaml")); err != nil {
				t.Skip(err)
			}
		}, []string{"also.yaml", "config.yaml"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "config.yaml")
			c.prepare(t, folder, path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			saved := savedAt(t, path)
			wantFile(t, path, newContent, 0o640)
			restored, err := Restore(t.Context(), saved)
			if err != nil || restored.Removed || len(restored.Backups) > 0 {
				t.Fatalf("%+v, %v", restored, err)
			}
			wantFile(t, path, string(before), 0o640)
			wantNames(t, folder, c.names...)
		})
	}
}

func TestRestoreRemovesANewFile(t *testing.T) {
	folder := t.TempDir()
	restored, err := Restore(t.Context(), savedAt(t, filepath.Join(folder, "config.yaml")))
	if err != nil || !restored.Removed {
		t.Fatalf("%+v, %v", restored, err)
	}
	wantNames(t, folder)
}

func TestRestoreRefusesAFileThatChangedSince(t *testing.T) {
	for name, old := range map[string]string{"new": "", "replaced": oldContent} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.yaml")
			if old != "" {
				writeFile(t, path, old, 0o600)
			}
			saved := savedAt(t, path)
			writeFile(t, path, newContent+"# by somebody else\n", 0o600)
			var changed *Changed
			if _, err := Restore(t.Context(), saved); !errors.As(err, &changed) {
				t.Errorf("the error is %v", err)
			}
			wantFile(t, path, newContent+"# by somebody else\n", 0o600)
			if saved.Backup != "" {
				wantFile(t, saved.Backup, oldContent, 0o600)
			}
		})
	}
}

func TestRestoreKeepsABackupThatHoldsSomethingElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	saved := savedAt(t, path)
	writeFile(t, saved.Backup, "somebody wrote here\n", 0o600)
	restored, err := Restore(t.Context(), saved)
	if err != nil || len(restored.Backups) != 1 || restored.Backups[0] != saved.Backup {
		t.Errorf("%+v, %v", restored, err)
	}
	wantFile(t, saved.Backup, "somebody wrote here\n", 0o600)
	wantFile(t, path, oldContent, 0o600)
}

func TestRestoreDoesNothingWhereItDoesNotKnowWhatWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	saved := savedAt(t, path)
	saved.Before = Before{Foreign: true}
	if _, err := Restore(context.Background(), saved); err == nil {
		t.Error("no error")
	}
	wantFile(t, path, newContent, 0o600)
}
