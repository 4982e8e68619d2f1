package config_test

import "testing"

func TestMistakesInTheProvider(t *testing.T) {
	provider := func(s string) string { return `idp_provider: "` + s + `"` }
	url := func(s string) string { return `idp_provider_url: "` + s + `"` }
	const p, u = "idp_provider", "idp_provider_url"
	checkMistakes(t, []mistake{
		{"capital Auth0", "0.33", lineProvider, provider("Auth0"), p, "unknown provider: Auth0", fails},
		{"blank around auth0", "0.33", lineProvider, provider("auth0 "), p, "unknown provider", fails},
		{"another provider", "0.33", lineProvider, provider("google"), p, "users sign in elsewhere", fails},
		{"another provider, with its account", "0.19.2", lineProvider, provider("google"), p, "users sign in elsewhere", fails},
		{"unknown provider", "0.33", lineProvider, provider("autho"), p, "no provider of Pomerium", fails},
		{"general provider", "0.33", lineProvider, provider("oidc"), p, "puts no slash behind", fails},
		{"general provider with its slash", "0.33", lineProvider + "\n" + lineProviderURL, provider("oidc") + "\n" + url("https://acme.eu.auth0.com/"), p, "does not sign them out there", warns},
		{"no provider", "0.33", lineProvider, "", p, "provider is not defined", fails},
		{"no provider, checked at start", "0.16.2", lineProvider, "", p, "Pomerium does not start (\"'IDP_PROVIDER' is required\")", fails},
		{"provider in its own quotes", "0.33", lineProvider, `idp_provider: '"auth0"'`, p, "quotes around it", fails},
		{"list as provider", "0.33", lineProvider, "idp_provider: [auth0]", p, "Pomerium does not start", fails},

		{"slash, directory sync", "0.19.2", lineProviderURL, url("https://acme.eu.auth0.com/"), u, "//api/v2/", fails},
		{"path", "0.33", lineProviderURL, url("https://acme.eu.auth0.com/x"), u, "has a path", fails},
		{"two slashes", "0.33", lineProviderURL, url("https://acme.eu.auth0.com//"), u, "has a path", fails},
		{"port", "0.33", lineProviderURL, url("https://acme.eu.auth0.com:443"), u, "names a port", fails},
		{"query", "0.33", lineProviderURL, url("https://acme.eu.auth0.com?x=1"), u, "has a query", fails},
		{"fragment", "0.33", lineProviderURL, url("https://acme.eu.auth0.com#x"), u, "has a query", fails},
		{"user", "0.33", lineProviderURL, url("https://me@acme.eu.auth0.com"), u, "names a user", fails},
		{"capitals", "0.33", lineProviderURL, url("https://Acme.eu.auth0.com"), u, "capital letters", fails},
		{"letters outside ASCII", "0.33", lineProviderURL, url("https://bücher.example"), u, "letters outside ASCII", fails},
		{"http", "0.33", lineProviderURL, url("http://acme.eu.auth0.com"), u, "not https", fails},
		{"no scheme", "0.33", lineProviderURL, url("acme.eu.auth0.com"), u, "no https:// in front", fails},
		{"no scheme, with a port", "0.33", lineProviderURL, url("acme.eu.auth0.com:443"), u, "no https:// in front", fails},
		{"no host", "0.33", lineProviderURL, url("https://"), u, "is no URL", fails},
		{"blank", "0.19.2", lineProviderURL, url("https://acme.eu.auth0.com "), u, "blank", fails},
		{"block literal", "0.33", lineProviderURL, "idp_provider_url: |\n  https://acme.eu.auth0.com", u, "blank", fails},
		{"typographic quotes", "0.33", lineProviderURL, "idp_provider_url: “https://acme.eu.auth0.com”", u, "quotes around it", fails},
		{"variable", "0.19.2", lineProviderURL, url("https://${DOMAIN}"), u, "holds a placeholder", fails},
		{"template", "0.33", lineProviderURL, url("{{ .Values.url }}"), u, "holds a placeholder", fails},
		{"no provider URL", "0.33", lineProviderURL, "", u, "is missing", fails},
	})
}

