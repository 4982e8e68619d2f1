package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

func m2mAppPasteWords(v *walk.View) walk.Words {
	words := walk.Words{
		Title: "Make a Machine-to-Machine application, and paste its values",
		Short: "Paste the M2M app's values",
		Lead:  "In the dashboard: Applications → Create Application → Machine to Machine Applications.",
		Rows: []walk.Row{
			{Key: "Name", Value: m2m.defaultName},
			{Key: "API", Value: "Auth0 Management API"},
		},
	}
	for _, scope := range auth0.M2MScopes() {
		words.Rows = append(words.Rows, walk.Row{Key: "Permission", Value: scope})
	}
	words.Bare = Colleague(v)
	return words
}

func webAppPasteWords(v *walk.View) walk.Words {
	wanted := wantedWebApp(v)
	words := walk.Words{
		Title: "Make a Regular Web Application, and paste its values",
		Short: "Paste the web app's values",
		Lead:  "In the dashboard: Applications → Create Application → Regular Web Applications, then its Settings:",
	}
	for _, row := range dashboardRows(wanted) {
		words.Rows = append(words.Rows, walk.Row{Key: row[0], Value: row[1]})
	}
	words.Bare = Colleague(v)
	return words
}

// dashboardRows are the settings that differ from what the dashboard sets
// itself, under its own names and in its order.
func dashboardRows(wanted auth0.WebApp) [][2]string {
	app := wanted.Application()
	rows := [][2]string{{"Name", web.defaultName}}
	if app.LoginURI != "" {
		rows = append(rows, [2]string{"Application Login URI", app.LoginURI})
	}
	rows = append(rows, [2]string{"Allowed Callback URLs", strings.Join(app.Callbacks, ", ")})
	for _, url := range app.LogoutURLs {
		rows = append(rows, [2]string{"Allowed Logout URLs", url})
	}
	return rows
}

// Colleague is all that somebody else needs to know to make both applications
// in the dashboard: where to click, what to fill in, what to send back.
func Colleague(v *walk.View) string {
	var b strings.Builder
	wanted := wantedWebApp(v)
	fmt.Fprintf(&b, "Please make %s in the Auth0 tenant %s.\n", applications(v), orElse(tenantOf(v).Host(), "of ours"))
	fmt.Fprintf(&b, "\nhttps://manage.auth0.com, then Applications, Create Application,\nRegular Web Applications. In its Settings:\n\n")
	for _, row := range dashboardRows(wanted) {
		fmt.Fprintf(&b, "  %s\n    %s\n", row[0], row[1])
	}
	fmt.Fprintf(&b, "\nSave Changes, at the bottom. Then send me, from the top of the Settings,\n\n  Domain\n  Client ID\n  Client Secret (not by e-mail)\n")
	if rolesAreRead(v) {
		fmt.Fprintf(&b, "\nOnce more Create Application, Machine to Machine Applications:\n\n  Name\n    %s\n  API\n    Auth0 Management API\n  Permissions\n", m2m.defaultName)
		for _, scope := range auth0.M2MScopes() {
			fmt.Fprintf(&b, "    %s\n", scope)
		}
		fmt.Fprintf(&b, "\nAuthorize. Then send me its Client ID and Client Secret too.\n")
	}
	return b.String()
}

func applications(v *walk.View) string {
	if rolesAreRead(v) {
		return "two applications"
	}
	return "an application"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
