package config

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"pomerium-auth0/internal/text"
)

// Evidence speaks of the version of a Pomerium.
type Evidence struct {
	// Version is zero where nothing could be learned.
	Version Version
	// Place is the file that was looked at or run.
	Place string
	// Words are what it said: "0.33.1", "pomerium/pomerium:latest, which
	// counts as 0.22 or newer", or why it said nothing.
	Words string
	// NamesFile is set where Place also names the configuration file. Such
	// evidence is stronger than any other.
	NamesFile bool
}

func (d *Detection) findVersion(ctx context.Context, m Machine, units []systemdUnit, composes []composeFile) {
	run := make(map[string]bool)
	add := func(e Evidence) { d.Evidence = append(d.Evidence, e) }
	for _, c := range composes {
		for _, s := range c.services {
			if s.image == "" || s.console {
				continue
			}
			e := imageEvidence(s.image)
			e.Place = c.path
			e.NamesFile = s.reads(m, d.File)
			add(e)
		}
	}
	for _, u := range units {
		if !isPomerium(u.binary) || !m.isFile(u.binary) {
			continue
		}
		real := resolved(m, u.binary)
		e := runForVersion(ctx, m, u.binary)
		e.NamesFile = u.reads(m, d.File)
		if e.NamesFile {
			e.Words += ", started by " + u.name
		}
		if !run[real] || e.NamesFile {
			add(e)
		}
		run[real] = true
	}
	for _, binary := range findBinaries(m, "pomerium") {
		if real := resolved(m, binary); !run[real] {
			run[real] = true
			add(runForVersion(ctx, m, binary))
		}
	}
	slices.SortStableFunc(d.Evidence, func(a, b Evidence) int { return cmp.Compare(b.strength(), a.strength()) })
	d.chooseVersion()
}

func resolved(m Machine, path string) string {
	if real, err := filepath.EvalSymlinks(m.at(path)); err == nil {
		return real
	}
	return m.at(path)
}

func (e Evidence) strength() int {
	switch {
	case e.Version.IsZero():
		return 0
	case e.NamesFile:
		return 2
	}
	return 1
}

// chooseVersion takes what all of the strongest evidence agrees on.
func (d *Detection) chooseVersion() {
	var best Evidence
	for _, e := range d.Evidence {
		switch {
		case e.strength() == 0 || e.strength() < best.strength():
		case best.Version.IsZero() || e.Version == best.Version:
			best = e
		case e.Version.Class() == Current && best.Version.number == latest:
			// Any version of the class may be "latest", so a number says more.
			best = e
		case best.Version.Class() == Current && e.Version.number == latest:
		default:
			return
		}
	}
	if !best.Version.IsZero() {
		d.Version, d.VersionReason = best.Version, text.Line(best.Place)+": "+best.Words
	}
}

// imageEvidence reads the version from the tag of an image. Tags without a
// number (latest, nonroot, debug, main) are moved on by every release, the
// oldest of which anybody still pulls is a current one.
func imageEvidence(image string) Evidence {
	shown := text.Line(image)
	name, tag := splitImage(image)
	switch {
	case name != "pomerium":
		return Evidence{Words: shown + ", an image of your own, whose tag says nothing about Pomerium"}
	case tag == "" && strings.Contains(image, "@"):
		return Evidence{Words: shown + ", an image named by its digest alone"}
	case slices.Contains([]string{"", "latest", "main", "master", "nonroot", "rootless", "debug", "debug-nonroot"}, tag):
		return Evidence{Version: Version{number: latest}, Words: shown + ", which counts as 0.22 or newer"}
	}
	v, err := ParseVersion(tag)
	if err != nil {
		return Evidence{Words: shown + ": " + err.Error()}
	}
	return Evidence{Version: v, Words: shown}
}

// splitImage takes an image reference apart: the name without registry and
// digest, and the tag.
func splitImage(image string) (name, tag string) {
	image, _, _ = strings.Cut(image, "@")
	name = image[strings.LastIndexByte(image, '/')+1:]
	name, tag, _ = strings.Cut(name, ":")
	return name, tag
}
