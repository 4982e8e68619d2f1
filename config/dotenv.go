package config

import (
	"bytes"
	"cmp"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/subosito/gotenv"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// readDotenv reads a .env file as viper does for Pomerium: the last of two
// equal names wins, names are read in any letter case.
func readDotenv(content []byte) (Contents, error) {
	variables, err := gotenv.StrictParse(bytes.NewReader(content))
	lines, wrong := dotenvLines(content)
	switch {
	case err != nil && wrong != nil:
		return Contents{}, wrong
	case err != nil: // the library's message holds the whole line, secret included
		return Contents{}, unusable(Unparsable, "the file holds a line that is no NAME=value, so that Pomerium cannot read it either")
	}
	last := make(map[string]dotenvAt)
	for _, line := range lines {
		last[line.name] = line
	}
	d := &document{form: Dotenv, root: &yaml.Node{Kind: yaml.MappingNode}}
	written := make(map[int]dotenvAt)
	for _, name := range slices.SortedFunc(maps.Keys(variables), func(a, b string) int {
		return cmp.Or(last[a].line-last[b].line, strings.Compare(a, b))
	}) {
		value := variables[name]
		at := last[name]
		if at.expands = at.expanded(variables); at.expands != "" {
			value = "" // which is not known here
		}
		written[at.line] = at
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: name, Line: at.line}
		d.root.Content = append(d.root.Content, key, nodeOf(value))
	}
	d.readKeys()
	c := d.contents()
	c.Twice = append(repeated(lines), c.Twice...)
	for i := range c.Keys {
		at := &c.Keys[i]
		at.Expands, at.Cut = written[at.Line].expands, written[at.Line].isCut()
		at.Empty = at.Empty && at.Expands == ""
	}
	return c, nil
}

// A dotenvAt is a place where a .env file sets a key.
type dotenvAt struct {
	name string
	line int
	bare string // the value without quotes, with what is behind it; "" where it is in quotes
	open string // what variables are looked for in: all but what is in single quotes

	expands string // the variable that becomes a part of it, "" for none
}

var (
	dotenvBehind   = regexp.MustCompile(`(?s)\A\s*(?:export\s+)?[\w.]+(?:\s*=\s*|:\s+?)(.*)\z`)
	dotenvQuoted   = regexp.MustCompile(`\A"(?:\\"|[^"])*"`)
	dotenvVariable = regexp.MustCompile(`\\?\$\{?([A-Z0-9_]+)`)
)

func dotenvAtOf(name string, line int, raw []byte) dotenvAt {
	at := dotenvAt{name: name, line: line}
	found := dotenvBehind.FindSubmatch(raw)
	if found == nil {
		return at
	}
	switch value := strings.TrimSpace(string(found[1])); {
	case strings.HasPrefix(value, "'"):
	case strings.HasPrefix(value, `"`):
		at.open = dotenvQuoted.FindString(value)
	default:
		at.bare = value
		at.open, _, _ = strings.Cut(value, "#")
	}
	return at
}

// expanded is the variable whose value becomes a part of this one, "" for none.
// One that the file sets is known, unless the environment has it, which counts.
func (at dotenvAt) expanded(file gotenv.Env) string {
	for _, found := range dotenvVariable.FindAllStringSubmatch(at.open, -1) {
		_, above := file[found[1]]
		_, here := os.LookupEnv(found[1])
		if !strings.HasPrefix(found[0], `\`) && (here || !above) {
			return found[1]
		}
	}
	return ""
}

// isCut reports whether a # ends the value that was hardly meant to.
func (at dotenvAt) isCut() bool {
	value, _, cut := strings.Cut(at.bare, "#")
	return cut && strings.TrimSpace(value) == value && value != ""
}

// dotenvLines are the keys that a .env file sets, each as often as it is set, up
// to the line that is wrong. What is read as one is what gotenv reads as one: a
// line, or all lines up to where a quote ends.
func dotenvLines(content []byte) (set []dotenvAt, wrong *Unusable) {
	plain, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), content) // as gotenv does
	if err != nil {
		return nil, nil
	}
	lines := dotenvLine.FindAll(plain, -1)
	for first, end := 0, 1; first < len(lines); first, end = end, end+1 {
		variables, err := parseDotenv(lines[first:end]...)
		open := err != nil && opensQuote(lines[first])
		for ; open && err != nil && end < len(lines); end++ {
			variables, err = parseDotenv(lines[first : end+1]...)
		}
		switch {
		case open && err != nil:
			return set, unusable(Unparsable, "line %d of the file opens a quote that no line ends with, so that Pomerium cannot read it either", first+1).at(first + 1)
		case err != nil:
			return set, unusable(Unparsable, "line %d of the file is no NAME=value, so that Pomerium cannot read it either", first+1).at(first + 1)
		}
		for name := range variables { // of which there is one at most
			set = append(set, dotenvAtOf(name, first+1, bytes.Join(lines[first:end], nil)))
		}
	}
	return set, nil
}

var dotenvLine = regexp.MustCompile(`[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\z`)

// parseDotenv parses lines from within a file, where a byte order mark is none.
func parseDotenv(lines ...[]byte) (gotenv.Env, error) {
	return gotenv.StrictParse(io.MultiReader(strings.NewReader("\n"), bytes.NewReader(bytes.Join(lines, nil))))
}

// opensQuote reports whether a line that is not taken is one if a quote ends
// below it.
func opensQuote(line []byte) bool {
	return slices.ContainsFunc([]string{"\n\"", "\n'"}, func(end string) bool {
		_, err := parseDotenv(line, []byte(end))
		return err == nil
	})
}

// repeated are the keys that stand there more than once.
func repeated(set []dotenvAt) []Twice {
	before := make(map[string]int)
	var twice []Twice
	for _, at := range set {
		if line := before[at.name]; line > 0 {
			twice = append(twice, Twice{Name: shownKey(at.name), Line: line, Counts: at.line, Which: theLast})
		}
		before[at.name] = at.line
	}
	return twice
}
