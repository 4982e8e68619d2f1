package config_test

import (
	"errors"
	"strings"
	"testing"

	"pomerium-auth0/config"
)

// TestScopesThatAreMissingAreAdded, where that is asked for, and nothing else of
// the file changes for it.
func TestScopesThatAreMissingAreAdded(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"a list in a line":   {"idp_scopes: [profile, email] # ours\n", "idp_scopes: [profile, email, \"openid\", \"offline_access\"] # ours\n"},
		"a comma at its end": {"idp_scopes: [ 'profile', ]\n", "idp_scopes: [ 'profile', \"openid\", \"offline_access\", ]\n"},
		"in brackets over lines": {
			"idp_scopes: [ # ours\n  profile, # theirs\n  email # and this\n]\n",
			"idp_scopes: [ # ours\n  profile, # theirs\n  email, \"openid\", \"offline_access\" # and this\n]\n",
		},
		"a list over lines": {"idp_scopes:\n  - profile\n  - offline_access\n", "idp_scopes:\n  - profile\n  - offline_access\n  - \"openid\"\n"},
		"a list with comments": {
			"idp_scopes: # ours\n  # a name\n  - profile # theirs\n\n  -   \"email\" # and this\n  # - groups\n",
			"idp_scopes: # ours\n  # a name\n  - profile # theirs\n\n  -   \"email\" # and this\n  - \"openid\"\n  - \"offline_access\"\n  # - groups\n",
		},
		"items at the margin":  {"idp_scopes:\n- profile\n- groups\n", "idp_scopes:\n- profile\n- groups\n- \"openid\"\n- \"offline_access\"\n"},
		"one text":             {"idp_scopes: profile,email # ours\n", "idp_scopes: \"profile,email,openid,offline_access\" # ours\n"},
		"one text with blanks": {"idp_scopes: profile email\n", "idp_scopes: \"profile,email,openid,offline_access\"\n"},
		"capitals":             {"Idp_Scopes: [profile]\n", "Idp_Scopes: [profile, \"openid\", \"offline_access\"]\n"},
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
	// At the very end of a file, which ends in no line break.
	s := settings()
	s.MendScopes = true
	const last = "idp_scopes:\n  - profile # ours"
	mended := string(edit(t, "config.yaml", last, "0.33", s).New)
	if want := last + "\n  - \"openid\"\n  - \"offline_access\"\n"; !strings.HasPrefix(mended, want) || strings.HasSuffix(mended, "\n") {
		t.Errorf("at the end of a file it is\n%s", mended)
	}
}

// TestScopesThatCannotBeAddedToAreLeft, where what stands there is used once
// more, or where they end is not known.
func TestScopesThatCannotBeAddedToAreLeft(t *testing.T) {
	for name, content := range map[string]string{
		"in JSON":           `{"idp_scopes": ["profile"]}`,
		"used twice":        "idp_scopes: &s [profile]\nx-scopes: *s\n",
		"a text over lines": "idp_scopes:\n  - |\n    profile\n",
		"not of its own":    "? idp_scopes\n: - profile\n",
	} {
		file := "config.yaml"
		if content[0] == '{' {
			file = "config.json"
		}
		s := settings()
		s.MendScopes = true
		var unusable *config.Unusable
		if _, err := config.Edit(file, []byte(content), version(t, "0.33"), s); !errors.As(err, &unusable) || unusable.Problem != config.OddShape {
			t.Errorf("%s: %v", name, err)
		}
	}
}
