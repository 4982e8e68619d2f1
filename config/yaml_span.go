package config

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The parser says where a value starts and not where it ends. The end is
// looked for here by the way the value is written; where anything is not as
// expected there is no end, and the file is not edited.

// A span is where a value stands in the bytes.
type span struct {
	start, end int
	colon      bool   // an empty value: start and end are just behind the colon
	comment    string // behind the header of a block scalar, inside the span
}

// valueSpan is the span of the value of pair i, and whether it was found. A
// list or a mapping has none.
func (d *document) valueSpan(i int) (span, bool) {
	value := d.root.Content[2*i+1]
	start := d.offset(value.Line, value.Column)
	switch value.Kind {
	case yaml.AliasNode:
		end := start + 1 + len(value.Value)
		return span{start: start, end: end}, end <= len(d.source) && string(d.source[start:end]) == "*"+value.Value
	case yaml.ScalarNode:
		return d.scalarSpan(i, value, start)
	}
	return span{}, false
}

const quotedOrBlock = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

func (d *document) scalarSpan(i int, value *yaml.Node, start int) (span, bool) {
	content, properties := d.skipProperties(start)
	if value.Value == "" && value.Style&quotedOrBlock == 0 {
		if properties > start {
			return span{start: start, end: properties}, true
		}
		colon, ok := d.colonAfter(i)
		return span{start: colon, end: colon, colon: true}, ok
	}
	if value.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return d.blockSpan(i, start, content)
	}
	end, ok := d.flowScalarEnd(value, content)
	return span{start: start, end: end}, ok && end <= d.limit(i)
}

// itemEnd is where an item of a list ends.
func (d *document) itemEnd(item *yaml.Node) (int, bool) {
	start := d.offset(item.Line, item.Column)
	switch {
	case item.Kind == yaml.AliasNode:
		return start + 1 + len(item.Value), true
	case item.Kind != yaml.ScalarNode || item.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 0, false
	}
	content, _ := d.skipProperties(start)
	return d.flowScalarEnd(item, content)
}

// limit is an offset that pair i cannot reach beyond: where the next pair
// starts, or the document ends.
func (d *document) limit(i int) int {
	if 2*i+2 < len(d.root.Content) {
		next := d.root.Content[2*i+2]
		return d.offset(next.Line, next.Column)
	}
	return d.end
}

// skipProperties skips anchor and tag. It returns where the content starts and
// where the last property ends, start where there is none.
func (d *document) skipProperties(start int) (content, properties int) {
	content, properties = start, start
	for content < len(d.source) && (d.source[content] == '&' || d.source[content] == '!') {
		for content < len(d.source) && !isBlank(d.source, content) && !strings.ContainsRune(",]}", rune(d.source[content])) {
			content++
		}
		properties = content
		content = d.skipBlanks(content)
	}
	return content, properties
}

func isBlank(b []byte, i int) bool {
	return b[i] == ' ' || b[i] == '\t' || breakAt(b, i) > 0
}

// skipBlanks is the next offset that is neither white space nor line break.
func (d *document) skipBlanks(at int) int {
	for at < len(d.source) {
		switch n := breakAt(d.source, at); {
		case n > 0:
			at += n
		case d.source[at] == ' ' || d.source[at] == '\t':
			at++
		default:
			return at
		}
	}
	return at
}

// colonAfter is the offset behind the colon of pair i, whose value is empty.
func (d *document) colonAfter(i int) (int, bool) {
	key := d.root.Content[2*i]
	at, _ := d.skipProperties(d.offset(key.Line, key.Column))
	end, ok := d.flowScalarEnd(key, at)
	if !ok || key.Kind != yaml.ScalarNode {
		return 0, false
	}
	for end < len(d.source) && (d.source[end] == ' ' || d.source[end] == '\t') {
		end++
	}
	return end + 1, end < len(d.source) && d.source[end] == ':'
}

