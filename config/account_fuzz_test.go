package config

import (
	"strings"
	"testing"

	"pomerium-auth0/internal/secret"
)

// FuzzServiceAccount: an account that can be read is written so that it reads
// the same, and an error shows nothing of the value.
func FuzzServiceAccount(f *testing.F) {
	good := ServiceAccount{ClientID: "abc", Secret: secret.New("s3cr3t"), Domain: "acme.eu.auth0.com"}
	for _, value := range []string{good.Encode().Reveal(), "", "e30=", "bnVsbA==", "W10=", "eyJjbGllbnRfaWQiOjd9", "eyJzZWNyZXQiOm51bGx9", "{}", "!!!", "eyJjbGllbnRfaWQiOiJhIn0",
		strings.Repeat("W1tb", 2_000), good.Encode().Reveal() + "\n"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		account, err := DecodeServiceAccount(secret.New(value))
		if err != nil {
			if len(value) > 12 && strings.Contains(err.Error(), value) {
				t.Errorf("the error holds the value: %v", err)
			}
			return
		}
		again, err := DecodeServiceAccount(account.Encode())
		if err != nil || again.ClientID != account.ClientID || again.Secret.Reveal() != account.Secret.Reveal() || again.Domain != account.Domain {
			t.Errorf("%+v became %+v, %v", account, again, err)
		}
	})
}
