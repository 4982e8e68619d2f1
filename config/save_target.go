package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"pomerium-auth0/internal/text"
)

// A target is the file that is saved, held by its folder, so that nobody can
// put another folder in its place meanwhile.
type target struct {
	plan   Plan
	path   string
	named  string // the path that leads to it, through symbolic links; "": none
	name   string
	shown  string
	folder *os.Root
	lock   *flock.Flock
	exists bool
	old    Digest
	backup string // the path of the backup that was made
	// locked is false on a file system that has no locks.
	locked   bool
	warnings []string
}

func openTarget(p Plan) (*target, error) {
	t := &target{plan: p, path: p.Path, named: p.Named, name: filepath.Base(p.Path), shown: text.Line(p.Path), exists: !p.Old.IsZero(), old: p.Old}
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

// warn keeps a sentence about what went well, but.
func (t *target) warn(warning string) {
	if warning != "" {
		t.warnings = append(t.warnings, warning)
	}
}

// unchanged returns what the file holds, if it is still the one that the plan
// was made from. It is asked when the lock is taken, and again right before the
// file is changed, when everything else is done: all that must hold at that
// moment is asked here.
func (t *target) unchanged() ([]byte, error) {
	if !t.leadsHere() || !t.plan.Whose.unchanged(t.plan.Machine, t.folder) {
		return nil, &Changed{Path: t.path, Elsewhere: true}
	}
	if source := t.plan.Source; source != "" {
		if _, digest, err := ReadFile(source); err != nil || digest != t.plan.SourceDigest {
			return nil, &Changed{Path: source}
		}
	}
	content, digest, err := t.read()
	if err == nil && digest != t.old {
		err = &Changed{Path: t.path}
	}
	return content, err
}

// leadsHere reports whether the path as it was named still leads to the file,
// and the file's own path to the folder that is held.
func (t *target) leadsHere() bool {
	if t.named != "" {
		real, err := filepath.EvalSymlinks(t.named)
		if errors.Is(err, fs.ErrNotExist) && !t.exists {
			real, err = filepath.EvalSymlinks(filepath.Dir(t.named))
			real = filepath.Join(real, filepath.Base(t.named))
		}
		gone := t.exists && errors.Is(err, fs.ErrNotExist) // which reading it tells
		if !gone && (err != nil || real != t.path) {
			return false
		}
	}
	held, err := t.folder.Stat(".")
	if err != nil {
		return false
	}
	there, err := os.Stat(filepath.Dir(t.path))
	return err == nil && os.SameFile(held, there)
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

// write returns what the file is from then on.
func (t *target) write(p Plan, old []byte) (Digest, error) {
	switch p.Method {
	case Create:
		return t.create(p.New)
	case Replace:
		return t.replace(p, old)
	}
	return t.writeInPlace(p, old)
}

// verify reads the file again, as Pomerium will. Everything was written by
// then: not being able to read it is no reason to doubt it.
func (t *target) verify(want []byte, written Digest) (Digest, error) {
	got, digest, err := t.read()
	var changed *Changed
	switch {
	case errors.As(err, &changed):
		err = errors.New("somebody else put something in its place right after it was saved")
	case err != nil:
		t.warn("saved, but it could not be read back: " + err.Error())
		return written, nil
	case bytes.Equal(got, want):
		return digest, nil
	default:
		err = errors.New("it does not hold what was written to it; somebody else writes to it too")
	}
	return digest, &Damaged{Path: t.path, Backup: t.backup, Err: err}
}

// syncFolder makes a new name last through a power failure. The file is there
// by then, so a failure is only a warning.
func (t *target) syncFolder() {
	folder, err := t.folder.Open(".")
	if err == nil {
		err = syncOpenFolder(folder)
		_ = folder.Close()
	}
	if err != nil {
		t.unconfirmed(err)
	}
}

func (t *target) unconfirmed(err error) {
	t.warn(fmt.Sprintf("saved, but the disk did not confirm it: %v", errno(err)))
}