func TestMistakesInTheClient(t *testing.T) {
	const id, secret, file = "idp_client_id", "idp_client_secret", "idp_client_secret_file"
	checkMistakes(t, []mistake{
		{"no client ID", "0.33", lineClientID, "", id, "is missing", fails},
		{"no client ID, checked at start", "0.16.2", lineClientID, "", id, "'IDP_CLIENT_ID' is required", fails},
		{"blank around the client ID", "0.33", lineClientID, `idp_client_id: " abc"`, id, "blank around it", fails},
		{"client ID that YAML changes", "0.33", lineClientID, "idp_client_id: 00000000000000000000000000000017", id, "takes it for a number and changes it", fails},
		{"no client secret", "0.33", lineSecret, "", secret, "is missing", fails},
		{"empty client secret", "0.33", lineSecret, "idp_client_secret: ~", secret, "is missing", fails},
		{"block literal", "0.33", lineSecret, "idp_client_secret: |\n  q8Lz0xN3", secret, "line break around it", fails},
		{"blank in quotes", "0.33", lineSecret, `idp_client_secret: "q8Lz0xN3 "`, secret, "line break around it", fails},
		{"octal number", "0.33", lineSecret, "idp_client_secret: 0123456", secret, "takes it for a number", fails},
		{"exponent", "0.33", lineSecret, "idp_client_secret: 1e5", secret, "takes it for a number", fails},
		{"hexadecimal number", "0.33", lineSecret, "idp_client_secret: 0x12345678", secret, "takes it for a number", fails},
		{"true", "0.33", lineSecret, "idp_client_secret: true", secret, "takes it for a truth value", fails},
		{"date", "0.33", lineSecret, "idp_client_secret: 2020-01-01", secret, "takes it for a date and does not start", fails},
		{"mapping", "0.19.2", lineSecret, "idp_client_secret: {q8Lz0xN3: 1}", secret, "print it into their log", fails},
		{"quotes of its own", "0.33", lineSecret, `idp_client_secret: '"q8Lz0xN3"'`, secret, "quotes around it", fails},
		{"variable", "0.33", lineSecret, "idp_client_secret: ${SECRET}", secret, "holds a placeholder", fails},
		{"variable without braces", "0.33", lineSecret, "idp_client_secret: $SECRET", secret, "holds a placeholder", fails},
		{"secret file beside the secret", "0.33", lineRoutes, "idp_client_secret_file: /run/secret\n" + lineRoutes, file, "beats idp_client_secret", warns},
		{"secret file before 0.18", "0.17.3", lineSecret, "idp_client_secret_file: /run/secret", file, "came with 0.18", fails},
		{"secret as the name of its file", "0.33", lineRoutes, "idp_client_secret_file: " + goodSecret + "\n" + lineRoutes, file, "beats", warns},
	})
}

func TestASecretFileAloneIsGood(t *testing.T) {
	m := mistake{version: "0.33", line: lineSecret, by: "idp_client_secret_file: /run/secret\nidp_client_secret: \"\""}
	if list := found(t, m.content(t), "0.33"); len(list) > 0 {
		t.Errorf("%+v", list)
	}
}

func TestAPlainValueThatStaysAsItIsNeedsNoQuotes(t *testing.T) {
	for _, plain := range []string{"yes", "q8Lz0xN3", "12345678901234567890", "a#b"} {
		m := mistake{version: "0.33", line: lineSecret, by: "idp_client_secret: " + plain}
		if list := found(t, m.content(t), "0.33"); len(list) > 0 {
			t.Errorf("%s: %+v", plain, list)
		}
	}
}

func TestWhatDoesNotSignUsersInNeedsNoClient(t *testing.T) {
	content := "services: proxy\n" + lineAuthenticate + "\n" + lineCookie + "\n" + lineShared + "\n"
	if list := found(t, content, "0.33"); len(list) > 0 {
		t.Errorf("%+v", list)
	}
}

func TestMistakesInTheScopes(t *testing.T) {
	scopes := func(s string) string { return "idp_scopes: " + s + "\n" + lineRoutes }
	checkMistakes(t, []mistake{
		{"one text", "0.33", lineRoutes, scopes("openid profile email offline_access"), "idp_scopes", "single scope", warns},
		{"without openid", "0.33", lineRoutes, scopes("[profile, offline_access]"), "idp_scopes", "missing id_token", fails},
		{"without offline_access", "0.33", lineRoutes, scopes("[openid, email]"), "idp_scopes", "lacks offline_access", warns},
		{"without offline_access, commas", "0.33", lineRoutes, scopes("openid,email"), "idp_scopes", "lacks offline_access", warns},
	})
	for _, good := range []string{"openid,profile,email,offline_access", "[openid, offline_access]", "[]"} {
		m := mistake{version: "0.33", line: lineRoutes, by: scopes(good)}
		if list := found(t, m.content(t), "0.33"); len(list) > 0 {
			t.Errorf("%s: %+v", good, list)
		}
	}
}
