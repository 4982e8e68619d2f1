package tui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// toDomain walks to the question for the tenant.
func (r *rehearsal) toDomain(more ...string) {
	r.t.Helper()
	r.begin("walk-1", given(append([]string{steps.PomeriumVersion, "0.33.1"}, more...)...))
	r.answer(steps.AuthenticateURL, testAddress)
	r.at(steps.Domain)
}

// problem fails unless the error on the screen says all of these.
func (r *rehearsal) problem(words ...string) {
	r.t.Helper()
	problem := r.scene().Problem
	if problem == nil {
		r.t.Fatalf("no error is shown:\n%s", r.said())
	}
	for _, word := range words {
		if !strings.Contains(problem.Text, word) {
			r.t.Fatalf("the error does not say %q: %s", word, problem.Text)
		}
	}
}

func TestADomainThatIsNoneIsRefusedUnderItsField(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toDomain()
		for typed, says := range map[string]string{
			"http://acme.eu.auth0.com": "https only",
			"acme":                     "no whole domain",
			"10.0.0.1":                 "is an IP address",
			"acme_eu.auth0.com":        "underscore",
			"":                         "type the tenant's domain",
			"eyJhbGciOiJkaXIifQ.x.y":   "token",
		} {
			r.answer(steps.Domain, typed)
			r.at(steps.Domain)
			r.problem(says)
		}
		if requests := r.tenant.Requests(); len(requests) > 0 {
			t.Errorf("%v was sent", requests)
		}
		r.answer(steps.Domain, testTenant)
		r.at(steps.Access)
	})
}

func TestAHostThatIsNoTenantIsCorrectedUnderItsField(t *testing.T) {
	for name, c := range map[string]struct {
		effect auth0test.Effect
		says   string
	}{
		"404":          {auth0test.HTML(404, "<h1>Not here</h1>"), "answers, but is no Auth0 tenant (404 for its description)"},
		"HTML":         {auth0test.HTML(200, "<h1>Welcome</h1>"), "its description cannot be read: it is text/html, not JSON"},
		"wrong issuer": {auth0test.Status(200, `{"issuer":"https://evil.example.com/"}`), "the tenant calls itself https://evil.example.com/"},
		"no issuer":    {auth0test.Status(200, `{}`), "issuer is missing"},
		"in trouble":   {auth0test.Status(503, `{}`), "Auth0 has a problem of its own"},
		"leads on":     {auth0test.Redirect("https://login.example.net/x"), "leads on to login.example.net"},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.addTenant()
				r.toDomain()
				r.other.Fail(auth0test.Fault{Times: -1, Effect: c.effect})
				r.answer(steps.Domain, otherTenant)
				r.at(steps.DomainAgain)
				r.problem(c.says)
				if scene := r.scene(); scene.Value.Text != otherTenant || scene.Kind != walk.Text {
					t.Errorf("the field holds %q", scene.Value.Text)
				}
				r.answer(steps.DomainAgain, "https://x.example.com@acme.eu.auth0.com")
				r.problem("user name")
				r.answer(steps.DomainAgain, testTenant)
				r.at(steps.Access)
				r.send(walk.GoBack{})
				r.at(steps.Domain)
				if value := r.scene().Value.Text; value != testTenant {
					t.Errorf("back leads to %q", value)
				}
				r.answer(steps.Domain, otherTenant)
				r.at(steps.DomainAgain)
				r.other.Heal()
				r.choose("Look again")
				r.at(steps.Access)
			})
		})
	}
}

func TestTheTwoNamesOfADashboardsAddressAreSaidAsTwo(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toDomain()
		r.answer(steps.Domain, "https://manage.auth0.com/dashboard/us/nowhere/apis")
		r.at(steps.Unreached)
		r.shows("nowhere.us.auth0.com or nowhere.auth0.com cannot be reached from here")
		r.choose("Correct the domain")
		r.answer(steps.Domain, r.scene().Value.Text) // as it stands there
		r.at(steps.Unreached)
	})
}

func TestATenantThatIsNotReachedIsGoneOnWithByHand(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toDomain()
		r.answer(steps.Domain, "nowhere.eu.auth0.com")
		r.at(steps.Unreached)
		r.shows("nowhere.eu.auth0.com cannot be reached from here", "DNS")
		r.choose("Correct the domain")
		r.answer(steps.Domain, "nowhere.eu.auth0.com")
		r.choose("Go on with pasted values")
		r.at(steps.WebAppID)
		r.answer(steps.WebAppID, strings.Repeat("a1", 16))
		r.answer(steps.WebAppSecret, strings.Repeat("s", 64))
		r.choose("Go on without")
		r.at(steps.AllowFailedChecks)
		r.shows("One check failed", "no address is known for nowhere.eu.auth0.com", "not checked")
		r.choose("Go on all the same")
		r.choose("Save")
		r.ended(walk.Done)
		if file := r.read(testFile); !strings.Contains(file, "https://nowhere.eu.auth0.com") {
			t.Errorf("the file:\n%s", file)
		}
	})
}

