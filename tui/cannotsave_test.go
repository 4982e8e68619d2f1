package tui_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/config"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// asked are the requests to the Management API, of whatever kind.
func (r *rehearsal) asked() int {
	n := 0
	for _, request := range r.tenant.Requests() {
		// The roles are what the M2M app itself may read.
		if strings.HasPrefix(request.Path, "/api/") && !strings.HasPrefix(request.Path, "/api/v2/roles") {
			n++
		}
	}
	return n
}

func TestWhatCannotBeChangedIsSaidInTheFirstStep(t *testing.T) {
	cases := []struct {
		name, path, content string
		tells, block        string // block: a line that is shown instead; "": none can be
		seen                bool   // what the file holds
	}{
		{"TOML", "/srv/pomerium.toml", "idp_provider = \"google\"\n", "is not edited here for its form", `idp_provider = "auth0"`, true},
		{"variables", "/srv/pomerium.env", "IDP_PROVIDER=google\n", "is not edited here for its form", "IDP_PROVIDER=auth0", true},
		{"broken YAML", "/srv/config.yaml", "idp_provider: [google\n", "Pomerium cannot read the file either", `idp_provider: "auth0"`, false},
		{"a key twice", "/srv/config.yaml", "idp_provider: google\nidp_provider: okta\n", "key idp_provider stands twice, in lines 1 and 2", `idp_provider: "auth0"`, false},
		{"keys equal but for case", "/srv/config.yaml", "idp_provider: google\nIDP_PROVIDER: okta\n", "in lines 1 and 2", `idp_provider: "auth0"`, false},
		{"a manifest", "/srv/config.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n", "Kubernetes manifest", `idp_provider: "auth0"`, false},
		{"Helm values", "/srv/config.yaml", "authenticate:\n  idp:\n    provider: google\n", "Helm chart", `idp_provider: "auth0"`, false},
		{"a list", "/srv/config.yaml", "- from: https://a.example.com\n  to: http://a\n", "file is a list", `idp_provider: "auth0"`, false},
		{"a template", "/srv/config.yaml", "idp_provider: {{ .Values.idp }}\n", "template", `idp_provider: "auth0"`, false},
		{"an alias of the provider", "/srv/config.yaml", "idp_provider: &p google\nheaders:\n  x: *p\n", "changing one would change both", `idp_provider: "auth0"`, true},
		{"an ending that Pomerium does not know", "/srv/pomerium.conf", "idp_provider: google\n", "Pomerium reads no file that ends in .conf", "", false},
	}
	for _, c := range cases {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(c.path, c.content)
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33", steps.Config, c.path, steps.APIToken, r.tenant.Token().Reveal(), steps.Domain, testTenant))
			r.at(steps.CannotSave)
			r.tells(c.path+" cannot be changed as it is", c.tells)
			if r.asked() > 0 {
				t.Errorf("%s: the Management API was asked", c.name)
			}
			if c.block == "" {
				r.hides("only show the settings")
				return
			}
			r.choose("Go on, and only show the settings")
			r.at(steps.AuthenticateURL)
			r.tells("only read; the settings are shown")
			r.toSave()
			r.at(steps.Shown)
			r.tells(c.block)
			if !c.seen {
				r.hides("cookie_secret") // there may be one
			}
			r.choose("Done")
			r.ended(walk.Done)
			if r.read(c.path) != c.content {
				t.Errorf("%s: the file was changed", c.name)
			}
			holds(t, r.closed(), "Nothing was saved: put these settings where Pomerium reads them.", c.block)
		})
	}
}

func TestAFileThatWasMendedIsReadAgain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, "idp_provider: [google\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.at(steps.CannotSave)
		r.write(testFile, ownFile)
		r.choose("Look again")
		r.at(steps.AuthenticateURL)
		r.toSave()
		r.at(steps.ChangeSave)
	})
}

func TestAnotherFileCanBeChosenInstead(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, "- a list\n")
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.choose("Use another file")
		r.answer(steps.Config, "/srv/new.yaml")
		r.at(steps.CannotSave) // its folder is not there
		r.tells("The folder of the file", "/srv")
		r.choose("Leave")
		r.ended(walk.Left)
	})
}

func TestTheCommandForMoreRightsKeepsTheAnswersAndNoSecret(t *testing.T) {
	const hush = "hush-hush-hush-hush"
	w := steps.New(steps.Options{Program: "/opt/my tools/pomerium-auth0"})
	answers := given(
		steps.PomeriumVersion, "enterprise 0.30", steps.Config, testFile, steps.AuthenticateURL, testAddress, steps.Domain, testTenant,
		steps.WebApp, steps.CreateApp, steps.M2MApp, steps.NoApp, steps.WebAppSecret, hush, steps.APIToken, hush, steps.ManagementSecret, hush,
		steps.ManagementID, "abc",
	)
	// A domain may be given as a token, which names it.
	for _, domain := range []string{testTenant, "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.hush"} {
		answers[steps.Domain] = walk.Given{Value: walk.TextOf(domain), Source: "--domain"}
		state, effects := w.Next(walk.State{}, time.Now(), walk.Begin{Walk: "walk-1", Given: answers})
		read := func(value any) {
			effect := effects[0].(walk.Read)
			state, _ = w.Next(state, time.Now(), walk.Learned{Gen: effect.Gen, Name: effect.Requests[0].Name, Value: value})
			state, effects = w.Next(state, time.Now(), walk.Ended{Gen: effect.Gen})
		}
		read(config.Detection{File: testFile})
		read(steps.FileFact{
			Path: testFile, Problem: fs.ErrPermission, Block: true,
			Trial: config.Trial{Exists: true, NeedsRoot: true, Reason: testFile + " cannot be read by alice: permission denied"},
		})
		scene := w.Scene(state)
		if scene.Item != steps.CannotSave || !strings.Contains(scene.Lead, "cannot be read by alice: permission denied. Start again with this command") {
			t.Fatalf("at %q: %s", scene.Item, scene.Lead)
		}
		want := "sudo '/opt/my tools/pomerium-auth0' --config /etc/pomerium/config.yaml --pomerium-version 'enterprise 0.30'" +
			" --authenticate-url https://authenticate.example.com --domain acme.eu.auth0.com --management-client-id abc --web-app create --m2m-app none"
		if domain != testTenant {
			want = strings.Replace(want, " --domain acme.eu.auth0.com", "", 1)
		}
		if scene.Address != want {
			t.Errorf("the command is\n%s\nnot\n%s", scene.Address, want)
		}
	}
}
