//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package lines

import "golang.org/x/sys/unix"

// takeOver makes the terminal fd pass on every key as it comes and echo none,
// and returns what gives it back.
//
// A terminal that collects lines by itself would cut one at 4,095 characters
// without a word (N_TTY_BUF_SIZE in Linux), less than a Management API token
// has, and would show a token that is pasted where text is asked. Output stays
// processed, unlike in x/term's raw mode: what is piped through tee is written
// to the same terminal with bare line feeds.
func takeOver(fd int) (giveBack func(), err error) {
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return nil, err
	}
	raw := *before
	raw.Iflag &^= unix.ICRNL | unix.INLCR | unix.IGNCR | unix.ISTRIP | unix.IXON
	raw.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	raw.Cc[unix.VMIN], raw.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, setTermios, &raw); err != nil {
		return nil, err
	}
	return func() { _ = unix.IoctlSetTermios(fd, setTermios, before) }, nil
}
