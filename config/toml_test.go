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
	if _, err := config.Read("config.toml", []byte("idp_provider: auth0\n")); err == nil || !strings.Contains(err.Error(), "line 1 of the file, which ends in .toml, is no TOML") {
		t.Errorf("YAML in a .toml file: %v", err)
	}
}
