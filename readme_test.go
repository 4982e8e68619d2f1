package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui"
)

var update = flag.Bool("update", false, "write the tables of flags and licences anew")

// TestTheReadmeListsEveryFlag compares the README's table with the flags that
// there are.
func TestTheReadmeListsEveryFlag(t *testing.T) {
	content := string(must(os.ReadFile("README.md")))
	const head = "| flag | environment | answers |\n| --- | --- | --- |\n"
	start := strings.Index(content, head)
	if start < 0 {
		t.Fatal("the README has no table of flags")
	}
	start += len(head)
	length := strings.Index(content[start:], "\n\n") + 1
	if want := flagTable(); content[start:start+length] != want {
		if !*update {
			t.Fatalf("the README's table of flags is not true; go test -run Readme -update . writes it:\n%s", want)
		}
		content = content[:start] + want + content[start+length:]
		if err := os.WriteFile("README.md", []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheReadmeNamesHowItRuns looks for the flags that answer no question.
func TestTheReadmeNamesHowItRuns(t *testing.T) {
	content := string(must(os.ReadFile("README.md")))
	code := 0
	wizard(&code).Flags().VisitAll(func(flag *pflag.Flag) {
		if !strings.Contains(content, "| `--"+flag.Name) {
			t.Errorf("no table of the README has --%s", flag.Name)
		}
	})
}

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

func flagTable() string {
	var b strings.Builder
	for _, flag := range tui.Flags() {
		name, variable := "--"+flag.Name, ""
		if flag.Value != "" {
			name += " " + strings.ReplaceAll(flag.Value, "|", "\\|")
		}
		if flag.Env != "" {
			variable = "`" + flag.Env + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, variable, flag.Usage)
	}
	return b.String()
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
