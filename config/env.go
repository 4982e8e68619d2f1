package config

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/internal/secret"
)

// Environment makes the settings into environment variables, one NAME=value a
// line and without quotes, which Docker would take for a part of the value: a
// file for env_file of compose, --env-file of Docker and EnvironmentFile of
// systemd, complete in itself. Good secrets are taken over from c, the
// configuration that the variables stand for. Old is the content of the file
// where there is one; lines about other variables stay as they are.
func Environment(old []byte, c Contents, v Version, s Settings) (Edited, error) {
	if err := s.Check(v); err != nil {
		return Edited{}, err
	}
	if EncryptedVariables(old) {
		return Edited{}, unusable(Encrypted, "the file of variables is encrypted by SOPS, and an edit here would break it: change it with sops")
	}
	there := make(map[string]string)
	for line := range strings.Lines(string(old)) {
		name, value := variable(line)
		there[name] = value
	}
	wanted, err := wantedVariables(there, c, v, s)
	if err != nil {
		return Edited{}, err
	}
	edited := compare(shownVariables(old), shownVariables(mergeVariables(old, wanted, v, s)), nil)
	edited.Remarks = remarks(v, s, Contents{})
	return edited, nil
}

// mergeVariables puts the wanted ones into the lines of a file, each where it
// stands already, else at the end.
func mergeVariables(old []byte, wanted []setting, v Version, s Settings) []byte {
	var out strings.Builder
	if len(bytes.TrimSpace(old)) == 0 && s.Practice {
		out.WriteString("# " + practiceNote + "\n")
	}
	done := make(map[string]bool)
	for line := range strings.Lines(string(old)) {
		name, value := variable(line)
		i := slices.IndexFunc(wanted, func(w setting) bool { return w.name == name })
		switch {
		case i < 0 && goes(name, v, s), i >= 0 && done[name]:
			// Of two equal names the last would win.
		case i < 0, value == wanted[i].value:
			out.WriteString(line)
		default:
			out.WriteString(name + "=" + wanted[i].value + lineBreakOf(line))
		}
		done[name] = true
	}
	if out.Len() > 0 && !strings.HasSuffix(out.String(), "\n") {
		out.WriteString("\n")
	}
	for _, w := range wanted {
		if !done[w.name] {
			out.WriteString(w.name + "=" + w.value + "\n")
		}
	}
	return []byte(out.String())
}

// wantedVariables are the settings as variables. A secret that is good in the
// configuration goes before one in the file of variables, and that before a
// fresh one.
func wantedVariables(there map[string]string, c Contents, v Version, s Settings) ([]setting, error) {
	keys := []struct {
		key       *secret.Secret
		have      Key
		name, own string
	}{
		{&s.CookieSecret, c.CookieSecret, keyCookieFile, keyCookieSecret},
		{&s.SharedSecret, c.SharedSecret, keySharedFile, keySharedSecret},
	}
	for _, k := range keys {
		if kept := secret.New(there[strings.ToUpper(k.own)]); k.have.State == KeyGood {
			*k.key = k.have.Value
		} else if GoodSecret(kept) {
			*k.key = kept
		} else if k.have.State == KeyEncrypted {
			*k.key = secret.Secret{}
		}
	}
	wanted := settingsFor(v, s, Contents{})
	for _, k := range keys {
		if k.have.State == KeyInFile && v.SecretFileKeys() {
			wanted = slices.DeleteFunc(wanted, func(w setting) bool { return w.name == k.own })
			wanted = append(wanted, setting{name: k.name, value: k.have.File})
		}
	}
	for i, w := range wanted {
		name := strings.ToUpper(w.name)
		wanted[i].name = name
		if w.holds != nil && w.holds(there[name]) {
			wanted[i].value = there[name]
		}
		if strings.ContainsAny(wanted[i].value, " \t\"'`$#\\") {
			return nil, fmt.Errorf("the value of %s holds a blank, a quote or one of $ # \\, which Docker and systemd read differently in a file of variables: keep it in the configuration file", name)
		}
	}
	return wanted, nil
}

// variable is the name and the value of a line, as Docker reads it.
func variable(line string) (name, value string) {
	line = strings.TrimRight(line, "\r\n")
	trimmed := strings.TrimSpace(line)
	if strings.HasPrefix(trimmed, "#") {
		return "", ""
	}
	name, value, found := strings.Cut(strings.TrimPrefix(trimmed, "export "), "=")
	if !found {
		return "", ""
	}
	return strings.TrimSpace(name), value
}

// goes reports whether a variable would undo a setting or has no effect.
func goes(name string, v Version, s Settings) bool {
	switch strings.ToLower(name) {
	case misspeltAccount:
		return true
	case keyServiceAccount:
		return !v.UsesServiceAccount()
	case keyClientSecretFile:
		return s.SecretFile == "" && v.SecretFileKeys()
	case keyClientSecret:
		return s.SecretFile != ""
	}
	return false
}

func lineBreakOf(line string) string {
	if strings.HasSuffix(line, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// shownVariables masks the values of secret variables in a .env file.
func shownVariables(source []byte) shown {
	s := shown{source: source, accounts: make(map[int]ServiceAccount)}
	at, number := 0, 0
	for line := range strings.Lines(string(source)) {
		number++
		name, value := variable(line)
		key := strings.ToLower(name)
		if value != "" && isSecretKey(key) {
			start := at + strings.IndexByte(line, '=') + 1
			s.hidden = append(s.hidden, piece{start, start + len(value)})
		}
		if key == keyServiceAccount {
			if account, err := DecodeServiceAccount(secret.New(value)); err == nil {
				s.accounts[number] = account
			}
		}
		at += len(line)
	}
	return s
}
