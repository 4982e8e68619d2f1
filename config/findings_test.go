package config_test

import (
	"fmt"
	"strings"
	"testing"

	"pomerium-auth0/config"
)

const (
	goodKey    = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
	goodSecret = "q8Lz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6Uj0aA1"
	// {"client_id":"m2m","secret":"s3cr3t"}
	goodAccount = "eyJjbGllbnRfaWQiOiJtMm0iLCJzZWNyZXQiOiJzM2NyM3QifQ=="
)

// Lines of the good file, to be broken.
const (
	lineAuthenticate = `authenticate_service_url: "https://authenticate.example.com"`
	lineProvider     = `idp_provider: "auth0"`
	lineProviderURL  = `idp_provider_url: "https://acme.eu.auth0.com"`
	lineClientID     = `idp_client_id: "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"`
	lineSecret       = `idp_client_secret: "` + goodSecret + `"`
	lineCookie       = `cookie_secret: "` + goodKey + `"`
	lineShared       = `shared_secret: "` + goodKey + `"`
	lineAccount      = `idp_service_account: "` + goodAccount + `"`
	lineRoutes       = "routes:"
	lineFrom         = "  - from: https://app.example.com"
	lineTo           = "    to: http://127.0.0.1:8080"
)

// goodFile has nothing to be said about, for 0.11 to 0.19 with the account,
// else without it.
func goodFile(version string) string {
	lines := []string{lineAuthenticate, lineProvider, lineProviderURL, lineClientID, lineSecret, lineCookie, lineShared}
	if strings.HasPrefix(version, "0.1") {
		lines = append(lines, lineAccount)
	}
	return strings.Join(append(lines, lineRoutes, lineFrom, lineTo, ""), "\n")
}

func found(t *testing.T, content, typed string) []config.Finding {
	t.Helper()
	var v config.Version
	if typed != "" {
		v = version(t, typed)
	}
	return config.Findings([]byte(content), read(t, "config.yaml", content), v)
}

type outcome string

const (
	fails      outcome = "fails"
	warns      outcome = "warns"
	notChecked outcome = "not checked"
)

func outcomeOf(finding config.Finding) outcome {
	switch {
	case finding.Fails && finding.NotChecked:
		return "both"
	case finding.Fails:
		return fails
	case finding.NotChecked:
		return notChecked
	}
	return warns
}

// A mistake is one thing of the good file broken: a line, or part of one,
// replaced; and the sentence that it gets.
type mistake struct {
	name, version string
	line, by      string
	key, says     string
	outcome       outcome
}

func (m mistake) content(t *testing.T) string {
	t.Helper()
	good := goodFile(m.version)
	if m.version == "" {
		good = goodFile("0.33") // good for all versions but for what is broken
	}
	if !strings.Contains(good, m.line) {
		t.Fatalf("the good file has no %q", m.line)
	}
	return strings.Replace(good, m.line, m.by, 1)
}

func checkMistakes(t *testing.T, mistakes []mistake) {
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			list := found(t, m.content(t), m.version)
			if len(list) != 1 {
				t.Fatalf("%d findings: %+v", len(list), list)
			}
			finding := list[0]
			if finding.Key != m.key || !strings.Contains(finding.Text, m.says) || outcomeOf(finding) != m.outcome {
				t.Errorf("%s, %+v", outcomeOf(finding), finding)
			}
			if finding.Remedy == "" || strings.Contains(fmt.Sprint(finding), goodSecret[:8]) {
				t.Errorf("no remedy, or a secret: %+v", finding)
			}
		})
	}
}

func TestAGoodFileHasNothingToBeSaidAbout(t *testing.T) {
	for _, version := range []string{"0.11.0", "0.14.8", "0.16.2", "0.17.3", "0.19.2", "0.20.0", "0.21.0", "0.22.0", "0.33.1", "latest", "enterprise", "enterprise 0.30"} {
		if list := found(t, goodFile(version), version); len(list) > 0 {
			t.Errorf("%s: %+v", version, list)
		}
	}
	if list := found(t, goodFile("0.33"), ""); len(list) > 0 {
		t.Errorf("without a version: %+v", list)
	}
}

