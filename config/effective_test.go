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
	d := config.Detection{Runs: config.OnThisMachine, Overrides: []config.Override{
		set("IDP_PROVIDER_URL", "https://other.eu.auth0.com", true), set("IDP_CLIENT_SECRET", "hush", true),
		set("AUTHENTICATE_SERVICE_URL", "https://authenticate.pomerium.app", true), set("IDP_SERVICE_ACCOUNT", "x", true),
		set("IDP_CLIENT_ID", "of our own shell", false),
	}}
	used, findings := d.Effective(config.Machine{}, contents, version(t, "0.33"))
	if used.ProviderURL != "https://other.eu.auth0.com" || used.ClientSecret.Reveal() != "hush" || !used.Hosted || used.ClientID != contents.ClientID {
		t.Errorf("%+v", used)
	}
	if len(findings) != 4 || findings[0].Text != "beats what the file says" || findings[0].Where != "compose.yaml" || !strings.Contains(findings[3].Text, "not read") {
		t.Errorf("%+v", findings)
	}
	for _, finding := range findings {
		if strings.Contains(finding.Value, "hush") {
			t.Errorf("the secret is shown: %+v", finding)
		}
	}
}

// effective is what a Pomerium that runs somewhere uses of a file and of
// variables, "NAME=value" each.
func effective(t *testing.T, m config.Machine, runs config.Place, content, typed string, variables ...string) (config.Contents, []config.Finding) {
	t.Helper()
	contents := config.Contents{Absent: true}
	if content != "" {
		contents = read(t, "config.yaml", content)
	}
	d := config.Detection{Runs: runs}
	for _, line := range variables {
		name, value, _ := strings.Cut(line, "=")
		d.Overrides = append(d.Overrides, config.Override{Name: name, Value: secret.New(value), Place: "/srv/compose.yaml", Certain: true})
	}
	var v config.Version
	if typed != "" {
		v = version(t, typed)
	}
	used, list := d.Effective(m, contents, v)
	return used, append(config.Findings([]byte(content), used, v), list...)
}

func TestWhatIsWrongWithAVariableIsSaidOfIt(t *testing.T) {
	without := func(line string) string { return strings.Replace(goodFile("0.33"), line+"\n", "", 1) }
	for _, c := range []struct {
		content, version, variable string
		key, says                  string
		outcome                    outcome
	}{
		{without(lineProviderURL), "0.33", "IDP_PROVIDER_URL=http://acme.eu.auth0.com", "IDP_PROVIDER_URL", "is not https", fails},
		{without(lineProvider), "0.33", `IDP_PROVIDER="auth0"`, "IDP_PROVIDER", "quotes around it", fails},
		{without(lineSecret), "0.33", "IDP_CLIENT_SECRET=q8Lz0xN3 ", "IDP_CLIENT_SECRET", "has a blank", fails},
		{without(lineAuthenticate), "0.33", "AUTHENTICATE_SERVICE_URL=https://authenticate.pomerium.app", "AUTHENTICATE_SERVICE_URL", "runs itself", fails},
		{without(lineCookie), "0.33", "COOKIE_SECRET=short", "COOKIE_SECRET", "does not start", fails},
		{without(lineShared), "0.33", "SHARED_SECRET=YYYYY", "SHARED_SECRET", "does not start", fails},
		{goodFile("0.33"), "0.33", "IDP_SCOPES=openid,email", "IDP_SCOPES", "lacks offline_access", warns},
		{goodFile("0.33"), "0.33", "SIGNOUT_REDIRECT_URL=example.com", "SIGNOUT_REDIRECT_URL", "has no scheme", fails},
		{goodFile("0.33"), "0.33", "IDP_SERVICE_ACCOUNT=" + goodAccount, "IDP_SERVICE_ACCOUNT", "is not read by Pomerium", warns},
		{goodFile("0.33"), "0.33", "IDP_QPS=3", "IDP_QPS", "is not read by Pomerium", warns},
		{goodFile("0.33"), "0.31.0", "AUTHENTICATE_CALLBACK_PATH=/cb", "AUTHENTICATE_CALLBACK_PATH", "is not read by Pomerium", warns},
		{goodFile("0.17.3"), "0.17.3", "IDP_CLIENT_SECRET_FILE=/run/secret", "IDP_CLIENT_SECRET_FILE", "is not read by Pomerium", warns},
		{strings.Replace(goodFile("0.19.2"), lineAccount, "", 1), "0.19.2", "IDP_SERVICE_ACCOUNT=e30", "IDP_SERVICE_ACCOUNT", "is not base64", fails},
	} {
		_, list := effective(t, config.Machine{}, config.OnThisMachine, c.content, c.version, c.variable)
		if len(list) != 1 || list[0].Key != c.key || !strings.Contains(list[0].Text, c.says) || outcomeOf(list[0]) != c.outcome {
			t.Errorf("%s: %+v", c.variable, list)
			continue
		}
		if list[0].Where != "/srv/compose.yaml" || list[0].Line != 0 || strings.Contains(list[0].Value, "q8Lz0xN3") {
			t.Errorf("%s: %+v", c.variable, list[0])
		}
	}
}

