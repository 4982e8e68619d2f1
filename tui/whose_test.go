//go:build unix

package tui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// Users of the machine beside root, as its /etc/passwd has them.
const (
	deploy   = 1001
	pomerium = 998
	stranger = 1002
)

func needsRoot(t *testing.T) {
	t.Helper()
	if !isRoot() {
		t.Skip("it gives files to several users, which only root can")
	}
}

// peopled writes the user database of the machine, as Debian has it.
func (r *rehearsal) peopled() {
	r.t.Helper()
	r.write("/etc/passwd", "root:x:0:0::/root:/bin/sh\npomerium:x:998:998::/:/bin/false\ndeploy:x:1001:1001::/home/deploy:/bin/sh\neve:x:1002:1002::/home/eve:/bin/sh\n")
	r.write("/etc/group", "root:x:0:\nstaff:x:50:\npomerium:x:998:\ndeploy:x:1001:\neve:x:1002:\n")
}

// belongs gives a file or folder of the machine to a user, with a mode.
func (r *rehearsal) belongs(path string, uid, gid int, mode os.FileMode) {
	r.t.Helper()
	full := filepath.Join(r.root, path)
	if err := os.Chown(full, uid, gid); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Chmod(full, mode); err != nil {
		r.t.Fatal(err)
	}
}

const foreignFile = "/srv/app/config.yaml"

// foreign puts a configuration on the machine that belongs to deploy.
func (r *rehearsal) foreign() {
	r.t.Helper()
	r.peopled()
	r.write(foreignFile, ownFile)
	r.belongs(foreignFile, deploy, deploy, 0o644)
}

// What another user owns is asked about, and Enter doesn't accept it.
func TestAFileOfAnotherUserIsAskedAbout(t *testing.T) {
	needsRoot(t)
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.foreign()
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.follow("file")
		r.answer(steps.Config, foreignFile)
		r.at(steps.Whose)
		r.tells("This file belongs to another user", "The client secret would be written to a file that deploy can read.", "deploy (uid 1001), mode 0644")
		r.send(r.scene().Choices[0].Event) // enter
		r.at(steps.Config)
		r.answer(steps.Config, foreignFile)
		r.at(steps.Whose)
		r.send(walk.Forward{})
		r.at(steps.Whose)
		r.choose("Yes, use " + foreignFile)
		r.at(steps.AuthenticateURL)
		r.toSave()
		r.at(steps.ChangeSave)
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read(foreignFile), `idp_provider: "auth0"`)
	})
}

// So is a folder of another user's for another file that is written.
func TestAFolderOfAnotherUserIsAskedAbout(t *testing.T) {
	needsRoot(t)
	const variables = "/srv/app/auth.env"
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.foreign()
		r.write(testFile, ownFile)
		r.belongs("/srv/app", deploy, deploy, 0o755)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		r.choose("Other forms")
		r.choose("Environment variables")
		r.choose("Save somewhere else")
		r.answer(steps.SaveAs, variables)
		r.at(steps.WhoseTarget)
		r.tells("This file is in another user's folder", "/srv/app belongs to deploy.", "The client secret would be written there.")
		r.send(r.scene().Choices[0].Event) // enter
		r.at(steps.SaveAs)
		r.answer(steps.SaveAs, variables)
		r.choose("Yes, use " + variables)
		r.at(steps.ChangeSave)
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read(variables), "IDP_PROVIDER=auth0\n")
	})
}

// A Yes counts for what it was said about.
func TestAFileThatChangesItsOwnerIsAskedAboutAgain(t *testing.T) {
	needsRoot(t)
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.foreign()
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.follow("file")
		r.answer(steps.Config, foreignFile)
		r.choose("Yes")
		r.toSave()
		r.at(steps.ChangeSave)
		r.during = func(effect walk.Effect) {
			if _, is := effect.(walk.Apply); is {
				r.belongs(foreignFile, stranger, stranger, 0o644)
			}
		}
		r.choose("Save")
		r.during = nil
		r.at(steps.ChangeSave)
		r.tells("its owner or who can change it is different")
		r.choose("Try again")
		r.at(steps.Whose)
		r.tells("eve (uid 1002)")
		if r.read(foreignFile) != ownFile {
			t.Error("the file was changed")
		}
	})
}

