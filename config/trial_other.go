//go:build !linux

package config

import "io/fs"

func attributesOf(string) (immutable, appendOnly bool) { return false, false }

// tryTemporary asks for the rights alone: a file without a name, which would
// prove more and change nothing, is Linux's own.
func tryTemporary(folder, _ string, id identity, _ fs.FileMode, _ int64) obstacles {
	return obstacles{adding: canAddTo(folder), owner: ownerRule(id)}
}

func roomFor(string, int64, int64) error { return nil }

func isMountPoint(string) bool { return false }

func mountedElsewhere(Machine, string) string { return "" }
