package config_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
)

func base64of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestTheAccountIsWrittenAsEveryVersionReadsIt(t *testing.T) {
	for want, account := range map[string]config.ServiceAccount{
		`{"client_id":"id","secret":"s<&>"}`:                           {ClientID: "id", Secret: secret.New("s<&>")},
		`{"client_id":"id","secret":"s","domain":"acme.eu.auth0.com"}`: {ClientID: "id", Secret: secret.New("s"), Domain: "acme.eu.auth0.com"},
	} {
		encoded := account.Encode()
		if encoded.Reveal() != base64of(want) {
			t.Errorf("encoded %q", encoded.Reveal())
		}
		if decoded, err := config.DecodeServiceAccount(encoded); err != nil || decoded != account {
			t.Errorf("decoded %v, %v", decoded, err)
		}
	}
}

// The table of what Pomerium 0.19.2 makes of a value.
func TestTheAccountIsReadAsPomeriumReadsIt(t *testing.T) {
	const good = `{"client_id":"id-1","secret":"secret-1"}`
	wrapped := base64of(good)
	wrapped = wrapped[:20] + "\n" + wrapped[20:40] + "\r\n" + wrapped[40:] + "\n"
	for name, row := range map[string]struct {
		value, problem string
	}{
		"documented":          {base64of(good), ""},
		"client_secret":       {base64of(`{"client_id":"id-1","client_secret":"secret-1"}`), ""},
		"both secrets":        {base64of(`{"client_id":"id-1","client_secret":"other","secret":"secret-1"}`), ""},
		"letter case of keys": {base64of(`{"Client_Id":"id-1","SECRET":"secret-1"}`), ""},
		"more keys":           {base64of(`{"client_id":"id-1","secret":"secret-1","x":[1]}`), ""},
		"JSON itself":         {"  " + good + "\n", ""},
		"wrapped":             {wrapped, ""},
		"clientId":            {base64of(`{"clientId":"id-1","secret":"secret-1"}`), "no client_id"},
		"no secret":           {base64of(`{"client_id":"id-1"}`), "no secret"},
		"alphabet for URLs":   {strings.ReplaceAll(base64.URLEncoding.EncodeToString([]byte(`{"client_id":"id-1","secret":"???>>>"}`)), "=", "="), "alphabet for URLs"},
		"no padding":          {strings.TrimRight(base64of(`{"client_id":"id-1","secret":"secret-12"}`), "="), "= signs at its end are missing"},
		"folded":              {strings.ReplaceAll(wrapped[:40], "\n", " ") + "abcd", "blanks stand in it"},
		"twice":               {base64of(base64of(good)), "base64 twice"},
		"a byte order mark":   {base64of("\ufeff" + good), "byte order mark"},
		"cut off":             {base64of(good)[:21] + "===", "does not have, or was cut off"},
		"a placeholder":       {"XXXXXX", "= signs at its end are missing"},
		"another provider's":  {base64of(`not json`), "must be"},
		"nothing":             {" ", "is empty"},
	} {
		account, err := config.DecodeServiceAccount(secret.New(row.value))
		switch {
		case row.problem == "" && (err != nil || account.ClientID != "id-1" || account.Secret.Reveal() != "secret-1"):
			t.Errorf("%s: %v, %v", name, account, err)
		case row.problem != "" && (err == nil || !strings.Contains(err.Error(), row.problem)):
			t.Errorf("%s: %v", name, err)
		case err != nil && strings.Contains(err.Error(), "secret-1"):
			t.Errorf("%s: the message holds the secret: %v", name, err)
		}
	}
}

func TestGoodSecrets(t *testing.T) {
	good := config.EncodeKey([32]byte{9})
	if len(good.Reveal()) != 44 || !config.GoodSecret(good) {
		t.Errorf("a fresh secret is not good: %q", good.Reveal())
	}
	for _, bad := range []string{
		"", "XXXXXX", "YYYYY", base64.StdEncoding.EncodeToString(make([]byte, 16)), base64.StdEncoding.EncodeToString(make([]byte, 33)),
		base64.RawStdEncoding.EncodeToString(make([]byte, 32)), good.Reveal() + "\n", good.Reveal() + " ",
		base64.URLEncoding.EncodeToString([]byte(strings.Repeat("\xff", 32))),
	} {
		if config.GoodSecret(secret.New(bad)) {
			t.Errorf("taken for good: %q", bad)
		}
	}
}
