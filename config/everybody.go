package config

import (
	"os"
	"path/filepath"
	"strings"
)

// OpenToEverybody reports whether every user of the machine can read a regular
// file: its mode and that of each folder above it let them. It is false for
// what a container runtime or the kubelet mounts: they choose the mode, and
// nobody else is in there.
func OpenToEverybody(path string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil || strings.HasPrefix(real, "/run/secrets/") || inKubernetesVolume(real) {
		return false
	}
	info, err := os.Stat(real)
	return err == nil && info.Mode().IsRegular() && everybodyMay(info, 0o004) && reachedByAll(real)
}
