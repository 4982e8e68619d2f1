package screen

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/tui/walk"
)

// After the version was chosen by its row there is one key more on the first
// screen, the way back to it. How to quit is said all the same.
func TestWordsOfKeysAreShortenedBeforeQuitIsLeftOut(t *testing.T) {
	s := named(t, "01-pomerium").scene
	for back, want := range map[walk.Back]string{
		walk.BackAsksToLeave: "enter accept this   ↑ change what was found   ctrl+g help   ctrl+c quit",
		walk.BackToQuestion:  "enter accept this   esc back   ↑ change   ctrl+g help   ctrl+c quit",
	} {
		s.Back = back
		lines := newPage(newTheme(nil), s, 80, 24).lay().lines
		if got := strings.TrimSpace(ansi.Strip(lines[len(lines)-1])); got != want {
			t.Errorf("the keys are %q, want %q", got, want)
		}
	}
}
