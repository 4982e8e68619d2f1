package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// replace puts a new file in the place of the old one: complete, with its
// owner, attributes and mode, and on the disk before it gets its name. Others
// may read it no sooner than it takes the old one's place.
func (t *target) replace(p Plan, content []byte) (written Digest, err error) {
	old, err := t.folder.OpenFile(t.name, os.O_RDONLY|openNonBlocking, 0)
	if err != nil {
		return Digest{}, t.failed(err)
	}
	defer old.Close()
	info, err := old.Stat()
	if err != nil {
		return Digest{}, t.failed(err)
	}
	tmp, err := t.newTemporary(func(f *os.File) error { return likeOld(f, old, info) }, p.New)
	if err != nil {
		return Digest{}, t.failedWriting(err, len(p.New))
	}
	defer func() { err = t.drop(tmp, err) }()
	giveName := func() error {
		if tmp.named {
			return nil
		}
		if err := t.link(tmp.file, tmp.name); err != nil {
			return t.failedWriting(err, len(p.New))
		}
		tmp.named = true
		return nil
	}
	if err := t.keepOld(p, content, giveName); err != nil {
		return Digest{}, err
	}
	if _, err := t.unchanged(); err != nil {
		return Digest{}, err
	}
	if err := openUp(tmp.file, old, info); err != nil {
		return Digest{}, t.failed(err)
	}
	if err := t.folder.Rename(tmp.name, t.name); err != nil {
		return Digest{}, t.failed(err)
	}
	tmp.named = false
	if err := tmp.file.Sync(); err != nil { // its mode
		t.unconfirmed(err)
		return tmp.digest, nil
	}
	t.syncFolder()
	return tmp.digest, nil
}

// likeOld gives a new file the owner and attributes of the old one, but for
// what lets others read it. The owner first, since changing it takes away what
// the others set.
func likeOld(f, old *os.File, info fs.FileInfo) error {
	if err := setOwner(f, identify(info)); err != nil {
		return fmt.Errorf("the new file cannot be given the owner of the old one: %w", errno(err))
	}
	if attribute, err := copyAttributes(old, f); err != nil {
		return fmt.Errorf("the new file cannot be given the attribute %s of the old one: %w", attribute, errno(err))
	}
	return nil
}

// openUp gives a new file the access list and mode of the old one: the mode
// last, since a list changes it.
func openUp(f, old *os.File, info fs.FileInfo) error {
	if attribute, err := copyAccess(old, f); err != nil {
		return fmt.Errorf("the new file cannot be given the attribute %s of the old one: %w", attribute, errno(err))
	}
	if err := f.Chmod(info.Mode().Perm()); err != nil {
		return fmt.Errorf("the new file cannot be given the mode of the old one: %w", errno(err))
	}
	return nil
}

// create makes the file where none is, and takes nobody's place.
func (t *target) create(content []byte) (written Digest, err error) {
	folder, err := t.folder.Stat(".")
	if err != nil {
		return Digest{}, t.failed(err)
	}
	tmp, err := t.newTemporary(func(f *os.File) error { return likeNew(f, ownerOfNew(folder)) }, content)
	if err != nil {
		return Digest{}, t.failedWriting(err, len(content))
	}
	defer func() { err = t.drop(tmp, err) }()
	if _, err := t.unchanged(); err != nil {
		return Digest{}, err
	}
	err = t.publish(tmp, t.name)
	if errors.Is(err, fs.ErrExist) {
		return Digest{}, &Changed{Path: t.path}
	}
	if err != nil {
		return Digest{}, t.failedWriting(err, len(content))
	}
	t.syncFolder()
	return tmp.digest, nil
}

// likeNew makes a file its owner's alone, whatever umask and the folder's
// default access list say.
func likeNew(f *os.File, id identity) error {
	if isRoot() {
		if err := setOwner(f, id); err != nil {
			return fmt.Errorf("the new file cannot be given to the owner of its folder: %w", errno(err))
		}
	}
	if err := keepFromOthers(f, newMode); err != nil {
		return fmt.Errorf("the new file cannot be closed to others: %w", errno(err))
	}
	return nil
}

// keepFromOthers gives a file a mode that alone counts.
func keepFromOthers(f *os.File, mode fs.FileMode) error {
	if _, err := removeAccessList(f); err != nil {
		return err
	}
	return f.Chmod(mode)
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
