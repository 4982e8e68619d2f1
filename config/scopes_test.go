package config_test

import (
	"strings"
	"testing"

	"pomerium-auth0/config"
)

// TestScopesThatAreMissingAreAdded, where that is asked for, and nothing else of
// the file changes for it.
func TestScopesThatAreMissingAreAdded(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"a list in a line":     {"idp_scopes: [profile, email] # ours\n", "idp_scopes: \"profile,email,openid,offline_access\"\n"},
		"a list over lines":    {"idp_scopes:\n  - profile\n  - offline_access\n", "idp_scopes: \"profile,offline_access,openid\"\n"},
		"items at the margin":  {"idp_scopes:\n- profile\n- groups\n", "idp_scopes: \"profile,groups,openid,offline_access\"\n"},
		"one text":             {"idp_scopes: profile,email # ours\n", "idp_scopes: \"profile,email,openid,offline_access\" # ours\n"},
		"one text with blanks": {"idp_scopes: profile email\n", "idp_scopes: \"profile,email,openid,offline_access\"\n"},
		"capitals":             {"Idp_Scopes: [profile]\n", "Idp_Scopes: \"profile,openid,offline_access\"\n"},
		"nothing is missing":   {"idp_scopes: [openid, offline_access]\n", "idp_scopes: [openid, offline_access]\n"},
		"there is none":        {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			const rest = "# above\naddress: :8443\n"
			const below = "# below\nroutes:\n  - from: https://a.example.com\n    to: http://a\n"
			s := settings()
			with := edit(t, "config.yaml", rest+c.before+below, "0.33", s)
			if c.before != "" && !strings.Contains(string(with.New), c.before) {
				t.Errorf("changed without being asked for:\n%s", with.New)
			}
			s.MendScopes = true
			mended := string(edit(t, "config.yaml", rest+c.before+below, "0.33", s).New)
			if want := strings.Replace(string(with.New), c.before, c.after, 1); mended != want {
				t.Errorf("got\n%s\nwant\n%s", mended, want)
			}
			if again := string(edit(t, "config.yaml", mended, "0.33", s).New); again != mended {
				t.Errorf("a second time it is\n%s", again)
			}
		})
	}
	for name, content := range map[string]string{
		"config.json": `{"idp_scopes": ["profile"]}`,
		"config.yaml": "x-scopes: &s [profile]\nidp_scopes: *s\n",
	} {
		s := settings()
		s.MendScopes = true
		e, err := config.Edit(name, []byte(content), version(t, "0.33"), s)
		if contents, _ := config.Read(name, e.New); err == nil && strings.Join(contents.Scopes, ",") != "profile,openid,offline_access" {
			t.Errorf("%s: %v in\n%s", name, contents.Scopes, e.New)
		}
	}
}
