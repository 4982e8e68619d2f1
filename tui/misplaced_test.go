package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// misplace answers the question on the screen with a token, which its field
// has hidden.
func (r *rehearsal) misplace(item string) {
	r.t.Helper()
	if r.state.At != item {
		r.send(walk.Goto{Name: item})
	}
	r.at(item)
	r.send(walk.Answered{Name: item, Value: walk.SecretOf(secret.New(r.tenant.Token().Reveal()))})
	r.at(item)
	problem := r.scene().Problem
	if problem == nil || !problem.Misplaced || !strings.HasPrefix(problem.Text, "this looks like a ") {
		r.t.Fatalf("at %s a token is answered with %+v", item, problem)
	}
	// The token may have been given already, or never be asked for.
	lacks(r.t, problem.Text, "later")
}

func TestATokenInAVisibleFieldIsNamedAndNotKept(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", nil)
		r.misplace(steps.PomeriumVersion)
		r.answer(steps.PomeriumVersion, "")
		if problem := r.scene().Problem; problem == nil || !strings.Contains(problem.Text, "the version decides") {
			t.Errorf("no version is answered with %+v", problem)
		}
		r.answer(steps.PomeriumVersion, "0.19.2")
		r.misplace(steps.AuthenticateURL)
		r.misplace(steps.Config)
		r.answer(steps.Config, testFile)
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, testTenant)
		r.choose("This program, with credentials")
		r.misplace(steps.ManagementID)
	})
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.misplace(steps.WebAppName)
		r.answer(steps.WebAppName, "Pomerium")
		r.choose("Paste one made by hand")
		r.misplace(steps.WebAppID)
	})
}