func TestATokenThatCannotServeIsRefusedBeforeItIsSent(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toDomain()
		r.answer(steps.Domain, testTenant)
		r.choose("This program")
		r.at(steps.APIToken)
		good := r.tenant.Token().Reveal()
		for token, says := range map[string][]string{
			r.tenant.TokenWith(map[string]any{"exp": time.Now().Add(-2 * time.Hour).Unix()}).Reveal(): {"expired 2 h ago", "copy a fresh one"},
			r.tenant.TokenWith(map[string]any{"aud": "https://" + otherTenant + "/api/v2/"}).Reveal(): {testTenant, otherTenant},
			r.tenant.TokenWith(map[string]any{"aud": "https://api.example.com"}).Reveal():             {"not for a tenant's Management API"},
			r.tenant.Token("read:clients").Reveal():                                                   {"read:client_keys, create:clients, update:clients"},
			"hunter2":                                                                                 {"no Management API token"},
			good[:len(good)/3]:                                                                        {"not whole"},
			"":                                                                                        {"there is no token"},
		} {
			r.answer(steps.APIToken, token)
			r.at(steps.APIToken)
			r.problem(says...)
			if scene := r.scene(); token != "" && strings.Contains(scene.Problem.Text, token) {
				t.Errorf("the error shows the token")
			}
		}
		for _, request := range r.tenant.Requests() {
			if request.Authorized {
				t.Errorf("%s %s was sent", request.Method, request.Path)
			}
		}
		r.answer(steps.APIToken, "Bearer "+good[:100]+"\n  "+good[100:])
		r.at(steps.ChangeWebApp)
	})
}

func TestAllScopesThatThisWalkLacksAreNamedAtOnce(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, r.tenant.Token("read:clients", "read:users").Reveal())
		r.at(steps.Domain)
		r.problem("read:client_keys, create:clients, update:clients, read:client_grants, create:client_grants")
		r.answer(steps.Domain, r.tenant.Token().Reveal())
		r.at(steps.ChangeWebApp)
	})
}

func TestARefusalAtTheListingAsksForAnotherToken(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		status int
		says   string
	}{
		"401":     {`{"statusCode":401,"error":"Unauthorized","message":"Invalid signature received for JSON Web Token validation"}`, 401, "Auth0 does not take the token (Invalid signature"},
		"expired": {`{"statusCode":401,"error":"Unauthorized","message":"Expired token received for JSON Web Token validation"}`, 401, "has expired: get a fresh one"},
		"403":     {`{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: read:clients","errorCode":"insufficient_scope"}`, 403, "lacks the scope read:clients"},
		"418":     {`{"statusCode":418,"error":"Teapot","message":"short and stout"}`, 418, "Auth0 refuses: short and stout"},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.toDomain()
				r.tenant.Fail(auth0test.Fault{Path: "/api/v2/", Effect: auth0test.Status(c.status, c.body)})
				r.answer(steps.Domain, r.tenant.Token().Reveal())
				r.at(steps.Refused)
				r.shows(c.says)
				r.choose("Give another token")
				r.answer(steps.APIToken, r.tenant.TokenWith(map[string]any{"jti": "another"}).Reveal())
				r.at(steps.ChangeWebApp)
			})
		})
	}
}

func TestAFailedListingIsTriedAgain(t *testing.T) {
	busy := auth0test.TooManyRequests(time.Minute)
	for name, c := range map[string]struct {
		effect auth0test.Effect
		says   string
	}{
		"429":      {busy, "too many requests: try again in"},
		"503":      {auth0test.Status(503, `{"statusCode":503,"message":"later"}`), "Auth0 has a problem of its own (later)"},
		"HTML":     {auth0test.HTML(200, "<h1>Sign in to the hotel's network</h1>"), "it is text/html, not JSON"},
		"cut":      {auth0test.DropBefore, "was cut: try again"},
		"hanging":  {auth0test.Hang, "did not answer in time"},
		"leads on": {auth0test.Redirect("https://login.example.net/"), "leads on to login.example.net"},
		"too big":  {auth0test.Big(2 << 20), "more than a mebibyte"},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.toDomain()
				r.tenant.Fail(auth0test.Fault{Path: "/api/v2/", Times: -1, Effect: c.effect})
				r.answer(steps.Domain, r.tenant.Token().Reveal())
				r.problem(c.says)
				r.tenant.Heal()
				r.choose("Try again")
				r.at(steps.ChangeWebApp)
			})
		})
	}
}

