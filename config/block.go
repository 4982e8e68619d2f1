package config

import "strings"

// Block is the settings as lines to paste into a configuration that is not
// edited, in the form of its name: YAML, the inside of a JSON object, TOML, or
// variables. Secrets that c has are left alone.
func Block(name string, c Contents, v Version, s Settings) (Edited, error) {
	if err := s.Check(v); err != nil {
		return Edited{}, err
	}
	form, err := FormOf(name)
	if err != nil {
		return Edited{}, err
	}
	var b strings.Builder
	for _, w := range settingsFor(v, s, c) {
		switch form {
		case YAML:
			b.WriteString(w.name + ": " + quote(w.value))
		case JSON:
			b.WriteString(quote(w.name) + ": " + quote(w.value) + ",")
		case TOML:
			b.WriteString(w.name + " = " + quote(w.value))
		case Dotenv:
			b.WriteString(strings.ToUpper(w.name) + "=" + dotenvValue(w.value))
		}
		b.WriteString("\n")
	}
	edited := compare(shown{}, shownBlock([]byte(b.String())), nil)
	for _, gone := range unwanted(v, s, c) {
		edited.Remarks = append(edited.Remarks, gone.reason)
	}
	edited.Remarks = append(edited.Remarks, remarks(v, s, c)...)
	return edited, nil
}

// dotenvValue is a value for a .env file that Pomerium itself reads: without
// quotes $ is expanded and # begins a comment.
func dotenvValue(value string) string {
	if strings.ContainsAny(value, " \t#$\"\\") {
		return "'" + value + "'"
	}
	return value
}

// shownBlock masks what stands behind the name of a secret in each line.
func shownBlock(source []byte) shown {
	s := shown{source: source}
	at := 0
	for line := range strings.Lines(string(source)) {
		if i := strings.IndexAny(line, ":="); i > 0 && isSecretKey(strings.ToLower(strings.Trim(line[:i], ` "`))) {
			start := i + 1 + len(line[i+1:]) - len(strings.TrimLeft(line[i+1:], ` "'`))
			end := len(strings.TrimRight(line, ",\"'\n"))
			s.hidden = append(s.hidden, piece{at + start, at + max(start, end)})
		}
		at += len(line)
	}
	return s
}
