package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"pomerium-auth0/internal/secret"
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
	const domain = "write https:// and the tenant's domain"
	faults, right := providerFaults(typed)
	remedy, then := "write it as "+right, discoveryOf(typed)
	if shownValue(keyProviderURL, typed) == secret.Mask {
		remedy, then = domain, "no sign-in works" // nor is a part of it shown
	}
	switch {
	case typed == "":
		add(fails, `is missing: the first sign-in ends with "unsupported protocol scheme"`, domain)
	case right == "":
		add(fails, "is no URL, and no sign-in works", domain)
	case len(faults) > 0:
		add(fails, strings.Join(faults, "; it ")+": "+then, remedy)
	case !strings.HasSuffix(typed, "/") || f.contents.Provider != auth0:
	case f.version.IsZero():
		add(notChecked, "ends in a slash, with which 0.19 and older do not get at the roles"+versionUnknown, "take the slash out, which is right for all versions")
	case f.version.UsesServiceAccount():
		add(fails, "ends in a slash: sign-in works, but roles are asked for at …//api/v2/, which Auth0 refuses", "take the slash out")
	}
}

// providerFaults are what tells a provider URL from Auth0's own name, and that
// name, "" where it is no URL at all.
func providerFaults(typed string) (faults []string, right string) {
	whole := strings.TrimSpace(typed)
	if whole != typed {
		faults = append(faults, "has a blank around it")
	}
	if !strings.Contains(whole, "://") {
		faults = append(faults, "has no https:// in front")
		whole = "https://" + strings.TrimPrefix(whole, "//")
	}
	u, err := url.Parse(whole)
	if err != nil || u.Hostname() == "" {
		return nil, ""
	}
	host := strings.ToLower(u.Hostname())
	if ascii, err := hostName(host); err == nil {
		host = ascii
	}
	stand := u.Port() != "" && isLoopbackHost(host) // a stand-in has a port
	for _, fault := range []struct {
		is   bool
		says string
	}{
		{u.Scheme != "https", "is not https, and Auth0 names itself with https"},
		{u.User != nil, "names a user, which Auth0's own name has not"},
		{u.Port() != "" && !stand, "names a port, and Auth0's own name has none"},
		{!isASCII(u.Host), "has letters outside ASCII, and Auth0's own name has none"},
		{strings.ToLower(u.Host) != u.Host, "has capital letters, and Auth0's own name has none"},
		{u.Path != "" && u.Path != "/", "has a path, which Auth0's own name has not"},
		{u.RawQuery != "" || u.ForceQuery || u.Fragment != "", "has a query, which swallows the path of the discovery document"},
	} {
		if fault.is {
			faults = append(faults, fault.says)
		}
	}
	if stand {
		host += ":" + u.Port()
	}
	return faults, "https://" + host
}

// discoveryOf is how the first sign-in ends where the provider URL is not
// Auth0's own name: go-oidc asks for the discovery document behind it.
func discoveryOf(typed string) string {
	u, err := url.Parse(strings.TrimSuffix(typed, "/") + "/.well-known/openid-configuration")
	var refused *url.Error
	switch {
	case errors.As(err, &refused):
		return `the first sign-in ends with "… ` + refused.Err.Error() + `"`
	case u.Scheme == "":
		return `the first sign-in ends with "unsupported protocol scheme"`
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Sprintf(`the first sign-in ends with "unsupported protocol scheme %s"`, u.Scheme)
	case u.RawQuery != "" || u.Fragment != "":
		return "the first sign-in ends with 404"
	}
	return mismatch
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

// isLoopbackHost is for a name in small letters.
func isLoopbackHost(name string) bool { return name == "localhost" || strings.HasPrefix(name, "127.") }
