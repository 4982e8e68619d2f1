package auth0

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// Parsed is what a pasted domain may mean.
type Parsed struct {
	// Candidates are the domains to try, the likelier first. There are two for
	// a dashboard address of the region us, else one.
	Candidates []Domain
	// LookAlike says that the name was typed with characters outside ASCII, or
	// in the punycode of such: it can look like another name and needs a Yes,
	// also where it becomes a plain name (IDNA turns a full-width dot into a
	// dot, and drops zero-width spaces).
	LookAlike bool
	// Remarks are sentences on what was left out of the paste.
	Remarks []string
}

// ParseDomain reads a tenant's domain in whatever form it is pasted: bare,
// with https://, a final slash or a path, in upper case, with blanks around
// it, with a final dot, or as an address of Auth0's dashboard. It looks
// nothing up. Each error is the sentence to show under the field.
func ParseDomain(pasted string) (Parsed, error) {
	var p Parsed
	s := strings.TrimFunc(pasted, func(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '\'' || r == '`' })
	switch {
	case s == "":
		return p, errors.New("type the tenant's domain, such as acme.eu.auth0.com")
	case secret.LooksLike(s):
		return p, errors.New("this looks like a token or a secret, not like a domain")
	case strings.ContainsFunc(s, unicode.IsSpace):
		return p, errors.New("a domain has no blank in it: paste one domain alone")
	}
	s, err := cutScheme(s)
	if err != nil {
		return p, err
	}
	authority, rest := s, ""
	if i := strings.IndexAny(s, `/\?#`); i >= 0 {
		authority, rest = s[:i], s[i:]
	}
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		return p, fmt.Errorf("what stands before the @ is a user name: this address leads to %s. Paste the domain alone", shown(authority[at+1:]))
	}
	if strings.EqualFold(strings.TrimSuffix(authority, "."), "manage.auth0.com") {
		return parseDashboard(rest)
	}
	switch {
	case strings.Contains(rest, `\`):
		return p, errors.New(`there is a \ in it, which browsers read as a slash: paste the domain alone`)
	case strings.Contains(rest, "#"):
		return p, fmt.Errorf("what follows the # is no part of the name: this address leads to %s. Paste the domain alone", shown(authority))
	case rest != "" && rest != "/":
		p.Remarks = append(p.Remarks, fmt.Sprintf("%s was left out: only the domain counts", shown(rest)))
	}
	domain, lookAlike, err := parseHost(authority)
	if err != nil {
		return Parsed{}, err
	}
	p.Candidates, p.LookAlike = []Domain{domain}, lookAlike
	return p, nil
}

var scheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*)://`)

// cutScheme takes https:// away and refuses every other scheme.
func cutScheme(s string) (string, error) {
	if strings.HasPrefix(s, "//") {
		return s[2:], nil
	}
	if found := scheme.FindStringSubmatch(s); found != nil {
		if !strings.EqualFold(found[1], "https") {
			return "", fmt.Errorf("%s:// does not lead to Auth0, which is spoken to over https only", shown(found[1]))
		}
		return s[len(found[0]):], nil
	}
	for _, other := range []string{"mailto:", "javascript:", "data:", "https:"} {
		if len(s) >= len(other) && strings.EqualFold(s[:len(other)], other) {
			return "", fmt.Errorf("%s is no address of a tenant: paste the domain alone, such as acme.eu.auth0.com", shown(s))
		}
	}
	return s, nil
}

// parseDashboard reads what follows manage.auth0.com. Tenants made in the
// region us before 11 June 2020 have no region in their domain, and the
// dashboard's address does not tell which kind it is.
func parseDashboard(path string) (Parsed, error) {
	parts := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("/?#", r) })
	if len(parts) < 3 || parts[0] != "dashboard" {
		return Parsed{}, errors.New("this address of the dashboard does not name the tenant: copy the one that begins with manage.auth0.com/dashboard/, or the domain from the settings of any application")
	}
	region, tenant := strings.ToLower(parts[1]), strings.ToLower(parts[2])
	names := []string{tenant + "." + region + ".auth0.com"}
	// manage.auth0.com itself is no tenant's older name.
	if older := tenant + ".auth0.com"; region == "us" && !isAuth0s(older) {
		names = append(names, older)
	}
	var p Parsed
	for _, name := range names {
		domain, lookAlike, err := parseHost(name)
		if err != nil {
			return Parsed{}, err
		}
		p.Candidates, p.LookAlike = append(p.Candidates, domain), p.LookAlike || lookAlike
	}
	p.Remarks = []string{fmt.Sprintf("read from the dashboard's address: tenant %s, region %s", tenant, region)}
	return p, nil
}

