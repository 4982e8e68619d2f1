package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// FindFiles looks for the certificate and key files that a configuration
// names. Missing are those that are not there; unknown are those that this
// user cannot look for, and those with a relative path, which Pomerium takes
// from a working folder that only its own start knows. Foreign are those that
// somebody can change who isn't believed: given is the configuration itself.
func FindFiles(m Machine, given string, names []string) (missing, unknown []string, foreign []Ownership) {
	m = m.knowing(m.Abs(given))
	for _, name := range names {
		if !filepath.IsAbs(name) {
			unknown = append(unknown, name)
			continue
		}
		_, err := os.Stat(m.at(name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, name)
		case err != nil:
			unknown = append(unknown, name)
		default:
			if o := m.whose(name); !o.Believed() {
				foreign = append(foreign, o)
			}
		}
	}
	return missing, unknown, foreign
}
