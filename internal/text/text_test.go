package text_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"pomerium-auth0/internal/text"
)

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"Pomerium":                   "Pomerium",
		"Zürich 日本 👍":                "Zürich 日本 👍",
		"e\u0301":                    "é",
		"a\nb\tc\r\nd":               "a b c  d",
		"x\x1b]52;c;aGk=\x07":        `x\u{1b}]52;c;aGk=\u{7}`,
		"\u009b2J":                   `\u{9b}2J`,
		"evil\u202eexe":              `evil\u{202e}exe`,
		"zero\u200bwidth":            `zero\u{200b}width`,
		"\xff\xfe":                   `\xff\xfe`,
		"\x1bP1;2|x\x1b\\\x7f\u2028": `\u{1b}P1;2|x\u{1b}\\u{7f}\u{2028}`,
	} {
		if got := text.Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
	if got := text.Lines("a\r\nb\rc\x1b"); got != "a\nb\nc\\u{1b}" {
		t.Errorf("Lines: %q", got)
	}
}

func TestNothingThatMovesATerminalPassesTheFilter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := text.Lines(string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
		if !utf8.ValidString(out) {
			t.Fatalf("not UTF-8: %q", out)
		}
		for _, r := range out {
			if r != '\n' && r != ' ' && !unicode.IsPrint(r) {
				t.Fatalf("%U passed", r)
			}
		}
		if again := text.Lines(out); again != out {
			t.Fatalf("not stable: %q, then %q", out, again)
		}
	})
}

func TestCut(t *testing.T) {
	if text.Cut("héllo", 5) != "héllo" || text.Cut("héllo!", 5) != "héll…" {
		t.Error("cut wrong")
	}
}
