package config_test

import (
	"strings"
	"testing"

	"pomerium-auth0/config"
)

func TestTOMLIsReadAsPomeriumReadsIt(t *testing.T) {
	c, err := config.Read("config.toml", []byte(`
authenticate_service_url = "https://authenticate.example.com"
idp_provider = "auth0"
IDP_PROVIDER_URL = "https://acme.eu.auth0.com"
idp_client_id = "abc"
idp_client_secret = "hush"

[[routes]]
from = "https://app.example.com"
allowed_groups = ["admin"]
`))
	if err != nil {
		t.Fatal(err)
	}
	if c.Form != config.TOML || c.Provider != "auth0" || c.ProviderURL != "https://acme.eu.auth0.com" || c.ClientSecret.Reveal() != "hush" ||
		c.AuthenticateURL.String() != "https://authenticate.example.com" {
		t.Errorf("%+v", c)
	}
	if routes := c.AllowedGroups(); len(routes) != 1 || routes[0].String() != "https://app.example.com" {
		t.Errorf("routes %v", routes)
	}
	if findings := config.Findings(nil, c, version(t, "0.33")); len(findings) != 3 || !strings.Contains(findings[2].Text, "does not start") {
		t.Errorf("%+v", findings)
	}
	if c.Keys[0].Line != 0 || c.Routes[0].Line != 0 {
		t.Errorf("lines are named: %+v", c)
	}
}

func TestValuesOfATOMLFileAreThoseOfPomerium(t *testing.T) {
	c := read(t, "config.toml", `
address = "\u007f\u2028:8443"
idp_client_id = 0x10
idp_provider = true
idp_provider_url = 1e6
signout_redirect_url = 1979-05-27
idp_scopes = ["openid", "a b"]
certificates = [{cert = "/a.crt", key = "/a.key"}]
"<<" = {services = "proxy"}
`)
	if c.Address != `\u{7f}\u{2028}:8443` || c.ClientID != "16" || c.Provider != "1" || c.ProviderURL != "1000000" || c.SignOutRedirect != "1979-05-27" ||
		len(c.Scopes) != 2 || len(c.Files) != 2 || c.Services != "" {
		t.Errorf("%+v", c)
	}
}

// TestWhatIsWrongWithATOMLFile is said of the lines that it has, and of none
// where only its keys are known.
func TestWhatIsWrongWithATOMLFile(t *testing.T) {
	for name, row := range map[string]struct {
		content string
		problem config.Problem
		says    string
		lines   []int
	}{
		"YAML":                {"idp_provider: auth0\n", config.Unparsable, "line 1 of the file, which ends in .toml, is no TOML, so that Pomerium cannot read it either", []int{1}},
		"a value":             {"a = 1\nb = 1979-13-01\n", config.Unparsable, "line 2 of the file, which ends in .toml, is no TOML, so that Pomerium cannot read it either", []int{2}},
		"a key twice":         {"address = \"\"\nlog_level = \"\"\naddress = [\n]\n", config.DuplicateKey, "line 3 sets a key that is set already: Pomerium does not start with it, remove one", []int{3}},
		"a table twice":       {"[a]\nb = 1\n[c]\n[a]\n", config.DuplicateKey, "line 4 sets a key that is set already: Pomerium does not start with it, remove one", []int{4}},
		"a value and a table": {"a = 1\n[a]\nb = 1\n", config.DuplicateKey, "line 2 sets a key that is set already: Pomerium does not start with it, remove one", []int{2}},
		"a compose file":      {"[services.pomerium]\nimage = \"x\"\n", config.Compose, "services is a mapping, so this is a compose file: give the configuration file that it mounts", nil},
		"Helm values":         {"[authenticate.idp]\nprovider = \"x\"\n", config.Helm, "these are values of a Helm chart, not a configuration file of Pomerium", nil},
		"another program's":   {"[server]\nport = 80\n", config.NoKnownKey, "no key of this file is one that Pomerium knows, the first is server: give Pomerium's own configuration file", nil},
	} {
		_, err := config.Read("config.toml", []byte(row.content))
		checkProblem(t, name, err, row.problem, row.says, row.lines)
		if err != nil && err.Error() != row.says {
			t.Errorf("%s: %v", name, err)
		}
	}
}
