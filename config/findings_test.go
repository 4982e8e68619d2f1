package config_test

import (
	"fmt"
	"strings"
	"testing"

	"pomerium-auth0/config"
)

const goodKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

// goodFile has nothing to be said about, for 0.19.2 with the account, else
// without it.
func goodFile(version string) string {
	file := `authenticate_service_url: "https://authenticate.example.com"
idp_provider: "auth0"
idp_provider_url: "https://acme.eu.auth0.com"
idp_client_id: "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"
idp_client_secret: "q8Lz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6Uj0aA1"
cookie_secret: "` + goodKey + `"
shared_secret: "` + goodKey + `"
`
	if strings.HasPrefix(version, "0.19") {
		// {"client_id":"m2m","secret":"s3cr3t"}
		file += "idp_service_account: \"eyJjbGllbnRfaWQiOiJtMm0iLCJzZWNyZXQiOiJzM2NyM3QifQ==\"\n"
	}
	return file + "routes:\n  - from: https://app.example.com\n    to: http://127.0.0.1:8080\n"
}

func found(t *testing.T, content, version string) []config.Finding {
	t.Helper()
	contents, err := config.Read("config.yaml", []byte(content))
	if err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	var v config.Version
	if version != "" {
		if v, err = config.ParseVersion(version); err != nil {
			t.Fatal(err)
		}
	}
	return config.Findings([]byte(content), contents, v)
}

func TestAGoodFileHasNothingToBeSaidAbout(t *testing.T) {
	for _, version := range []string{"0.19.2", "0.21.0", "0.33.1"} {
		if list := found(t, goodFile(version), version); len(list) > 0 {
			t.Errorf("%s: %+v", version, list)
		}
	}
}

