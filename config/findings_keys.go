package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/internal/secret"
)

// keys looks at the names of the top-level keys.
func (f *findings) keys() {
	c := f.contents
	for _, key := range c.Keys {
		if !slices.Contains(refusedKeys(), key.Name) || key.Null {
			continue // Pomerium overlooks one with nothing under it
		}
		shown := key.Shown
		if isSecretKey(key.Name) && !key.Empty {
			shown = secret.Mask
		}
		switch {
		case f.version.IsZero():
			f.addAt(key.Name, key.Line, notChecked, shown, "keeps 0.20 and newer from starting, while 0.19 and older read it"+versionUnknown, "give --pomerium-version")
		case !f.version.UsesServiceAccount():
			f.addAt(key.Name, key.Line, fails, shown, fmt.Sprintf("is refused by Pomerium %s: it does not start (\"config option was removed\")", f.version.Short()), "take it out")
		}
	}
	for _, key := range c.Keys {
		if key.Meant == "" && (key.Name == "idp" || strings.HasPrefix(key.Name, "idp.")) {
			f.addAt(key.Name, key.Line, warns, "", "means nothing to Pomerium, which overlooks what is in it", "write its keys as idp_provider, idp_client_id and so on")
		}
	}
	for _, twice := range c.Twice {
		inLine := ""
		if twice.Counts > 0 {
			inLine = fmt.Sprintf(", in line %d,", twice.Counts)
		}
		o, says := warns, "stands twice, and the last of them"+inLine+" counts"
		switch twice.Which {
		case theCapitals:
			says = "stands twice, and the one with capitals" + inLine + " counts"
		case unsure:
			o, says = fails, "stands twice"+strings.TrimSuffix(inLine, ",")+" too: Pomerium takes now the one, now the other"
		}
		f.addAt(twice.Name, twice.Line, o, "", says, "take out the one that is not meant")
	}
	for _, key := range c.Misspelt() {
		f.addAt(key.Name, key.Line, warns, "", "is not "+key.Meant+", and has no effect", "write it as "+key.Meant)
	}
	f.gone(keyStorage, c.Storage == "redis", Version.Redis, fails, c.Storage, "0.24 and newer do not start with it", "write memory or postgres")
	_, forward := c.Find(keyForwardAuth)
	f.gone(keyForwardAuth, forward, Version.ForwardAuth, warns, "", "0.21 and newer do not read it: a proxy that asks Pomerium by it lets nobody in", "let Pomerium itself be the proxy")
	if c.SecondDocument > 0 {
		f.addAt("---", c.SecondDocument, warns, "", "begins a second document, which Pomerium does not read", "take it out, or move what it holds above")
	}
}

// gone is a finding about something that a version does not take any more.
func (f *findings) gone(key string, there bool, taken func(Version) bool, o outcome, value, says, remedy string) {
	switch {
	case !there || f.known(taken):
	case f.version.IsZero():
		f.add(key, notChecked, value, "is a matter of the version: "+says+versionUnknown, "give --pomerium-version")
	default:
		f.add(key, o, value, "is gone: "+says, remedy)
	}
}

// dotenv looks at what becomes of values in a .env file that are not in single
// quotes.
func (f *findings) dotenv() {
	for _, name := range textKeys() {
		at, there := f.contents.Find(name)
		if _, beaten := f.contents.Variable(name); !there || beaten {
			continue
		}
		shown := at.Shown
		if isSecretKey(name) {
			shown = secret.Mask
		}
		const quotes = "write it in single quotes, if it is meant as it stands"
		if at.Cut {
			f.add(name, warns, shown, "ends before the #: what follows is no part of it to Pomerium", quotes)
		}
		if at.Expands != "" {
			f.only(name, notChecked, shown, "holds $"+at.Expands+", which Pomerium takes from its environment; not checked: that is not known here", quotes)
		}
	}
}

// textKeys are the top-level keys that hold one text.
func textKeys() []string {
	return []string{
		keyAuthenticateURL, keyCallbackPath, keySignOutRedirect, keyProvider, keyProviderURL, keyClientID, keyClientSecret,
		keyClientSecretFile, keyServiceAccount, keyCookieSecret, keyCookieFile, keySharedSecret, keySharedFile,
	}
}

// written looks at how values are written, which the values alone do not tell:
// without quotes YAML takes some for something else than a text.
func (f *findings) written(d *document) {
	for _, name := range textKeys() {
		e, there := d.find(name)
		if _, beaten := f.contents.Variable(name); !there || beaten {
			continue
		}
		n := dealias(e.value)
		shown := ""
		if isSecretKey(name) {
			shown = secret.Mask
		}
		if n.Kind != yaml.ScalarNode {
			says := "holds a list or a mapping where one text belongs: Pomerium does not start"
			if shown != "" {
				// mapstructure's message, as 0.19 logs it, holds the value.
				says += ", and older ones print it into their log"
			}
			f.only(name, fails, shown, says, "write it as one text in double quotes")
			continue
		}
		tag := n.ShortTag()
		if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 || tag == "!!null" {
			continue
		}
		if name == keyClientSecret && n.LineComment != "" {
			f.add(name, warns, shown, "is not in quotes, and what follows the # is no part of it to Pomerium", "write it in double quotes, if it is")
		}
		// JSON has one kind of number, of 53 bits.
		if number, err := strconv.ParseFloat(n.Value, 64); f.contents.Form == JSON && err == nil && strconv.FormatFloat(number, 'f', -1, 64) != n.Value {
			f.only(name, fails, shown, "is not in quotes, so that Pomerium takes it for a number and changes it", "write it in double quotes")
		}
		switch read, ok := scalarText(n); {
		case !ok:
			f.only(name, fails, shown, "is not in quotes, so that Pomerium takes it for a "+typeOf(tag)+" and does not start", "write it in double quotes")
		case read != n.Value:
			f.only(name, fails, shown, "is not in quotes, so that Pomerium takes it for a "+typeOf(tag)+" and changes it", "write it in double quotes")
		}
	}
}

func typeOf(tag string) string {
	switch tag {
	case "!!int", "!!float":
		return "number"
	case "!!bool":
		return "truth value"
	case "!!timestamp":
		return "date"
	}
	return "value of another kind"
}
