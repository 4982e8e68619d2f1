package lines

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// An ending is what ended a line.
type ending int

const (
	open ending = iota
	entered
	interrupted // ctrl+c
	closed      // the end of the input: ctrl+d on an empty line, a lost terminal
)

// A field is one line being typed.
type field struct {
	hidden  bool
	text    []rune
	partial []byte // the beginning of a character
	skip    skip   // within an escape sequence
	echoed  string // what stands behind the prompt
	cut     bool   // there was more than the longest answer
}

// longest is the most characters that an answer has, more than any token.
const longest = 64 << 10

// A skip says where in an escape sequence the input is: arrows and function
// keys send some, and none of it is text.
type skip int

const (
	nothing skip = iota
	escape       // after ESC
	control      // after ESC [, up to a final byte (ECMA-48 §5.4)
	single       // after ESC O: one more
)

// take takes input up to the end of the line and returns the rest.
func (f *field) take(b []byte) (rest []byte, end ending) {
	b = append(f.partial, b...)
	f.partial = nil
	for len(b) > 0 {
		if !utf8.FullRune(b) {
			f.partial = b
			return nil, open
		}
		r, size := utf8.DecodeRune(b)
		b = b[size:]
		switch {
		case r == ctrlC:
			return nil, interrupted
		case f.skips(r):
		case r == '\r' || r == '\n':
			if r == '\r' && len(b) > 0 && b[0] == '\n' {
				b = b[1:]
			}
			return b, entered
		case r == ctrlD && len(f.text) == 0:
			return nil, closed
		default:
			f.edit(r)
		}
	}
	return nil, open
}

func (f *field) skips(r rune) bool {
	switch f.skip {
	case escape:
		switch r {
		case '[':
			f.skip = control
			return true
		case 'O':
			f.skip = single
			return true
		}
		f.skip = nothing // a lone escape: r is a key of its own
	case control:
		if r >= 0x40 && r <= 0x7e {
			f.skip = nothing
		}
		return true
	case single:
		f.skip = nothing
		return true
	}
	if r == esc {
		f.skip = escape
		return true
	}
	return false
}

// edit does what a terminal does in its own line mode (termios(3): ERASE, KILL
// and WERASE).
func (f *field) edit(r rune) {
	switch r {
	case '\b', 0x7f:
		if len(f.text) > 0 {
			f.text = f.text[:len(f.text)-1]
		}
	case 0x15: // ctrl+u
		f.text = nil
	case 0x17: // ctrl+w
		kept := strings.TrimRightFunc(string(f.text), unicode.IsSpace)
		kept = strings.TrimRightFunc(kept, func(r rune) bool { return !unicode.IsSpace(r) })
		f.text = []rune(kept)
	default:
		switch {
		case unicode.IsControl(r):
		case len(f.text) >= longest:
			f.cut = true
		default:
			f.text = append(f.text, r)
		}
	}
}

// line is what was typed, without what surrounds it.
func (f *field) line() string { return strings.TrimSpace(string(f.text)) }

// secretive reports whether the text must not be seen.
func (f *field) secretive() bool { return f.hidden || secret.LooksLike(string(f.text)) }

// echo returns what to write so that what stands behind prompt is the text, or
// eight stars for a text that looks like a secret, or nothing in a hidden
// field. It works with backspaces where each character is one column wide, and
// on a new line otherwise.
func (f *field) echo(prompt string) string {
	want := ""
	switch {
	case f.hidden:
	case f.secretive():
		want = "********"
	default:
		want = text.Line(string(f.text))
	}
	was := f.echoed
	f.echoed = want
	if more, longer := strings.CutPrefix(want, was); longer {
		return more
	}
	same := 0
	for same < len(was) && same < len(want) && was[same] == want[same] {
		same++
	}
	if strings.ContainsFunc(was, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return "\n" + prompt + want
	}
	return strings.Repeat("\b \b", len(was)-same) + want[same:]
}
