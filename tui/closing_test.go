package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

func TestTheClosingSaysHowItEnded(t *testing.T) {
	save := func(r *rehearsal) {
		r.toSave()
		r.choose("Save")
	}
	begin := func(version string, more ...string) func(*rehearsal) {
		return func(r *rehearsal) { r.begin("walk-1", given(append(more, steps.PomeriumVersion, version)...)) }
	}
	cases := []struct {
		name  string
		walk  []func(*rehearsal)
		says  []string
		never []string
	}{
		{"a new file", []func(*rehearsal){begin("0.33"), save},
			[]string{"Saved. Started with this, Pomerium signs your users in through Auth0.", "file: /etc/pomerium/config.yaml", "Start Pomerium with this file.",
				"no route of yours yet", "rm ", "User Management -> Users", "API Explorer Application", "authenticate.example.com must point to this server in DNS"},
			[]string{"backup", "Open this address", "Your users now"}},
		{"a file that is there", []func(*rehearsal){func(r *rehearsal) { r.write(testFile, ownFile) }, begin("0.33"), save},
			[]string{"backup: ", "put it back: ", "cp ", ".bak-20000101T", "Open this address to try it", "https://grafana.example.com", "Applications -> its Settings -> Delete"},
			[]string{"no route of yours"}},
		{"a wildcard route is no address to open", []func(*rehearsal){
			func(r *rehearsal) { r.write(testFile, strings.ReplaceAll(ownFile, "grafana.example", "*.example")) }, begin("0.33"), save},
			[]string{"Saved."}, []string{"Open this address", "https://*"}},
		{"twice", []func(*rehearsal){func(r *rehearsal) { r.write(testFile, ownFile) }, begin("0.33"), save, begin("0.33"), (*rehearsal).toSave},
			[]string{"Everything is already as it should be; nothing was changed.", "file: /etc/pomerium/config.yaml", "https://grafana.example.com"},
			[]string{"Saved", "backup", "put it back", "Start Pomerium", "Delete, at the bottom"}},
		{"only Auth0 was changed", []func(*rehearsal){func(r *rehearsal) { r.write(testFile, ownFile) }, begin("0.33"), save,
			func(r *rehearsal) {
				r.tenant.ChangeApplication(r.tenant.Applications()[0]["client_id"].(string), map[string]any{"allowed_logout_urls": []string{}})
			}, begin("0.33"), (*rehearsal).toSave},
			[]string{"The file is already as it should be; Auth0 was brought up to it."}, []string{"nothing was changed", "backup", "put it back", "Delete, at the bottom"}},
		{"left with something made", []func(*rehearsal){begin("0.33"), func(r *rehearsal) {
			r.answer(steps.AuthenticateURL, testAddress)
			r.answer(steps.Domain, r.tenant.Token().Reveal())
			r.choose("Create it")
			r.send(walk.Quit{})
			r.choose("Keep it")
		}}, []string{"Nothing was saved.", "web app: Pomerium, in acme.eu.auth0.com"}, []string{"Saved.", "put it back"}},
		{"pasted", []func(*rehearsal){func(r *rehearsal) {
			id, secret := r.byHand(webAppByHand())
			r.pasteWebApp("0.33", id, secret)
		}, save}, []string{"pasted, in acme.eu.auth0.com"}, []string{"API Explorer", "Delete, at the bottom"}},
	}
	for _, c := range cases {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			for _, step := range c.walk {
				step(r)
			}
			said := r.closed()
			holds(t, said, c.says...)
			lacks(t, said, c.never...)
			lacks(t, said, "pomerium-auth0 undo") // there is no such command
			if t.Failed() {
				t.Fatalf("that was %s", c.name)
			}
		})
	}
}

func TestADryRunClosesAsOne(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.dry = true
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.toSave()
		r.choose("Save")
		r.ended(walk.Done)
		c := steps.Close(steps.Options{DryRun: true}, r.walk, r.state)
		holds(t, c.Title, "This was a dry run: nothing was changed")
		if c.Text != "" || len(c.Facts)+len(c.Later)+len(c.Notes) > 0 || c.Next != "" {
			t.Errorf("it says as if it were done: %+v", c)
		}
		if r.read(testFile) != ownFile || len(r.writes()) > 0 {
			t.Error("something was changed")
		}
	})
}
