package config

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"
)

// A temporary is a new file beside the target, complete and on the disk. Where
// the system can, it has no name until it is needed, so that a killed program
// leaves nothing behind.
type temporary struct {
	file  *os.File
	name  string
	named bool
}

func (t *target) newTemporary(prepare func(*os.File) error, content []byte) (*temporary, error) {
	tmp := &temporary{name: t.temporaryName()}
	var err error
	if tmp.file, tmp.named, err = t.openTemporary(tmp.name); err != nil {
		return nil, t.failed(err)
	}
	if err := prepare(tmp.file); err != nil {
		t.drop(tmp)
		return nil, fmt.Errorf("%s was not saved, and is as it was: %w", t.shown, err)
	}
	if err := writeAndSync(tmp.file, content); err != nil {
		t.drop(tmp)
		return nil, t.failedWriting(err, len(content))
	}
	return tmp, nil
}

func writeAndSync(f *os.File, content []byte) error {
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}

// drop closes a temporary and takes away the name that it still has.
func (t *target) drop(tmp *temporary) {
	_ = tmp.file.Close()
	if tmp.named {
		_ = t.folder.Remove(tmp.name)
	}
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
