package tui_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// offered are the labels of the scene's choices.
func (r *rehearsal) offered() string {
	var labels []string
	for _, choice := range r.scene().Choices {
		labels = append(labels, choice.Label)
	}
	return strings.Join(labels, " | ")
}

// A walk creates one application of a kind. Once it has, the list offers that
// one, and nothing that would do nothing.
func TestWhatThisWalkMadeIsOfferedInThePlaceOfCreating(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.tenant.AddApplication(map[string]any{"name": "Grafana"})
		r.toFirstPlan("0.19.2")
		r.send(walk.Goto{Name: steps.WebApp})
		if got := r.offered(); got != "Create a new one | Grafana | Paste one made by hand | Look again" {
			t.Errorf("before, it offers %s", got)
		}
		r.send(walk.GoBack{})
		r.choose("Create it")
		r.choose("Create both")
		r.at(steps.ChangeSave)
		writes := len(r.writes())
		for which, name := range map[string]string{steps.WebApp: "Pomerium", steps.M2MApp: "Pomerium directory sync"} {
			r.send(walk.Goto{Name: which})
			r.at(which)
			first := r.scene().Choices[0]
			if got := r.offered(); !strings.HasPrefix(got, name+" | Change its name | Grafana | ") || strings.Contains(got, "Create") {
				t.Errorf("after, %s offers %s", which, got)
			}
			if !strings.HasSuffix(first.Note, ", this walk made it") {
				t.Errorf("its note is %q", first.Note)
			}
			r.choose(name)
			r.at(steps.ChangeSave)
		}
		// Brought to another address, it is the one that is changed.
		r.backTo(steps.AuthenticateURL)
		r.answer(steps.AuthenticateURL, otherAddress)
		r.at(steps.ChangeWebApp)
		if got := r.offered(); strings.Contains(got, "Create") {
			t.Errorf("its change offers %s", got)
		}
		if len(r.writes()) != writes {
			t.Errorf("sent were %v", r.writes()[writes:])
		}
	})
}

func TestTheM2MAppIsNeverTheWebApp(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.choose("Create it")
		r.choose("Create both")
		r.send(walk.Goto{Name: steps.WebApp})
		before, writes := asJSON(r.tenant.Applications()), len(r.writes())
		r.choose("Pomerium directory sync")
		r.at(steps.WebApp)
		r.shows("X Pomerium directory sync cannot be used: this program made it as the M2M app of "+testAddress,
			"this program made it as the M2M app")
		r.send(walk.Goto{Name: steps.M2MApp})
		r.shows("users sign in through it, and roles are read through one of its own")
		if asJSON(r.tenant.Applications()) != before || len(r.writes()) != writes {
			t.Errorf("sent were %v", r.writes()[writes:])
		}
	})
}

// One that was made by hand is not found in the part that it has no part in.
func TestTheWebAppIsNeverTheM2MApp(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(asPomeriumsPageSays())
		r.toFirstPlan("0.19.2")
		r.choose("Change it")
		r.at(steps.ChangeM2MApp)
		r.choose("Use one that exists")
		r.shows(id + ", users sign in through it, and roles are read through one of its own")
		writes := len(r.writes())
		r.answer(steps.M2MApp, id)
		r.at(steps.M2MApp)
		r.shows("X that is the web app, which users sign in through")
		r.choose("Paste one made by hand")
		remark := r.scene().Remark(walk.TextOf(id))
		if remark.Mark != walk.Warned || !strings.Contains(remark.Text, "the web app's") {
			t.Errorf("a pasted one is remarked on so: %+v", remark)
		}
		if len(r.writes()) != writes {
			t.Errorf("sent were %v", r.writes()[writes:])
		}
	})
}

// The file of a Pomerium may name one application in both places.
func TestOneApplicationThatTheFileNamesTwiceIsNotTakenTwice(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(asPomeriumsPageSays())
		r.write(testFile, "authenticate_service_url: "+testAddress+"\nidp_provider: auth0\nidp_provider_url: https://"+testTenant+
			"\nidp_client_id: "+id+"\nidp_client_secret: x\nidp_service_account: "+base64.StdEncoding.EncodeToString([]byte(`{"client_id":"`+id+`","secret":"x"}`))+"\n")
		r.toFirstPlan("0.19.2")
		r.choose("Change it")
		r.at(steps.ChangeM2MApp)
		r.shows("Create a Machine-to-Machine application and its grant")
	})
}

// What is pasted, or stands in a file so, may work: it is said, and not refused.
func TestOneApplicationPastedForBothIsRemarkedOn(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		id := r.tenant.AddApplication(asPomeriumsPageSays())
		secret := r.tenant.Application(id)["client_secret"].(string)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2", steps.AuthenticateURL, testAddress, steps.Domain, testTenant,
			steps.WebApp, "paste", steps.WebAppID, id, steps.WebAppSecret, secret, steps.M2MApp, "paste", steps.M2MAppID, id, steps.M2MAppSecret, secret))
		for range 10 {
			scene := r.scene()
			if scene.Item == steps.AllowFailedChecks || r.state.Outcome != walk.Unfinished {
				break
			}
			r.send(walk.Answered{Name: scene.Item, Value: r.state.Given[scene.Item].Value})
		}
		r.at(steps.AllowFailedChecks)
		r.shows("2 one for both  roles are read through the web app")
	})
}
