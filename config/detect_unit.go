package config

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coreos/go-systemd/v22/unit"

	"pomerium-auth0/internal/text"
	"pomerium-auth0/internal/trust"
)

// unitFolders are searched by systemd in this order; a unit in an earlier one
// hides its namesake in a later one (systemd.unit(5)).
func unitFolders() []string {
	return []string{"/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"}
}

// A systemdUnit is a service that starts Pomerium, or its console.
type systemdUnit struct {
	name   string
	path   string
	binary string
	config string // the file that -config names, absolute
	set    []assignment
	// files are those of EnvironmentFile=, which beat what is set so far.
	files []string
	// service is whom it runs as.
	service trust.Service
}

// servicesOf are the users that units start Pomerium as.
func servicesOf(units []systemdUnit) []trust.Service {
	var services []trust.Service
	for _, u := range units {
		if u.service.User != "" {
			services = append(services, u.service)
		}
	}
	return services
}

func (u systemdUnit) reads(m Machine, file string) bool {
	return file != "" && u.config != "" && m.same(u.config, file)
}

func findUnits(m Machine, d *Detection) []systemdUnit {
	var units []systemdUnit
	seen := make(map[string]bool)
	for _, folder := range unitFolders() {
		entries, err := os.ReadDir(m.at(folder))
		if err != nil {
			continue
		}
		for _, entry := range entries {
			name := entry.Name()
			if !strings.HasSuffix(name, ".service") || seen[name] {
				continue
			}
			u, err := readUnit(m, path.Join(folder, name))
			if isForeign(err) {
				m.skip(err)
				continue // it hides no unit that is ours
			}
			seen[name] = true
			switch {
			case err != nil:
				d.Problems = append(d.Problems, err.Error())
			case u.binary != "":
				units = append(units, u)
			}
		}
	}
	return units
}

// readEnvironments reads the EnvironmentFile= of units, once it is known whom the
// services run as: such a file may belong to that user.
func readEnvironments(m Machine, units []systemdUnit) {
	for i := range units {
		for _, file := range units[i].files {
			units[i].set = append(units[i].set, readEnvironmentFile(m, file)...)
		}
	}
}

// masked reports whether a unit is switched off for good (systemctl mask).
func masked(m Machine, file string) bool {
	target, err := os.Readlink(m.at(file))
	return err == nil && target == "/dev/null"
}

// readUnit merges a unit with its drop-ins, as far as they say what is
// started, with what, and in which environment. One that starts neither
// Pomerium nor its console has no binary.
func readUnit(m Machine, file string) (systemdUnit, error) {
	u := systemdUnit{name: path.Base(file), path: file}
	content, err := m.read(file)
	if isForeign(err) && bytes.Contains(content, []byte("pomerium")) {
		return u, err
	}
	if err != nil {
		if strings.Contains(u.name, "pomerium") && !masked(m, file) {
			return u, err
		}
		return u, nil
	}
	if !bytes.Contains(content, []byte("pomerium")) {
		return u, nil
	}
	merged := serviceSection{folder: "/"}
	if err := merged.add(file, content); err != nil {
		return u, err
	}
	for _, dropIn := range dropIns(m, u.name) {
		content, err := m.believed(dropIn)
		if err != nil {
			return u, err
		}
		if err := merged.add(dropIn, content); err != nil {
			return u, err
		}
	}
	u.set, u.files, u.service = merged.set, merged.files, merged.service
	for _, line := range merged.start {
		// The characters in front change how systemd runs it (systemd.service(5)).
		words := splitWords(strings.TrimLeft(line, "@-:+!|"))
		if len(words) == 0 || !isPomerium(words[0]) && path.Base(words[0]) != consoleBinary {
			continue
		}
		u.binary = words[0]
		if config, ok := configArgument(words[1:]); ok && isPomerium(words[0]) {
			if !filepath.IsAbs(config) {
				config = filepath.Join(merged.folder, config)
			}
			u.config = filepath.Clean(config)
		}
	}
	return u, nil
}

// dropIns are the files that change a unit, in the order of their names; one
// in an earlier folder hides its namesake in a later one.
func dropIns(m Machine, name string) []string {
	byName := make(map[string]string)
	for _, folder := range unitFolders() {
		entries, err := os.ReadDir(m.at(path.Join(folder, name+".d")))
		if err != nil {
			continue
		}
		for _, entry := range entries {
			file := path.Join(folder, name+".d", entry.Name())
			if _, hidden := byName[entry.Name()]; !hidden && strings.HasSuffix(file, ".conf") && !m.skips(file) {
				byName[entry.Name()] = file
			}
		}
	}
	files := make([]string, 0, len(byName))
	for _, file := range byName {
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(path.Base(a), path.Base(b)) })
	return files
}

// serviceSection collects [Service]; an empty assignment forgets what came
// before it. Files beat Environment= (systemd.exec(5)).
type serviceSection struct {
	start   []string
	folder  string
	set     []assignment
	files   []string
	service trust.Service
}

func (s *serviceSection) add(file string, content []byte) error {
	options, err := unit.DeserializeOptions(bytes.NewReader(content))
	if err != nil {
		return fmt.Errorf("%s cannot be understood: %s", text.Line(file), text.Line(err.Error()))
	}
	for _, o := range options {
		if o.Section != "Service" {
			continue
		}
		value := joinLines(o.Value)
		switch o.Name {
		case "ExecStart":
			if value == "" {
				s.start = nil
				continue
			}
			s.start = append(s.start, value)
		case "WorkingDirectory":
			if strings.HasPrefix(value, "/") {
				s.folder = value
			}
		case "User":
			s.service.User = value
		case "Group":
			s.service.Group = value
		case "Environment":
			if value == "" {
				s.set = nil
			}
			for _, word := range splitWords(value) {
				if name, v, ok := strings.Cut(word, "="); ok {
					s.set = append(s.set, newAssignment(name, v, file))
				}
			}
		case "EnvironmentFile":
			if value == "" {
				s.files = nil
				continue
			}
			s.files = append(s.files, strings.TrimPrefix(value, "-"))
		}
	}
	return nil
}

// joinLines undoes the continuation of lines, which the unit package keeps.
func joinLines(value string) string {
	return strings.TrimSpace(strings.ReplaceAll(value, "\\\n", " "))
}

// configArgument finds -config, which Pomerium takes with one dash or two
// (pomerium's cmd/pomerium/main.go).
func configArgument(args []string) (string, bool) {
	for i, arg := range args {
		name, value, inline := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		if name != "config" || !strings.HasPrefix(arg, "-") {
			continue
		}
		if inline {
			return value, value != ""
		}
		if i+1 < len(args) {
			return args[i+1], true
		}
	}
	return "", false
}
