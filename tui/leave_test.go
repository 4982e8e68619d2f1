package tui_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// sendThen sends an event, and another one while what follows from it runs. It
// returns when all of that has ended.
func (r *rehearsal) sendThen(e walk.Event, after time.Duration, then walk.Event) {
	r.t.Helper()
	var effects []walk.Effect
	r.state, effects = r.walk.Next(r.state, time.Now(), e)
	if len(effects) != 1 {
		r.t.Fatalf("%v follows, not one effect", effects)
	}
	effect := effects[0]
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	told := make(chan walk.Event)
	go func() {
		defer close(told)
		r.perform(ctx, effect, func(e walk.Event) { told <- e })
	}()
	time.Sleep(after)
	r.state, effects = r.walk.Next(r.state, time.Now(), then)
	for _, next := range effects {
		if _, is := next.(walk.Abort); is {
			cancel()
		}
	}
	for e := range told {
		r.send(e)
	}
}

func TestLeavingAfterEachThingThatWasMade(t *testing.T) {
	for _, point := range []struct {
		name  string
		until []string // choices
		apps  int
	}{
		{"web app", []string{"Create it"}, 1},
		{"M2M app and grant", []string{"Create it", "Create both"}, 2},
	} {
		it := map[int]string{1: "it", 2: "them"}[point.apps]
		for _, answer := range []string{"Keep " + it, "Remove " + it, "Stay here"} {
			t.Run(point.name+", "+answer, func(t *testing.T) {
				rehearse(t, auth0test.Options{}, func(r *rehearsal) {
					r.toFirstPlan("0.19.2")
					for _, label := range point.until {
						r.choose(label)
					}
					at, made := r.scene().Item, r.tenant.Applications()
					r.send(walk.Quit{})
					r.shows("Leave now?", "Your file is as it was.")
					for _, app := range r.tenant.Applications() {
						r.shows(app["client_id"].(string), app["name"].(string))
					}
					r.choose(answer)
					if answer == "Stay here" {
						r.at(at)
						return
					}
					r.ended(walk.Left)
					closing, left := r.closed(), r.tenant.Applications()
					if answer == "Remove "+it {
						c := r.closing()
						if len(left)+len(r.tenant.Grants()) > 0 || len(c.Stays)+len(c.PutBack) > 0 {
							t.Errorf("left are %s; the closing says %s", asJSON(left), closing)
						}
						removed := plainRows(c.Removed)
						for _, app := range made {
							holds(t, removed, app["name"].(string)+", in acme.eu.auth0.com\n  "+app["client_id"].(string))
						}
						lacks(t, removed, "grant") // it went with its application
						lacks(t, closing, "Delete, at the bottom")
						return
					}
					holds(t, closing, "to delete: Applications -> its Settings -> Delete, at the bottom")
					if c := r.closing(); len(c.Removed)+len(c.PutBack) > 0 {
						t.Errorf("it is said to be taken back: %s", closing)
					}
					for _, app := range left {
						if !strings.Contains(closing, app["client_id"].(string)) {
							t.Errorf("the closing does not name %s:\n%s", app["client_id"], closing)
						}
					}
					if len(left) != point.apps || !strings.Contains(closing, "Nothing was saved.") || r.read(testFile) != "" {
						t.Errorf("%d applications; %s", len(left), closing)
					}
				})
			})
		}
	}
}

