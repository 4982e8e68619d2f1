package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// saveTime is when the tests save.
var saveTime = time.Date(2026, 11, 24, 9, 14, 12, 0, time.UTC)

const (
	oldContent = "# the old one\nidp_provider: google\nidp_client_secret: \"old-secret\"\n"
	newContent = "idp_provider: \"auth0\"\nidp_client_secret: \"new-secret\"\n"
)

// writeFile makes a file with exactly that mode, whatever the umask.
func writeFile(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func wantFile(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != content {
		t.Errorf("%s holds %q, want %q", path, got, content)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != mode {
		t.Errorf("%s has mode %04o, want %04o", path, info.Mode().Perm(), mode)
	}
}

// wantNames says which files are in a folder, and no others.
func wantNames(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

// planFor plans what a walk would: try, read, save by the method found.
func planFor(t *testing.T, path, content string) Plan {
	t.Helper()
	trial := Try(Machine{}, path)
	if trial.Method == NotAtAll {
		t.Fatalf("cannot be saved: %s", trial.Reason)
	}
	p := Plan{Path: trial.Real, New: []byte(content), Method: trial.Method, Now: saveTime}
	if trial.Exists {
		var err error
		if _, p.Old, err = ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func mustSave(t *testing.T, p Plan) Saved {
	t.Helper()
	saved, err := Save(context.Background(), p)
	if err != nil {
		t.Fatalf("not saved: %v", err)
	}
	return saved
}

func TestASaveKeepsModeAndMakesABackup(t *testing.T) {
	for _, method := range []Method{Replace, InPlace} {
		for _, mode := range []os.FileMode{0o640, 0o600, 0o644, 0o400} {
			folder := t.TempDir()
			path := filepath.Join(folder, "config.yaml")
			writeFile(t, path, oldContent, mode)
			p := planFor(t, path, newContent)
			if method == InPlace && mode == 0o400 && os.Geteuid() != 0 {
				continue
			}
			p.Method = method
			saved := mustSave(t, p)
			wantFile(t, path, newContent, mode)
			backup := path + ".bak-20261124T091412Z"
			if saved.Backup != backup || saved.Method != method || saved.Unchanged || len(saved.Warnings) > 0 {
				t.Errorf("%v: saved is %+v", method, saved)
			}
			wantFile(t, backup, oldContent, mode&0o700)
			wantNames(t, folder, "config.yaml", "config.yaml.bak-20261124T091412Z")
			if _, digest, err := ReadFile(path); err != nil || digest != saved.Digest {
				t.Errorf("the digest that was returned is not the file's: %v", err)
			}
		}
	}
}

func TestAReplacedFileIsAnotherOneAndAFileInPlaceIsTheSame(t *testing.T) {
	for method, same := range map[Method]bool{Replace: false, InPlace: true} {
		path := filepath.Join(t.TempDir(), "config.yaml")
		writeFile(t, path, oldContent, 0o600)
		before, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		p := planFor(t, path, newContent)
		p.Method = method
		mustSave(t, p)
		after, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if os.SameFile(before, after) != same {
			t.Errorf("%v: the same file: %v, want %v", method, !same, same)
		}
	}
}

func TestANewFileIsItsOwnersAlone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	p := planFor(t, path, newContent)
	if p.Method != Create {
		t.Fatalf("method is %v", p.Method)
	}
	saved := mustSave(t, p)
	wantFile(t, path, newContent, 0o600)
	wantNames(t, folder, "config.yaml")
	if saved.Backup != "" {
		t.Errorf("a backup of nothing: %s", saved.Backup)
	}
}

func TestNothingToChangeTouchesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, newContent, 0o640)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	saved := mustSave(t, planFor(t, path, newContent))
	if !saved.Unchanged || saved.Backup != "" {
		t.Errorf("saved is %+v", saved)
	}
	after, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Error("the file was written")
	}
	wantNames(t, folder, "config.yaml")
}

func TestAFileThatChangedIsNotSaved(t *testing.T) {
	changes := map[string]func(path string) error{
		"written to": func(path string) error { return os.WriteFile(path, []byte("another: one\n"), 0o600) },
		"replaced by its like": func(path string) error {
			if err := os.WriteFile(path+".x", []byte(oldContent), 0o600); err != nil {
				return err
			}
			return os.Rename(path+".x", path)
		},
		"removed": os.Remove,
		"made a link": func(path string) error {
			if err := os.Rename(path, path+".x"); err != nil {
				return err
			}
			return os.Symlink(path+".x", path)
		},
	}
	for name, change := range changes {
		for _, method := range []Method{Replace, InPlace} {
			path := filepath.Join(t.TempDir(), "config.yaml")
			writeFile(t, path, oldContent, 0o600)
			p := planFor(t, path, newContent)
			p.Method = method
			if err := change(path); err != nil {
				t.Fatal(err)
			}
			_, err := Save(context.Background(), p)
			var changed *Changed
			if !errors.As(err, &changed) || changed.Elsewhere || !strings.HasPrefix(err.Error(), path+" ") {
				t.Errorf("%s, %v: the error is %v", name, method, err)
			}
			if got, _ := os.ReadFile(path); bytes.Equal(got, []byte(newContent)) {
				t.Errorf("%s, %v: saved all the same", name, method)
			}
			if backups, _ := filepath.Glob(path + ".bak-*"); len(backups) > 0 {
				t.Errorf("%s, %v: a backup was made: %v", name, method, backups)
			}
		}
	}
}

func TestAFileThatAppearedIsNotOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	p := planFor(t, path, newContent)
	writeFile(t, path, "somebody: else\n", 0o644)
	_, err := Save(context.Background(), p)
	var changed *Changed
	if !errors.As(err, &changed) {
		t.Errorf("the error is %v", err)
	}
	wantFile(t, path, "somebody: else\n", 0o644)
}

