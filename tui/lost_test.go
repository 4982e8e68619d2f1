package tui_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

const notYet = 2 * time.Second // that Auth0 does not know what it has just made

func TestALostAnswerMakesNothingTwice(t *testing.T) {
	create := auth0test.Fault{Method: "POST", Path: "/api/v2/clients", Effect: auth0test.DropAfter}
	grant := auth0test.Fault{Method: "POST", Path: "/api/v2/client-grants", Effect: auth0test.DropAfter}
	for _, c := range []struct {
		name     string
		web, m2m *auth0test.Fault // met by the plan for each
	}{
		{"web app", &create, nil},
		{"M2M app", nil, &create},
		{"grant", nil, &grant},
		{"web app, not done", &auth0test.Fault{Method: "POST", Path: create.Path, Effect: auth0test.DropBefore}, nil},
		{"M2M app, not done", nil, &auth0test.Fault{Method: "POST", Path: create.Path, Effect: auth0test.DropBefore}},
		{"grant, not done", nil, &auth0test.Fault{Method: "POST", Path: grant.Path, Effect: auth0test.DropBefore}},
		{"web app, answered by a page", &auth0test.Fault{Method: "POST", Path: create.Path, Effect: doneButHTML}, nil},
		{"web app, answered 502", &auth0test.Fault{Method: "POST", Path: create.Path, Effect: auth0test.HTML(502, "<h1>Bad gateway</h1>")}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			rehearse(t, auth0test.Options{ReadAfter: notYet}, func(r *rehearsal) {
				r.toFirstPlan("0.19.2")
				if c.web != nil {
					r.tenant.Fail(*c.web)
				}
				r.choose("Create it")
				if r.scene().Item == steps.ChangeWebApp {
					r.choose("Create it") // it was not made, and is asked about again
				}
				if c.m2m != nil {
					r.tenant.Fail(*c.m2m)
				}
				r.at(steps.ChangeM2MApp)
				r.choose("Create both")
				if r.scene().Item == steps.ChangeM2MApp {
					r.send(r.scene().Choices[0].Event)
				}
				r.at(steps.ChangeSave)
				r.choose("Save")
				r.ended(walk.Done)
				if apps, grants := r.tenant.Applications(), r.tenant.Grants(); len(apps) != 2 || len(grants) != 1 {
					t.Errorf("%d applications, %d grants", len(apps), len(grants))
				}
				if len(r.state.Remaining()) != 4 {
					t.Errorf("the walk knows of %d objects, not of 3 and the file", len(r.state.Remaining()))
				}
			})
		})
	}
}

// doneButHTML does what was asked and answers with a proxy's page.
func doneButHTML(w http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(httptest.NewRecorder(), r)
	auth0test.HTML(200, "<h1>Welcome</h1>")(w, r, nil)
}

// The rest of a plan that a lost answer broke off is still confirmed.
func TestAfterALostAnswerTheRestOfThePlanGoesOn(t *testing.T) {
	rehearse(t, auth0test.Options{ReadAfter: notYet}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.choose("Create it")
		r.tenant.Fail(auth0test.Fault{Method: "POST", Path: "/api/v2/clients", Effect: auth0test.DropAfter})
		r.choose("Create both")
		r.at(steps.ChangeSave)
	})
}

func TestALostCreateThatCannotBeLookedForIsTakenBackByItsTag(t *testing.T) {
	rehearse(t, auth0test.Options{ReadAfter: notYet}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.tenant.Fail(auth0test.Fault{Method: "POST", Path: "/api/v2/clients", Effect: auth0test.DropAfter})
		r.tenant.Fail(auth0test.Fault{Method: "GET", Path: "/api/v2/clients", Times: 1, Effect: auth0test.Status(503, `{"statusCode":503,"error":"Service Unavailable","message":"later"}`)})
		r.choose("Create it")
		r.shows("Stopped", "web app  Pomerium  (the answer was lost: it may be there)", "Auth0 has a problem of its own")
		r.send(walk.Quit{})
		r.shows("the answer was lost: it may be there")
		r.choose("Remove it")
		r.ended(walk.Left)
		if apps := r.tenant.Applications(); len(apps) != 0 || len(r.state.Remaining()) != 0 {
			t.Errorf("left are %s", asJSON(apps))
		}
	})
}

func TestALostUpdateCountsAsMade(t *testing.T) {
	for _, effect := range []auth0test.Effect{auth0test.DropAfter, auth0test.DropBefore} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			id := r.tenant.AddApplication(asPomeriumsPageSays())
			before := meaning(r.tenant.Application(id))
			r.beginWithToken("walk-1", "0.33.1", testAddress)
			r.tenant.Fail(auth0test.Fault{Method: "PATCH", Effect: effect})
			r.choose("Change it")
			if r.scene().Item == steps.ChangeWebApp {
				r.choose("Change it")
			}
			r.at(steps.M2MApp)
			r.send(walk.Quit{})
			r.choose("Put it back")
			r.ended(walk.Left)
			if after := meaning(r.tenant.Application(id)); after != before {
				t.Errorf("it was %s and is %s", before, after)
			}
		})
	}
}

