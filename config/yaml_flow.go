package config

import "strings"

// applyFlow makes the changes in a mapping in braces, which JSON is. Each is
// made in the outcome of the one before it, since commas belong to two keys;
// what is proven is the whole.
func (d *document) applyFlow(changes []change) (*document, error) {
	current := d
	for _, c := range changes {
		s, err := current.flowSplice(c)
		if err != nil {
			return nil, err
		}
		if current, err = parseDocument(current.form, splicing(current.source, []splice{s})); err != nil {
			return nil, notProven()
		}
	}
	return current, d.proves(current, changes)
}

func (d *document) flowSplice(c change) (splice, error) {
	e, there := d.find(c.name)
	switch {
	case there && c.remove:
		if err := d.mayRemove(e); err != nil {
			return splice{}, err
		}
		return d.flowRemoval(e)
	case there && e.index >= 0:
		return d.replacement(e, c)
	case c.remove:
		return splice{}, nil
	}
	return d.flowInsertion(quote(addedName(e, c)) + ": " + quote(c.value))
}

// flowRemoval takes a key away with the comma behind it, or that before it
// where it is the last.
func (d *document) flowRemoval(e entry) (splice, error) {
	start := d.offset(e.key.Line, e.key.Column)
	if 2*e.index+2 < len(d.root.Content) {
		return splice{start: start, end: d.limit(e.index)}, nil
	}
	value, ok := d.valueSpan(e.index)
	if !ok {
		return splice{}, oddShape(e)
	}
	if e.index > 0 {
		for start--; start > 0 && isBlank(d.source, start); start-- {
		}
		if d.source[start] != ',' {
			return splice{}, oddShape(e)
		}
	}
	return splice{start: start, end: value.end}, nil
}

// flowInsertion puts a pair before the key that follows the last idp_ key, or
// before the last of those, on a line of its own where that key has one.
func (d *document) flowInsertion(pair string) (splice, error) {
	pairs := len(d.root.Content) / 2
	if pairs == 0 {
		at := d.offset(d.root.Line, d.root.Column)
		if d.source[at] != '{' {
			return splice{}, notProven()
		}
		return splice{at + 1, at + 1, pair}, nil
	}
	before := 0
	for _, e := range d.keys {
		if strings.HasPrefix(e.name, "idp_") && e.index >= before {
			before = min(e.index+1, pairs-1)
		}
	}
	at, line := d.pairStart(before)
	lead := string(d.source[line:at])
	if strings.TrimSpace(lead) == "" {
		return splice{at, at, pair + "," + d.lineBreak() + lead}, nil
	}
	return splice{at, at, pair + ", "}, nil
}

// pairStart is the offset of the key of pair i and that of its line.
func (d *document) pairStart(i int) (key, line int) {
	n := d.root.Content[2*i]
	return d.offset(n.Line, n.Column), d.lines[min(n.Line, len(d.lines))-1]
}
