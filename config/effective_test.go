package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
)

func TestAVariableBeatsTheFile(t *testing.T) {
	contents, err := config.Read("config.yaml", []byte(goodFile("0.33")))
	if err != nil {
		t.Fatal(err)
	}
	set := func(name, value string, certain bool) config.Override {
		return config.Override{Name: name, Value: secret.New(value), Place: "compose.yaml", Certain: certain}
	}
	used, findings := config.Effective(config.Machine{}, contents, version(t, "0.33"), []config.Override{
		set("IDP_PROVIDER_URL", "https://other.eu.auth0.com", true), set("IDP_CLIENT_SECRET", "hush", true),
		set("AUTHENTICATE_SERVICE_URL", "https://authenticate.pomerium.app", true), set("IDP_SERVICE_ACCOUNT", "x", true),
		set("IDP_CLIENT_ID", "of our own shell", false),
	})
	if used.ProviderURL != "https://other.eu.auth0.com" || used.ClientSecret.Reveal() != "hush" || !used.Hosted || used.ClientID != contents.ClientID {
		t.Errorf("%+v", used)
	}
	if len(findings) != 4 || findings[0].Text != "in compose.yaml beats the file" || !strings.Contains(findings[3].Text, "not read") {
		t.Errorf("%+v", findings)
	}
	for _, finding := range findings {
		if strings.Contains(finding.Value, "hush") {
			t.Errorf("the secret is shown: %+v", finding)
		}
	}
}

func TestTheSecretsOwnFile(t *testing.T) {
	root := t.TempDir()
	for name, c := range map[string]struct {
		content, want, says string
		fails               bool
	}{
		"good":         {"s3cr3t", "s3cr3t", "", false},
		"line break":   {"s3cr3t\n", "s3cr3t", "line break", true},
		"not there":    {"", "", "cannot be read", true},
		"far too long": {strings.Repeat("x", 70<<10), "", "far more", true},
	} {
		path := "/secret-" + strings.ReplaceAll(name, " ", "-")
		if c.content != "" {
			if err := os.WriteFile(filepath.Join(root, path), []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		contents := config.Contents{SecretFile: path}
		used, findings := config.Effective(config.Machine{Root: root}, contents, version(t, "0.33"), nil)
		if used.ClientSecret.Reveal() != c.want || (len(findings) == 0) != (c.says == "") {
			t.Errorf("%s: %q, %+v", name, used.ClientSecret.Reveal(), findings)
		}
		if len(findings) > 0 && (!strings.Contains(findings[0].Text, c.says) || findings[0].Fails != c.fails) {
			t.Errorf("%s: %+v", name, findings)
		}
	}
	if _, findings := config.Effective(config.Machine{}, config.Contents{SecretFile: "secret"}, version(t, "0.33"), nil); len(findings) != 1 || findings[0].Fails {
		t.Errorf("relative: %+v", findings)
	}
}
