package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// A Finding is something about an existing configuration that keeps users from
// signing in, or should be known. Pomerium itself checks next to nothing of it
// when it starts: the first person to sign in finds out.
type Finding struct {
	Key  string // or variable
	Line int    // 0 where there is none
	// Value is what stands there, masked where it is a secret.
	Value string
	// Fails is set where Pomerium does not start, or nobody can sign in; else
	// it works, but should be looked at.
	Fails bool
	// Text says what that Pomerium does with it.
	Text string
	// Remedy says what to do.
	Remedy string
}

// findings collects them.
type findings struct {
	list     []Finding
	version  Version
	contents Contents
}

func (f *findings) add(key string, fails bool, value, says, remedy string) {
	at, _ := f.contents.Find(key)
	f.list = append(f.list, Finding{Key: key, Line: at.Line, Value: value, Fails: fails, Text: says, Remedy: remedy})
}

// Findings looks at what a configuration holds as Pomerium of version v reads
// it. What depends on a version that is not known is left out.
func Findings(content []byte, c Contents, v Version) []Finding {
	f := &findings{version: v, contents: c}
	f.provider()
	f.client()
	f.authenticate()
	f.account()
	f.keys()
	f.secrets()
	f.routes()
	if c.Form == YAML || c.Form == JSON {
		if d, err := parseConfiguration(c.Form, content); err == nil {
			f.written(d)
		}
	}
	return f.list
}

// known reports whether the version is known and the question about it is
// answered with yes.
func (f *findings) known(question func(Version) bool) bool {
	return !f.version.IsZero() && question(f.version)
}

func (f *findings) provider() {
	c := f.contents
	switch provider := c.Provider; {
	case provider == "":
		f.add(keyProvider, true, "", "is missing: the first sign-in ends with \"identity: provider is not defined\"", `write idp_provider: "auth0"`)
	case provider != auth0 && strings.EqualFold(provider, auth0):
		f.add(keyProvider, true, provider, fmt.Sprintf("is compared with case: the first sign-in ends with \"unknown provider: %s\"", provider), `write it as "auth0"`)
	case provider != auth0:
		f.add(keyProvider, true, provider, "is not auth0: users sign in elsewhere", `write idp_provider: "auth0"`)
	}
	if says, remedy, fails := f.providerURL(c.ProviderURL); says != "" {
		f.add(keyProviderURL, fails, c.ProviderURL, says, remedy)
	}
}

// providerURL says what is wrong with the provider URL: go-oidc compares the
// issuer with it character by character, after a slash was added.
func (f *findings) providerURL(typed string) (says, remedy string, fails bool) {
	const mismatch = "the first sign-in ends with \"issuer URL … did not match\""
	u, err := url.Parse(typed)
	switch {
	case typed == "":
		return "is missing: the first sign-in ends with \"unsupported protocol scheme\"", "write https:// and the tenant's domain", true
	case strings.TrimSpace(typed) != typed:
		return "has a blank around it, and no sign-in works", "take the blank out", true
	case err != nil || u.Host == "":
		return "is no URL: the first sign-in ends with \"unsupported protocol scheme\"", "write https:// in front of the domain", true
	case u.Scheme != "https":
		return "is not https, and Auth0 names itself with https: " + mismatch, "write https://", true
	case u.RawQuery != "" || u.Fragment != "":
		return "has a query, which swallows the path of the discovery document: the first sign-in ends with 404", "take what follows the domain out", true
	case u.Port() != "" && !isLoopbackHost(u.Hostname()): // a stand-in has one
		return "names a port, and Auth0's own name has none: " + mismatch, "take the port out", true
	case strings.ToLower(u.Host) != u.Host:
		return "has capital letters, and Auth0's own name has none: " + mismatch, "write it in small letters", true
	case u.Path == "/":
		if f.known(Version.UsesServiceAccount) {
			return "ends in a slash: sign-in works, but roles are asked for at …//api/v2/, which Auth0 refuses", "take the slash out", true
		}
		return "", "", false
	case u.Path != "":
		return "has a path, which Auth0's own name has not: " + mismatch, "take the path out", true
	}
	return "", "", false
}

// isCustomDomain reports whether a host is none of Auth0's own, nor that of a
// stand-in for one, behind which the Management API is.
func isCustomDomain(name string) bool {
	for _, end := range []string{".auth0.com", ".auth0app.com", ".auth0.test"} {
		if strings.HasSuffix(name, end) {
			return false
		}
	}
	return name != "" && !isLoopbackHost(name)
}

func isLoopbackHost(name string) bool { return name == "localhost" || strings.HasPrefix(name, "127.") }

