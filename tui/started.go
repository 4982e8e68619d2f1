package tui

import (
	"maps"
	"path/filepath"
	"slices"

	"pomerium-auth0/tui/steps"
)

// Started says how this program was started, so that it can be started again.
// Values holds what each flag that was set was set to. What a variable of the
// environment says and a flag can say too is given as the flag: a shell of its
// own, as sudo's, knows of none.
func Started(program string, values map[string]string, environ func(string) string, euid int) steps.Started {
	sudo := euid == 0 && environ("SUDO_UID") != "" && environ("SUDO_UID") != "0"
	s := steps.Started{Program: program, Root: euid == 0 && !sudo, Sudo: sudo}
	values = maps.Collect(maps.All(values)) // a copy, also of none
	if file := environ("SSL_CERT_FILE"); file != "" && values["ca-file"] == "" {
		values["ca-file"] = file
	}
	if environ("ACCESSIBLE") != "" {
		values["plain"] = "true"
	}
	for _, flag := range Flags() {
		again := steps.Flag{Name: "--" + flag.Name, Question: flag.Question, Switch: flag.Kind == YesFlag, Secret: flag.Kind == SecretFile}
		if value := values[flag.Name]; value != "" && again.Secret {
			again.Value = absolute(value)
		}
		s.Flags = append(s.Flags, again)
		delete(values, flag.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch value := values[name]; {
		case name == "ca-file":
			s.Flags = append(s.Flags, steps.Flag{Name: "--" + name, Value: absolute(value)})
		case value == "true":
			s.Flags = append(s.Flags, steps.Flag{Name: "--" + name, Switch: true, Value: value})
		}
	}
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_DIR"} {
		if environ(name) != "" {
			s.Environ = append(s.Environ, name)
		}
	}
	return s
}

// absolute leaves - as it is, which is standard input.
func absolute(path string) string {
	if path == "-" {
		return path
	}
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
