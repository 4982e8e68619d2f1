package config_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/config"
)

func read(t *testing.T, name, content string) config.Contents {
	t.Helper()
	c, err := config.Read(name, []byte(content))
	if err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	return c
}

const everything = `
IDP_Provider: "auth0"
idp_provider_url: https://acme.eu.auth0.com
idp_client_id: Xk3pT0a
idp_client_secret: the-secret
idp_client_secret_file: /run/secret
authenticate_service_url: https://authenticate.example.com:8443/
authenticate_callback_path: /custom
signout_redirect_url: https://example.com/bye
address: ":8443"
services: all
certificate_file: /etc/cert.pem
certificates:
  - cert: /etc/a.pem
    key: /etc/a-key.pem
  - cert: TUlJ
    key: TUlJ
shared_secret_file: /run/shared
cookie_secret: YYYYY
idp_service_account: eyJjbGllbnRfaWQiOiJpZC0xIiwic2VjcmV0IjoicyJ9
idp_qps: 5
idp_clent_id: x
x-helper: 1
routes:
  - from: https://app.example.com
    allowed_groups: [admin, rol_1]
    idp_client_id: own
  - from: tcp+https://db.example.com:5432
    policy:
      - allow:
          or:
            - groups: {has: staff}
            - groups:
                is: [x, y]
policy:
  - from: https://old.example.com
    allowed_groups: "one"
---
second: 1
`

func TestWhatAFileHolds(t *testing.T) {
	c := read(t, "config.yaml", everything)
	if c.Provider != "auth0" || c.ProviderURL != "https://acme.eu.auth0.com" || c.ClientID != "Xk3pT0a" || c.ClientSecret.Reveal() != "the-secret" || c.SecretFile != "/run/secret" {
		t.Errorf("the identity provider: %+v", c)
	}
	if !c.HasAccount || c.Account.ClientID != "id-1" || c.Account.Secret.Reveal() != "s" {
		t.Errorf("the account: %v", c.Account)
	}
	if c.AuthenticateURL.String() != "https://authenticate.example.com:8443" || c.CallbackPath != "/custom" || c.SignOutRedirect != "https://example.com/bye" || c.Port() != "8443" {
		t.Errorf("the addresses: %+v", c)
	}
	if c.SharedSecret.State != config.KeyInFile || c.SharedSecret.File != "/run/shared" || c.CookieSecret.State != config.KeyRefused {
		t.Errorf("the secrets: %v, %v", c.SharedSecret, c.CookieSecret)
	}
	var files []string
	for _, file := range c.Files {
		files = append(files, file.Path)
	}
	if !slices.Equal(files, []string{"/etc/cert.pem", "/etc/a.pem", "/etc/a-key.pem"}) {
		t.Errorf("the files: %v", c.Files)
	}
	if c.SecondDocument != 39 {
		t.Errorf("the second document is in line %d", c.SecondDocument)
	}
	if len(c.Routes) != 3 || len(c.AllowedGroups()) != 2 || c.Routes[0].ClientID != "own" || c.Routes[0].Line != 25 ||
		!slices.Equal(c.Routes[0].AllowedGroups, []string{"admin", "rol_1"}) || !slices.Equal(c.Routes[1].PolicyGroups, []string{"staff", "x", "y"}) ||
		!slices.Equal(c.Routes[2].AllowedGroups, []string{"one"}) {
		t.Errorf("the routes: %+v", c.Routes)
	}
	if misspelt := c.Misspelt(); len(misspelt) != 1 || misspelt[0].Meant != "idp_client_id" || misspelt[0].Line != 22 {
		t.Errorf("the misspelt keys: %v", misspelt)
	}
	if key, there := c.Find("idp_provider"); !there || key.Line != 2 {
		t.Errorf("a key in capitals: %v", key)
	}
}

func TestTheKeysThatAVersionRefuses(t *testing.T) {
	const content = "IDP_SERVICE_ACCOUNT: a\nidp_refresh_directory_timeout: 1m\nidp_refresh_directory_interval: 1m\nidp_qps: 1\nidp_service_acount: b\n"
	c := read(t, "config.yaml", content)
	for typed, want := range map[string]string{
		"0.19":       "idp_service_acount (line 5)",
		"0.20":       "idp_service_account (line 1) idp_refresh_directory_timeout (line 2) idp_refresh_directory_interval (line 3) idp_qps (line 4) idp_service_acount (line 5)",
		"enterprise": "idp_service_account (line 1) idp_refresh_directory_timeout (line 2) idp_refresh_directory_interval (line 3) idp_qps (line 4) idp_service_acount (line 5)",
	} {
		var names []string
		for _, key := range c.Refused(version(t, typed)) {
			names = append(names, key.String())
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s", typed, got)
		}
	}
}

