package config

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/subosito/gotenv"

	"pomerium-auth0/internal/text"
)

// readDotenv reads a .env file as viper does for Pomerium: the last of two
// equal names wins, names are read in any letter case.
func readDotenv(content []byte) (Contents, error) {
	variables, err := gotenv.StrictParse(bytes.NewReader(content))
	if err != nil {
		// The library's message holds the whole line, secret included.
		for i, line := range bytes.Split(content, []byte("\n")) {
			line = bytes.TrimSpace(line)
			if len(line) > 0 && line[0] != '#' && !dotenvName.Match(line) {
				return Contents{}, unusable(Unparsable, "line %d of the file is no NAME=value, so that Pomerium cannot read it either", i+1).at(i + 1)
			}
		}
		return Contents{}, unusable(Unparsable, "the file holds a line that is no NAME=value, so that Pomerium cannot read it either")
	}
	values := make(map[string]value, len(variables))
	c := Contents{Form: Dotenv, Empty: len(variables) == 0, Twice: twice(content)}
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

var dotenvName = regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*[=:]`)

// twice are the keys that more than one line sets.
func twice(content []byte) []string {
	count := make(map[string]int)
	var names []string
	for _, found := range dotenvName.FindAllSubmatch(content, -1) {
		name := strings.ToLower(string(found[1]))
		if count[name]++; count[name] == 2 {
			names = append(names, shownKey(name))
		}
	}
	return names
}
