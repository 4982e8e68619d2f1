package tui_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
)

// A pasting is an address that an operator pastes in place of the one that the
// browser ended on, and what they are told.
type pasting struct {
	what    string
	options auth0test.Options
	before  func(r *rehearsal)                  // before the checks
	paste   func(r *rehearsal, a string) string // after the sign-in that ended at a
	refused string                              // under the field, nothing is asked of Auth0
	says    string                              // of the check
}

func pastings() []pasting {
	const signedIn = "v ada@example.com signed in, with admin"
	as := func(a string) func(*rehearsal, string) string {
		return func(*rehearsal, string) string { return a }
	}
	return []pasting{
		{what: "as it is", says: signedIn},
		{what: "with a fragment", paste: func(_ *rehearsal, a string) string { return a + "#_=_" }, says: signedIn},
		{what: "over three lines, with blanks", paste: func(_ *rehearsal, a string) string {
			return " " + a[:40] + "\r\n" + a[40:70] + "\n  " + a[70:] + " \t"
		}, says: signedIn},
		{
			what: "no claim", before: func(r *rehearsal) { r.tenant.SetClaim(steps.RolesClaim, nil) },
			says: "v ada@example.com signed in; no roles, since the claim pomerium.io/groups is not there",
		},
		{
			what: "HS256", paste: func(r *rehearsal, a string) string {
				r.tenant.ChangeApplication(r.web(), map[string]any{"jwt_configuration": map[string]any{"alg": "HS256"}})
				return a
			},
			says: "X the application signs ID tokens with HS256, which Pomerium refuses: set JSON Web Token Signature Algorithm to RS256, under Settings → Advanced → OAuth",
		},
		{
			what: "another state", paste: func(_ *rehearsal, a string) string { return strings.Replace(a, "state=", "state=x", 1) },
			refused: "this address is of another sign-in (its state differs): open the link that is shown here, and copy where it ends",
		},
		{
			what: "cut off before the state", paste: func(_ *rehearsal, a string) string { before, _, _ := strings.Cut(a, "&state="); return before },
			refused: "this address is not whole, its state is missing: copy all of it",
		},
		{
			what: "a code that was used", paste: func(r *rehearsal, a string) string { r.trade(a); return a },
			says: "X Auth0 does not take the code (Invalid authorization code): it was used already, or is older than ten minutes. Open the link again",
		},
		{
			what: "a code that has expired", paste: func(_ *rehearsal, a string) string { time.Sleep(10 * time.Minute); return a },
			says: "X Auth0 does not take the code (Invalid authorization code): it was used already, or is older than ten minutes. Open the link again",
		},
		{
			what: "another clock", options: auth0test.Options{Skew: -11 * time.Hour},
			says: "X the ID token has expired already: this machine's clock is ahead of Auth0's",
		},
		{
			what: "an error", paste: as(testCallback + "?error=access_denied&error_description=User+did+not+authorize+the+request&state=x"),
			refused: "Auth0 sent an error back: access_denied: User did not authorize the request",
		},
		{
			what: "an error after a #", paste: as(testCallback + "#error=login_required&error_description=Login+required"),
			refused: "Auth0 sent an error back: login_required: Login required",
		},
		{
			what: "no connection", paste: as(testCallback + "?error=invalid_request&error_description=no+connections+enabled+for+the+client"),
			refused: "Auth0 sent an error back: invalid_request: no connections enabled for the client. Dashboard → Applications → the application → Connections",
		},
		{
			what: "another host", paste: func(_ *rehearsal, a string) string { return strings.Replace(a, "authenticate.", "grafana.", 1) },
			refused: "the browser ended on https://grafana.example.com/oauth2/callback, not on " + testCallback + ": copy the address right after the sign-in",
		},
		{
			what: "the login page", paste: as("https://" + testTenant + "/u/login?state=abc"),
			refused: "this is still Auth0's page: sign in there first, and copy the address that the browser ends on",
		},
		{
			what: "the link itself", paste: func(r *rehearsal, _ string) string { return r.scene().Address },
			refused: "the browser stayed on the link itself: where Auth0 shows an error there, look whether " + testCallback + " is among the Allowed Callback URLs",
		},
		{
			what: "cut off", paste: as(testCallback),
			refused: "there is no code in this address: copy the whole of it, with what follows the question mark",
		},
		{
			what: "the code alone", paste: func(_ *rehearsal, a string) string { return codeIn(a) },
			refused: "this is no address: copy the whole of it from the browser's address bar, from https:// on",
		},
	}
}

