package config_test

import (
	"strings"
	"testing"

	"pomerium-auth0/config"
)

func TestAVersionIsReadAsItIsTyped(t *testing.T) {
	for typed, want := range map[string]struct{ text, short, label string }{
		"0.19.2":                             {"0.19.2", "0.19", "Pomerium 0.19"},
		"v0.33":                              {"0.33", "0.33", "Pomerium 0.33"},
		" 0.33 ":                             {"0.33", "0.33", "Pomerium 0.33"},
		"'0.11'":                             {"0.11", "0.11", "Pomerium 0.11"},
		"v0.14.8+abcdef":                     {"0.14.8", "0.14", "Pomerium 0.14"},
		"0.20.0-rc1":                         {"0.20.0", "0.20", "Pomerium 0.20"},
		"1.0":                                {"1.0", "1.0", "Pomerium 1.0"},
		"latest":                             {"latest", "0.22 or newer", "Pomerium 0.22 or newer"},
		"pomerium/pomerium:v0.33.1":          {"0.33.1", "0.33", "Pomerium 0.33"},
		"docker.io/pomerium/pomerium:latest": {"latest", "0.22 or newer", "Pomerium 0.22 or newer"},
		"pomerium/pomerium:nonroot-v0.30.8@sha256:00": {"0.30.8", "0.30", "Pomerium 0.30"},
		"debug-nonroot-v0.26.1":                       {"0.26.1", "0.26", "Pomerium 0.26"},
		"Pomerium 0.33":                               {"0.33", "0.33", "Pomerium 0.33"},
		"enterprise":                                  {"enterprise", "0.22 or newer", "Pomerium Enterprise"},
		"Pomerium Enterprise":                         {"enterprise", "0.22 or newer", "Pomerium Enterprise"},
		"enterprise 0.30.1":                           {"enterprise 0.30.1", "0.30", "Pomerium Enterprise 0.30"},
		"zero":                                        {"zero", "0.22 or newer", "Pomerium Zero"},
	} {
		v, err := config.ParseVersion(typed)
		if err != nil {
			t.Errorf("%q: %v", typed, err)
			continue
		}
		if v.String() != want.text || v.Short() != want.short || v.Label() != want.label {
			t.Errorf("%q is %q, %q, %q", typed, v, v.Short(), v.Label())
		}
		if again, err := config.ParseVersion(v.String()); err != nil || again != v {
			t.Errorf("%q does not read again: %v, %v", v, again, err)
		}
	}
}

func TestWhatIsNoVersionIsRefusedInASentence(t *testing.T) {
	for typed, part := range map[string]string{
		"":                "is no version of Pomerium",
		"33":              "is no version of Pomerium",
		"new":             "is no version of Pomerium",
		"0.x":             "is no version of Pomerium",
		"00.33":           "is no version of Pomerium",
		"main":            "is no version of Pomerium",
		"0.19.2\x1b]52;c": "is no version of Pomerium",
		"0.10.6":          "has no auth0 provider",
		"0.9":             "has no auth0 provider",
		"enterprise 0.19": "give the version as 0.19 alone",
		"enterprise 0.10": "has no auth0 provider",
	} {
		_, err := config.ParseVersion(typed)
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v", typed, err)
		} else if strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q reaches the terminal: %q", typed, err)
		}
	}
}

func TestTheBinarySaysItsVersionInThreeShapes(t *testing.T) {
	for out, want := range map[string]string{
		"v0.14.8+5ef7d0f\n": "0.14.8",
		"pomerium: v0.19.2+1d9bca8\nenvoy: 1.21.1+abc\n":                 "0.19.2",
		"pomerium version pomerium: v0.33.1+abc\nenvoy: 1.35.0+abc\n":    "0.33.1",
		"pomerium version\npomerium: v0.30.8-rc1+abc\nenvoy: 1.34.0+abc": "0.30.8",
		"0.19.2\n":                          "",
		"v0.33.1\n":                         "",
		"pomerium: v0.19.2\n":               "",
		"pomerium-cli version v0.33.1\n":    "",
		"v1.2.3 of something else\n":        "",
		"":                                  "",
		"v0.10.6+abc\n":                     "",
		"x pomerium: v0.33.1\nenvoy: 1.0\n": "",
	} {
		v, err := config.ParseBinaryOutput(out)
		if (err != nil) != (want == "") || v.String() != want {
			t.Errorf("%q is %q, %v", out, v, err)
		}
	}
}

