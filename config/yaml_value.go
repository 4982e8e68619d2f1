package config

import (
	"math"
	"strconv"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/internal/text"
)

// scalarText is the text that Pomerium takes a value for where it wants a
// string, and whether it takes it at all. An unquoted value has a type first
// (0123 is 83, yes stays yes), which is then written out again (mapstructure
// with WeaklyTypedInput, as viper uses it).
func scalarText(n *yaml.Node) (string, bool) {
	n = dealias(n)
	if n.Kind != yaml.ScalarNode {
		return "", false
	}
	if tag := n.ShortTag(); tag == "!!str" || tag == "!!null" {
		if tag == "!!null" {
			return "", true
		}
		return n.Value, true
	}
	var value any
	if err := n.Decode(&value); err != nil {
		return "", false
	}
	switch v := value.(type) {
	case string:
		return v, true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case uint64:
		return strconv.FormatUint(v, 10), true
	case float64:
		if math.IsInf(v, 1) {
			return "+Inf", true
		}
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case bool:
		if v {
			return "1", true
		}
		return "0", true
	}
	return "", false // a date
}

// shownKey is the name of a key as a message may hold it.
func shownKey(name string) string { return text.Cut(text.Line(name), 60) }

// quote writes s as a double-quoted scalar that YAML and JSON read alike.
func quote(s string) string {
	const hex = "0123456789abcdef"
	b := append(make([]byte, 0, len(s)+2), '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			b = append(b, string(r)...)
		}
	}
	return string(append(b, '"'))
}
