package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

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
	// NoBackup: what the file holds needs no backup, since this program has just
	// written it.
	NoBackup bool
	// Before is what the file held before the first save, for Restore.
	Before Before
	// Whose is whose the file was when this was decided, on Machine. Save refuses
	// where that has changed; a zero one is not looked at.
	Whose   Ownership
	Machine Machine
	// Source is the file that New is a changed copy of, "" where there is none.
	Source       string
	SourceDigest Digest
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
	// Before is what Restore puts back.
	Before Before
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
	saved := Saved{Path: p.Path, Method: p.Method, Before: p.Before}
	t, err := openTarget(p)
	if err != nil {
		return saved, err
	}
	defer t.close()
	if !p.Whose.unchanged(p.Machine, t.folder) {
		return saved, &Changed{Path: p.Path}
	}
	if p.Source != "" {
		if _, digest, err := ReadFile(p.Source); err != nil || digest != p.SourceDigest {
			return saved, &Changed{Path: p.Source}
		}
	}
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
	if t.exists && !p.NoBackup {
		warning, err := t.keepOld(ctx, p, old)
		if err != nil {
			return saved, err
		}
		saved.add(warning)
	}
	if err := ctx.Err(); err != nil {
		t.dropBackup()
		return saved, err
	}
	warning, err := t.write(p.Method, old, p.New)
	saved.add(warning)
	if err == nil {
		saved.Digest, err = t.verify(p.New)
	}
	var damaged *Damaged
	if err != nil && !errors.As(err, &damaged) {
		t.dropBackup()
	}
	saved.Backup = t.backup
	return saved, err
}

func (s *Saved) add(warning string) {
	if warning != "" {
		s.Warnings = append(s.Warnings, warning)
	}
}
