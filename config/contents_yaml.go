package config

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/internal/text"
)

// contents are what the document holds.
func (d *document) contents() Contents {
	c := Contents{Form: d.form, Empty: len(d.keys) == 0, SecondDocument: d.more, Twice: d.twice}
	var hidden []string
	if c.Encrypted = d.encrypted(); c.Encrypted {
		hidden = d.hideEncrypted()
	}
	values := make(map[string]value, len(d.keys))
	for _, e := range d.keys {
		name := shownKey(e.name)
		at := KeyAt{Name: name, Line: e.line}
		if !isKnownKey(e.name) {
			at.Meant = meantKey(e.name)
		}
		plain, ok := scalarText(e.value)
		at.Null = ok && dealias(e.value).ShortTag() == "!!null"
		at.Empty = ok && plain == ""
		at.Shown = shownValue(name, plain)
		c.Keys = append(c.Keys, at)
		if ok {
			if !isSecretKey(e.name) {
				plain = text.Line(plain)
			}
			values[e.name] = value{plain, e.line}
		}
	}
	c.fill(values)
	c.keepEncrypted(hidden)
	for _, name := range []string{"routes", "policy"} {
		if e, there := d.find(name); there {
			c.Routes = append(c.Routes, routesOf(name, e.value)...)
		}
	}
	if e, there := d.find(keyScopes); there {
		if c.Scopes = texts(e.value); dealias(e.value).Kind == yaml.ScalarNode {
			c.Scopes = splitScopes(strings.Join(c.Scopes, ""))
		}
	}
	if e, there := d.find("certificates"); there {
		c.Files = append(c.Files, certificatesOf(e.value)...)
	}
	return c
}

// field is the value of a key, in any letter case, of a mapping, or nil, and
// the line of the key.
func field(mapping *yaml.Node, name string) (value *yaml.Node, line int) {
	mapping = dealias(mapping)
	if mapping.Kind != yaml.MappingNode {
		return nil, 0
	}
	for i := 0; i < len(mapping.Content); i += 2 {
		key := dealias(mapping.Content[i])
		if isMerge(key) {
			return mergedField(mapping, name)
		}
		if strings.EqualFold(key.Value, name) {
			return dealias(mapping.Content[i+1]), key.Line
		}
	}
	return nil, 0
}

func mergedField(mapping *yaml.Node, name string) (value *yaml.Node, line int) {
	for _, e := range flatten(mapping, make(map[string]bool), 0, make(map[*yaml.Node]bool)) {
		if e.name == name {
			return dealias(e.value), e.key.Line
		}
	}
	return nil, 0
}

func fieldText(mapping *yaml.Node, name string) (plain string, line int) {
	if n, at := field(mapping, name); n != nil {
		if plain, ok := scalarText(n); ok {
			return text.Line(plain), at
		}
	}
	return "", 0
}

func routesOf(key string, list *yaml.Node) []Route {
	list = dealias(list)
	if list.Kind != yaml.SequenceNode {
		return nil
	}
	routes := make([]Route, 0, len(list.Content))
	for _, item := range list.Content {
		n := dealias(item)
		if n.Kind != yaml.MappingNode {
			continue
		}
		route := Route{Key: key, Line: item.Line}
		route.From, _ = fieldText(n, "from")
		route.ClientID, route.ClientIDLine = fieldText(n, keyClientID)
		if groups, line := field(n, "allowed_groups"); groups != nil {
			route.AllowedGroups, route.AllowedGroupsLine = texts(groups), line
		}
		if policy, _ := field(n, "policy"); policy != nil {
			route.PolicyGroups, route.PolicyGroupsLine = policyGroups(policy, &aliased{})
		}
		routes = append(routes, route)
	}
	return routes
}

// aliased are the nodes that aliases led to.
type aliased struct{ nodes []*yaml.Node }

// again reports whether n stands for one of them already.
func (a *aliased) again(n *yaml.Node) bool {
	if n.Kind != yaml.AliasNode {
		return false
	}
	if slices.Contains(a.nodes, n.Alias) {
		return true
	}
	a.nodes = append(a.nodes, n.Alias)
	return false
}

// texts are the strings of a list, or the one string instead of a list.
func texts(n *yaml.Node) []string {
	n = dealias(n)
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var found []string
	for _, item := range items {
		if plain, ok := scalarText(item); ok && plain != "" {
			found = append(found, text.Line(plain))
		}
	}
	return found
}

// policyGroups are the values of the groups criteria inside a policy in PPL:
// `groups: {has: admin}`, and the line of the first. What aliases lead to is
// visited once.
func policyGroups(n *yaml.Node, visited *aliased) (groups []string, line int) {
	if visited.again(n) {
		return nil, 0
	}
	n = dealias(n)
	for i, child := range n.Content {
		isValue := n.Kind == yaml.MappingNode && i%2 == 1
		if isValue && strings.EqualFold(n.Content[i-1].Value, "groups") {
			groups, line = append(groups, criterionValues(child)...), cmp.Or(line, n.Content[i-1].Line)
			continue
		}
		below, first := policyGroups(child, visited)
		groups, line = append(groups, below...), cmp.Or(line, first)
	}
	return groups, line
}

func criterionValues(n *yaml.Node) []string {
	n = dealias(n)
	if n.Kind != yaml.MappingNode {
		return texts(n)
	}
	var values []string
	for i := 1; i < len(n.Content); i += 2 {
		values = append(values, texts(n.Content[i])...)
	}
	return values
}

// certificatesOf are the files of a certificates list. Before 0.25 its entries
// could hold the certificate itself, in base64, which has no dot.
func certificatesOf(list *yaml.Node) []NamedFile {
	list = dealias(list)
	if list.Kind != yaml.SequenceNode {
		return nil
	}
	var files []NamedFile
	for _, item := range list.Content {
		for _, key := range []string{"cert", "key"} {
			if path, line := fieldText(item, key); strings.Contains(path, ".") {
				files = append(files, NamedFile{Key: "certificates", Path: path, Line: line})
			}
		}
	}
	return files
}