// The same configuration in the other forms that Pomerium reads.
func TestAGoodFileOfAnotherFormHasNothingToBeSaidAbout(t *testing.T) {
	forms := map[string]func(key, value string) string{
		"config.json": func(key, value string) string { return fmt.Sprintf("%q: %q,\n", key, value) },
		"config.toml": func(key, value string) string { return fmt.Sprintf("%s = %q\n", key, value) },
		"config.env":  func(key, value string) string { return fmt.Sprintf("%s='%s'\n", strings.ToUpper(key), value) },
	}
	for name, write := range forms {
		content := ""
		for line := range strings.Lines(goodFile("0.19.2")) {
			if key, value, found := strings.Cut(line, `: "`); found {
				content += write(key, strings.TrimSuffix(value, "\"\n"))
			}
		}
		if name == "config.json" {
			content = "{" + strings.TrimSuffix(content, ",\n") + "}"
		}
		c := read(t, name, content)
		if list := config.Findings([]byte(content), c, version(t, "0.19.2")); len(list) > 0 || c.ClientSecret.Reveal() != goodSecret || !c.HasAccount {
			t.Errorf("%s: %+v, %+v", name, c, list)
		}
		broken := strings.Replace(content, "auth0.com", "auth0.com/", 1)
		if list := config.Findings([]byte(broken), read(t, name, broken), version(t, "0.19.2")); len(list) != 1 || !strings.Contains(list[0].Text, "//api/v2/") {
			t.Errorf("%s with a slash: %+v", name, list)
		}
	}
}

// What depends on a version that is not known is said not to have been checked.
func TestWithoutAVersionWhatDependsOnItIsNotChecked(t *testing.T) {
	for _, m := range []mistake{
		{"slash", "", lineProviderURL, `idp_provider_url: "https://acme.eu.auth0.com/"`, "idp_provider_url", "ends in a slash", notChecked},
		{"service account", "", lineRoutes, lineAccount + "\n" + lineRoutes, "idp_service_account", "keeps 0.20 and newer from starting", notChecked},
		{"directory timeout", "", lineRoutes, "idp_refresh_directory_timeout: 1m\n" + lineRoutes, "idp_refresh_directory_timeout", "keeps 0.20 and newer from starting", notChecked},
		{"secret file", "", lineSecret, "idp_client_secret_file: /run/secret", "idp_client_secret_file", "read by 0.18 and newer", notChecked},
		{"callback path", "", lineRoutes, "authenticate_callback_path: /cb\n" + lineRoutes, "authenticate_callback_path", "read up to 0.30", notChecked},
		{"no cookie secret", "", lineCookie, "", "cookie_secret", "0.19 and older do not start", notChecked},
		{"allowed groups", "", lineTo, lineTo + "\n    allowed_groups: [admin]", "allowed_groups", "newer ones do not know", notChecked},
		{"groups", "", lineTo, lineTo + "\n    policy: [{allow: {or: [{groups: {has: admin}}]}}]", "groups", "compared with roles by 0.19 and older", notChecked},
		{"redis", "", lineRoutes, "databroker_storage_type: redis\n" + lineRoutes, "databroker_storage_type", "matter of the version", notChecked},
		{"forward auth", "", lineRoutes, "forward_auth_url: https://fwd.example.com\n" + lineRoutes, "forward_auth_url", "matter of the version", notChecked},
		{"no authenticate URL", "", lineAuthenticate, "", "authenticate_service_url", "Auth0 has no effect", fails},
		{"misspelt account", "", lineRoutes, strings.Replace(lineAccount, "account", "acount", 1) + "\n" + lineRoutes, "idp_service_acount", "is misspelt", warns},
	} {
		checkMistakes(t, []mistake{m})
		if m.outcome == notChecked && !strings.Contains(found(t, m.content(t), "")[0].Text, "the version is not known") {
			t.Errorf("%s: no reason", m.name)
		}
	}
}

