package config

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"pomerium-auth0/internal/text"
)

// packagedConfig is where Pomerium's deb and rpm packages install their
// configuration (ospkg/ of Pomerium 0.33).
const packagedConfig = "/etc/pomerium/config.yaml"

// A FileFound is a file that may be Pomerium's configuration.
type FileFound struct {
	Path string
	// Reason says what led to it.
	Reason string
	Exists bool
	// Named is set where something that starts Pomerium names it, and not only
	// its place speaks for it.
	Named bool
	// Whose says whose it is. One that isn't believed is never chosen unless it
	// was given.
	Whose Ownership
}

func (d *Detection) findFiles(m Machine, given string, units []systemdUnit, composes []composeFile) {
	add := func(path, reason string, named bool) {
		if slices.ContainsFunc(d.Files, func(f FileFound) bool { return m.same(f.Path, path) }) {
			return
		}
		d.Files = append(d.Files, FileFound{Path: path, Reason: reason, Exists: m.isFile(path), Named: named, Whose: m.whose(path)})
	}
	if given != "" {
		add(given, "as given", true)
	}
	for _, p := range d.Running {
		if p.Config != "" && !p.Container {
			add(p.Config, fmt.Sprintf("the running Pomerium (process %d) reads it", p.PID), true)
		}
	}
	for _, c := range composes {
		for _, s := range c.services {
			if s.config != "" {
				add(s.config, text.Line(c.path)+" mounts it", true)
			}
		}
	}
	for _, u := range units {
		if u.config != "" {
			add(u.config, text.Line(u.name)+" names it", true)
		}
	}
	if m.isFile(packagedConfig) {
		add(packagedConfig, "where Pomerium's packages put it", false)
	}
	if here := m.Abs("config.yaml"); m.isFile(here) {
		add(here, "in this folder", false)
	}
	d.noFile = !slices.ContainsFunc(d.Files, func(f FileFound) bool { return f.Whose.Believed() || f.Path == given })
	// What is there goes first, and then what something names.
	slices.SortStableFunc(d.Files, func(a, b FileFound) int { return cmp.Compare(b.weight(), a.weight()) })
	d.chooseFile(m, given)
}

func (f FileFound) weight() int {
	switch {
	case !f.Whose.Believed():
		return -1
	case f.Exists && f.Named:
		return 2
	case f.Exists:
		return 1
	}
	return 0
}

func (d *Detection) chooseFile(m Machine, given string) {
	choose := func(f FileFound) { d.File, d.FileReason = f.Path, f.Reason }
	if given != "" {
		i := slices.IndexFunc(d.Files, func(f FileFound) bool { return m.same(f.Path, given) })
		choose(d.Files[i])
		return
	}
	if len(d.Files) > 0 {
		first := d.Files[0]
		if !first.Whose.Believed() {
			return // somebody has to say that it is meant
		}
		rival := len(d.Files) > 1 && d.Files[1].weight() == first.weight()
		if !rival {
			choose(first)
		}
		return
	}
	usual := FileFound{Path: m.Abs("config.yaml"), Reason: "no configuration was found; a new one in this folder"}
	if folder, _ := filepath.Split(packagedConfig); m.isFolder(folder) {
		usual = FileFound{Path: packagedConfig, Reason: "no configuration was found; Pomerium's packages use this one"}
	}
	if usual.Whose = m.whose(usual.Path); usual.Whose.Believed() {
		choose(usual)
		return
	}
	d.Files = append(d.Files, usual)
}
