package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// Effective is what Pomerium really uses of a configuration: a variable that it
// is started with beats the file, a file of its own beats the secret in it. The
// findings are about what that changes.
func Effective(m Machine, c Contents, v Version, overrides []Override) (Contents, []Finding) {
	var list []Finding
	values := map[string]*string{
		keyProvider: &c.Provider, keyProviderURL: &c.ProviderURL, keyClientID: &c.ClientID,
		keyClientSecretFile: &c.SecretFile, keyCallbackPath: &c.CallbackPath, keySignOutRedirect: &c.SignOutRedirect,
	}
	for _, o := range overrides {
		if !o.Certain || o.Value.IsZero() {
			continue
		}
		name, plain := strings.ToLower(o.Name), o.Value.Reveal()
		switch {
		case name == keyServiceAccount && !v.IsZero() && !v.UsesServiceAccount():
			list = append(list, Finding{Key: o.Name, Value: secret.Mask, Text: "in " + text.Line(o.Place) + " is not read by this Pomerium", Remedy: "take it out"})
			continue
		case name == keyServiceAccount:
			c.HasAccount, c.AccountProblem = false, ""
			if account, err := DecodeServiceAccount(o.Value); err != nil {
				c.AccountProblem = err.Error()
			} else {
				c.Account, c.HasAccount = account, true
			}
		case name == keyClientSecret:
			c.ClientSecret = o.Value
		case name == keyAuthenticateURL:
			c.AuthenticateURL, c.AuthenticateText, c.AuthenticateProblem, c.Hosted = AuthenticateURL{}, "", "", false
			c.readAuthenticateURL(plain)
		case name == keyCookieSecret:
			c.CookieSecret = readKey(plain, "", goodCookieSecret)
		case name == keySharedSecret:
			c.SharedSecret = readKey(plain, "", GoodSecret)
		case values[name] != nil:
			*values[name] = text.Line(plain)
		default:
			continue
		}
		list = append(list, Finding{Key: o.Name, Value: o.Show(), Text: "in " + text.Line(o.Place) + " beats the file", Remedy: "take it out there, or leave it in mind"})
	}
	if c.SecretFile != "" && (v.IsZero() || v.SecretFileKeys()) {
		list = append(list, c.readSecretFile(m)...)
	}
	return c, list
}

// maxSecretFile is more than any client secret is long, in bytes.
const maxSecretFile = 64 << 10

// readSecretFile takes the client secret from its file, as Pomerium does: with
// whatever stands around it.
func (c *Contents) readSecretFile(m Machine) []Finding {
	path := c.SecretFile
	finding := func(fails bool, says, remedy string) []Finding {
		at, _ := c.Find(keyClientSecretFile)
		return []Finding{{Key: keyClientSecretFile, Line: at.Line, Value: text.Line(path), Fails: fails, Text: says, Remedy: remedy}}
	}
	if !filepath.IsAbs(path) {
		c.ClientSecret = secret.Secret{}
		return finding(false, "is relative to where Pomerium is started, which is not known here: not checked", "write its whole path")
	}
	content, err := os.ReadFile(m.at(path))
	switch {
	case err != nil:
		c.ClientSecret = secret.Secret{}
		return finding(true, fmt.Sprintf("cannot be read (%v): the first sign-in ends with it", errno(err)), "write the client secret into it, without a line break")
	case len(content) > maxSecretFile:
		c.ClientSecret = secret.Secret{}
		return finding(true, "holds far more than a client secret", "name the file that holds the client secret")
	}
	plain := string(content)
	c.ClientSecret = secret.New(plain)
	if strings.TrimSpace(plain) != plain {
		c.ClientSecret = secret.New(strings.TrimSpace(plain))
		return finding(true, "ends in a line break or has a blank around the secret, which is sent as a part of it: Auth0 refuses it", "write the secret without a final line break, as by printf %s")
	}
	return nil
}