func TestLeavingPutsBackWhatWasChanged(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(asPomeriumsPageSays())
		sync := r.tenant.AddApplication(map[string]any{"name": "Sync", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}})
		r.tenant.AddGrant(sync, "read:logs")
		before, grant := meaning(r.tenant.Application(id)), asJSON(r.tenant.Grants())
		r.beginWithToken("walk-1", "0.19.2", testAddress, steps.M2MApp, sync)
		r.choose("Change it")
		// Meanwhile somebody else adds a URL of theirs.
		app := r.tenant.Application(id)
		r.choose("Change the grant")
		r.at(steps.ChangeSave)
		r.send(walk.Quit{})
		r.shows("My Pomerium", "What was changed in Auth0 can stay so or be put back.")
		r.hides("Remove") // users sign in through it
		r.choose("Put them back")
		r.ended(walk.Left)
		if after := meaning(r.tenant.Application(id)); after != before || asJSON(r.tenant.Grants()) != grant {
			t.Errorf("it was %s\nbecame %s\nand is %s; grants %s", before, asJSON(app), after, asJSON(r.tenant.Grants()))
		}
		if apps := r.tenant.Applications(); len(apps) != 2 {
			t.Errorf("%d applications are left of 2", len(apps))
		}
		c := r.closing()
		holds(t, plainRows(c.PutBack), "~ web app: My Pomerium, in acme.eu.auth0.com\n  "+id, "~ grant: on the Auth0 Management API")
		if len(c.Removed)+len(c.Stays) > 0 {
			t.Errorf("the closing says %s", r.closed())
		}
	})
}

func TestATokenThatMayNotDeleteSaysWhatToDeleteByHand(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33.1"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, r.tenant.Token("read:clients", "read:client_keys", "create:clients", "update:clients").Reveal())
		r.choose("Create it")
		r.send(walk.Quit{})
		r.shows("The token lacks delete:clients", "Applications → the application → Settings → Delete", r.only(r.tenant)["client_id"].(string))
		for _, choice := range r.scene().Choices {
			if strings.HasPrefix(choice.Label, "Remove") {
				t.Error("it offers to remove it all the same")
			}
		}
		r.choose("Keep it")
		r.ended(walk.Left)
	})
}

// TestLeavingAfterMakingAndChangingSaysBoth: one application was created, the
// grant of another one changed.
func TestLeavingAfterMakingAndChangingSaysBoth(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		sync := r.tenant.AddApplication(map[string]any{"name": "Sync", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}})
		r.tenant.AddGrant(sync, "read:logs")
		grant := asJSON(r.tenant.Grants())
		r.beginWithToken("walk-1", "0.19.2", testAddress, steps.M2MApp, sync)
		r.choose("Create it")
		r.choose("Change the grant")
		r.send(walk.Quit{})
		r.shows("What was made in Auth0 can stay or go, and what was changed can be put back.")
		r.choose("Remove it, put back what changed")
		r.ended(walk.Left)
		if app := r.only(r.tenant); app["client_id"] != sync || asJSON(r.tenant.Grants()) != grant {
			t.Errorf("left are %s with the grants %s", asJSON(app), asJSON(r.tenant.Grants()))
		}
	})
}

func TestBackAtTheFirstQuestionAsksWhetherToLeave(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33.1"))
		r.at(steps.AuthenticateURL)
		r.send(walk.GoBack{})
		r.shows("Leave now?", "Nothing was changed, neither your file nor anything in Auth0.")
		r.choose("Stay here")
		r.at(steps.AuthenticateURL)
		r.send(walk.GoBack{})
		r.choose("Leave")
		r.ended(walk.Left)
	})
}

func TestQuitWhileSomethingIsBeingMadeWaitsForTheAnswer(t *testing.T) {
	rehearse(t, auth0test.Options{Latency: time.Second}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.sendThen(r.scene().Choices[0].Event, 500*time.Millisecond, walk.Quit{})
		r.shows("Leave now?", r.only(r.tenant)["client_id"].(string))
		r.choose("Remove it")
		r.ended(walk.Left)
		if apps := r.tenant.Applications(); len(apps) != 0 {
			t.Errorf("left are %s", asJSON(apps))
		}
	})
}

func TestBackWhileSomethingIsBeingMadeWaitsForTheAnswer(t *testing.T) {
	rehearse(t, auth0test.Options{Latency: time.Second}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.sendThen(r.scene().Choices[0].Event, 500*time.Millisecond, walk.GoBack{})
		r.only(r.tenant)
		r.send(walk.Forward{})
		r.at(steps.M2MApp)
		r.only(r.tenant)
	})
}

