package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"

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

// A composeFile starts Pomerium, or its console.
type composeFile struct {
	path     string
	services []composeService
}

type composeService struct {
	name    string
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
	c := composeFile{path: file}
	content, err := m.read(file)
	if err != nil {
		return c, err
	}
	var parsed composeYAML
	if err := yaml.NewDecoder(bytes.NewReader(content)).Decode(&parsed); err != nil && !errors.Is(err, io.EOF) {
		return c, fmt.Errorf("%s cannot be understood: %s", text.Line(file), text.Line(err.Error()))
	}
	vars := composeVariables(m, filepath.Dir(file))
	for _, name := range sortedKeys(parsed.Services) {
		y := parsed.Services[name]
		s := composeService{name: name, image: vars.fill(y.Image)}
		imageName, _ := splitImage(s.image)
		s.console = imageName == consoleBinary
		var mounts []composeMount
		for _, v := range y.Volumes {
			mounts = append(mounts, readMount(m, vars, filepath.Dir(file), v)...)
		}
		for _, v := range y.Configs {
			mounts = append(mounts, readConfigMount(m, vars, filepath.Dir(file), v, func(name string) string { return parsed.Configs[name].File })...)
		}
		inside := containerConfig
		if config, ok := configArgument(commandWords(vars, y.Command)); ok {
			inside = path.Join("/", config)
		}
		s.config, s.single = hostPath(mounts, inside)
		if imageName != "pomerium" && !s.console && (s.config == "" || inside != containerConfig) {
			continue
		}
		s.set = composeEnvironment(m, vars, file, y.Environment, y.EnvFile)
		c.services = append(c.services, s)
	}
	return c, nil
}

// commandWords reads command:, one line or a list.
func commandWords(vars variables, node yaml.Node) []string {
	if node.Kind == yaml.ScalarNode {
		return splitWords(vars.fill(node.Value))
	}
	var words []string
	for _, n := range node.Content {
		words = append(words, vars.fill(n.Value))
	}
	return words
}
