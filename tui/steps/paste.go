package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// What a dry run supposes where values are to be pasted that nobody has yet.
const (
	AssumedID     = "the-client-ID-from-the-dashboard"
	AssumedSecret = "the-client-secret-from-the-dashboard"
)

func webAppPasteWords(v *walk.View) walk.Words {
	words := walk.Words{
		Title: "Make a Regular Web Application, and paste its values",
		Short: "Paste the web app's values",
		Lead:  "Applications → Create Application → Regular Web Applications, then its Settings. What is not listed stays as the dashboard sets it.",
		About: []walk.Row{
			{Key: "used for", Value: "idp_client_id and idp_client_secret in Pomerium's file"},
			{Key: "a colleague", Value: "ctrl+o shows all of it as plain text to send on"},
		},
	}
	for _, setting := range dashboardSettings(v) {
		words.Rows = append(words.Rows, walk.Row{Key: setting.name, Value: setting.values[0]})
		for _, more := range setting.values[1:] {
			words.Rows = append(words.Rows, walk.Row{Value: more})
		}
	}
	words.Bare = Colleague(v)
	return words
}

func m2mAppPasteWords(v *walk.View) walk.Words {
	words := walk.Words{
		Title: "Make a Machine-to-Machine application, and paste its values",
		Short: "Paste the M2M app's values",
		Lead:  "Applications → Create Application → Machine to Machine Applications.",
		Rows: []walk.Row{
			{Key: "Name", Value: m2m.defaultName},
			{Key: "API", Value: "Auth0 Management API"},
		},
		About: []walk.Row{
			{Key: "used for", Value: "idp_service_account in Pomerium's file, or its console"},
			{Key: "a colleague", Value: "ctrl+o shows all of it as plain text to send on"},
		},
	}
	for i, scope := range auth0.M2MScopes() {
		row := walk.Row{Key: "Permissions", Value: scope}
		if i > 0 {
			row.Key = ""
		}
		words.Rows = append(words.Rows, row)
	}
	words.Bare = Colleague(v)
	return words
}

// A dashboardSetting is a field of the dashboard with its values.
type dashboardSetting struct {
	name   string
	values []string
}

// dashboardSettings are the settings of the web app that differ from what the
// dashboard sets itself, under its own names and in its order.
func dashboardSettings(v *walk.View) []dashboardSetting {
	app := wantedWebApp(v).Application()
	settings := []dashboardSetting{{"Name", []string{web.defaultName}}}
	if app.LoginURI != "" {
		settings = append(settings, dashboardSetting{"Application Login URI", []string{app.LoginURI}})
	}
	return append(settings,
		dashboardSetting{"Allowed Callback URLs", app.Callbacks},
		dashboardSetting{"Allowed Logout URLs", app.LogoutURLs})
}

// Colleague is all that somebody else needs to know to make the applications in
// the dashboard: where to click, what to fill in, what to send back. It is plain
// text of at most 72 columns but for the addresses in it.
func Colleague(v *walk.View) string {
	var b strings.Builder
	say := func(lines ...string) { b.WriteString(strings.Join(lines, "\n") + "\n") }
	makes, both := "an application", "its"
	if rolesAreRead(v) {
		makes, both = "two applications", "their"
	}
	say(fmt.Sprintf("Please make %s in the Auth0 tenant %s,", makes, orElse(tenantOf(v).Host(), "of ours")),
		fmt.Sprintf("and send me %s values. Pomerium signs our users in with them.", both), "")

	if rolesAreRead(v) {
		say("1. The one that users sign in through", "")
	}
	say("Open https://manage.auth0.com and go to Applications > Applications.",
		"Press Create Application, choose Regular Web Applications, then Create.",
		"In its tab Settings fill in:", "")
	for _, setting := range dashboardSettings(v) {
		say("    " + setting.name)
		for i, value := range setting.values {
			if i < len(setting.values)-1 {
				value += "," // the dashboard's field takes them so
			}
			say("        " + value)
		}
	}
	say("", "Leave the rest as it is and save the changes. From the top of that tab,", "send me:", "",
		"    Domain", "    Client ID", "    Client Secret")
	if rolesAreRead(v) {
		say("", "2. The one that Pomerium reads users' roles through", "",
			"Press Create Application again and choose Machine to Machine",
			"Applications. Fill in:", "",
			"    Name", "        "+m2m.defaultName,
			"    API", "        Auth0 Management API",
			"    Permissions")
		for _, scope := range auth0.M2MScopes() {
			say("        " + scope)
		}
		say("", "Press Authorize. Send me, from the top of its tab Settings:", "",
			"    Client ID", "    Client Secret")
	}
	say("", "A client secret is like a password: do not send it by plain e-mail.")
	return b.String()
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
