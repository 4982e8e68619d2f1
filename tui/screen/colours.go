package screen

import (
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// colours returns how many colours the terminal has, by the environment alone:
// NO_COLOR and CLICOLOR_FORCE, then COLORTERM and the name in TERM. Left to
// itself, Bubble Tea would also run "tmux info" and read the terminfo database,
// which TERMINFO can lead anywhere. Both could only tell more than sixteen
// colours apart, and a theme uses no more.
func colours(environ []string) colorprofile.Profile { return colorprofile.Env(environ) }

// quiet returns the environment for Bubble Tea without what makes it look for
// colours again: with TTY_FORCE its renderer takes its own buffer for a terminal,
// and does what colours avoids.
func quiet(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		return strings.HasPrefix(entry, "TTY_FORCE=") || strings.HasPrefix(entry, "TMUX=")
	})
}
