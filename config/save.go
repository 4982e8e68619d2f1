package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"pomerium-auth0/internal/text"
)

// A Plan is a save that was decided on and shown.
type Plan struct {
	// Path is the file behind symbolic links, Trial.Real.
	Path string
	// Old is what the plan was made from, zero for a file that is not there.
	Old    Digest
	New    []byte
	Method Method
	// Now names the backup.
	Now time.Time
}

// A Saved is what Save did.
type Saved struct {
	Path string
	// Backup is the file with the old content, "" where there is none.
	Backup string
	Method Method
	// Unchanged is set where the file already held the new content: it was not
	// touched, and there is no backup.
	Unchanged bool
	// Digest is what the file is from now on.
	Digest Digest
	// Warnings are sentences about what went well, but.
	Warnings []string
}

// A Changed is the error of a file that is not what the plan was made from.
// Nothing was saved.
type Changed struct{ Path string }

func (e *Changed) Error() string {
	return text.Line(e.Path) + " was changed by somebody else since it was read; nothing was saved: look at it again"
}

// A Damaged is the error of a file that holds neither the old content nor,
// for certain, the new one: a write in place broke off and could not be taken
// back, or somebody else wrote at the same time.
type Damaged struct {
	Path, Backup string
	Err          error
}

func (e *Damaged) Error() string {
	where := "there is no backup of it"
	if e.Backup != "" {
		where = "the old content is in " + text.Line(e.Backup)
	}
	return fmt.Sprintf("%s is not as it should be (%v): %s", text.Line(e.Path), e.Err, where)
}

func (e *Damaged) Unwrap() error { return e.Err }

// Save carries out a plan. After an error that is no *Damaged, the file is as it
// was. It refuses with a *Changed where the file is not the one that was read.
func Save(ctx context.Context, p Plan) (Saved, error) {
	defer ignoreFileSizeSignal()()
	saved := Saved{Path: p.Path, Method: p.Method}
	t, err := openTarget(p)
	if err != nil {
		return saved, err
	}
	defer t.close()
	old, digest, err := t.lockAndRead()
	if err != nil {
		return saved, err
	}
	if digest != p.Old {
		return saved, &Changed{Path: p.Path}
	}
	if !digest.IsZero() && bytes.Equal(old, p.New) {
		saved.Unchanged, saved.Digest = true, digest
		return saved, nil
	}
	t.removeStale()
	if t.exists {
		saved.Backup, err = t.backup(ctx, old, p.Now)
		switch {
		case err == nil:
		case p.Method == InPlace && notAllowed(err):
			// Known since the trial, and the only way to save this file.
			saved.Warnings = append(saved.Warnings, "no backup was made: "+err.Error())
		default:
			return saved, fmt.Errorf("nothing was saved: %w", err)
		}
	}
	if err := ctx.Err(); err != nil {
		t.dropBackup(saved.Backup)
		return Saved{Path: p.Path, Method: p.Method}, err
	}
	warning, err := t.write(p.Method, old, p.New, saved.Backup)
	if warning != "" {
		saved.Warnings = append(saved.Warnings, warning)
	}
	if err == nil {
		saved.Digest, err = t.verify(p.New, saved.Backup)
	}
	var damaged *Damaged
	if err != nil && !errors.As(err, &damaged) {
		t.dropBackup(saved.Backup)
		saved.Backup = ""
	}
	return saved, err
}

func notAllowed(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// A target is the file that is saved, held by its folder, so that nobody can
// put another folder in its place meanwhile.
type target struct {
	path   string
	name   string
	shown  string
	folder *os.Root
	lock   *flock.Flock
	exists bool
	// locked is false on a file system that has no locks.
	locked bool
}

func openTarget(p Plan) (*target, error) {
	t := &target{path: p.Path, name: filepath.Base(p.Path), shown: text.Line(p.Path), exists: !p.Old.IsZero()}
	if t.exists == (p.Method == Create) || p.Method == NotAtAll {
		return nil, fmt.Errorf("%s cannot be saved by the method %q", t.shown, p.Method)
	}
	var err error
	if t.folder, err = os.OpenRoot(filepath.Dir(p.Path)); err != nil {
		return nil, readError(text.Line(filepath.Dir(p.Path)), err)
	}
	return t, nil
}

func (t *target) close() {
	if t.lock != nil {
		_ = t.lock.Unlock()
	}
	_ = t.folder.Close()
}

// lockAndRead takes the lock of the file, or of the folder where there is no
// file, and reads what is there now. A lock of the system and not a file: it
// is gone with the process that held it.
func (t *target) lockAndRead() ([]byte, Digest, error) {
	locked := t.path
	if !t.exists {
		locked = filepath.Dir(t.path)
	}
	t.lock = flock.New(locked, flock.SetFlag(os.O_RDONLY|openNonBlocking))
	held, err := t.lock.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, Digest{}, &Changed{Path: t.path}
	case err == nil && !held:
		return nil, Digest{}, fmt.Errorf("%s is being saved by another program at this moment; try again", t.shown)
	}
	t.locked = err == nil
	return t.read()
}

// read reads the file that is in the folder now, and no link: the path was a
// plain one when the plan was made.
func (t *target) read() ([]byte, Digest, error) {
	info, err := t.folder.Lstat(t.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Digest{}, nil
	}
	if err != nil {
		return nil, Digest{}, readError(t.shown, err)
	}
	if !info.Mode().IsRegular() {
		return nil, Digest{}, &Changed{Path: t.path}
	}
	f, err := t.folder.OpenFile(t.name, os.O_RDONLY|openNonBlocking, 0)
	if err != nil {
		return nil, Digest{}, readError(t.shown, err)
	}
	defer f.Close()
	content, info, err := readOpened(f, t.shown)
	if err != nil {
		return nil, Digest{}, err
	}
	return content, digestOf(content, info), nil
}

func (t *target) write(method Method, old, content []byte, backup string) (warning string, err error) {
	switch method {
	case Create:
		return t.create(content)
	case Replace:
		return t.replace(content)
	}
	// The backup is all there is if the power fails during the write.
	if backup != "" {
		warning = t.syncFolder()
	}
	return warning, t.writeInPlace(old, content, backup)
}

// verify reads the file again, as Pomerium will.
func (t *target) verify(want []byte, backup string) (Digest, error) {
	got, digest, err := t.read()
	if err == nil && !bytes.Equal(got, want) {
		err = errors.New("it does not hold what was written to it; somebody else writes to it too")
	}
	if err != nil {
		return digest, &Damaged{Path: t.path, Backup: backup, Err: err}
	}
	return digest, nil
}

// syncFolder makes a new name last through a power failure. The file is there
// by then, so a failure is only a warning.
func (t *target) syncFolder() string {
	folder, err := t.folder.Open(".")
	if err == nil {
		err = syncOpenFolder(folder)
		_ = folder.Close()
	}
	if err != nil {
		return fmt.Sprintf("saved, but the disk did not confirm it: %v", errno(err))
	}
	return ""
}
