package tui_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/unattended"
	"pomerium-auth0/tui/walk"
)

// unattended goes through the setup without questions. Meanwhile is called
// before each save.
func (r *rehearsal) unattended(meanwhile func()) (unattended.Stop, []string) {
	r.t.Helper()
	begin := r.ready("walk-1", given(
		steps.PomeriumVersion, "0.33", steps.Config, testFile, steps.AuthenticateURL, testAddress, steps.Domain, testTenant,
		steps.APIToken, r.tenant.Token().Reveal(), steps.WebApp, steps.CreateApp, steps.AllowFailedChecks, steps.AllFailures,
	))
	var log []string
	var stop unattended.Stop
	r.state, stop = unattended.Run(context.Background(), unattended.Options{
		Walk: r.walk, Begin: begin, Gate: steps.AllowFailedChecks, FlagOf: tui.FlagOf,
		Tell: func(line string) { log = append(log, line) },
		Perform: func(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
			if apply, is := effect.(walk.Apply); is && apply.Plan.Operations[0].Verb == walk.Write {
				meanwhile()
			}
			r.perform(ctx, effect, send)
		},
	})
	return stop, log
}

func TestUnattendedAFileThatChangedMeanwhileIsEditedAnewOnce(t *testing.T) {
	for _, changes := range []int{1, 2} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile)
			saves := 0
			stop, log := r.unattended(func() {
				if saves++; saves <= changes {
					r.write(testFile, r.read(testFile)+fmt.Sprintf("# change %d\n", saves))
				}
			})
			file := r.read(testFile)
			if !slices.ContainsFunc(log, func(line string) bool { return strings.Contains(line, "another program changed") }) {
				t.Errorf("the log does not say it:\n%s", strings.Join(log, "\n"))
			}
			if changes == 1 {
				if stop.Outcome != walk.Done || saves != 2 {
					t.Errorf("it ended with %+v after %d saves", stop, saves)
				}
				holds(t, file, "# change 1\n", `idp_provider: "auth0"`)
				return
			}
			said := strings.Join(stop.Lines, "\n")
			if stop.Outcome != walk.Broke || saves != 2 || !strings.Contains(said, "was not saved: another program changed it twice") {
				t.Errorf("it ended with %+v after %d saves", stop, saves)
			}
			if file != ownFile+"# change 1\n# change 2\n" {
				t.Errorf("the file holds\n%s", file)
			}
		})
	}
}
