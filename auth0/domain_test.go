package auth0_test

import (
	"net/url"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"pomerium-auth0/auth0"
	"pomerium-auth0/internal/secret"
)

func TestADomainIsReadFromWhateverIsPasted(t *testing.T) {
	for _, c := range []struct {
		pasted string
		want   string // candidates
		remark string // part of the only remark
	}{
		{"acme.eu.auth0.com", "acme.eu.auth0.com", ""},
		{"  acme.eu.auth0.com\t\n", "acme.eu.auth0.com", ""},
		{"https://acme.eu.auth0.com", "acme.eu.auth0.com", ""},
		{"HTTPS://Acme.EU.auth0.COM/", "acme.eu.auth0.com", ""},
		{"//acme.eu.auth0.com/", "acme.eu.auth0.com", ""},
		{`"acme.eu.auth0.com"`, "acme.eu.auth0.com", ""},
		{"acme.eu.auth0.com.", "acme.eu.auth0.com", ""},
		{"https://acme.eu.auth0.com/authorize", "acme.eu.auth0.com", "/authorize was left out"},
		{"acme.eu.auth0.com/api/v2/?a=b", "acme.eu.auth0.com", "/api/v2/?a=b was left out"},
		{"acme.eu.auth0.com?x", "acme.eu.auth0.com", "?x was left out"},
		{"acme.auth0app.com", "acme.auth0app.com", ""},
		{"login.example.com", "login.example.com", ""},
		{"tenant.auth0.com.evil.example", "tenant.auth0.com.evil.example", ""},
		{"https://manage.auth0.com/dashboard/eu/acme/applications", "acme.eu.auth0.com", "tenant acme, region eu"},
		{"manage.auth0.com/dashboard/us/Acme/", "acme.us.auth0.com acme.auth0.com", "tenant acme, region us"},
		{"https://manage.auth0.com/dashboard/eu/acme#/apis", "acme.eu.auth0.com", "tenant acme, region eu"},
		{"127.0.0.1:8443", "127.0.0.1:8443", ""},
		{"https://localhost:08443/", "localhost:8443", ""},
		{"practice.auth0.test", "practice.auth0.test", ""},
		{"manage.auth0.com/dashboard/us/manage", "manage.us.auth0.com", "tenant manage, region us"},
		{"manage.auth0.com/dashboard/us/eu", "eu.us.auth0.com", "tenant eu, region us"},
		{"status.eu.auth0.com", "status.eu.auth0.com", ""},
	} {
		parsed, err := auth0.ParseDomain(c.pasted)
		var hosts []string
		for _, d := range parsed.Candidates {
			hosts = append(hosts, d.Host())
		}
		if err != nil || strings.Join(hosts, " ") != c.want || parsed.LookAlike {
			t.Errorf("%q: %q, look-alike %v, %v; want %q", c.pasted, hosts, parsed.LookAlike, err, c.want)
		}
		if remarks := strings.Join(parsed.Remarks, "; "); !strings.Contains(remarks, c.remark) || (c.remark == "") != (remarks == "") {
			t.Errorf("%q: remarks %q, want %q", c.pasted, remarks, c.remark)
		}
	}
}

