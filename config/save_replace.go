package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// replace puts a new file in the place of the old one: complete, with its
// owner, attributes and mode, and on the disk before it gets its name.
func (t *target) replace(content []byte) (warning string, err error) {
	old, err := t.folder.OpenFile(t.name, os.O_RDONLY|openNonBlocking, 0)
	if err != nil {
		return "", t.failed(err)
	}
	defer old.Close()
	info, err := old.Stat()
	if err != nil {
		return "", t.failed(err)
	}
	tmp, err := t.newTemporary(func(f *os.File) error { return likeOld(f, old, info) }, content)
	if err != nil {
		return "", err
	}
	defer t.drop(tmp)
	if !tmp.named {
		if err := t.link(tmp.file, tmp.name); err != nil {
			return "", t.failedWriting(err, len(content))
		}
		tmp.named = true
	}
	if err := t.stillOld(); err != nil {
		return "", err
	}
	if err := t.folder.Rename(tmp.name, t.name); err != nil {
		return "", t.failed(err)
	}
	tmp.named = false
	return t.syncFolder(), nil
}

// likeOld gives a new file the owner, attributes and mode of the old one. The
// owner first, since changing it takes away what the others set; the mode
// last, since a list of access changes it.
func likeOld(f, old *os.File, info fs.FileInfo) error {
	if err := setOwner(f, identify(info)); err != nil {
		return fmt.Errorf("the new file cannot be given the owner of the old one: %w", errno(err))
	}
	if attribute, err := copyAttributes(old, f); err != nil {
		return fmt.Errorf("the new file cannot be given the attribute %s of the old one: %w", attribute, errno(err))
	}
	if err := f.Chmod(info.Mode().Perm()); err != nil {
		return fmt.Errorf("the new file cannot be given the mode of the old one: %w", errno(err))
	}
	return nil
}

// create makes the file where none is, and takes nobody's place.
func (t *target) create(content []byte) (warning string, err error) {
	folder, err := t.folder.Stat(".")
	if err != nil {
		return "", t.failed(err)
	}
	tmp, err := t.newTemporary(func(f *os.File) error { return likeNew(f, ownerOfNew(folder)) }, content)
	if err != nil {
		return "", err
	}
	defer t.drop(tmp)
	if tmp.named {
		err = t.folder.Link(tmp.name, t.name)
	} else {
		err = t.link(tmp.file, t.name)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return "", &Changed{Path: t.path}
	case err != nil && tmp.named:
		// No hard links here, as on FAT.
		err = t.renameToNew(tmp)
	case err != nil:
		err = t.failedWriting(err, len(content))
	}
	if err != nil {
		return "", err
	}
	return t.syncFolder(), nil
}

func (t *target) renameToNew(tmp *temporary) error {
	if _, err := t.folder.Lstat(t.name); err == nil {
		return &Changed{Path: t.path}
	}
	if err := t.folder.Rename(tmp.name, t.name); err != nil {
		return t.failed(err)
	}
	tmp.named = false
	return nil
}

// likeNew makes a file its owner's alone, whatever umask and the folder's
// default access list say.
func likeNew(f *os.File, id identity) error {
	if isRoot() {
		if err := setOwner(f, id); err != nil {
			return fmt.Errorf("the new file cannot be given to the owner of its folder: %w", errno(err))
		}
	}
	if _, err := removeAccessList(f); err != nil {
		return fmt.Errorf("the new file cannot be closed to others: %w", errno(err))
	}
	if err := f.Chmod(newMode); err != nil {
		return fmt.Errorf("the new file cannot be closed to others: %w", errno(err))
	}
	return nil
}

func (t *target) failed(err error) error {
	return fmt.Errorf("%s was not saved, and is as it was: %w", t.shown, errno(err))
}

// failedWriting says how much room is needed where there was too little.
func (t *target) failedWriting(err error, size int) error {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return fmt.Errorf("%s was not saved, and is as it was; %d bytes are needed: %w", t.shown, size, errno(err))
		}
	}
	return t.failed(err)
}
