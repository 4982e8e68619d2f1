//go:build !linux

package config

import (
	"errors"
	"os"
)

func (t *target) openTemporary(name string) (f *os.File, named bool, err error) {
	f, err = t.folder.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, newMode)
	return f, true, err
}

// link is never called: every temporary file has a name here.
func (t *target) link(*os.File, string) error { return errors.ErrUnsupported }

func (t *target) renameToFree(string, string) error { return errors.ErrUnsupported }

func reserve(*os.File, int) error { return nil }