func (f *findings) client() {
	c := f.contents
	if c.ClientID == "" {
		f.add(keyClientID, true, "", "is missing: Auth0 refuses the first sign-in", "write the client ID of the web app")
	}
	if c.ClientSecret.IsZero() && c.SecretFile == "" {
		f.add(keyClientSecret, true, "", "is missing: Auth0 refuses the first sign-in", "write the client secret of the web app")
	}
	if plain := c.ClientSecret.Reveal(); strings.TrimSpace(plain) != plain {
		f.add(keyClientSecret, true, secret.Mask, "has a blank or a line break around it, which is sent as a part of it: Auth0 refuses it", "write it in double quotes on one line")
	}
	if c.SecretFile != "" && !c.ClientSecret.IsZero() && (f.version.IsZero() || f.version.SecretFileKeys()) {
		f.add(keyClientSecretFile, false, c.SecretFile, "beats idp_client_secret, which has no effect", "take one of the two out")
	}
	if c.SecretFile != "" && !f.version.IsZero() && !f.version.SecretFileKeys() {
		f.add(keyClientSecretFile, true, c.SecretFile, fmt.Sprintf("came with 0.18: Pomerium %s does not read it", f.version), "write the secret into the configuration")
	}
}

func (f *findings) authenticate() {
	c := f.contents
	switch {
	case c.Hosted:
		f.add(keyAuthenticateURL, true, c.AuthenticateText, "is the sign-in that Pomerium runs itself: Auth0 has no effect", "write a host name of your own")
	case c.AuthenticateText == "" && f.known(Version.NeedsAuthenticateURL):
		f.add(keyAuthenticateURL, true, "", "is missing, so authenticate.pomerium.app is used: Auth0 has no effect", "write a host name of your own")
	case c.AuthenticateProblem != "":
		f.add(keyAuthenticateURL, true, c.AuthenticateText, c.AuthenticateProblem, "mend it, and the callback URL in Auth0 with it")
	case c.AuthenticateURL.Sample():
		f.add(keyAuthenticateURL, false, c.AuthenticateText, "leads to the computer of whoever opens it", "write a host name that points to this server")
	}
	if route, taken := c.RouteOn(c.AuthenticateURL); taken {
		f.add(keyAuthenticateURL, true, c.AuthenticateText, "is the address of a route too, "+route.String(), "give the authenticate service a host name of its own")
	}
	if c.CallbackPath != "" && f.known(func(v Version) bool { return !v.CallbackPathKey() }) {
		f.add(keyCallbackPath, false, c.CallbackPath, "is not read any more from 0.31 on: the path is /oauth2/callback", "take it out, and allow that path in Auth0")
	}
	if c.SignOutRedirect != "" && !strings.Contains(c.SignOutRedirect, "://") {
		f.add(keySignOutRedirect, true, c.SignOutRedirect, "has no scheme: Pomerium does not start", "write https:// in front")
	}
}

func (f *findings) account() {
	c := f.contents
	if f.version.IsZero() || !f.version.UsesServiceAccount() {
		return
	}
	if misspelt, there := c.Find(misspeltAccount); there {
		f.list = append(f.list, Finding{Key: misspelt.Name, Line: misspelt.Line, Value: secret.Mask, Fails: true,
			Text: "is misspelt, as in Pomerium's own page: it is ignored, and no roles are read", Remedy: "write it as idp_service_account"})
	}
	switch {
	case c.AccountProblem != "":
		f.add(keyServiceAccount, true, secret.Mask, c.AccountProblem+": no roles are read", "encode {\"client_id\":…,\"secret\":…} as one line of padded base64")
	case c.HasAccount && strings.HasSuffix(c.Account.Domain, "/"):
		f.add(keyServiceAccount, true, c.Account.Domain, "names a domain with a slash: roles are asked for at …//api/v2/, which Auth0 refuses", "take the slash out")
	case c.HasAccount && c.Account.Domain == "" && isCustomDomain(hostOf(c.ProviderURL)):
		f.add(keyServiceAccount, true, "", "names no domain, so roles are asked for at the custom domain, where there is no Management API", "add the tenant's own domain to it (0.16.3 and newer)")
	}
}

func (f *findings) keys() {
	c := f.contents
	if !f.version.IsZero() {
		for _, key := range c.Refused(f.version) {
			if key.Name == misspeltAccount && f.version.UsesServiceAccount() {
				continue // said with the account
			}
			says, fails := fmt.Sprintf("is refused by Pomerium %s: it does not start (\"config option was removed\")", f.version.Short()), true
			if key.Name == misspeltAccount {
				says, fails = "is misspelt, and has no effect", false
			}
			f.list = append(f.list, Finding{Key: key.Name, Line: key.Line, Fails: fails, Text: says, Remedy: "take it out"})
		}
	}
	for _, key := range c.Misspelt() {
		f.list = append(f.list, Finding{Key: key.Name, Line: key.Line, Text: "is not " + key.Meant + ", and has no effect", Remedy: "write it as " + key.Meant})
	}
	if c.SecondDocument > 0 {
		f.list = append(f.list, Finding{Key: "---", Line: c.SecondDocument, Text: "begins a second document, which Pomerium does not read", Remedy: "take it out, or move what it holds above"})
	}
}

