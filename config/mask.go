package config

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/internal/secret"
)

// A piece of a file, or of a text.
type piece struct{ start, end int }

// within are those of the pieces, which are in order, that reach into the
// bytes from start to end.
func within(pieces []piece, start, end int) []piece {
	i, _ := slices.BinarySearchFunc(pieces, start, func(p piece, at int) int {
		if p.end <= at {
			return -1
		}
		return 1
	})
	j := i
	for j < len(pieces) && pieces[j].start < end {
		j++
	}
	return pieces[i:j]
}

// A shown is a file with what is masked where it is shown.
type shown struct {
	source   []byte
	hidden   []piece                // in order
	accounts map[int]ServiceAccount // by line
	document *document              // where hidden is not known yet
}

func (d *document) shown() shown {
	s := shown{source: d.source, document: d, accounts: make(map[int]ServiceAccount)}
	for _, e := range d.keys {
		if e.name != keyServiceAccount && e.name != misspeltAccount || e.index < 0 {
			continue
		}
		if plain, ok := scalarText(e.value); ok {
			if account, err := DecodeServiceAccount(secret.New(plain)); err == nil {
				s.accounts[1+bytes.Count(d.source[:d.offset(e.key.Line, e.key.Column)], []byte{'\n'})] = account
			}
		}
	}
	return s
}

// mask finds the secrets in the given pieces of a document, by the keys they
// stand under.
func (s *shown) mask(pieces []piece) {
	d := s.document
	if d == nil || d.root == nil || len(pieces) == 0 {
		return
	}
	m := masking{document: d, pieces: pieces, secret: make(map[*yaml.Node]bool)}
	if d.aliases {
		m.markAliased(d.root, false)
	}
	m.walk(d.root, false, d.end)
	m.close(d.end)
	s.hidden = m.hidden
}

// masking walks a tree in the order of the bytes.
type masking struct {
	*document
	pieces []piece             // of the file that are shown
	secret map[*yaml.Node]bool // what an alias under a secret key stands for
	open   *yaml.Node          // a secret whose end is not known yet
	hidden []piece
}

func (m *masking) markAliased(n *yaml.Node, hide bool) {
	if n.Kind == yaml.AliasNode && hide && !m.secret[n.Alias] {
		m.secret[n.Alias] = true
		m.markAliased(n.Alias, true)
	}
	for i, child := range n.Content {
		m.markAliased(child, hide || n.Kind == yaml.MappingNode && i%2 == 1 && hides(n.Content[i-1], child))
	}
}

// hides reports whether what stands under a key is masked.
func hides(key, value *yaml.Node) bool {
	name := strings.ToLower(dealias(key).Value)
	if !isSecretKey(name) {
		return false
	}
	value = dealias(value)
	return name != "key" || value.Kind != yaml.ScalarNode || !namesFile(value.Value)
}

// walk looks at a node that ends before the offset end, and not into one that
// is not shown.
func (m *masking) walk(n *yaml.Node, hide bool, end int) {
	hide = hide || m.secret[n]
	start := m.offset(n.Line, n.Column)
	m.close(start)
	if len(within(m.pieces, start, end)) == 0 {
		return
	}
	if n.Kind == yaml.ScalarNode && hide && n.Value != "" {
		m.open = n
	}
	for i, child := range n.Content {
		below := hide
		if n.Kind == yaml.MappingNode {
			below = i%2 == 1 && (hide || hides(n.Content[i-1], child))
		}
		next := end
		if i+1 < len(n.Content) {
			next = m.offset(n.Content[i+1].Line, n.Content[i+1].Column)
		}
		m.walk(child, below, next)
	}
}

// close ends the open secret: where its scalar ends as it is written, and in
// doubt at the next node.
func (m *masking) close(next int) {
	n := m.open
	if n == nil {
		return
	}
	m.open = nil
	start := m.offset(n.Line, n.Column)
	content, _ := m.skipProperties(start)
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
		if end, ok := m.flowScalarEnd(n, content); ok && end <= next {
			if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
				content, end = content+1, end-1 // the quotes are no secret
			}
			m.hidden = append(m.hidden, piece{content, end})
			return
		}
	} else if body := m.nextLine(m.lineOf(content)); body < next {
		start = body // the header is no secret
	}
	// What indents the next key, or the dash of a list, is no secret either.
	end := start + len(bytes.TrimRight(m.source[start:max(start, next)], " \t\r\n-"))
	m.hidden = append(m.hidden, piece{start, end})
}

// Secrets that no key of the tree tells of: keys and values in comments,
// passwords in URLs, long words of mixed letters and digits.
var (
	commented = regexp.MustCompile(`([A-Za-z][A-Za-z0-9_-]*)["']?\s*[:=]\s*["']?([^"'\s,}#{\[|>&*][^"'\s,}#]*)`)
	urlUser   = regexp.MustCompile(`://([^/\s@"']+)@`)
	longWord  = regexp.MustCompile(`[A-Za-z0-9+/_-]{40,}={0,2}`)
)

// looksSecret is the first piece of s that looks like a secret, in a slice of
// one, or nothing.
func looksSecret(s string) []piece {
	var found []piece
	add := func(start, end int) {
		if end > start && (found == nil || start < found[0].start) {
			found = []piece{{start, end}}
		}
	}
	for _, m := range commented.FindAllStringSubmatchIndex(s, -1) {
		name, value := strings.ToLower(s[m[2]:m[3]]), s[m[4]:m[5]]
		if isSecretKey(name) && (name != "key" || !namesFile(value)) {
			add(m[4], m[5])
		}
	}
	for _, m := range urlUser.FindAllStringSubmatchIndex(s, -1) {
		add(m[2], m[3])
	}
	for _, m := range longWord.FindAllStringIndex(s, -1) {
		word := s[m[0]:m[1]]
		mixed := strings.ContainsAny(word, "0123456789") && strings.ToLower(word) != word && strings.ToUpper(word) != word
		if mixed || GoodSecret(secret.New(word)) {
			add(m[0], m[1])
		}
	}
	return found
}
