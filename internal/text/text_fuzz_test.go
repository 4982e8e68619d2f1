package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzLine: what the filter lets through is printed and nothing else, and
// filtering it again changes nothing.
func FuzzLine(f *testing.F) {
	for _, s := range []string{"", "plain", "a\tb\nc\r\n", "\x1b[2J\x07", "\u202eabc\u2066", "e\u0301", "\xff\xfe", "\u200b\u00ad\ufeff", "\u009b1m", "漢字 😀 👨‍👩‍👧", "\ue000\U000f0000",
		"\\u{1b}", strings.Repeat("\u0301", 300), "\u2028\u2029", "\ufdd0"} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		line, lines := Line(s), Lines(s)
		if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("not fit to be shown: %q", line)
		}
		if !utf8.ValidString(lines) || strings.ContainsFunc(lines, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
			t.Errorf("not fit to be shown: %q", lines)
		}
		if again := Line(line); again != line {
			t.Errorf("filtered once %q, twice %q", line, again)
		}
		if n = n&0xff + 1; utf8.RuneCountInString(Cut(line, n)) > n {
			t.Errorf("longer than %d: %q", n, Cut(line, n))
		}
	})
}
