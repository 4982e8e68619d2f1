package config

import (
	"fmt"
	"strings"

	"pomerium-auth0/internal/secret"
)

// A setting is a key that must have a value, in the order it is written.
type setting struct {
	name  string // in lower case; its environment variable is this in capitals
	value string
	adds  []string // what a list that stands there gets instead
	// holds reports whether what stands there already will do; nil wants the
	// very value.
	holds func(text string) bool
}

// settingsFor are the keys that must have a value, for what c holds already.
func settingsFor(v Version, s Settings, c Contents) []setting {
	wanted := []setting{
		{name: keyAuthenticateURL, value: s.AuthenticateURL.String(), holds: func(text string) bool {
			return sameAddress(text, s.AuthenticateURL)
		}},
		{name: keyProvider, value: auth0},
		{name: keyProviderURL, value: s.ProviderURL, holds: func(text string) bool {
			// Pomerium adds the slash for sign-in; directory sync would ask
			// for the audience https://…//api/v2/.
			return text == s.ProviderURL || !v.UsesServiceAccount() && text == s.ProviderURL+"/"
		}},
		{name: keyClientID, value: s.ClientID},
	}
	if s.SecretFile != "" {
		wanted = append(wanted, setting{name: keyClientSecretFile, value: s.SecretFile})
	} else {
		wanted = append(wanted, setting{name: keyClientSecret, value: s.ClientSecret.Reveal()})
	}
	if s.writesAccount(v) {
		wanted = append(wanted, setting{name: keyServiceAccount, value: s.Account.Encode().Reveal(), holds: func(text string) bool {
			there, err := DecodeServiceAccount(secret.New(text))
			return err == nil && there == s.Account && (v.AcceptsDomainKey() || documentedForm(secret.New(text)))
		}})
	}
	if lacking := c.lackingScopes(); s.MendScopes && len(lacking) > 0 {
		all := append(strings.Fields(strings.Join(c.Scopes, " ")), lacking...)
		wanted = append(wanted, setting{name: keyScopes, value: strings.Join(all, ","), adds: lacking})
	}
	if !s.CookieSecret.IsZero() && c.CookieSecret.wanting(v) {
		wanted = append(wanted, setting{name: keyCookieSecret, value: s.CookieSecret.Reveal()})
	}
	if !s.SharedSecret.IsZero() && c.SharedSecret.wanting(v) {
		wanted = append(wanted, setting{name: keySharedSecret, value: s.SharedSecret.Reveal()})
	}
	return wanted
}

// wanting reports whether Pomerium lacks this secret, or refuses the one it
// finds. Before 0.18 the key that names a file is not read.
func (k Key) wanting(v Version) bool {
	if k.State == KeyInFile && !v.SecretFileKeys() {
		return !goodCookieSecret(k.Value)
	}
	return k.State == KeyMissing || k.State == KeyRefused
}

func (w setting) right(text string) bool {
	if w.holds != nil {
		return w.holds(text)
	}
	return text == w.value
}

// unwanted are the keys that must go, each with the reason.
func unwanted(v Version, s Settings, c Contents) []removed {
	var gone []removed
	for _, key := range c.Refused(v) {
		reason := fmt.Sprintf("%s goes: Pomerium %s does not start with it", key.Name, v.Short())
		if key.Name == misspeltAccount {
			reason = misspeltAccount + " goes: it is the misspelling of " + keyServiceAccount + " in Pomerium's own documentation, and nothing reads it"
		}
		gone = append(gone, removed{key.Name, reason})
	}
	if r, needed := c.uselessAccount(v, s); needed {
		gone = append(gone, r)
	}
	// A key that names a file beats its plain twin (GetClientSecret in
	// config/options.go of Pomerium 0.33).
	if _, there := c.Find(keyClientSecretFile); there && s.SecretFile == "" && v.SecretFileKeys() {
		gone = append(gone, removed{keyClientSecretFile, keyClientSecretFile + " goes: Pomerium would take the secret in that file instead of this one"})
	}
	if _, there := c.Find(keyClientSecret); there && s.SecretFile != "" {
		gone = append(gone, removed{keyClientSecret, keyClientSecret + " goes: Pomerium takes the one in " + keyClientSecretFile})
	}
	return gone
}

type removed struct{ name, reason string }

// uselessAccount is an idp_service_account that belongs to another provider or
// is a placeholder, where none is wanted: Pomerium would try it on Auth0. One
// that decodes stays, and so does any that a route's allowed_groups needs.
func (c Contents) uselessAccount(v Version, s Settings) (removed, bool) {
	_, there := c.Find(keyServiceAccount)
	if !there || !v.UsesServiceAccount() || s.HasAccount || c.HasAccount || len(c.AllowedGroups()) > 0 {
		return removed{}, false
	}
	return removed{keyServiceAccount, keyServiceAccount + " goes: it holds no application of Auth0"}, true
}

// remarks are what an operator should know about a file that is changed, and
// that changing it does not mend.
func remarks(v Version, s Settings, c Contents) []string {
	var said []string
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	if s.AuthenticateURL.Sample() {
		say("%s leads to the computer of whoever opens it: sign-in works in a browser on this machine only", s.AuthenticateURL.Hostname())
	}
	if c.SecondDocument > 0 {
		say("what begins in line %d is a second document, which Pomerium does not read", c.SecondDocument)
	}
	for _, key := range c.Misspelt() {
		say("%s is unknown to Pomerium: is %s meant?", key, key.Meant)
	}
	if _, there := c.Find(keyScopes); there && !s.MendScopes {
		say("idp_scopes stays as it is: it must hold openid, and offline_access so that sessions can be refreshed")
	}
	if _, there := c.Find(keyRequestParams); there && c.Provider != auth0 && c.Provider != "" {
		say("idp_request_params stays as it is, and was made for %s", c.Provider)
	}
	if c.CallbackPath != "" && !v.CallbackPathKey() {
		say("authenticate_callback_path has no effect from 0.31 on: users come back at %s", defaultCallback)
	}
	if _, there := c.Find(keyServiceAccount); there && v.UsesServiceAccount() && !s.HasAccount && c.HasAccount {
		say("idp_service_account stays as it is, with the application %s", c.Account.ClientID)
	}
	if c.Services != "" && c.Services != "all" && c.Services != "authenticate" {
		say("this file is for the service %s: the settings belong into the file of the authenticate service as well", c.Services)
	}
	if v.RouteClients() {
		if routes := c.withClients(); len(routes) > 0 {
			say("routes with an idp_client_id of their own keep it: %s", strings.Join(routes, ", "))
		}
	}
	if route, taken := c.RouteOn(s.AuthenticateURL); taken {
		say("%s is the address of a route: the authenticate service needs a host name of its own", route)
	}
	return said
}

func (c Contents) withClients() []string {
	var names []string
	for _, route := range c.Routes {
		if route.ClientID != "" {
			names = append(names, route.String())
		}
	}
	return names
}