// The boundaries of the release tags, each at its last old and first new one.
func TestWhatAVersionWants(t *testing.T) {
	questions := map[string]func(config.Version) bool{
		"uses a service account":    config.Version.UsesServiceAccount,
		"needs a cookie secret":     config.Version.NeedsCookieSecret,
		"needs an authenticate URL": config.Version.NeedsAuthenticateURL,
		"needs a certificate":       config.Version.NeedsCertificate,
		"accepts the domain key":    config.Version.AcceptsDomainKey,
		"reads secret files":        config.Version.SecretFileKeys,
		"reads clients of routes":   config.Version.RouteClients,
		"reads the callback path":   config.Version.CallbackPathKey,
		"calls its routes routes":   func(v config.Version) bool { return v.RoutesKey() == "routes" },
		"is typed into a console":   config.Version.TypedIntoConsole,
		"writes a file":             config.Version.WritesFile,
		"is of the directory sync":  func(v config.Version) bool { return v.Class() == config.DirectorySync },
		"is between":                func(v config.Version) bool { return v.Class() == config.Between },
		"is current":                func(v config.Version) bool { return v.Class() == config.Current },
	}
	for question, versions := range map[string]struct{ yes, no string }{
		"uses a service account":    {"0.11 0.19.2 0.19", "0.20.0 0.21 0.22 0.33 latest enterprise zero"},
		"needs a cookie secret":     {"0.11 0.19.2", "0.20 0.33 enterprise"},
		"needs an authenticate URL": {"0.22.0 0.33 latest enterprise zero", "0.11 0.19.2 0.20 0.21.3"},
		"needs a certificate":       {"0.11 0.15.1", "0.15.2 0.19 0.33 latest"},
		"accepts the domain key":    {"0.16.3 0.16.4 0.17 0.19.2", "0.11 0.16 0.16.2"},
		"reads secret files":        {"0.18 0.33 enterprise", "0.11 0.17.3"},
		"reads clients of routes":   {"0.17 0.33", "0.16.4"},
		"reads the callback path":   {"0.11 0.30.8 0.30", "0.31 0.33 latest zero"},
		"calls its routes routes":   {"0.15 0.33", "0.11 0.14.8"},
		"is typed into a console":   {"enterprise zero", "0.19 0.33 latest"},
		"writes a file":             {"0.19 0.33 latest enterprise", "zero"},
		"is of the directory sync":  {"0.11 0.19.2", "0.20.0"},
		"is between":                {"0.20.0 0.21.3", "0.19.2 0.22.0 latest"},
		"is current":                {"0.22 0.33.1 1.0 latest enterprise zero", "0.21.3"},
	} {
		for answer, list := range map[bool]string{true: versions.yes, false: versions.no} {
			for typed := range strings.FieldsSeq(list) {
				if questions[question](version(t, typed)) != answer {
					t.Errorf("%s %s: want %v", typed, question, answer)
				}
			}
		}
	}
}

func TestTheSameVersionRunAsAnotherKind(t *testing.T) {
	if got := version(t, "0.30.8").As(config.Enterprise); got.String() != "enterprise 0.30.8" || !got.TypedIntoConsole() || !got.CallbackPathKey() {
		t.Errorf("as Enterprise: %v", got)
	}
	if got := version(t, "0.19.2").As(config.Enterprise); got.String() != "0.19.2" {
		t.Errorf("0.19 keeps its directory sync in the file: %v", got)
	}
	if got := (config.Version{}).As(config.Zero); !got.IsZero() {
		t.Errorf("no version: %v", got)
	}
}