// Only what differs from the file is worth a word: a variable that says the
// same, or what the file leaves open, beats nothing.
func TestAVariableThatAgreesIsNoFinding(t *testing.T) {
	for _, variable := range []string{"IDP_PROVIDER=auth0", "IDP_CLIENT_SECRET=" + goodSecret, "COOKIE_SECRET=" + goodKey, "SIGNOUT_REDIRECT_URL=https://example.com", "IDP_CLIENT_ID="} {
		used, list := effective(t, config.Machine{}, config.OnThisMachine, goodFile("0.33"), "0.33", variable)
		if len(list) > 0 || used.Provider != "auth0" || used.ClientSecret.Reveal() != goodSecret {
			t.Errorf("%s: %+v", variable, list)
		}
	}
}

func TestPomeriumNeedsNoFile(t *testing.T) {
	variables := []string{
		"AUTHENTICATE_SERVICE_URL=https://authenticate.example.com", "IDP_PROVIDER=auth0", "IDP_PROVIDER_URL=https://acme.eu.auth0.com",
		"IDP_CLIENT_ID=abc", "IDP_CLIENT_SECRET=" + goodSecret, "COOKIE_SECRET=" + goodKey, "SHARED_SECRET=" + goodKey,
	}
	used, list := effective(t, config.Machine{}, config.InContainer, "", "0.33", variables...)
	if len(list) > 0 || used.ClientID != "abc" || used.AuthenticateURL.String() != "https://authenticate.example.com" {
		t.Errorf("%+v, %+v", used, list)
	}
	if from, there := used.Variable("idp_client_id"); !there || from.Place != "/srv/compose.yaml" {
		t.Errorf("where the client ID comes from: %+v", from)
	}
	if _, there := used.Variable("idp_scopes"); there {
		t.Error("a variable that nobody set")
	}
}

func TestThePathOfTheAuthenticateURLCountsForNothing(t *testing.T) {
	content := strings.Replace(goodFile("0.33"), "authenticate.example.com", "authenticate.example.com/base", 1)
	used, list := effective(t, config.Machine{}, config.OnThisMachine, content, "0.33")
	if used.AuthenticateURL.String() != "https://authenticate.example.com" || len(list) != 1 || list[0].Fails {
		t.Errorf("%q, %+v", used.AuthenticateURL, list)
	}
}

func TestTheLaterOfTwoVariablesCounts(t *testing.T) {
	used, _ := effective(t, config.Machine{}, config.OnThisMachine, "", "0.33", "IDP_CLIENT_ID=unit", "IDP_CLIENT_ID=process")
	if from, _ := used.Variable("idp_client_id"); used.ClientID != "process" || from.Value.Reveal() != "process" {
		t.Errorf("%q from %q", used.ClientID, from.Value.Reveal())
	}
}