// An unquoted value has a type before Pomerium makes a string of it.
func TestAnUnquotedValueIsReadAsPomeriumReadsIt(t *testing.T) {
	for written, want := range map[string]string{
		"0123456": "42798", "1e5": "100000", "0o17": "15", "017": "15", "0x12345678": "305419896", "1_000": "1000",
		".inf": "+Inf", ".nan": "NaN", "true": "1", "yes": "yes", "NULL": "", "~": "", "ab #cd": "ab", "a#b": "a#b",
		"12345678901234567890123456789012": "12345678901234567000000000000000", "12345678901234567890": "12345678901234567890",
		"'0123'": "0123", "${X}": "${X}", "“x”": "“x”", "2020-01-01": "", "[a]": "", ">-\n  folded\n  text": "folded text",
	} {
		if got := read(t, "config.yaml", "idp_client_id: "+written+"\n").ClientID; got != want {
			t.Errorf("%s is %q, want %q", written, got, want)
		}
	}
}

func TestWhatAnAuthenticateURLIsWorth(t *testing.T) {
	for written, want := range map[string]struct {
		usable, hosted, sample bool
		problem                string
	}{
		"https://authenticate.example.com":                 {usable: true},
		"https://authenticate.example.com/":                {usable: true},
		"https://authenticate.localhost.pomerium.io":       {usable: true, sample: true},
		"https://authenticate.pomerium.app":                {hosted: true, problem: "that Pomerium runs itself"},
		"http://authenticate.example.com":                  {problem: "must be https"},
		"authenticate.example.com":                         {problem: "must be written as https://authenticate.example.com"},
		"https://Authenticate.example.com":                 {problem: "must be written as"},
		"https://authenticate.example.com/oauth2/callback": {problem: "must be written as https://authenticate.example.com: /oauth2/callback was left out"},
		"https://bücher.example":                           {problem: "must be written as https://xn--bcher-kva.example"},
	} {
		c := read(t, "config.yaml", "authenticate_service_url: "+written+"\n")
		if c.AuthenticateText != written || c.AuthenticateURL.IsZero() == want.usable || c.Hosted != want.hosted || c.AuthenticateURL.Sample() != want.sample ||
			!strings.Contains(c.AuthenticateProblem, want.problem) || want.problem == "" && c.AuthenticateProblem != "" {
			t.Errorf("%s: %q, %v, %q", written, c.AuthenticateURL, c.Hosted, c.AuthenticateProblem)
		}
	}
}

func TestWhatASecretIsWorth(t *testing.T) {
	good := config.EncodeKey([32]byte{7}).Reveal()
	for content, want := range map[string][2]config.KeyState{
		"log_level: info\n": {config.KeyMissing, config.KeyMissing},
		"cookie_secret: " + good + "\nshared_secret: " + good + "\n":                         {config.KeyGood, config.KeyGood},
		"cookie_secret: |\n  " + good + "\nshared_secret: |\n  " + good + "\n":               {config.KeyGood, config.KeyRefused},
		"cookie_secret: YYYYY\nshared_secret: XXXXXX\n":                                      {config.KeyRefused, config.KeyRefused},
		"cookie_secret:\nshared_secret: \"\"\n":                                              {config.KeyMissing, config.KeyMissing},
		"cookie_secret: AAAAAAAAAAAAAAAAAAAAAA==\nshared_secret: AAAAAAAAAAAAAAAAAAAAAA==\n": {config.KeyRefused, config.KeyRefused},
		"cookie_secret_file: /a\nshared_secret_file: /b\nshared_secret: " + good + "\n":      {config.KeyInFile, config.KeyInFile},
	} {
		c := read(t, "config.yaml", content)
		if got := [2]config.KeyState{c.CookieSecret.State, c.SharedSecret.State}; got != want {
			t.Errorf("%v, want %v of\n%s", got, want, content)
		}
	}
}

func TestThePackagedFileIsKnownAsTheSampleItIs(t *testing.T) {
	for _, name := range []string{"testdata/sample-0.19.yaml", "testdata/sample-0.33.yaml"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c := read(t, name, string(content))
		if !c.IsSample() || c.Provider != "google" || !c.AuthenticateURL.Sample() || !c.SuggestAuthenticateURL().IsZero() || len(c.Files) != 2 {
			t.Errorf("%s: %+v", name, c)
		}
		if strings.Contains(name, "0.19") && (c.HasAccount || c.AccountProblem == "") {
			t.Errorf("%s: its account is no account: %v", name, c.Account)
		}
	}
	if read(t, "config.yaml", everything).IsSample() {
		t.Error("any file is taken for the sample")
	}
}

