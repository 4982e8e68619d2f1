package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

func TestEnvironmentVariablesGoToAFileOfTheirOwn(t *testing.T) {
	for form, path := range map[string]string{"env": "/pomerium.env", "env=/srv/auth.env": "/srv/auth.env"} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.write("/srv/keep", "")
			again := func(name string) {
				r.begin(name, given(steps.PomeriumVersion, "0.19.2", steps.Format, form))
				r.toSave()
			}
			again("walk-1")
			r.at(steps.ChangeSave)
			r.tells("IDP_PROVIDER=auth0", "decoded client_id: ")
			r.choose("Save")
			r.ended(walk.Done)
			variables := r.read(path)
			holds(t, variables, "AUTHENTICATE_SERVICE_URL="+testAddress+"\n", "IDP_SERVICE_ACCOUNT=", "COOKIE_SECRET=")
			lacks(t, variables, `"`)
			if r.read(testFile) != ownFile {
				t.Errorf("%s: Pomerium's own file was changed", form)
			}
			holds(t, r.closed(), "env_file", "EnvironmentFile", path)

			again("walk-2")
			r.ended(walk.Done)
			if got := r.read(path); got != variables {
				t.Errorf("%s: the second run changed the file to:\n%s", form, got)
			}
			holds(t, r.closed(), "Everything is already as it should be; nothing was changed.")
		})
	}
}

func TestAFileOfVariablesThatIsThereIsEdited(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.write("/srv/pomerium.env", "# ours\nLOG_LEVEL=debug\nIDP_PROVIDER=google\nIDP_CLIENT_SECRET=old-secret-of-google\n")
		// What Pomerium is started with is this very file: it beats nothing.
		r.composed("pomerium/pomerium:v0.33.1", "    env_file: /srv/pomerium.env\n")
		r.begin("walk-1", given(steps.Format, "env=/srv/pomerium.env"))
		r.toSave()
		r.at(steps.ChangeSave)
		r.hides("old-secret-of-google")
		r.choose("Save")
		r.ended(walk.Done)
		variables := r.read("/srv/pomerium.env")
		holds(t, variables, "# ours\nLOG_LEVEL=debug\nIDP_PROVIDER=auth0\n")
		lacks(t, variables, "google")
	})
}

func TestFormsThatAreNone(t *testing.T) {
	for _, form := range []string{"yaml", "show=x", "config=x", "env=-", "env=" + testFile} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33", steps.Format, form, steps.Config, testFile))
			r.at(steps.Format)
			if r.scene().Problem == nil {
				t.Errorf("%s is taken without a word", form)
			}
			r.choose("Pomerium's own file")
			r.at(steps.AuthenticateURL)
		})
	}
}

func TestShownSettingsAreSavedNowhere(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33", steps.Format, "show"))
		r.toSave()
		r.at(steps.Shown)
		r.tells(`idp_provider: "auth0"`, "Nothing is saved.")
		r.choose("Other forms")
		r.at(steps.Format)
		r.choose("Pomerium's own file")
		r.at(steps.ChangeSave)
		r.choose("Other forms")
		r.choose("Environment variables")
		r.at(steps.ChangeSave)
		r.tells("/pomerium.env")
		r.choose("Other forms")
		r.choose("Show them")
		r.choose("Done")
		r.ended(walk.Done)
		if r.read(testFile) != ownFile || r.read("/pomerium.env") != "" {
			t.Error("something was saved")
		}
		closing := r.closing()
		secrets := 0
		for _, line := range closing.File {
			if !line.Secret.IsZero() {
				secrets++
			}
		}
		if secrets == 0 {
			t.Error("the closing has no secrets to reveal")
		}
		lacks(t, r.closed(), "put it back")
	})
}

func TestSavedSomewhereElse(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		r.choose("Save somewhere else")
		r.answer(steps.Config, "/etc/pomerium/new.yaml")
		r.at(steps.ChangeSave)
		r.tells("Save a new file of", "/etc/pomerium/new.yaml")
		r.choose("Save")
		r.ended(walk.Done)
		if r.read(testFile) != ownFile || !strings.Contains(r.read("/etc/pomerium/new.yaml"), `idp_provider: "auth0"`) {
			t.Error("it was not saved there")
		}
	})
}
