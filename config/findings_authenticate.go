package config

import (
	"net/url"
	"strings"

	"pomerium-auth0/internal/secret"
)

func (f *findings) authenticate() {
	c := f.contents
	const ownName = "write https:// and a host name of your own"
	switch {
	case c.Hosted:
		f.add(keyAuthenticateURL, fails, c.AuthenticateText, "is the sign-in that Pomerium runs itself: Auth0 has no effect", ownName)
	case c.AuthenticateText != "":
		f.authenticateText(c.AuthenticateText)
	case f.version.IsZero():
		f.add(keyAuthenticateURL, fails, "", "is missing: 0.22 and newer then use Pomerium's own sign-in, older ones https://127.0.0.1, and Auth0 has no effect", ownName)
	case f.version.NeedsAuthenticateURL():
		f.add(keyAuthenticateURL, fails, "", "is missing, so authenticate.pomerium.app is used: Auth0 has no effect", ownName)
	default:
		f.add(keyAuthenticateURL, fails, "", "is missing, so https://127.0.0.1 is used, where only a browser on this machine gets", ownName)
	}
	if route, taken := c.RouteOn(c.AuthenticateURL); taken {
		f.add(keyAuthenticateURL, fails, c.AuthenticateText, "is the address of a route too, "+route.String()+": Pomerium answers there at / itself, and nobody gets to that page of the route", "give the authenticate service a host name of its own")
	}
	const takeOut = "take it out, and allow /oauth2/callback in Auth0"
	switch {
	case c.CallbackPath == "" || c.CallbackPath == defaultCallback:
	case f.version.IsZero():
		f.add(keyCallbackPath, notChecked, c.CallbackPath, "is read up to 0.30, and newer ones answer at /oauth2/callback only"+versionUnknown, takeOut)
	case !f.version.CallbackPathKey():
		f.add(keyCallbackPath, warns, c.CallbackPath, "is not read any more from 0.31 on: the path is /oauth2/callback", takeOut)
	}
	if c.SignOutRedirect != "" {
		f.noAddress(keySignOutRedirect, c.SignOutRedirect)
	}
}

// authenticateText looks at authenticate_service_url. Scheme, host, port and
// query become those of the callback URL as they are typed, the path is
// replaced (config/options.go, GetAuthenticateRedirectURL of Pomerium 0.33),
// and Auth0 compares the result with what it allows letter by letter.
func (f *findings) authenticateText(typed string) {
	if f.noAddress(keyAuthenticateURL, typed) {
		return
	}
	const inAuth0, too = ", and Auth0 compares it letter by letter", ", and the callback URL in Auth0 likewise"
	add := func(o outcome, says, remedy string) { f.add(keyAuthenticateURL, o, typed, says, remedy) }
	if shownValue(keyAuthenticateURL, typed) == secret.Mask {
		add(fails, "looks like a token or a secret", "write https:// and a host name of your own")
		return
	}
	secure, plain := typed, false
	if scheme, rest, _ := strings.Cut(typed, "://"); strings.EqualFold(scheme, "http") {
		secure, plain = "https://"+rest, true
	}
	address, _, err := ParseAuthenticateURL(secure)
	if err != nil {
		add(fails, "cannot be used: "+err.Error(), "write https:// and a host name of your own")
		return
	}
	u, _ := url.Parse(typed) // is one, as there is an address
	var faults []string
	if !isASCII(u.Host) {
		faults = append(faults, "has letters outside ASCII, which Pomerium writes as %xx: no browser finds such a host")
	}
	if plain {
		faults = append(faults, "is not https: Pomerium has Auth0 send users back over plain http")
	}
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		faults = append(faults, "has a query, which stays in the callback URL"+inAuth0)
	}
	if strings.ToLower(u.Host) != u.Host {
		faults = append(faults, "has capital letters, which stay in the callback URL"+inAuth0)
	}
	switch {
	case len(faults) > 0:
		add(fails, strings.Join(faults, "; it "), "write it as "+address.String()+too)
	case address.Sample():
		add(warns, "leads to the computer of whoever opens it", "write a host name that points to this server")
	case sameAddress(typed, address):
	case onlyPath(typed, address):
		add(warns, "has a path, which Pomerium throws away", "write it as "+address.String())
	default:
		add(fails, "goes into the callback URL as it stands"+inAuth0, "write it as "+address.String()+too)
	}
}

// noAddress says why Pomerium's loader refuses an address, if it does
// (internal/urlutil, ParseAndValidateURL of Pomerium 0.33).
func (f *findings) noAddress(key, typed string) bool {
	switch u, err := url.Parse(typed); {
	case !strings.Contains(typed, "://"):
		f.add(key, fails, typed, "has no scheme: Pomerium does not start", "write https:// in front")
	case err != nil:
		f.add(key, fails, typed, "is no URL: Pomerium does not start", "write https:// and a host name")
	case u.Host == "":
		f.add(key, fails, typed, "has no host name: Pomerium does not start", "write https:// and a host name")
	default:
		return false
	}
	return true
}

// onlyPath reports whether a path, or the slash at the end, is all that text
// has more than address.
func onlyPath(text string, address AuthenticateURL) bool {
	path, found := strings.CutPrefix(text, address.String())
	return found && strings.HasPrefix(path, "/") && !strings.ContainsAny(path, "?# ")
}
