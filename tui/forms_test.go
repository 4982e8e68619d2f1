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

// The merged file goes to the new path, and the old one stays as it is.
func TestSavingSomewhereElseCopiesTheFile(t *testing.T) {
	const copied = "/etc/pomerium/new.yaml"
	full := "certificate_file: /etc/pomerium/cert.pem\n" + ownFile
	for _, dry := range []bool{false, true} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.dry = dry
			r.write(testFile, full)
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
			r.toSave()
			r.choose("Save somewhere else")
			if remark := r.scene().Remark(walk.TextOf(testFile)); !strings.Contains(remark.Text, "no copy is saved") {
				t.Errorf("of the file itself nothing is said: %+v", remark)
			}
			r.answer(steps.SaveAs, "/etc/pomerium/new.json")
			if p := r.scene().Problem; p == nil || !strings.Contains(p.Text, "must end in .yaml") {
				t.Fatalf("another form is accepted:\n%s", r.said())
			}
			r.answer(steps.SaveAs, copied)
			r.at(steps.ChangeSave)
			r.tells("Save a copy with ", testFile+" stays as it is.", "-config "+copied, "- idp_provider: google", `+ idp_provider: "auth0"`)
			r.hides("backup beside it")
			r.choose("Save")
			r.ended(walk.Done)
			if r.read(testFile) != full {
				t.Errorf("the old file was changed:\n%s", r.read(testFile))
			}
			if dry {
				if r.read(copied) != "" {
					t.Error("a dry run saved a copy")
				}
				return
			}
			holds(t, r.read(copied), "address: ", "certificate_file: /etc/pomerium/cert.pem\n", "routes:", `idp_provider: "auth0"`)
			lacks(t, r.read(copied), "google")
			holds(t, r.closed(), "Start Pomerium with -config "+copied, testFile+" stays as it is.")
		})
	}
}

func TestACopyReplacesNoFile(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.write("/srv/there.yaml", "log_level: info\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		r.choose("Save somewhere else")
		r.answer(steps.SaveAs, "/srv/there.yaml")
		r.at(steps.CannotSave)
		r.tells("/srv/there.yaml already exists")
		r.choose("Save no copy, change the file itself")
		r.at(steps.ChangeSave)
		r.hides("Save a copy")
		r.choose("Save somewhere else")
		r.answer(steps.SaveAs, "/srv/there.yaml")
		r.at(steps.CannotSave)
		r.choose("Use another file")
		r.answer(steps.SaveAs, testFile) // the file itself: no copy
		r.at(steps.ChangeSave)
		r.tells("Save ", "stay as they are")
		r.hides("Save a copy")
		r.choose("Save somewhere else")
		r.answer(steps.SaveAs, "/srv/new.yaml")
		r.choose("Save")
		r.ended(walk.Done)
		if r.read(testFile) != ownFile || r.read("/srv/there.yaml") != "log_level: info\n" {
			t.Error("a file that was there was changed")
		}
	})
}

// A file that is right already can be copied too.
func TestACopyWithoutChangesIsSaved(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		r.choose("Save")
		saved := r.read(testFile)
		r.begin("walk-2", given(steps.PomeriumVersion, "0.33", steps.Format, "config=/srv/../etc/pomerium/new.yaml"))
		r.toSave()
		r.at(steps.ChangeSave)
		r.choose("Save")
		r.ended(walk.Done)
		if got := r.read("/etc/pomerium/new.yaml"); got != saved || saved == ownFile {
			t.Errorf("the copy is:\n%s", got)
		}
	})
}

func TestNewFilesAndVariablesAreSavedSomewhereElseToo(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		r.choose("Save somewhere else")
		r.answer(steps.Config, "/etc/pomerium/other.yaml")
		r.at(steps.ChangeSave)
		r.tells("Save a new file of", "/etc/pomerium/other.yaml")
		r.choose("Other forms")
		r.choose("Environment variables")
		r.choose("Save somewhere else")
		r.answer(steps.SaveAs, "/etc/pomerium/auth.env")
		r.at(steps.ChangeSave)
		r.tells("/etc/pomerium/auth.env")
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read("/etc/pomerium/auth.env"), "IDP_PROVIDER=auth0\n")
		if r.read(testFile) != "" || r.read("/etc/pomerium/other.yaml") != "" {
			t.Error("a configuration file was written")
		}
	})
}

// Somebody's edit of the file isn't missing in its copy.
func TestACopyOfAFileThatChangedMeanwhileIsMadeAnew(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33", steps.Format, "config=/etc/pomerium/new.yaml"))
		r.toSave()
		r.at(steps.ChangeSave)
		r.during = func(effect walk.Effect) {
			if _, is := effect.(walk.Apply); is {
				r.write(testFile, ownFile+"# by somebody else\n")
			}
		}
		r.choose("Save")
		r.during = nil
		r.at(steps.ChangeSave)
		r.tells("another program changed", testFile+" in the meantime")
		if r.read("/etc/pomerium/new.yaml") != "" {
			t.Error("a copy was saved")
		}
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read("/etc/pomerium/new.yaml"), "# by somebody else", `idp_provider: "auth0"`)
	})
}
