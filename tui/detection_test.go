package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
)

func TestWhatIsFoundIsShownAndCostsNoKey(t *testing.T) {
	cases := []struct {
		name    string
		machine func(*rehearsal)
		tells   []string
	}{
		{"a unit and a binary", func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.write(unitPath, packagedUnit)
			r.installs("/usr/sbin/pomerium", "0.33.1")
		}, []string{"0.33.1, open source (/usr/sbin/pomerium, started by pomerium.service)", "users sign in through google", "can be written"}},
		{"a compose file that mounts the file", func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.composed("pomerium/pomerium:v0.33.1", "")
		}, []string{"0.33.1, open source", "pomerium/pomerium:v0.33.1", "written in place"}},
		{"an image without a number", func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.composed("pomerium/pomerium:latest", "")
		}, []string{"0.22 or newer, open source", "pomerium/pomerium:latest, which counts as 0.22 or newer"}},
		{"a compose file beats a binary", func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.composed("pomerium/pomerium:v0.19.2", "")
			r.installs("/usr/sbin/pomerium", "0.33.1")
		}, []string{"0.19.2, open source"}},
		{"a console beside it", func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.write(unitPath, packagedUnit)
			r.installs("/usr/sbin/pomerium", "0.33.1")
			r.write("/etc/pomerium-console/config.yaml", "x: y\n")
		}, []string{"Pomerium Enterprise 0.33"}},
	}
	for _, c := range cases {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			c.machine(r)
			r.begin("walk-1", nil)
			r.at(steps.AuthenticateURL)
			r.tells(append(c.tells, "as in /etc/pomerium/config.yaml")...)
			if scene := r.scene(); scene.Value.Text != testAddress {
				t.Errorf("%s: suggested is %q", c.name, scene.Value.Text)
			}
		})
	}
}

func TestInPlaceIsSaidWithItsReason(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.composed("pomerium/pomerium:v0.33.1", "")
		r.begin("walk-1", nil)
		r.toSave()
		r.at(steps.ChangeSave)
		r.tells("in place, backup beside it", "if its container runs")
		method := ""
		for _, row := range r.scene().About {
			if row.Key == "method" {
				method = row.Value
			}
		}
		holds(t, method, "in place: /etc/pomerium/compose.yaml mounts this very file")
		r.choose("Save")
		holds(t, r.closed(), "docker compose -f /etc/pomerium/compose.yaml up -d", "https://grafana.example.com")
	})
}

// TestAContainerIsStartedWithAllItsFiles: beside a -f docker compose merges no
// file by itself.
func TestAContainerIsStartedWithAllItsFiles(t *testing.T) {
	for _, override := range []string{"/etc/pomerium/compose.override.yaml", "/etc/pomerium/docker-compose.override.yml"} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile)
			r.composed("pomerium/pomerium:v0.33.1", "")
			r.write(override, "services:\n  pomerium:\n    image: pomerium/pomerium:v0.30.0\n")
			r.begin("walk-1", nil)
			r.tells("0.30.0, open source")
			r.toSave()
			r.choose("Save")
			holds(t, r.closed(), "docker compose -f /etc/pomerium/compose.yaml -f "+override+" up -d")
		})
	}
}

func TestFindingsThatDisagreeSuggestNothing(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.write(unitPath, packagedUnit)
		r.installs("/usr/sbin/pomerium", "0.33.1")
		r.composed("pomerium/pomerium:v0.19.2", "")
		r.begin("walk-1", nil)
		r.at(steps.PomeriumVersion)
		r.tells("does not agree, so nothing is suggested", "0.33.1", "pomerium/pomerium:v0.19.2", "I do not know")
		if scene := r.scene(); !scene.Value.IsZero() {
			t.Errorf("suggested is %q", scene.Value.Text)
		}
	})
}

