package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	// lockPatience is how long a lock that somebody else holds is waited for: an
	// editor or another save is done by then.
	lockPatience = 5 * time.Second
	lockRetry    = 50 * time.Millisecond
)

// takeLock takes the lock of the file, or of the folder where there is no file.
// A lock of the system and not a file: it is gone with the process that held it.
func (t *target) takeLock(ctx context.Context) error {
	locked := t.path
	if !t.exists {
		locked = filepath.Dir(t.path)
	}
	t.lock = flock.New(locked, flock.SetFlag(os.O_RDONLY|openNonBlocking))
	patient, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	held, err := t.lock.TryLockContext(patient, lockRetry)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, fs.ErrNotExist):
		return &Changed{Path: t.path}
	case patient.Err() != nil && !held:
		return fmt.Errorf("%s was not saved: %s holds a lock on it. Try again when that is done", t.shown, lockHolder(locked))
	}
	t.locked = err == nil
	return nil
}

// otherProgram stands for a holder of a lock that cannot be seen from here.
const otherProgram = "another program"