func (f *findings) secrets() {
	c := f.contents
	whole := c.Services == "" || c.Services == "all"
	for _, key := range []struct {
		name string
		Key
		needed bool
	}{
		{keyCookieSecret, c.CookieSecret, f.known(Version.NeedsCookieSecret)},
		{keySharedSecret, c.SharedSecret, !whole},
	} {
		switch {
		case key.State == KeyRefused:
			f.add(key.name, true, secret.Mask, "does not decode to 32 bytes: Pomerium does not start", "write the output of: head -c32 /dev/urandom | base64")
		case key.State == KeyMissing && key.needed:
			f.add(key.name, true, "", "is missing: Pomerium does not start", "write the output of: head -c32 /dev/urandom | base64")
		case key.State == KeyMissing:
			f.add(key.name, false, "", "is missing: Pomerium makes one at each start, which signs everybody out", "write the output of: head -c32 /dev/urandom | base64")
		}
	}
}

func (f *findings) routes() {
	c := f.contents
	if f.version.IsZero() {
		return
	}
	_, old := c.Find("policy")
	_, read := c.Find("routes")
	for _, route := range c.AllowedGroups() {
		switch {
		case f.version.UsesServiceAccount() && !c.HasAccount:
			f.list = append(f.list, Finding{Key: "allowed_groups", Line: route.Line, Value: route.From, Fails: true,
				Text: "needs idp_service_account: Pomerium does not start", Remedy: "write the service account, or take the groups out"})
		case f.version.UsesServiceAccount():
		case old && !read:
			f.list = append(f.list, Finding{Key: "allowed_groups", Line: route.Line, Value: route.From, Fails: true,
				Text: "is not known any more: the rule is silently gone, and whoever else is allowed comes in", Remedy: "write it as a policy"})
		default:
			f.list = append(f.list, Finding{Key: "allowed_groups", Line: route.Line, Value: route.From, Fails: true,
				Text: fmt.Sprintf("is refused by Pomerium %s: it does not start", f.version.Short()), Remedy: "write it as a policy"})
		}
	}
	for _, route := range c.Routes {
		if route.ClientID != "" {
			f.list = append(f.list, Finding{Key: keyClientID, Line: route.Line, Value: route.From,
				Text: "has a client of its own, which is not looked at here", Remedy: "allow its callback URL in Auth0 too"})
		}
	}
}

// written looks at how values are written, which the values alone do not tell.
func (f *findings) written(d *document) {
	for _, name := range []string{keyClientID, keyClientSecret, keyServiceAccount, keyCookieSecret, keySharedSecret} {
		e, there := d.find(name)
		if !there {
			continue
		}
		n := dealias(e.value)
		if n.Kind != yaml.ScalarNode || n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			continue
		}
		tag := n.ShortTag()
		if read, ok := scalarText(n); !ok || tag != "!!str" && read != n.Value {
			f.list = append(f.list, Finding{Key: name, Line: e.line, Value: secret.Mask, Fails: true,
				Text: "is not in quotes, so that Pomerium takes it for a " + typeOf(tag) + " and changes it", Remedy: "write it in double quotes"})
		}
	}
	if e, there := d.find(keyScopes); there {
		f.scopes(e)
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
	return "value that is not there"
}

// scopes looks at idp_scopes, which replaces Pomerium's own list as a whole.
func (f *findings) scopes(e entry) {
	n := dealias(e.value)
	scopes := texts(n)
	add := func(fails bool, says, remedy string) {
		f.list = append(f.list, Finding{Key: keyScopes, Line: e.line, Value: text.Line(strings.Join(scopes, ", ")), Fails: fails, Text: says, Remedy: remedy})
	}
	if n.Kind == yaml.ScalarNode && len(scopes) == 1 {
		if strings.Contains(scopes[0], " ") && !strings.Contains(scopes[0], ",") {
			add(false, "is one text with blanks, which counts as a single scope", "write it as a list")
			scopes = strings.Fields(scopes[0])
		} else {
			scopes = strings.FieldsFunc(scopes[0], func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	if len(scopes) == 0 {
		return
	}
	if !slices.Contains(scopes, "openid") {
		add(true, "lacks openid: the first sign-in ends with \"missing id_token\"", "add openid")
	}
	if !slices.Contains(scopes, "offline_access") {
		add(false, "lacks offline_access: users are signed out when their first token ends", "add offline_access")
	}
}
