package tui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// A creation is a walk that makes all there is to make.
type creation struct {
	name        string
	version     string
	credentials bool // in the place of a token
	others      int  // applications that are there already
	requests    int  // that may be sent without the checks
}

func creations() []creation {
	return []creation{
		{"current", "0.33.1", false, 0, 3},
		{"directory sync", "0.19.2", false, 0, 5},
		{"current, credentials", "0.33.1", true, 0, 4},
		{"directory sync, 250 apps", "0.19.2", false, 250, 7},
		{"credentials, 120 of others", "0.19.2", true, 120, 7},
	}
}

// create walks to the file and returns the requests that the checks made.
func (r *rehearsal) create(c creation) (checks int) {
	r.t.Helper()
	for i := range c.others {
		r.tenant.AddApplication(map[string]any{"name": fmt.Sprintf("Other %d", i)})
	}
	if c.credentials {
		id := r.tenant.AddApplication(map[string]any{"name": "May all", "grant_types": []string{"client_credentials"}})
		r.tenant.AddGrant(id, strings.Fields("read:clients read:client_keys create:clients update:clients read:client_grants create:client_grants")...)
		r.begin("walk-1", given(steps.PomeriumVersion, c.version, steps.AuthenticateURL, testAddress, steps.Domain, testTenant,
			steps.ManagementID, id, steps.ManagementSecret, r.tenant.Application(id)["client_secret"].(string)))
	} else {
		r.begin("walk-1", given(steps.PomeriumVersion, c.version, steps.APIToken, r.tenant.Token().Reveal()))
	}
	for r.state.Outcome == walk.Unfinished {
		before := len(r.tenant.Requests())
		scene := r.scene()
		if r.state.Outcome != walk.Unfinished {
			break
		}
		switch scene.Item {
		case steps.AuthenticateURL:
			r.answer(steps.AuthenticateURL, testAddress)
		case steps.Domain, steps.APIToken, steps.ManagementID, steps.ManagementSecret:
			r.send(walk.Answered{Name: scene.Item, Value: scene.Value})
		case steps.ChangeSave:
			return checks
		default:
			if len(scene.Choices) == 0 {
				r.t.Fatalf("the walk stands:\n%s", r.said())
			}
			r.send(scene.Choices[0].Event)
		}
		for _, request := range r.tenant.Requests()[before:] {
			if isCheck(request, before > 0) {
				checks++
			}
		}
	}
	r.t.Fatalf("it ended with %d", r.state.Outcome)
	return 0
}

// isCheck tells the requests of the checks from those that a creation needs.
func isCheck(request auth0test.Request, discovered bool) bool {
	switch request.Path {
	case "/authorize", "/v2/logout", "/api/v2/roles":
		return true
	case "/oauth/token": // the M2M app's check proves itself with Basic, as Pomerium does
		return strings.Contains(request.Body, "authorization_code") || !strings.Contains(request.Body, "client_secret")
	case "/.well-known/openid-configuration":
		return discovered
	}
	return strings.HasSuffix(request.Path, "/connections")
}

func TestHowManyRequestsACreationNeeds(t *testing.T) {
	for _, c := range creations() {
		t.Run(c.name, func(t *testing.T) {
			rehearse(t, auth0test.Options{Applications: 1000}, func(r *rehearsal) {
				checks := r.create(c)
				all := len(r.tenant.Requests())
				if all-checks > c.requests || checks > 8 {
					for _, request := range r.tenant.Requests() {
						t.Log(request.Method, request.Path)
					}
					t.Errorf("%d requests and %d for the checks, not %d and 8", all-checks, checks, c.requests)
				}
			})
		})
	}
}

// ideal is how long a client needs at least for n requests from a bucket of 2
// that refills at 2 a second.
func ideal(n int) time.Duration { return time.Duration(max(n-2, 0)) * 500 * time.Millisecond }