// Any number of names may have been made ahead, by whoever may write there.
func TestABackupNameThatIsTakenCostsNoTime(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	for second := range 10_000 {
		if err := os.WriteFile(BackupName(path, saveTime.Add(time.Duration(second)*time.Second)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := planFor(t, path, newContent)
	start := time.Now()
	saved := mustSave(t, p)
	if took := time.Since(start); took > 500*time.Millisecond {
		t.Errorf("it took %s", took)
	}
	random, named := strings.CutPrefix(saved.Backup, path+".bak-20261124T091412Z-")
	if !named || len(random) != 16 {
		t.Errorf("the backup is %s", saved.Backup)
	}
	wantFile(t, saved.Backup, oldContent, 0o600)
	wantFile(t, BackupName(path, saveTime), "", 0o600)
	wantFile(t, path, newContent, 0o600)
}

func TestASaveThatIsCalledOffLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	p := planFor(t, path, newContent)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Save(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	wantFile(t, path, oldContent, 0o600)
	wantNames(t, folder, "config.yaml")
}

func TestWhatAKilledSaveLeftIsRemoved(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	writeFile(t, filepath.Join(folder, ".config.yaml.0123456789abcdef.pomerium-auth0.tmp"), newContent, 0o600)
	others := []string{".config.yaml.0123.pomerium-auth0.tmp", ".config.yaml.swp", ".other.yaml.0123456789abcdef.pomerium-auth0.tmp"}
	for _, name := range others {
		writeFile(t, filepath.Join(folder, name), "not ours", 0o600)
	}
	mustSave(t, planFor(t, path, newContent))
	wantNames(t, folder, append(others, "config.yaml", "config.yaml.bak-20261124T091412Z")...)
}

func TestTwoSavesAtOnceDoNotMix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	p := planFor(t, path, newContent)
	holder := mustHold(t, p)
	done := make(chan error, 1)
	go func() {
		_, err := Save(context.Background(), p)
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	wantFile(t, path, oldContent, 0o600)
	holder.close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	wantFile(t, path, newContent, 0o600)
}

// mustHold takes the lock of a file as a save does.
func mustHold(t *testing.T, p Plan) *target {
	t.Helper()
	holder, err := openTarget(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.takeLock(context.Background()); err != nil {
		t.Fatal(err)
	}
	return holder
}

// In a bubble of its own time, so that the wait costs none.
func TestALockIsWaitedForFiveSecondsAndItsHolderNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		existing := filepath.Join(folder, "config.yaml")
		writeFile(t, existing, oldContent, 0o600)
		for _, path := range []string{existing, filepath.Join(folder, "new.yaml")} {
			p := planFor(t, path, newContent)
			holder := mustHold(t, p)
			start := time.Now()
			_, err := Save(context.Background(), p)
			if err == nil || !strings.HasPrefix(err.Error(), path+" was not saved: ") || !strings.Contains(err.Error(), " holds a lock on it") {
				t.Errorf("the error is %v", err)
			}
			if self := fmt.Sprintf("process %d (%.15s, user %s)", os.Getpid(), filepath.Base(os.Args[0]), userNamed(os.Getuid())); runtime.GOOS == "linux" && !strings.Contains(err.Error(), self) {
				t.Errorf("the error is %v, and does not name %s", err, self)
			}
			if waited := time.Since(start); waited < 5*time.Second || waited > 6*time.Second {
				t.Errorf("it waited %s", waited)
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			if _, err := Save(ctx, p); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("called off, the error is %v", err)
			}
			cancel()
			holder.close()
			mustSave(t, p)
		}
	})
}

// The plan was made for the file that the link led to.
func TestALinkThatLeadsElsewhereByThenIsNoticed(t *testing.T) {
	for _, method := range []Method{Replace, InPlace, Create} {
		for _, parted := range []string{"the file", "its folder"} {
			folder := t.TempDir()
			link, target := filepath.Join(folder, "config.yaml"), "a/config.yaml"
			named := link
			if parted == "its folder" {
				link, target = filepath.Join(folder, "etc"), "a"
				named = filepath.Join(link, "config.yaml")
			} else if method == Create {
				continue // a link to nothing is refused by the trial
			}
			for _, name := range []string{"a", "b"} {
				if err := os.Mkdir(filepath.Join(folder, name), 0o755); err != nil {
					t.Fatal(err)
				}
				if method != Create {
					writeFile(t, filepath.Join(folder, name, "config.yaml"), oldContent, 0o600)
				}
			}
			if err := os.Symlink(target, link); err != nil {
				t.Skip(err)
			}
			p := planFor(t, named, newContent)
			p.Named = Try(Machine{}, named).Named
			p.Method = method
			if err := os.Remove(link); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("b"+target[1:], link); err != nil {
				t.Fatal(err)
			}
			_, err := Save(context.Background(), p)
			var changed *Changed
			if !errors.As(err, &changed) || !changed.Elsewhere {
				t.Errorf("%v, %s: the error is %v", method, parted, err)
			}
			for _, name := range []string{"a", "b"} {
				if method == Create {
					wantNames(t, filepath.Join(folder, name))
					continue
				}
				wantNames(t, filepath.Join(folder, name), "config.yaml")
				wantFile(t, filepath.Join(folder, name, "config.yaml"), oldContent, 0o600)
			}
		}
	}
}

// A folder was moved away and another took its path: the held one is not the
// one that Pomerium reads.
func TestAFolderThatTookThePathIsNoticed(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "etc")
	path := filepath.Join(folder, "config.yaml")
	writeFile(t, path, oldContent, 0o600)
	p := planFor(t, path, newContent)
	held, err := openTarget(p)
	if err != nil {
		t.Fatal(err)
	}
	defer held.close()
	if err := os.Rename(folder, folder+".away"); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, oldContent, 0o600)
	var changed *Changed
	if _, err := held.unchanged(); !errors.As(err, &changed) || !changed.Elsewhere {
		t.Errorf("the error is %v", err)
	}
}

