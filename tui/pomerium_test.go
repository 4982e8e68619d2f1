package tui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// Files of a machine that Pomerium runs on.
const (
	packagedUnit = "[Service]\nUser=pomerium\nExecStart=/usr/sbin/pomerium -config /etc/pomerium/config.yaml\n"
	unitPath     = "/usr/lib/systemd/system/pomerium.service"
	composePath  = "/etc/pomerium/compose.yaml"
	// ownFile is a configuration that somebody wrote.
	ownFile = "address: :443\nauthenticate_service_url: https://authenticate.example.com\nidp_provider: google\nidp_client_id: abc\nidp_client_secret: def\nroutes:\n  - from: https://grafana.example.com\n    to: http://grafana:3000\n"
)

// installs puts a program on the machine as a Debian package of that version does.
func (r *rehearsal) installs(path, version string) {
	r.t.Helper()
	const status = "/var/lib/dpkg/status"
	name := "pomerium" + strings.ReplaceAll(path, "/", "-")
	r.write(path, "a program")
	r.write("/var/lib/dpkg/info/"+name+".list", "/.\n"+path+"\n")
	others := ""
	for paragraph := range strings.SplitAfterSeq(r.read(status), "\n\n") {
		if !strings.HasPrefix(paragraph, "Package: "+name+"\n") {
			others += paragraph
		}
	}
	r.write(status, others+"Package: "+name+"\nStatus: install ok installed\nVersion: "+version+"-1\n\n")
}

// starts makes it look as if this user ran a program.
func (r *rehearsal) starts(pid int, program string, args ...string) {
	r.t.Helper()
	folder := fmt.Sprintf("/proc/%d/", pid)
	r.write(folder+"cmdline", strings.Join(append([]string{program}, args...), "\x00")+"\x00")
	r.write(folder+"status", fmt.Sprintf("Uid:\t%[1]d\t%[1]d\t%[1]d\t%[1]d\n", os.Geteuid()))
	if err := os.Symlink(program, filepath.Join(r.root, folder, "exe")); err != nil {
		r.t.Fatal(err)
	}
}

// composed puts a compose file beside the configuration that runs the image.
func (r *rehearsal) composed(image, more string) {
	r.t.Helper()
	r.write(composePath, "services:\n  pomerium:\n    image: "+image+"\n    volumes:\n      - ./config.yaml:/pomerium/config.yaml:ro\n"+more)
}

// screen is all that the scene says, its file and address included.
func (r *rehearsal) screen() string {
	scene := r.scene()
	return strings.Join(plain.Words(scene.Words), "\n") + "\n" + scene.Reason + "\n" + r.said()
}

// tells fails unless the screen says all of these.
func (r *rehearsal) tells(words ...string) {
	r.t.Helper()
	said := r.screen()
	for _, word := range words {
		if !strings.Contains(said, word) {
			r.t.Errorf("the screen does not say %q:\n%s", word, said)
		}
	}
}

// hides fails if the screen says one of these.
func (r *rehearsal) hides(words ...string) {
	r.t.Helper()
	said := r.screen()
	for _, word := range words {
		if strings.Contains(said, word) {
			r.t.Errorf("the screen says %q:\n%s", word, said)
		}
	}
}

// follow goes where the row with that key leads.
func (r *rehearsal) follow(key string) {
	r.t.Helper()
	for _, row := range r.scene().Rows {
		if row.Key == key && row.Event != nil {
			r.send(row.Event)
			return
		}
	}
	r.t.Fatalf("no row %q leads anywhere:\n%s", key, r.said())
}

// closing is the closing summary of the walk.
func (r *rehearsal) closing() steps.Closing { return steps.Close(r.options, r.walk, r.state) }

// closed is all that the closing summary says, in one text.
func (r *rehearsal) closed() string {
	c := r.closing()
	said := []string{c.Title, c.Next, c.Command.String(), c.Try, c.Address, c.Text}
	for _, rows := range [][]walk.Row{c.Facts, c.Values, c.Notes, c.Removed, c.PutBack, c.Stays} {
		for _, row := range rows {
			said = append(said, plain.Row(row))
		}
	}
	for _, advice := range c.Later {
		said = append(said, advice.Key+": "+plain.Text(advice.Text)+advice.Command.String())
	}
	for _, line := range c.File {
		said = append(said, plain.Line(line))
	}
	return strings.Join(said, "\n")
}

// holds fails unless text has all of these.
func holds(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is missing in:\n%s", word, text)
		}
	}
}

// lacks fails if text has one of these.
func lacks(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(text, word) {
			t.Errorf("%q stands in:\n%s", word, text)
		}
	}
}

// toSave answers what is asked, with the token, up to the plan for the file.
func (r *rehearsal) toSave() {
	r.t.Helper()
	for range 10 {
		if r.state.Outcome != walk.Unfinished {
			return
		}
		switch scene := r.scene(); scene.Item {
		case steps.AuthenticateURL:
			r.answer(steps.AuthenticateURL, testAddress)
		case steps.Domain:
			r.answer(steps.Domain, r.tenant.Token().Reveal())
		case steps.ChangeWebApp:
			r.send(scene.Choices[0].Event)
		case steps.ChangeM2MApp:
			r.send(scene.Choices[0].Event)
		case steps.M2MApp:
			r.choose("Go on without")
		default:
			return
		}
	}
}

