package config

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"pomerium-auth0/internal/text"
)

// A document is the first document of a YAML file, the only one that Pomerium
// reads, with what is needed to find its nodes in the bytes; or what stands in
// a TOML file, which has keys alone and no lines.
type document struct {
	form   Form
	source []byte
	start  int        // of the text, after a byte order mark
	end    int        // of the first document
	more   int        // line of a second document, 0 for none
	lines  []int      // offset of each line
	root   *yaml.Node // the mapping; nil where there is nothing but comments
	keys   []entry    // the top-level keys as Pomerium sees them

	aliases bool     // whether there are any
	made    []splice // that made it of another one, where that is known

	twice    []Twice
	unedited *Unusable // why it is not edited, though Pomerium reads it
}

// An entry is a top-level key with its value, its own or from a merge key.
type entry struct {
	name       string // in lower case: Pomerium reads keys in any
	key, value *yaml.Node
	index      int // among the root's own pairs, -1 where merged
	line       int // of the key, or of the merge key
}

const byteOrderMark = "\ufeff"

// parseDocument is readDocument for a file that is to be edited.
func parseDocument(form Form, source []byte) (*document, error) {
	return mayEdit(readDocument(form, source))
}

func mayEdit(d *document, err error) (*document, error) {
	if err == nil && d.unedited != nil {
		return nil, d.unedited
	}
	return d, err
}

// readDocument reads a file with go.yaml.in/yaml/v3, the parser that Pomerium
// has. The error is an *Unusable.
func readDocument(form Form, source []byte) (*document, error) {
	d := &document{form: form, source: source}
	if bytes.HasPrefix(source, []byte("\xff\xfe")) || bytes.HasPrefix(source, []byte("\xfe\xff")) {
		d.unedited = unusable(NotText, "the file is in UTF-16: save it as UTF-8 first")
		plain, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), source)
		if err != nil {
			return nil, d.unedited
		}
		d.source, source = plain, plain
	}
	switch {
	case bytes.IndexByte(source, 0) >= 0:
		return nil, unusable(NotText, "the file is in UTF-16 or no text at all: save it as UTF-8 first")
	case !utf8.Valid(source):
		return nil, unusable(NotText, "the file is not in UTF-8, and Pomerium refuses it: save it as UTF-8 first")
	}
	if bytes.HasPrefix(source, []byte(byteOrderMark)) {
		d.start = len(byteOrderMark)
	}
	d.lines = lineStarts(source, d.start)
	node, err := parseNode(source)
	if err != nil {
		return nil, d.whyUnparsable(err)
	}
	var root *yaml.Node
	if len(node.Content) > 0 {
		root = node.Content[0]
	}
	if root != nil && (root.Kind != yaml.ScalarNode || root.Value != "" || root.Style != 0) {
		if err := d.mustBeMapping(root); err != nil {
			return nil, err
		}
		d.root = root
	}
	d.findEnd()
	if d.root == nil {
		return d, nil
	}
	if err := d.checkNode(d.root); err != nil {
		return nil, err
	}
	d.readKeys()
	return d, nil
}

// parseNode is yaml.Unmarshal into a Node. Like Pomerium it reads the first
// document only. Bytes that the parser panics over are refused like any other.
func parseNode(source []byte) (node yaml.Node, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the parser gives up on it")
		}
	}()
	err = yaml.Unmarshal(source, &node)
	return node, err
}

func (d *document) whyUnparsable(err error) *Unusable {
	for i, start := range d.lines {
		line := d.source[start:d.lineEnd(i)]
		if trimmed := bytes.TrimLeft(line, " \t"); bytes.HasPrefix(trimmed, []byte("{{")) || bytes.Contains(line, []byte(": {{")) {
			return unusable(Template, "line %d holds a placeholder in {{ }}: this is a template, give the file that is made of it", i+1).at(i + 1)
		}
	}
	reason := strings.TrimPrefix(err.Error(), "yaml: ")
	return unusable(Unparsable, "Pomerium cannot read the file either: %s", text.Cut(text.Line(reason), 160))
}