func TestASymbolicLinkStaysOne(t *testing.T) {
	folder := t.TempDir()
	real := filepath.Join(folder, "real", "pomerium.yaml")
	link := filepath.Join(folder, "config.yaml")
	writeFile(t, real, oldContent, 0o640)
	if err := os.Symlink("real/pomerium.yaml", link); err != nil {
		t.Fatal(err)
	}
	saved := mustSave(t, planFor(t, link, newContent))
	wantFile(t, real, newContent, 0o640)
	if target, err := os.Readlink(link); err != nil || target != "real/pomerium.yaml" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	if !strings.HasPrefix(saved.Backup, real) {
		t.Errorf("the backup is %s", saved.Backup)
	}
}

func TestAMethodThatDoesNotFitIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	for _, method := range []Method{NotAtAll, Replace, InPlace} {
		if _, err := Save(context.Background(), Plan{Path: path, New: []byte(newContent), Method: method, Now: saveTime}); err == nil {
			t.Errorf("%v saved a file that is not there", method)
		}
	}
	writeFile(t, path, oldContent, 0o600)
	p := planFor(t, path, newContent)
	for _, method := range []Method{NotAtAll, Create} {
		p.Method = method
		if _, err := Save(context.Background(), p); err == nil {
			t.Errorf("%v saved a file that is there", method)
		}
	}
	wantFile(t, path, oldContent, 0o600)
}