// flowScalarEnd is where a plain or quoted scalar ends that starts at at.
func (d *document) flowScalarEnd(n *yaml.Node, at int) (int, bool) {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return quotedEnd(d.source, at, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return quotedEnd(d.source, at, '\'')
	}
	return d.plainEnd(n.Value, at)
}

func quotedEnd(b []byte, at int, mark byte) (int, bool) {
	if at >= len(b) || b[at] != mark {
		return 0, false
	}
	for at++; at < len(b); at++ {
		switch {
		case b[at] == '\\' && mark == '"':
			at++
		case b[at] == mark && mark == '\'' && at+1 < len(b) && b[at+1] == mark:
			at++
		case b[at] == mark:
			return at + 1, true
		}
	}
	return 0, false
}

// plainEnd follows the words of a plain scalar, which stand in the bytes as
// they are, with white space and line breaks between them folded or not.
func (d *document) plainEnd(value string, at int) (int, bool) {
	words := strings.FieldsFunc(value, func(r rune) bool {
		return strings.ContainsRune(" \t\r\n\u0085\u2028\u2029", r)
	})
	if len(words) == 0 || at >= len(d.source) || isBlank(d.source, at) {
		return 0, false
	}
	for _, word := range words {
		at = d.skipBlanks(at)
		if !bytes.HasPrefix(d.source[at:], []byte(word)) {
			return 0, false
		}
		at += len(word)
	}
	return at, true
}

// blockSpan is the span of a block scalar: its header, and the lines that are
// indented as the first of them.
func (d *document) blockSpan(i, start, header int) (span, bool) {
	if header >= len(d.source) || d.source[header] != '|' && d.source[header] != '>' {
		return span{}, false
	}
	line := d.lineOf(header)
	indent, explicit := 0, false
	at := header + 1
	for ; at < len(d.source) && strings.ContainsRune("+-0123456789", rune(d.source[at])); at++ {
		if digit := d.source[at]; digit >= '1' && digit <= '9' {
			indent, explicit = d.root.Column-1+int(digit-'0'), true
		}
	}
	comment := string(bytes.TrimRight(d.source[at:d.lineEnd(line)], " \t"))
	if strings.HasPrefix(comment, "#") {
		comment = " " + comment
	}
	found := span{start: start, end: d.lineEnd(line), comment: comment}
	for line++; line < len(d.lines) && d.lines[line] < d.limit(i); line++ {
		content := d.source[d.lines[line]:d.lineEnd(line)]
		text := bytes.TrimLeft(content, " ")
		if len(bytes.TrimLeft(text, "\t")) == 0 {
			continue
		}
		depth := len(content) - len(text)
		if !explicit {
			indent, explicit = depth, true
		}
		if depth < indent || depth < d.root.Column {
			break
		}
		found.end = d.lineEnd(line)
	}
	return found, true
}

// pairLines are the offsets of the lines that pair i takes up in a block
// mapping, with the comment behind its value, and whether nothing else stands
// on them.
func (d *document) pairLines(i int) (start, end int, ok bool) {
	key := d.root.Content[2*i]
	first := key.Line - 1
	if first >= len(d.lines) {
		return 0, 0, false
	}
	start = d.lines[first]
	before := strings.TrimSpace(string(d.source[start:d.offset(key.Line, key.Column)]))
	if before != "" && before != "?" {
		return 0, 0, false
	}
	last := first
	if found, ok := d.valueSpan(i); ok {
		last = d.lineOf(max(found.end-1, start))
	} else {
		// Comments at the depth of the keys belong to what follows.
		for line := first + 1; line < len(d.lines) && d.lines[line] < d.limit(i); line++ {
			content := d.source[d.lines[line]:d.lineEnd(line)]
			text := bytes.TrimLeft(content, " ")
			if len(text) > 0 && (text[0] != '#' || len(content)-len(text) >= d.root.Column) {
				last = line
			}
		}
	}
	return start, d.nextLine(last), d.nextLine(last) <= d.end
}