// TestEachMistakeHasItsSentence breaks one thing of a good file at a time.
func TestEachMistakeHasItsSentence(t *testing.T) {
	const (
		providerURL  = `"https://acme.eu.auth0.com"`
		clientSecret = `"q8Lz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6Uj0aA1"`
		authenticate = `authenticate_service_url: "https://authenticate.example.com"`
		account      = `idp_service_account: "eyJjbGllbnRfaWQiOiJtMm0iLCJzZWNyZXQiOiJzM2NyM3QifQ=="`
		routes       = "routes:\n"
	)
	for _, c := range []struct {
		name, version string
		from, to      string
		key, says     string
		works         bool
	}{
		{"capital Auth0", "0.33", `"auth0"`, `"Auth0"`, "idp_provider", "unknown provider: Auth0", false},
		{"another provider", "0.33", `"auth0"`, `"google"`, "idp_provider", "users sign in elsewhere", false},
		{"no provider", "0.33", `idp_provider: "auth0"`, "", "idp_provider", "provider is not defined", false},
		{"slash, directory sync", "0.19.2", providerURL, `"https://acme.eu.auth0.com/"`, "idp_provider_url", "//api/v2/", false},
		{"path", "0.33", providerURL, `"https://acme.eu.auth0.com/x"`, "idp_provider_url", "has a path", false},
		{"port", "0.33", providerURL, `"https://acme.eu.auth0.com:443"`, "idp_provider_url", "names a port", false},
		{"query", "0.33", providerURL, `"https://acme.eu.auth0.com?x=1"`, "idp_provider_url", "has a query", false},
		{"capitals", "0.33", providerURL, `"https://Acme.eu.auth0.com"`, "idp_provider_url", "capital letters", false},
		{"http", "0.33", providerURL, `"http://acme.eu.auth0.com"`, "idp_provider_url", "not https", false},
		{"no scheme", "0.33", providerURL, `"acme.eu.auth0.com"`, "idp_provider_url", "no URL", false},
		{"blank", "0.33", providerURL, `"https://acme.eu.auth0.com "`, "idp_provider_url", "blank", false},
		{"no provider URL", "0.33", "idp_provider_url: " + providerURL, "", "idp_provider_url", "is missing", false},
		{"no client ID", "0.33", `idp_client_id: "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"`, "", "idp_client_id", "is missing", false},
		{"no client secret", "0.33", "idp_client_secret: " + clientSecret, "", "idp_client_secret", "is missing", false},
		{"block literal", "0.33", clientSecret, "|\n  q8Lz0xN3\n", "idp_client_secret", "line break around it", false},
		{"unquoted number", "0.33", clientSecret, "0123456", "idp_client_secret", "takes it for a number", false},
		{"unquoted exponent", "0.33", clientSecret, "1e5", "idp_client_secret", "takes it for a number", false},
		{"secret file beside the secret", "0.33", routes, "idp_client_secret_file: /run/secret\n" + routes, "idp_client_secret_file", "beats idp_client_secret", true},
		{"secret file before 0.18", "0.17.3", routes, "idp_client_secret_file: /run/secret\n" + routes, "idp_client_secret_file", "came with 0.18", false},
		{"hosted", "0.33", authenticate, `authenticate_service_url: "https://authenticate.pomerium.app"`, "authenticate_service_url", "runs itself", false},
		{"hosted by default", "0.33", authenticate, "", "authenticate_service_url", "authenticate.pomerium.app is used", false},
		{"http authenticate URL", "0.33", authenticate, `authenticate_service_url: "http://authenticate.example.com"`, "authenticate_service_url", "must be https", false},
		{"path of the authenticate URL", "0.33", authenticate, `authenticate_service_url: "https://authenticate.example.com/base"`, "authenticate_service_url", "must be written as", false},
		{"sample authenticate URL", "0.33", authenticate, `authenticate_service_url: "https://authenticate.localhost.pomerium.io"`, "authenticate_service_url", "whoever opens it", true},
		{"a route's host", "0.33", authenticate, `authenticate_service_url: "https://app.example.com"`, "authenticate_service_url", "a route too", false},
		{"callback path", "0.33", routes, "authenticate_callback_path: /cb\n" + routes, "authenticate_callback_path", "not read any more", true},
		{"sign-out without scheme", "0.33", routes, "signout_redirect_url: example.com\n" + routes, "signout_redirect_url", "has no scheme", false},
		{"service account from 0.20 on", "0.20.0", routes, account + "\n" + routes, "idp_service_account", "does not start", false},
		{"wrong base64", "0.19.2", account, `idp_service_account: "e30"`, "idp_service_account", "no roles are read", false},
		{"no secret in the account", "0.19.2", account, `idp_service_account: "eyJjbGllbnRfaWQiOiJtMm0ifQ=="`, "idp_service_account", "no roles are read", false},
		{"custom domain without the domain key", "0.19.2", providerURL, `"https://login.example.com"`, "idp_service_account", "names no domain", false},
		{"misspelt account", "0.19.2", account, strings.Replace(account, "account", "acount", 1), "idp_service_acount", "is misspelt", false},
		{"misspelt account later", "0.33", routes, strings.Replace(account, "account", "acount", 1) + "\n" + routes, "idp_service_acount", "has no effect", true},
		{"directory interval", "0.33", routes, "idp_refresh_directory_interval: 10m\n" + routes, "idp_refresh_directory_interval", "does not start", false},
		{"allowed groups without an account", "0.19.2", account + "\nroutes:\n  - from: https://app.example.com", "routes:\n  - from: https://app.example.com\n    allowed_groups: [admin]", "allowed_groups", "needs idp_service_account", false},
		{"allowed groups in routes", "0.33", "from: https://app.example.com", "from: https://app.example.com\n    allowed_groups: [admin]", "allowed_groups", "does not start", false},
		{"allowed groups in policy", "0.33", "routes:\n  - from: https://app.example.com", "policy:\n  - from: https://app.example.com\n    allowed_groups: [admin]", "allowed_groups", "silently gone", false},
		{"a route with a client", "0.33", "from: https://app.example.com", "from: https://app.example.com\n    idp_client_id: other", "idp_client_id", "a client of its own", true},
		{"short cookie secret", "0.33", `cookie_secret: "` + goodKey + `"`, `cookie_secret: "YYYYY"`, "cookie_secret", "does not start", false},
		{"no cookie secret", "0.19.2", `cookie_secret: "` + goodKey + `"`, "", "cookie_secret", "does not start", false},
		{"no cookie secret later", "0.33", `cookie_secret: "` + goodKey + `"`, "", "cookie_secret", "signs everybody out", true},
		{"misspelt key", "0.33", routes, "idp_client_secert: x\n" + routes, "idp_client_secert", "is not idp_client_secret", true},
		{"second document", "0.33", "    to: http://127.0.0.1:8080\n", "    to: http://127.0.0.1:8080\n---\nidp_provider: auth0\n", "---", "second document", true},
		{"scopes as one text", "0.33", routes, "idp_scopes: openid profile email offline_access\n" + routes, "idp_scopes", "single scope", true},
		{"scopes without openid", "0.33", routes, "idp_scopes: [profile, offline_access]\n" + routes, "idp_scopes", "missing id_token", false},
		{"scopes without offline_access", "0.33", routes, "idp_scopes: [openid, email]\n" + routes, "idp_scopes", "lacks offline_access", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			good := goodFile(c.version)
			if !strings.Contains(good, c.from) {
				t.Fatalf("the good file has no %q", c.from)
			}
			list := found(t, strings.Replace(good, c.from, c.to, 1), c.version)
			if len(list) != 1 {
				t.Fatalf("%d findings: %+v", len(list), list)
			}
			finding := list[0]
			if finding.Key != c.key || !strings.Contains(finding.Text, c.says) || finding.Fails == c.works {
				t.Errorf("%+v", finding)
			}
			if finding.Remedy == "" || strings.Contains(fmt.Sprint(finding), "q8Lz0xN3") {
				t.Errorf("no remedy, or a secret: %+v", finding)
			}
		})
	}
}

func TestWhatDependsOnTheVersionIsNotSaidWithoutIt(t *testing.T) {
	content := strings.Replace(goodFile("0.19.2"), `authenticate_service_url: "https://authenticate.example.com"`, "", 1)
	if list := found(t, content, ""); len(list) > 0 {
		t.Errorf("%+v", list)
	}
}
