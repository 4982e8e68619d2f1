package config

import (
	"os"
	"path"
	"slices"
	"strings"

	"pomerium-auth0/internal/trust"
)

// dpkgFolder holds Debian's package database, which dpkg keeps as text. That of
// rpm takes rpm's own libraries to be read, so it isn't used.
const dpkgFolder = "/var/lib/dpkg"

// packagedVersion is the version of the Debian package that installed a
// program: one whose list of files has that very path. A program that is newer
// than the list was put there by somebody else since.
func packagedVersion(m Machine, program *trust.Found) (number string, known bool) {
	folder := path.Join(dpkgFolder, "info")
	entries, err := os.ReadDir(m.at(folder))
	if err != nil {
		return "", false
	}
	for _, entry := range entries {
		name, isList := strings.CutSuffix(entry.Name(), ".list")
		if !isList || !strings.HasPrefix(name, "pomerium") {
			continue
		}
		list := path.Join(folder, entry.Name())
		content, err := m.believed(list)
		if err != nil || !slices.Contains(strings.Split(string(content), "\n"), program.Path) {
			continue
		}
		info, err := entry.Info()
		if err != nil || program.Info.ModTime().After(info.ModTime()) {
			continue
		}
		name, _, _ = strings.Cut(name, ":") // an architecture
		if number, known := installedVersion(m, name); known {
			return number, true
		}
	}
	return "", false
}

// installedVersion looks a package up in dpkg's status file (deb-control(5)).
func installedVersion(m Machine, name string) (number string, known bool) {
	content, err := m.believed(path.Join(dpkgFolder, "status"))
	if err != nil {
		return "", false
	}
	for paragraph := range strings.SplitSeq(string(content), "\n\n") {
		fields := make(map[string]string)
		for line := range strings.Lines(paragraph) {
			if key, value, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") {
				fields[key] = strings.TrimSpace(value)
			}
		}
		if fields["Package"] != name || !strings.HasSuffix(fields["Status"], " installed") {
			continue
		}
		return upstreamVersion(fields["Version"]), true
	}
	return "", false
}

// upstreamVersion takes epoch, revision and what follows a "~" off the version
// of a Debian package (deb-version(7)).
func upstreamVersion(version string) string {
	if _, after, found := strings.Cut(version, ":"); found {
		version = after
	}
	if i := strings.LastIndexByte(version, '-'); i >= 0 {
		version = version[:i]
	}
	version, _, _ = strings.Cut(version, "~")
	return version
}
