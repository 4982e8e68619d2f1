package config_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
)

// fataler is a test, a benchmark or a property.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

func version(t fataler, typed string) config.Version {
	t.Helper()
	v, err := config.ParseVersion(typed)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// settings are complete for every version.
func settings() config.Settings {
	url, _, err := config.ParseAuthenticateURL("authenticate.example.com")
	if err != nil {
		panic(err)
	}
	return config.Settings{
		AuthenticateURL: url,
		ProviderURL:     "https://acme.eu.auth0.com",
		ClientID:        "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w",
		ClientSecret:    secret.New("new-client-secret-0123456789-ABCDEFGHIJ-abcdefghij"),
		Account:         config.ServiceAccount{ClientID: "Qd8fW2yHnL5rZ1vKcJ7tMbXs4GpUe6Ao", Secret: secret.New("new-m2m-secret-9876543210-JIHGFEDCBA-jihgfedcba")},
		HasAccount:      true,
		CookieSecret:    config.EncodeKey([32]byte{1, 2, 3}),
		SharedSecret:    config.EncodeKey([32]byte{4, 5, 6}),
	}
}

func shownLines(e config.Edited) string {
	var b strings.Builder
	for _, line := range e.Lines {
		b.WriteString(string(line.Sign) + " " + line.String() + "\n")
		if line.Decoded.ClientID != "" {
			b.WriteString("    decoded client_id: " + line.Decoded.ClientID + "\n")
		}
	}
	return b.String()
}

func edit(t *testing.T, name, content, typed string, s config.Settings) config.Edited {
	t.Helper()
	e, err := config.Edit(name, []byte(content), version(t, typed), s)
	if err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	return e
}

// has looks for lines in the outcome; a "-" before one wants it gone.
func has(t *testing.T, e config.Edited, wanted ...string) {
	t.Helper()
	lines := "\n" + string(e.New)
	for _, want := range wanted {
		line, gone := strings.CutPrefix(want, "-")
		if strings.Contains(lines, "\n"+line) == gone {
			t.Errorf("%q: %v, in%s", line, gone, lines)
		}
	}
}

const accountKey = `idp_service_account: "eyJjbGllbnRfaWQiOiJRZDhm`

func TestEachClassOfVersionsGetsItsSettings(t *testing.T) {
	common := []string{
		`authenticate_service_url: "https://authenticate.example.com"`, `idp_provider: "auth0"`, `idp_provider_url: "https://acme.eu.auth0.com"`,
		`idp_client_id: "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"`, `idp_client_secret: "new-client-secret`, `cookie_secret: "AQID`, `shared_secret: "BAUG`,
	}
	for typed, own := range map[string][]string{
		"0.11": {accountKey}, "0.19.2": {accountKey}, "0.20": {"-idp_service_account"}, "0.21": {"-idp_service_account"},
		"0.33": {"-idp_service_account"}, "enterprise": {"-idp_service_account"}, "latest": {"-idp_service_account"},
	} {
		has(t, edit(t, "config.yaml", "log_level: info\n", typed, settings()), append(common, own...)...)
		fresh, err := config.Edit("config.yaml", nil, version(t, typed), settings())
		if err != nil {
			t.Fatal(err)
		}
		has(t, fresh, append(common, own...)...)
	}
}

func TestWhatIsRightKeepsItsBytes(t *testing.T) {
	s := settings()
	wrapped := s.Account.Encode().Reveal()
	wrapped = wrapped[:40] + "\n  " + wrapped[40:]
	right := "idp_provider: auth0 # ours\nidp_provider_url: 'https://acme.eu.auth0.com'\nIDP_CLIENT_ID: Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w\n" +
		"idp_client_secret: >-\n  " + s.ClientSecret.Reveal() + "\nauthenticate_service_url: https://authenticate.example.com/\n" +
		"cookie_secret: |\n  " + config.EncodeKey([32]byte{7}).Reveal() + "\nshared_secret: " + config.EncodeKey([32]byte{8}).Reveal() + "\n"
	if e := edit(t, "config.yaml", right, "0.33", s); !e.Same() || string(e.New) != right || len(e.Lines) > 0 {
		t.Errorf("changed:\n%s", shownLines(e))
	}
	right += "idp_service_account: |\n  " + wrapped + "\n"
	if e := edit(t, "config.yaml", right, "0.19.2", s); !e.Same() {
		t.Errorf("changed:\n%s", shownLines(e))
	}
	merged := "x: &x\n  " + strings.ReplaceAll(strings.TrimSpace(right), "\n", "\n  ") + "\n<<: *x\n"
	if e := edit(t, "config.yaml", merged, "0.19.2", s); !e.Same() {
		t.Errorf("merged keys changed:\n%s", shownLines(e))
	}
	// Sign-in takes a slash at the end of the URL, directory sync does not.
	slash := strings.Replace(right, "auth0.com'", "auth0.com/'", 1)
	if e := edit(t, "config.yaml", slash, "0.19.2", s); e.Changed != 1 {
		t.Errorf("the slash:\n%s", shownLines(e))
	}
	slash, _, _ = strings.Cut(slash, "idp_service_account")
	if e := edit(t, "config.yaml", slash, "0.33", s); !e.Same() {
		t.Errorf("the slash for 0.33:\n%s", shownLines(e))
	}
}

// Other forms of the account than the documented one came with 0.16.3.
func TestTheAccountIsBroughtToAFormThatTheVersionReads(t *testing.T) {
	s := settings()
	raw := "idp_service_account: '{\"client_id\":\"" + s.Account.ClientID + "\",\"client_secret\":\"" + s.Account.Secret.Reveal() + "\"}'\n"
	has(t, edit(t, "config.yaml", raw, "0.16.3", s), strings.TrimSpace(raw))
	has(t, edit(t, "config.yaml", raw, "0.16.2", s), accountKey)
}

func TestWhatPomeriumRefusesGoes(t *testing.T) {
	const old = "idp_service_account: abc # c\nidp_service_acount: abc\nidp_qps: 1\nIDP_Refresh_Directory_Timeout: 1m\nidp_refresh_directory_interval:\n  1m\nlog_level: info\n"
	e := edit(t, "config.yaml", old, "0.33", settings())
	has(t, e, "-idp_service_acc", "-idp_service_aco", "-idp_qps", "-IDP_Refresh", "-idp_refresh", "log_level: info")
	if len(e.Remarks) != 5 || !strings.Contains(e.Remarks[0], "does not start with it") {
		t.Errorf("remarks: %q", e.Remarks)
	}
	e = edit(t, "config.yaml", old, "0.19", settings())
	has(t, e, accountKey, "-idp_service_aco", "idp_qps: 1", "IDP_Refresh_Directory_Timeout: 1m", "idp_refresh_directory_interval:\n  1m")
}

func TestAKeyThatNamesAFileBeatsItsTwin(t *testing.T) {
	const old = "idp_client_secret_file: /run/secret\ncookie_secret_file: /run/cookie\nshared_secret_file: /run/shared\n"
	e := edit(t, "config.yaml", old, "0.33", settings())
	has(t, e, "-idp_client_secret_file", "idp_client_secret: ", "cookie_secret_file: /run/cookie", "-cookie_secret:", "-shared_secret:")
	// Before 0.18 nothing reads these keys.
	e = edit(t, "config.yaml", old, "0.17", settings())
	has(t, e, "idp_client_secret_file: /run/secret", "idp_client_secret: ", "cookie_secret: ", "shared_secret: ")
	s := settings()
	s.SecretFile = "/run/new"
	e = edit(t, "config.yaml", "idp_client_secret: old\n", "0.33", s)
	has(t, e, `idp_client_secret_file: "/run/new"`, "-idp_client_secret:")
	if again := edit(t, "config.yaml", string(e.New), "0.33", s); !again.Same() {
		t.Errorf("not done once: %s", shownLines(again))
	}
}

func TestAnAccountThatIsNotWanted(t *testing.T) {
	s := settings()
	s.HasAccount = false
	kept := "idp_service_account: " + settings().Account.Encode().Reveal() + "\n"
	has(t, edit(t, "config.yaml", kept, "0.19", s), strings.TrimSpace(kept))
	has(t, edit(t, "config.yaml", "idp_service_account: XXXXXX\n", "0.19", s), "-idp_service_account")
	has(t, edit(t, "config.yaml", "idp_service_account: XXXXXX\npolicy:\n  - from: https://a.example.com\n    allowed_groups: [x]\n", "0.19", s), "idp_service_account: XXXXXX")
}

func TestWhatStaysIsRemarkedOn(t *testing.T) {
	for content, part := range map[string]string{
		"idp_scopes: [openid]\n": "idp_scopes stays",
		"idp_provider: google\nidp_request_params: {prompt: consent}\n":  "was made for google",
		"authenticate_callback_path: /x\n":                               "has no effect from 0.31",
		"services: proxy\n":                                              "for the service proxy",
		"idp_clientid: x\n":                                              "idp_clientid (line 1) is unknown to Pomerium: is idp_client_id meant?",
		"log_level: info\n---\nx: 1\n":                                   "line 3 is a second document",
		"routes:\n  - from: https://a.example.com\n    idp_client_id: x": "https://a.example.com (line 2)",
		"routes:\n  - from: https://authenticate.example.com\n":          "needs a host name of its own",
	} {
		e := edit(t, "config.yaml", content, "0.33", settings())
		if len(e.Remarks) != 1 || !strings.Contains(e.Remarks[0], part) {
			t.Errorf("%q: %q", content, e.Remarks)
		}
	}
}

func TestThePackagedFileBecomesOneThatWorks(t *testing.T) {
	for _, typed := range []string{"0.33", "0.19"} {
		content, err := os.ReadFile("testdata/sample-" + typed + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		e := edit(t, "config.yaml", string(content), typed, settings())
		c := read(t, "config.yaml", string(e.New))
		if c.IsSample() || c.CookieSecret.State != config.KeyGood || c.SharedSecret.State != config.KeyGood || c.Provider != "auth0" ||
			c.AuthenticateURL != settings().AuthenticateURL || c.HasAccount != (typed == "0.19") {
			t.Errorf("%s: %+v", typed, c)
		}
		if len(e.Lacks) != 2 || e.Lacks[1].Path != "/etc/pomerium/key.pem" {
			t.Errorf("%s: what is not there yet: %v", typed, e.Lacks)
		}
		if e.Added != 1 || e.Removed != 0 {
			t.Errorf("%s: lines of ours in place of the sample's: +%d -%d\n%s", typed, e.Added, e.Removed, shownLines(e))
		}
	}
}

func TestJSONIsEditedAsJSON(t *testing.T) {
	const old = "{\n\t\"idp_provider\": \"google\",\n\t\"routes\": [{\"from\": \"https://a.example.com\", \"note\": \"\\ud83d\\u0041\"}],\n\t\"idp_qps\": 1\n}\n"
	// YAML has no halves of characters: there Pomerium cannot read them.
	for name, problem := range map[string]config.Problem{"config.json": config.OddShape, "config.yaml": config.Unparsable} {
		_, err := config.Edit(name, []byte(old), version(t, "0.33"), settings())
		checkProblem(t, name, err, problem, "", nil)
		plain := strings.Replace(old, `\ud83d`, "", 1)
		e := edit(t, name, plain, "0.33", settings())
		var values map[string]any
		if err := json.Unmarshal(e.New, &values); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, e.New)
		}
		if values["idp_client_secret"] != settings().ClientSecret.Reveal() || values["idp_qps"] != nil || values["routes"] == nil {
			t.Errorf("%s: %s", name, e.New)
		}
		if again := edit(t, name, string(e.New), "0.33", settings()); !again.Same() {
			t.Errorf("%s: not done once:\n%s", name, shownLines(again))
		}
		if strings.Contains(shownLines(e), "new-client") {
			t.Errorf("%s: a secret in the clear:\n%s", name, shownLines(e))
		}
	}
	fresh, err := config.Edit("config.json", nil, version(t, "0.19"), settings())
	if err != nil || !json.Valid(fresh.New) {
		t.Errorf("fresh: %v\n%s", err, fresh.New)
	}
}

