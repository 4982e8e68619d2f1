package auth0_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
)

// create asks for the one thing that must never happen twice.
func create(ctx context.Context, w *world) error {
	_, err := w.client.CreateApplication(ctx, w.access, pomerium.Application())
	return err
}

func list(ctx context.Context, w *world) error {
	_, err := w.client.Applications(ctx, w.access)
	return err
}

func TestEachRefusalSaysWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		kind   auth0.ErrorKind
		words  string
	}{
		{"expired", 401, `{"statusCode":401,"error":"Unauthorized","message":"Expired token received for JSON Web Token validation","attributes":{}}`, auth0.Expired, "has expired: get a fresh one"},
		{"bad token", 401, `{"statusCode":401,"error":"Unauthorized","message":"Invalid token"}`, auth0.BadToken, "does not take the token (Invalid token)"},
		{"scope", 403, `{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: create:clients","errorCode":"insufficient_scope"}`, auth0.MissingScope, "lacks the scope create:clients."},
		{"scopes in the documents' words", 403, `{"message":"Insufficient scope; expected any of: read:clients, read:client_keys.","errorCode":"insufficient_scope"}`, auth0.MissingScope, "read:clients or read:client_keys."},
		{"quota", 403, `{"statusCode":403,"error":"Forbidden","message":"You reached the limit of entities of this type for this tenant.","errorCode":"too_many_entities"}`, auth0.LimitReached, "free plan: 10 applications"},
		{"forbidden", 403, `{"message":"Not for you","errorCode":"operation_not_supported"}`, auth0.Refused, "Not for you"},
		{"invalid", 400, `{"message":"Payload validation error: 'x'","errorCode":"invalid_body"}`, auth0.Invalid, "Payload validation error"},
		{"not found", 404, `{"message":"The client does not exist","errorCode":"inexistent_client"}`, auth0.NotFound, "not in the tenant"},
		{"conflict", 409, `{"message":"A client grant already exists"}`, auth0.Conflict, "there already"},
		{"any other", 418, `{"message":"short and stout"}`, auth0.Refused, "short and stout"},
		{"without words", 410, ``, auth0.Refused, "410 Gone"},
		{"a page", 403, `<html><body>Access denied by the firewall</body></html>`, auth0.Refused, "403 Forbidden"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, auth0test.Options{})
			w.Fail(auth0test.Fault{Path: "/api/v2/clients", Effect: auth0test.Status(c.status, c.body)})
			err := create(t.Context(), w)
			var refused *auth0.Error
			if !errors.As(err, &refused) || refused.Kind != c.kind || refused.Status != c.status {
				t.Fatalf("%#v (%v)", refused, err)
			}
			if !strings.Contains(err.Error(), c.words) || !strings.HasPrefix(err.Error(), "could not create the application Pomerium: ") {
				t.Errorf("%q, want %q in it", err, c.words)
			}
			if !strings.HasPrefix(refused.Raw(), "POST /api/v2/clients\n") || strings.Contains(refused.Raw(), w.access.Token.Reveal()) {
				t.Errorf("raw: %s", refused.Raw())
			}
			if len(w.Applications()) != 0 || len(w.Requests()) != 1 {
				t.Errorf("%d applications after %d requests", len(w.Applications()), len(w.Requests()))
			}
		})
	}
}

