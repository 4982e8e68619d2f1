package config

import (
	"slices"
	"strings"
)

// scopes looks at idp_scopes, which replaces Pomerium's own list as a whole:
// openid, profile, email and offline_access.
func (f *findings) scopes() {
	scopes := f.contents.Scopes
	if len(scopes) == 0 {
		return
	}
	add := func(o outcome, says, remedy string) { f.add(keyScopes, o, strings.Join(scopes, ","), says, remedy) }
	if slices.ContainsFunc(scopes, func(scope string) bool { return strings.Contains(strings.TrimSpace(scope), " ") }) {
		add(warns, "is one text with blanks, which counts as a single scope", "put commas between them")
	}
	for _, scope := range f.contents.lackingScopes() {
		if scope == "openid" {
			add(fails, `lacks openid: the first sign-in ends with "missing id_token"`, "add openid")
		} else {
			add(warns, "lacks offline_access: users are signed out when their first token ends", "add offline_access")
		}
	}
}

// lackingScopes are those that must be in idp_scopes and are not; none where
// there is no such key.
func (c Contents) lackingScopes() []string {
	if len(c.Scopes) == 0 {
		return nil
	}
	// Auth0 takes it apart at blanks all the same.
	sent := strings.Fields(strings.Join(c.Scopes, " "))
	return slices.DeleteFunc([]string{"openid", "offline_access"}, func(scope string) bool { return slices.Contains(sent, scope) })
}
