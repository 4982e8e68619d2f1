package config

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// prove makes the splices and proves that the outcome holds the changes and,
// as Pomerium's parser reads it, nothing else that is new or missing.
func (d *document) prove(changes []change, splices []splice) (*document, error) {
	out := splicing(d.source, splices)
	if out == nil {
		return nil, notProven()
	}
	edited, err := parseDocument(d.form, out)
	if err != nil {
		return nil, notProven()
	}
	edited.made = splices
	return edited, d.proves(edited, changes)
}

func notProven() *Unusable {
	return unusable(NotProven, "an edit of this file could not be proven to change nothing else: paste the settings by hand")
}

// proves compares the trees before and after. What stands behind the first
// document, which Pomerium does not read, must be the same bytes.
func (d *document) proves(edited *document, changes []change) error {
	if !bytes.Equal(d.source[d.end:], edited.source[edited.end:]) {
		return notProven()
	}
	wanted := make(map[string]change, len(changes))
	for _, c := range changes {
		wanted[c.name] = c
	}
	same := comparison{pairs: make(map[[2]*yaml.Node]bool)}
	before, after := pairsOf(d.root), pairsOf(edited.root)
	done := make(map[string]bool, len(changes))
	for len(after) > 0 {
		before = skipRemoved(before, wanted)
		name := strings.ToLower(after[0].Value)
		stood := len(before) > 0 && strings.ToLower(before[0].Value) == name
		c, ours := wanted[name]
		if ours && !done[name] && !c.remove && (isWritten(after[1], c.value) || stood && same.added(before[1], after[1], c.adds)) {
			done[name] = true
			// The key itself stands where it stood, or is new.
			if stood {
				if !same.nodes(before[0], after[0]) {
					return notProven()
				}
				before = before[2:]
			} else if d.owns(name) {
				return notProven()
			}
			after = after[2:]
			continue
		}
		if len(before) == 0 || !same.nodes(before[0], after[0]) || !same.nodes(before[1], after[1]) {
			return notProven()
		}
		before, after = before[2:], after[2:]
	}
	if len(skipRemoved(before, wanted)) > 0 {
		return notProven()
	}
	for _, c := range changes {
		if done[c.name] == c.remove {
			return notProven()
		}
		if _, there := edited.find(c.name); there == c.remove {
			return notProven()
		}
	}
	return nil
}

// owns reports whether a key stands at the top itself, not through a merge.
func (d *document) owns(name string) bool {
	e, there := d.find(name)
	return there && e.index >= 0
}

func pairsOf(root *yaml.Node) []*yaml.Node {
	if root == nil {
		return nil
	}
	return root.Content
}

func skipRemoved(pairs []*yaml.Node, wanted map[string]change) []*yaml.Node {
	for len(pairs) > 0 && pairs[0].Kind == yaml.ScalarNode && wanted[strings.ToLower(pairs[0].Value)].remove {
		pairs = pairs[2:]
	}
	return pairs
}

// isWritten reports whether a value is just what is written for it.
func isWritten(n *yaml.Node, value string) bool {
	return n.Kind == yaml.ScalarNode && n.Style == yaml.DoubleQuotedStyle && n.Anchor == "" && n.Tag == "!!str" && n.Value == value
}

// A comparison of two trees. What aliases stand for is compared once per pair
// of nodes, so that neither cycles nor aliases of aliases take forever.
type comparison struct {
	pairs map[[2]*yaml.Node]bool
}

// added reports whether a list holds what it held, and then just these items.
func (c comparison) added(before, after *yaml.Node, items []string) bool {
	held := len(after.Content) - len(items)
	if before.Kind != yaml.SequenceNode || len(items) == 0 || held < 0 {
		return false
	}
	for i, item := range items {
		if !isWritten(after.Content[held+i], item) {
			return false
		}
	}
	rest := *after
	rest.Content = after.Content[:held]
	return c.nodes(before, &rest)
}

// nodes reports whether two nodes mean the same: kind, tag as resolved, value,
// children in their order, and what an alias stands for. The parser has
// resolved tags and anchors; comments and places mean nothing.
func (c comparison) nodes(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind == yaml.AliasNode {
		pair := [2]*yaml.Node{a.Alias, b.Alias}
		if c.pairs[pair] {
			return true // compared, or being compared further up
		}
		c.pairs[pair] = true
		return c.nodes(a.Alias, b.Alias)
	}
	for i := range a.Content {
		if !c.nodes(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
