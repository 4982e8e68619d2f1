package tui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
)

// A mistake is one thing of a good configuration broken, and for which
// Pomerium.
type mistake struct {
	name, version string
	old, by       string // old "" adds a line
}

// mistakes are those that an existing file can hold; each gets a sentence in
// testdata/mistakes.golden.
var mistakes = []mistake{
	// The file as a whole.
	{"a key twice", "0.33.1", "", "idp_client_id: \"other\""},
	{"a key twice in other letters", "0.33.1", "", "IDP_CLIENT_ID: \"other\""},
	{"log_level twice in other letters", "0.33.1", "", "log_level: info\nLOG_LEVEL: debug"},
	{"now one, now the other", "0.33.1", "idp_client_id", "Idp_Client_ID: other\nIDP_CLIENT_ID"},
	{"a second document", "0.33.1", "", "---\nidp_provider: google"},
	{"a tab", "0.33.1", "    to:", "\tto:"},
	{"a byte that is not UTF-8", "0.33.1", "", "# f\xfcr alle"},
	{"a colon and a blank without quotes", "0.33.1", `idp_provider: "auth0"`, "idp_provider: a: b"},
	{"an escape that is none", "0.33.1", `"https://acme.eu.auth0.com"`, `"https:\/\/acme.eu.auth0.com"`},
	{"only routes", "0.33.1", "*", "- from: https://app.example.com\n  to: http://127.0.0.1:8080\n"},
	{"a Kubernetes manifest", "0.33.1", "*", "apiVersion: v1\nkind: Secret\n"},
	{"values of a Helm chart", "0.33.1", "*", "authenticate:\n  idp:\n    provider: auth0\n"},
	{"a compose file", "0.33.1", "*", "services:\n  pomerium:\n    image: pomerium/pomerium\n"},
	{"a template", "0.33.1", "", "{{- if .Values.x }}"},
	{"nothing but comments", "0.33.1", "*", "# later\n"},
	{"the sample of the packages", "0.33.1", "*", "authenticate_service_url: https://authenticate.localhost.pomerium.io\nshared_secret: XXXXXX\ncookie_secret: YYYYY\nidp_provider: \"google\"\nidp_client_id: XXXX\nidp_client_secret: XXX\n"},
	// The provider.
	{"no provider", "0.33.1", `idp_provider: "auth0"`, ""},
	{"capital Auth0", "0.33.1", `idp_provider: "auth0"`, `idp_provider: "Auth0"`},
	{"oidc", "0.33.1", `idp_provider: "auth0"`, `idp_provider: "oidc"`},
	{"another provider", "0.33.1", `idp_provider: "auth0"`, `idp_provider: "google"`},
	{"a provider that is none", "0.33.1", `idp_provider: "auth0"`, `idp_provider: "autho"`},
	{"a final slash, 0.19", "0.19.2", "auth0.com\"", "auth0.com/\""},
	{"a final slash, no version", "", "auth0.com\"", "auth0.com/\""},
	{"a path", "0.33.1", "auth0.com\"", "auth0.com/login\""},
	{"a path, 0.19", "0.19.2", "auth0.com\"", "auth0.com/login\""},
	{"two slashes", "0.33.1", "auth0.com\"", "auth0.com//\""},
	{"http", "0.33.1", "https://acme", "http://acme"},
	{"no scheme", "0.33.1", "https://acme", "acme"},
	{"a port", "0.33.1", "auth0.com\"", "auth0.com:443\""},
	{"a query", "0.33.1", "auth0.com\"", "auth0.com?x=1\""},
	{"a blank at the end", "0.33.1", "auth0.com\"", "auth0.com \""},
	{"capital letters", "0.33.1", "https://acme.eu.auth0.com", "https://Acme.EU.Auth0.com"},
	{"http, capital letters and a path", "0.33.1", "https://acme.eu.auth0.com", "http://Acme.EU.Auth0.com/x/"},
	{"a port and no scheme", "0.33.1", "https://acme.eu.auth0.com", "acme.eu.auth0.com:443"},
	{"no provider URL", "0.33.1", `idp_provider_url: "https://acme.eu.auth0.com"`, ""},
	{"garbage for a provider URL", "0.33.1", "https://acme.eu.auth0.com", "https://"},
	// Client ID and secret.
	{"no client ID", "0.33.1", "idp_client_id", "x_client_id"},
	{"no client ID, 0.16", "0.16.3", "idp_client_id", "x_client_id"},
	{"no secret", "0.33.1", "idp_client_secret", "x_secret"},
	{"a secret of digits without quotes", "0.33.1", "SECRET", "0123456"},
	{"a secret that is a number", "0.33.1", "SECRET", "12345678901234567890123456789012"},
	{"a secret that is a date", "0.33.1", "SECRET", "2020-01-01"},
	{"a secret with a comment in it", "0.33.1", "SECRET", "ab #cd"},
	{"a secret in a block", "0.33.1", "SECRET", "|\n  hush"},
	{"a secret that is a list", "0.33.1", "SECRET", "[hush]"},
	{"typographic quotes", "0.33.1", "SECRET", "“hush”"},
	{"a token for a secret", "0.33.1", "SECRET", "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJ4In0.c2ln"},
	{"a token in the secret's file", "0.33.1", "idp_client_secret: SECRET", "idp_client_secret_file: /run/token"},
	{"a placeholder", "0.33.1", "SECRET", "${IDP_CLIENT_SECRET}"},
	{"a secret file with a final newline", "0.33.1", "idp_client_secret: SECRET", "idp_client_secret_file: /run/line"},
	{"a secret file that is not there", "0.33.1", "idp_client_secret: SECRET", "idp_client_secret_file: /run/none"},
	{"a secret file, 0.17", "0.17.3", "idp_client_secret: SECRET", "idp_client_secret_file: /run/line"},
	{"a secret file beside the secret", "0.33.1", "", "idp_client_secret_file: /run/secret"},
	{"a misspelt key", "0.33.1", "idp_client_secret:", "idp_client_secrets:"},
	{"a key with a dot", "0.33.1", "", "idp.client_id: other"},
	{"a nested key", "0.33.1", `idp_provider: "auth0"`, "idp: {provider: auth0}"},
	{"scopes with blanks", "0.33.1", "", "idp_scopes: openid profile email offline_access"},
	{"scopes without openid", "0.33.1", "", "idp_scopes: [profile, offline_access]"},
	{"scopes without offline_access", "0.33.1", "", "idp_scopes: [openid, email]"},
	// The authenticate service URL.
	{"no authenticate service URL", "0.33.1", "authenticate_service_url", "x_url"},
	{"no authenticate service URL, 0.21", "0.21.0", "authenticate_service_url", "x_url"},
	{"no authenticate service URL, no version", "", "authenticate_service_url", "x_url"},
	{"the hosted one", "0.33.1", "https://authenticate.example.com", "https://authenticate.pomerium.app"},
	{"a path in it", "0.33.1", "https://authenticate.example.com", "https://authenticate.example.com/oauth2/callback"},
	{"a query in it", "0.33.1", "https://authenticate.example.com", "https://authenticate.example.com?x=y"},
	{"http in it", "0.33.1", "https://authenticate", "http://authenticate"},
	{"no scheme in it", "0.33.1", "https://authenticate", "authenticate"},
	{"no host in it", "0.33.1", "https://authenticate.example.com", "https://"},
	{"capital letters in it", "0.33.1", "https://authenticate", "https://Authenticate"},
	{"http and capital letters in it", "0.33.1", "https://authenticate", "http://Authenticate"},
	{"an umlaut in it", "0.33.1", "authenticate.example.com", "bücher.example.com"},
	{"a route's", "0.33.1", "https://authenticate.example.com", "https://app.example.com"},
	{"a sample", "0.33.1", "https://authenticate.example.com", "https://authenticate.localhost.pomerium.io"},
	{"a callback path, 0.33", "0.33.1", "", "authenticate_callback_path: /cb"},
	{"a callback path, no version", "", "", "authenticate_callback_path: /cb"},
	{"a sign-out address without a scheme", "0.33.1", "", "signout_redirect_url: example.com"},
	{"a sign-out address that Auth0 does not allow", "0.33.1", "", "signout_redirect_url: https://example.com/bye"},
	// The secrets.
	{"no cookie secret, 0.19", "0.19.2", "cookie_secret", "x_secret"},
	{"no cookie secret", "0.33.1", "cookie_secret", "x_secret"},
	{"a cookie secret of 16 bytes", "0.33.1", "KEY", "MDEyMzQ1Njc4OTAxMjM0NQ=="},
	{"a word for a cookie secret", "0.33.1", "KEY", "abc"},
	{"the sample's cookie secret", "0.33.1", "KEY", "YYYYY"},
	{"a shared secret in the alphabet for URLs", "0.33.1", "SHARED", "-_EyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="},
	{"a shared secret without padding", "0.33.1", "SHARED", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"},
	{"a shared secret with a newline", "0.33.1", "SHARED", "\"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\\n\""},
	{"no shared secret beside a proxy", "0.33.1", "shared_secret: SHARED", "services: proxy"},
	{"a shared secret's file with a newline", "0.33.1", "shared_secret: SHARED", "shared_secret_file: /run/key-line"},
	{"a shared secret's file, 0.19", "0.19.2", "shared_secret: SHARED", "shared_secret_file: /run/key-line"},
	// The service account and what needs it.
	{"a service account", "0.33.1", "", "idp_service_account: ACCOUNT"},
	{"an empty service account", "0.33.1", "", "idp_service_account: \"\""},
	{"a service account, no version", "", "", "idp_service_account: ACCOUNT"},
	{"the pages' misspelling, 0.19", "0.19.2", "idp_service_account", "idp_service_acount"},
	{"the pages' misspelling", "0.33.1", "", "idp_service_acount: ACCOUNT"},
	{"no base64", "0.19.2", "ACCOUNT", "\"not base64 !\""},
	{"base64 for URLs", "0.19.2", "ACCOUNT", "eyJjbGllbnRfaWQiOiJtMm0i-_"},
	{"base64 without padding", "0.19.2", "ACCOUNT", "eyJjbGllbnRfaWQiOiJtMm0iLCJzZWNyZXQiOiJzM2NyM3QifQ"},
	{"base64 twice", "0.19.2", "ACCOUNT", "ZXlKamJHbGxiblJmYVdRaU9pSnRNbTBpTENKelpXTnlaWFFpT2lKek0yTnlNM1FpZlE9PQ=="},
	{"an account without a secret", "0.19.2", "ACCOUNT", "eyJjbGllbnRfaWQiOiJtMm0ifQ=="},
	{"a token as the account's secret", "0.19.2", "ACCOUNT", "eyJjbGllbnRfaWQiOiJtMm0iLCJzZWNyZXQiOiJleUpoYkdjaU9pSlNVekkxTmlJc0luUjVjQ0k2SWtwWFZDSjkuZXlKcGMzTWlPaUo0SW4wLmMybG4ifQ=="},
	{"an account that is a mapping", "0.19.2", "ACCOUNT", "{client_id: m2m, secret: hush}"},
	{"JSON for an account, 0.16.2", "0.16.2", "ACCOUNT", `'{"client_id":"m2m","secret":"hush"}'`},
	{"an account beside a console", "enterprise 0.22", "", "idp_service_account: ACCOUNT"},
	{"no domain behind a custom domain", "0.19.2", "https://acme.eu.auth0.com", "https://login.example.com"},
	{"a custom domain, 0.16.2", "0.16.2", "https://acme.eu.auth0.com", "https://login.example.com"},
	{"allowed_groups", "0.33.1", "8080\n", "8080\n    allowed_groups: [admin]\n"},
	{"allowed_groups under policy", "0.33.1", "routes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n", "policy:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n    allowed_groups: [admin]\n"},
	{"allowed_groups without an account, 0.19", "0.19.2", "idp_service_account: ACCOUNT\nroutes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n", "routes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n    allowed_groups: [admin]\n"},
	{"allowed_groups, no version", "", "8080\n", "8080\n    allowed_groups: [admin]\n"},
	{"a group that is no role, 0.19", "0.19.2", "8080\n", "8080\n    allowed_groups: [admin, boss]\n"},
	{"groups in a policy", "0.33.1", "8080\n", "8080\n    policy: [{allow: {or: [{groups: {has: admin}}]}}]\n"},
	{"groups in a policy without an account, 0.19", "0.19.2", "idp_service_account: ACCOUNT\nroutes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n", "routes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n    policy: [{allow: {or: [{groups: {has: admin}}]}}]\n"},
	{"groups by name", "enterprise", "8080\n", "8080\n    policy: [{allow: {or: [{groups: {has: admin}}, {groups: {has: rol_0123456789abcdef}}]}}]\n"},
	{"a client of a route's own", "0.33.1", "8080\n", "8080\n    idp_client_id: other\n"},
	{"the interval of the directory", "0.33.1", "", "idp_refresh_directory_interval: 10m"},
	{"the requests to the directory", "0.33.1", "", "idp_qps: 5"},
	{"redis", "0.33.1", "", "databroker_storage_type: redis"},
	{"forward auth", "0.33.1", "", "forward_auth_url: https://fwd.example.com"},
	{"certificates that are not there", "0.33.1", "", "certificate_file: /etc/pomerium/cert.pem\ncertificate_key_file: /etc/pomerium/key.pem"},
}

// good is the configuration without the mistake: with the account where it is
// read, and for 0.15 and newer.
func (m mistake) good(all string) string {
	if strings.HasPrefix(m.version, "0.1") {
		return all
	}
	account := strings.Index(all, "idp_service_account")
	return all[:account] + all[strings.Index(all, "routes:"):]
}

// broken is the good configuration with the mistake in it.
func (m mistake) broken(good string) string {
	content := m.good(good)
	values := map[string]string{}
	for _, line := range strings.Split(good, "\n") {
		if key, value, found := strings.Cut(line, ": "); found {
			values[key] = value
		}
	}
	named := strings.NewReplacer("SECRET", values["idp_client_secret"], "SHARED", values["shared_secret"],
		"ACCOUNT", values["idp_service_account"], "KEY", values["cookie_secret"])
	old := m.old
	switch {
	case old == "*":
		return m.by
	case old == "":
		return content + named.Replace(m.by) + "\n"
	case strings.Contains("SECRET SHARED KEY ACCOUNT", old):
		key := map[string]string{"SECRET": "idp_client_secret", "SHARED": "shared_secret", "KEY": "cookie_secret", "ACCOUNT": "idp_service_account"}[old]
		return strings.Replace(content, key+": "+values[key], key+": "+m.by, 1)
	}
	return strings.Replace(content, named.Replace(old), m.by, 1)
}

// TestEveryMistakeGetsItsSentence compares all that check says of a broken file
// and not of the good one with testdata/mistakes.golden. The machine is one
// whose Pomerium runs from a package.
func TestEveryMistakeGetsItsSentence(t *testing.T) {
	longTable(t)
	var all strings.Builder
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		good := r.good(testFile)
		r.secretFiles()
		r.write(unitPath, packagedUnit)
		seen := map[string][]string{}
		for _, m := range mistakes {
			if seen[m.version] == nil {
				r.write(testFile, m.good(good))
				seen[m.version] = r.saidOf(testFile, m.version)
			}
			content := m.broken(good)
			if content == m.good(good) {
				t.Errorf("%s: nothing is broken", m.name)
			}
			fmt.Fprintf(&all, "== %s", m.name)
			if m.version != "" && !strings.Contains(m.name, "0.") {
				fmt.Fprintf(&all, ", %s", m.version)
			}
			all.WriteString("\n")
			r.write(testFile, content)
			all.WriteString(besides(r.saidOf(testFile, m.version), seen[m.version]))
		}
	})
	golden(t, "../mistakes", all.String())
}

