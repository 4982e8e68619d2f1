package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pomerium-auth0/internal/text"
)

// A Trial is what saving a file would need, found out without changing the
// file or its folder.
type Trial struct {
	// Path is absolute, Named the same in this process's file tree, and Real
	// where that leads through symbolic links: what Save wants.
	Path, Named, Real string
	Exists            bool
	// Whose says whether it may be written without asking.
	Whose Ownership
	// Owner, Group and Mode are the file's, or those that a new one gets.
	Owner, Group string
	Mode         fs.FileMode
	// ReadByAll is set where every user of the machine can read the file: its
	// mode lets them, and that of each folder above it.
	ReadByAll bool
	// Method is how the file is best saved, and Reason why so; with NotAtAll
	// it is the sentence that says what stands in the way.
	Method Method
	Reason string
	// Backup is false where the folder takes no new file: saving in place then
	// has nothing to go back to.
	Backup bool
	// NeedsRoot is set where only the rights of this user stand in the way.
	NeedsRoot bool
	// Remarks are what an operator should know before saving there.
	Remarks []string

	observed observed
}

// Against says why the file cannot be saved by a method of the operator's own
// choice, in a sentence; "" if it can.
func (t Trial) Against(m Method) string {
	if t.observed.path == "" {
		return t.Reason
	}
	return t.observed.against(m)
}

// Owned is owner, group where it has another name, and mode for the screen:
// "root, mode 0640".
func (t Trial) Owned() string {
	owner := t.Owner
	if t.Group != t.Owner {
		owner += ":" + t.Group
	}
	if owner == "" {
		return fmt.Sprintf("mode %04o", t.Mode.Perm())
	}
	return fmt.Sprintf("%s, mode %04o", owner, t.Mode.Perm())
}

// Try finds out how a file can be saved. That Pomerium would read a file with
// this ending, and what is in it, is not its matter.
func Try(m Machine, path string) Trial {
	path = m.Abs(path)
	full := m.at(path)
	t := Trial{Path: path, Named: full, Real: path, Whose: m.Whose(path)}
	real, err := filepath.EvalSymlinks(full)
	if errors.Is(err, fs.ErrNotExist) {
		return tryNew(t, full)
	}
	if err != nil {
		return t.refuse(readError(text.Line(path), err))
	}
	t.Real = real
	return tryExisting(m, t)
}

// growth is how much longer a file becomes at most, in bytes: all settings that
// are ever added are a tenth of it.
const growth = 16 << 10

// refuse ends a trial that could not even look.
func (t Trial) refuse(err error) Trial {
	t.Method, t.Reason = NotAtAll, err.Error()
	t.NeedsRoot = errors.Is(err, fs.ErrPermission) && !isRoot()
	return t
}

func tryExisting(m Machine, t Trial) Trial {
	t.Exists = true
	_, info, err := readRegular(t.Real)
	if err != nil {
		return t.refuse(err)
	}
	id := identify(info)
	t.Owner, t.Group, t.Mode = ownerNames(id), groupNames(id), info.Mode().Perm()
	t.ReadByAll = everybodyMay(info, 0o004) && reachedByAll(t.Real)
	folder := filepath.Dir(t.Real)
	o := observed{
		path: text.Line(t.Path), real: text.Line(t.Real), folder: text.Line(folder),
		user: userName(), owned: t.Owned(), exists: true,
		file: canWrite(t.Real), links: id.links,
		kubernetes:    inKubernetesVolume(t.Real),
		mountPoint:    isMountPoint(t.Real),
		stickyForeign: isStickyForeign(folder, id),
	}
	o.immutable, o.appendOnly = attributesOf(t.Real)
	_, o.folderAppendOnly = attributesOf(folder)
	o.mountedBy = mountedBy(m, t.Path, t.Real)
	o.size = info.Size() + growth
	o.obstacles = tryTemporary(folder, t.Real, id, info.Mode().Perm(), o.size+info.Size())
	if o.room == nil {
		o.room = roomFor(t.Real, growth, o.size)
	}
	return t.judge(o, folder)
}

// reachedByAll reports whether every user gets as far as the folder of a file.
func reachedByAll(real string) bool {
	for folder := filepath.Dir(real); ; folder = filepath.Dir(folder) {
		info, err := os.Stat(folder)
		if err != nil || !everybodyMay(info, 0o001) {
			return false
		}
		if folder == filepath.Dir(folder) {
			return true
		}
	}
}

// tryNew tries a file that is not there. Its owner is then the folder's where
// that can be: Pomerium's packages run the service as the user pomerium, to
// whom /etc/pomerium belongs, and root's own 0600 file would stop it.
func tryNew(t Trial, full string) Trial {
	if target, err := os.Readlink(full); err == nil {
		return t.refuse(fmt.Errorf("%s is a link to %s, which is not there", text.Line(t.Path), text.Line(target)))
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(full))
	if err != nil {
		return t.refuse(fmt.Errorf("the folder of the file: %w", readError(text.Line(filepath.Dir(t.Path)), err)))
	}
	info, err := os.Stat(folder)
	if err != nil {
		return t.refuse(readError(text.Line(folder), err))
	}
	if !info.IsDir() {
		return t.refuse(fmt.Errorf("%s is %s, not a folder", text.Line(folder), kindOf(info.Mode())))
	}
	t.Real = filepath.Join(folder, filepath.Base(full))
	id := ownerOfNew(info)
	t.Owner, t.Group, t.Mode = ownerNames(id), groupNames(id), newMode
	o := observed{path: text.Line(t.Path), real: text.Line(t.Real), folder: text.Line(folder), user: userName(), size: growth}
	o.obstacles = tryTemporary(folder, "", id, newMode, growth)
	if o.room == nil {
		o.room = roomFor(folder, growth, growth)
	}
	return t.judge(o, folder)
}

func (t Trial) judge(o observed, folder string) Trial {
	t.observed = o
	t.Method, t.Reason = o.choose()
	t.Backup = o.adding == nil
	denied := errors.Is(o.file, fs.ErrPermission) || errors.Is(o.adding, fs.ErrPermission)
	t.NeedsRoot = t.Method == NotAtAll && denied && !o.immutable && !o.appendOnly && !o.kubernetes && !isRoot()
	if t.Method == InPlace && !t.Backup {
		t.Remarks = append(t.Remarks, "no backup can be made: "+o.folder+" takes no new file")
	}
	if info, err := os.Stat(folder); err == nil && everybodyMay(info, 0o002) {
		t.Remarks = append(t.Remarks, "everybody on this machine may put files into "+o.folder)
	}
	return t
}

// inKubernetesVolume recognises the atomic writer of the kubelet: files are
// links into ..data, itself a link to a folder that is named ..TIME
// (pkg/volume/util/atomic_writer.go of Kubernetes).
func inKubernetesVolume(real string) bool {
	for folder := filepath.Dir(real); folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		if name := filepath.Base(folder); strings.HasPrefix(name, "..") {
			if _, err := os.Readlink(filepath.Join(filepath.Dir(folder), "..data")); err == nil {
				return true
			}
		}
	}
	return false
}

// mountedBy is what mounts exactly this file into a container: a replaced file
// would stay invisible there, and nothing would say so.
func mountedBy(m Machine, path, real string) string {
	var ignored Detection
	for _, c := range findComposes(m.knowing(path), &ignored, path) {
		if s, reads := c.reader(m, path); reads && s.single {
			return text.Line(c.path)
		}
	}
	return mountedElsewhere(m, real)
}
