//go:build unix

package trust

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// maxLinks is how many links a path may lead through, as in Linux.
const maxLinks = 40

// Open follows a path, which must be absolute, and opens the regular file that
// it leads to for reading. The caller closes it.
func (j Judge) Open(path string) (*Found, error) {
	w, err := j.follow(path)
	if err != nil {
		return nil, err
	}
	defer w.close()
	return w.open()
}

// Look follows a path, which must be absolute, to a file, a folder, or a name
// that is still free in a folder that is there. It needs no right to read.
func (j Judge) Look(path string) (*Found, error) {
	w, err := j.follow(path)
	if err != nil {
		return nil, err
	}
	defer w.close()
	return w.look()
}

// A walk follows a path. Its folders are held open, so that nobody can put
// another in the place of one that was judged.
type walk struct {
	judge   Judge
	asked   string
	folders []openFolder // from "/" to the present one
	links   int
	way     []step
	// last is what the path ends on if that is no folder, "" otherwise.
	last string
	stat *unix.Stat_t // of last, nil where nothing is there
}

type openFolder struct {
	fd     int
	path   string
	sticky bool
}

func (j Judge) follow(asked string) (*walk, error) {
	w := &walk{judge: j, asked: asked}
	if !filepath.IsAbs(asked) {
		return nil, w.fail(unix.EINVAL)
	}
	fd, err := unix.Open(path.Join("/", j.root), folderFlags, 0)
	if err != nil {
		return nil, w.fail(err)
	}
	if err := w.enter(fd, "/"); err != nil {
		w.close()
		return nil, w.fail(err)
	}
	if err := w.steps(strings.Split(asked, "/")); err != nil {
		w.close()
		return nil, w.fail(err)
	}
	return w, nil
}

func (w *walk) fail(err error) error { return &fs.PathError{Op: "open", Path: w.asked, Err: err} }

func (w *walk) close() {
	for _, f := range w.folders {
		_ = unix.Close(f.fd)
	}
}

func (w *walk) here() openFolder { return w.folders[len(w.folders)-1] }

// steps follows the components one after the other. What a link holds takes
// its place.
func (w *walk) steps(rest []string) error {
	for len(rest) > 0 {
		name := rest[0]
		rest = rest[1:]
		switch name {
		case "", ".":
			continue
		case "..":
			w.leaveTo(max(len(w.folders)-1, 1))
			continue
		}
		var stat unix.Stat_t
		err := retry(func() error {
			return unix.Fstatat(w.here().fd, name, &stat, unix.AT_SYMLINK_NOFOLLOW)
		})
		ends := !slices.ContainsFunc(rest, func(c string) bool { return c != "" && c != "." })
		switch {
		case errors.Is(err, unix.ENOENT) && ends:
			w.last = name
			return nil
		case err != nil:
			return err
		}
		switch uint32(stat.Mode) & unix.S_IFMT {
		case unix.S_IFLNK:
			target, err := w.readLink(name, stat)
			if err != nil {
				return err
			}
			if strings.HasPrefix(target, "/") {
				w.leaveTo(1)
			}
			rest = append(strings.Split(target, "/"), rest...)
		case unix.S_IFDIR:
			fd := -1
			err := retry(func() (err error) {
				fd, err = unix.Openat(w.here().fd, name, folderFlags, 0)
				return err
			})
			if err != nil {
				return err
			}
			if err := w.enter(fd, path.Join(w.here().path, name)); err != nil {
				return err
			}
		default:
			if len(rest) > 0 {
				return unix.ENOTDIR
			}
			w.last, w.stat = name, &stat
		}
	}
	return nil
}

// readLink reads a link and records it. A link can't be changed, only
// replaced, so it is read between two looks that must see the same one.
func (w *walk) readLink(name string, stat unix.Stat_t) (string, error) {
	if w.links++; w.links > maxLinks {
		return "", unix.ELOOP
	}
	buffer := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(w.here().fd, name, buffer)
	if err != nil {
		return "", err
	}
	var after unix.Stat_t
	if err := unix.Fstatat(w.here().fd, name, &after, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return "", err
	}
	if !same(stat, after) {
		return "", errExchanged
	}
	s := stepOf(path.Join(w.here().path, name), link, stat)
	s.exposed = w.here().sticky
	w.way = append(w.way, s)
	return string(buffer[:n]), nil
}

// errExchanged is the answer where something was replaced while it was looked
// at. Nothing of it is used.
var errExchanged = errors.New("it was replaced while it was looked at")

func (w *walk) enter(fd int, path string) error {
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		_ = unix.Close(fd)
		return err
	}
	s := stepOf(path, folder, stat)
	s.readAccessList(fd)
	w.way = append(w.way, s)
	w.folders = append(w.folders, openFolder{fd, path, s.sticky})
	return nil
}

func (w *walk) leaveTo(depth int) {
	for _, f := range w.folders[depth:] {
		_ = unix.Close(f.fd)
	}
	w.folders = w.folders[:depth]
}

func (w *walk) open() (*Found, error) {
	if w.last == "" {
		return nil, w.fail(unix.EISDIR)
	}
	if w.stat == nil {
		return nil, w.fail(unix.ENOENT)
	}
	// Opening a device or a pipe may already do something.
	if uint32(w.stat.Mode)&unix.S_IFMT != unix.S_IFREG {
		return nil, w.fail(errors.New("not a regular file"))
	}
	fd := -1
	err := retry(func() (err error) {
		fd, err = unix.Openat(w.here().fd, w.last, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
		return err
	})
	if err != nil {
		return nil, w.fail(err)
	}
	found := w.found(w.last)
	found.File = os.NewFile(uintptr(fd), found.Path)
	var stat unix.Stat_t
	err = unix.Fstat(fd, &stat)
	if err == nil && !same(*w.stat, stat) {
		err = errExchanged
	}
	if err == nil {
		found.Info, err = found.File.Stat()
	}
	if err != nil {
		found.Close()
		return nil, w.fail(err)
	}
	s := stepOf(found.Path, file, stat)
	s.readAccessList(fd)
	found.way = append(found.way, s)
	return found, nil
}

// look doesn't open a file: whoever may not read one may still ask whose it is.
func (w *walk) look() (*Found, error) {
	if w.last == "" {
		found := w.found("")
		fd, err := unix.FcntlInt(uintptr(w.here().fd), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			return nil, w.fail(err)
		}
		f := os.NewFile(uintptr(fd), found.Path)
		defer f.Close()
		if found.Info, err = f.Stat(); err != nil {
			return nil, w.fail(err)
		}
		return found, nil
	}
	found := w.found(w.last)
	if w.stat == nil {
		return found, nil
	}
	s, info, err := w.lookAt(found.Path)
	if err != nil {
		return nil, w.fail(err)
	}
	found.way, found.Info = append(found.way, s), info
	return found, nil
}

func (w *walk) found(name string) *Found {
	return &Found{Path: path.Join(w.here().path, name), way: slices.Clone(w.way), judge: w.judge}
}

func stepOf(path string, k kind, stat unix.Stat_t) step {
	mode := uint32(stat.Mode)
	return step{
		path: path, kind: k, uid: int(stat.Uid), gid: int(stat.Gid),
		sticky:      k == folder && mode&unix.S_ISVTX != 0,
		groupWrites: mode&0o020 != 0, everyoneWrites: mode&0o002 != 0,
	}
}

func same(a, b unix.Stat_t) bool { return a.Dev == b.Dev && a.Ino == b.Ino }

// retry asks again when a signal came in between.
func retry(ask func() error) error {
	for {
		if err := ask(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
