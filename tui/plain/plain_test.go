package plain_test

import (
	"fmt"
	"strings"
	"testing"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/shell"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

func TestARowIsOneLine(t *testing.T) {
	for _, test := range []struct {
		row  walk.Row
		want string
	}{
		{walk.Row{Mark: walk.Added, Key: "callback URL", Value: "https://a.example/oauth2/callback"}, "+ callback URL: https://a.example/oauth2/callback"},
		{walk.Row{Mark: walk.Changed, Key: "type", Value: "Native → Regular Web Application"}, "~ type: Native -> Regular Web Application"},
		{walk.Row{Mark: walk.Added, Key: "read:users", Note: "0.11–0.19 look up each user", Indent: 1}, "+   read:users (0.11-0.19 look up each user)"},
		{walk.Row{Mark: walk.Unchecked, Key: "sign-in", Value: "not tried"}, "- sign-in: not tried"},
		{walk.Row{Mark: walk.Failed, Key: "logout URL", Value: "not registered"}, "X logout URL: not registered"},
		{walk.Row{Mark: walk.Proven, Key: "version", Value: "0.33.1"}, "v version: 0.33.1"},
		{walk.Row{Mark: walk.Warned, Key: "clock", Value: "41 s behind"}, "! clock: 41 s behind"},
		{walk.Row{Mark: walk.Removed, Key: "grant"}, "- grant"},
		{walk.Row{Value: "Xk3pT0aBcDeF"}, "  Xk3pT0aBcDeF"},
		{walk.Row{Key: "secret", Secret: secret.New("s3cret")}, "  secret: ********"},
	} {
		if got := plain.Row(test.row); got != test.want {
			t.Errorf("%+v is said as %q, want %q", test.row, got, test.want)
		}
	}
}

func TestWordsSayEverythingAndNoSecret(t *testing.T) {
	const clear = "n0t-To-Be-Seen"
	words := walk.Words{
		Title: "Save 2 changed lines", Mark: walk.Failed, Lead: "Pomerium reads it by itself.",
		Address: "https://manage.auth0.com/#/apis", Command: shell.Command{"sudo", "/opt/my tools/p", "--config", strings.Repeat("x", 60)}, Heading: "Found on this server:",
		Rows: []walk.Row{{Key: "secret", Secret: secret.New(clear)}},
		File: &walk.File{Path: "/etc/pomerium/config.yaml", Foot: "mode 0640 · backup beside it", Lines: []walk.Line{
			{Before: "routes:"},
			{Mark: walk.Removed, Before: `idp_provider: "google"`},
			{Mark: walk.Added, Before: `idp_client_secret: "`, Secret: secret.New(clear), After: `"`},
			{Before: "decoded secret: ", Secret: secret.New(clear), Aside: true},
		}},
	}
	want := strings.Join([]string{
		"X Save 2 changed lines",
		"Pomerium reads it by itself.",
		"",
		"https://manage.auth0.com/#/apis",
		"",
		`sudo '/opt/my tools/p' \`,
		"    --config " + strings.Repeat("x", 60),
		"",
		"Found on this server:",
		"  secret: ********",
		"/etc/pomerium/config.yaml",
		"  routes:",
		`- idp_provider: "google"`,
		`+ idp_client_secret: "********"`,
		"    decoded secret: ********",
		"mode 0640, backup beside it",
	}, "\n")
	if got := strings.Join(plain.Words(words), "\n"); got != want {
		t.Errorf("said:\n%s\nwant:\n%s", got, want)
	}
	if got := fmt.Sprint(plain.Words(walk.Words{Title: "Working"})); got != "[Working]" {
		t.Errorf("a title alone is said as %s", got)
	}
}
