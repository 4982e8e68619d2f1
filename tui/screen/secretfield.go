package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pomerium-auth0/internal/secret"
)

// A secretField takes a token or a client secret. Every operation costs the
// same however much is in it: a token pasted without brackets comes as five
// thousand single keys, for which a text input that measures its whole value
// on each of them takes seconds.
//
// White space and control characters are dropped where they enter, since a
// terminal that wraps a long line puts line breaks into it.
type secretField struct {
	text []byte
	// kept is the secret that was there before; the first key replaces it.
	kept secret.Secret
}

func (f *secretField) insert(text string) {
	f.kept = secret.Secret{}
	for _, r := range text {
		if len(f.text) >= longestAnswer {
			return
		}
		if !unicode.IsSpace(r) && !unicode.IsControl(r) {
			f.text = utf8.AppendRune(f.text, r)
		}
	}
}

// delete removes the last character, or the kept secret as a whole.
func (f *secretField) delete() {
	f.kept = secret.Secret{}
	_, size := utf8.DecodeLastRune(f.text)
	f.text = f.text[:len(f.text)-size]
}

// clear overwrites what was typed, so that it does not stay in memory longer
// than it must.
func (f *secretField) clear() {
	clear(f.text)
	f.text = f.text[:0]
	f.kept = secret.Secret{}
}

func (f *secretField) empty() bool { return len(f.text) == 0 && f.kept.IsZero() }

// value is the secret out of what surrounded it: quotes, the word Bearer.
func (f *secretField) value() secret.Secret {
	if len(f.text) == 0 {
		return f.kept
	}
	return secret.New(secret.Clean(string(f.text)))
}

// long reports whether more was typed than a client secret holds (64
// characters at Auth0), or the beginning of a JSON Web Token.
func (f *secretField) long() bool {
	return len(f.text) > 64 || strings.HasPrefix(string(f.text[:min(len(f.text), 16)]), "eyJ")
}
