package config

import (
	"encoding"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"
)

// readTOML reads a TOML file with the library that Pomerium's viper uses. What
// it holds is looked at as a document without lines, which are lost.
func readTOML(content []byte) (Contents, error) {
	values := map[string]any{}
	if err := toml.Unmarshal(content, &values); err != nil {
		var broken *toml.DecodeError
		if !errors.As(err, &broken) {
			return Contents{}, unusable(Unparsable, "the file ends in .toml and does not hold TOML, so that Pomerium cannot read it either")
		}
		line, _ := broken.Position()
		if len(broken.Key()) > 0 { // what is wrong is the key, and not how something is written
			return Contents{}, unusable(DuplicateKey, "line %d sets a key that is set already: %s", line, refusesTwice).at(line)
		}
		return Contents{}, unusable(Unparsable, "line %d of the file, which ends in .toml, is no TOML, so that Pomerium cannot read it either", line).at(line)
	}
	d := &document{form: TOML, root: nodeOf(values)}
	d.readKeys()
	if err := d.recognise(); err != nil {
		return Contents{}, err
	}
	return d.contents(), nil
}

// nodeOf is a value as the parser of YAML would have read it, but for its place.
func nodeOf(value any) *yaml.Node {
	plain := func(s string) *yaml.Node {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: s}
	}
	switch v := value.(type) {
	case map[string]any:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			n.Content = append(n.Content, plain(name), nodeOf(v[name]))
		}
		return n
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range v {
			n.Content = append(n.Content, nodeOf(item))
		}
		return n
	case string:
		return plain(v)
	case encoding.TextMarshaler: // a date or a time
		written, _ := v.MarshalText()
		return plain(string(written))
	default:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v)}
	}
}