func TestTheFilesOfSecrets(t *testing.T) {
	root := t.TempDir()
	for name, content := range map[string]string{
		"secret": goodSecret, "line": goodSecret + "\n", "blank": " \n", "long": strings.Repeat("x", 70<<10),
		"key": goodKey, "key-line": goodKey + "\n", "short": "YYYYY",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(root, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	const client, cookie, shared = "idp_client_secret_file", "cookie_secret_file", "shared_secret_file"
	here, box, unknown := config.OnThisMachine, config.InContainer, config.UnknownPlace
	for _, c := range []struct {
		key, path string
		runs      config.Place
		version   string
		says      string
		outcome   outcome
	}{
		{client, "/secret", here, "0.33", "", ""},
		{client, "/secret", unknown, "0.33", "", ""},
		{client, "/line", here, "0.33", "sent as a part of it", fails},
		{client, "/blank", here, "0.33", "is empty", fails},
		{client, "/long", here, "0.33", "far more than a secret", fails},
		{client, "/folder", here, "0.33", "is a folder, not a file: the first sign-in", fails},
		{client, "/none", here, "0.33", "is not there: the first sign-in", fails},
		{client, "/none", unknown, "0.33", "where Pomerium runs is not known", notChecked},
		{client, "/none", box, "0.33", "runs in a container", notChecked},
		{client, "/line", box, "0.33", "runs in a container", notChecked},
		{client, "secret", here, "0.33", "is relative", notChecked},
		{cookie, "/key", here, "0.33", "", ""},
		{cookie, "/key-line", here, "0.33", "", ""},
		{cookie, "/short", here, "0.33", "is a placeholder", fails},
		{cookie, "/none", here, "0.19.2", "is not there: Pomerium does not start", fails},
		{shared, "/key", here, "0.33", "", ""},
		{shared, "/key-line", here, "0.33", "line break around it: Pomerium does not start", fails},
		{shared, "/key-line", here, "0.19.2", "is not looked into", warns},
	} {
		line := map[string]string{client: lineSecret, cookie: lineCookie, shared: lineShared}[c.key]
		content := strings.Replace(goodFile(c.version), line, c.key+": "+c.path, 1)
		used, list := effective(t, config.Machine{Root: root}, c.runs, content, c.version)
		if c.says == "" {
			if len(list) > 0 || used.ClientSecret.Reveal() != goodSecret {
				t.Errorf("%s: %s: %+v", c.key, c.path, list)
			}
			continue
		}
		if len(list) != 1 || list[0].Key != c.key || list[0].Line == 0 || !strings.Contains(list[0].Text, c.says) || outcomeOf(list[0]) != c.outcome || list[0].Remedy == "" {
			t.Errorf("%s: %s: %+v", c.key, c.path, list)
		}
	}
	if used, _ := effective(t, config.Machine{Root: root}, here, "idp_client_secret_file: /line", "0.33"); used.ClientSecret.Reveal() != goodSecret+"\n" {
		t.Error("the secret is not what Pomerium sends")
	}
	if _, list := effective(t, config.Machine{Root: root}, here, strings.Replace(goodFile("0.33"), lineShared, shared+": /key-line", 1), ""); len(list) != 1 || !list[0].NotChecked {
		t.Errorf("a shared secret without a version: %+v", list)
	}
}

func TestASecretFileBeatsTheVariable(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "secret"), []byte("of the file"), 0o600); err != nil {
		t.Fatal(err)
	}
	content := strings.Replace(goodFile("0.33"), lineSecret, "idp_client_secret_file: /secret", 1)
	used, list := effective(t, config.Machine{Root: root}, config.OnThisMachine, content, "0.33", "IDP_CLIENT_SECRET=of the shell")
	if used.ClientSecret.Reveal() != "of the file" || len(list) != 1 || !strings.Contains(list[0].Text, "beats idp_client_secret") {
		t.Errorf("%q, %+v", used.ClientSecret.Reveal(), list)
	}
}
