package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pomerium-auth0/internal/text"
	"pomerium-auth0/internal/trust"
)

// An Ownership says whose a file is that is read or written, or whose the folder
// is that a new one goes into. It is comparable, so that it can be told whether
// it's still the same right before the file is saved.
type Ownership struct {
	Path   string // as it was asked about, absolute
	Real   string // the same without symbolic links
	Exists bool
	// Owner is that of the file, or of the folder of a new one: "deploy (uid
	// 1001)". Mode is its mode.
	Owner string
	Mode  fs.FileMode
	// Verdict says whether nobody else can change it. It is the zero Verdict
	// where the path could not be followed at all.
	Verdict trust.Verdict

	folder inode
}

type inode struct{ dev, ino uint64 }

// Believed reports whether the file may be read and written without asking.
func (o Ownership) Believed() bool { return o.Verdict.OK }

// Words say why a file isn't believed: "/srv/app belongs to deploy".
func (o Ownership) Words() string {
	if o.Verdict == (trust.Verdict{}) {
		return "it can't be told whose " + text.Line(o.Path) + " is"
	}
	return o.Verdict.Words()
}

// skip remembers the error of a file that isn't believed.
func (m Machine) skip(err error) {
	if isForeign(err) && !slices.Contains(*m.skipped, err.Error()) {
		*m.skipped = append(*m.skipped, err.Error())
	}
}

// skips remembers a file that isn't believed, and reports whether it is one.
func (m Machine) skips(path string) bool {
	_, err := m.read(path)
	m.skip(err)
	return isForeign(err)
}

// Whose finds out whose a file is.
func (m Machine) Whose(path string) Ownership { return m.knowing("").whose(path) }

// knowing is the machine with a judge that knows the services of its units, and
// the configuration that the operator named.
func (m Machine) knowing(given string) Machine {
	m = m.judged(m.Judge())
	var ignored Detection
	return m.judged(m.Judge().Serving(servicesOf(findUnits(m, &ignored))...)).accepting(given)
}

// accepting makes the judge believe the owner of a configuration that the
// operator named, since it is meant; "" is none.
func (m Machine) accepting(given string) Machine {
	if given == "" {
		return m
	}
	if found, err := m.Judge().Look(given); err == nil {
		judge := m.Judge().Accepting(found.Believed())
		m.judge = &judge
	}
	return m
}

func (m Machine) whose(path string) Ownership {
	o := Ownership{Path: m.Abs(path)}
	found, err := m.Judge().Look(o.Path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		// Neither read nor written: what else looks at it says why.
		o.Verdict.OK = true
		return o
	}
	if err != nil {
		return o
	}
	o.Real, o.Verdict, o.Exists = found.Path, found.Believed(), found.Info != nil
	of := found.Info
	if folder, err := m.Judge().Look(filepath.Dir(found.Path)); err == nil && folder.Info != nil {
		id := identify(folder.Info)
		o.folder = inode{id.dev, id.ino}
		if of == nil {
			of = folder.Info
		}
	}
	if of != nil {
		o.Mode = of.Mode().Perm()
		o.Owner = ownerInWords(m.Judge().Users(), identify(of).uid)
	}
	return o
}

func ownerInWords(users trust.Users, uid int) string {
	name := text.Line(users.Name(uid))
	if strings.HasPrefix(name, "uid ") {
		return name
	}
	return fmt.Sprintf("%s (uid %d)", name, uid)
}

func isForeign(err error) bool {
	var foreign *Foreign
	return errors.As(err, &foreign)
}

// unchanged reports whether a file is still whose it was when that was shown, and
// its folder the one that is open for saving. The zero Ownership stands for a
// save that nobody was asked about.
func (o Ownership) unchanged(m Machine, folder *os.Root) bool {
	if o == (Ownership{}) {
		return true
	}
	info, err := folder.Stat(".")
	if err != nil {
		return false
	}
	id := identify(info)
	return m.Whose(o.Path).Verdict == o.Verdict && inode{id.dev, id.ino} == o.folder
}
