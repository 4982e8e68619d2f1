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
		path   string
		effect auth0test.Effect
	}{
		"hangs":        {"/authorize", auth0test.Hang},
		"byte by byte": {"/.well-known/openid-configuration", auth0test.Slow(1, time.Second)},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				d := r.onScreen(80, 24, nil, given(steps.PomeriumVersion, "0.33", steps.APIToken, r.tenant.Token().Reveal(), steps.Domain, testTenant, steps.AuthenticateURL, testAddress))
				d.press(keyEnter, keyEnter, keyEnter, keyEnter) // URL, domain, token, create
				r.tenant.Fail(auth0test.Fault{Method: "GET", Path: c.path, Times: -1, Effect: c.effect})
				d.strike(keyEnter) // go on without
				d.settle(2 * time.Second)
				if !strings.Contains(d.terminal.Text(), "callback URL") || !strings.Contains(d.terminal.Text(), "esc stop") {
					t.Fatalf("the checks do not run:\n%s", d.terminal.Text())
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

// TestTenMegabytesAreNoAnswer: what is not Auth0's is said in one line.
func TestTenMegabytesAreNoAnswer(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33")
		r.choose("Create it")
		r.tenant.Fail(auth0test.Fault{Method: "GET", Path: "/authorize", Times: -1, Effect: auth0test.Big(10 << 20)})
		start := time.Now()
		r.choose("Go on without")
		r.at(steps.ChangeSave)
		r.choose("Check:")
		r.tells("callback URL", "more than a mebibyte")
		if took := time.Since(start); took > time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}

// TestWhatStaysWrongInTheFileIsACheck: keys that are the operator's own.
func TestWhatStaysWrongInTheFileIsACheck(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, "idp_scopes: [profile]\n")
		r.toFirstPlan("0.33")
		r.choose("Create it")
		r.choose("Go on without")
		r.at(steps.AllowFailedChecks)
		r.tells("idp_scopes lacks openid")
	})
}
