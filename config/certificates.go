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
// from a working folder that only its own start knows.
func FindFiles(m Machine, names []string) (missing, unknown []string) {
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
		}
	}
	return missing, unknown
}