func TestWhatIsNoDomainIsRefusedWithItsReason(t *testing.T) {
	for _, c := range []struct{ pasted, reason string }{
		{"", "type the tenant's domain"},
		{" \n", "type the tenant's domain"},
		{"https://", "no name in it"},
		{"http://acme.eu.auth0.com", "https only"},
		{"ftp://acme.eu.auth0.com", "https only"},
		{"javascript:alert(1)", "no address of a tenant"},
		{"https:acme.eu.auth0.com", "no address of a tenant"},
		{"acme.eu.auth0.com globex.eu.auth0.com", "no blank"},
		{"https://tenant.auth0.com@evil.example", "leads to evil.example"},
		{"https://evil.example#.auth0.com", "leads to evil.example"},
		{"tenant.auth0.com\\@evil.example", `a \`},
		{"acme.eu.auth0.com:443", "leave the :443 out"},
		{"login.example.com:8443", "leave the :8443 out"},
		{"acme", "no whole domain"},
		{"auth0.com", "own host"},
		{"www.auth0.com", "own host"},
		{"https://support.auth0.com/tickets", "own host"},
		{"auth0.auth0.com", "own host"},
		{"eu.auth0.com", "own host"},
		{"us-3.auth0.com", "own host"},
		{"auth0app.com", "own host"},
		{"manage.auth0app.com", "own host"},
		{"acme-cd-abc123.edge.tenants.eu.auth0.com", "own host"},
		{"acme-cd-abc123.edge.tenants.auth0.com", "own host"},
		{"acme.guardian.eu.auth0.com", "own host"},
		{"ac_me.eu.auth0.com", "underscore"},
		{"-acme.eu.auth0.com", "cannot be part"},
		{"acme..auth0.com", "two dots"},
		{".auth0.com", "begins with one"},
		{"127.0.0.1", "this machine"},
		{"localhost", "this machine"},
		{"localhost:0", "this machine"},
		{"localhost:65536", "this machine"},
		{"10.0.0.1", "IP address"},
		{"10.0.0.1:8443", "IP address"},
		{"[::1]:8443", "IP address"},
		{"fe80::1", "IP address"},
		{"2130706433", "ends in a number"},
		{"0x7f.1", "ends in a number"},
		{"example.0x7f", "ends in a number"},
		{"https://manage.auth0.com/#/apis/management/explorer", "does not name the tenant"},
		{"manage.auth0.com", "does not name the tenant"},
		{"manage.auth0.com/dashboard/eu/ac_me/", "underscore"},
		{strings.Repeat("a", 64) + ".auth0.com", "more than 63"},
		{strings.Repeat("a.", 130) + "com", "longer than any host name"},
		{"a\u202eb.example", "no host name may have"},
		{"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2FjbWUu.c2ln", "token or a secret"},
	} {
		parsed, err := auth0.ParseDomain(c.pasted)
		if err == nil {
			t.Errorf("%q was taken for %v", c.pasted, parsed.Candidates)
			continue
		}
		if !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%q: %q, want %q in it", c.pasted, err, c.reason)
		}
		if strings.ContainsFunc(err.Error(), unicode.IsControl) {
			t.Errorf("%q: the error has control characters: %q", c.pasted, err)
		}
	}
}

func TestALookAlikeIsShownAsPunycode(t *testing.T) {
	for pasted, want := range map[string]string{
		"ten\u0430nt.auth0.com":    "xn--tennt-6ve.auth0.com", // Cyrillic а
		"tenant\u3002auth0.com":    "tenant.auth0.com",        // ideographic full stop
		"xn--tennt-6ve.auth0.com":  "xn--tennt-6ve.auth0.com",
		"https://müller.example/":  "xn--mller-kva.example",
		"\uff54enant.eu.auth0.com": "tenant.eu.auth0.com", // full-width t
		"tenant\u200b.auth0.com":   "tenant.auth0.com",    // zero-width space
	} {
		parsed, err := auth0.ParseDomain(pasted)
		if err != nil || parsed.Candidates[0].Host() != want || !parsed.LookAlike {
			t.Errorf("%q: %v, look-alike %v, %v; want %s", pasted, parsed.Candidates, parsed.LookAlike, err, want)
		}
	}
}

func TestOnlyAuth0sOwnNamesAndStandInsAreCanonical(t *testing.T) {
	for host, want := range map[string]bool{
		"acme.eu.auth0.com": true, "acme.auth0app.com": true, "127.0.0.1:8443": true, "practice.auth0.test": true,
		"login.example.com": false, "acme.auth0.com.evil.example": false, "notauth0.com": false, "acme.auth0.test": false,
	} {
		d := domain(t, host)
		if d.Canonical() != want {
			t.Errorf("%s: canonical is %v", host, !want)
		}
		if d.URL() != "https://"+host || d.Issuer() != "https://"+host+"/" || d.Audience() != "https://"+host+"/api/v2/" {
			t.Errorf("%s: %s %s %s", host, d.URL(), d.Issuer(), d.Audience())
		}
	}
}

func TestOnLoopbackEveryOtherAddressIsACustomDomain(t *testing.T) {
	for _, c := range []struct {
		domain, tenant string
		want           bool
	}{
		{"login.example.com", "acme.eu.auth0.com", true},
		{"acme.eu.auth0.com", "acme.eu.auth0.com", false},
		{"globex.eu.auth0.com", "acme.eu.auth0.com", false}, // another tenant
		{"127.0.0.1:8444", "127.0.0.1:8443", true},
		{"localhost:8443", "127.0.0.1:8443", true},
		{"127.0.0.1:8443", "127.0.0.1:8443", false},
		{"127.0.0.1:8443", "acme.eu.auth0.com", false},
		{"acme.eu.auth0.com", "127.0.0.1:8443", false},
	} {
		if got := domain(t, c.domain).CustomFor(domain(t, c.tenant)); got != c.want {
			t.Errorf("%s for %s: %v", c.domain, c.tenant, got)
		}
	}
}

func TestWrappingDoesNotChangeADomain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		host := rapid.StringMatching(`[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,10})?\.(eu|us|au)\.auth0\.com`).Draw(t, "host")
		pasted := rapid.SampledFrom([]string{"", " ", "https://", "HTTPS://", "//", "\n\t https://"}).Draw(t, "before") +
			rapid.SampledFrom([]string{host, strings.ToUpper(host)}).Draw(t, "host as typed") +
			rapid.SampledFrom([]string{"", "/", "./", "/login", "/?a", " ", "\r\n"}).Draw(t, "after")
		parsed, err := auth0.ParseDomain(pasted)
		if err != nil || len(parsed.Candidates) != 1 || parsed.Candidates[0].Host() != host {
			t.Fatalf("%q: %v, %v", pasted, parsed.Candidates, err)
		}
	})
}

func FuzzParseDomain(f *testing.F) {
	for _, seed := range []string{"acme.eu.auth0.com", "https://manage.auth0.com/dashboard/us/acme/", "localhost:8443", "tenant.auth0.com@evil.example", "ten\u0430nt.auth0.com", "[::1]:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pasted string) {
		parsed, err := auth0.ParseDomain(pasted)
		if err != nil {
			if strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Fatalf("the error has control characters: %q", err)
			}
			if secret.LooksLike(strings.TrimSpace(pasted)) && strings.Contains(err.Error(), secret.Clean(pasted)) {
				t.Fatalf("the error shows what looks like a secret: %q", err)
			}
			return
		}
		if len(parsed.Candidates) == 0 {
			t.Fatal("neither a domain nor an error")
		}
		for _, d := range parsed.Candidates {
			// What a browser or an HTTP client would make of it is the same host.
			u, err := url.Parse(d.URL())
			if err != nil || u.Host != d.Host() || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
				t.Fatalf("%q is read as %q, which a client reads as %+v (%v)", pasted, d.Host(), u, err)
			}
			if d.Host() != strings.ToLower(d.Host()) || strings.ContainsFunc(d.Host(), func(r rune) bool { return r > unicode.MaxASCII }) {
				t.Fatalf("%q is read as %q", pasted, d.Host())
			}
			again, err := auth0.ParseDomain(d.Host())
			if err != nil || len(again.Candidates) != 1 || again.Candidates[0] != d {
				t.Fatalf("%q is read as %q, and that as %v (%v)", pasted, d.Host(), again.Candidates, err)
			}
		}
	})
}
