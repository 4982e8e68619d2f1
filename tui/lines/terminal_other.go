//go:build !(linux || darwin || dragonfly || freebsd || netbsd || openbsd)

package lines

import "golang.org/x/term"

// takeOver makes the terminal fd pass on every key as it comes and echo none,
// and returns what gives it back.
func takeOver(fd int) (giveBack func(), err error) {
	before, err := term.MakeRaw(fd)
	if err != nil {
		return nil, err
	}
	return func() { _ = term.Restore(fd, before) }, nil
}