func TestTheStandInsOwnRefusalsAreUnderstood(t *testing.T) {
	w := newWorld(t, auth0test.Options{Applications: 1})
	full := w.access
	for name, c := range map[string]struct {
		do   func() error
		kind auth0.ErrorKind
	}{
		"scope": {func() error {
			_, err := w.client.CreateApplication(t.Context(), w.with(w.Token(auth0.ReadClients)), pomerium.Application())
			return err
		}, auth0.MissingScope},
		"expired": {func() error {
			_, err := w.client.Applications(t.Context(), w.with(w.TokenWith(map[string]any{"exp": time.Now().Add(-time.Hour).Unix()})))
			return err
		}, auth0.Expired},
		"no token at all": {func() error {
			_, err := w.client.Applications(t.Context(), w.with(hidden("eyJ.eyJ.x")))
			return err
		}, auth0.BadToken},
		"unknown application": {func() error {
			_, err := w.client.Application(t.Context(), full, "nobody")
			return err
		}, auth0.NotFound},
		"name with <": {func() error {
			app := pomerium.Application()
			app.Name = "<b>"
			_, err := w.client.CreateApplication(t.Context(), full, app)
			return err
		}, auth0.Invalid},
		"wrong credentials": {func() error {
			_, err := w.client.Applications(t.Context(), auth0.Access{Tenant: w.domain, ClientID: "nobody", ClientSecret: hidden("wrong")})
			return err
		}, auth0.BadCredentials},
		"credentials without a grant": {func() error {
			id := w.AddApplication(map[string]any{"name": "web", "client_secret": "s3cr3t", "grant_types": []string{"client_credentials"}})
			_, err := w.client.Applications(t.Context(), auth0.Access{Tenant: w.domain, ClientID: id, ClientSecret: hidden("s3cr3t")})
			return err
		}, auth0.NotGranted},
		"quota": {func() error {
			_ = create(t.Context(), w)
			return create(t.Context(), w)
		}, auth0.LimitReached},
	} {
		var refused *auth0.Error
		if err := c.do(); !errors.As(err, &refused) || refused.Kind != c.kind {
			t.Errorf("%s: %v (%#v)", name, err, refused)
		}
	}
}

func TestALostAnswerOfAWriteMayHaveHappenedAndIsNotRepeated(t *testing.T) {
	for name, c := range map[string]struct {
		effect auth0test.Effect
		done   int
		why    string
	}{
		"cut after the work":  {auth0test.DropAfter, 1, "the connection was cut"},
		"cut before the work": {auth0test.DropBefore, 0, "the connection was cut"},
		"no answer":           {auth0test.Hang, 0, "nothing came in time"},
		"a gateway's page":    {auth0test.HTML(502, "<h1>Bad gateway</h1>"), 0, "502 Bad Gateway"},
		"unavailable":         {auth0test.Status(503, `{"message":"later"}`), 0, "later"},
		"a page for an OK":    {auth0test.HTML(200, "<h1>Welcome to the hotel</h1>"), 0, "it is text/html, not JSON"},
		"JSON broken off":     {auth0test.Status(201, `{"client_id":"abc","client_secret":"very-sec`), 0, "its JSON breaks off"},
		"too long":            {auth0test.Big(2 << 20), 0, "more than a mebibyte"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, auth0test.Options{})
				// A kept connection is what Go's own transport would try again on.
				if err := list(t.Context(), w); err != nil {
					t.Fatal(err)
				}
				w.ResetRequests()
				w.Fail(auth0test.Fault{Method: "POST", Effect: c.effect})
				err := create(t.Context(), w)
				var lost *auth0.MayHaveHappened
				if !errors.As(err, &lost) {
					t.Fatalf("%v is no lost answer", err)
				}
				if !strings.Contains(err.Error(), "lost ("+c.why+"), so this may have been done") {
					t.Errorf("%v, want the reason %s", err, c.why)
				}
				if strings.Contains(err.Error(), "very-sec") || strings.Contains(raw(err), "very-sec") {
					t.Errorf("the secret is shown: %v\n%s", err, raw(err))
				}
				if len(w.Requests()) != 1 || len(w.Applications()) != c.done {
					t.Errorf("%d requests, %d applications", len(w.Requests()), len(w.Applications()))
				}
			})
		})
	}
}

func TestAWriteThatTheOperatorStopsMayHaveHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, auth0test.Options{})
		w.Fail(auth0test.Fault{Method: "POST", Effect: auth0test.Hang})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := create(ctx, w)
		var lost *auth0.MayHaveHappened
		if !errors.As(err, &lost) || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "stopped while") {
			t.Errorf("%v", err)
		}
	})
}

func TestAReadIsRepeatedOnceAfterACut(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	w.Fail(auth0test.Fault{Effect: auth0test.DropBefore})
	if err := list(t.Context(), w); err != nil || len(w.Requests()) != 2 {
		t.Errorf("%v after %d requests", err, len(w.Requests()))
	}
	w.ResetRequests()
	w.Fail(auth0test.Fault{Times: 9, Effect: auth0test.DropAfter})
	err := list(t.Context(), w)
	var lost *auth0.Unreached
	if !errors.As(err, &lost) || lost.How != auth0.Cut || len(w.Requests()) > 4 {
		t.Errorf("%v after %d requests", err, len(w.Requests()))
	}
}

