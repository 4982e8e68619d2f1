package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"pomerium-auth0/internal/text"
)

// BackupName is the file beside path that keeps the old content when it is
// saved at that time. Its ending is none that Pomerium reads.
func BackupName(path string, now time.Time) string {
	return path + ".bak-" + now.UTC().Format("20060102T150405Z")
}

// keepOld makes the backup: for the same owner, its mode that of the file
// without group and others, since it holds the old secrets. It gets its name
// when it is whole and ready has gone well. Where none can be made because the
// folder takes no new file, writing in place goes on without one: the trial said
// so, and there is no other way to save this file.
func (t *target) keepOld(p Plan, old []byte, ready func() error) (err error) {
	if p.NoBackup {
		return ready()
	}
	path := BackupName(t.path, p.Now)
	failed := func(err error) error {
		return fmt.Errorf("the backup %s (%d bytes) cannot be made: %w", text.Line(path), len(old), errno(err))
	}
	info, err := t.folder.Stat(t.name)
	if err != nil {
		return t.failed(err)
	}
	tmp, err := t.newTemporary(func(f *os.File) error { return likeBackup(f, info) }, old)
	if err != nil && p.Method == InPlace && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)) {
		t.warn("no backup was made: " + failed(err).Error())
		return ready()
	}
	if err != nil {
		return fmt.Errorf("nothing was saved: %w", failed(err))
	}
	defer func() { err = t.drop(tmp, err) }()
	if err := ready(); err != nil {
		return err
	}
	err = t.publish(tmp, filepath.Base(path))
	if errors.Is(err, fs.ErrExist) {
		// Of this very second, or made ahead by somebody: any number of names
		// can be, but not this one.
		path += "-" + unguessable()
		err = t.publish(tmp, filepath.Base(path))
	}
	if err != nil {
		return fmt.Errorf("nothing was saved: %w", failed(err))
	}
	t.backup = path
	return nil
}

func likeBackup(f *os.File, info fs.FileInfo) error {
	// Not being able to give it away keeps it with whoever saves, which is
	// stricter still.
	_ = setOwner(f, identify(info))
	return keepFromOthers(f, info.Mode().Perm()&newMode)
}

// dropBackup removes the backup of a save that changed nothing. One that the
// folder keeps is named beside the cause.
func (t *target) dropBackup(cause error) error {
	if t.backup == "" {
		return cause
	}
	if err := t.folder.Remove(filepath.Base(t.backup)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w; its backup %s stays, since it could not be removed: %v", cause, text.Line(t.backup), errno(err))
	}
	t.backup = ""
	return cause
}