func TestTheSuggestedAddressComesFromTheRoutes(t *testing.T) {
	for content, want := range map[string]string{
		"from: https://app.example.com":                                           "https://authenticate.example.com",
		"from: https://a.example.com\n  - from: https://b.example.com":            "https://authenticate.example.com",
		"from: https://a.x.example.com\n  - from: https://b.example.com":          "https://authenticate.example.com",
		"from: https://a.x.example.com\n  - from: tcp+https://b.x.example.com:22": "https://authenticate.x.example.com",
		"from: https://example.com\n  - from: https://*.example.com":              "https://authenticate.example.com",
		"from: https://a.example.com\n  - from: https://b.example.org":            "",
		"from: https://a.one.co.uk\n  - from: https://b.two.co.uk":                "",
		"from: https://authenticate.example.com":                                  "",
		"from: https://a.localhost.pomerium.io":                                   "",
		"from: https://a.localhost.pomerium.io\n  - from: https://a.example.com":  "https://authenticate.example.com",
		"from: https://intranet":                                                  "",
		"to: https://x":                                                           "",
	} {
		c := read(t, "config.yaml", "routes:\n  - "+content+"\n")
		if got := c.SuggestAuthenticateURL().String(); got != want {
			t.Errorf("%q, want %q of\n%s", got, want, content)
		}
	}
	c := read(t, "config.yaml", "address: 0.0.0.0:8443\nroutes:\n  - from: https://a.example.com\n")
	if got := c.SuggestAuthenticateURL().String(); got != "https://authenticate.example.com:8443" {
		t.Errorf("with another port: %q", got)
	}
	for name, content := range map[string]string{
		"config.yaml": "insecure_server: true\naddress: :80\nroutes:\n  - from: https://a.example.com\n",
		"config.json": `{"insecure_server": true, "address": ":80", "routes": [{"from": "https://a.example.com"}]}`,
		"config.toml": "insecure_server = true\naddress = \":80\"\n[[routes]]\nfrom = \"https://a.example.com\"\n",
	} {
		if got := read(t, name, content).SuggestAuthenticateURL().String(); got != "https://authenticate.example.com" {
			t.Errorf("behind something that speaks TLS, %s: %q", name, got)
		}
	}
	url, _, _ := config.ParseAuthenticateURL("a.example.com")
	if route, taken := c.RouteOn(url); !taken || route.String() != "https://a.example.com (line 3)" {
		t.Errorf("the host of a route is not seen: %v", route)
	}
}

// The last of two names wins, quotes go, $ expands unless in single quotes:
// what Pomerium's environment holds is not known here, whatever ours does.
func TestADotenvFileIsReadAsPomeriumReadsIt(t *testing.T) {
	t.Setenv("POMERIUM_TEST_EXPANDED", "expanded")
	c := read(t, "pomerium.env", "\ufeff# c\r\nexport IDP_PROVIDER = \"auth0\"\r\nIDP_CLIENT_ID=one\r\nIDP_CLIENT_ID: 'two$X'\r\nIDP_CLIENT_SECRET=a#b\r\nIDP_PROVIDER_URL=$POMERIUM_TEST_EXPANDED\r\nidp_service_acount=x\r\nCOOKIE_SECRET=0123\r\nA=b\r\nSERVICES=\"$A${A}\\$A\"")
	if c.Form != config.Dotenv || c.Provider != "auth0" || c.ClientID != "two$X" || c.ClientSecret.Reveal() != "a" || c.ProviderURL != "" || c.Services != "bb$A" || c.CookieSecret.Value.Reveal() != "0123" {
		t.Errorf("%+v, secret %q", c, c.ClientSecret.Reveal())
	}
	if key, there := c.Find("idp_service_acount"); !there || key.String() != "idp_service_acount (line 7)" || len(c.Refused(version(t, "0.19"))) != 1 {
		t.Errorf("the misspelt key: %v", key)
	}
	if key, _ := c.Find("idp_provider_url"); key.Expands != "POMERIUM_TEST_EXPANDED" || key.Empty {
		t.Errorf("what expands: %+v", key)
	}
	if key, _ := c.Find("idp_client_secret"); !key.Cut || key.Expands != "" {
		t.Errorf("what is cut: %+v", key)
	}
}

func TestFilesThatAreNotThereOrNotRead(t *testing.T) {
	if c, err := config.Read("config.yaml", nil); err != nil || !c.Absent {
		t.Errorf("no file: %+v, %v", c, err)
	}
	if c := read(t, "config.toml", "idp_provider = \"auth0\"\n"); c.Form != config.TOML || c.Absent {
		t.Errorf("TOML: %+v", c)
	}
	if c := read(t, "config.yaml", "# nothing\n"); !c.Empty {
		t.Errorf("only comments: %+v", c)
	}
}
