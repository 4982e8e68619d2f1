package config_test

import (
	"strings"
	"testing"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
)

func version(t testing.TB, typed string) config.Version {
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
