package auth0

import (
	"net/url"
	"slices"
	"strings"
)

// Other people's applications are not converted: whoever signs in through one
// would be locked out by another type, authentication method, signature or OIDC
// conformance.

// usedByOthers says by what an application that this Pomerium may share serves
// somebody else, or nothing: a callback URL of another address, or, where it is
// no Regular Web Application, what only a program of its own needs. The grant
// implicit is no sign, since the dashboard gives it to every Native and
// Single-Page application; neither is client_metadata, which says nothing about
// users.
func usedByOthers(a Application, origin string) string {
	for _, callback := range a.Callbacks {
		if originOf(callback) != originOf(origin) {
			return "users of " + shown(siteOf(callback)) + " sign in through it"
		}
	}
	if a.Type == RegularWeb || a.Type == "" {
		return ""
	}
	for _, site := range slices.Concat(a.WebOrigins, a.AllowedOrigins) {
		if originOf(site) != originOf(origin) {
			return "pages of " + shown(siteOf(site)) + " use it"
		}
	}
	if a.LoginURI != "" && originOf(a.LoginURI) != originOf(origin) {
		return "its users start at " + shown(siteOf(a.LoginURI))
	}
	for _, grant := range a.GrantTypes {
		switch {
		case grant == "password" || strings.Contains(grant, "password-realm"):
			return "a program signs its users in with passwords through it"
		case strings.Contains(grant, "device_code"):
			return "devices sign in through it"
		}
	}
	return ""
}

// conversions name what would have to change in an application before Pomerium
// can sign users in through it, of what locks its other users out.
func conversions(a Application) []string {
	var list []string
	if to := withSecretUsable(a, RegularWeb); to.AuthMethod != a.AuthMethod {
		if to.Type != a.Type {
			list = append(list, "type")
		}
		list = append(list, "authentication method")
	}
	if a.SigningAlg != RS256 && a.SigningAlg != PS256 {
		list = append(list, "ID token signature")
	}
	if !a.OIDCConformant {
		list = append(list, "OIDC conformance")
	}
	return list
}

// allOurs reports whether all its callback URLs are this Pomerium's, callback
// among them: an application that was made for it by hand.
func allOurs(a Application, callback string) bool {
	foreign := func(url string) bool { return originOf(url) != originOf(callback) }
	return callback != "" && slices.Contains(a.Callbacks, callback) && !slices.ContainsFunc(a.Callbacks, foreign)
}

// originOf is scheme, host and port of a URL, to be compared.
func originOf(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return s // equal to none of ours
	}
	return strings.ToLower(u.Scheme + "://" + strings.TrimSuffix(u.Host, ":443"))
}

// siteOf is what a sentence calls the place that a URL leads to.
func siteOf(s string) string {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		return u.Host
	}
	return s
}
