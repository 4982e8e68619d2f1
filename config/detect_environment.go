package config

import (
	"strings"

	"pomerium-auth0/internal/secret"
)

// An assignment sets an environment variable for a Pomerium. Whatever it
// holds may be a secret.
type assignment struct {
	name  string
	value secret.Secret
	place string
}

func newAssignment(name, value, place string) assignment {
	return assignment{name: strings.TrimSpace(name), value: secret.New(value), place: place}
}

// readEnvironmentFile reads what systemd's EnvironmentFile= and docker
// compose's env_file: name. One that is not there, cannot be read or isn't believed
// sets nothing. Values are taken as they stand: neither line continuations nor
// variables in them are of use for telling what is set.
func readEnvironmentFile(m Machine, path string) []assignment {
	content, err := m.read(path)
	if err != nil {
		m.skip(err)
		return nil
	}
	var set []assignment
	for line := range strings.Lines(strings.TrimPrefix(string(content), "\ufeff")) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if ok {
			set = append(set, newAssignment(name, unquote(strings.TrimSpace(value)), path))
		}
	}
	return set
}

func unquote(value string) string {
	if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		return value[1 : len(value)-1]
	}
	return value
}

// splitWords takes a line apart as systemd does (systemd.syntax(7)) and a
// compose file's command: blanks separate, quotes hold together, a backslash
// takes the next character as it is.
func splitWords(line string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	inWord, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped, inWord = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, inWord = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}
