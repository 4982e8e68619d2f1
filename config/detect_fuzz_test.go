package config

import (
	"strings"
	"testing"
	"unicode"
)

// Whatever a compose file, a unit and an environment file hold: detection ends,
// and what it says can be shown.
func FuzzFilesOfTheMachine(f *testing.F) {
	f.Add(quickstart, packagedUnit, "IDP_CLIENT_ID=x\n")
	f.Add("services:\n  p:\n    image: pomerium/pomerium:${A:-\x1b[2J}\n    volumes: [1, {type: bind}, ':', ./x:/pomerium]\n    environment: *x\n", "[Service]\nExecStart=@pomerium -config=\x07 \\\n", "export =\n'\n")
	f.Add("services: {p: {command: [-config], env_file: [{path: 1}, []], configs: [{source: a}, a, 1]}}\nconfigs: {a: {file: ~}}", "[Service]\nEnvironment=pomerium \"a=\\\n", "")
	f.Fuzz(func(t *testing.T, compose, unit, environment string) {
		m := tree(t, map[string]string{"/srv/pomerium/compose.yaml": plain(compose), "/etc/systemd/system/p.service": plain(unit), "/srv/pomerium/.env": plain(environment)})
		d := detect(m, "")
		said := append([]string{d.FileReason, d.VersionReason}, d.Problems...)
		for _, e := range d.Evidence {
			said = append(said, e.Words)
		}
		for _, file := range d.Files {
			said = append(said, file.Reason)
		}
		for _, o := range d.Overrides {
			said = append(said, o.Show())
		}
		for _, s := range said {
			if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("not fit to be shown: %q", s)
			}
		}
	})
}

// plain keeps a content from being taken for a program or a link by tree.
func plain(content string) string { return "\n" + content }
