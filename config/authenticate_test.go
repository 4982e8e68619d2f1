package config_test

import (
	"strings"
	"testing"

	"pomerium-auth0/config"
)

func TestTheAuthenticateURLIsReadInWhateverFormItIsTyped(t *testing.T) {
	for typed, want := range map[string]struct{ url, remark string }{
		"https://authenticate.example.com":      {"https://authenticate.example.com", ""},
		"https://authenticate.example.com/":     {"https://authenticate.example.com", ""},
		" authenticate.example.com ":            {"https://authenticate.example.com", ""},
		"//authenticate.example.com":            {"https://authenticate.example.com", ""},
		"HTTPS://Authenticate.Example.COM":      {"https://authenticate.example.com", ""},
		"authenticate.example.com.":             {"https://authenticate.example.com", ""},
		"authenticate.example.com:8443":         {"https://authenticate.example.com:8443", ""},
		"https://authenticate.example.com:443":  {"https://authenticate.example.com", "443"},
		"authenticate.example.com:08443":        {"https://authenticate.example.com:8443", ""},
		"authenticate.example.com:":             {"https://authenticate.example.com", ""},
		"https://a.example.com/oauth2/callback": {"https://a.example.com", "/oauth2/callback was left out"},
		"https://a.example.com/x?code=hidden":   {"https://a.example.com", "/x and what follows it was left out"},
		"https://a.example.com?x=y":             {"https://a.example.com", "what follows the host name was left out"},
		"https://a.example.com/#x":              {"https://a.example.com", "what follows the host name was left out"},
		"bücher.example":                        {"https://xn--bcher-kva.example", "bücher.example is written as xn--bcher-kva.example"},
		"intranet":                              {"https://intranet", "has no domain"},
		"localhost":                             {"https://localhost", "trial on this machine only"},
		"authenticate.localhost.pomerium.io":    {"https://authenticate.localhost.pomerium.io", "trial on this machine only"},
		"authenticate.acme-12.pomerium.app":     {"https://authenticate.acme-12.pomerium.app", ""},
	} {
		url, remarks, err := config.ParseAuthenticateURL(typed)
		if err != nil || url.String() != want.url {
			t.Errorf("%q is %q, %v", typed, url, err)
		}
		if said := strings.Join(remarks, "; "); !strings.Contains(said, want.remark) || want.remark == "" && said != "" || strings.Contains(said, "hidden") {
			t.Errorf("%q: said %q", typed, said)
		}
		if again, remarks, err := config.ParseAuthenticateURL(url.String()); err != nil || again != url || url.Sample() != (len(remarks) > 0 && strings.Contains(remarks[0], "trial")) {
			t.Errorf("%q does not read again: %v, %q, %v", url, again, remarks, err)
		}
	}
}

func TestWhatIsNoAuthenticateURLIsRefusedInASentence(t *testing.T) {
	for typed, part := range map[string]string{
		"":                                  "is empty",
		"http://authenticate.example.com":   "must be https",
		"ftp://authenticate.example.com":    "begins with https://",
		"https://":                          "has no host name",
		"https:///x":                        "has no host name",
		"https://user:pw@a.example.com":     "must not hold a user name",
		"https://authenticate.pomerium.app": "that Pomerium runs itself",
		"Authenticate.Pomerium.App:443":     "that Pomerium runs itself",
		"192.168.1.1":                       "not an IP address",
		"https://[::1]:8443":                "not an IP address",
		"::1":                               "not an IP address",
		"10.1":                              "not an IP address",
		"a.example.com:0":                   "is no port",
		"a.example.com:99999":               "is no port",
		"a.example.com:x":                   "is no port",
		"a_b.example.com":                   "is no host name",
		"*.example.com":                     "is no host name",
		"a..example.com":                    "is no host name",
		"a b.example.com":                   "is no host name",
		"-a.example.com":                    "is no host name",
		strings.Repeat("a", 64) + ".com":    "is no host name",
		"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2FjbWUu": "looks like a token",
	} {
		_, _, err := config.ParseAuthenticateURL(typed)
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v", typed, err)
		} else if strings.Contains(err.Error(), "eyJ") || strings.Contains(err.Error(), "pw") {
			t.Errorf("the message holds a secret: %v", err)
		}
	}
}

func TestTheAddressesThatAuth0MustAllow(t *testing.T) {
	url, _, _ := config.ParseAuthenticateURL("authenticate.example.com:8443")
	for want, got := range map[string]string{
		"https://authenticate.example.com:8443/oauth2/callback":      url.Callback(""),
		"https://authenticate.example.com:8443/custom/cb":            url.Callback("/custom/cb"),
		"https://authenticate.example.com:8443/cb":                   url.Callback("cb"),
		"https://authenticate.example.com:8443/.pomerium/signed_out": url.Logout(),
		"authenticate.example.com:8443":                              url.Host(),
		"authenticate.example.com":                                   url.Hostname(),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for other, same := range map[string]bool{
		"https://authenticate.example.com":          true,
		"https://AUTHENTICATE.example.com:9443/x":   true,
		"tcp+https://authenticate.example.com:5432": true,
		"https://app.example.com":                   false,
		"":                                          false,
	} {
		if url.SameHost(other) != same {
			t.Errorf("same host as %q: want %v", other, same)
		}
	}
	if (config.AuthenticateURL{}).SameHost("") {
		t.Error("no address has the host of nothing")
	}
}
