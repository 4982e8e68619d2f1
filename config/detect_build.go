package config

import (
	"debug/buildinfo"
	"os"
	"regexp"
)

// linkedVersion is the version in the linker's flags, as Pomerium's builds set it
// (its Makefile). Go keeps these flags in the program unless it was built with
// -trimpath.
var linkedVersion = regexp.MustCompile(`github\.com/pomerium/pomerium/internal/version\.Version=['"]?v?(\d+\.\d+\.\d+)`)

// builtVersion reads the version from what Go noted in a program when it was
// built.
func builtVersion(program *os.File) (number string, known bool) {
	info, err := buildinfo.Read(program)
	if err != nil || info.Main.Path != "github.com/pomerium/pomerium" {
		return "", false
	}
	for _, setting := range info.Settings {
		if setting.Key != "-ldflags" {
			continue
		}
		if found := linkedVersion.FindStringSubmatch(setting.Value); found != nil {
			return found[1], true
		}
	}
	return "", false
}