func TestSettingsThatCannotBeWritten(t *testing.T) {
	for part, spoil := range map[string]func(*config.Settings) string{
		"in its console":               func(*config.Settings) string { return "zero" },
		"URL is missing":               func(s *config.Settings) string { s.AuthenticateURL = config.AuthenticateURL{}; return "0.33" },
		"without a slash":              func(s *config.Settings) string { s.ProviderURL += "/"; return "0.33" },
		"must be https":                func(s *config.Settings) string { s.ProviderURL = "http://a"; return "0.33" },
		"client ID of the web app":     func(s *config.Settings) string { s.ClientID = ""; return "0.33" },
		"client secret of the web app": func(s *config.Settings) string { s.ClientSecret = secret.Secret{}; return "0.33" },
		"came with 0.18":               func(s *config.Settings) string { s.SecretFile = "/x"; return "0.17" },
		"of the M2M app is missing":    func(s *config.Settings) string { s.Account.ClientID = ""; return "0.19" },
		"which came with 0.16.3":       func(s *config.Settings) string { s.Account.Domain = "acme.eu.auth0.com"; return "0.16.2" },
		"holds a line break":           func(s *config.Settings) string { s.ClientSecret = secret.New("a\nb"); return "0.33" },
	} {
		s := settings()
		typed := spoil(&s)
		if _, err := config.Edit("config.yaml", nil, version(t, typed), s); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v", part, err)
		}
	}
	for _, name := range []string{"config.toml", "pomerium.env"} {
		_, err := config.Edit(name, []byte("x"), version(t, "0.33"), settings())
		var refused *config.Unusable
		if !errors.As(err, &refused) || !refused.Shown() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFreshFileIsCompleteAndSaysWhatItIs(t *testing.T) {
	s := settings()
	s.Practice = true
	for typed, own := range map[string][]string{
		"0.14":   {"autocert: true", "# policy:", "#     allowed_users:"},
		"0.15.2": {"-autocert", "# routes:", "#     policy:"},
		"0.33":   {"-autocert", "# routes:"},
	} {
		for _, old := range [][]byte{nil, {}, []byte("\n \n")} {
			e, err := config.Edit("config.yaml", old, version(t, typed), s)
			if err != nil {
				t.Fatal(err)
			}
			has(t, e, append(own, "# Practice: ", "#   - from: https://app.example.com")...)
			c := read(t, "config.yaml", string(e.New))
			if c.CookieSecret.State != config.KeyGood || c.SharedSecret.State != config.KeyGood || c.Provider != "auth0" || c.AuthenticateURL.IsZero() {
				t.Errorf("%s: %+v", typed, c)
			}
			if again := edit(t, "config.yaml", string(e.New), typed, s); !again.Same() {
				t.Errorf("%s: not done once:\n%s", typed, shownLines(again))
			}
			if old == nil && (e.Removed+e.Changed+e.Unchanged != 0 || e.Added != len(e.Lines)) {
				t.Errorf("%s: counted wrong: %d lines, +%d ~%d =%d", typed, len(e.Lines), e.Added, e.Changed, e.Unchanged)
			}
		}
	}
}
