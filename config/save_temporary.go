package config

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"
)

// newTemporary writes a file beside the target, complete and on the disk, and
// returns its name. Where the system can, it has none before that moment, so
// that a killed program leaves nothing behind.
func (t *target) newTemporary(prepare func(*os.File) error, content []byte) (string, error) {
	name := t.temporaryName()
	f, named, err := t.openTemporary(name)
	if err != nil {
		return "", t.failed(err)
	}
	if err = prepare(f); err != nil {
		err = fmt.Errorf("%s was not saved, and is as it was: %w", t.shown, err)
	} else {
		err = writeAndSync(f, content)
		if err == nil && !named {
			err = t.nameTemporary(f, name)
			named = err == nil
		}
		if err != nil {
			err = t.failedWriting(err, len(content))
		}
	}
	if closeErr := f.Close(); err == nil && closeErr != nil {
		err = t.failedWriting(closeErr, len(content))
	}
	if err != nil {
		if named {
			_ = t.folder.Remove(name)
		}
		return "", err
	}
	return name, nil
}

func writeAndSync(f *os.File, content []byte) error {
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}

// temporarySuffix ends the names of temporary files, so that what a killed
// program left is recognised.
const temporarySuffix = ".pomerium-auth0.tmp"

func (t *target) temporaryName() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails since Go 1.24
	return "." + t.name + "." + hex.EncodeToString(random[:]) + temporarySuffix
}

// isTemporary reports whether a name is one that temporaryName gives.
func (t *target) isTemporary(name string) bool {
	rest, prefixed := strings.CutPrefix(name, "."+t.name+".")
	random, suffixed := strings.CutSuffix(rest, temporarySuffix)
	_, err := hex.DecodeString(random)
	return prefixed && suffixed && len(random) == 16 && err == nil
}

// removeStale removes what earlier, killed saves of this very file left; they
// hold secrets. The lock says that no other save is under way; without locks
// only old ones go.
func (t *target) removeStale() {
	folder, err := t.folder.Open(".")
	if err != nil {
		return
	}
	defer folder.Close()
	names, _ := folder.Readdirnames(-1)
	for _, name := range names {
		if !t.isTemporary(name) {
			continue
		}
		info, err := t.folder.Lstat(name)
		if err != nil || !info.Mode().IsRegular() || !t.locked && time.Since(info.ModTime()) < time.Minute {
			continue
		}
		_ = t.folder.Remove(name)
	}
}
