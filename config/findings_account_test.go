package config_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestMistakesInTheServiceAccount(t *testing.T) {
	const key = "idp_service_account"
	plain := func(json string) string { return key + ": '" + json + "'" }
	encoded := func(json string) string { return plain(base64.StdEncoding.EncodeToString([]byte(json))) }
	misspelt := strings.Replace(lineAccount, "account", "acount", 1)
	custom := strings.Replace(lineProviderURL, "acme.eu.auth0.com", "login.example.com", 1)
	withDomain := func(domain string) string {
		return encoded(`{"client_id":"m2m","secret":"s","domain":"` + domain + `"}`)
	}
	checkMistakes(t, []mistake{
		{"from 0.20 on", "0.20.0", lineRoutes, lineAccount + "\n" + lineRoutes, key, "does not start", fails},
		{"empty from 0.20 on", "0.33", lineRoutes, key + ": \"\"\n" + lineRoutes, key, "does not start", fails},
		{"no base64", "0.19.2", lineAccount, plain("!"), key, "is not base64 as Pomerium reads it", fails},
		{"alphabet for URLs", "0.19.2", lineAccount, plain("eyJjbGllbnRfaWQiOiJtMm0i-_"), key, "alphabet for URLs", fails},
		{"no padding", "0.19.2", lineAccount, plain(strings.TrimRight(goodAccount, "=")), key, "= signs at its end are missing", fails},
		{"folded", "0.19.2", lineAccount, key + ": >\n  " + goodAccount[:20] + "\n  " + goodAccount[20:], key, "blanks stand in it", fails},
		{"base64 twice", "0.19.2", lineAccount, encoded(goodAccount), key, "put into base64 twice", fails},
		{"no JSON", "0.19.2", lineAccount, encoded("m2m:s"), key, "does not hold JSON", fails},
		{"no client ID", "0.19.2", lineAccount, encoded(`{"clientId":"m2m","secret":"s"}`), key, "holds no client_id", fails},
		{"no secret", "0.19.2", lineAccount, encoded(`{"client_id":"m2m"}`), key, "holds no secret", fails},
		{"mapping", "0.19.2", lineAccount, key + ": {client_id: m2m, secret: s}", key, "does not start", fails},
		{"JSON before 0.16.3", "0.16.2", lineAccount, plain(`{"client_id":"m2m","secret":"s"}`), key, "came with 0.16.3", fails},
		{"client_secret before 0.16.3", "0.16.2", lineAccount, encoded(`{"client_id":"m2m","client_secret":"s"}`), key, "came with 0.16.3", fails},
		{"custom domain without the domain key", "0.19.2", lineProviderURL, custom, key, "names no domain", fails},
		{"custom domain before 0.16.3", "0.16.2", lineProviderURL, custom, key, "cannot be told otherwise", fails},
		{"slash in the domain", "0.19.2", lineAccount, withDomain("acme.eu.auth0.com/"), key, "a domain with a slash", fails},
		{"custom domain as the domain", "0.19.2", lineAccount, withDomain("login.example.com"), key, "is a custom domain", fails},
		{"misspelt", "0.19.2", lineAccount, misspelt, "idp_service_acount", "no roles are read", fails},
		{"misspelt beside the right one", "0.19.2", lineAccount, lineAccount + "\n" + misspelt, "idp_service_acount", "has no effect", warns},
		{"misspelt later", "0.33", lineRoutes, misspelt + "\n" + lineRoutes, "idp_service_acount", "has no effect", warns},
	})
	for name, good := range map[string][2]string{
		"JSON":                      {lineAccount, plain(`{"client_id":"m2m","secret":"s"}`)},
		"client_secret":             {lineAccount, encoded(`{"client_id":"m2m","client_secret":"s"}`)},
		"wrapped":                   {lineAccount, key + ": |\n  " + goodAccount[:20] + "\n  " + goodAccount[20:]},
		"custom domain with domain": {lineProviderURL + "\n", custom + "\n"},
	} {
		content := strings.Replace(goodFile("0.19.2"), good[0], good[1], 1)
		if strings.HasPrefix(name, "custom") {
			content = strings.Replace(content, lineAccount, withDomain("acme.eu.auth0.com"), 1)
		}
		if list := found(t, content, "0.19.2"); len(list) > 0 {
			t.Errorf("%s: %+v", name, list)
		}
	}
	// 0.33 overlooks a key with nothing under it.
	if list := found(t, goodFile("0.33")+key+":\n", "0.33"); len(list) > 0 {
		t.Errorf("a null account: %+v", list)
	}
}

// What stands within a route has the line of its own key.
func TestTheLinesWithinARoute(t *testing.T) {
	content := goodFile("0.33") + "    pass_identity_headers: true\n    allowed_groups:\n      - admin\n    idp_client_id: other\n    policy:\n      - allow:\n          or:\n            - domain: {is: example.com}\n            - groups: {has: boss}\n"
	lines := map[string]int{}
	for _, finding := range found(t, content, "0.33") {
		lines[finding.Key] = finding.Line
	}
	for key, want := range lines {
		if stands := strings.Split(content, "\n")[want-1]; !strings.Contains(stands, key+":") {
			t.Errorf("%s in line %d: %s", key, want, stands)
		}
	}
	if len(lines) != 3 {
		t.Errorf("said of %v", lines)
	}
}

func TestMistakesInTheGroups(t *testing.T) {
	const groups = "\n    allowed_groups: [admin]"
	const policy = "\n    policy: [{allow: {or: [{groups: {has: admin}}]}}]"
	without := lineAccount + "\n" + lineRoutes + "\n" + lineFrom + "\n" + lineTo
	misspelt := strings.Replace(lineAccount, "account", "acount", 1)
	checkMistakes(t, []mistake{
		{"without an account", "0.19.2", without, lineRoutes + "\n" + lineFrom + "\n" + lineTo + groups, "allowed_groups", "needs idp_service_account", fails},
		{"in routes", "0.20.0", lineTo, lineTo + groups, "allowed_groups", "is refused by Pomerium 0.20: it does not start", fails},
		{"in policy", "0.33", lineRoutes + "\n" + lineFrom + "\n" + lineTo, "policy:\n" + lineFrom + "\n" + lineTo + groups, "allowed_groups", "silently gone", fails},
		{"in a policy of Pomerium itself", "0.33", lineTo, lineTo + policy, "groups", "matches nobody", warns},
		{"in a policy without an account", "0.19.2", without, lineRoutes + "\n" + lineFrom + "\n" + lineTo + policy, "groups", "with the web app's own ID and secret", warns},
		{"by name for a console", "enterprise", lineTo, lineTo + policy, "groups", "compares with IDs alone", warns},
		{"a client of its own", "0.33", lineTo, lineTo + "\n    idp_client_id: other", "idp_client_id", "a client of its own", warns},
	})
	for version, line := range map[string]string{"0.19.2": lineTo + groups + policy, "enterprise": lineTo + strings.Replace(policy, "admin", "rol_0123456789abcdef", 1), "0.16.2": lineTo + "\n    idp_client_id: other"} {
		if list := found(t, strings.Replace(goodFile(version), lineTo, line, 1), version); len(list) > 0 {
			t.Errorf("%s: %+v", version, list)
		}
	}
	// A misspelt account is none, and Pomerium does not start with the groups.
	list := found(t, strings.Replace(strings.Replace(goodFile("0.19.2"), lineAccount, misspelt, 1), lineTo, lineTo+groups, 1), "0.19.2")
	if len(list) != 2 || !strings.Contains(list[1].Text, "needs idp_service_account") {
		t.Errorf("groups with a misspelt account: %+v", list)
	}
}