// parseHost reads HOST or, on loopback, HOST:PORT.
func parseHost(typed string) (d Domain, lookAlike bool, err error) {
	host, port, hasPort := strings.Cut(typed, ":")
	if strings.HasPrefix(typed, "[") || strings.Contains(port, ":") {
		return d, false, fmt.Errorf("%s is an IP address: a tenant has a name, such as acme.eu.auth0.com", shown(typed))
	}
	lookAlike = strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII })
	if lookAlike {
		// Lookup maps as browsers do: full-width letters and dots to plain ones.
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return d, false, fmt.Errorf("%s holds letters that no host name may have", shown(typed))
		}
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if isLoopback(host) {
		number, err := strconv.ParseUint(port, 10, 16)
		if !hasPort || err != nil || number == 0 {
			return d, false, fmt.Errorf("%s is this machine itself: only a stand-in is there, and its port belongs to the name, such as %s:8443", shown(typed), host)
		}
		return Domain{host + ":" + strconv.FormatUint(number, 10)}, lookAlike, nil
	}
	if err := checkName(host); err != nil {
		return d, false, err
	}
	if hasPort {
		return d, false, fmt.Errorf("Auth0 answers on its usual port only: leave the :%s out", shown(port))
	}
	for label := range strings.SplitSeq(host, ".") {
		lookAlike = lookAlike || strings.HasPrefix(label, "xn--")
	}
	return Domain{host}, lookAlike, nil
}

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

// checkName refuses what is no host name, or none of a tenant.
func checkName(host string) error {
	if _, err := netip.ParseAddr(host); err == nil {
		return fmt.Errorf("%s is an IP address: a tenant has a name, such as acme.eu.auth0.com", host)
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	switch {
	case host == "":
		return errors.New("there is no name in it: type the tenant's domain, such as acme.eu.auth0.com")
	case isAuth0s(host):
		return fmt.Errorf("%s is Auth0's own host, not a tenant's: a tenant's domain is shown under Applications → any application → Settings, such as acme.eu.auth0.com", shown(host))
	case isNumber(last):
		// Resolvers read 2130706433 and 0x7f.1 as addresses.
		return fmt.Errorf("%s ends in a number, which makes it an address and no name", shown(host))
	case len(labels) == 1:
		return fmt.Errorf("%s is no whole domain: it is the tenant's name, a region and auth0.com, such as acme.eu.auth0.com", shown(host))
	case strings.Contains(host, "_"):
		return fmt.Errorf("%s has an underscore, which no host name may have", shown(host))
	case len(host) > 253:
		return errors.New("this is longer than any host name may be (253 characters)")
	}
	for _, l := range labels {
		switch {
		case l == "":
			return fmt.Errorf("%s has two dots in a row, or begins with one", shown(host))
		case len(l) > 63:
			return fmt.Errorf("%s has a part of more than 63 characters, which no host name may have", shown(host))
		case !label.MatchString(l):
			return fmt.Errorf("%s cannot be part of a host name: letters, digits, and hyphens inside are all it may have", shown(l))
		}
	}
	return nil
}

// auth0s are the names under auth0.com that belong to Auth0 itself: its sites,
// and the tenant that signs people in to the dashboard.
var auth0s = map[string]bool{
	"accounts": true, "auth0": true, "blog": true, "cdn": true, "community": true, "docs": true, "manage": true,
	"marketplace": true, "status": true, "support": true, "www": true,
}

// region is what stands between a tenant's name and auth0.com, such as eu or
// us-3.
var region = regexp.MustCompile(`^[a-z]{2}(-[0-9]+)?$`)

// isAuth0s reports whether a host under Auth0's domains is one of Auth0's own
// and therefore no tenant.
func isAuth0s(host string) bool {
	for _, parent := range []string{"auth0.com", "auth0app.com"} {
		if host == parent {
			return true
		}
		name, under := strings.CutSuffix(host, "."+parent)
		if !under {
			continue
		}
		// A region alone has no tenant in front. DNS records of custom domains
		// point to NAME.edge.tenants.auth0.com or NAME.edge.tenants.eu.auth0.com.
		labels := strings.Split(name, ".")
		if last := labels[len(labels)-1]; region.MatchString(last) {
			labels = labels[:len(labels)-1]
		}
		if len(labels) == 0 || len(labels) == 1 && len(name) == len(labels[0]) && auth0s[name] {
			return true
		}
		if last := labels[len(labels)-1]; last == "tenants" || last == "guardian" {
			return true
		}
	}
	return false
}

func isNumber(s string) bool {
	if hex, ok := strings.CutPrefix(s, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// shown is foreign text as it may stand in a sentence.
func shown(s string) string { return text.Cut(text.Line(s), 80) }
