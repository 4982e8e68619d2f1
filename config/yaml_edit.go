package config

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A change is what is wanted of a top-level key: a value, or that it is gone.
type change struct {
	name   string // in lower case
	value  string
	adds   []string // to a list, in place of the value
	remove bool
}

// A splice puts text in place of bytes.
type splice struct {
	start, end int
	text       string
}

// apply makes the changes with as few bytes as possible and proves the
// outcome. It returns the new document. The error is an *Unusable.
func (d *document) apply(changes []change) (*document, error) {
	if len(changes) == 0 {
		return d, nil
	}
	if d.root != nil && d.root.Style&yaml.FlowStyle != 0 {
		return d.applyFlow(changes)
	}
	splices, added, err := d.splices(changes)
	if err != nil {
		return nil, err
	}
	if added == "" {
		return d.prove(changes, splices)
	}
	// A place is right unless something ends there that the new lines would
	// become a part of, as a block scalar without a line break at its end.
	for _, at := range d.insertionPoints() {
		var edited *document
		if edited, err = d.prove(changes, append(splices[:len(splices):len(splices)], d.insertion(at, added, splices))); err == nil {
			return edited, nil
		}
	}
	return nil, err
}

// splices are the bytes to replace and remove, and the lines to add, which end
// in line breaks.
func (d *document) splices(changes []change) (splices []splice, added string, err error) {
	var lines strings.Builder
	for _, c := range changes {
		e, there := d.find(c.name)
		switch {
		case there && c.remove:
			s, err := d.removal(e)
			if err != nil {
				return nil, "", err
			}
			splices = append(splices, s)
		case there && e.index >= 0:
			s, err := d.replacement(e, c)
			if err != nil {
				return nil, "", err
			}
			splices = append(splices, s)
		case !c.remove:
			// What stands at the top wins over what is merged.
			lines.WriteString(d.indentation() + addedName(e, c) + ": " + quote(c.value) + d.lineBreak())
		}
	}
	return splices, lines.String(), nil
}

// addedName is the name of a key that is added: as it is merged, since another
// letter case would be another key, else the usual one.
func addedName(merged entry, c change) string {
	if merged.key != nil {
		return dealias(merged.key).Value
	}
	return c.name
}

func (d *document) replacement(e entry, c change) (splice, error) {
	if line := d.aliasedIn(e.value); line > 0 {
		return splice{}, unusable(OddShape, "line %d uses the value of %s in line %d once more, so that changing one would change both: write the value out there", line, e.name, e.line).at(e.line, line)
	}
	if e.value.Kind == yaml.SequenceNode && len(c.adds) > 0 && d.root.Style&yaml.FlowStyle == 0 {
		return d.listInsertion(e, c.adds)
	}
	found, ok := d.valueSpan(e.index)
	if !ok {
		return splice{}, oddShape(e)
	}
	text := quote(c.value) + found.comment
	if found.colon {
		text = " " + text
	}
	return splice{found.start, found.end, text}, nil
}

// listInsertion puts items behind the last of a list.
func (d *document) listInsertion(e entry, items []string) (splice, error) {
	last := e.value.Content[len(e.value.Content)-1]
	end, ok := d.itemEnd(last)
	if !ok {
		return splice{}, oddShape(e)
	}
	var text strings.Builder
	if e.value.Style&yaml.FlowStyle != 0 {
		for _, item := range items {
			text.WriteString(", " + quote(item))
		}
		return splice{end, end, text.String()}, nil
	}
	line := d.lines[last.Line-1]
	before, found := bytes.CutSuffix(bytes.TrimRight(d.source[line:d.offset(last.Line, last.Column)], " \t"), []byte("-"))
	if !found || len(bytes.TrimSpace(before)) > 0 {
		return splice{}, oddShape(e)
	}
	for _, item := range items {
		text.WriteString(string(before) + "- " + quote(item) + d.lineBreak())
	}
	return d.insertion(d.nextLine(d.lineOf(end-1)), text.String(), nil), nil
}