func TestASlowTenantIsGivenUpAfterThirtySeconds(t *testing.T) {
	for name, effect := range map[string]auth0test.Effect{"silent": auth0test.Hang, "drop by drop": auth0test.Slow(1, time.Second)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, auth0test.Options{})
				w.Fail(auth0test.Fault{Effect: effect})
				start := time.Now()
				err := list(t.Context(), w)
				var lost *auth0.Unreached
				if !errors.As(err, &lost) || lost.How != auth0.NoAnswer {
					t.Errorf("%v", err)
				}
				if waited := time.Since(start); waited != 30*time.Second {
					t.Errorf("waited %v", waited)
				}
			})
		})
	}
}

func TestARedirectIsNotFollowedAndNamesWhereItLeads(t *testing.T) {
	for name, do := range map[string]func(context.Context, *world) error{
		"create": create, "list": list,
		"token": func(ctx context.Context, w *world) error {
			_, err := w.client.ManagementToken(ctx, auth0.Access{Tenant: w.domain, ClientID: "a", ClientSecret: hidden("b")})
			return err
		},
		"discover": func(ctx context.Context, w *world) error {
			_, err := w.client.Discover(ctx, w.domain)
			return err
		},
	} {
		w := newWorld(t, auth0test.Options{})
		w.Fail(auth0test.Fault{Times: 9, Effect: auth0test.Redirect("https://evil.example/x")})
		err := do(t.Context(), w)
		var redirected *auth0.Redirected
		if !errors.As(err, &redirected) || redirected.To != "evil.example" || len(w.Requests()) != 1 {
			t.Errorf("%s: %v after %d requests", name, err, len(w.Requests()))
		}
	}
}

func TestAHugeAnswerIsNotRead(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	w.Fail(auth0test.Fault{Effect: auth0test.Big(1 << 40)})
	err := list(t.Context(), w)
	var unreadable *auth0.Unreadable
	if !errors.As(err, &unreadable) || len(unreadable.Raw()) > 10000 {
		t.Errorf("%v, raw of %d bytes", err, len(raw(err)))
	}
}

func TestAHostileAnswerIsCleanedAndShowsNoSecret(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	token := w.access.Token.Reveal()
	w.Fail(auth0test.Fault{Effect: auth0test.Status(400,
		`{"message":"\u001b]52;c;AAAA\u0007\u009b2J \u202e `+token+`","errorCode":"`+"\x1b[31m"+`"}`+strings.Repeat("x", 20000)+token)})
	err := list(t.Context(), w)
	for what, s := range map[string]string{"error": err.Error(), "raw": raw(err)} {
		if strings.ContainsAny(s, "\x1b\x07\u009b\u202e") || strings.Contains(s, token) {
			t.Errorf("%s: %q", what, s)
		}
		if len(s) > 13000 {
			t.Errorf("%s has %d bytes", what, len(s))
		}
	}
}

func TestAnEchoedSecretIsMasked(t *testing.T) {
	w := newWorld(t, auth0test.Options{})
	const clientSecret = "s3cr3t/of+the application"
	w.Fail(auth0test.Fault{Times: 2, Effect: auth0test.Status(500, `{"error_description":"cannot handle `+clientSecret+`"}`)})
	_, err := w.client.ManagementToken(t.Context(), auth0.Access{Tenant: w.domain, ClientID: "a", ClientSecret: hidden(clientSecret)})
	if err == nil || strings.Contains(err.Error()+raw(err), clientSecret) || !strings.Contains(raw(err), "cannot handle") {
		t.Errorf("%v\n%s", err, raw(err))
	}
	w.Heal()
	w.Fail(auth0test.Fault{Times: 2, Effect: auth0test.Status(500, `{"error_description":"cannot handle `+clientSecret+`"}`)})
	probe := w.client.CheckSecret(t.Context(), w.domain, "a", hidden(clientSecret), pomerium.Callback)
	if strings.Contains(probe.Text+probe.Raw(), clientSecret) || !strings.Contains(probe.Raw(), "cannot handle") {
		t.Errorf("%+v\n%s", probe, probe.Raw())
	}
}

func raw(err error) string {
	var holder interface{ Raw() string }
	if errors.As(err, &holder) {
		return holder.Raw()
	}
	return ""
}
