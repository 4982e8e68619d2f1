package config

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// readTOML reads a TOML file with the library that Pomerium's viper uses. What
// it holds is looked at as JSON, which has the same types; lines are lost.
func readTOML(content []byte) (Contents, error) {
	values := map[string]any{}
	if err := toml.Unmarshal(content, &values); err != nil {
		var broken *toml.DecodeError
		if errors.As(err, &broken) {
			line, _ := broken.Position()
			if strings.HasSuffix(broken.Error(), "is already defined") {
				return Contents{}, unusable(DuplicateKey, "line %d sets a key that stands above already: %s", line, refusesTwice).at(line)
			}
			return Contents{}, unusable(Unparsable, "line %d of the file, which ends in .toml, is no TOML, so that Pomerium cannot read it either", line).at(line)
		}
		return Contents{}, unusable(Unparsable, "the file ends in .toml and does not hold TOML, so that Pomerium cannot read it either")
	}
	source, err := json.Marshal(values)
	if err != nil {
		return Contents{}, unusable(Unparsable, "the file holds a value that is in no configuration of Pomerium")
	}
	d, err := parseConfiguration(JSON, source)
	var refused *Unusable
	if errors.As(err, &refused) && len(refused.Lines) > 0 {
		lines := inLines(refused.Lines)
		refused.reason = strings.Replace(strings.Replace(refused.reason, ", in "+lines, "", 1), lines+": ", "", 1)
		refused.Lines = nil
	}
	if err != nil {
		return Contents{}, err
	}
	c := d.contents(TOML)
	for i := range c.Keys {
		c.Keys[i].Line = 0
	}
	for i := range c.Routes {
		c.Routes[i].Line = 0
	}
	for i := range c.Files {
		c.Files[i].Line = 0
	}
	return c, nil
}