// What is ours when it is shown and isn't anymore when it is saved is not written.
func TestAFolderThatIsExchangedBeforeSavingIsNotWrittenTo(t *testing.T) {
	needsRoot(t)
	for name, exchange := range map[string]func(r *rehearsal){
		"another user's folder": func(r *rehearsal) {
			if err := os.Rename(filepath.Join(r.root, "/srv/app"), filepath.Join(r.root, "/srv/away")); err != nil {
				r.t.Fatal(err)
			}
			r.write("/srv/app/keep", "")
			r.belongs("/srv/app", stranger, stranger, 0o755)
		},
		"a link": func(r *rehearsal) {
			r.write("/home/eve/keep", "")
			r.belongs("/home/eve", stranger, stranger, 0o755)
			if err := os.Rename(filepath.Join(r.root, "/srv/app"), filepath.Join(r.root, "/srv/away")); err != nil {
				r.t.Fatal(err)
			}
			if err := os.Symlink("../home/eve", filepath.Join(r.root, "/srv/app")); err != nil {
				r.t.Fatal(err)
			}
		},
		"another folder of root's": func(r *rehearsal) {
			if err := os.Rename(filepath.Join(r.root, "/srv/app"), filepath.Join(r.root, "/srv/away")); err != nil {
				r.t.Fatal(err)
			}
			r.write("/srv/app/keep", "")
		},
		"an owner": func(r *rehearsal) { r.belongs("/srv/app", stranger, stranger, 0o755) },
		"a mode":   func(r *rehearsal) { r.belongs("/srv/app", 0, 0, 0o777) },
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.peopled()
			r.write("/srv/app/keep", "")
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33", steps.Config, foreignFile))
			r.toSave()
			r.at(steps.ChangeSave)
			r.during = func(effect walk.Effect) {
				if _, is := effect.(walk.Apply); is {
					exchange(r)
				}
			}
			r.choose("Save")
			r.during = nil
			r.at(steps.ChangeSave)
			for _, folder := range []string{"/srv/app", "/srv/away", "/home/eve"} {
				files, _ := os.ReadDir(filepath.Join(r.root, folder))
				for _, file := range files {
					if file.Name() != "keep" {
						t.Errorf("%s: %s/%s was written", name, folder, file.Name())
					}
				}
			}
		})
	}
}

