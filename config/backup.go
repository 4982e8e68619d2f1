package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"pomerium-auth0/internal/text"
)

// BackupName is the file beside path that keeps the old content when it is
// saved at that time. Its ending is none that Pomerium reads.
func BackupName(path string, now time.Time) string {
	return path + ".bak-" + now.UTC().Format("20060102T150405Z")
}

// backup keeps the old content beside the file: for the same owner, its mode
// that of the file without group and others, since it holds the old secrets. A
// name that is taken waits for the next second.
func (t *target) backup(ctx context.Context, old []byte, now time.Time) (string, error) {
	info, err := t.folder.Stat(t.name)
	if err != nil {
		return "", t.failed(err)
	}
	var f *os.File
	for {
		f, err = t.folder.OpenFile(filepath.Base(BackupName(t.path, now)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, newMode)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(time.Second):
			now = now.Add(time.Second)
		}
	}
	path := BackupName(t.path, now)
	if err != nil {
		return "", backupError(path, err, len(old))
	}
	err = t.fillBackup(f, info, old)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		t.dropBackup(path)
		return "", backupError(path, err, len(old))
	}
	return path, nil
}

func backupError(path string, err error, size int) error {
	return fmt.Errorf("the backup %s (%d bytes) cannot be made: %w", text.Line(path), size, errno(err))
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
func (t *target) dropBackup(path string) {
	if path != "" {
		_ = t.folder.Remove(filepath.Base(path))
	}
}
