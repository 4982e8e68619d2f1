package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// What the first sign-in ends with where the issuer is not the provider URL;
// 0.19 and 0.33 word the rest of it differently.
const mismatch = `the first sign-in ends with "… did not match the issuer …"`

// otherProviders are the providers of Pomerium but for auth0 and oidc.
func otherProviders() []string {
	return []string{"apple", "azure", "cognito", "github", "gitlab", "google", "hosted", "okta", "onelogin", "ping"}
}

func (f *findings) provider() {
	provider := f.contents.Provider
	shown := shownValue(keyProvider, provider)
	const remedy = `write "auth0" there`
	switch {
	case provider == auth0:
	case provider == "":
		f.missing(keyProvider, `the first sign-in ends with "identity: provider is not defined"`, remedy)
	case strings.EqualFold(strings.TrimSpace(provider), auth0):
		f.add(keyProvider, fails, provider, fmt.Sprintf("is compared with case: the first sign-in ends with \"unknown provider: %s\"", shown), `write it as "auth0"`)
	case provider == "oidc" && strings.HasSuffix(f.contents.ProviderURL, "/"):
		f.add(keyProvider, warns, provider, "is the general provider: it signs users in through Auth0, but does not sign them out there, and reads no roles", remedy)
	case provider == "oidc":
		f.add(keyProvider, fails, provider, "is the general provider, which puts no slash behind idp_provider_url as Auth0 wants it: "+mismatch, remedy)
	case slices.Contains(otherProviders(), provider):
		f.add(keyProvider, fails, provider, "is not auth0: users sign in elsewhere", remedy)
	default:
		f.add(keyProvider, fails, provider, fmt.Sprintf("is no provider of Pomerium: the first sign-in ends with \"unknown provider: %s\"", shown), remedy)
	}
	// Each of the others has a URL of its own, or a meaning of its own for this.
	if !f.contents.Elsewhere() {
		f.providerURL(f.contents.ProviderURL)
	}
}

// missing is a finding about a key without which nobody can sign in.
func (f *findings) missing(key, then, remedy string) {
	if f.known(Version.NeedsClient) {
		then = fmt.Sprintf("Pomerium does not start (\"'%s' is required\")", strings.ToUpper(key))
	}
	f.add(key, fails, "", "is missing: "+then, remedy)
}

// providerURL looks at the provider URL. Its "auth0" provider adds a slash, and
// go-oidc compares the issuer of the discovery document with the result
// character by character.
func (f *findings) providerURL(typed string) {
	add := func(o outcome, says, remedy string) { f.add(keyProviderURL, o, typed, says, remedy) }
	u, err := url.Parse(typed)
	switch {
	case typed == "":
		add(fails, `is missing: the first sign-in ends with "unsupported protocol scheme"`, "write https:// and the tenant's domain")
	case strings.TrimSpace(typed) != typed:
		add(fails, "has a blank around it, and no sign-in works", "take the blank out")
	case !strings.Contains(typed, "://"):
		add(fails, `has no https:// in front: the first sign-in ends with "unsupported protocol scheme"`, "write https:// in front of the domain")
	case err != nil || u.Host == "":
		add(fails, "is no URL, and no sign-in works", "write https:// and the tenant's domain")
	case u.Scheme != "https":
		add(fails, "is not https, and Auth0 names itself with https: "+mismatch, "write https://")
	case u.User != nil:
		add(fails, "names a user, which Auth0's own name has not: "+mismatch, "take out what stands before the @")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		add(fails, "has a query, which swallows the path of the discovery document: the first sign-in ends with 404", "take what follows the domain out")
	case u.Port() != "" && !isLoopbackHost(u.Hostname()): // a stand-in has one
		add(fails, "names a port, and Auth0's own name has none: "+mismatch, "take the port out")
	case !isASCII(u.Host):
		add(fails, "has letters outside ASCII, and Auth0's own name has none: "+mismatch, "write the domain as xn--…")
	case strings.ToLower(u.Host) != u.Host:
		add(fails, "has capital letters, and Auth0's own name has none: "+mismatch, "write it in small letters")
	case u.Path != "" && u.Path != "/":
		add(fails, "has a path, which Auth0's own name has not: "+mismatch, "take the path out")
	case u.Path == "/" && f.contents.Provider != auth0:
	case u.Path == "/" && f.version.IsZero():
		add(notChecked, "ends in a slash, with which 0.19 and older do not get at the roles"+versionUnknown, "take the slash out, which is right for all versions")
	case u.Path == "/" && f.version.UsesServiceAccount():
		add(fails, "ends in a slash: sign-in works, but roles are asked for at …//api/v2/, which Auth0 refuses", "take the slash out")
	}
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
