package config

import (
	"context"
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

// keepOld makes the backup. Where none can be made because the folder takes no
// new file, writing in place goes on without one: the trial said so, and there
// is no other way to save this file.
func (t *target) keepOld(ctx context.Context, p Plan, old []byte) (warning string, err error) {
	err = t.makeBackup(ctx, old, p.Now)
	switch {
	case err == nil:
		return "", nil
	case p.Method == InPlace && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)):
		return "no backup was made: " + err.Error(), nil
	}
	return "", fmt.Errorf("nothing was saved: %w", err)
}

// makeBackup keeps the old content beside the file: for the same owner, its
// mode that of the file without group and others, since it holds the old
// secrets. A name that is taken waits for the next second.
func (t *target) makeBackup(ctx context.Context, old []byte, now time.Time) error {
	info, err := t.folder.Stat(t.name)
	if err != nil {
		return t.failed(err)
	}
	var f *os.File
	var path string
	for {
		path = BackupName(t.path, now)
		f, err = t.folder.OpenFile(filepath.Base(path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, newMode)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
			now = now.Add(time.Second)
		}
	}
	if err == nil {
		t.backup = path
		err = t.fillBackup(f, info, old)
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
	}
	if err != nil {
		t.dropBackup()
		return fmt.Errorf("the backup %s (%d bytes) cannot be made: %w", text.Line(path), len(old), errno(err))
	}
	return nil
}

func (t *target) fillBackup(f *os.File, info fs.FileInfo, old []byte) error {
	if _, err := removeAccessList(f); err != nil {
		return err
	}
	// Not being able to give it away keeps it with whoever saves, which is
	// stricter still.
	_ = setOwner(f, identify(info))
	if err := f.Chmod(info.Mode().Perm() & 0o700); err != nil {
		return err
	}
	return writeAndSync(f, old)
}

// dropBackup removes the backup of a save that changed nothing.
func (t *target) dropBackup() {
	if t.backup != "" {
		_ = t.folder.Remove(filepath.Base(t.backup))
		t.backup = ""
	}
}
