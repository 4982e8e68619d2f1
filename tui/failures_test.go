package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// TestUnattendedAFailureIsReportedNotAMissingFlag: a question that is asked
// because something failed reports that failure where nobody can answer it.
func TestUnattendedAFailureIsReportedNotAMissingFlag(t *testing.T) {
	const discovery = "/.well-known/openid-configuration"
	failing := func(path string, effect auth0test.Effect) func(r *rehearsal) []string {
		return func(r *rehearsal) []string {
			r.tenant.Fail(auth0test.Fault{Path: path, Times: -1, Effect: effect})
			return []string{steps.Domain, testTenant, steps.APIToken, r.tenant.Token().Reveal()}
		}
	}
	for _, c := range []struct {
		name string
		// prepare makes it fail and returns what is given.
		prepare func(r *rehearsal) []string
		outcome walk.Outcome
		missing []string
		says    []string
	}{
		{"another issuer", failing(discovery, auth0test.Status(200, `{"issuer":"https://evil.example.com/"}`)),
			walk.Broke, nil, []string{"https://evil.example.com/", "https://acme.eu.auth0.com/"}},
		{"a redirect", failing(discovery, auth0test.Redirect("https://login.example.net/x")),
			walk.Broke, nil, []string{"leads on to login.example.net"}},
		{"500", failing(discovery, auth0test.Status(500, `{"message":"it broke"}`)),
			walk.Broke, nil, []string{"Auth0 has a problem of its own", "it broke"}},
		{"404", failing(discovery, auth0test.HTML(404, "<h1>Not here</h1>")),
			walk.Broke, nil, []string{"404 for its description", "Not here"}},
		{"a name without an address", func(r *rehearsal) []string {
			return []string{steps.Domain, "nowhere.eu.auth0.com", steps.WebApp, steps.CreateApp}
		}, walk.Missing, []string{"--api-token-file"}, nil}, // asked before anything is sent
		{"a name without an address, with credentials", func(r *rehearsal) []string {
			return []string{steps.Domain, "nowhere.eu.auth0.com", steps.ManagementID, "abc", steps.ManagementSecret, "hush"}
		}, walk.Broke, nil, []string{"nowhere.eu.auth0.com cannot be reached from here", "No address is known for", "give --web-app paste"}},
		{"a token that Auth0 rejects", failing("/api/v2/clients", auth0test.Status(401, `{"statusCode":401,"error":"Unauthorized","message":"Bad audience"}`)),
			walk.Broke, nil, []string{"does not let this program in", "Bad audience"}},
		{"credentials with too few scopes", func(r *rehearsal) []string {
			id, clientSecret := r.addManager("read:clients")
			return []string{steps.Domain, testTenant, steps.ManagementID, id, steps.ManagementSecret, clientSecret}
		}, walk.Broke, nil, []string{"may not do all that is needed", "create:clients"}},
		{"a file that cannot be edited", func(r *rehearsal) []string {
			r.write(testFile, "- from: https://app.example.com\n")
			return []string{steps.Domain, testTenant, steps.APIToken, r.tenant.Token().Reveal()}
		}, walk.Broke, nil, []string{testFile + " cannot be changed as it is", "The file is a list", "give --format show"}},
		{"a file that cannot be edited, and no domain", func(r *rehearsal) []string {
			r.write(testFile, "- from: https://app.example.com\n")
			return nil
		}, walk.Broke, []string{"--domain", "--api-token-file"}, []string{testFile + " cannot be changed as it is", "--domain is missing"}},
		{"a folder that is not there", func(r *rehearsal) []string {
			return []string{steps.Config, "/none/config.yaml", steps.Domain, testTenant, steps.APIToken, r.tenant.Token().Reveal()}
		}, walk.Broke, nil, []string{"/none is not there"}},
		{"a list whose answer is lost every time", failing("/api/v2/clients", auth0test.DropAfter), walk.Broke, nil, []string{"cut"}},
		// Nothing failed here: a flag is missing, and it says for what.
		{"a domain that looks like another", func(r *rehearsal) []string {
			return []string{steps.Domain, "аcme.eu.auth0.com", steps.APIToken, r.tenant.Token().Reveal()}
		}, walk.Missing, []string{"--accept-domain"}, []string{"xn--cme-5cd.eu.auth0.com"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				answers := []string{steps.PomeriumVersion, "0.33.1", steps.AuthenticateURL, testAddress}
				more := c.prepare(r)
				if !strings.Contains(strings.Join(more, " "), steps.WebApp) {
					more = append(more, steps.WebApp, steps.CreateApp)
				}
				stop := r.unattend(append(answers, more...)...)
				said := strings.Join(stop.Lines, "\n")
				if stop.Outcome != c.outcome || strings.Join(stop.Missing, " ") != strings.Join(c.missing, " ") {
					t.Errorf("outcome %d, missing %q:\n%s", stop.Outcome, stop.Missing, said)
				}
				for _, want := range c.says {
					if !strings.Contains(said, want) {
						t.Errorf("it does not say %q:\n%s", want, said)
					}
				}
				if len(c.missing) == 0 && strings.Contains(said, "is missing") {
					t.Errorf("it blames a flag:\n%s", said)
				}
				if writes := r.writes(); len(writes) > 0 {
					t.Errorf("sent was %v", writes)
				}
			})
		})
	}
}

// TestEveryQuestionAboutAFailureNamesIt: whoever adds one is told.
func TestEveryQuestionAboutAFailureNamesIt(t *testing.T) {
	w := steps.New(steps.Options{})
	for _, name := range []string{steps.CannotSave, steps.DomainAgain, steps.Unreached, steps.Refused, steps.CannotEdit} {
		if item, found := w.Item(name); !found || item.Question.Failure == nil {
			t.Errorf("the question %s does not say which failure it is asked because of", name)
		}
	}
}

// TestUnattendedNamesTheFailureThatMadeAChangeNecessaryAgain: each creation's
// answer is lost, and so is what it made.
func TestUnattendedNamesTheFailureThatMadeAChangeNecessaryAgain(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.tenant.Fail(auth0test.Fault{Method: "POST", Path: "/api/v2/clients", Times: -1, Effect: auth0test.DropBefore})
		stop := r.unattend(steps.PomeriumVersion, "0.33.1", steps.AuthenticateURL, testAddress,
			steps.APIToken, r.tenant.Token().Reveal(), steps.WebApp, steps.CreateApp)
		if said := strings.Join(stop.Lines, "\n"); stop.Outcome != walk.Broke || !strings.Contains(said, "was cut") {
			t.Errorf("outcome %d:\n%s", stop.Outcome, said)
		}
	})
}
