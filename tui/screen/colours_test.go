package screen

import (
	"slices"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestEnvironmentAloneDecidesAboutColours(t *testing.T) {
	for _, c := range []struct {
		environ []string
		want    colorprofile.Profile
	}{
		{[]string{"TERM=xterm"}, colorprofile.ANSI},
		{[]string{"TERM=linux"}, colorprofile.ANSI},
		{[]string{"TERM=vt220"}, colorprofile.ANSI},
		{[]string{"TERM=xterm-256color"}, colorprofile.ANSI256},
		{[]string{"TERM=xterm-256color", "COLORTERM=truecolor"}, colorprofile.TrueColor},
		{[]string{"TERM=tmux-256color", "TMUX=/tmp/tmux-0/default,1,0", "COLORTERM=truecolor"}, colorprofile.ANSI256},
		{[]string{"TERM=screen", "STY=1.pts-0"}, colorprofile.ANSI256},
		{[]string{"TERM=xterm-256color", "NO_COLOR=1"}, colorprofile.ASCII},
		{[]string{"TERM=xterm-256color", "NO_COLOR=1", "CLICOLOR_FORCE=1"}, colorprofile.ASCII},
		{[]string{"TERM=xterm", "CLICOLOR=0"}, colorprofile.ANSI},
		{[]string{"TERM=dumb"}, colorprofile.NoTTY},
		{[]string{"TERM=dumb", "CLICOLOR_FORCE=1"}, colorprofile.ANSI},
	} {
		if got := colours(c.environ); got != c.want {
			t.Errorf("%q: %v, want %v", c.environ, got, c.want)
		}
	}
}

// Every number of colours draws the same page, so nothing is lost by not
// asking tmux and terminfo for more.
func TestMoreColoursThanSixteenDrawTheSame(t *testing.T) {
	for _, s := range samples() {
		_, sixteen := painted(t, s, []string{"TERM=xterm"}, 80, 24)
		for _, more := range [][]string{{"TERM=xterm-256color"}, {"TERM=xterm", "COLORTERM=truecolor"}} {
			if _, out := painted(t, s, more, 80, 24); out != sixteen {
				t.Errorf("%s is drawn differently with %q", s.name, more)
			}
		}
	}
}

func TestBubbleTeaIsNotToldOfTmux(t *testing.T) {
	given := []string{"TERM=xterm", "TTY_FORCE=1", "TMUX=/tmp/x,1,0", "SSH_TTY=/dev/pts/0"}
	if got, want := quiet(given), []string{"TERM=xterm", "SSH_TTY=/dev/pts/0"}; !slices.Equal(got, want) {
		t.Errorf("it gets %q, want %q", got, want)
	}
	if len(given) != 4 || given[1] != "TTY_FORCE=1" {
		t.Errorf("the caller's environment changed: %q", given)
	}
}
