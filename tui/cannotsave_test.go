package tui_test

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui"
	"pomerium-auth0/tui/plain"
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
	longTable(t)
	cases := []struct {
		name, path, content string
		tells, block        string // block: a line that is shown instead; "": none can be
		seen                bool   // what the file holds
	}{
		{"TOML", "/srv/pomerium.toml", "idp_provider = \"google\"\n", "is not edited here for its form", `idp_provider = "auth0"`, true},
		{"variables", "/srv/pomerium.env", "IDP_PROVIDER=google\n", "is not edited here for its form", "IDP_PROVIDER=auth0", true},
		{"broken YAML", "/srv/config.yaml", "idp_provider: [google\n", "Pomerium cannot read the file either", `idp_provider: "auth0"`, false},
		{"a key twice", "/srv/config.yaml", "idp_provider: google\nidp_provider: okta\n", "key idp_provider stands twice, in lines 1 and 2", `idp_provider: "auth0"`, false},
		{"keys equal but for case", "/srv/config.yaml", "idp_provider: google\nIDP_PROVIDER: okta\n", "in lines 1 and 2", `idp_provider: "auth0"`, true},
		{"a manifest", "/srv/config.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n", "Kubernetes manifest", `idp_provider: "auth0"`, false},
		{"Helm values", "/srv/config.yaml", "authenticate:\n  idp:\n    provider: google\n", "Helm chart", `idp_provider: "auth0"`, false},
		{"a list", "/srv/config.yaml", "- from: https://a.example.com\n  to: http://a\n", "file is a list", `idp_provider: "auth0"`, false},
		{"a template", "/srv/config.yaml", "idp_provider: {{ .Values.idp }}\n", "template", `idp_provider: "auth0"`, false},
		{"an alias of the provider", "/srv/config.yaml", "idp_provider: &p google\nheaders:\n  x: *p\n", "changing one would change both", `idp_provider: "auth0"`, true},
		{"encrypted by SOPS", "/srv/config.yaml", "idp_provider: google\nidp_client_secret: ENC[AES256_GCM,data:Zm9v,iv:aWFh,tag:dGFn,type:str]\n", "encrypted by SOPS", `idp_provider: "auth0"`, true},
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

// TestAMistypedPathIsNotOneEnterFromLeaving: it is asked for again.
func TestAMistypedPathIsNotOneEnterFromLeaving(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		r.follow("file")
		r.answer(steps.Config, "/etc")
		r.at(steps.CannotSave)
		r.tells("/etc could not be saved at the end", "is a folder")
		r.send(r.scene().Choices[0].Event) // enter
		r.at(steps.Config)
		if value := r.scene().Value.Text; value != "/etc" {
			t.Errorf("the field has %q, not what was typed", value)
		}
		r.answer(steps.Config, testFile)
		r.at(steps.AuthenticateURL)
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

// told walks to the end of step 1 over a file that alice may not read, and
// returns the scene that says so.
func told(t *testing.T, o steps.Options, answers map[string]walk.Given) (walk.Walk, walk.State) {
	t.Helper()
	w := steps.New(o)
	state, effects := w.Next(walk.State{}, time.Now(), walk.Begin{Walk: "walk-1", Given: answers})
	read := func(value any) {
		effect := effects[0].(walk.Read)
		state, _ = w.Next(state, time.Now(), walk.Learned{Gen: effect.Gen, Name: effect.Requests[0].Name, Value: value})
		state, effects = w.Next(state, time.Now(), walk.Ended{Gen: effect.Gen})
	}
	if o.Practice == nil {
		read(&config.Detection{File: testFile})
	}
	read(steps.FileFact{
		Path: testFile, Problem: fs.ErrPermission, Block: true,
		Trial: config.Trial{Path: testFile, Exists: true, NeedsRoot: true, Reason: testFile + " cannot be read by alice: permission denied"},
	})
	if item := w.Scene(state).Item; item != steps.CannotSave {
		t.Fatalf("at %q", item)
	}
	return w, state
}

func TestTheCommandForMoreRightsKeepsEveryFlagAndAnswerAndNoSecret(t *testing.T) {
	const hush = "hush-hush-hush-hush"
	flags := map[string]string{
		"ca-file": "/srv/ca.pem", "api-token-file": "/srv/my token", "plain": "true", "allow-failed-checks": "true", "config": "config.yaml",
		"reveal-secrets": "false",
	}
	answers := given(
		steps.PomeriumVersion, "enterprise 0.30", steps.Config, "config.yaml", steps.AuthenticateURL, testAddress, steps.Domain, testTenant,
		steps.WebApp, steps.CreateApp, steps.M2MApp, steps.NoApp, steps.WebAppSecret, hush, steps.APIToken, hush,
		steps.ManagementID, "abc", steps.AllowFailedChecks, steps.AllFailures,
	)
	answers[steps.ManagementSecret] = walk.Given{Value: walk.SecretOf(secret.New(hush)), Source: "AUTH0_CLIENT_SECRET"}
	environ := func(name string) string {
		return map[string]string{"HTTPS_PROXY": "http://me:" + hush + "@proxy:3128", "SSL_CERT_FILE": "/other.pem"}[name]
	}
	options := steps.Options{Started: tui.Started("/opt/my tools/pomerium-auth0", flags, environ, 1000)}
	// A domain may be given as a token, which names it.
	for _, domain := range []string{testTenant, "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.hush"} {
		answers[steps.Domain] = walk.Given{Value: walk.TextOf(domain), Source: "--domain"}
		w, state := told(t, options, answers)
		scene := w.Scene(state)
		holds(t, scene.Lead, "cannot be read by alice: permission denied. Start again with this command; it keeps your answers.")
		want := "sudo --preserve-env=AUTH0_CLIENT_SECRET,HTTPS_PROXY '/opt/my tools/pomerium-auth0' --config /etc/pomerium/config.yaml" +
			" --pomerium-version 'enterprise 0.30' --authenticate-url https://authenticate.example.com --domain acme.eu.auth0.com" +
			" --api-token-file '/srv/my token' --management-client-id abc --web-app create --m2m-app none --allow-failed-checks --ca-file /srv/ca.pem --plain"
		if domain != testTenant {
			want = strings.Replace(want, " --domain acme.eu.auth0.com", "", 1)
		}
		if got := scene.Command.String(); got != want {
			t.Errorf("the command is\n%s\nnot\n%s", got, want)
		}
		about := plain.Row(scene.Rows[0])
		holds(t, about, "sudo: has to pass on AUTH0_CLIENT_SECRET and HTTPS_PROXY", "leave --preserve-env out", "--management-client-secret-file FILE")

		// It stays when the screen is gone.
		state, _ = w.Next(state, time.Now(), walk.Quit{})
		closing := steps.Close(options, w, state)
		if closing.Command.String() != want || len(closing.Notes) != 1 {
			t.Errorf("the closing has the command %s and the notes %v", closing.Command, closing.Notes)
		}
		var out strings.Builder
		tui.PrintClosing(&out, 40, closing)
		holds(t, out.String(), "   sudo \\\n", "       '/opt/my tools/pomerium-auth0' \\\n")
		lacks(t, out.String(), hush)
	}
}

// TestTheClosingSaysBothWhatWasNotRemovedAndWhatSudoHasToPassOn: neither takes
// the place of the other.
func TestTheClosingSaysBothWhatWasNotRemovedAndWhatSudoHasToPassOn(t *testing.T) {
	options := steps.Options{Started: tui.Started("/p", nil, func(name string) string {
		return map[string]string{"SSL_CERT_DIR": "/srv/roots"}[name]
	}, 1000)}
	w, state := told(t, options, given(steps.PomeriumVersion, "0.33"))
	state.Made = []walk.Made{{Object: walk.Object{Kind: steps.KindWebApp, Tenant: testTenant, ID: "abc", Name: "Pomerium"}}}
	state.Problem = &walk.Trouble{Effect: true, Err: errors.New("it is in use")}
	state.Outcome = walk.Left
	closing := steps.Close(options, w, state)
	holds(t, plainRows(closing.Notes), "X not removed: It is in use.", "sudo: has to pass on SSL_CERT_DIR.")
	holds(t, closing.Command.String(), "sudo --preserve-env=SSL_CERT_DIR /p ")
}

func TestNobodyBecomesRootToPractise(t *testing.T) {
	options := steps.Options{Practice: &steps.Practice{Config: testFile}, Started: tui.Started("/p", nil, os.Getenv, 1000)}
	w, state := told(t, options, given(steps.PomeriumVersion, "0.33"))
	scene := w.Scene(state)
	holds(t, scene.Lead, "For practice any new file will do.")
	state, _ = w.Next(state, time.Now(), walk.Quit{})
	if closing := steps.Close(options, w, state); len(scene.Command)+len(closing.Command) > 0 {
		t.Errorf("it is to be started again with %s, %s", scene.Command, closing.Command)
	}
}

// TestTheCommandForMoreRightsKeepsWhatWasTyped: also what was answered before
// another file was chosen, as long as it is no secret.
func TestTheCommandForMoreRightsKeepsWhatWasTyped(t *testing.T) {
	o := steps.Options{Started: tui.Started("/p", nil, func(string) string { return "" }, 1000)}
	w := steps.New(o)
	state, effects := w.Next(walk.State{}, time.Now(), walk.Begin{Walk: "walk-1"})
	send := func(e walk.Event) { state, effects = w.Next(state, time.Now(), e) }
	learn := func(value any) {
		t.Helper()
		effect := effects[0].(walk.Read)
		send(walk.Learned{Gen: effect.Gen, Name: effect.Requests[0].Name, Value: value})
		send(walk.Ended{Gen: effect.Gen})
	}
	learn(&config.Detection{File: testFile})
	learn(steps.FileFact{Path: testFile, Block: true, Trial: config.Trial{Path: testFile, Method: config.Replace}})
	for _, answer := range [][2]string{
		{steps.PomeriumVersion, "0.33"}, {steps.AuthenticateURL, testAddress}, {steps.Domain, "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.hush"},
	} {
		send(walk.Answered{Name: answer[0], Value: walk.TextOf(answer[1])}) // the token is refused, and nothing is kept of it
	}
	send(walk.Goto{Name: steps.Format})
	send(walk.Answered{Name: steps.Format, Value: walk.TextOf(steps.FormEnv)})
	learn(steps.FileFact{Path: testFile, Block: true, Trial: config.Trial{Path: "/srv/pomerium.env", NeedsRoot: true}})
	scene := w.Scene(state)
	want := "sudo /p --config /etc/pomerium/config.yaml --format env=/srv/pomerium.env --pomerium-version 0.33 --authenticate-url https://authenticate.example.com"
	if scene.Item != steps.CannotSave || scene.Command.String() != want {
		t.Errorf("at %q, the command is\n%s\nnot\n%s", scene.Item, scene.Command, want)
	}
	if labels := []string{scene.Choices[0].Label, scene.Choices[2].Label}; !slices.Equal(labels, []string{"Leave", "Other forms"}) {
		t.Errorf("with that command it offers %q", labels)
	}
	holds(t, scene.Lead, "it keeps your answers.")
	state.Answers[steps.APIToken] = walk.Answer{Value: walk.SecretOf(secret.New("hush")), With: steps.APIToken}
	holds(t, w.Scene(state).Lead, "it keeps your answers, but no secret.")
}
