package secret

import (
	"encoding/base64"
	"encoding/json"
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

// IsToken reports whether s is a JSON Web Token, signed or encrypted (RFC 7515
// and 7516, 3.1), even one that was cut off: its first part is a header that
// names an algorithm. A client secret never is one.
func IsToken(s string) bool {
	s = Clean(s)
	first, _, dotted := strings.Cut(s, ".")
	header, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(first, "="))
	var fields map[string]any
	if err == nil && json.Unmarshal(header, &fields) == nil {
		_, names := fields["alg"]
		return names
	}
	return dotted && jwt.MatchString(s) || tokenStart.MatchString(s)
}

// tokenStart is the encoding of the start of a header: {"alg":, {"typ": or
// {"kid":.
var tokenStart = regexp.MustCompile(`^eyJ(hbGciOi|0eXAiOi|raWQiOi)`)

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