func TestAGrantThatSomebodyElseMadeMeanwhileIsTaken(t *testing.T) {
	for _, c := range []struct {
		scopes []string
		asked  bool // for what is missing in it
	}{
		{[]string{"read:roles", "read:role_members", "read:users"}, false},
		{[]string{"read:roles"}, true},
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.toFirstPlan("0.19.2")
			r.choose("Create it")
			r.tenant.Fail(auth0test.Fault{Method: "POST", Path: "/api/v2/client-grants", Effect: func(w http.ResponseWriter, request *http.Request, next http.Handler) {
				apps := r.tenant.Applications()
				r.tenant.AddGrant(apps[len(apps)-1]["client_id"].(string), c.scopes...)
				next.ServeHTTP(w, request)
			}})
			r.choose("Create both")
			if c.asked {
				r.at(steps.ChangeM2MApp)
				r.shows("Add to the grant of the M2M app")
				r.choose("Change the grant")
			}
			r.at(steps.ChangeSave)
			if grants := r.tenant.Grants(); len(grants) != 1 || asJSON(grants[0]["scope"]) != `["read:roles","read:role_members","read:users"]` {
				t.Errorf("%s", asJSON(grants))
			}
			r.send(walk.Quit{})
			r.choose("Remove them")
			r.ended(walk.Left)
			if len(r.tenant.Applications())+len(r.tenant.Grants()) != 0 {
				t.Errorf("left are %s", asJSON(r.tenant.Applications()))
			}
		})
	}
}

func TestWhatWasDeletedOutsideIsMadeAnew(t *testing.T) {
	t.Run("found, before its change", func(t *testing.T) {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			id := r.tenant.AddApplication(asPomeriumsPageSays())
			r.beginWithToken("walk-1", "0.33.1", testAddress)
			r.tenant.RemoveApplication(id)
			r.choose("Change it")
			r.shows("it may have been deleted in the meantime")
			r.choose("Try again")
			r.at(steps.ChangeWebApp)
			r.shows("Create a Regular Web Application")
			r.choose("Create it")
			r.at(steps.M2MApp)
			r.only(r.tenant)
		})
	})
	t.Run("found, before its secret is read", func(t *testing.T) {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			fields := asPomeriumsPageSays()
			fields["app_type"], fields["token_endpoint_auth_method"] = "regular_web", "client_secret_post"
			fields["oidc_conformant"], fields["allowed_logout_urls"] = true, []string{testLogout}
			fields["jwt_configuration"] = map[string]any{"alg": "RS256"}
			id := r.tenant.AddApplication(fields)
			r.during = func(effect walk.Effect) {
				if read, is := effect.(walk.Read); is && read.Requests[0].Name == steps.LookWebApp {
					r.tenant.RemoveApplication(id)
				}
			}
			r.beginWithToken("walk-1", "0.33.1", testAddress)
			r.at(steps.ChangeWebApp)
			r.shows("Create a Regular Web Application")
		})
	})
	t.Run("made, before its grant", func(t *testing.T) {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.toFirstPlan("0.19.2")
			r.choose("Create it")
			r.tenant.Fail(auth0test.Fault{Method: "POST", Path: "/api/v2/client-grants", Times: 1, Effect: func(w http.ResponseWriter, request *http.Request, next http.Handler) {
				apps := r.tenant.Applications()
				r.tenant.RemoveApplication(apps[len(apps)-1]["client_id"].(string))
				next.ServeHTTP(w, request)
			}})
			r.choose("Create both")
			r.shows("it may have been deleted in the meantime")
			r.choose("Try again")
			r.at(steps.ChangeM2MApp)
			r.choose("Create both")
			r.at(steps.ChangeSave)
			if apps, grants := r.tenant.Applications(), r.tenant.Grants(); len(apps) != 2 || len(grants) != 1 {
				t.Errorf("%d applications, %d grants", len(apps), len(grants))
			}
		})
	})
	t.Run("made, before the checks", func(t *testing.T) {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.toFirstPlan("0.33.1")
			r.choose("Create it")
			r.tenant.RemoveApplication(r.only(r.tenant)["client_id"].(string))
			r.choose("Go on without")
			r.at(steps.AllowFailedChecks)
			r.shows("Auth0 knows no application with this client ID")
			r.choose("Read the application again")
			r.at(steps.ChangeWebApp)
			r.shows("Create a Regular Web Application")
			r.choose("Create it")
			r.at(steps.ChangeSave)
			r.only(r.tenant)
		})
	})
}