func codeIn(address string) string {
	u, _ := url.Parse(address)
	return u.Query().Get("code")
}

// trade trades the code of an address in, as somebody else.
func (r *rehearsal) trade(address string) {
	r.t.Helper()
	app := r.tenant.Application(r.web())
	answer, err := r.tenant.Client().PostForm("https://"+testTenant+"/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {codeIn(address)}, "redirect_uri": {testCallback},
		"client_id": {r.web()}, "client_secret": {app["client_secret"].(string)},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	_ = answer.Body.Close()
}

// TestAPastedAddressIsExplained, with the exact reason, and neither its code nor
// what the code is traded in for is shown or printed anywhere.
func TestAPastedAddressIsExplained(t *testing.T) {
	for _, c := range pastings() {
		t.Run(c.what, func(t *testing.T) {
			rehearse(t, c.options, func(r *rehearsal) {
				r.quick = true
				r.tenant.SetClaim(steps.RolesClaim, func(u auth0test.User) any { return u.Roles })
				r.inOrder("0.33.1", "")
				if c.before != nil {
					c.before(r)
				}
				r.begin("walk-1", nil)
				r.toSave()
				if r.scene().Item == steps.ChangeSave {
					r.looksAtChecks()
				}
				r.choose("Rehearse a sign-in")
				r.tells("ends on a page that fails to load: that is expected", "copy the whole address from the browser's address bar", "User Management → Users → Create User")
				address := r.browse(r.scene().Address)
				pasted := address
				if c.paste != nil {
					pasted = c.paste(r, address)
				}
				secrets := map[string]bool{codeIn(address): true}
				r.tenant.Fail(auth0test.Fault{Path: "/oauth/token", Times: -1, Effect: overhearing(secrets)})
				r.tenant.ResetRequests()
				r.answer(steps.Rehearse, pasted)
				if c.refused != "" {
					r.at(steps.Rehearse)
					if problem := r.scene().Problem; problem == nil || problem.Text != c.refused {
						t.Errorf("it says %v:\n%s", problem, r.said())
					}
					if requests := r.tenant.Requests(); len(requests) > 0 {
						t.Errorf("%v was sent", requests)
					}
				} else {
					if r.scene().Item == steps.ChangeSave {
						r.looksAtChecks()
					}
					if said := r.checked()["sign-in"]; said != c.says {
						t.Errorf("it says %q, not %q", said, c.says)
					}
				}
				for secret := range secrets {
					r.neverSays(secret)
				}
			})
		})
	}
}

// overhearing notes the tokens that the tenant hands out.
func overhearing(secrets map[string]bool) auth0test.Effect {
	return func(w http.ResponseWriter, request *http.Request, next http.Handler) {
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, request)
		var tokens map[string]any
		_ = json.Unmarshal(answer.Body.Bytes(), &tokens)
		for _, name := range []string{"access_token", "id_token", "refresh_token"} {
			if token, is := tokens[name].(string); is {
				secrets[token] = true
			}
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}
}

// neverSays fails if a secret stands in what is on the screen, in what is
// printed, or in the state however it is printed.
func (r *rehearsal) neverSays(secret string) {
	r.t.Helper()
	raw, err := json.Marshal(r.state.Facts)
	if err != nil {
		raw = nil
	}
	report, _ := json.Marshal(steps.ReportOf(r.walk, r.state))
	for where, said := range map[string]string{
		"the screen": r.screen(), "the scene": fmt.Sprintf("%+v %#v", r.scene(), r.scene()), "the raw answer": r.scene().RawAnswer(),
		"the state": fmt.Sprintf("%+v %#v", r.state, r.state), "the state as JSON": string(raw), "the report": string(report), "the closing": r.closed(),
	} {
		if strings.Contains(said, secret) {
			r.t.Errorf("%s holds the code or a token of %d characters", where, len(secret))
		}
	}
}