func TestTheFileHoldsWhatTheVersionWants(t *testing.T) {
	for version, account := range map[string]bool{
		"0.16.2": true, "0.19.2": true, "0.20.1": false, "0.21.4": false, "0.22.0": false, "0.33.1": false, "latest": false,
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.begin("walk-1", given(steps.PomeriumVersion, version))
			r.toSave()
			r.at(steps.ChangeSave)
			r.choose("Save")
			r.ended(walk.Done)
			file := r.read(testFile)
			holds(t, file, "authenticate_service_url: https://authenticate.example.com", `idp_provider: "auth0"`, `idp_provider_url: "https://acme.eu.auth0.com"`)
			lacks(t, file, "google", "abc\n", "def\n")
			if has := strings.Contains(file, "idp_service_account:"); has != account {
				t.Errorf("%s: an idp_service_account: %v\n%s", version, has, file)
			}
		})
	}
}

func TestVersionsWithoutAuth0AreRefusedInOneSentence(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", nil)
		r.answer(steps.PomeriumVersion, "0.10.6")
		r.at(steps.PomeriumVersion)
		r.tells("Pomerium 0.10.6 has no auth0 provider, which came with 0.11")
		r.answer(steps.PomeriumVersion, "enterprise 0.19")
		r.tells("keeps directory sync in its configuration file")
		r.answer(steps.PomeriumVersion, "0.33")
		r.at(steps.AuthenticateURL)
	})
}

func TestTheVersionChangesAfterTheWebAppWasMadeForAFile(t *testing.T) {
	for _, versions := range [][2]string{{"0.33", "0.19.2"}, {"0.19.2", "0.33"}, {"0.33", "enterprise"}} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.begin("walk-1", given(steps.PomeriumVersion, versions[0]))
			r.answer(steps.AuthenticateURL, testAddress)
			r.answer(steps.Domain, r.tenant.Token().Reveal())
			r.choose("Create it")
			made := r.tenant.Applications()[0]["client_id"].(string)
			r.backTo(steps.AuthenticateURL)
			r.follow("version")
			r.answer(steps.PomeriumVersion, versions[1])
			for range 6 {
				if r.scene().Item == steps.ValuesToType {
					r.choose("They are typed")
				}
				r.toSave()
			}
			r.at(steps.ChangeSave)
			r.choose("Save")
			r.ended(walk.Done)
			file := r.read(testFile)
			holds(t, file, `idp_client_id: "`+made+`"`)
			if has := strings.Contains(file, "idp_service_account"); has != (versions[1] == "0.19.2") {
				t.Errorf("%v: an idp_service_account: %v", versions, has)
			}
			web := 0
			for _, app := range r.tenant.Applications() {
				if app["app_type"] == "regular_web" {
					web++
				}
			}
			if web != 1 {
				t.Errorf("%v: %d web apps", versions, web)
			}
		})
	}
}

func TestKeysThatTheVersionRefusesGo(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile+"idp_service_account: eyJhIjoxfQ==\nidp_refresh_directory_interval: 5m\nidp_service_acount: abc\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.toSave()
		r.at(steps.ChangeSave)
		r.tells("idp_service_account goes: Pomerium 0.33 does not start with it", "idp_refresh_directory_interval goes", "idp_service_acount goes: it is the misspelling")
		r.choose("Save")
		lacks(t, r.read(testFile), "idp_service", "idp_refresh")
	})
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile+"idp_service_acount: abc\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.tells("idp_service_acount (line 9) has no effect; is idp_service_account meant?")
		r.toSave()
		r.choose("Save")
		file := r.read(testFile)
		lacks(t, file, "idp_service_acount")
		holds(t, file, "idp_service_account: ")
	})
}

const groupsFile = "authenticate_service_url: https://authenticate.example.com\nroutes:\n  - from: https://a.example.com\n    to: http://a\n    allowed_groups: [admin]\n  - from: https://b.example.com\n    to: http://b\n    allowed_groups: [ops]\n"

func TestAllowedGroupsAreAFailedCheckFrom020On(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, groupsFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.tells("https://a.example.com (line 3): Pomerium 0.33 does not know allowed_groups")
		r.toSave()
		r.at(steps.AllowFailedChecks)
		r.tells("One check failed", "https://a.example.com (line 3), https://b.example.com (line 6) have allowed_groups, which Pomerium 0.33 does not know")
		r.write(testFile, strings.ReplaceAll(groupsFile, "    allowed_groups: [admin]\n", ""))
		r.choose("Look again")
		r.at(steps.AllowFailedChecks)
		r.tells("https://b.example.com (line 5) has allowed_groups")
		r.choose("Go on all the same")
		r.at(steps.ChangeSave)
		r.choose("Save")
		r.ended(walk.Done)
		holds(t, r.read(testFile), "allowed_groups: [ops]")
		holds(t, r.closed(), "Saved, although not all that was checked works.", "https://b.example.com (line 5) has allowed_groups")
		lacks(t, r.closed(), "Your users now sign in")
	})
}

func TestAllowedGroupsNeedTheAccountUpTo019(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, groupsFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.hides("does not know allowed_groups")
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, r.tenant.Token().Reveal())
		r.choose("Create it")
		r.at(steps.ChangeM2MApp)
		r.hides("Not needed")
		r.choose("Create both")
		r.at(steps.ChangeSave)
	})
}
