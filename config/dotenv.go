package config

import (
	"bytes"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/subosito/gotenv"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"pomerium-auth0/internal/text"
)

// readDotenv reads a .env file as viper does for Pomerium: the last of two
// equal names wins, names are read in any letter case.
func readDotenv(content []byte) (Contents, error) {
	variables, err := gotenv.StrictParse(bytes.NewReader(content))
	names, wrong := dotenvNames(content)
	switch {
	case err != nil && wrong != nil:
		return Contents{}, wrong
	case err != nil: // the library's message holds the whole line, secret included
		return Contents{}, unusable(Unparsable, "the file holds a line that is no NAME=value, so that Pomerium cannot read it either")
	}
	values := make(map[string]value, len(variables))
	c := Contents{Form: Dotenv, Empty: len(variables) == 0, Twice: repeated(names)}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		key := strings.ToLower(name)
		plain := variables[name]
		if !isSecretKey(key) {
			plain = text.Line(plain)
		}
		values[key] = value{text: plain}
		at := KeyAt{Name: shownKey(key), Empty: plain == ""}
		if !isKnownKey(key) {
			at.Meant = meantKey(key)
		}
		c.Keys = append(c.Keys, at)
	}
	c.fill(values)
	c.Scopes = splitScopes(values[keyScopes].text)
	return c, nil
}

// dotenvNames are the keys that a .env file sets, each as often as it is set, up
// to the line that is wrong. What is read as one is what gotenv reads as one: a
// line, or all lines up to where a quote ends.
func dotenvNames(content []byte) (names []string, wrong *Unusable) {
	plain, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), content) // as gotenv does
	if err != nil {
		return nil, nil
	}
	lines := dotenvLine.FindAll(plain, -1)
	for first, end := 0, 1; first < len(lines); first, end = end, end+1 {
		variables, err := parseDotenv(lines[first:end]...)
		open := err != nil && opensQuote(lines[first])
		for ; open && err != nil && end < len(lines); end++ {
			variables, err = parseDotenv(lines[first : end+1]...)
		}
		switch {
		case open && err != nil:
			return names, unusable(Unparsable, "line %d of the file opens a quote that no line ends with, so that Pomerium cannot read it either", first+1).at(first + 1)
		case err != nil:
			return names, unusable(Unparsable, "line %d of the file is no NAME=value, so that Pomerium cannot read it either", first+1).at(first + 1)
		}
		for name := range variables { // of which there is one at most
			names = append(names, strings.ToLower(name))
		}
	}
	return names, nil
}

var dotenvLine = regexp.MustCompile(`[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\z`)

// parseDotenv parses lines from within a file, where a byte order mark is none.
func parseDotenv(lines ...[]byte) (gotenv.Env, error) {
	return gotenv.StrictParse(io.MultiReader(strings.NewReader("\n"), bytes.NewReader(bytes.Join(lines, nil))))
}

// opensQuote reports whether a line that is not taken is one if a quote ends
// below it.
func opensQuote(line []byte) bool {
	return slices.ContainsFunc([]string{"\n\"", "\n'"}, func(end string) bool {
		_, err := parseDotenv(line, []byte(end))
		return err == nil
	})
}

// repeated are the keys that stand there more than once.
func repeated(names []string) []string {
	count := make(map[string]int)
	var twice []string
	for _, name := range names {
		if count[name]++; count[name] == 2 {
			twice = append(twice, shownKey(name))
		}
	}
	return twice
}
