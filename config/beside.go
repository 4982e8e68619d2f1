package config

import (
	"path/filepath"
	"slices"
)

// Beside are the files in the folder of name that may be Pomerium's
// configuration as well: it reads the one that its -config names, whatever that
// is called, and nothing by itself (cmd/pomerium/main.go of Pomerium 0.33).
func Beside(m Machine, name string) []string {
	var found []string
	for _, base := range []string{"config", "pomerium"} {
		for _, ending := range []string{".yaml", ".yml", ".json", ".toml", ".env", ".dotenv"} {
			path := filepath.Join(filepath.Dir(name), base+ending)
			known := func(other string) bool { return m.same(other, path) }
			if m.isFile(path) && !m.same(name, path) && !slices.ContainsFunc(found, known) {
				found = append(found, path)
			}
		}
	}
	return found
}
