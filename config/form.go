package config

import (
	"path/filepath"
	"slices"
	"strings"

	"pomerium-auth0/internal/text"
)

// A Form is the language that a configuration file is written in.
type Form int

// The forms that Pomerium reads in all versions.
const (
	YAML Form = iota
	JSON
	TOML
	Dotenv
)

// FormOf tells the form by the ending of the name, as Pomerium does: case
// counts, and the content does not.
func FormOf(name string) (Form, error) {
	ending := filepath.Ext(name)
	if form, known := formOfEnding(ending); known {
		return form, nil
	}
	base := text.Line(filepath.Base(name))
	if ending == "" {
		return 0, unusable(UnknownEnding, "%s has no ending, and Pomerium tells by it how to read the file: name it %s.yaml", base, base)
	}
	if _, known := formOfEnding(strings.ToLower(ending)); known {
		return 0, unusable(UnknownEnding, "Pomerium does not know the ending %s in capital letters: name the file with %s", ending, strings.ToLower(ending))
	}
	if slices.Contains([]string{".hcl", ".tfvars", ".properties", ".props"}, ending) {
		return 0, unusable(UnknownEnding, "only older versions of Pomerium read a file that ends in %s, and it is not looked into here: all read .yaml, .yml, .json, .toml and .env", ending)
	}
	return 0, unusable(UnknownEnding, "Pomerium reads no file that ends in %s: it takes .yaml, .yml, .json, .toml and .env", text.Line(ending))
}

func formOfEnding(ending string) (form Form, known bool) {
	switch ending {
	case ".yaml", ".yml":
		return YAML, true
	case ".json":
		return JSON, true
	case ".toml":
		return TOML, true
	case ".env", ".dotenv":
		return Dotenv, true
	}
	return 0, false
}
