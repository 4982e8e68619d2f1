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
	path   string
	name   string
	shown  string
	folder *os.Root
	lock   *flock.Flock
	exists bool
	old    Digest
	backup string // the path of the backup that was made
	// locked is false on a file system that has no locks.
	locked bool
}

func openTarget(p Plan) (*target, error) {
	t := &target{path: p.Path, name: filepath.Base(p.Path), shown: text.Line(p.Path), exists: !p.Old.IsZero(), old: p.Old}
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

// stillOld reads the file again right before it is changed: making the backup
// may have taken its time.
func (t *target) stillOld() error {
	_, digest, err := t.read()
	if err == nil && digest != t.old {
		return &Changed{Path: t.path}
	}
	return err
}

func (t *target) write(method Method, old, content []byte) (warning string, err error) {
	switch method {
	case Create:
		return t.create(content)
	case Replace:
		return t.replace(content)
	}
	// The backup is all there is if the power fails during the write.
	if t.backup != "" {
		warning = t.syncFolder()
	}
	return warning, t.writeInPlace(old, content)
}

// verify reads the file again, as Pomerium will.
func (t *target) verify(want []byte) (Digest, error) {
	got, digest, err := t.read()
	if err == nil && !bytes.Equal(got, want) {
		err = errors.New("it does not hold what was written to it; somebody else writes to it too")
	}
	if err != nil {
		return digest, &Damaged{Path: t.path, Backup: t.backup, Err: err}
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
