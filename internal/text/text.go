// Package text is the one filter for foreign text: what a server answered, a
// file or the environment holds, or somebody pasted. Everything foreign goes
// through it where it enters, so that nothing that reaches a terminal can move
// the cursor, write to the clipboard, or turn the reading direction.
package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Line makes one line of foreign text safe to show: characters that a terminal
// prints stay, in Unicode's composed form (NFC); a line break or tab becomes a
// space; anything else (controls, C1, bidi and zero-width characters, private
// use, bytes that are no UTF-8) is shown as its code, such as \u{202e}.
func Line(s string) string { return filter(s, false) }

// Lines does the same and keeps line breaks, as "\n".
func Lines(s string) string {
	return filter(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), true)
}

func filter(s string, keepBreaks bool) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case r == '\n' && keepBreaks:
			b.WriteByte('\n')
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
		case r == ' ' || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
		s = s[size:]
	}
	return norm.NFC.String(b.String())
}

// Cut shortens s to at most n characters, the last of which is then an
// ellipsis.
func Cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	return string(runes[:n-1]) + "…"
}