func TestSeveralFilesAreAskedAbout(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write("/srv/one.yaml", ownFile)
		r.write("/srv/two.yaml", strings.ReplaceAll(ownFile, "authenticate.", "login."))
		for _, name := range []string{"one", "two"} {
			r.write("/etc/systemd/system/pomerium-"+name+".service", "[Service]\nExecStart=/opt/"+name+"/pomerium -config /srv/"+name+".yaml\nEnvironment=IDP_PROVIDER="+name+"\n")
		}
		r.installs("/opt/one/pomerium", "0.33.1")
		r.installs("/opt/two/pomerium", "0.19.2")
		r.begin("walk-1", nil)
		r.at(steps.Config)
		r.tells("Several were found, and nothing tells which is meant.", "pomerium-one.service names it", "pomerium-two.service names it")
		r.choose("/srv/two.yaml")
		// What starts the chosen file counts from now on.
		r.at(steps.AuthenticateURL)
		r.tells("0.19.2, open source", "IDP_PROVIDER=two")
		r.hides("IDP_PROVIDER=one")
		if got := r.scene().Value.Text; got != "https://login.example.com" {
			t.Errorf("suggested is %q", got)
		}
		r.follow("file")
		r.choose("/srv/one.yaml")
		r.tells("0.33.1, open source", "IDP_PROVIDER=one")
	})
}

func TestNothingFoundAsksForTheVersionAndHelpsToFindIt(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", nil)
		r.at(steps.PomeriumVersion)
		r.choose("I do not know")
		r.at(steps.FindVersion)
		r.tells("docker compose exec pomerium pomerium --version", "POMERIUM_ZERO_TOKEN", "pomerium-console")
		r.choose("Back to the version")
		r.at(steps.PomeriumVersion)
		r.choose("I do not know")
		r.backTo(steps.PomeriumVersion)
		r.choose("Pomerium 0.22 or newer")
		r.at(steps.AuthenticateURL)
		r.tells("0.22 or newer, open source", "as you said", "/etc/pomerium/config.yaml", "new, ")
	})
}

func TestVariablesThatBeatTheFileAreShownAndChecked(t *testing.T) {
	places := map[string]func(*rehearsal, string){
		composePath: func(r *rehearsal, set string) {
			r.composed("pomerium/pomerium:v0.33.1", "    environment:\n      "+strings.Replace(set, "=", ": ", 1)+"\n")
		},
		unitPath: func(r *rehearsal, set string) {
			r.write(unitPath, packagedUnit+"Environment="+set+"\n")
			r.installs("/usr/sbin/pomerium", "0.33.1")
		},
	}
	for place, put := range places {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile)
			put(r, "IDP_PROVIDER=google")
			r.begin("walk-1", nil)
			r.tells("environment: IDP_PROVIDER=google", place+": beats the file")
			r.toSave()
			r.at(steps.AllowFailedChecks)
			r.tells("IDP_PROVIDER=google in " + place + " beats the settings: take it out there")
			put(r, "LOG_LEVEL=info")
			r.choose("Look again")
			r.at(steps.ChangeSave)
		})
	}
	// Each stands with the place that sets it.
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		const envFile = "/etc/pomerium/pomerium.env"
		set := func(provider, id string) {
			r.composed("pomerium/pomerium:v0.33.1", "    env_file: pomerium.env\n    environment:\n      IDP_PROVIDER: "+provider+"\n      IDP_PROVIDER_URL: https://"+testTenant+"\n")
			r.write(envFile, "IDP_CLIENT_ID="+id+"\n")
		}
		r.write(testFile, ownFile)
		set("google", "theirs")
		r.begin("walk-1", nil)
		r.toSave()
		r.at(steps.AllowFailedChecks)
		r.tells("IDP_CLIENT_ID=theirs in " + envFile + ", and IDP_PROVIDER=google in " + composePath + " beat the settings: take them out there")
		set("auth0", r.web())
		r.choose("Look again")
		r.looksAtChecks()
		r.tells("IDP_CLIENT_ID=" + r.web() + " in " + envFile + ", and IDP_PROVIDER and IDP_PROVIDER_URL in " + composePath + " go with the settings")
	})
	// The quickstart's own cookie secret counts as there.
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.composed("pomerium/pomerium:latest", "    environment:\n      COOKIE_SECRET: LWbMQr4zZJtmHh1D6QdHvSEAGzF5q6yHk2j3eFC2rU4=\n")
		r.begin("walk-1", nil)
		r.hides("COOKIE_SECRET")
		r.toSave()
		r.at(steps.ChangeSave)
		r.choose("Save")
		lacks(t, r.read(testFile), "cookie_secret")
		holds(t, r.read(testFile), "shared_secret")
	})
	// This shell's variables may not be Pomerium's.
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.environ = []string{"IDP_PROVIDER=google", "IDP_CLIENT_SECRET=hush-hush-hush"}
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.tells("IDP_PROVIDER and IDP_CLIENT_SECRET", "of this shell: beats the file if Pomerium is started from it")
		r.hides("hush")
		r.toSave()
		r.at(steps.ChangeSave)
	})
}
