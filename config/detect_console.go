package config

import (
	"path/filepath"
	"slices"

	"pomerium-auth0/internal/text"
)

// consoleBinary is the program, package and image of Pomerium Enterprise's
// console.
const consoleBinary = "pomerium-console"

// zeroToken is the variable that binds a Pomerium to Pomerium Zero
// (internal/zero/cmd of Pomerium 0.33).
const zeroToken = "POMERIUM_ZERO_TOKEN"

// A Console is a trace of a Pomerium that is steered from a console. The
// pomerium binary itself is the same for all three kinds.
type Console struct {
	// Kind is Enterprise or Zero.
	Kind Kind
	// Place says where the trace is.
	Place string
}

func (d *Detection) findConsoles(m Machine, units []systemdUnit, composes []composeFile) {
	add := func(kind Kind, place string) {
		if c := (Console{kind, place}); !slices.Contains(d.Consoles, c) {
			d.Consoles = append(d.Consoles, c)
		}
	}
	for _, binary := range findBinaries(m, consoleBinary) {
		if found, err := m.Judge().Look(binary); err == nil && found.Believed().OK {
			add(Enterprise, binary)
		}
	}
	if config := "/etc/pomerium-console/config.yaml"; m.isFile(config) {
		add(Enterprise, config)
	}
	for _, u := range units {
		if filepath.Base(u.binary) == consoleBinary {
			add(Enterprise, u.path)
		}
		if place, ok := zeroTokenIn(u.set); ok {
			add(Zero, place)
		}
	}
	for _, c := range composes {
		for _, s := range c.services {
			if s.console {
				add(Enterprise, c.path)
			}
			if place, ok := zeroTokenIn(s.set); ok {
				add(Zero, place)
			}
		}
	}
	if m.env(zeroToken) != "" {
		add(Zero, "the environment of this program")
	}
	d.applyConsoles()
}

// applyConsoles makes the version that of the kind which the traces speak of,
// unless they speak of both.
func (d *Detection) applyConsoles() {
	if len(d.Consoles) == 0 {
		return
	}
	kind := d.Consoles[0].Kind
	for _, c := range d.Consoles {
		if c.Kind != kind {
			d.Version, d.VersionReason = Version{}, ""
			return
		}
	}
	switch {
	case !d.Version.IsZero():
		d.Version = d.Version.As(kind)
	case !slices.ContainsFunc(d.Evidence, func(e Evidence) bool { return !e.Version.IsZero() }):
		// Evidence that disagrees stays a question.
		d.Version = Version{kind: kind, number: latest}
		d.VersionReason = text.Line(d.Consoles[0].Place)
	}
}

func zeroTokenIn(set []assignment) (place string, found bool) {
	for _, a := range set {
		if a.name == zeroToken && !a.value.IsZero() {
			return a.place, true
		}
	}
	return "", false
}
