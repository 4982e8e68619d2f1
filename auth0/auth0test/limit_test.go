package auth0test_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

func TestTheFreePlanLetsTwoCallsThroughAndTwoASecondAfterThat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := startPipe(t, auth0test.Options{FreePlan: true})
		client := tenant.Client()
		list := func() response { return send(t, tenant, client, read(clients)) }
		for _, left := range []string{"1", "0"} {
			answer := list()
			if got := answer.header.Get("x-ratelimit-remaining"); answer.status != 200 || got != left {
				t.Fatalf("%d with %s left, want 200 with %s", answer.status, got, left)
			}
			if got := answer.header.Get("x-ratelimit-limit"); got != "2" {
				t.Errorf("x-ratelimit-limit %q, want 2", got)
			}
		}
		answer := list()
		want := refused(429, "Too Many Requests", "Global limit has been reached", "too_many_requests")
		if missing := lacks(decoded(t, want), answer.object(t), "body"); answer.status != 429 || missing != "" {
			t.Fatalf("the third call at once: %d %s", answer.status, missing)
		}
		// The bubble's clock began on a whole second, so half a second later
		// is rounded up to the next one.
		if got, want := answer.header.Get("x-ratelimit-reset"), strconv.FormatInt(time.Now().Unix()+1, 10); got != want {
			t.Errorf("x-ratelimit-reset %s, want %s", got, want)
		}
		for _, step := range []struct {
			wait   time.Duration
			status int
		}{
			{499 * time.Millisecond, 429}, // a refused call takes nothing
			{time.Millisecond, 200},
			{0, 429},
			{500 * time.Millisecond, 200},
			{time.Hour, 200}, // the bucket holds no more than two
			{0, 200},
			{0, 429},
		} {
			time.Sleep(step.wait)
			if answer := list(); answer.status != step.status {
				t.Errorf("after %v: %d, want %d", step.wait, answer.status, step.status)
			}
		}
	})
}

func TestTheLimitIsThatOfTheManagementAPIAndOfTheFreePlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := startPipe(t, auth0test.Options{FreePlan: true})
		furnish(free)
		client := free.Client()
		for range 5 {
			must(t, free, client, 200, read("/.well-known/openid-configuration"))
			must(t, free, client, 302, authorize())
			must(t, free, client, 200, token(grantType("client_credentials", "client_id", m2mID, "client_secret", m2mSecret,
				"audience", audience)))
		}
		paid := startPipe(t, auth0test.Options{})
		client = paid.Client()
		for range 10 {
			if answer := must(t, paid, client, 200, read(clients)); answer.header.Get("x-ratelimit-limit") != "" {
				t.Fatalf("a limit without one: %v", answer.header)
			}
		}
	})
}

func TestTheNumberOfApplicationsIsLimited(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{Applications: 3})
	client := tenant.Client()
	must(t, tenant, client, 201, create(fields{"name": "2"}))
	last := must(t, tenant, client, 201, create(fields{"name": "3"})).object(t)
	must(t, tenant, client, 403, create(fields{"name": "4"}))
	must(t, tenant, client, 204, remove(clients+"/"+last["client_id"].(string)))
	must(t, tenant, client, 201, create(fields{"name": "3 again"}))
}

func TestTheFreePlanHasAHundredGrants(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{FreePlan: true})
	furnish(tenant)
	for len(tenant.Grants()) < 99 { // and that of the API Explorer Application
		tenant.AddGrant(tenant.AddApplication(fields{"name": "x"}))
	}
	answer := must(t, tenant, tenant.Client(), 403, grantTo(webID)).object(t)
	if answer["errorCode"] != "too_many_entities" {
		t.Errorf("got %v", answer)
	}
}

func TestWhatWasCreatedCannotBeReadForAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := startPipe(t, auth0test.Options{ReadAfter: 2 * time.Second})
		client := tenant.Client()
		made := must(t, tenant, client, 201, create(fields{"name": "Pomerium", "callbacks": []string{callback},
			"allowed_logout_urls": []string{logout}, "client_secret": webSecret})).object(t)
		id := made["client_id"].(string)
		path := clients + "/" + id
		granted := must(t, tenant, client, 201, grantTo(id, "read:roles")).object(t)
		grantPath := grants + "/" + granted["id"].(string)
		use := token(grantType("client_credentials", "client_id", id, "client_secret", webSecret, "audience", audience))

		check := func(readable bool) {
			t.Helper()
			status := func(yes, no int) int {
				if readable {
					return yes
				}
				return no
			}
			listed := []any{}
			if readable {
				listed = []any{map[string]any{}}
			}
			must(t, tenant, client, status(200, 404), read(path))
			must(t, tenant, client, status(200, 404), read(grantPath))
			must(t, tenant, client, status(302, 400), authorize("client_id", id))
			must(t, tenant, client, status(302, 400), signOut(id, logout))
			must(t, tenant, client, status(200, 401), use)
			total := must(t, tenant, client, 200, read(clients+"?is_global=false&include_totals=true")).object(t)["total"]
			if want := float64(1 + len(listed)); total != want { // and the API Explorer Application
				t.Errorf("%v applications are listed, want %v", total, want)
			}
			list := must(t, tenant, client, 200, read(grants+"?client_id="+id)).text
			if missing := lacks(listed, decodedText(t, list), "grants"); missing != "" {
				t.Error(missing)
			}
		}
		check(false)
		must(t, tenant, client, 200, request{method: "PATCH", path: path, json: fields{"name": "Renamed"}})
		must(t, tenant, client, 409, grantTo(id, "read:users"))
		time.Sleep(2*time.Second - time.Nanosecond)
		check(false)
		time.Sleep(time.Nanosecond)
		check(true)
	})
}