func TestALookAtAHangingTenantIsCancelled(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toDomain()
		r.tenant.Fail(auth0test.Fault{Path: "/api/v2/", Effect: auth0test.Hang})
		r.answer(steps.Domain, testTenant)
		r.choose("This program")
		r.at(steps.APIToken)
		start := time.Now()
		r.sendThen(walk.Answered{Name: steps.APIToken, Value: walk.SecretOf(r.tenant.Token())}, 3*time.Second, walk.GoBack{})
		if took := time.Since(start); took != 3*time.Second || r.state.Running != nil {
			t.Errorf("it took %v, running %v", took, r.state.Running)
		}
		r.at(steps.APIToken)
		r.send(walk.Forward{})
		r.at(steps.ChangeWebApp)
	})
}

func TestARefusedCreationIsSaidAndCanBeGoneOnFrom(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		says   string
	}{
		"400": {400, `{"statusCode":400,"error":"Bad Request","message":"Payload validation error: 'x' on property name","errorCode":"invalid_body"}`, "Auth0 does not take a value: Payload validation error"},
		"401": {401, `{"statusCode":401,"error":"Unauthorized","message":"Expired token received for JSON Web Token validation"}`, "has expired"},
		"403": {403, `{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: create:clients","errorCode":"insufficient_scope"}`, "lacks the scope create:clients"},
		"404": {404, `{"statusCode":404,"error":"Not Found","message":"Not Found"}`, "it is not in the tenant"},
		"409": {409, `{"statusCode":409,"error":"Conflict","message":"exists"}`, "it is there already (exists)"},
		"418": {418, `{"statusCode":418,"error":"Teapot","message":"short and stout"}`, "Auth0 refuses: short and stout"},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.toFirstPlan("0.33.1")
				r.tenant.Fail(auth0test.Fault{Method: "POST", Effect: auth0test.Status(c.status, c.body)})
				r.choose("Create it")
				r.problem("create the application Pomerium", c.says)
				if r.scene().Problem.Raw == "" {
					t.Error("the raw answer is not there")
				}
				r.choose("Try again")
				r.choose("Create it")
				r.at(steps.M2MApp)
				r.only(r.tenant)
			})
		})
	}
}

func TestTenApplicationsAlready(t *testing.T) {
	rehearse(t, auth0test.Options{FreePlan: true}, func(r *rehearsal) {
		id := ""
		for range 9 {
			id = r.tenant.AddApplication(map[string]any{"name": "Other", "app_type": "regular_web"})
		}
		r.toFirstPlan("0.33.1")
		r.choose("Create it")
		r.problem("as many of these as its plan allows", "10 applications")
		r.choose("Try again")
		r.choose("Use one that exists")
		r.answer(steps.WebApp, id)
		r.at(steps.ChangeWebApp)
		r.choose("Change it")
		r.at(steps.M2MApp)
	})
}

func TestAConnectionThatIsCutInTheMiddleOfACreateMakesNothingTwice(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.tenant.Fail(auth0test.Fault{Method: "POST", Effect: func(w http.ResponseWriter, request *http.Request, next http.Handler) {
			auth0test.Slow(100, time.Second)(cutAfter{w, new(int)}, request, next)
		}})
		r.choose("Create it")
		r.at(steps.M2MApp)
		r.only(r.tenant)
	})
}

// cutAfter cuts the connection at the second piece of the body.
type cutAfter struct {
	http.ResponseWriter
	pieces *int
}

func (c cutAfter) Write(p []byte) (int, error) {
	if *c.pieces++; *c.pieces == 2 {
		panic(http.ErrAbortHandler)
	}
	return c.ResponseWriter.Write(p)
}

func (c cutAfter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func TestANameWithABracketIsRefused(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.33.1")
		r.choose("Change the name")
		r.answer(steps.WebAppName, "a<b")
		r.problem("Auth0 takes no < or > in a name")
		r.answer(steps.WebAppName, "  ")
		r.problem("a name is needed")
		r.answer(steps.WebAppName, " Entry ")
		r.at(steps.ChangeWebApp)
		r.shows("Entry")
	})
}

// TestWhoSeesANameIsSaidOfEachApplication: nobody signs in through the M2M app.
func TestWhoSeesANameIsSaidOfEachApplication(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.choose("Change the name")
		r.shows("people who sign in may see it")
		r.answer(steps.WebAppName, "Entry")
		r.choose("Create it")
		r.choose("Change the name")
		r.shows("It stands in Auth0's dashboard; nobody signs in through this application.")
	})
}
