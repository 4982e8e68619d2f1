package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// TestBackShowsOnlyWhatWasAsked goes through whole walks and back from every
// scene of them, and from every one that a row leads to, until Back asks
// whether to leave. What was never on the screen would look like a step that
// was left out.
func TestBackShowsOnlyWhatWasAsked(t *testing.T) {
	longTable(t)
	for name, through := range map[string]struct {
		version string
		choose  []string
	}{
		"all created for 0.19": {"0.19.2", []string{"Create it", "Create both", "Save"}},
		"created for 0.33":     {"0.33.1", []string{"Create it", "Go on without", "Save"}},
		"no M2M app":           {"0.19.2", []string{"Create it", "Not needed", "Save"}},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				asked := map[string]bool{}
				r.begin("walk-1", given(steps.PomeriumVersion, through.version))
				r.backFrom(asked)
				r.answer(steps.AuthenticateURL, testAddress)
				r.backFrom(asked)
				r.answer(steps.Domain, testTenant)
				r.backFrom(asked)
				r.choose("This program")
				r.backFrom(asked)
				r.answer(steps.APIToken, r.tenant.Token().Reveal())
				for _, label := range through.choose {
					r.backFrom(asked)
					r.choose(label)
					for name := range r.state.Answers {
						asked[name] = true // by a choice of a plan, as "Not needed"
					}
				}
				r.ended(walk.Done)
			})
		})
	}
}

// backFrom goes back from the present scene, and from each that it leads to by
// a row, as far as it goes. It leaves the walk as it was.
func (r *rehearsal) backFrom(asked map[string]bool) {
	r.t.Helper()
	here := r.state
	scene := r.scene()
	asked[scene.Item] = true
	r.allBack(asked)
	r.state = here
	for _, choice := range scene.Choices {
		to, goes := choice.Event.(walk.Goto)
		item, _ := r.walk.Item(to.Name)
		if !goes || item.Question == nil {
			continue
		}
		r.send(to)
		r.at(to.Name)
		r.send(walk.GoBack{})
		if r.scene().Item != scene.Item {
			r.t.Errorf("%s leads from %s to %s, and back from there to %s", choice.Label, scene.Item, to.Name, r.scene().Item)
		}
		r.state = here
	}
}

func (r *rehearsal) allBack(asked map[string]bool) {
	r.t.Helper()
	for range 20 {
		from, leads := r.scene().Item, r.scene().Back
		r.send(walk.GoBack{})
		if r.state.Leaving != (leads == walk.BackAsksToLeave) {
			r.t.Errorf("at %s, the scene says that Back leads to %d", from, leads)
		}
		if r.state.Leaving {
			return
		}
		if to := r.scene().Item; !asked[to] {
			r.t.Errorf("back leads from %s to %s, which was never asked", from, to)
		}
	}
	r.t.Error("back does not come to the start")
}

// What was pasted was chosen at a plan, by a choice that answers which
// application it is: that can be chosen again.
func TestBackFromPastingLeadsToWhatWasChosen(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.choose("Paste one made by hand")
		r.at(steps.WebAppID)
		r.send(walk.GoBack{})
		r.at(steps.WebApp)
		r.choose("Create a new one")
		r.at(steps.ChangeWebApp)
	})
}

func TestEscapeReturnsToPreviewFromWhatItsRowsShow(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		d := r.shownOn(usual, given(steps.PomeriumVersion, "0.19.2", steps.AuthenticateURL, testAddress,
			steps.Domain, testTenant, steps.APIToken, r.tenant.Token().Reveal()))
		on := func(words string) {
			t.Helper()
			if frame := d.terminal.Text(); !strings.Contains(frame, words) {
				t.Fatalf("the screen does not show %q:\n%s", words, frame)
			}
		}
		for range 10 {
			if strings.Contains(d.terminal.Text(), "Create both") {
				break
			}
			d.press(keyEnter)
		}
		on("Create both")
		d.press(keyEscape)
		on("A Management API token")
		d.press(keyTab)
		on("Create both")
		d.press(keyEnter)
		on("Save a new file")
		d.press(keyDown, keyDown, keyEnter)
		on("In which form do you want the settings?")
		d.press(keyEscape)
		on("Save a new file")
		d.press(keyUp, keyEnter)
		on("All that was checked works")
		d.press(keyUp, keyUp, keyEnter)
		on("Which application do your users sign in through?")
		on("this walk made it")
		d.press(keyEscape)
		on("All that was checked works")
		d.press(keyEscape)
		on("Save a new file")
	})
}

// After the version was chosen by its row there is one key more on the first
// screen: the way back to it. How to quit is said all the same.
func TestTheFirstScreenSaysHowToQuitAfterGoingBackToIt(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		d := r.shownOn(usual, given(steps.PomeriumVersion, "0.19.2", steps.AuthenticateURL, testAddress))
		d.press(keyUp, keyUp, keyEnter) // the version
		d.press(keyEnter)
		d.press(keyEnter, keyEscape)
		if frame := d.terminal.Text(); !strings.HasSuffix(strings.TrimSpace(frame), "esc back   ↑ change   ctrl+g help   ctrl+c quit") {
			t.Errorf("the keys are not all said:\n%s", frame)
		}
	})
}
