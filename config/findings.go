package config

import (
	"regexp"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// A Finding is something about an existing configuration that keeps users from
// signing in, or should be known. Pomerium itself checks next to nothing of it
// when it starts: the first person to sign in finds out.
type Finding struct {
	Key  string // or variable
	Line int    // 0 where there is none
	// Where is the file or process that sets the variable, "" for a key of the
	// configuration file.
	Where string
	// Value is what stands there, masked where it is a secret.
	Value string
	// Fails is set where Pomerium does not start, or nobody can sign in, or
	// not everybody who should; else it works, but should be looked at.
	Fails bool
	// NotChecked is set where it cannot be told, and Text says why. It never
	// goes with Fails.
	NotChecked bool
	// Text says what that Pomerium does with it, as it goes on after the value.
	Text string
	// Remedy says what to do.
	Remedy string
}

// outcome is what a finding comes to.
type outcome int

const (
	warns outcome = iota
	fails
	notChecked
)

const versionUnknown = "; not checked, as the version is not known"

// findings collects them.
type findings struct {
	list     []Finding
	version  Version
	contents Contents
	// said are keys about which nothing more is to be said: whatever else
	// seems wrong with them follows from it.
	said map[string]bool
}

// Findings looks at what a configuration holds, c as Read or Effective has it,
// with the eyes of Pomerium v. Content is the file; it may be nil. What depends
// on the version is NotChecked where that is zero.
func Findings(content []byte, c Contents, v Version) []Finding {
	f := &findings{version: v, contents: c, said: make(map[string]bool)}
	if c.Form == YAML || c.Form == JSON {
		if d, err := readConfiguration(c.Form, content); err == nil {
			f.written(d)
		}
	}
	f.dotenv()
	f.placeholders()
	if c.SignsIn() {
		f.provider()
		f.client()
	}
	f.authenticate()
	f.account()
	f.keys()
	f.secrets()
	f.routes()
	f.scopes()
	return f.list
}

// add adds a finding about a top-level key, wherever its value comes from.
func (f *findings) add(key string, o outcome, value, says, remedy string) {
	if f.said[key] {
		return
	}
	finding := f.contents.about(key, value)
	finding.Text, finding.Remedy = says, remedy
	f.append(finding, o)
}

// addAt adds one about a place in the file.
func (f *findings) addAt(key string, line int, o outcome, value, says, remedy string) {
	f.append(Finding{Key: key, Line: line, Value: shownValue(key, value), Text: says, Remedy: remedy}, o)
}

func (f *findings) append(finding Finding, o outcome) {
	finding.Fails, finding.NotChecked = o == fails, o == notChecked
	f.list = append(f.list, finding)
}

// only adds the last word about a key.
func (f *findings) only(key string, o outcome, value, says, remedy string) {
	f.add(key, o, value, says, remedy)
	f.said[key] = true
}

// About says where the value of a top-level key stands that sign-ins are made
// with, and what it is: a secret masked.
func (c Contents) About(key string) Finding {
	address := c.AuthenticateText
	if address == "" && !c.AuthenticateURL.IsZero() {
		address = c.AuthenticateURL.String()
	}
	values := map[string]string{
		keyProviderURL: c.ProviderURL, keyClientID: c.ClientID, keyClientSecret: c.ClientSecret.Reveal(),
		keyClientSecretFile: c.SecretFile, keyAuthenticateURL: address, keyServiceAccount: c.Account.Secret.Reveal(),
	}
	return c.about(key, values[key])
}

// about is a finding about the value of a top-level key, wherever that comes
// from.
func (c Contents) about(key, value string) Finding {
	finding := Finding{Key: key, Value: shownValue(key, value)}
	if o, from := c.Variable(key); from {
		finding.Key, finding.Where = o.Name, o.Place
	} else if at, there := c.Find(key); there {
		finding.Line = at.Line
	}
	return finding
}

// known reports whether the version is known and the question about it is
// answered with yes.
func (f *findings) known(question func(Version) bool) bool {
	return !f.version.IsZero() && question(f.version)
}

// shownValue is the value of a key as a finding may hold it: a secret, or what
// looks like one, is masked, and of a URL neither user nor query is shown,
// where tokens are pasted.
func shownValue(key, value string) string {
	if value == "" {
		return ""
	}
	if isSecretKey(key) {
		return secret.Mask
	}
	if scheme, rest, found := strings.Cut(value, "://"); found {
		if i := strings.IndexAny(rest, "?#"); i >= 0 {
			rest = rest[:i+1] + "…"
		}
		if i := strings.LastIndex(rest, "@"); i >= 0 {
			rest = "…" + rest[i:]
		}
		value = scheme + "://" + rest
	}
	if holdsSecret(value) {
		return secret.Mask
	}
	return text.Cut(text.Line(value), 80)
}

// placeholder is what templates and shells fill in. Pomerium does not.
var placeholder = regexp.MustCompile(`^\$[A-Za-z_][A-Za-z0-9_]*$|\$\{[^}]*\}|\{\{.*\}\}`)

// quotes are those that a value may be put into by mistake: those of Docker's
// --env-file, which stay, and those of word processors.
const quotes = "\"'`“”„‟‘’‚«»"

// placeholders looks for values that are not what was meant by them: those to
// be filled in by something else, and those with quotes of their own.
func (f *findings) placeholders() {
	c := f.contents
	for _, v := range []struct{ key, plain string }{
		{keyProvider, c.Provider},
		{keyProviderURL, c.ProviderURL},
		{keyClientID, c.ClientID},
		{keyClientSecret, c.plainSecret()},
		{keyAuthenticateURL, c.AuthenticateText},
	} {
		switch {
		case placeholder.MatchString(v.plain):
			f.only(v.key, fails, v.plain, "holds a placeholder, which Pomerium takes as it stands", "write the value itself")
		case strings.Trim(v.plain, quotes) != v.plain:
			f.only(v.key, fails, v.plain, "has quotes around it, which Pomerium takes for a part of the value", "write the value without them")
		}
	}
}

// plainSecret is idp_client_secret where it is what counts.
func (c Contents) plainSecret() string {
	if c.SecretFile != "" {
		return ""
	}
	return c.ClientSecret.Reveal()
}
