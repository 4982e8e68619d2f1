package tui_test

import (
	"os"
	"path/filepath"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

func TestADryRunSendsNothingThatWritesAndReachesTheEnd(t *testing.T) {
	for _, found := range []bool{false, true} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.dry = true
			if found {
				r.tenant.AddApplication(asPomeriumsPageSays())
			}
			before := asJSON(r.tenant.Applications())
			r.toFirstPlan("0.19.2")
			r.send(r.scene().Choices[0].Event)
			r.at(steps.ChangeM2MApp)
			r.choose("Create both")
			r.at(steps.ChangeSave)
			r.tells("idp_client_id")
			r.choose("Check: ")
			r.shows("discovery", "not checked: nothing was changed yet")
			r.send(walk.Forward{})
			r.choose("Save")
			r.ended(walk.Done)
			if writes := r.writes(); len(writes) > 0 || asJSON(r.tenant.Applications()) != before {
				t.Errorf("found %t: it sent %v", found, writes)
			}
			if files, _ := os.ReadDir(filepath.Join(r.root, "etc/pomerium")); len(files) > 0 {
				t.Errorf("found %t: it wrote %v", found, files)
			}
			apps := map[string]bool{}
			for _, made := range r.state.Made {
				if !made.Assumed {
					t.Errorf("%v is not only supposed", made.Object)
				}
				apps[made.Object.ID] = true
			}
			if len(apps) != 4 || len(r.state.Remaining()) != 0 {
				t.Errorf("supposed are %v", apps)
			}
		})
	}
}

func TestLeavingADryRunAsksNothing(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.dry = true
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		r.send(walk.Quit{})
		r.ended(walk.Left)
	})
}
