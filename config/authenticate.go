package config

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

const (
	// hostedAuthenticate is the sign-in that Pomerium runs itself and that
	// 0.22 and newer use by default. It has identity providers of its own.
	hostedAuthenticate = "authenticate.pomerium.app"

	// sampleDomain resolves to the computer of whoever asks. Pomerium's
	// packages and guides use it.
	sampleDomain = "localhost.pomerium.io"

	// defaultCallback is where Pomerium takes a user back from Auth0.
	defaultCallback = "/oauth2/callback"

	// signedOut is where Auth0 sends a user after signing out
	// (pkg/identity/oidc/auth0/auth0.go of Pomerium 0.33).
	signedOut = "/.pomerium/signed_out"
)

// An AuthenticateURL is the address of Pomerium's authenticate service: https,
// a host name in lower case and ASCII, a port other than 443, nothing else. It
// is compared with ==; the zero value is none.
type AuthenticateURL struct {
	host string // with the port
}

// ParseAuthenticateURL takes the address in whatever form it is typed or
// pasted. Remarks say what was left out or is unusual about it; an error says
// what is wrong with it.
func ParseAuthenticateURL(typed string) (AuthenticateURL, []string, error) {
	s := strings.Trim(strings.TrimSpace(typed), `"'`)
	if s == "" {
		return AuthenticateURL{}, nil, errors.New("the authenticate service URL is empty: give the host name that users' browsers pass through when they sign in")
	}
	rest, err := withoutScheme(s)
	if err != nil {
		return AuthenticateURL{}, nil, err
	}
	var remarks []string
	host, tail := rest, ""
	if i := strings.IndexAny(rest, `/\?#`); i >= 0 {
		host, tail = rest[:i], rest[i:]
	}
	if holdsSecret(host) {
		return AuthenticateURL{}, nil, errors.New("this looks like a token or a secret, not like the authenticate service URL")
	}
	if remark := leftOut(tail); remark != "" {
		remarks = append(remarks, remark)
	}
	name, port, err := splitPort(host)
	if err != nil {
		return AuthenticateURL{}, nil, err
	}
	ascii, err := hostName(name)
	if err != nil {
		return AuthenticateURL{}, nil, err
	}
	if ascii == hostedAuthenticate {
		return AuthenticateURL{}, nil, fmt.Errorf("%s is the sign-in that Pomerium runs itself, where Auth0 cannot be used: give a host name of your own that points to this server", hostedAuthenticate)
	}
	if !isASCII(name) {
		remarks = append(remarks, fmt.Sprintf("%s is written as %s", text.Line(name), ascii))
	}
	if port == "443" {
		port = ""
		remarks = append(remarks, "the port 443 was left out: it is the usual one")
	}
	address := AuthenticateURL{host: ascii}
	if port != "" {
		address.host += ":" + port
	}
	switch {
	case address.Sample():
		remarks = append(remarks, fmt.Sprintf("%s leads to the computer of whoever opens it: good for a trial on this machine only", ascii))
	case !strings.Contains(ascii, "."):
		remarks = append(remarks, fmt.Sprintf("%s has no domain: the browsers of all users must be able to find it", ascii))
	}
	return address, remarks, nil
}