// mayRemove says why a key cannot be taken away.
func (d *document) mayRemove(e entry) error {
	if e.index < 0 {
		return unusable(OddShape, "%s comes from the mapping that << merges in line %d: remove it there", e.name, e.line).at(e.line)
	}
	if line := d.aliasedIn(e.value); line > 0 {
		return unusable(OddShape, "line %d uses the value of %s in line %d, which must go: write the value out there", line, e.name, e.line).at(e.line, line)
	}
	return nil
}

func (d *document) removal(e entry) (splice, error) {
	if err := d.mayRemove(e); err != nil {
		return splice{}, err
	}
	start, end, ok := d.pairLines(e.index)
	if !ok {
		return splice{}, oddShape(e)
	}
	return splice{start: start, end: end}, nil
}

func oddShape(e entry) *Unusable {
	return unusable(OddShape, "%s in line %d is written in a way that is not edited: put it on a line of its own, with its value in quotes", e.name, e.line).at(e.line)
}

// aliasedIn is the line of an alias to value or to something inside it, 0 for
// none.
func (d *document) aliasedIn(value *yaml.Node) int {
	inside := make(map[*yaml.Node]bool)
	collectAnchors(value, inside)
	if len(inside) == 0 || !d.aliases {
		return 0
	}
	var line int
	var look func(n *yaml.Node)
	look = func(n *yaml.Node) {
		if n.Kind == yaml.AliasNode && inside[n.Alias] && line == 0 {
			line = n.Line
		}
		for _, child := range n.Content {
			look(child)
		}
	}
	look(d.root)
	return line
}

func collectAnchors(n *yaml.Node, into map[*yaml.Node]bool) {
	if n.Kind != yaml.AliasNode && n.Anchor != "" {
		into[n] = true
	}
	for _, child := range n.Content {
		collectAnchors(child, into)
	}
}

// insertionPoints are where new lines may go, best first: behind the last
// idp_ key, at the end of the document, before its first key.
func (d *document) insertionPoints() []int {
	if d.root == nil {
		return []int{d.end}
	}
	var points []int
	last := -1
	for _, e := range d.keys {
		if strings.HasPrefix(e.name, "idp_") {
			last = max(last, e.index)
		}
	}
	if last >= 0 {
		if _, end, ok := d.pairLines(last); ok {
			points = append(points, end)
		}
	}
	return append(points, d.end, d.lines[d.root.Line-1])
}

// insertion puts lines at an offset where a line starts. A file that does not
// end in a line break still does not afterwards.
func (d *document) insertion(at int, lines string, others []splice) splice {
	before := at
	for _, s := range others {
		if s.end == at && s.text == "" {
			before = s.start
		}
	}
	switch {
	case at == d.start || endsInBreak(d.source[:at]):
	case before < at:
		lines = strings.TrimSuffix(lines, d.lineBreak())
	default:
		lines = d.lineBreak() + strings.TrimSuffix(lines, d.lineBreak())
	}
	return splice{at, at, lines}
}

func endsInBreak(b []byte) bool {
	for n := 1; n <= 3 && n <= len(b); n++ {
		if breakAt(b, len(b)-n) == n {
			return true
		}
	}
	return false
}

func (d *document) indentation() string {
	if d.root == nil {
		return ""
	}
	return strings.Repeat(" ", d.root.Column-1)
}

// lineBreak is the one that the first line ends in.
func (d *document) lineBreak() string {
	if i := bytes.IndexAny(d.source, "\r\n"); i >= 0 && d.source[i] == '\r' {
		return string(d.source[i : i+breakAt(d.source, i)])
	}
	return "\n"
}

// splicing makes the splices, which must not overlap, in a copy.
func splicing(source []byte, splices []splice) []byte {
	splices = inOrder(splices)
	grown := len(source)
	for _, s := range splices {
		grown += len(s.text)
	}
	out := make([]byte, 0, grown)
	at := 0
	for _, s := range splices {
		if s.start < at || s.end < s.start {
			return nil
		}
		out = append(out, source[at:s.start]...)
		out = append(out, s.text...)
		at = s.end
	}
	return append(out, source[at:]...)
}

// inOrder sorts splices by place; what is put in comes before what begins
// there and is taken out.
func inOrder(splices []splice) []splice {
	return slices.SortedStableFunc(slices.Values(splices), func(a, b splice) int {
		return cmp.Or(a.start-b.start, a.end-b.end)
	})
}
