package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/internal/text"
)

// containerConfig is what Pomerium's image reads unless its command says
// otherwise (Dockerfile of Pomerium 0.33).
const containerConfig = "/pomerium/config.yaml"

// composeNames are the names that docker compose looks for, in its order.
func composeNames() []string {
	return []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}
}

// overrideNames are those of the file that it merges into the one it found,
// in its order (compose-go, DefaultOverrideFileNames).
func overrideNames() []string {
	return []string{"compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"}
}

// A composeFile starts Pomerium, or its console.
type composeFile struct {
	path     string
	layers   []string // itself, and what is merged into it
	services []composeService
}

type composeService struct {
	image   string
	console bool
	// config is the file of this machine that the service's Pomerium reads,
	// "" where it is not mounted from here.
	config string
	// single is set where that very file is mounted, and not its folder.
	single bool
	set    []assignment
}

// findComposes reads the compose files in the working folder and beside the
// given configuration, or the packaged one.
func findComposes(m Machine, d *Detection, given string) []composeFile {
	beside := packagedConfig
	if given != "" {
		beside = given
	}
	folders := []string{m.folder(), filepath.Dir(beside)}
	var found []composeFile
	for i, folder := range folders {
		if i > 0 && m.same(folder, folders[0]) {
			continue
		}
		for _, name := range composeNames() {
			file := filepath.Join(folder, name)
			if !m.isFile(file) {
				continue
			}
			c, err := readCompose(m, file)
			if isForeign(err) {
				m.skip(err)
				continue // it hides nothing that is ours
			}
			switch {
			case err != nil:
				d.Problems = append(d.Problems, err.Error())
			case len(c.services) > 0:
				found = append(found, c)
			}
			// docker compose takes the first name that is there and no other.
			break
		}
	}
	return found
}

// reader is the service that reads a file of this machine.
func (c composeFile) reader(m Machine, file string) (composeService, bool) {
	for _, s := range c.services {
		if s.reads(m, file) {
			return s, true
		}
	}
	return composeService{}, false
}

func (s composeService) reads(m Machine, file string) bool {
	return file != "" && s.config != "" && m.same(s.config, file)
}

// composeYAML is the part of a compose file that is of interest. Where the
// format allows a list or a mapping, the Node is looked at later.
type composeYAML struct {
	Services map[string]struct {
		Image       string    `yaml:"image"`
		Command     yaml.Node `yaml:"command"`
		Environment yaml.Node `yaml:"environment"`
		EnvFile     yaml.Node `yaml:"env_file"`
		Volumes     []any     `yaml:"volumes"`
		Configs     []any     `yaml:"configs"`
	} `yaml:"services"`
	Configs map[string]struct {
		File string `yaml:"file"`
	} `yaml:"configs"`
}

func readCompose(m Machine, file string) (composeFile, error) {
	c := composeFile{path: file, layers: []string{file}}
	c.layers = append(c.layers, overrideOf(m, file)...)
	vars := composeVariables(m, filepath.Dir(file))
	merged := make(map[string]*serviceParts)
	for _, layer := range c.layers {
		content, err := m.read(layer)
		if err != nil {
			return c, err
		}
		var parsed composeYAML
		if err := yaml.NewDecoder(bytes.NewReader(content)).Decode(&parsed); err != nil && !errors.Is(err, io.EOF) {
			return c, fmt.Errorf("%s cannot be understood: %s", text.Line(layer), text.Line(err.Error()))
		}
		fileOf := func(config string) string { return parsed.Configs[config].File }
		for name, y := range parsed.Services {
			if merged[name] == nil {
				merged[name] = new(serviceParts)
			}
			p := merged[name]
			if y.Image != "" {
				p.image = vars.fill(y.Image)
			}
			if words := commandWords(vars, y.Command); words != nil {
				p.command = words
			}
			for _, v := range y.Volumes {
				p.mounts = append(p.mounts, readMount(m, vars, filepath.Dir(file), v)...)
			}
			for _, v := range y.Configs {
				p.mounts = append(p.mounts, readConfigMount(m, vars, filepath.Dir(file), v, fileOf)...)
			}
			p.set = append(p.set, composeEnvironment(m, vars, layer, y.Environment, y.EnvFile)...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(merged)) {
		if s, ok := merged[name].service(); ok {
			c.services = append(c.services, s)
		}
	}
	return c, nil
}

// overrideOf is the file that docker compose merges into one of the usual
// names without being told.
func overrideOf(m Machine, file string) []string {
	for _, name := range overrideNames() {
		if override := filepath.Join(filepath.Dir(file), name); m.isFile(override) && !m.skips(override) {
			return []string{override}
		}
	}
	return nil
}

// serviceParts are what the layers of a compose file say of a service.
type serviceParts struct {
	image   string
	command []string
	mounts  []composeMount
	set     []assignment
}

// service is what the parts come to, and whether it is a Pomerium or its
// console: by its image, or by what is mounted where Pomerium looks for it.
func (p serviceParts) service() (composeService, bool) {
	image, _ := splitImage(p.image)
	s := composeService{image: p.image, console: image == consoleBinary, set: p.set}
	if s.console {
		return s, true
	}
	inside := containerConfig
	if config, ok := configArgument(p.command); ok {
		inside = path.Join("/", config)
	}
	s.config, s.single = hostPath(p.mounts, inside)
	return s, image == "pomerium" || inside == containerConfig && s.config != ""
}

// commandWords reads command:, one line or a list.
func commandWords(vars variables, node yaml.Node) []string {
	var line string
	if node.Decode(&line) == nil {
		return splitWords(vars.fill(line))
	}
	var words []string
	if node.Decode(&words) != nil {
		return nil
	}
	for i, word := range words {
		words[i] = vars.fill(word)
	}
	return words
}