func TestASignalNamesWhatTheUnfinishedMayHaveMade(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.choose("Create it")
		r.during = func(effect walk.Effect) {
			if _, is := effect.(walk.Apply); is {
				r.state, _ = r.walk.Next(r.state, time.Now(), walk.Stopped{})
				closing := r.closed()
				for _, name := range []string{"Pomerium directory sync", "the answer was lost: it may be there", r.only(r.tenant)["client_id"].(string)} {
					if !strings.Contains(closing, name) {
						t.Errorf("the closing does not say %q:\n%s", name, closing)
					}
				}
			}
		}
		r.choose("Create both")
		r.ended(walk.Interrupted)
		for _, app := range r.tenant.Applications() { // the answers came after all
			if closing := r.closed(); !strings.Contains(closing, app["client_id"].(string)) {
				t.Errorf("the closing does not name %s:\n%s", app["client_id"], closing)
			}
		}
	})
}

// plainRows are rows in lines.
func plainRows(rows []walk.Row) string {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(plain.Row(row) + "\n")
	}
	return b.String()
}

// TestWhatCouldNotBeRemovedIsNamed: with what went wrong, and what to click.
func TestWhatCouldNotBeRemovedIsNamed(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.choose("Create it")
		id := r.only(r.tenant)["client_id"].(string)
		r.choose("Create both")
		r.tenant.Fail(auth0test.Fault{Method: "DELETE", Path: "/api/v2/clients/" + id, Times: -1, Effect: auth0test.Status(http.StatusConflict, `{"statusCode":409,"error":"Conflict","message":"in use"}`)})
		r.send(walk.Quit{})
		r.choose("Remove them")
		r.shows("Leave now?")
		r.choose("Keep it")
		r.ended(walk.Left)
		kept := r.only(r.tenant)
		c := r.closing()
		holds(t, plainRows(c.Stays), kept["name"].(string)+", in acme.eu.auth0.com\n  "+kept["client_id"].(string))
		holds(t, r.closed(), "X not removed: ", "to delete: Applications -> its Settings -> Delete, at the bottom")
		if len(c.Removed) != 2 {
			t.Errorf("removed are said to be %s", plainRows(c.Removed))
		}
	})
}

// TestASignalDuringRemovalClaimsNothing: what is under way may be gone.
func TestASignalDuringRemovalClaimsNothing(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		r.send(walk.Quit{})
		r.during = func(effect walk.Effect) {
			if _, is := effect.(walk.Apply); is {
				r.state, _ = r.walk.Next(r.state, time.Now(), walk.Stopped{})
				holds(t, plainRows(r.closing().Stays), "! web app: Pomerium, in acme.eu.auth0.com (the answer was lost: it may be there)\n  "+r.only(r.tenant)["client_id"].(string))
			}
		}
		r.choose("Remove it")
		r.ended(walk.Interrupted)
		if c := r.closing(); len(c.Stays) > 0 || len(c.Removed) != 2 { // the answer came after all
			t.Errorf("the closing says %s", r.closed())
		}
	})
}

// TestAnApplicationThatIsNotThereIsNotSaidToBeRemoved: nobody here removed it.
func TestAnApplicationThatIsNotThereIsNotSaidToBeRemoved(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.tenant.Fail(auth0test.Fault{Method: "POST", Path: "/api/v2/clients", Effect: auth0test.DropBefore})
		r.choose("Create it")
		r.send(walk.Quit{})
		if r.state.Outcome == walk.Unfinished {
			r.choose("Remove it")
		}
		r.ended(walk.Left)
		if c := r.closing(); len(r.tenant.Applications()) == 0 && len(c.Removed)+len(c.Stays) > 0 {
			t.Errorf("the closing says %s", r.closed())
		}
	})
}
