package tui_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/unattended"
	"pomerium-auth0/tui/walk"
)

// unattend walks without asking, and returns what stopped it.
func (r *rehearsal) unattend(answers ...string) unattended.Stop {
	r.t.Helper()
	begin := r.ready("walk-1", given(answers...))
	var stop unattended.Stop
	r.state, stop = unattended.Run(context.Background(), unattended.Options{
		Walk: r.walk, Begin: begin, Perform: r.perform, Gate: steps.AllowFailedChecks,
		FlagOf: tui.FlagOf, Tell: func(string) {}, Now: time.Now,
	})
	return stop
}

func TestUnattendedTwoThatNothingTellsApartAreNamed(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		one, two := r.tenant.AddApplication(asPomeriumsPageSays()), r.tenant.AddApplication(asPomeriumsPageSays())
		answers := []string{steps.PomeriumVersion, "0.33.1", steps.AuthenticateURL, testAddress, steps.APIToken, r.tenant.Token().Reveal()}
		stop := r.unattend(append(answers, steps.WebApp, steps.CreateApp)...)
		said := strings.Join(stop.Lines, "\n")
		if stop.Outcome != walk.Missing || !strings.Contains(said, one) || !strings.Contains(said, two) || !strings.Contains(said, "--web-app") {
			t.Errorf("outcome %d:\n%s", stop.Outcome, said)
		}
		if writes := r.writes(); len(writes) > 0 {
			t.Errorf("sent was %v", writes)
		}
		if stop = r.unattend(append(answers, steps.WebApp, two)...); stop.Outcome != walk.Done {
			t.Errorf("outcome %d: %v", stop.Outcome, stop.Lines)
		}
		if app := r.tenant.Application(one); app["app_type"] != "native" {
			t.Error("the other one was changed")
		}
	})
}

func TestUnattendedRefusedCredentialsSayWhatTheyName(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id, secret := r.addManager()
		stop := r.unattend(steps.PomeriumVersion, "0.33.1", steps.AuthenticateURL, testAddress, steps.Domain, testTenant,
			steps.ManagementID, id, steps.ManagementSecret, secret, steps.WebApp, steps.CreateApp)
		said := strings.Join(stop.Lines, "\n")
		for _, want := range []string{"may not use the Management API", id, "--web-client-id and --web-client-secret-file", "create:clients"} {
			if !strings.Contains(said, want) {
				t.Errorf("it does not say %q:\n%s", want, said)
			}
		}
		if stop.Outcome != walk.Broke || slices.ContainsFunc(stop.Lines, func(line string) bool { return strings.Contains(line, secret) }) {
			t.Errorf("outcome %d:\n%s", stop.Outcome, said)
		}
	})
}
