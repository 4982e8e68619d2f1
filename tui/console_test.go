package tui_test

import (
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// hiddenRows are the rows that hold a secret, by their key.
func hiddenRows(rows []walk.Row) []string {
	var keys []string
	for _, row := range rows {
		if !row.Secret.IsZero() {
			keys = append(keys, row.Key)
		}
	}
	return keys
}

func TestEnterpriseSeesThreeValuesBeforeTheFile(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "enterprise"))
		r.toSave()
		r.at(steps.ValuesToType)
		account := ""
		for _, app := range r.tenant.Applications() {
			if app["app_type"] == "non_interactive" {
				account = app["client_id"].(string)
				if secret := app["client_secret"].(string); secret == "" {
					t.Fatal("the tenant gave no secret")
				} else {
					defer func() { lacks(t, r.closed()+r.read(testFile), secret) }()
				}
			}
		}
		r.tells("Directory Sync: Auth0", "Client ID: "+account, "Client Secret: ********", "Domain: acme.eu.auth0.com")
		if hidden := hiddenRows(r.scene().Rows); len(hidden) != 1 {
			t.Errorf("hidden are %v", hidden)
		}
		r.choose("They are typed, go on to the file")
		r.at(steps.ChangeSave)
		r.choose("Save")
		r.ended(walk.Done)
		file := r.read(testFile)
		holds(t, file, `idp_provider: "auth0"`, "authenticate_service_url")
		lacks(t, file, account, "idp_service_account")
		if hidden := hiddenRows(r.closing().Values); len(hidden) != 1 {
			t.Errorf("the closing hides %v", hidden)
		}
	})
}

func TestEnterpriseWithoutDirectorySyncTypesNothing(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "enterprise"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, r.tenant.Token().Reveal())
		r.choose("Create it")
		r.choose("Not needed")
		r.at(steps.ChangeSave)
		r.choose("Save")
		if values := r.closing().Values; len(values) > 0 {
			t.Errorf("to be typed are %v", values)
		}
	})
}

func TestZeroTypesAllAndSavesNothing(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "zero"))
		r.tells("Pomerium Zero", "only read: Zero keeps its settings in its console")
		r.toSave()
		r.at(steps.ValuesToType)
		r.tells("Provider: auth0", "Provider URL: https://acme.eu.auth0.com", "Authenticate Service URL: "+testAddress, "Directory Sync: Auth0", "Domain: acme.eu.auth0.com")
		if hidden := hiddenRows(r.scene().Rows); len(hidden) != 2 {
			t.Errorf("hidden are %v", hidden)
		}
		r.choose("They are typed, done")
		r.ended(walk.Done)
		if r.read(testFile) != ownFile {
			t.Error("the file was changed")
		}
		closing := r.closing()
		holds(t, closing.Title, "Type these values into Pomerium Zero's console.")
		if closing.Address != "" || len(closing.Command) > 0 || len(hiddenRows(closing.Values)) != 2 {
			t.Errorf("the closing is %+v", closing)
		}
		for _, row := range closing.Facts {
			lacks(t, plain.Row(row), "file")
		}
	})
}

func TestZeroNeedsNoFileThatCanBeSaved(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, "- a list\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "zero"))
		r.at(steps.AuthenticateURL)
	})
}
