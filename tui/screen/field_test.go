package screen

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

func shown(f *field) string { return strings.TrimRight(ansi.Strip(f.view(true).text), " ") }

func TestOfALongTextTheEndWithTheCursorIsShown(t *testing.T) {
	long := "https://authenticate.a-very-long-name-of-a-company.example.com:8443/oauth2/callback"
	f := newField(newTheme(nil), walk.Text, walk.TextOf(long), 40)
	if got := shown(f); !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "/oauth2/callback") || ansi.StringWidth(got) > 40 {
		t.Errorf("%q", got)
	}
	for range 30 {
		f.key(tea.KeyPressMsg{Code: tea.KeyLeft})
	}
	if got := shown(f); !strings.HasPrefix(got, "…") || ansi.StringWidth(got) != 40 || strings.HasSuffix(got, "callback") {
		t.Errorf("in the middle: %q", got)
	}
	for range len(long) {
		f.key(tea.KeyPressMsg{Code: tea.KeyLeft})
	}
	if got := shown(f); !strings.HasPrefix(got, "https://authenticate") {
		t.Errorf("at the start: %q", got)
	}
	f.width = 76
	f.key(tea.KeyPressMsg{Code: tea.KeyEnd})
	if got := shown(f); !strings.HasSuffix(got, "callback") || ansi.StringWidth(got) > 76 {
		t.Errorf("after a resize: %q", got)
	}
}

func TestASecretThatWasThereIsReplacedByTheFirstKey(t *testing.T) {
	f := newField(newTheme(nil), walk.Secret, walk.SecretOf(secret.New("old")), 76)
	if shown(f) != "••••••••" || f.value().Secret.Reveal() != "old" {
		t.Errorf("%q holds %q", shown(f), f.value().Secret.Reveal())
	}
	f.key(tea.KeyPressMsg{Code: 'n', Text: "n"})
	if f.value().Secret.Reveal() != "n" {
		t.Errorf("it holds %q", f.value().Secret.Reveal())
	}
	f.key(tea.KeyPressMsg{Code: tea.KeyBackspace})
	f.key(tea.KeyPressMsg{Code: ' ', Text: " "})
	if shown(f) != "" || !f.value().IsZero() {
		t.Errorf("%q after backspace and a blank", shown(f))
	}
}

func TestAHiddenFieldTakesASecretOutOfItsWrapping(t *testing.T) {
	for _, pasted := range []string{"Bearer abc", "\"abc\"\n", " a\tb\r\nc ", "\x1babc"} {
		f := newField(newTheme(nil), walk.Secret, walk.Value{}, 76)
		f.paste(pasted)
		if got := f.value().Secret.Reveal(); got != "abc" {
			t.Errorf("%q gives %q", pasted, got)
		}
	}
}

func TestEditingKeysOfTheInputCannotBreakIt(t *testing.T) {
	for _, key := range []tea.KeyPressMsg{
		{Code: 'd', Mod: tea.ModAlt}, {Code: tea.KeyDelete, Mod: tea.ModAlt}, {Code: tea.KeyDelete, Mod: tea.ModCtrl},
		{Code: 'v', Mod: tea.ModCtrl}, {Code: 'n', Mod: tea.ModCtrl}, {Code: 'p', Mod: tea.ModCtrl}, {Code: 'w', Mod: tea.ModCtrl},
	} {
		for _, text := range []string{"", "a", " ", "a b"} {
			f := newField(newTheme(nil), walk.Text, walk.TextOf(text), 76)
			for range len(text) + 1 {
				f.key(key)
				f.key(tea.KeyPressMsg{Code: tea.KeyLeft})
				f.key(key)
			}
		}
	}
}

func TestATypedControlCharacterIsShownAsItsCode(t *testing.T) {
	f := newField(newTheme(nil), walk.Text, walk.Value{}, 76)
	f.key(tea.KeyPressMsg{Code: '\u202e', Text: "\u202e"})
	if got := f.value().Text; got != `\u{202e}` {
		t.Errorf("%q", got)
	}
}