func (d *document) mustBeMapping(root *yaml.Node) error {
	switch {
	case root.Kind == yaml.SequenceNode:
		return unusable(List, "the file is a list, such as routes alone, and no configuration of Pomerium").at(root.Line)
	case root.Kind != yaml.MappingNode:
		return unusable(Scalar, "the file holds one value instead of keys and values").at(root.Line)
	case root.Anchor != "" || root.Style&yaml.TaggedStyle != 0:
		d.unedited = unusable(OddShape, "line %d: the whole file has a tag or an anchor, which is not edited", root.Line).at(root.Line)
	}
	return nil
}

// lineStarts is the offset of each line. Line breaks are those of the parser:
// LF, CR, CR LF, and U+0085, U+2028, U+2029.
func lineStarts(source []byte, start int) []int {
	lines := append(make([]int, 0, 1+bytes.Count(source, []byte{'\n'})), start)
	// Hardly any file has another line break than LF, for which there is a
	// faster way.
	onlyLF := bytes.IndexByte(source, '\r') < 0 && !bytes.Contains(source, []byte("\u0085")) &&
		!bytes.Contains(source, []byte("\u2028")) && !bytes.Contains(source, []byte("\u2029"))
	for i := start; i < len(source); {
		if onlyLF {
			n := bytes.IndexByte(source[i:], '\n')
			if n < 0 {
				break
			}
			i += n + 1
			lines = append(lines, i)
			continue
		}
		n := breakAt(source, i)
		i += max(n, 1)
		if n > 0 {
			lines = append(lines, i)
		}
	}
	return lines
}

// breakAt is the length of the line break at offset i, 0 where there is none.
func breakAt(b []byte, i int) int {
	switch b[i] {
	case '\n':
		return 1
	case '\r':
		if i+1 < len(b) && b[i+1] == '\n' {
			return 2
		}
		return 1
	case 0xc2:
		if i+1 < len(b) && b[i+1] == 0x85 {
			return 2
		}
	case 0xe2:
		if i+2 < len(b) && b[i+1] == 0x80 && (b[i+2] == 0xa8 || b[i+2] == 0xa9) {
			return 3
		}
	}
	return 0
}

// offset is where a node's line and column are. The parser counts columns in
// characters, and may name the line after the last.
func (d *document) offset(line, column int) int {
	if line > len(d.lines) {
		return len(d.source)
	}
	at := d.lines[line-1]
	for ; column > 1 && at < len(d.source); column-- {
		_, size := utf8.DecodeRune(d.source[at:])
		at += size
	}
	return at
}

// lineOf is the index of the line that holds the offset.
func (d *document) lineOf(offset int) int {
	i, found := slices.BinarySearch(d.lines, offset)
	if found {
		return i
	}
	return i - 1
}

// lineEnd is where line i ends, without its line break.
func (d *document) lineEnd(i int) int {
	if i+1 >= len(d.lines) {
		return len(d.source)
	}
	end := d.lines[i+1]
	for n := 3; n > 0; n-- {
		if end-n >= d.lines[i] && breakAt(d.source, end-n) == n {
			return end - n
		}
	}
	return end
}

// nextLine is where the line after i starts.
func (d *document) nextLine(i int) int {
	if i+1 >= len(d.lines) {
		return len(d.source)
	}
	return d.lines[i+1]
}

// findEnd looks for the marker that ends the first document. Markers stand in
// column 0, where nothing inside a document can.
func (d *document) findEnd() {
	d.end = len(d.source)
	opened := d.root != nil
	from := 0
	if opened {
		from = d.root.Line
	}
	for i := from; i < len(d.lines); i++ {
		line := d.source[d.lines[i]:d.lineEnd(i)]
		switch {
		case isMarker(line, "---") && !opened:
			opened = true
		case isMarker(line, "---"), isMarker(line, "..."):
			d.end = d.lines[i]
			d.more = d.secondDocument(i)
			return
		}
	}
}

func isMarker(line []byte, marker string) bool {
	return bytes.HasPrefix(line, []byte(marker)) && (len(line) == 3 || line[3] == ' ' || line[3] == '\t')
}

// secondDocument is the line of the next document after the marker in line i.
func (d *document) secondDocument(i int) int {
	for ; i < len(d.lines); i++ {
		line := d.source[d.lines[i]:d.lineEnd(i)]
		if isMarker(line, "---") || isMarker(line, "...") {
			line = line[3:]
		}
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && line[0] != '%' {
			return i + 1
		}
	}
	return 0
}
