package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"pomerium-auth0/internal/text"
)

// A Before is what a save replaces. It is kept in memory, so that the save can
// be undone where no backup could be made, too.
type Before struct {
	// Digest is zero where there was no file.
	Digest  Digest
	Content []byte
	// Backups are those of earlier saves that the same Before undoes.
	Backups []string
	// Foreign: somebody else changed the file between two saves. Undoing both
	// would lose that change.
	Foreign bool
}

// A Restored is what Restore did.
type Restored struct {
	Path string
	// Removed: there was no file before, so the saved one was removed.
	Removed bool
	// Backups are those that are left, because they hold something else than the
	// file does now.
	Backups []string
}

// CanRestore reports whether Restore knows what the file was before.
func (s Saved) CanRestore() bool { return !s.Unchanged && !s.Before.Foreign }

// Restore undoes a save: the file holds again what it held before, byte for
// byte, with its owner and mode, or is removed if it was new. It refuses with a
// *Changed where the file is not what was saved. The backup is removed once the
// file holds the same.
func Restore(ctx context.Context, saved Saved) (Restored, error) {
	restored := Restored{Path: saved.Path}
	if !saved.CanRestore() {
		return restored, fmt.Errorf("%s can't be restored: what it was before isn't known", text.Line(saved.Path))
	}
	if saved.Before.Digest.IsZero() {
		restored.Removed = true
		return restored, removeSaved(ctx, saved)
	}
	plan := Plan{Path: saved.Path, Old: saved.Digest, New: saved.Before.Content, Method: saved.Method, NoBackup: true}
	if _, err := Save(ctx, plan); err != nil {
		var damaged *Damaged
		if errors.As(err, &damaged) {
			damaged.Backup = saved.Backup
		}
		return restored, err
	}
	for _, backup := range append(slices.Clone(saved.Before.Backups), saved.Backup) {
		if backup != "" && !removeIfSame(backup, saved.Before.Content) {
			restored.Backups = append(restored.Backups, backup)
		}
	}
	return restored, nil
}

// removeSaved removes the file that a save has created.
func removeSaved(ctx context.Context, saved Saved) error {
	t, err := openTarget(Plan{Path: saved.Path, Old: saved.Digest, Method: Replace})
	if err != nil {
		return err
	}
	defer t.close()
	if err := t.takeLock(ctx); err != nil {
		return err
	}
	if _, err := t.unchanged(); err != nil {
		return err
	}
	if err := t.folder.Remove(t.name); err != nil {
		return fmt.Errorf("%s was not removed: %w", t.shown, errno(err))
	}
	t.syncFolder()
	return nil
}

// removeIfSame removes a backup that holds nothing else than the file itself,
// and reports whether it is gone.
func removeIfSame(backup string, content []byte) bool {
	folder, err := os.OpenRoot(filepath.Dir(backup))
	if err != nil {
		return false
	}
	defer folder.Close()
	kept, err := folder.ReadFile(filepath.Base(backup))
	return err == nil && bytes.Equal(kept, content) && folder.Remove(filepath.Base(backup)) == nil
}
