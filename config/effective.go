package config

import (
	"slices"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// Effective is what the Pomerium that was detected really uses of a
// configuration: a variable that it is started with beats the file, a file of
// its own beats the secret in it, and a path of the authenticate service URL
// counts for nothing. Contents.Variables says what comes from where. The
// findings are about what that changes; those of Findings are not among them.
func (d Detection) Effective(m Machine, c Contents, v Version) (Contents, []Finding) {
	e := &effective{Contents: c, version: v, machine: m.knowing(d.File), runs: d.Runs}
	e.Variables = nil
	for _, o := range d.StartedWith(c.Absent) {
		// Pomerium takes an empty variable for none.
		if !o.Value.IsZero() {
			e.take(o)
		}
	}
	e.readFiles()
	if url, _, err := ParseAuthenticateURL(e.AuthenticateText); err == nil && onlyPath(e.AuthenticateText, url) {
		e.AuthenticateURL = url
	}
	return e.Contents, e.list
}

// effective is a configuration while it becomes what Pomerium uses of it.
type effective struct {
	Contents
	version Version
	machine Machine
	runs    Place
	list    []Finding
}

// take lets a variable beat the file.
func (e *effective) take(o Override) {
	key := strings.ToLower(o.Name)
	finding := Finding{Key: o.Name, Where: o.Place, Value: shownValue(key, o.Show())}
	if !e.version.IsZero() && !e.version.readsVariable(key) {
		// Variables are bound for the options of that version alone, so that
		// the check for removed ones never sees them (config/options.go,
		// bindEnvs of Pomerium 0.33).
		finding.Text, finding.Remedy = "is not read by Pomerium "+e.version.Short(), "take it out"
		e.list = append(e.list, finding)
		return
	}
	before, known := e.plain(key)
	if !known {
		return
	}
	e.set(key, o.Value)
	e.Variables = slices.DeleteFunc(e.Variables, func(other Override) bool { return other.Name == o.Name })
	e.Variables = append(e.Variables, o)
	if key == keyClientSecret && e.SecretFile != "" {
		return // the file that is named beats both
	}
	if before != "" && before != o.Value.Reveal() {
		finding.Text, finding.Remedy = "beats what the file says", "take it out there, or change it there"
		e.list = append(e.list, finding)
	}
}

// plain is the value of a key that a variable may beat, and whether it is one.
func (e *effective) plain(key string) (value string, known bool) {
	if of := e.text(key); of != nil {
		return *of, true
	}
	switch key {
	case keyClientSecret:
		return e.ClientSecret.Reveal(), true
	case keyServiceAccount:
		if e.AccountProblem != "" {
			return e.AccountProblem, true
		}
		if e.HasAccount {
			return e.Account.Encode().Reveal(), true
		}
		return "", true
	case keyAuthenticateURL:
		return e.AuthenticateText, true
	case keyCookieSecret:
		return e.CookieSecret.Value.Reveal(), true
	case keySharedSecret:
		return e.SharedSecret.Value.Reveal(), true
	case keyCookieFile:
		return e.CookieSecret.File, true
	case keySharedFile:
		return e.SharedSecret.File, true
	case keyScopes:
		return strings.Join(e.Scopes, ","), true
	}
	return "", false
}

// text is where the value of a key that is a plain text is kept.
func (e *effective) text(key string) *string {
	switch key {
	case keyProvider:
		return &e.Provider
	case keyProviderURL:
		return &e.ProviderURL
	case keyClientID:
		return &e.ClientID
	case keyClientSecretFile:
		return &e.SecretFile
	case keyCallbackPath:
		return &e.CallbackPath
	case keySignOutRedirect:
		return &e.SignOutRedirect
	}
	return nil
}

func (e *effective) set(key string, value secret.Secret) {
	plain := value.Reveal()
	if of := e.text(key); of != nil {
		*of = text.Line(plain)
		return
	}
	switch key {
	case keyClientSecret:
		e.ClientSecret = value
	case keyServiceAccount:
		e.readAccount(value)
	case keyAuthenticateURL:
		e.AuthenticateURL, e.AuthenticateProblem, e.Hosted = AuthenticateURL{}, "", false
		e.readAuthenticateURL(text.Line(plain))
	case keyCookieSecret:
		e.CookieSecret = readKey(plain, e.CookieSecret.File, goodCookieSecret)
	case keySharedSecret:
		e.SharedSecret = readKey(plain, e.SharedSecret.File, GoodSecret)
	case keyCookieFile:
		e.CookieSecret = readKey(e.CookieSecret.Value.Reveal(), text.Line(plain), goodCookieSecret)
	case keySharedFile:
		e.SharedSecret = readKey(e.SharedSecret.Value.Reveal(), text.Line(plain), GoodSecret)
	case keyScopes:
		e.Scopes = splitScopes(text.Line(plain))
	}
}
