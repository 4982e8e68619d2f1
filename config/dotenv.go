package config

import (
	"bytes"
	"maps"
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
		return Contents{}, unusable(Unparsable, "the file holds a line that is no NAME=value, so that Pomerium cannot read it either")
	}
	values := make(map[string]value, len(variables))
	c := Contents{Form: Dotenv, Empty: len(variables) == 0}
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
