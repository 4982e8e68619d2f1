package config_test

import (
	"strings"
	"testing"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
)

func environment(t *testing.T, old string, c config.Contents, typed string, s config.Settings) config.Edited {
	t.Helper()
	e, err := config.Environment([]byte(old), c, version(t, typed), s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := config.Environment(e.New, c, version(t, typed), s)
	if err != nil || !again.Same() || string(again.New) != string(e.New) {
		t.Errorf("not done once: %v\n%s", err, shownLines(again))
	}
	return e
}

func TestTheEnvironmentIsCompleteInItself(t *testing.T) {
	s := settings()
	s.Practice = true
	e := environment(t, "", config.Contents{}, "0.19", s)
	const want = `# Practice: this Auth0 tenant is a stand-in, nobody can sign in with it.
AUTHENTICATE_SERVICE_URL=https://authenticate.example.com
IDP_PROVIDER=auth0
IDP_PROVIDER_URL=https://acme.eu.auth0.com
IDP_CLIENT_ID=Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w
IDP_CLIENT_SECRET=••••••••
IDP_SERVICE_ACCOUNT=••••••••
COOKIE_SECRET=••••••••
SHARED_SECRET=••••••••
`
	var shown strings.Builder
	for _, line := range e.Lines {
		shown.WriteString(line.String() + "\n")
	}
	if shown.String() != want {
		t.Errorf("%s", shown.String())
	}
	if e.Lines[6].Decoded != s.Account {
		t.Errorf("the account is not shown decoded: %v", e.Lines[6])
	}
	has(t, e, "IDP_CLIENT_SECRET="+s.ClientSecret.Reveal()+"\n", "COOKIE_SECRET="+s.CookieSecret.Reveal()+"\n")
	has(t, environment(t, "", config.Contents{}, "0.33", s), "-IDP_SERVICE_ACCOUNT")
}

func TestGoodSecretsOfTheConfigurationAreTakenOver(t *testing.T) {
	good := config.EncodeKey([32]byte{7}).Reveal()
	c := read(t, "config.yaml", "cookie_secret: "+good+"\nshared_secret: XXXXXX\n")
	has(t, environment(t, "", c, "0.33", settings()), "COOKIE_SECRET="+good+"\n", "SHARED_SECRET=BAUG")
	c = read(t, "config.yaml", "cookie_secret_file: /run/c\n")
	has(t, environment(t, "", c, "0.33", settings()), "COOKIE_SECRET_FILE=/run/c\n", "-COOKIE_SECRET=")
	has(t, environment(t, "", c, "0.17", settings()), "-COOKIE_SECRET_FILE", "COOKIE_SECRET=AQID")
	// One that is good in the file of variables is not replaced either.
	has(t, environment(t, "COOKIE_SECRET="+good+"\n", config.Contents{}, "0.33", settings()), "COOKIE_SECRET="+good+"\n")
}

func TestAFileOfVariablesIsBroughtUpToDate(t *testing.T) {
	const old = "# mine\r\nLOG_LEVEL=info\r\nexport IDP_PROVIDER=\"auth0\"\r\nIDP_CLIENT_ID=old\r\nIDP_CLIENT_ID=older\r\nIDP_SERVICE_ACCOUNT=abc\r\nIDP_SERVICE_ACOUNT=abc\r\nIDP_CLIENT_SECRET_FILE=/x\r\nAUTHENTICATE_SERVICE_URL=https://authenticate.example.com/"
	e := environment(t, old, config.Contents{}, "0.33", settings())
	const want = "# mine\r\nLOG_LEVEL=info\r\nIDP_PROVIDER=auth0\r\nIDP_CLIENT_ID=Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w\r\nAUTHENTICATE_SERVICE_URL=https://authenticate.example.com/\nIDP_PROVIDER_URL="
	if !strings.HasPrefix(string(e.New), want) {
		t.Errorf("%q", e.New)
	}
	has(t, e, "-IDP_SERVICE_ACCOUNT", "-IDP_SERVICE_ACOUNT", "-IDP_CLIENT_SECRET_FILE")
}

// Docker keeps quotes and systemd does not, systemd takes \ for itself.
func TestAValueThatIsReadInTwoWaysIsRefused(t *testing.T) {
	for _, value := range []string{"x7 y7", `x7"y7`, "x7'y7", "x7$y7", "x7#y7", `x7\y7`, "x7`y7"} {
		s := settings()
		s.ClientSecret = secret.New(value)
		_, err := config.Environment(nil, config.Contents{}, version(t, "0.33"), s)
		if err == nil || !strings.Contains(err.Error(), "IDP_CLIENT_SECRET") || strings.Contains(err.Error(), value) {
			t.Errorf("%q: %v", value, err)
		}
	}
}

func TestTheBlockIsInTheFormOfTheFile(t *testing.T) {
	good := config.EncodeKey([32]byte{7}).Reveal()
	c := read(t, "config.yaml", "cookie_secret: "+good+"\nidp_qps: 1\n")
	s := settings()
	s.ClientSecret = secret.New(`se"cr$et`)
	for name, line := range map[string]string{
		"a.yaml": `idp_client_secret: "se\"cr$et"`, "a.json": `"idp_client_secret": "se\"cr$et",`,
		"a.toml": `idp_client_secret = "se\"cr$et"`, "a.env": `IDP_CLIENT_SECRET='se"cr$et'`,
	} {
		e, err := config.Block(name, c, version(t, "0.33"), s)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(e.New), line+"\n") || strings.Contains(strings.ToLower(string(e.New)), "cookie_secret") || len(e.Remarks) != 1 {
			t.Errorf("%s: %q\n%s", name, e.Remarks, e.New)
		}
		if shown := shownLines(e); strings.Contains(shown, "cr$et") || strings.Contains(shown, "BAUG") || !strings.Contains(shown, "Xk3pT0a") {
			t.Errorf("%s: shown as\n%s", name, shown)
		}
	}
}
