package steps

import (
	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

// typesValues: something of what was made is typed into a console.
func typesValues(v *walk.View) bool {
	version := versionOf(v)
	if version.Kind() == config.Zero {
		return true
	}
	_, has := account(v)
	return version.Kind() == config.Enterprise && has
}

func valuesQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			words := walk.Words{
				Title: "Values to type into the console",
				Lead:  "In the Enterprise Console: Settings → Identity Providers, Directory Sync. They are not in the file.",
				Rows:  append(asTheyShouldBe(v, &web, &m2m), Values(v)...),
				About: []walk.Row{{Key: "unattended", Value: "--reveal-secrets prints the secrets"}},
			}
			if versionOf(v).Kind() == config.Zero {
				words.Lead = "In Pomerium Zero's console: Settings of the cluster. No file is written."
			}
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			if versionOf(v).Kind() == config.Zero {
				return []walk.Option{{Value: walk.TextOf(Yes), Label: "They are typed, done", Enter: "finish", EnterShort: "finish"}, checkOption(v)}
			}
			return []walk.Option{{Value: walk.TextOf(Yes), Label: "They are typed, go on to the file", Enter: "go on", EnterShort: "go on"}}
		},
		Otherwise: otherwise(Yes),
	}
}

// Values are what an operator types into the console of Enterprise or Zero, by
// the names that the console has for them.
func Values(v *walk.View) []walk.Row {
	var rows []walk.Row
	add := func(row walk.Row) {
		row.Indent = 1
		rows = append(rows, row)
	}
	if versionOf(v).Kind() == config.Zero {
		rows = append(rows, walk.Row{Key: "Identity Provider", Value: "Custom"})
		add(walk.Row{Key: "Provider", Value: "auth0"})
		add(walk.Row{Key: "Client ID", Value: web.clientID(v)})
		add(walk.Row{Key: "Client Secret", Secret: web.clientSecret(v)})
		add(walk.Row{Key: "Authenticate Service URL", Value: authenticateURL(v).String()})
		add(walk.Row{Key: "Provider URL", Value: domainOf(v).URL(), Note: "under Advanced"})
	}
	if account, has := account(v); has {
		rows = append(rows, walk.Row{Key: "Directory Sync", Value: "Auth0"})
		add(walk.Row{Key: "Client ID", Value: account.ClientID})
		add(walk.Row{Key: "Client Secret", Secret: account.Secret})
		add(walk.Row{Key: "Domain", Value: tenantOf(v).Host()})
	}
	return rows
}
