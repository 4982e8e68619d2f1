package config

import (
	"context"
	"slices"
)

// Options say what is asked about. They are comparable.
type Options struct {
	// Config is the configuration file that was given, "" to look for one.
	Config string
}

// A Detection is what was found about the Pomerium of a machine. Nothing in it
// was proven: it is what a wizard suggests, each part with its reason. Reasons
// and words are safe to show; paths, also as a Place, are as the disk has them.
type Detection struct {
	// File is the configuration file that the rest is about: the given one,
	// or the only one that was found, or else where a new one would go. It is
	// "" where several were found and nothing tells which is meant.
	File string
	// FileReason says why it is File.
	FileReason string
	// Files are all that were found or named, likeliest first.
	Files []FileFound

	// Version is what the strongest evidence says; zero without any, and
	// where equally strong evidence disagrees.
	Version       Version
	VersionReason string
	// Evidence is all that speaks of a version, strongest first.
	Evidence []Evidence

	// Consoles are the traces of Pomerium Enterprise and Zero; Version takes
	// them into account.
	Consoles []Console
	// Running are the Pomerium processes.
	Running []Process
	// Runs is where the Pomerium that reads File runs, Unit the name of the
	// systemd unit that starts it, and Compose the path of the compose file, with
	// that of the file that is merged into it.
	Runs    Place
	Unit    string
	Compose []string
	// Overrides are the environment variables that beat File.
	Overrides []Override
	// noFile is set where no configuration file was found and none is named:
	// what starts Pomerium without one is asked about then.
	noFile bool
	// Problems are files that speak of Pomerium and could not be read or
	// understood, or aren't believed, a sentence each.
	Problems []string
}

// Place is where a Pomerium runs, seen from its configuration file.
type Place int

// The places.
const (
	UnknownPlace Place = iota
	OnThisMachine
	InContainer
)

// Detect looks at the machine and changes nothing on it. It runs pomerium
// binaries whose version nothing else tells, as nobody where this is root, for
// two seconds at most all together; see runForVersion.
func Detect(ctx context.Context, m Machine, o Options) Detection {
	var d Detection
	given := o.Config
	if given != "" {
		given = m.Abs(given)
	}
	m = m.judged(m.Judge())
	units := findUnits(m, &d)
	m = m.judged(m.Judge().Serving(servicesOf(units)...)).accepting(given)
	readEnvironments(m, units)
	d.Running = findProcesses(m, &d, units)
	composes := findComposes(m, &d, given)

	d.findFiles(m, given, units, composes)
	d.findPlace(m, units, composes)
	d.findVersion(ctx, m, units, composes)
	d.findConsoles(m, units, composes)
	d.findOverrides(m, units, composes)
	d.Problems = append(d.Problems, *m.skipped...)
	return d
}

func (d *Detection) findPlace(m Machine, units []systemdUnit, composes []composeFile) {
	if d.File == "" {
		return
	}
	for i := range d.Running {
		p := &d.Running[i]
		p.ReadsFile = p.reads(m, d.File)
		if p.ReadsFile && p.Container {
			d.Runs = InContainer
		} else if p.ReadsFile {
			d.Runs = OnThisMachine
		}
	}
	for _, c := range composes {
		if _, reads := d.reader(m, c); reads && d.Compose == nil {
			d.Compose = c.layers
		}
	}
	for _, u := range units {
		if d.readBy(m, u) && d.Unit == "" {
			d.Unit = u.name
		}
	}
	switch {
	case d.Runs != UnknownPlace:
	case d.Compose != nil:
		d.Runs = InContainer
	case d.Unit != "":
		d.Runs = OnThisMachine
	}
}

// reader is the service of a compose file whose Pomerium is asked about.
func (d *Detection) reader(m Machine, c composeFile) (composeService, bool) {
	if !d.noFile {
		return c.reader(m, d.File)
	}
	i := slices.IndexFunc(c.services, func(s composeService) bool { return !s.console })
	if i < 0 {
		return composeService{}, false
	}
	return c.services[i], true
}

// readBy reports whether a unit starts the Pomerium that is asked about.
func (d *Detection) readBy(m Machine, u systemdUnit) bool {
	return u.reads(m, d.File) || d.noFile && isPomerium(u.binary)
}
