package config

import (
	"bytes"
	"os"
)

// writeInPlace writes into the file that is there. It makes room first, so
// that a full disk is known before a byte changes, writes once, and writes the
// old content back if that breaks off.
func (t *target) writeInPlace(p Plan, old []byte) (Digest, error) {
	f, err := t.folder.OpenFile(t.name, os.O_WRONLY|openNonBlocking, 0)
	if err != nil {
		return Digest{}, t.failed(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Digest{}, t.failed(err)
	}
	makeRoom := func() error {
		if err := reserve(f, len(p.New)); err != nil {
			return t.failedWriting(err, len(p.New))
		}
		return nil
	}
	if err := t.keepOld(p, old, makeRoom); err != nil {
		return Digest{}, err
	}
	// The backup is all there is if the power fails during the write.
	if t.backup != "" {
		t.syncFolder()
	}
	if _, err := t.unchanged(); err != nil {
		return Digest{}, err
	}
	writeErr := overwrite(f, p.New)
	if writeErr == nil {
		return digestOf(p.New, info), nil
	}
	if err := overwrite(f, old); err != nil {
		return Digest{}, &Damaged{Path: t.path, Backup: t.backup, Err: errno(writeErr)}
	}
	return Digest{}, t.failedWriting(writeErr, len(p.New))
}

// overwrite replaces what the file holds. A shorter content is first filled up
// with line breaks, so that between the two calls the file is the new one with
// empty lines and not the new one with the old one's end.
func overwrite(f *os.File, content []byte) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	filled := content
	if missing := int(info.Size()) - len(content); missing > 0 {
		filled = append(bytes.Clone(content), bytes.Repeat([]byte("\n"), missing)...)
	}
	if _, err := f.WriteAt(filled, 0); err != nil {
		return err
	}
	if err := f.Truncate(int64(len(content))); err != nil {
		return err
	}
	return f.Sync()
}
