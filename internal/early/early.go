// Package early runs before every library of the program. It keeps the memory
// private, and hides what makes libraries read files or run programs while they
// are initialised: lipgloss decides about its colours there, for which it runs
// "tmux" from PATH with the whole environment, and reads the file that TERMINFO
// leads to.
//
// It is first by the rules of the language (The Go Programming Language
// Specification, "Package initialization"): of the packages whose imports are
// initialised, the one with the first import path is next. This package imports
// syscall alone. Package time imports syscall too and has a later path, and
// without time there is no os and no os/exec. It must not import anything else.
package early

import "syscall"

// hidden are the variables that libraries don't see before Restore, with their
// values. Without TERM lipgloss takes the terminal for one without colours and
// looks no further. Without PATH no program is found by its name.
var hidden = map[string]string{"TERM": "", "PATH": ""}

func init() {
	keepMemoryPrivate()
	// Bubble Tea writes everything it draws and reads into the file that
	// TEA_TRACE names, and with TEA_DEBUG a panic into the working folder.
	_ = syscall.Unsetenv("TEA_TRACE")
	_ = syscall.Unsetenv("TEA_DEBUG")
	for name := range hidden {
		value, set := syscall.Getenv(name)
		if !set {
			delete(hidden, name)
			continue
		}
		hidden[name] = value
		_ = syscall.Unsetenv(name)
	}
}

// Restore makes TERM and PATH visible again. The main package calls it when all
// libraries are initialised.
func Restore() {
	for name, value := range hidden {
		_ = syscall.Setenv(name, value)
	}
	clear(hidden)
}
