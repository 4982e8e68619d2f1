package secret

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	jwt  = regexp.MustCompile(`^eyJ[A-Za-z0-9_-]{10,}(\.[A-Za-z0-9_-]*){0,2}$`)
	dump = regexp.MustCompile(`^[A-Za-z0-9_-]{40,}$`)
)

// LooksLike reports whether s, typed or pasted where everyone can read it, is
// probably a token or a client secret: a JSON Web Token, even one cut off
// (RFC 7519, "eyJ" is the encoding of `{"`), or one word of forty and more
// letters of all three kinds, as Auth0's client secrets are. White space, as a
// wrapped paste has it, does not hide one.
func LooksLike(s string) bool {
	s = Clean(s)
	return jwt.MatchString(s) || dump.MatchString(s) &&
		strings.ContainsFunc(s, unicode.IsLower) &&
		strings.ContainsFunc(s, unicode.IsUpper) &&
		strings.ContainsFunc(s, unicode.IsDigit)
}

// Clean takes a pasted token or secret out of what surrounds it: white space
// anywhere (a terminal wraps long lines), quotes, the word Bearer.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	for _, quote := range []string{`"`, `'`, "`"} {
		if len(s) >= 2 && strings.HasPrefix(s, quote) && strings.HasSuffix(s, quote) {
			s = s[1 : len(s)-1]
		}
	}
	if rest, found := strings.CutPrefix(s, "Authorization:"); found {
		s = rest
	}
	if len(s) > len("Bearer") && strings.EqualFold(s[:len("Bearer")], "Bearer") {
		s = s[len("Bearer"):]
	}
	return s
}
