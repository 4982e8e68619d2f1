package lines

import (
	"strings"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

const token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2FjbWUu"

func TestWhatIsTypedAheadGoesToItsQuestionOrNowhere(t *testing.T) {
	for name, test := range map[string]struct {
		script []any
		at     string
		answer string // to the question url
		says   string
		never  string
	}{
		"neighbouring questions in one go": {[]any{"https://b.example\rabc.end\r"}, "kind", "https://b.example", "7 characters", "abc"},
		"what stands behind a secret is dropped": {[]any{"\rabc.end\rthe rest of it\r"}, "kind", "https://auth.example.com",
			tooEarly, "rest"},
		"what stands behind a refused text is dropped": {[]any{"http:\rhttps://b.example\r"}, "url", "", tooEarly, "b.example"},
		"a paste while something runs": {[]any{"\r", "abc.end\r", "1\r", "pasted text\r", pause(time.Minute)}, "name", "https://auth.example.com",
			tooEarly, "pasted text"},
		"what stands behind an answer that starts something": {[]any{"\r", "abc.end\r", "1\rpasted text\r", pause(time.Minute)}, "name", "https://auth.example.com",
			tooEarly, "pasted text"},
		"a key while something runs": {[]any{"\r", "abc.end\r", "1\r", "x", "\r", pause(time.Minute)}, "name", "https://auth.example.com",
			"What is it called?", tooEarly},
		"a key just after it": {[]any{"\r", "abc.end\r", "1\r", pause(10*time.Second - slowly + 150*time.Millisecond), "x"}, "name", "https://auth.example.com",
			"", "Name: x"},
		"a key later": {[]any{"\r", "abc.end\r", "1\r", pause(10 * time.Second), "x"}, "name", "https://auth.example.com", "x", tooEarly},
	} {
		t.Run(name, func(t *testing.T) {
			state, last, all := talk(t, 10*time.Second, test.script...)
			answer := state.Answers["url"].Value.Text
			if state.At != test.at || answer != test.answer || !strings.Contains(last, test.says) || strings.Contains(all, test.never) {
				t.Errorf("at %q, url %q, wrote %q; want at %q, %q, %q and never %q", state.At, answer, last, test.at, test.answer, test.says, test.never)
			}
		})
	}
}

func TestASecretIsNeverEchoed(t *testing.T) {
	t.Run("pasted where text is asked", func(t *testing.T) {
		state, _, all := talk(t, 0, token[:30], token[30:]+"\r")
		if strings.Contains(all, token[30:]) || !strings.Contains(all, "********\n65 characters\nX ") || state.At != "url" {
			t.Errorf("wrote %q", all)
		}
	})
	t.Run("pasted at a choice", func(t *testing.T) {
		state, last, all := talk(t, 0, "\r", "abc.end\r", token+"\r")
		if strings.Contains(all, token[:9]) || !strings.Contains(last, "this looks like a token or a secret") || state.At != "kind" {
			t.Errorf("wrote %q", last)
		}
	})
	t.Run("a paste with line breaks mends itself", func(t *testing.T) {
		state, last, all := talk(t, 0, "\r", "abc\r\ndef\r .end\r")
		if got := state.Answers["token"].Value.Secret.Reveal(); got != "abcdef.end" || strings.Contains(all, "abc") || strings.Contains(all, "def") {
			t.Errorf("taken as %q, wrote %q", got, last)
		}
		if state.At != "kind" {
			t.Errorf("at %q", state.At)
		}
	})
	t.Run("a refused one is typed anew", func(t *testing.T) {
		state, last, _ := talk(t, 0, "\r", "abc\r", "def.end\r")
		if got := state.Answers["token"].Value.Secret.Reveal(); got != "def.end" {
			t.Errorf("taken as %q, wrote %q", got, last)
		}
	})
	t.Run("one that stands is kept by enter alone", func(t *testing.T) {
		state, _, all := talk(t, 0, "\r", "abc.end\r", "/back\r", "\r")
		if got := state.Answers["token"].Value.Secret.Reveal(); got != "abc.end" || state.At != "kind" || !strings.Contains(all, "Token (not shown) [********]: ") {
			t.Errorf("at %q with %q, wrote %q", state.At, got, all)
		}
	})
}

func TestAFieldIsEditedAsATerminalDoes(t *testing.T) {
	for name, test := range map[string]struct {
		keys []string
		text string
	}{
		"letters":                                {[]string{"a", "b", "c"}, "abc"},
		"backspace":                              {[]string{"abc", "\x7f", "\b", "d"}, "ad"},
		"backspace on nothing":                   {[]string{"\x7f", "a"}, "a"},
		"ctrl+u":                                 {[]string{"abc def", "\x15", "x"}, "x"},
		"ctrl+w":                                 {[]string{"abc def  ", "\x17", "x"}, "abc x"},
		"arrows and function keys":               {[]string{"a\x1b[Db", "\x1bOP", "\x1b[15~", "\x1b[1;5C", "c"}, "abc"},
		"a lone escape":                          {[]string{"a", "\x1b", "b"}, "ab"},
		"the marks of a pasted text":             {[]string{"\x1b[200~abc\x1b[201~"}, "abc"},
		"a sequence in two pieces":               {[]string{"a\x1b[", "Db"}, "ab"},
		"other controls":                         {[]string{"a\x00\x07\tb"}, "ab"},
		"a letter in two pieces":                 {[]string{"\xc3", "\xa4b"}, "äb"},
		"backspace over a wide letter":           {[]string{"a", "漢", "字", "\x7f", "b"}, "a漢b"},
		"ctrl+d behind text":                     {[]string{"a", "\x04", "b"}, "ab"},
		"text that turns around":                 {[]string{"a\u202eb"}, `a\u{202e}b`},
		"a text that stops looking like a token": {[]string{token, strings.Repeat("\x7f", len(token)-4)}, token[:4]},
	} {
		t.Run(name, func(t *testing.T) {
			var f field
			screen := "> "
			for _, keys := range test.keys {
				if rest, end := f.take([]byte(keys)); rest != nil || end != open {
					t.Fatalf("%q ended the line with %d", keys, end)
				}
				screen = shownAfter(screen, f.echo("> "))
			}
			if screen != "> "+test.text {
				t.Errorf("the terminal shows %q, want %q", screen, "> "+test.text)
			}
		})
	}
}

// shownAfter is the last line of a terminal that shows line and is sent s, if
// each character is one column wide.
func shownAfter(line, s string) string {
	cells, column := []rune(line), len([]rune(line))
	for _, r := range s {
		switch r {
		case '\n':
			cells, column = nil, 0
		case '\b':
			column--
		default:
			cells = append(cells[:column], append([]rune{r}, cells[min(column+1, len(cells)):]...)...)
			column++
		}
	}
	return string(cells[:column])
}

func TestWhatEndsALine(t *testing.T) {
	for keys, want := range map[string]struct {
		end  ending
		rest string
	}{
		"abc\r":     {entered, ""},
		"abc\n":     {entered, ""},
		"abc\r\nd":  {entered, "d"},
		"abc\rd\r":  {entered, "d\r"},
		"abc\x03d":  {interrupted, ""},
		"\x04":      {closed, ""},
		"\x1b[\x03": {interrupted, ""},
	} {
		var f field
		if rest, end := f.take([]byte(keys)); end != want.end || string(rest) != want.rest {
			t.Errorf("%q ends with %d and leaves %q, want %d and %q", keys, end, rest, want.end, want.rest)
		}
	}
}

func TestHowLongASecretIs(t *testing.T) {
	for n, want := range map[int]string{1: "1 character", 64: "64 characters", 999: "999 characters", 4812: "4,812 characters", 1234567: "1,234,567 characters"} {
		if got := characters(n); got != want {
			t.Errorf("%d is said as %q, want %q", n, got, want)
		}
	}
}

func TestARemarkIsMadeOnWhatCame(t *testing.T) {
	s := session{Options: Options{Out: &buffer{}}}
	scene := walk.Scene{Remark: func(walk.Value) walk.Remark {
		return walk.Remark{Text: "4,812 characters, a token for acme.auth0.com", Mark: walk.Proven}
	}}
	s.remark(scene, walk.Value{}, "4,812 characters")
	if got := s.Out.(*buffer).String(); got != "v 4,812 characters, a token for acme.auth0.com\n" {
		t.Errorf("wrote %q", got)
	}
}
