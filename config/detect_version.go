package config

import (
	"cmp"
	"context"
	"fmt"
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
	for _, c := range composes {
		for _, s := range c.services {
			if s.image == "" || s.console {
				continue
			}
			e := imageEvidence(s.image)
			e.Place, e.NamesFile = c.path, s.reads(m, d.File)
			d.Evidence = append(d.Evidence, e)
		}
	}
	asked := make(map[string]bool)
	binaries := slices.DeleteFunc(d.binaries(m, units), func(b binary) bool {
		real := resolved(m, b.path)
		again := asked[real]
		asked[real] = true
		return again
	})
	d.Evidence = append(d.Evidence, askBinaries(ctx, m, binaries)...)
	slices.SortStableFunc(d.Evidence, func(a, b Evidence) int { return cmp.Compare(b.strength(), a.strength()) })
	d.chooseVersion()
}

// A binary is a pomerium program that can be asked; reads is set where what
// starts it names the configuration file.
type binary struct {
	path, by string
	reads    bool
}

// binaries are those that are started, and those that just lie there. The
// first to be started with the file goes first.
func (d *Detection) binaries(m Machine, units []systemdUnit) []binary {
	var found []binary
	for _, u := range units {
		found = append(found, binary{u.binary, ", started by " + text.Line(u.name), u.reads(m, d.File)})
	}
	for _, p := range d.Running {
		// A container's program is never run, and one that was replaced since it
		// was started isn't there any more.
		if !p.Container && p.binary != "" && !strings.HasSuffix(p.binary, " (deleted)") {
			found = append(found, binary{p.binary, fmt.Sprintf(", running as process %d", p.PID), p.ReadsFile})
		}
	}
	for _, path := range findBinaries(m, "pomerium") {
		found = append(found, binary{path: path})
	}
	found = slices.DeleteFunc(found, func(b binary) bool {
		return !isPomerium(b.path) || !filepath.IsAbs(b.path) || !m.isFile(b.path)
	})
	slices.SortStableFunc(found, func(a, b binary) int {
		switch {
		case a.reads == b.reads:
			return 0
		case a.reads:
			return -1
		}
		return 1
	})
	return found
}

func resolved(m Machine, path string) string {
	if found, err := m.Judge().Look(path); err == nil {
		return found.Path
	}
	return path
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

// imageEvidence reads the version from the tag of an image. A tag without a
// number moves on with every release and is taken for a current one.
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
