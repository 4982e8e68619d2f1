package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"pomerium-auth0/auth0"
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
	wizard(nil, &code).Flags().VisitAll(func(flag *pflag.Flag) {
		if !strings.Contains(content, "| `--"+flag.Name) {
			t.Errorf("no table of the README has --%s", flag.Name)
		}
	})
}

// TestTheReadmeNamesEveryScope that a token is used with, or the M2M app has.
func TestTheReadmeNamesEveryScope(t *testing.T) {
	_, section, _ := strings.Cut(string(must(os.ReadFile("README.md"))), "## What the token needs")
	section, _, _ = strings.Cut(section, "\n## ")
	needs := auth0.Needs(auth0.Work{Change: true, Grant: true, Custom: true})
	for _, need := range append(needs, auth0.M2MNeeds()...) {
		if !strings.Contains(section, "`"+need.Scope+"`") {
			t.Errorf("what the token needs does not name %s", need.Scope)
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
