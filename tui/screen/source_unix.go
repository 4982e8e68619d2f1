//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package screen

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// readable waits until the terminal has sent something, or was closed, at most
// that long. By select(2): poll(2) of macOS knows no terminals.
func readable(file *os.File, d time.Duration) bool {
	fd := int(file.Fd())
	for until := time.Now().Add(d); ; {
		left := unix.NsecToTimeval(max(time.Until(until), 0).Nanoseconds())
		var set unix.FdSet
		set.Set(fd)
		n, err := unix.Select(fd+1, &set, nil, nil, &left)
		if !errors.Is(err, unix.EINTR) {
			return n > 0 || err != nil
		}
	}
}
