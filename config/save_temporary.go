package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"pomerium-auth0/internal/text"
)

// A temporary is a new file beside the target, complete and on the disk before
// it gets a name that anybody looks at. Where the system can, it has no name at
// all until then, so that a killed program leaves nothing behind. Its mode is
// 0600 or less.
type temporary struct {
	file   *os.File
	name   string
	named  bool
	digest Digest
}

// newTemporary makes one with that content. Its errors say nothing of the
// target.
func (t *target) newTemporary(prepare func(*os.File) error, content []byte) (*temporary, error) {
	tmp := &temporary{name: t.temporaryName()}
	var err error
	if tmp.file, tmp.named, err = t.openTemporary(tmp.name); err != nil {
		return nil, err
	}
	if err = prepare(tmp.file); err == nil {
		err = tmp.fill(content)
	}
	if err != nil {
		return nil, t.drop(tmp, err)
	}
	return tmp, nil
}

func (tmp *temporary) fill(content []byte) error {
	if _, err := tmp.file.Write(content); err != nil {
		return err
	}
	info, err := tmp.file.Stat()
	if err != nil {
		return err
	}
	tmp.digest = digestOf(content, info)
	return tmp.file.Sync()
}

// publish gives a complete temporary its final name and never takes one that is
// there: that is fs.ErrExist. Where the file system can neither link nor rename
// without replacing, an empty file takes the name, and is replaced at once.
func (t *target) publish(tmp *temporary, name string) error {
	if !tmp.named {
		return t.link(tmp.file, name)
	}
	err := t.renameToFree(tmp.name, name)
	if err == nil {
		tmp.named = false
	}
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err = t.folder.Link(tmp.name, name); err == nil || errors.Is(err, fs.ErrExist) {
		return err // drop takes away the first name
	}
	claim, err := t.folder.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, newMode)
	if err != nil {
		return err
	}
	_ = claim.Close()
	if err := t.folder.Rename(tmp.name, name); err != nil {
		_ = t.folder.Remove(name)
		return err
	}
	tmp.named = false
	return nil
}

// drop closes a temporary and takes away the name that it still has. Where the
// folder keeps it, it keeps nothing but an empty file, and the error says so
// beside its cause.
func (t *target) drop(tmp *temporary, cause error) error {
	defer tmp.file.Close()
	if !tmp.named {
		return cause
	}
	err := t.folder.Remove(tmp.name)
	if err == nil || errors.Is(err, fs.ErrNotExist) || cause == nil {
		return cause // without a cause the file is where it belongs: this was its second name
	}
	_ = tmp.file.Chmod(newMode)
	kept := "an empty file " + text.Line(tmp.name)
	if err := tmp.file.Truncate(0); err != nil {
		kept = "a file " + text.Line(tmp.name) + ", with secrets in it,"
	}
	return fmt.Errorf("%w; %s is left beside it, since it could not be removed: %v", cause, kept, errno(err))
}

// temporarySuffix ends the names of temporary files, so that what a killed
// program left is recognised.
const temporarySuffix = ".pomerium-auth0.tmp"

func (t *target) temporaryName() string { return "." + t.name + "." + unguessable() + temporarySuffix }

// unguessable is a part of a name that nobody can have made a file of before.
func unguessable() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails since Go 1.24
	return hex.EncodeToString(random[:])
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
