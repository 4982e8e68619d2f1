//go:build !linux

package early

// keepMemoryPrivate keeps secrets in memory from core dumps.
func keepMemoryPrivate() { limitCores() }
