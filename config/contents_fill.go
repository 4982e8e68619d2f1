package config

import (
	"strconv"
	"strings"

	"pomerium-auth0/internal/secret"
)

// value is a top-level value as Pomerium reads it, of whatever form.
type value struct {
	text string
	line int
}

// fill sets what is a top-level string in every form.
func (c *Contents) fill(values map[string]value) {
	get := func(name string) string { return values[name].text }
	c.Provider = get(keyProvider)
	c.ProviderURL = get(keyProviderURL)
	c.ClientID = get(keyClientID)
	c.ClientSecret = secret.New(get(keyClientSecret))
	c.SecretFile = get(keyClientSecretFile)
	c.CallbackPath = get(keyCallbackPath)
	c.SignOutRedirect = get(keySignOutRedirect)
	c.Address = get(keyAddress)
	c.Insecure, _ = strconv.ParseBool(get(keyInsecure))
	c.Services = get(keyServices)
	c.Storage = get(keyStorage)
	c.CookieSecret = readKey(get(keyCookieSecret), get(keyCookieFile), goodCookieSecret)
	c.SharedSecret = readKey(get(keySharedSecret), get(keySharedFile), GoodSecret)
	c.readAuthenticateURL(get(keyAuthenticateURL))
	encoded := get(keyServiceAccount)
	if encoded == "" {
		encoded = get(misspeltAccount)
	}
	c.readAccount(secret.New(encoded))
	for _, name := range certificateKeys() {
		if path := get(name); path != "" {
			c.Files = append(c.Files, NamedFile{Key: name, Path: path, Line: values[name].line})
		}
	}
}

func (c *Contents) readAccount(encoded secret.Secret) {
	c.Account, c.HasAccount, c.AccountProblem = ServiceAccount{}, false, ""
	c.AccountOld = documentedForm(encoded)
	if encoded.IsZero() {
		return
	}
	account, err := DecodeServiceAccount(encoded)
	if err != nil {
		c.AccountProblem = err.Error()
		return
	}
	c.Account, c.HasAccount = account, true
}

// splitScopes takes a text apart as viper does for a list.
func splitScopes(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func readKey(text, file string, good func(secret.Secret) bool) Key {
	value := secret.New(text)
	switch {
	case file != "":
		return Key{State: KeyInFile, File: file, Value: value}
	case value.IsZero():
		return Key{}
	case good(value):
		return Key{State: KeyGood, Value: value}
	}
	return Key{State: KeyRefused, Value: value}
}

func (c *Contents) readAuthenticateURL(text string) {
	c.AuthenticateText = text
	if text == "" {
		return
	}
	if hostOf(text) == hostedAuthenticate {
		c.Hosted = true
	}
	url, remarks, err := ParseAuthenticateURL(text)
	switch {
	case err != nil:
		c.AuthenticateProblem = err.Error()
	case !sameAddress(text, url):
		c.AuthenticateProblem = "authenticate_service_url must be written as " + url.String()
		if len(remarks) > 0 {
			c.AuthenticateProblem += ": " + remarks[0]
		}
	default:
		c.AuthenticateURL = url
	}
}

// sameAddress reports whether Pomerium makes the same callback URL of text as
// of url: it throws a path away, and Auth0 compares the rest letter by letter.
func sameAddress(text string, url AuthenticateURL) bool {
	return text == url.String() || text == url.String()+"/"
}