// secretFiles are those that a configuration may name.
func (r *rehearsal) secretFiles() {
	r.write("/run/line", "hush\n")
	r.write("/run/secret", "hush")
	r.write("/run/token", "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJ4In0.c2ln")
	r.write("/run/key-line", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")
}

// saidOf are the lines that check prints of a configuration, and its exit code.
func (r *rehearsal) saidOf(path, version string) []string {
	r.t.Helper()
	pairs := []string{steps.APIToken, r.tenant.Token().Reveal()}
	if version != "" {
		pairs = append(pairs, steps.PomeriumVersion, version)
	}
	if path != testFile {
		pairs = append(pairs, steps.Config, path)
	}
	is := r.check(nil, pairs...)
	if is.err != "" || strings.Contains(is.out, "hush") {
		r.t.Errorf("%s\n%s%s", r.read(path), is.err, is.out)
	}
	lines := strings.Split(strings.TrimSuffix(is.out, "\n"), "\n")
	return append(lines[:len(lines)-2], fmt.Sprintf("   exit code %d", is.code))
}

// besides are the lines that are not among the others.
func besides(lines, others []string) string {
	var b strings.Builder
	for _, line := range lines {
		if !slices.Contains(others, line) {
			b.WriteString(line + "\n")
		}
	}
	return b.String() + "\n"
}

// The same in the other forms that Pomerium reads: a key with another value, as
// the form writes it, or what else stands in the file.
func TestEveryMistakeOfAnotherFormGetsItsSentence(t *testing.T) {
	longTable(t)
	const json, toml, env = "config.json", "config.toml", "config.env"
	type change struct {
		name, version, key string
		by                 map[string]string // by the form; of the key, or of "" what is put to the end
	}
	quoted := func(value string) map[string]string {
		return map[string]string{json: `"` + value + `"`, toml: `"` + value + `"`, env: `'` + value + `'`}
	}
	const route = `{"from": "https://app.example.com", "to": "http://127.0.0.1:8080", "allowed_groups": ["admin"]}`
	changes := []change{
		{"capital Auth0", "0.33.1", "idp_provider", quoted("Auth0")},
		{"quotes as a part of the value", "0.33.1", "idp_provider", map[string]string{json: `"\"auth0\""`, toml: `'"auth0"'`, env: `'"auth0"'`}},
		{"a final slash", "0.19.2", "idp_provider_url", quoted("https://acme.eu.auth0.com/")},
		{"a path", "0.33.1", "idp_provider_url", quoted("https://acme.eu.auth0.com/login")},
		{"http", "0.33.1", "idp_provider_url", quoted("http://acme.eu.auth0.com")},
		{"a custom domain without domain", "0.19.2", "idp_provider_url", quoted("https://login.example.com")},
		{"the hosted one", "0.33.1", "authenticate_service_url", quoted("https://authenticate.pomerium.app")},
		{"a path behind the authenticate service", "0.33.1", "authenticate_service_url", quoted("https://authenticate.example.com/base")},
		{"a secret that is a number", "0.33.1", "idp_client_secret", map[string]string{json: "12345678901234567890", toml: "1234567890123456789"}},
		{"a secret with a final newline", "0.33.1", "idp_client_secret", map[string]string{json: `"hush\n"`, toml: `"hush\n"`, env: `"hush\n"`}},
		{"a secret file with a final newline", "0.33.1", "idp_client_secret_file", quoted("/run/line")},
		{"a misspelt key", "0.33.1", "idp_provider_ulr", quoted("https://acme.eu.auth0.com")},
		{"the pages' misspelling", "0.19.2", "idp_service_acount", quoted("e30=")},
		{"a service account", "0.33.1", "idp_service_account", quoted("e30=")},
		{"a service account that is null", "0.33.1", "idp_service_account", map[string]string{json: "null"}},
		{"no base64", "0.19.2", "idp_service_account", quoted("not base64 !")},
		{"scopes with blanks", "0.33.1", "idp_scopes", quoted("openid offline_access")},
		{"a sample's cookie secret", "0.33.1", "cookie_secret", quoted("YYYYY")},
		{"allowed_groups", "0.33.1", "routes", map[string]string{json: "[" + route + "]", toml: strings.ReplaceAll("["+route+"]", `":`, `" =`)}},
		{"a key twice", "0.33.1", "", map[string]string{json: `"idp_client_id": "other"`, toml: `idp_client_id = "other"`, env: "IDP_CLIENT_ID=other"}},
		{"a key twice in other letters", "0.33.1", "", map[string]string{json: `"Idp_Client_Id": "other"`, toml: `Idp_Client_Id = "other"`, env: "idp_client_id=other"}},
		{"a variable in a value", "0.33.1", "idp_client_secret", map[string]string{env: "ab${NONE_SUCH}cd#hush"}},
		{"a comment in a value", "0.33.1", "idp_client_secret", map[string]string{env: "ab#hush"}},
		{"an escape", "0.33.1", "idp_provider_url", map[string]string{json: `"https:\/\/acme.eu.auth0.com"`}},
		{"what the form does not know", "0.33.1", "", map[string]string{json: "// later", toml: "idp_scopes: [openid]", env: "just text"}},
	}
	var all strings.Builder
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		good := r.good(testFile)
		r.secretFiles()
		for _, form := range []string{json, toml, env} {
			path := "/etc/pomerium/" + form
			write := func(c change) {
				var lines []string
				put := func(key, value string) {
					switch form {
					case json:
						lines = append(lines, fmt.Sprintf("%q: %s", key, value))
					case toml:
						lines = append(lines, key+" = "+value)
					case env:
						lines = append(lines, strings.ToUpper(key)+"="+value)
					}
				}
				there := false
				for line := range strings.Lines((mistake{version: c.version}).good(good)) {
					key, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), `: "`)
					if !found || c.key == "idp_client_secret_file" && key == "idp_client_secret" || c.key == "idp_service_acount" && key == "idp_service_account" {
						continue
					}
					value = quoted(strings.TrimSuffix(value, `"`))[form]
					if key == c.key {
						there, value = true, c.by[form]
					}
					put(key, value)
				}
				switch {
				case c.key != "" && !there:
					put(c.key, c.by[form])
				case c.key == "" && c.by[form] != "":
					lines = append(lines, c.by[form])
				}
				switch content := strings.Join(lines, "\n") + "\n"; form {
				case json:
					r.write(path, "{\n"+strings.Join(lines, ",\n")+"\n}\n")
				default:
					r.write(path, content)
				}
			}
			seen := map[string][]string{}
			for _, c := range changes {
				if c.by[form] == "" {
					continue // a mistake that it cannot hold
				}
				if seen[c.version] == nil {
					write(change{version: c.version})
					seen[c.version] = r.saidOf(path, c.version)
				}
				write(c)
				fmt.Fprintf(&all, "== %s: %s, %s\n", form, c.name, c.version)
				all.WriteString(besides(r.saidOf(path, c.version), seen[c.version]))
			}
		}
	})
	golden(t, "../mistakes-forms", all.String())
}