// What people ordinarily have is used without a question.
func TestOrdinaryOwnersAreNotAskedAbout(t *testing.T) {
	needsRoot(t)
	sudo := []string{"SUDO_UID=1001", "SUDO_USER=deploy"}
	for name, row := range map[string]struct {
		environ []string
		file    string
		prepare func(r *rehearsal)
	}{
		"sudo in the folder of Pomerium's packages": {sudo, testFile, func(r *rehearsal) {
			r.belongs(testFile, pomerium, pomerium, 0o640)
			r.belongs("/etc/pomerium", pomerium, pomerium, 0o750)
		}},
		"a folder that the service's group can write to": {nil, testFile, func(r *rehearsal) {
			r.belongs("/etc/pomerium", 0, pomerium, 0o775)
		}},
		"a compose folder of the user behind sudo": {sudo, foreignFile, func(r *rehearsal) {
			r.write(foreignFile, ownFile)
			r.belongs(foreignFile, deploy, deploy, 0o644)
			r.belongs("/srv/app", deploy, deploy, 0o755)
		}},
		"a home with umask 002": {sudo, "/home/deploy/config.yaml", func(r *rehearsal) {
			r.write("/home/deploy/config.yaml", ownFile)
			r.belongs("/home/deploy/config.yaml", deploy, deploy, 0o664)
			r.belongs("/home/deploy", deploy, deploy, 0o775)
		}},
		"/usr/local of root:staff": {nil, "/usr/local/etc/config.yaml", func(r *rehearsal) {
			r.write("/usr/local/etc/config.yaml", ownFile)
			r.belongs("/usr/local/etc", 0, 50, 0o775)
		}},
		"the user of a unit that is ours": {nil, "/srv/app/config.yaml", func(r *rehearsal) {
			r.write("/etc/systemd/system/pomerium.service", "[Service]\nUser=deploy\nExecStart=/usr/sbin/pomerium -config /srv/app/config.yaml\nEnvironmentFile=/srv/app/pomerium.env\n")
			r.write("/srv/app/pomerium.env", "LOG_LEVEL=info\n")
			r.write("/srv/app/config.yaml", ownFile)
			for _, path := range []string{"/srv/app", "/srv/app/config.yaml", "/srv/app/pomerium.env"} {
				r.belongs(path, deploy, deploy, 0o755)
			}
		}},
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.environ = row.environ
			r.peopled()
			r.write(testFile, ownFile)
			row.prepare(r)
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
			r.at(steps.AuthenticateURL)
			if row.file != testFile && !strings.Contains(r.screen(), row.file) {
				r.follow("file")
				r.answer(steps.Config, row.file)
			}
			if r.scene().Item != steps.AuthenticateURL {
				t.Errorf("%s: it asks\n%s", name, r.said())
			}
			r.hides("isn't used")
		})
	}
}

// A unit, a drop-in and variables of another user's say nothing, and hide nothing.
func TestForeignHintsAreShownAndNotUsed(t *testing.T) {
	needsRoot(t)
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.peopled()
		r.write(testFile, ownFile)
		r.write("/usr/lib/systemd/system/pomerium.service", "[Service]\nExecStart=/usr/sbin/pomerium -config "+testFile+"\nEnvironmentFile=/srv/eve.env\n")
		r.write("/etc/systemd/system/pomerium.service", "[Service]\nUser=eve\nExecStart=/usr/sbin/pomerium -config /home/eve/config.yaml\n")
		r.write("/etc/systemd/system/pomerium.service.d/eve.conf", "[Service]\nEnvironment=IDP_PROVIDER=okta\n")
		r.write("/srv/eve.env", "IDP_PROVIDER=okta\n")
		r.write("/home/eve/config.yaml", ownFile)
		hints := []string{"/etc/systemd/system/pomerium.service", "/etc/systemd/system/pomerium.service.d/eve.conf", "/srv/eve.env"}
		for _, path := range append(hints, "/home/eve/config.yaml") {
			r.belongs(path, stranger, stranger, 0o644)
		}
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.at(steps.AuthenticateURL)
		r.tells(testFile)
		r.hides("okta", "/home/eve/config.yaml")
		for _, path := range hints {
			r.tells(path + " isn't used: " + path + " belongs to eve.")
		}
	})
}

func TestFramesOfWhoseFileItIs(t *testing.T) {
	needsRoot(t)
	for _, kind := range []terminalKind{usual, small} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.foreign()
			if err := os.RemoveAll(filepath.Join(r.root, "etc/pomerium")); err != nil {
				t.Fatal(err)
			}
			r.write("/compose.yaml", "services:\n  pomerium:\n    image: pomerium/pomerium:v0.33.1\n    volumes: ['"+foreignFile+":/pomerium/config.yaml']\n")
			d := r.shownOn(kind, nil)
			d.shoot(kind, "01b-config-of-another-user")
			d.press(keyDown)
			d.press(keyEnter)
			d.shoot(kind, "01c-whose")
			d.press(keyEnter) // No
			if !strings.Contains(d.terminal.Text(), "configuration") {
				t.Errorf("Enter accepted the file:\n%s", d.terminal.Text())
			}
		})
	}
}