// leftOut says what behind the host is not taken over. A query is not shown,
// nor a path that looks like it: pasted from a browser they may hold a token.
func leftOut(tail string) string {
	path, query := tail, ""
	if i := strings.IndexAny(tail, "?#"); i >= 0 {
		path, query = tail[:i], tail[i:]
	}
	path = text.Cut(text.Line(strings.TrimRight(path, `/\`)), 60)
	if holdsSecret(path) {
		path, query = "", path
	}
	switch {
	case path != "" && query != "":
		return fmt.Sprintf("%s and what follows it was left out: Pomerium puts its own path there", path)
	case path != "":
		return fmt.Sprintf("%s was left out: Pomerium puts its own path there", path)
	case query != "":
		return "what follows the host name was left out: Pomerium would send it along to Auth0, which then refuses the address"
	}
	return ""
}

// holdsSecret reports whether a part of a URL looks like a token or a secret.
func holdsSecret(url string) bool {
	if secret.LooksLike(url) {
		return true
	}
	parts := strings.FieldsFunc(url, func(r rune) bool { return strings.ContainsRune(`/\=&?#:@,`, r) || r == ' ' })
	return slices.ContainsFunc(parts, secret.LooksLike)
}

func withoutScheme(s string) (string, error) {
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		return strings.TrimPrefix(s, "//"), nil
	}
	switch strings.ToLower(scheme) {
	case "https":
		return rest, nil
	case "http":
		return "", errors.New("the authenticate service URL must be https: users sign in through it, and Auth0 takes no other login address")
	}
	return "", fmt.Errorf("the authenticate service URL begins with https://, not with %s://", text.Cut(text.Line(scheme), 20))
}

func splitPort(host string) (name, port string, err error) {
	if strings.Contains(host, "@") {
		return "", "", errors.New("the authenticate service URL must not hold a user name: give the host name alone")
	}
	if strings.HasPrefix(host, "[") || strings.Count(host, ":") > 1 {
		return "", "", errIPAddress
	}
	name, port, found := strings.Cut(host, ":")
	if !found || port == "" {
		return name, "", nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return "", "", fmt.Errorf("%q is no port: give a number from 1 to 65535", text.Cut(text.Line(port), 20))
	}
	return name, strconv.FormatUint(n, 10), nil
}

var errIPAddress = errors.New("the authenticate service URL needs a host name, not an IP address: certificates and cookies are made for names")

// hostName is name in lower case and ASCII (RFC 5891), without a final dot.
func hostName(name string) (string, error) {
	trimmed := strings.TrimSuffix(name, ".")
	if trimmed == "" {
		return "", errors.New("the authenticate service URL has no host name")
	}
	if _, err := netip.ParseAddr(trimmed); err == nil {
		return "", errIPAddress
	}
	ascii, err := idna.Lookup.ToASCII(trimmed)
	if err != nil || len(ascii) > 253 {
		return "", fmt.Errorf("%q is no host name: it is made of letters, digits and hyphens between dots, such as authenticate.example.com",
			text.Cut(text.Line(name), 60))
	}
	last := ascii[strings.LastIndex(ascii, ".")+1:]
	if strings.Trim(last, "0123456789") == "" {
		return "", errIPAddress
	}
	for label := range strings.SplitSeq(ascii, ".") {
		if label == "" || len(label) > 63 {
			return "", fmt.Errorf("%q is no host name: what stands between two dots has 1 to 63 letters", text.Cut(text.Line(name), 60))
		}
	}
	return ascii, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// IsZero reports whether there is no address.
func (u AuthenticateURL) IsZero() bool { return u.host == "" }

// String is the address as it is written: "https://authenticate.example.com".
func (u AuthenticateURL) String() string {
	if u.IsZero() {
		return ""
	}
	return "https://" + u.host
}

// Host is the host name with its port, if it has one.
func (u AuthenticateURL) Host() string { return u.host }

// Hostname is the host name without a port.
func (u AuthenticateURL) Hostname() string {
	name, _, _ := strings.Cut(u.host, ":")
	return name
}

// Sample reports whether the address leads to the computer of whoever opens
// it, as the one in the file that Pomerium's packages install.
func (u AuthenticateURL) Sample() bool { return isSampleHost(u.Hostname()) }

func isSampleHost(name string) bool {
	return name == "localhost" || strings.HasSuffix(name, ".localhost") ||
		name == sampleDomain || strings.HasSuffix(name, "."+sampleDomain)
}

// Callback is the address that Auth0 must allow as callback URL. The path is
// that of authenticate_callback_path; empty is the usual one.
func (u AuthenticateURL) Callback(path string) string {
	if path == "" {
		path = defaultCallback
	}
	return u.String() + "/" + strings.TrimPrefix(path, "/")
}

// Logout is the address that Auth0 must allow as logout URL.
func (u AuthenticateURL) Logout() string { return u.String() + signedOut }

// SameHost reports whether other, a URL such as a route's from, has this host
// name. A port does not tell two services apart: Pomerium answers by name.
func (u AuthenticateURL) SameHost(other string) bool {
	return !u.IsZero() && hostOf(other) == u.Hostname()
}

// hostOf is the host name of a URL in lower case, without its port.
func hostOf(url string) string {
	if _, rest, found := strings.Cut(url, "://"); found {
		url = rest
	}
	if i := strings.IndexAny(url, "/?#"); i >= 0 {
		url = url[:i]
	}
	if i := strings.LastIndex(url, "@"); i >= 0 {
		url = url[i+1:]
	}
	if i := strings.LastIndex(url, ":"); i >= 0 && !strings.HasSuffix(url, "]") {
		url = url[:i]
	}
	if !isASCII(url) {
		if ascii, err := idna.Lookup.ToASCII(url); err == nil {
			return ascii
		}
	}
	return strings.ToLower(url)
}
