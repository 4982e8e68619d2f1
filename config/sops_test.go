package config_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/config"
)

// sopsFile is a file that SOPS encrypted, as YAML and as JSON.
func sopsFile(t *testing.T) (asYAML, asJSON []byte) {
	t.Helper()
	asYAML, err := os.ReadFile("testdata/sops.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := yaml.Unmarshal(asYAML, &values); err != nil {
		t.Fatal(err)
	}
	if asJSON, err = json.MarshalIndent(values, "", "\t"); err != nil {
		t.Fatal(err)
	}
	return asYAML, asJSON
}

const sopsSample = "ENC[AES256_GCM,data:Zm9v,iv:aWFh,tag:dGFn,type:str]"

func TestAFileEncryptedBySOPSIsNotEdited(t *testing.T) {
	asYAML, asJSON := sopsFile(t)
	for name, row := range map[string]struct{ file, content string }{
		"YAML":                       {"/etc/pomerium/config.yaml", string(asYAML)},
		"JSON":                       {"/etc/pomerium/config.json", string(asJSON)},
		"one secret and no metadata": {"/etc/pomerium/config.yaml", "idp_provider: google\ncookie_secret: " + sopsSample + "\n"},
		"metadata and no secret":     {"/etc/pomerium/config.yaml", "idp_provider: google\nsops:\n  mac: \"\"\n  version: 3.9.0\n"},
		"within a route":             {"/etc/pomerium/config.yaml", "routes:\n- from: https://a.example.com\n  to: http://a\n  tls_client_key: " + sopsSample + "\n"},
		"binary in YAML":             {"/etc/pomerium/config.yaml", `{"data": "` + sopsSample + `", "sops": {"mac": "` + sopsSample + `"}}`},
		"binary in JSON":             {"/etc/pomerium/config.json", `{"data": "` + sopsSample + `", "sops": {"mac": "` + sopsSample + `"}}`},
		"keys equal but for case":    {"/etc/pomerium/config.yaml", "log_level: a\nLOG_LEVEL: b\ncookie_secret: " + sopsSample + "\n"},
		"variables":                  {"/etc/pomerium/pomerium.env", "IDP_PROVIDER=google\nCOOKIE_SECRET=" + sopsSample + "\nsops_mac=" + sopsSample + "\n"},
		"a name with a blank":        {"/srv/my config.yaml", string(asYAML)},
	} {
		command := "sops " + row.file
		if strings.Contains(row.file, " ") {
			command = "sops '" + row.file + "'"
		}
		_, err := config.Read(row.file, []byte(row.content))
		checkProblem(t, name, err, config.Encrypted, command, nil)
		version, _ := config.ParseVersion("0.33")
		_, err = config.Edit(row.file, []byte(row.content), version, settings())
		var refused *config.Unusable
		if !errors.As(err, &refused) {
			t.Errorf("%s is edited: %v", name, err)
		}
	}
	if !config.EncryptedVariables(asJSON) {
		t.Error("a file of variables encrypted as binary is not recognised")
	}
}

// What stands in clear is known, and nothing is taken for a value that isn't one.
func TestAFileEncryptedBySOPSIsReadAsFarAsItIsInClear(t *testing.T) {
	asYAML, asJSON := sopsFile(t)
	for file, content := range map[string][]byte{"config.yaml": asYAML, "config.json": asJSON} {
		c, _ := config.Read(file, content)
		if !c.Encrypted || c.Provider != "google" || c.AuthenticateText != "https://authenticate.example.com" || len(c.Routes) != 1 {
			t.Errorf("%s: %+v", file, c)
		}
		if c.ClientID != "" || !c.ClientSecret.IsZero() || c.CookieSecret.State != config.KeyEncrypted || c.SharedSecret.State != config.KeyMissing {
			t.Errorf("%s: an encrypted value counts: %q, %v, %v", file, c.ClientID, c.CookieSecret.State, c.SharedSecret.State)
		}
	}
	c, _ := config.Read("pomerium.env", []byte("IDP_PROVIDER=google\nIDP_CLIENT_ID="+sopsSample+"\n"))
	if c.Provider != "google" || c.ClientID != "" {
		t.Errorf("variables: %q, %q", c.Provider, c.ClientID)
	}
}

func TestAFileThatOnlySpeaksOfSOPSIsEdited(t *testing.T) {
	for name, content := range map[string]string{
		"a leftover comment":      "# cookie_secret: " + sopsSample + "\nidp_provider: google\n",
		"a key of that name":      "idp_provider: google\nsops: true\n",
		"an example":              "idp_provider: google\nidp_client_id: ENC[...]\n",
		"text with such a value":  "idp_provider: google\nlog_level: x " + sopsSample + "\n",
		"a mapping without a MAC": "idp_provider: google\nsops:\n  age: []\n",
	} {
		version, _ := config.ParseVersion("0.33")
		if _, err := config.Edit("config.yaml", []byte(content), version, settings()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnEncryptedFileOfVariablesIsNotEdited(t *testing.T) {
	version, _ := config.ParseVersion("0.33")
	for name, content := range map[string]string{
		"by SOPS":   "A=" + sopsSample + "\nsops_mac=" + sopsSample + "\n",
		"one value": "#comment\nexport COOKIE_SECRET=" + sopsSample + "\n",
	} {
		_, err := config.Environment([]byte(content), config.Contents{}, version, settings())
		checkProblem(t, name, err, config.Encrypted, "SOPS", nil)
	}
	edited, err := config.Environment([]byte("# COOKIE_SECRET="+sopsSample+"\n"), config.Contents{}, version, settings())
	if err != nil || !strings.HasPrefix(string(edited.New), "# COOKIE_SECRET="+sopsSample+"\n") {
		t.Errorf("a comment: %v\n%s", err, edited.New)
	}
}
