package auth0test_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

func TestAFaultMeetsTheRequestsThatItNames(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	furnish(tenant)
	client := tenant.Client()
	tenant.Fail(auth0test.Fault{Method: "POST", Path: clients, Times: 2, Effect: auth0test.Status(500, `{"statusCode":500}`)})
	must(t, tenant, client, 200, read(clients))                                                // another method
	must(t, tenant, client, 409, grantTo(m2mID))                                               // another path
	must(t, tenant, client, 500, create(fields{"name": "x"}))                                  // first
	must(t, tenant, client, 500, create(fields{"name": "x"}))                                  // second
	must(t, tenant, client, 201, create(fields{"name": "x"}))                                  // and no more
	tenant.Fail(auth0test.Fault{Path: "/api/v2/", Effect: auth0test.Status(503, "{}")})        // once
	tenant.Fail(auth0test.Fault{Times: -1, Effect: auth0test.HTML(200, "<h1>Welcome</h1>\n")}) // for ever
	must(t, tenant, client, 503, read(clients))
	for range 3 {
		answer := must(t, tenant, client, 200, read(clients))
		if kind := answer.header.Get("Content-Type"); answer.text != "<h1>Welcome</h1>\n" || kind != "text/html; charset=utf-8" {
			t.Errorf("got %s %q", kind, answer.text)
		}
	}
	tenant.Heal()
	must(t, tenant, client, 200, read(webPath))
}

func TestADroppedConnectionGivesNoAnswer(t *testing.T) {
	for _, drop := range []struct {
		name   string
		effect auth0test.Effect
		made   int
	}{
		{"before the work", auth0test.DropBefore, 0},
		{"after the work", auth0test.DropAfter, 1},
	} {
		t.Run(drop.name, func(t *testing.T) {
			tenant := startPipe(t, auth0test.Options{})
			tenant.Fail(auth0test.Fault{Method: "POST", Effect: drop.effect})
			client := tenant.Client()
			if answer, err := try(t, tenant, client, create(fields{"name": "Pomerium"})); err == nil {
				t.Fatalf("an answer: %d %s", answer.status, answer.text)
			}
			if made := len(tenant.Applications()); made != drop.made {
				t.Errorf("%d applications were made, want %d", made, drop.made)
			}
			if seen := tenant.Requests(); len(seen) != 1 || seen[0].Status != 0 {
				t.Errorf("recorded %+v, want one request without a status", seen)
			}
			must(t, tenant, client, 201, create(fields{"name": "Pomerium"}))
		})
	}
}

func TestAHangingTenantEndsWithTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := startPipe(t, auth0test.Options{})
		tenant.Fail(auth0test.Fault{Effect: auth0test.Hang})
		client := tenant.Client()
		client.Timeout = time.Minute
		began := time.Now()
		if _, err := try(t, tenant, client, read(clients)); err == nil || time.Since(began) != time.Minute {
			t.Errorf("after %v: %v, want an error after one minute", time.Since(began), err)
		}
		must(t, tenant, client, 200, read(clients))
	})
}

func TestAHangingTenantEndsWithClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant, err := auth0test.NewPipe(auth0test.Options{})
		if err != nil {
			t.Fatal(err)
		}
		tenant.Fail(auth0test.Fault{Effect: auth0test.Hang})
		ended := make(chan error)
		go func() {
			_, err := try(t, tenant, tenant.Client(), read(clients))
			ended <- err
		}()
		synctest.Wait()
		if err := tenant.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err == nil {
			t.Error("a closed tenant answered")
		}
	})
}

func TestASlowBodyComesInPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := startPipe(t, auth0test.Options{})
		furnish(tenant)
		client := tenant.Client()
		want := must(t, tenant, client, 200, read(webPath)).text
		tenant.Fail(auth0test.Fault{Effect: auth0test.Slow(100, time.Second)})
		began := time.Now()
		answer := must(t, tenant, client, 200, read(webPath))
		if answer.text != want || answer.header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("another answer: %s", answer.text)
		}
		if took, least := time.Since(began), time.Duration(len(want)/100)*time.Second; took < least {
			t.Errorf("took %v, want %v at least", took, least)
		}

		tenant.Fail(auth0test.Fault{Effect: auth0test.Slow(1, time.Second)})
		client.Timeout = 10 * time.Second
		if _, err := try(t, tenant, client, read(webPath)); err == nil {
			t.Error("a body of hundreds of bytes came within 10 s at one a second")
		}
	})
}

func TestARedirectKeepsMethodAndBody(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	tenant.Fail(auth0test.Fault{Effect: auth0test.Redirect("https://elsewhere.example.com/")})
	answer := must(t, tenant, tenant.Client(), 307, create(fields{"name": "Pomerium"}))
	if to := answer.header.Get("Location"); to != "https://elsewhere.example.com/" {
		t.Errorf("leads to %q", to)
	}
}

func TestABigBodyIsAsBigAsItSays(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	tenant.Fail(auth0test.Fault{Effect: auth0test.Big(3 << 20)})
	answer := must(t, tenant, tenant.Client(), 200, read(clients))
	if len(answer.text) != 3<<20+2 || decodedText(t, answer.text) != strings.Repeat("a", 3<<20) {
		t.Errorf("%d bytes", len(answer.text))
	}
}

func TestTooManyRequestsSaysWhenToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := startPipe(t, auth0test.Options{})
		tenant.Fail(auth0test.Fault{Effect: auth0test.TooManyRequests(3 * time.Second)})
		client := tenant.Client()
		answer := must(t, tenant, client, 429, read(clients))
		if got, want := answer.header.Get("x-ratelimit-reset"), "946684803"; got != want { // 3 s after the bubble's midnight
			t.Errorf("x-ratelimit-reset %s, want %s", got, want)
		}
		if got := answer.header.Get("x-ratelimit-remaining"); got != "0" {
			t.Errorf("x-ratelimit-remaining %s", got)
		}
		must(t, tenant, client, 200, read(clients))
	})
}

func TestRequestsAreRecorded(t *testing.T) {
	tenant := startPipe(t, auth0test.Options{})
	furnish(tenant)
	client := tenant.Client()
	must(t, tenant, client, 200, request{method: "GET", path: clients + "?per_page=5&page=0", header: map[string]string{"User-Agent": "wizard"}})
	must(t, tenant, client, 403, token(grantType("authorization_code", "client_id", webID, "client_secret", webSecret)))
	must(t, tenant, client, 201, create(fields{"name": "Pomerium"}))
	seen := tenant.Requests()
	if len(seen) != 3 {
		t.Fatalf("%d requests: %+v", len(seen), seen)
	}
	first, second, third := seen[0], seen[1], seen[2]
	if first.Method != "GET" || first.Path != clients || first.Query.Get("per_page") != "5" || first.Status != 200 || !first.Authorized ||
		first.Header.Get("User-Agent") != "wizard" || first.Header.Get("Authorization") != "" || time.Since(first.At) > time.Minute {
		t.Errorf("first: %+v", first)
	}
	if second.Path != "/oauth/token" || second.Status != 403 || second.Authorized || !strings.Contains(second.Body, "client_secret="+webSecret) {
		t.Errorf("second: %+v", second)
	}
	if third.Method != "POST" || third.Status != 201 || third.Body != `{"name":"Pomerium"}` {
		t.Errorf("third: %+v", third)
	}
	tenant.ResetRequests()
	if left := tenant.Requests(); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

func TestALatencyEndsWithTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := startPipe(t, auth0test.Options{Latency: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "GET", "https://"+tenant.Domain()+clients, nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := tenant.Client().Do(req); !errors.Is(err, context.DeadlineExceeded) {
			_, _ = io.Copy(io.Discard, answer.Body)
			t.Errorf("got %v", err)
		}
	})
}
