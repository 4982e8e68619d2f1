//go:build !unix

package trust

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Open opens a regular file for reading. Owners aren't known here as numbers, so
// every file is believed and none may be run.
func (j Judge) Open(path string) (*Found, error) {
	f, err := os.Open(filepath.Join(j.root, path))
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: errors.New("not a regular file")}
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &Found{Path: path, Info: info, File: f, judge: j}, nil
}

// Look finds a file, a folder, or a name that is still free.
func (j Judge) Look(path string) (*Found, error) {
	info, err := os.Stat(filepath.Join(j.root, path))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return &Found{Path: path, Info: info, judge: j}, nil
}
