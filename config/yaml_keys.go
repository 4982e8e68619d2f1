package config

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// What becomes of a key that stands twice: the parser of YAML refuses it, that of
// JSON does not (measured with 0.19.2 and 0.33.1).
const (
	refusesTwice   = "Pomerium does not start with it, remove one"
	takesTheLatter = "Pomerium takes the last, remove the other"
)

// checkNode refuses what the parser accepts as a tree and Pomerium does not as
// a configuration: a key twice in one mapping, a mapping as a key (which is
// what an unquoted {{ }} is), a merge of something that is no mapping. It
// looks at every node once.
func (d *document) checkNode(n *yaml.Node) error {
	d.aliases = d.aliases || n.Kind == yaml.AliasNode
	if n.Kind == yaml.MappingNode {
		if err := d.checkKeys(n); err != nil {
			return err
		}
	}
	for _, child := range n.Content {
		if err := d.checkNode(child); err != nil {
			return err
		}
	}
	return nil
}

func (d *document) checkKeys(mapping *yaml.Node) error {
	if len(mapping.Content) == 2 && mapping.Content[0].Kind == yaml.ScalarNode && mapping.Content[0].Value != "<<" {
		return nil // spares the map: most mappings of a policy are such
	}
	seen := make(map[string]int, len(mapping.Content)/2)
	beaten := make(map[int]bool)
	for i := 0; i < len(mapping.Content); i += 2 {
		key := dealias(mapping.Content[i])
		if key.Kind != yaml.ScalarNode {
			if key.Kind == yaml.MappingNode && key.Style&yaml.FlowStyle != 0 {
				return unusable(Template, "line %d holds a placeholder in {{ }} or a mapping as a key: give the file that is made of the template", key.Line).at(key.Line)
			}
			return unusable(Unparsable, "line %d: a list or a mapping stands where a key belongs", key.Line).at(key.Line)
		}
		if first, twice := seen[key.Value]; twice {
			line, again := mapping.Content[first].Line, mapping.Content[i].Line
			if d.form != JSON {
				return unusable(DuplicateKey, "the key %s stands twice%s: %s", shownKey(key.Value), inLines(line, again), refusesTwice).at(line, again)
			}
			beaten[first] = true
			d.standsTwice(Twice{Name: shownKey(key.Value), Line: line, Counts: again, Which: theLast},
				unusable(DuplicateKey, "the key %s stands twice%s: %s", shownKey(key.Value), inLines(line, again), takesTheLatter).at(line, again))
		}
		seen[key.Value] = i
		if isMerge(key) && len(mergedMappings(mapping.Content[i+1])) == 0 {
			return unusable(Unparsable, "line %d: what << merges is no mapping", key.Line).at(key.Line)
		}
	}
	if len(beaten) > 0 {
		counts := make([]*yaml.Node, 0, len(mapping.Content))
		for i := 0; i < len(mapping.Content); i += 2 {
			if !beaten[i] {
				counts = append(counts, mapping.Content[i], mapping.Content[i+1])
			}
		}
		mapping.Content = counts
	}
	return nil
}

// standsTwice remembers a key that keeps a file from being edited, since it is
// not clear which of two is meant.
func (d *document) standsTwice(twice Twice, refused *Unusable) {
	d.twice = append(d.twice, twice)
	if d.unedited == nil {
		d.unedited = refused
	}
}

// dealias is the node that an alias stands for.
func dealias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Value == "<<" && key.ShortTag() == "!!merge"
}

// mergedMappings are the mappings that a merge key takes from, first wins; nil
// where something else is among them.
func mergedMappings(value *yaml.Node) []*yaml.Node {
	value = dealias(value)
	from := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		from = value.Content
	}
	mappings := make([]*yaml.Node, len(from))
	for i, n := range from {
		if mappings[i] = dealias(n); mappings[i].Kind != yaml.MappingNode {
			return nil
		}
	}
	return mappings
}

// readKeys lists the top-level keys as Pomerium sees them: what stands there
// wins over what is merged, names in lower case. Of two names that are equal but
// for case Pomerium takes the one with capitals, wherever it stands.
func (d *document) readKeys() {
	exact := make(map[string]bool)
	lower := make(map[string]int)
	for _, e := range flatten(d.root, exact, 0, make(map[*yaml.Node]bool)) {
		at, twice := lower[e.name]
		if !twice {
			lower[e.name] = len(d.keys)
			d.keys = append(d.keys, e)
			continue
		}
		first := d.keys[at]
		stands := Twice{Name: shownKey(e.name), Line: first.line, Counts: e.line, Which: theCapitals}
		taken := "Pomerium takes the one with capitals"
		switch {
		case first.key.Value != first.name && e.key.Value != e.name:
			taken = "Pomerium takes now one, now the other"
			stands.Which = unsure
		case e.key.Value == e.name:
			stands.Line, stands.Counts = e.line, first.line
		default:
			d.keys[at] = e
		}
		d.standsTwice(stands, unusable(CaseDuplicate, "the key %s stands twice, in different letter case%s: %s, remove one",
			shownKey(e.name), inLines(first.line, e.line), taken).at(first.line, e.line))
	}
}

// flatten lists the pairs of a mapping, then those of its merges. A line that
// is not 0 is that of the merge key they come through. A mapping that was
// visited has nothing more to give, whether it merges itself or is merged
// twice.
func flatten(mapping *yaml.Node, seen map[string]bool, line int, visited map[*yaml.Node]bool) []entry {
	if visited[mapping] {
		return nil
	}
	visited[mapping] = true
	var entries []entry
	for i := 0; i < len(mapping.Content); i += 2 {
		key := dealias(mapping.Content[i])
		if isMerge(key) || seen[key.Value] {
			continue
		}
		seen[key.Value] = true
		e := entry{name: strings.ToLower(key.Value), key: mapping.Content[i], value: mapping.Content[i+1], index: i / 2, line: mapping.Content[i].Line}
		if line > 0 {
			e.index, e.line = -1, line
		}
		entries = append(entries, e)
	}
	for i := 0; i < len(mapping.Content); i += 2 {
		if key := mapping.Content[i]; isMerge(key) {
			through := line
			if through == 0 {
				through = key.Line
			}
			for _, from := range mergedMappings(mapping.Content[i+1]) {
				entries = append(entries, flatten(from, seen, through, visited)...)
			}
		}
	}
	return entries
}

// find is the key with this name in lower case.
func (d *document) find(name string) (entry, bool) {
	for _, e := range d.keys {
		if e.name == name {
			return e, true
		}
	}
	return entry{}, false
}
