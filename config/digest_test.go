package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheDigestTellsFilesApart(t *testing.T) {
	folder := t.TempDir()
	one, two := filepath.Join(folder, "one"), filepath.Join(folder, "two")
	writeFile(t, one, oldContent, 0o600)
	writeFile(t, two, oldContent, 0o600)
	content, first, err := ReadFile(one)
	if err != nil || string(content) != oldContent {
		t.Fatalf("%q, %v", content, err)
	}
	_, again, _ := ReadFile(one)
	_, other, _ := ReadFile(two)
	if first != again || first == other || first.IsZero() {
		t.Errorf("digests: %v %v %v", first, again, other)
	}
}

func TestWhatIsNotRead(t *testing.T) {
	folder := t.TempDir()
	absent := filepath.Join(folder, "absent")
	if _, digest, err := ReadFile(absent); !errors.Is(err, fs.ErrNotExist) || !digest.IsZero() || !strings.Contains(err.Error(), absent+" is not there") {
		t.Errorf("absent: %v", err)
	}
	if _, _, err := ReadFile(folder); err == nil || !strings.Contains(err.Error(), "is a folder, not a file") {
		t.Errorf("a folder: %v", err)
	}
	if _, _, err := ReadFile(os.DevNull); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Errorf("a device: %v", err)
	}
	huge := filepath.Join(folder, "huge")
	writeFile(t, huge, "", 0o600)
	if err := os.Truncate(huge, maxFile+1); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ReadFile(huge); err == nil || !strings.Contains(err.Error(), "larger than 16 MiB") {
		t.Errorf("a huge file: %v", err)
	}
	if err := os.Truncate(huge, maxFile); err != nil {
		t.Fatal(err)
	}
	if content, _, err := ReadFile(huge); err != nil || len(content) != maxFile {
		t.Errorf("the largest file: %d bytes, %v", len(content), err)
	}
}

// A name may hold whatever its maker wanted the terminal to do.
func TestAFileNameIsFilteredInSentences(t *testing.T) {
	_, _, err := ReadFile(filepath.Join(t.TempDir(), "a\x1b]0;title\a"))
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\a") {
		t.Errorf("the error is %q", err)
	}
}
