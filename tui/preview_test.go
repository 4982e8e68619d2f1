package tui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

func TestPreviewShowsTheDifferenceAndWhatSavingSetsOff(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile+"idp_scopes: [openid]\n")
		r.starts(4711, "/usr/sbin/pomerium", "-config", "/etc/pomerium/config.yaml")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.tells("running, users sign in through google")
		r.toSave()
		r.at(steps.ChangeSave)
		scene := r.scene()
		// Three keys change, four come: provider URL, account, and two secrets.
		if scene.Title != "Save 7 changed lines, 6 stay as they are" || scene.Short != "7 changes in config.yaml" {
			t.Errorf("the title is %q, short %q", scene.Title, scene.Short)
		}
		if want := "Pomerium reads it by itself: users then sign in through Auth0, not google."; scene.Lead != want {
			t.Errorf("the lead is %q", scene.Lead)
		}
		holds(t, scene.File.Foot, "mode 0640, backup beside it")
		if scene.File.Path != testFile {
			t.Errorf("the file is %s", scene.File.Path)
		}
		r.tells("- idp_provider: google", `+ idp_provider: "auth0"`, `+ idp_client_secret: "********"`, `+ idp_service_account: "********"`,
			"    decoded client_id: ", "    decoded secret: ********", "note: idp_scopes stays as it is")
		r.hides("def\n")
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.closed(), "Saved. Your users now sign in through Auth0.", "Nothing to restart: Pomerium reads the file by itself.",
			"Open this address to try it", "https://grafana.example.com", "config.yaml.bak-")
	})
}

// Somebody else was faster: the file is edited anew on what it holds now, and
// the new difference is shown and confirmed.
func TestAFileThatChangedMeanwhileIsEditedAnewAndShownAgain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		for _, theirs := range []string{"# by somebody else\n", "# and once more\n"} {
			r.at(steps.ChangeSave)
			r.during = func(effect walk.Effect) {
				if _, is := effect.(walk.Apply); is {
					r.write(testFile, r.read(testFile)+theirs)
				}
			}
			r.choose("Save")
			r.during = nil
			r.at(steps.ChangeSave)
			if r.scene().Problem != nil || r.scene().Choices[0].Label != "Save" {
				t.Fatalf("the screen is\n%s", r.screen())
			}
			r.tells("not saved", "another program changed", "This is the new difference", `+ idp_provider: "auth0"`)
			holds(t, r.read(testFile), "google", theirs)
		}
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read(testFile), `idp_provider: "auth0"`, "# by somebody else", "# and once more")
		holds(t, r.closed(), "Saved.")
	})
}

// Looked at again for another reason, it is not said any more.
func TestThatAFileChangedMeanwhileIsSaidOnce(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		r.during = func(effect walk.Effect) {
			if _, is := effect.(walk.Apply); is {
				r.write(testFile, ownFile+"# by somebody else\n")
			}
		}
		r.choose("Save")
		r.during = nil
		r.at(steps.ChangeSave)
		r.send(walk.Goto{Name: steps.LookFile})
		r.at(steps.ChangeSave)
		r.hides("another program changed")
	})
}

// The plan was made for the file that a link led to. Nothing follows the link by
// itself to where it leads now.
func TestALinkThatLeadsElsewhereMeanwhileIsNotFollowed(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		first, second := "/srv/first.yaml", "/srv/second.yaml"
		r.write(first, ownFile)
		r.write(second, ownFile+"# the second\n")
		link := func(to string) {
			full := filepath.Join(r.root, testFile)
			_ = os.Remove(full)
			if err := os.Symlink("../.."+to, full); err != nil {
				t.Fatal(err)
			}
		}
		link(first)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		r.during = func(effect walk.Effect) {
			if _, is := effect.(walk.Apply); is {
				link(second)
			}
		}
		r.choose("Save")
		r.during = nil
		r.at(steps.ChangeSave)
		if problem := r.scene().Problem; problem == nil || !strings.Contains(problem.Text, first+" isn't the file that was read any more") {
			t.Fatalf("the problem is %+v", problem)
		}
		r.choose("Try again")
		r.at(steps.ChangeSave)
		r.tells(`+ idp_provider: "auth0"`)
		for _, path := range []string{first, second} {
			holds(t, r.read(path), "google")
		}
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read(first), "google")
		holds(t, r.read(second), `idp_provider: "auth0"`, "# the second")
	})
}

func TestASaveThatFailsCanBeTriedAgain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		folder, away := filepath.Join(r.root, "etc/pomerium"), filepath.Join(r.root, "etc/away")
		r.during = func(effect walk.Effect) {
			if _, is := effect.(walk.Apply); is {
				if err := os.Rename(folder, away); err != nil {
					t.Fatal(err)
				}
			}
		}
		r.choose("Save")
		r.during = nil
		r.at(steps.ChangeSave)
		if r.scene().Problem == nil {
			t.Fatal("nothing is said")
		}
		if err := os.Rename(away, folder); err != nil {
			t.Fatal(err)
		}
		r.choose("Try again")
		r.at(steps.ChangeSave)
		r.choose("Save")
		r.ended(walk.Done)
	})
}

func TestSettingsThatCannotBeWrittenAreShownInstead(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		// A file of variables takes no blank in a value, which only the edit
		// itself finds out.
		r.write(testFile, ownFile+"cookie_secret_file: /etc/pomerium/my key\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33", steps.Format, "env"))
		r.toSave()
		r.at(steps.CannotEdit)
		r.tells("The settings cannot be written there", "COOKIE_SECRET_FILE holds a blank")
		r.choose("Show the settings instead")
		r.at(steps.Shown)
		r.choose("Done")
		r.ended(walk.Done)
		if r.read("/pomerium.env") != "" {
			t.Error("a file was written")
		}
	})
}

// The title counts the lines of a new file, and so does the rule that says
// where in it one is, whatever is broken or explained.
func TestTheLinesOfANewFileAreCountedOnce(t *testing.T) {
	for _, kind := range []terminalKind{usual, small} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			d := r.shownOn(kind, given(steps.PomeriumVersion, "0.19.2", steps.AuthenticateURL, testAddress,
				steps.Domain, testTenant, steps.APIToken, r.tenant.Token().Reveal()))
			for range 10 {
				if strings.Contains(d.terminal.Text(), "Save somewhere else") {
					break
				}
				d.press(keyEnter)
			}
			frame := d.terminal.Text()
			position := regexp.MustCompile(`1–(\d+)(?: of |/)(\d+)`).FindStringSubmatch(frame)
			more := regexp.MustCompile(`↓ (\d+) more, pgdn`).FindStringSubmatch(frame)
			if position == nil || more == nil {
				t.Fatalf("the position is not said:\n%s", frame)
			}
			number := func(text string) int { n, _ := strconv.Atoi(text); return n }
			if all := number(position[2]); number(position[1])+number(more[1]) != all || kind.height == 24 && !strings.Contains(frame, "Save a new file of "+position[2]+" lines") {
				t.Errorf("the screen counts twice:\n%s", frame)
			}
		})
	}
}