// A file that Pomerium does not read at all, or not as it was meant, is refused
// when it is read.
func TestAFileThatIsNotReadGetsItsSentence(t *testing.T) {
	good := goodFile("0.33")
	for _, c := range []struct {
		name, file, content, says string
		problem                   config.Problem
	}{
		{"a key twice", "config.yaml", good + lineClientID + "\n", "the key idp_client_id stands twice, in lines 4 and 11", config.DuplicateKey},
		{"another ending", "config.conf", good, "reads no file that ends in .conf", config.UnknownEnding},
		{"no ending", "config", good, "has no ending", config.UnknownEnding},
		{"capitals", "config.YAML", good, "capital letters", config.UnknownEnding},
		{"a tab", "config.yaml", strings.Replace(good, lineTo, "\t"+lineTo, 1), "Pomerium cannot read the file either", config.Unparsable},
		{"Latin-1", "config.yaml", good + "# \xfc\n", "not in UTF-8", config.NotText},
		{"a list", "config.yaml", "- from: https://app.example.com\n", "is a list", config.List},
		{"a manifest", "config.yaml", "apiVersion: v1\nkind: Secret\n", "Kubernetes manifest", config.Kubernetes},
		{"a template", "config.yaml", "{{- if x }}\n" + good, "placeholder in {{ }}", config.Template},
		{"JSON with a comment", "config.json", "{} // x", "is no JSON", config.Unparsable},
		{"YAML as TOML", "config.toml", "\n" + good, "line 2 of the file, which ends in .toml, is no TOML", config.Unparsable},
		{"no variables", "config.env", "just text\n", "no NAME=value", config.Unparsable},
	} {
		_, err := config.Read(c.file, []byte(c.content))
		refused, is := err.(*config.Unusable)
		if !is || refused.Problem != c.problem || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && strings.Contains(err.Error(), goodSecret[:8]) {
			t.Errorf("%s: a secret: %v", c.name, err)
		}
	}
}

// All that is wrong with an address is said at once, with the right one, and
// with the words that Pomerium's own log has for it.
func TestAllFaultsOfAnAddressAreSaidAtOnce(t *testing.T) {
	for typed, want := range map[string][]string{
		"http://LOCALHOST:18443/x/":            {"is not https", "has capital letters", "has a path", "did not match the issuer", "https://localhost:18443"},
		"https://127.0.0.1:18443":              nil,
		"https://LOCALHOST:18443":              {"has capital letters", "https://localhost:18443"},
		"127.0.0.1:18443":                      {"has no https:// in front", "first path segment in URL cannot contain colon", "https://127.0.0.1:18443"},
		"acme.eu.auth0.com:443":                {"has no https:// in front", "names a port", `"unsupported protocol scheme acme.eu.auth0.com"`, "https://acme.eu.auth0.com"},
		"acme.eu.auth0.com":                    {"has no https:// in front", `"unsupported protocol scheme"`, "https://acme.eu.auth0.com"},
		"https://me@Bücher.auth0.com:8443/x?y": {"names a user", "names a port", "outside ASCII", "has capital letters", "has a path", "has a query", "404", "https://xn--bcher-kva.auth0.com"},
		" https://acme.eu.auth0.com":           {"has a blank around it", "first path segment", "https://acme.eu.auth0.com"},
		"http://" + goodSecret + "/Abc":        {"is not https", "has capital letters", "has a path", "no sign-in works", "the tenant's domain"},
	} {
		list := found(t, strings.Replace(goodFile("0.33"), lineProviderURL, fmt.Sprintf("idp_provider_url: %q", typed), 1), "0.33")
		said := fmt.Sprintf("%+v", list)
		if len(list) > 1 || len(want) == 0 && len(list) > 0 || strings.Contains(strings.ToLower(said), strings.ToLower(goodSecret[:8])) {
			t.Errorf("%s: %s", typed, said)
			continue
		}
		for i, part := range want {
			if i+1 < len(want) && !strings.Contains(list[0].Text, part) || i+1 == len(want) && !strings.HasSuffix(list[0].Remedy, part) {
				t.Errorf("%s: not said: %s: %s", typed, part, said)
			}
		}
	}
	list := found(t, strings.Replace(goodFile("0.33"), "https://authenticate.", "http://Authenticate.", 1), "0.33")
	if len(list) != 1 || !strings.Contains(list[0].Text, "is not https") || !strings.Contains(list[0].Text, "has capital letters") || !strings.Contains(list[0].Remedy, "https://authenticate.example.com,") {
		t.Errorf("%+v", list)
	}
}

// Older versions read some more forms, which are not said to be unreadable.
func TestAFormOfOlderVersionsIsNotCalledUnreadable(t *testing.T) {
	_, err := config.Read("config.hcl", nil)
	if err == nil || !strings.Contains(err.Error(), "only older versions of Pomerium read a file that ends in .hcl") {
		t.Error(err)
	}
}
