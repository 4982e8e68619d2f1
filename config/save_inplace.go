package config

import (
	"bytes"
	"os"
)

// writeInPlace writes into the file that is there. It makes room first, so
// that a full disk is known before a byte changes, writes once, and writes the
// old content back if that breaks off.
func (t *target) writeInPlace(old, content []byte) error {
	f, err := t.folder.OpenFile(t.name, os.O_WRONLY|openNonBlocking, 0)
	if err != nil {
		return t.failed(err)
	}
	defer f.Close()
	if err := reserve(f, len(content)); err != nil {
		return t.failedWriting(err, len(content))
	}
	if err := t.stillOld(); err != nil {
		return err
	}
	writeErr := overwrite(f, content)
	if writeErr == nil {
		return nil
	}
	if err := overwrite(f, old); err != nil {
		return &Damaged{Path: t.path, Backup: t.backup, Err: errno(writeErr)}
	}
	return t.failedWriting(writeErr, len(content))
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
