package config

import (
	"encoding/json"
	"errors"

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
			return Contents{}, unusable(Unparsable, "line %d of the file, which ends in .toml, is no TOML, so that Pomerium cannot read it either", line).at(line)
		}
		return Contents{}, unusable(Unparsable, "the file ends in .toml and does not hold TOML, so that Pomerium cannot read it either")
	}
	source, err := json.Marshal(values)
	if err != nil {
		return Contents{}, unusable(Unparsable, "the file holds a value that is in no configuration of Pomerium")
	}
	d, err := parseConfiguration(JSON, source)
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
