package config

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// variables are what a compose file may refer to as ${NAME}: the shell's, and
// below them those of the .env file in the same folder.
type variables func(name string) (string, bool)

func composeVariables(m Machine, folder string) variables {
	file := make(map[string]string)
	for _, a := range readEnvironmentFile(m, filepath.Join(folder, ".env")) {
		file[a.name] = a.value.Reveal()
	}
	return func(name string) (string, bool) {
		if value, ok := m.lookupEnv(name); ok {
			return value, true
		}
		value, ok := file[name]
		return value, ok
	}
}

var reference = regexp.MustCompile(`\$(?:\$|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?+])([^}]*))?\})`)

// fill puts values in place of $NAME, ${NAME}, ${NAME:-default}, ${NAME-default}
// and ${NAME:+other}; $$ is a dollar sign (compose specification,
// "Interpolation").
func (v variables) fill(s string) string {
	return reference.ReplaceAllStringFunc(s, func(found string) string {
		if found == "$$" {
			return "$"
		}
		parts := reference.FindStringSubmatch(found)
		value, set := v(parts[1] + parts[2])
		if strings.HasPrefix(parts[3], ":") {
			set = set && value != ""
		}
		switch strings.TrimPrefix(parts[3], ":") {
		case "-":
			if !set {
				return parts[4]
			}
		case "+":
			if !set {
				return ""
			}
			return parts[4]
		}
		return value
	})
}

// composeEnvironment reads env_file: and environment:, a mapping or a list of
// NAME=VALUE; the latter beats the former. A name alone takes the shell's
// value.
func composeEnvironment(m Machine, vars variables, file string, environment, envFile yaml.Node) []assignment {
	var set []assignment
	for _, name := range envFiles(envFile) {
		set = append(set, readEnvironmentFile(m, composePath(m, filepath.Dir(file), vars.fill(name)))...)
	}
	add := func(name, value string, hasValue bool) {
		if hasValue {
			value = vars.fill(value)
		} else {
			value, _ = vars(name)
		}
		set = append(set, newAssignment(name, value, file))
	}
	var mapping map[string]*string
	var list []string
	if environment.Decode(&mapping) == nil {
		for _, name := range slices.Sorted(maps.Keys(mapping)) {
			if value := mapping[name]; value != nil {
				add(name, *value, true)
			} else {
				add(name, "", false)
			}
		}
	} else if environment.Decode(&list) == nil {
		for _, entry := range list {
			name, value, hasValue := strings.Cut(entry, "=")
			add(name, value, hasValue)
		}
	}
	return set
}

// envFiles reads a name, a list of names, or a list of mappings with path:.
func envFiles(node yaml.Node) []string {
	var name string
	if node.Decode(&name) == nil && name != "" {
		return []string{name}
	}
	var list []yaml.Node
	if node.Decode(&list) != nil {
		return nil
	}
	var names []string
	for _, n := range list {
		var long struct {
			Path string `yaml:"path"`
		}
		if n.Decode(&name) == nil {
			names = append(names, name)
		} else if n.Decode(&long) == nil && long.Path != "" {
			names = append(names, long.Path)
		}
	}
	return names
}
