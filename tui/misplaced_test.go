package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// misplace answers the question on the screen with a token, which its field
// has hidden.
func (r *rehearsal) misplace(item string) {
	r.t.Helper()
	if r.state.At != item {
		r.send(walk.Goto{Name: item})
	}
	r.at(item)
	r.send(walk.Answered{Name: item, Value: walk.SecretOf(secret.New(r.tenant.Token().Reveal()))})
	r.at(item)
	problem := r.scene().Problem
	if problem == nil || !problem.Misplaced || !strings.HasPrefix(problem.Text, "this looks like a ") {
		r.t.Fatalf("at %s a token is answered with %+v", item, problem)
	}
	// The token may have been given already, or never be asked for.
	lacks(r.t, problem.Text, "later")
}

func TestATokenInAVisibleFieldIsNamedAndNotKept(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.begin("walk-1", nil)
		r.misplace(steps.PomeriumVersion)
		r.answer(steps.PomeriumVersion, "")
		if problem := r.scene().Problem; problem == nil || !strings.Contains(problem.Text, "the version decides") {
			t.Errorf("no version is answered with %+v", problem)
		}
		r.answer(steps.PomeriumVersion, "0.19.2")
		r.misplace(steps.AuthenticateURL)
		r.misplace(steps.Config)
		r.answer(steps.Config, testFile)
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, testTenant)
		r.choose("This program, with credentials")
		r.misplace(steps.ManagementID)
	})
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toFirstPlan("0.19.2")
		r.misplace(steps.WebAppName)
		r.answer(steps.WebAppName, "Pomerium")
		r.choose("Paste one made by hand")
		r.misplace(steps.WebAppID)
	})
}

// TestATokenIsNoClientSecret: whatever the secret is of, and from wherever the
// token comes.
func TestATokenIsNoClientSecret(t *testing.T) {
	const other = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJ4In0.c2ln"
	refused := func(r *rehearsal, question string) {
		t.Helper()
		for token, says := range map[string]string{
			r.tenant.Token().Reveal():                    "this is a Management API token for " + testTenant + ", not a client secret",
			"Bearer " + r.tenant.Token().Reveal() + "\n": "this is a Management API token for " + testTenant,
			other: "this is a JSON Web Token, not a client secret",
			strings.TrimSuffix(other, ".eyJpc3MiOiJ4In0.c2ln"): "this is a JSON Web Token",
		} {
			remark := r.scene().Remark(walk.SecretOf(secret.New(token)))
			if remark.Mark != walk.Warned || !strings.Contains(remark.Text, "not a client secret") {
				t.Errorf("the remark is %+v", remark)
			}
			r.answer(question, token)
			r.at(question)
			r.problem(says)
			if !r.scene().Problem.Misplaced || strings.Contains(r.said(), "eyJ") {
				t.Errorf("it is kept: %s", r.said())
			}
		}
	}
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.pasteWebApp("0.19.2", "0123456789abcdefghijABCDEFGHIJ01", r.tenant.Token().Reveal())
		refused(r, steps.WebAppSecret)
		r.answer(steps.WebAppSecret, "hush")
		r.answer(steps.M2MAppID, "0123456789abcdefghijABCDEFGHIJ02")
		refused(r, steps.M2MAppSecret)
	})
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.toDomain()
		r.answer(steps.Domain, testTenant)
		r.choose("This program, with credentials")
		r.answer(steps.ManagementID, "abc")
		refused(r, steps.ManagementSecret)
		for _, request := range r.tenant.Requests() {
			if request.Path == "/oauth/token" {
				t.Errorf("the token was sent: %v", request)
			}
		}
	})
	for _, question := range []string{steps.WebAppSecret, steps.M2MAppSecret, steps.ManagementSecret} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			answers := map[string]string{
				steps.PomeriumVersion: "0.19.2", steps.AuthenticateURL: testAddress, steps.Domain: testTenant,
				steps.WebApp: steps.PasteApp, steps.WebAppID: "abc", steps.WebAppSecret: "hush",
				steps.M2MApp: steps.PasteApp, steps.M2MAppID: "def", steps.M2MAppSecret: "hush",
			}
			if question == steps.ManagementSecret {
				answers[steps.ManagementID] = "ghi"
			}
			answers[question] = r.tenant.Token().Reveal()
			var pairs []string
			for name, value := range answers {
				pairs = append(pairs, name, value)
			}
			stop := r.unattend(pairs...)
			said := strings.Join(stop.Lines, "\n")
			if stop.Outcome != walk.Missing || !strings.Contains(said, "--"+question+": this is a Management API token") || strings.Contains(said, "eyJ") {
				t.Errorf("%s: outcome %d:\n%s", question, stop.Outcome, said)
			}
			if requests := r.tenant.Requests(); len(requests) > 0 || r.read(testFile) != "" {
				t.Errorf("%s: sent was %v", question, requests)
			}
		})
	}
}

// TestCheckSendsNoTokenAsTheCredentialsSecret: it says what was given instead.
func TestCheckSendsNoTokenAsTheCredentialsSecret(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.good(testFile)
		is := r.check(nil, steps.PomeriumVersion, "0.33.1", steps.ManagementID, "abc", steps.ManagementSecret, r.tenant.Token().Reveal())
		holds(t, is.out, "--"+steps.ManagementSecret+": this is a Management API token for "+testTenant+", not a client secret")
		lacks(t, is.out+is.err, "eyJ")
	})
}
