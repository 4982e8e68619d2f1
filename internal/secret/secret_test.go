package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pomerium-auth0/internal/secret"
)

const clear = "s3cr3t-Value_0123456789"

func TestNoVerbPrintsASecret(t *testing.T) {
	type hidden struct{ inner secret.Secret }
	type holder struct {
		Open   secret.Secret
		hidden hidden
		list   []secret.Secret
		table  map[string]any
	}
	s := secret.New(clear)
	h := holder{s, hidden{s}, []secret.Secret{s}, map[string]any{"k": s}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s", "%t"} {
		for _, value := range []any{s, &s, h, &h, h.hidden} {
			printed := fmt.Sprintf(verb, value)
			if strings.Contains(printed, clear) || strings.Contains(printed, fmt.Sprintf("%x", clear)) {
				t.Errorf("%s of %T prints the secret: %s", verb, value, printed)
			}
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "holder", h)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "holder", h)
	if strings.Contains(log.String(), clear) {
		t.Errorf("a log holds the secret: %s", log.String())
	}
	if encoded, err := json.Marshal(h); err == nil || strings.Contains(string(encoded), clear) {
		t.Errorf("json took the secret: %s, %v", encoded, err)
	}
}

func TestASecretComparesByContent(t *testing.T) {
	if secret.New("a"+strings.Repeat("b", 3)) != secret.New("abbb") {
		t.Error("equal contents differ")
	}
	if secret.New("a") == secret.New("b") || !secret.New("").IsZero() || (secret.Secret{}).Reveal() != "" {
		t.Error("different or empty contents are taken for one another")
	}
}

func TestWhatLooksLikeASecret(t *testing.T) {
	yes := []string{
		"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2FjbWUu",
		"Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3Mi\nOiJodHRwczovL2FjbWUu.abc",
		"q8Lz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6Uj",
	}
	no := []string{
		"", "acme.eu.auth0.com", "https://authenticate.example.com/oauth2/callback",
		"Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w",
		"a-very-long-host-name-that-somebody-chose-for-fun.example",
		"/etc/pomerium/averyveryverylongfoldernamethatgoeson/config.yaml",
	}
	for _, s := range yes {
		if !secret.LooksLike(s) {
			t.Errorf("not seen as a secret: %s", s)
		}
	}
	for _, s := range no {
		if secret.LooksLike(s) {
			t.Errorf("taken for a secret: %s", s)
		}
	}
}

func TestWhatIsAToken(t *testing.T) {
	const header = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9" // {"alg":"RS256","typ":"JWT"}
	for _, s := range []string{
		header, header + ".eyJpc3MiOiJ4In0.c2ln", "Bearer " + header + ".e30.", " " + header[:20] + "\n" + header[20:] + ".e30.x\n",
		header[:24], `"` + header + `.e30.x"`, header + ".a.b.c.d", "ewogICJhbGciOiAibm9uZSIKfQ.e30.", // with blanks and line breaks in it
		"eyJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiZGlyIn0.x",
	} {
		if !secret.IsToken(s) {
			t.Errorf("not seen as a token: %s", s)
		}
	}
	for _, s := range []string{
		"", "hush", "eyJ", "q8Lz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6Uj",
		"eyJz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6UjQp2s", // by chance
		"eyJjbGllbnRfaWQiOiJ4Iiwic2VjcmV0IjoieSJ9",                         // a service account
	} {
		if secret.IsToken(s) {
			t.Errorf("taken for a token: %s", s)
		}
	}
}

func TestCleanTakesAPasteOutOfItsWrapping(t *testing.T) {
	for _, pasted := range []string{"abc", " abc\r\n", "a\nb\nc", `"abc"`, "Bearer abc", "bearer abc", "Authorization: Bearer abc", "\x00a\x1bbc"} {
		if got := secret.Clean(pasted); got != "abc" {
			t.Errorf("Clean(%q) = %q", pasted, got)
		}
	}
}
