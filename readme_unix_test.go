//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// TestTheReadmeNamesTheFieldsOfTheResult compares the README's table with what
// --json prints of runs that end in every way that adds a field.
func TestTheReadmeNamesTheFieldsOfTheResult(t *testing.T) {
	tenant := must(auth0test.New(auth0test.Options{}))
	defer tenant.Close()
	folder := t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("token", tenant.Token().Reveal())
	write("config.yaml", "routes:\n  - from: https://app.example.com\n    to: http://app\n    allowed_groups: [admin]\n")
	write("wrong.yaml", "idp_provider: Auth0\nidp_provider_url: https://"+tenant.Domain()+"/\nidp_client_id: none\nidp_client_secret: none\n")
	printed := map[string]bool{}
	for _, args := range []string{
		"--yes --demo --json",
		"check --json --config wrong.yaml --pomerium-version 0.19",
		"--yes --domain " + tenant.Domain() + " --authenticate-url https://authenticate.example.com --api-token-file token" +
			" --web-app create --m2m-app create --pomerium-version 0.19.2 --json --config config.yaml",
		"--yes --domain " + tenant.Domain() + " --authenticate-url https://authenticate.example.com --api-token-file token" +
			" --web-app create --pomerium-version 0.33 --json --config config.yaml",
	} {
		command := prepared(t, folder, "", tenant, strings.Fields(args)...)
		out, _ := command.Output()
		var result any
		if err := json.Unmarshal(out, &result); err != nil {
			t.Fatalf("%s: %v in\n%s", args, err, out)
		}
		collectFields(result, printed)
		if err := os.RemoveAll(filepath.Join(folder, "bin")); err != nil {
			t.Fatal(err)
		}
	}
	content := string(must(os.ReadFile("README.md")))
	_, table, _ := strings.Cut(content, "| field of `--json` | holds |")
	table, _, _ = strings.Cut(table, "\n\n")
	for field := range printed {
		if !strings.Contains(table, "`"+field+"`") {
			t.Errorf("the README's table of fields lacks %s", field)
		}
	}
	for _, said := range regexp.MustCompile("`[a-z_0-9]+`").FindAllString(table, -1) {
		if !printed[strings.Trim(said, "`")] {
			t.Errorf("the README names %s, which nothing printed: %v", said, printed)
		}
	}
}

func collectFields(value any, into map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		for field, below := range value {
			into[field] = true
			collectFields(below, into)
		}
	case []any:
		for _, below := range value {
			collectFields(below, into)
		}
	}
}
