//go:build unix

package config

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// ignoreFileSizeSignal turns the signal for a file that grows past ulimit -f,
// which kills, into an error of the write. It returns what undoes that.
func ignoreFileSizeSignal() func() {
	signal.Ignore(unix.SIGXFSZ)
	return func() { signal.Reset(unix.SIGXFSZ) }
}

func syncOpenFolder(folder *os.File) error { return folder.Sync() }
