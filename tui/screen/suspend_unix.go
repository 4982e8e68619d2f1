//go:build unix

package screen

import (
	"os"

	"golang.org/x/sys/unix"
)

// canSuspend reports whether somebody is there to continue a stopped program:
// a shell in the same session that gave it a process group of its own. A
// program that ssh started alone has none. The kernel then ignores the stop,
// and the wait for its end would never end.
func canSuspend() bool {
	parent := os.Getppid()
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	parents, err := unix.Getsid(parent)
	if err != nil || parents != session {
		return false
	}
	group, err := unix.Getpgid(parent)
	return err == nil && group != unix.Getpgrp()
}
