package config_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestMistakesInTheAuthenticateURL(t *testing.T) {
	const key = "authenticate_service_url"
	url := func(s string) string { return key + `: "` + s + `"` }
	checkMistakes(t, []mistake{
		{"hosted", "0.33", lineAuthenticate, url("https://authenticate.pomerium.app"), key, "runs itself", fails},
		{"hosted, long before", "0.19.2", lineAuthenticate, url("https://authenticate.pomerium.app"), key, "runs itself", fails},
		{"hosted by default", "0.22.0", lineAuthenticate, "", key, "authenticate.pomerium.app is used", fails},
		{"missing before 0.22", "0.21.0", lineAuthenticate, "", key, "https://127.0.0.1 is used", fails},
		{"http", "0.33", lineAuthenticate, url("http://authenticate.example.com"), key, "is not https", fails},
		{"no scheme", "0.33", lineAuthenticate, url("authenticate.example.com"), key, "has no scheme: Pomerium does not start", fails},
		{"no scheme, with a port", "0.33", lineAuthenticate, url("authenticate.example.com:8443"), key, "has no scheme: Pomerium does not start", fails},
		{"no host", "0.33", lineAuthenticate, url("https://"), key, "has no host name: Pomerium does not start", fails},
		{"blank", "0.33", lineAuthenticate, url("https://authenticate.example.com "), key, "is no URL: Pomerium does not start", fails},
		{"path", "0.33", lineAuthenticate, url("https://authenticate.example.com/base"), key, "has a path, which Pomerium throws away", warns},
		{"pasted callback URL", "0.33", lineAuthenticate, url("https://authenticate.example.com/oauth2/callback"), key, "has a path, which Pomerium throws away", warns},
		{"query", "0.33", lineAuthenticate, url("https://authenticate.example.com?x=y"), key, "has a query", fails},
		{"capitals", "0.33", lineAuthenticate, url("https://Authenticate.Example.com"), key, "capital letters", fails},
		{"letters outside ASCII", "0.33", lineAuthenticate, url("https://bücher.example"), key, "letters outside ASCII", fails},
		{"the usual port", "0.33", lineAuthenticate, url("https://authenticate.example.com:443"), key, "as it stands", fails},
		{"an address", "0.33", lineAuthenticate, url("https://192.0.2.1"), key, "needs a host name", fails},
		{"sample", "0.33", lineAuthenticate, url("https://authenticate.localhost.pomerium.io"), key, "whoever opens it", warns},
		{"a route's host", "0.33", lineAuthenticate, url("https://app.example.com"), key, "a route too", fails},
		{"placeholder", "0.33", lineAuthenticate, url("https://${HOST}"), key, "holds a placeholder", fails},
		{"callback path", "0.31.0", lineRoutes, "authenticate_callback_path: /cb\n" + lineRoutes, "authenticate_callback_path", "not read any more", warns},
		{"sign-out without scheme", "0.33", lineRoutes, "signout_redirect_url: example.com\n" + lineRoutes, "signout_redirect_url", "has no scheme", fails},
		{"sign-out without host", "0.33", lineRoutes, "signout_redirect_url: https://\n" + lineRoutes, "signout_redirect_url", "has no host", fails},
	})
	for version, good := range map[string]string{
		"0.33":   url("https://authenticate.example.com:8443/"),
		"0.30.0": lineAuthenticate + "\nauthenticate_callback_path: /cb",
		"0.31.0": lineAuthenticate + "\nauthenticate_callback_path: /oauth2/callback",
		"0.32.0": lineAuthenticate + "\nsignout_redirect_url: https://example.com",
	} {
		if list := found(t, strings.Replace(goodFile(version), lineAuthenticate, good, 1), version); len(list) > 0 {
			t.Errorf("%s: %+v", good, list)
		}
	}
}

func TestMistakesInTheSecretsOfPomerium(t *testing.T) {
	const cookie, shared = "cookie_secret", "shared_secret"
	short := base64.StdEncoding.EncodeToString(make([]byte, 16))
	checkMistakes(t, []mistake{
		{"placeholder", "0.33", lineCookie, cookie + `: "YYYYY"`, cookie, "is a placeholder", fails},
		{"short", "0.33", lineCookie, cookie + ": " + short, cookie, "decodes to 16 bytes where 32 belong", fails},
		{"no padding", "0.33", lineShared, shared + ": " + strings.TrimRight(goodKey, "="), shared, "= signs at its end are missing", fails},
		{"line break", "0.33", lineShared, shared + ": |\n  " + goodKey, shared, "line break around it: Pomerium does not start", fails},
		{"number", "0.33", lineShared, shared + ": 0123", shared, "takes it for a number", fails},
		{"no cookie secret", "0.19.2", lineCookie, "", cookie, "does not start", fails},
		{"no cookie secret later", "0.33", lineCookie, "", cookie, "signs everybody out", warns},
		{"no shared secret", "0.33", lineShared, "", shared, "signs everybody out", warns},
		{"no shared secret, parted", "0.33", lineShared, "services: authenticate", shared, "is missing: Pomerium does not start", fails},
		{"no cookie secret, parted", "0.33", lineCookie, "services: authenticate", cookie, "is missing: Pomerium does not start", fails},
		{"cookie file before 0.18", "0.17.3", lineCookie, "cookie_secret_file: /run/cookie", "cookie_secret_file", "came with 0.18", fails},
		{"shared file before 0.18", "0.17.3", lineShared, "shared_secret_file: /run/shared", "shared_secret_file", "came with 0.18", warns},
		{"shared file on 0.19", "0.19.2", lineShared, "shared_secret_file: /run/shared", "shared_secret_file", "is not looked into", warns},
	})
	for version, good := range map[string]string{
		"0.33":   strings.Replace(goodFile("0.33"), lineShared, "shared_secret_file: /run/shared", 1),
		"0.19.2": strings.Replace(goodFile("0.19.2"), lineCookie, "cookie_secret: |\n  "+goodKey, 1),
	} {
		if list := found(t, good, version); len(list) > 0 {
			t.Errorf("%s: %+v", version, list)
		}
	}
}

func TestMistakesInTheKeys(t *testing.T) {
	checkMistakes(t, []mistake{
		{"directory interval", "0.33", lineRoutes, "idp_refresh_directory_interval: 10m\n" + lineRoutes, "idp_refresh_directory_interval", "does not start", fails},
		{"requests per second", "0.20.0", lineRoutes, "IDP_QPS: 10\n" + lineRoutes, "idp_qps", "does not start", fails},
		{"misspelt", "0.33", lineRoutes, "idp_client_secert: x\n" + lineRoutes, "idp_client_secert", "is not idp_client_secret", warns},
		{"redis", "0.24.0", lineRoutes, "databroker_storage_type: redis\n" + lineRoutes, "databroker_storage_type", "do not start with it", fails},
		{"forward auth", "0.21.0", lineRoutes, "forward_auth_url: https://fwd.example.com\n" + lineRoutes, "forward_auth_url", "lets nobody in", warns},
		{"second document", "0.33", lineTo, lineTo + "\n---\nidp_provider: auth0", "---", "second document", warns},
	})
	for version, line := range map[string]string{
		"0.19.2": "idp_refresh_directory_interval: 10m", "0.23.0": "databroker_storage_type: redis", "0.20.0": "forward_auth_url: https://fwd.example.com",
		"0.33": "x-helper: 1",
	} {
		if list := found(t, goodFile(version)+line+"\n", version); len(list) > 0 {
			t.Errorf("%s: %+v", line, list)
		}
	}
}
