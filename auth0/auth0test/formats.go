package auth0test

import (
	"net/url"
	"regexp"
	"strings"
)

// The formats of Auth0's URL fields, named as its refusals name them.

// callbackURL wants a scheme: https://*.example.com/callback is one,
// *.example.com/callback is not. An app's own scheme is fine.
func callbackURL() format {
	return format{"callback-url", func(s string) bool { return absolute(s) != nil }}
}

func urlWithPlaceholders() format {
	return format{"url-with-placeholders", func(s string) bool { return absolute(s) != nil }}
}

func absoluteURIOrEmpty() format {
	return format{"absolute-uri-or-empty", func(s string) bool { return s == "" || absolute(s) != nil }}
}

// loginURI wants https and anything but localhost, under whatever port
// (Auth0, "Configure Default Login Routes"); 127.0.0.1 was seen accepted.
func loginURI() format {
	return format{"absolute-https-uri-with-placeholders-or-empty", func(s string) bool {
		if s == "" {
			return true
		}
		u := absolute(s)
		return u != nil && u.Scheme == "https" && !strings.EqualFold(u.Hostname(), "localhost")
	}}
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// absolute parses a URL with a scheme and something behind it, in which
// placeholders such as {organization_name} may stand; nil when it is none.
func absolute(s string) *url.URL {
	u, err := url.Parse(placeholder.ReplaceAllString(s, "placeholder"))
	if err != nil || u.Scheme == "" || strings.ContainsAny(s, " \t\n,") {
		return nil
	}
	if u.Host == "" && u.Opaque == "" && u.Path == "" {
		return nil
	}
	if (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() == "" {
		return nil
	}
	return u
}
