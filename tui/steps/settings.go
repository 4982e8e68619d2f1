package steps

import (
	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// settingsOf is what will be saved, and whether all of it is known. Fresh keys
// are the walk's own, so that the same walk makes the same file. There are none
// where Pomerium has keys that this program does not see, in its environment or
// in a file that cannot be read: a new one would sign everybody out.
func settingsOf(o Options, v *walk.View) (config.Settings, bool) {
	version := versionOf(v)
	settings := config.Settings{
		AuthenticateURL: authenticateURL(v),
		ProviderURL:     domainOf(v).URL(),
		ClientID:        web.clientID(v),
		ClientSecret:    web.clientSecret(v),
		Practice:        o.Practice != nil,
		MendScopes:      v.Text(MendScopes) == Yes,
	}
	form, _ := destination(v)
	fresh := func(i int, names ...string) (key secret.Secret) {
		if file := fileOf(v); (file.Read || file.Contents.Encrypted) && (form == FormEnv || !startedWithAny(v, names...)) {
			key = v.Key(i)
		}
		return key
	}
	settings.CookieSecret = fresh(0, "COOKIE_SECRET", "COOKIE_SECRET_FILE")
	settings.SharedSecret = fresh(1, "SHARED_SECRET", "SHARED_SECRET_FILE")
	complete := !version.IsZero() && !settings.AuthenticateURL.IsZero() && !domainOf(v).IsZero() &&
		settings.ClientID != "" && !settings.ClientSecret.IsZero()
	if version.UsesServiceAccount() && v.Text(M2MApp) != NoApp {
		settings.Account, settings.HasAccount = account(v)
		complete = complete && settings.HasAccount
	}
	return settings, complete
}

// editRequest is the file as it will be, once all of it is known.
func editRequest(o Options, v *walk.View) any {
	settings, complete := settingsOf(o, v)
	version := versionOf(v)
	if !complete || !version.WritesFile() || !v.Fresh(LookFile) {
		return nil
	}
	form, _ := destination(v)
	return EditRequest{Path: v.Text(Config), Digest: fileOf(v).Digest, Target: fileOf(v).Target, Form: form, Version: version, Settings: settings}
}
