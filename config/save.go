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
	// Named is the path that led to it, Trial.Named. A save is refused where it
	// leads to another file by then. "": there is none but Path.
	Named string
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
type Changed struct {
	Path string
	// Elsewhere is set where the path leads to another file than the one that
	// was read, or where others own it or can change it since.
	Elsewhere bool
}

func (e *Changed) Error() string {
	what := " was changed by somebody else since it was read"
	if e.Elsewhere {
		what = " isn't the file that was read any more: its path leads elsewhere, or its owner or who can change it is different"
	}
	return text.Line(e.Path) + what + "; nothing was saved: look at it again"
}

// Short is for a narrow screen.
func (e *Changed) Short() string {
	if e.Elsewhere {
		return "not saved: its path or owner was changed"
	}
	return "not saved: somebody else changed it"
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
	if err := t.takeLock(ctx); err != nil {
		return saved, err
	}
	old, err := t.unchanged()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return saved, err
	}
	if t.exists && bytes.Equal(old, p.New) {
		saved.Unchanged, saved.Digest = true, p.Old
		return saved, nil
	}
	t.removeStale()
	if saved.Digest, err = t.write(p, old); err == nil {
		saved.Digest, err = t.verify(p.New, saved.Digest)
	}
	var damaged *Damaged
	if err != nil && !errors.As(err, &damaged) {
		err = t.dropBackup(err)
	}
	saved.Backup, saved.Warnings = t.backup, t.warnings
	return saved, err
}
