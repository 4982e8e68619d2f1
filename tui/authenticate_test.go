package tui_test

import (
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

func TestTheAuthenticateURLIsSuggestedOnlyWhereItCanWork(t *testing.T) {
	routes := "routes:\n  - from: https://grafana.corp.example.com\n    to: http://a\n  - from: https://wiki.corp.example.com\n    to: http://b\n"
	cases := []struct{ name, file, suggested, reason, tells string }{
		{"as it stands", "authenticate_service_url: https://login.example.com\n" + routes, "https://login.example.com", "as in /etc/pomerium/config.yaml", ""},
		{"made of routes", routes, "https://authenticate.corp.example.com", "made from the host names of your routes", ""},
		{"made of routes, with a port", "address: :8443\n" + routes, "https://authenticate.corp.example.com:8443", "drop :8443 if a load balancer takes 443 there", ""},
		{"Pomerium's own sign-in", "authenticate_service_url: https://authenticate.pomerium.app\n" + routes, "https://authenticate.corp.example.com", "made from", "is Pomerium's own sign-in, without Auth0"},
		{"a sample", "authenticate_service_url: https://authenticate.localhost.pomerium.io\n" + routes, "https://authenticate.corp.example.com", "made from", "leads to whoever opens it"},
		{"a route's", "authenticate_service_url: https://wiki.corp.example.com\n" + routes, "https://authenticate.corp.example.com", "made from", "is a route too: it needs a name of its own"},
		{"plain http", "authenticate_service_url: http://login.example.com\n", "", "such as", "must be https"},
		{"nothing to make it of", "address: :443\n", "", "such as https://authenticate.example.com", ""},
	}
	for _, c := range cases {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, c.file)
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
			r.at(steps.AuthenticateURL)
			scene := r.scene()
			if scene.Value.Text != c.suggested || !strings.Contains(scene.Reason, c.reason) {
				t.Errorf("%s: suggested is %q, %q", c.name, scene.Value.Text, scene.Reason)
			}
			r.tells(c.tells)
		})
	}
}

func TestTypedAuthenticateURLs(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
		for typed, wrong := range map[string]string{
			"":                                                    "is empty",
			"http://login.example.com":                            "must be https",
			"https://authenticate.pomerium.app":                   "is the sign-in that Pomerium runs itself",
			"https://grafana.example.com":                         "https://grafana.example.com (line 7): the authenticate service needs a host name of its own",
			"https://grafana.example.com:8443":                    "needs a host name of its own",
			"https://192.0.2.7":                                   "not an IP address",
			"https://alice@authenticate.example":                  "must not hold a user name",
			"https://login.example.com:99999":                     "is no port",
			"https://log in.example.com":                          "is no host name",
			"ftp://login.example.com":                             "begins with https://",
			"https://" + strings.Repeat("a", 64) + ".example.com": "is no host name",
		} {
			r.answer(steps.AuthenticateURL, typed)
			r.at(steps.AuthenticateURL)
			problem := r.scene().Problem
			if problem == nil || !strings.Contains(problem.Text, wrong) {
				t.Errorf("%q is taken or refused with %+v", typed, problem)
				continue
			}
			if short := problem.Short; short == "" && len(problem.Text) > 114 || len(short) > 114 {
				t.Errorf("at 40 columns %q is refused with %q", typed, short+" / "+problem.Text)
			}
		}
	})
	// What is cut off is said, and so is what works on this machine only.
	for typed, c := range map[string]struct{ taken, remark string }{
		"authenticate.example.com/oauth2/callback?code=x": {"https://authenticate.example.com", "/oauth2/callback and what follows it was left out"},
		"https://Login.Example.com:443/":                  {"https://login.example.com", "the port 443 was left out"},
		"https://authenticate.localhost.pomerium.io":      {"https://authenticate.localhost.pomerium.io", "leads to the computer of whoever opens it"},
		"localhost": {"https://localhost", "leads to the computer of whoever opens it"},
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33"))
			if remark := r.scene().Remark(walk.TextOf(typed)); !strings.Contains(remark.Text, c.remark) {
				t.Errorf("of %q is remarked %q", typed, remark.Text)
			}
			r.answer(steps.AuthenticateURL, typed)
			r.at(steps.Domain)
			if got := r.walk.View(&r.state).Text(steps.AuthenticateURL); got != c.taken {
				t.Errorf("%q is taken as %q", typed, got)
			}
		})
	}
}

func TestTheFilesOwnPathsGoToAuth0(t *testing.T) {
	const paths = "authenticate_callback_path: /sign/in\nsignout_redirect_url: https://www.example.com/bye\n"
	for version, callback := range map[string]string{
		"0.19.2": "https://authenticate.example.com/sign/in",
		"0.30.0": "https://authenticate.example.com/sign/in",
		"0.31.0": "https://authenticate.example.com/oauth2/callback",
	} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile+paths)
			r.begin("walk-1", given(steps.PomeriumVersion, version))
			r.toSave()
			r.at(steps.ChangeSave)
			app := r.tenant.Applications()[0]
			if app["app_type"] != "regular_web" {
				app = r.tenant.Applications()[1]
			}
			got, logout := asJSON(app["callbacks"]), asJSON(app["allowed_logout_urls"])
			if got != asJSON([]string{callback}) || logout != asJSON([]string{"https://authenticate.example.com/.pomerium/signed_out", "https://www.example.com/bye"}) {
				t.Errorf("%s: the callbacks are %s, the logout URLs %s", version, got, logout)
			}
		})
	}
}
