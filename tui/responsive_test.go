package tui_test

import (
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
)

// TestAKeyIsAnsweredWhileATenantHangs, within 50 ms, however long the tenant
// takes. (An esc alone is known as such only after that long, twice.)
func TestAKeyIsAnsweredWhileATenantHangs(t *testing.T) {
	for name, c := range map[string]struct {
		version, path string
		effect        auth0test.Effect
		shows         string
	}{
		"the probe hangs":              {"0.33", "/authorize", auth0test.Hang, "callback URL"},
		"discovery is byte by byte":    {"0.33", discoveryPath, drip, "discovery"},
		"the token endpoint hangs":     {"0.33", "/oauth/token", auth0test.Hang, "web app"},
		"the Management API hangs":     {"0.19.2", "/api/v2/roles", auth0test.Hang, "M2M app"},
		"members are byte by byte":     {"0.19.2", "/api/v2/roles/", drip, "M2M app"},
		"the authenticate service too": {"0.33", "", nil, "address"},
		"the keys hang":                {"0.33", "/.well-known/jwks.json", auth0test.Hang, "sign-in"},
		"UserInfo is byte by byte":     {"0.33", "/userinfo", drip, "sign-in"},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.authenticates(describesItself)
				r.tenant.AddUser(auth0test.User{Email: "ada@example.com", Password: "practice", Roles: []string{"admin"}})
				d := r.onScreen(80, 24, nil, given(steps.PomeriumVersion, c.version, steps.APIToken, r.tenant.Token().Reveal(), steps.Domain, testTenant, steps.AuthenticateURL, testAddress))
				d.press(keyEnter, keyEnter, keyEnter, keyEnter) // URL, domain, token, create
				fault := auth0test.Fault{Path: c.path, Times: -1, Effect: c.effect}
				switch {
				case c.shows == "sign-in":
					d.press(keyEnter, keyUp, keyEnter) // go on without; the checks are the last choice
					d.press(keyDown, keyEnter)         // rehearse
					d.paste(r.browse(d.link()))
					r.tenant.Fail(fault)
				case c.effect == nil:
					r.authenticates(nil)
				default:
					r.tenant.Fail(fault)
				}
				d.strike(keyEnter) // go on
				d.settle(1500 * time.Millisecond)
				if text := d.terminal.Text(); !strings.Contains(text, c.shows) || !strings.Contains(text, "esc stop") {
					t.Fatalf("the checks do not run:\n%s", text)
				}
				d.strike(keyQuit)
				d.settle(50 * time.Millisecond)
				if !strings.Contains(d.terminal.Text(), "Leave now?") {
					t.Errorf("ctrl+c is not answered:\n%s", d.terminal.Text())
				}
			})
		})
	}
}

// link is the link of the rehearsal, as an operator copies it.
func (d *display) link() string {
	d.t.Helper()
	d.press(keyPrint)
	text := d.terminal.Text()
	d.press(keyEnter)
	link := ""
	for _, line := range strings.Split(text, "\n") {
		if link != "" || strings.HasPrefix(line, "https://") {
			link += line
			if len(line) < 80 { // it goes on over whole lines
				break
			}
		}
	}
	if link == "" {
		d.t.Fatalf("there is no link:\n%s", text)
	}
	return link
}