// paced walks on the free plan, and returns how long it took and how many
// requests of it count.
func (r *rehearsal) paced(c creation) (took time.Duration, managed int) {
	r.t.Helper()
	start := time.Now()
	r.create(c)
	for _, request := range r.tenant.Requests() {
		if request.Status == 429 {
			r.t.Errorf("%s %s was too much", request.Method, request.Path)
		}
		if strings.HasPrefix(request.Path, "/api/v2/") {
			managed++
		}
	}
	return time.Since(start), managed
}

func TestOnTheFreePlanNothingIsRefusedAndLittleTimeIsLost(t *testing.T) {
	for _, c := range creations() {
		t.Run(c.name, func(t *testing.T) {
			rehearse(t, auth0test.Options{FreePlan: true, Applications: 1000}, func(r *rehearsal) {
				took, managed := r.paced(c)
				if took > ideal(managed)+time.Second {
					t.Errorf("%d requests took %v, an ideal client %v", managed, took, ideal(managed))
				}
			})
		})
	}
}

// BenchmarkCreation reports the requests of a creation, and its time on the
// free plan beside that of an ideal client, both by the tenant's clock.
func BenchmarkCreation(b *testing.B) {
	for _, c := range creations() {
		b.Run(strings.ReplaceAll(c.name, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				var took time.Duration
				var managed, all int
				inBubble(b, func(t *testing.T) {
					tenant, err := auth0test.NewPipe(auth0test.Options{FreePlan: true, Applications: 1000})
					if err != nil {
						t.Fatal(err)
					}
					defer tenant.Close()
					r := &rehearsal{t: t, tenant: tenant, root: b.TempDir()}
					took, managed = r.paced(c)
					all = len(tenant.Requests())
				})
				b.ReportMetric(float64(all), "requests")
				b.ReportMetric(took.Seconds(), "seconds")
				b.ReportMetric(ideal(managed).Seconds(), "ideal-seconds")
			}
		})
	}
}

// inBubble runs a test's body within a benchmark: a bubble wants a testing.T.
func inBubble(b *testing.B, body func(*testing.T)) {
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{
		{Name: b.Name(), F: func(t *testing.T) { synctest.Test(t, body) }},
	})
	if !ok {
		b.Fatal("the walk failed")
	}
}

func TestTwoPomeriumsInALargeTenantFindEachItsOwn(t *testing.T) {
	rehearse(t, auth0test.Options{Applications: 1000}, func(r *rehearsal) {
		for i := range 125 {
			r.tenant.AddApplication(map[string]any{"name": "Pomerium", "callbacks": []string{fmt.Sprintf("https://app-%d.example.com/cb", i)}})
		}
		addresses := []string{testAddress, otherAddress}
		walkTo := func(n int) {
			r.beginWithToken(fmt.Sprintf("walk-%d", n), "0.33.1", addresses[n], steps.Config, fmt.Sprintf("/etc/pomerium/%d.yaml", n))
		}
		ids := map[string]bool{}
		for n := range addresses {
			walkTo(n)
			r.shows("Create a Regular Web Application", addresses[n], "Pomerium "+strings.TrimPrefix(addresses[n], "https://"))
			r.choose("Create it")
			r.choose("Go on without")
			r.choose("Save")
			r.ended(walk.Done)
			for i := range 62 {
				r.tenant.AddApplication(map[string]any{"name": fmt.Sprintf("Later %d", i)})
			}
		}
		for _, app := range r.tenant.Applications() {
			if app["client_metadata"] != nil {
				ids[app["client_id"].(string)] = true
			}
		}
		if len(ids) != 2 {
			t.Fatalf("%d web apps were made", len(ids))
		}
		for n := range addresses {
			r.tenant.ResetRequests()
			walkTo(n)
			r.choose("Go on without")
			r.ended(walk.Done)
			if writes := r.writes(); len(writes) > 0 {
				t.Errorf("the second walk of %s wrote %v", addresses[n], writes)
			}
			for id := range ids {
				in := strings.Contains(r.read(fmt.Sprintf("/etc/pomerium/%d.yaml", n)), id)
				tagged := strings.Contains(asJSON(r.tenant.Application(id)["client_metadata"]), addresses[n])
				if in != tagged {
					t.Errorf("%s: the file names the wrong application", addresses[n])
				}
			}
		}
	})
}
