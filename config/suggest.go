package config

import "strings"

// SuggestAuthenticateURL is an address for the authenticate service made of
// what the file says: "authenticate." and the domain that its routes share,
// with the port that Pomerium listens on. It is zero where the routes do not
// tell, or one of them has that name already. Sample and hosted addresses are
// never suggested.
func (c Contents) SuggestAuthenticateURL() AuthenticateURL {
	var shared []string
	for _, route := range c.Routes {
		host := strings.TrimPrefix(hostOf(route.From), "*.")
		if host == "" || isSampleHost(host) {
			continue
		}
		labels := strings.Split(host, ".")
		if len(labels) > 2 {
			labels = labels[1:]
		}
		if shared == nil {
			shared = labels
		}
		shared = commonEnd(shared, labels)
	}
	if len(shared) < 2 || isRegistry(shared) {
		return AuthenticateURL{}
	}
	address := "authenticate." + strings.Join(shared, ".")
	if port := c.Port(); port != "443" {
		address += ":" + port
	}
	url, _, err := ParseAuthenticateURL(address)
	if err != nil || url.Sample() {
		return AuthenticateURL{}
	}
	if _, taken := c.RouteOn(url); taken {
		return AuthenticateURL{}
	}
	return url
}

func commonEnd(a, b []string) []string {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return a[len(a)-n:]
}

// isRegistry reports whether two labels are a domain that everybody registers
// under, such as co.uk: routes of two owners there share no domain.
func isRegistry(labels []string) bool {
	if len(labels) != 2 || len(labels[1]) != 2 {
		return false
	}
	switch labels[0] {
	case "ac", "co", "com", "edu", "gob", "gov", "net", "or", "org":
		return true
	}
	return false
}
