package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "pomerium-auth0"

// TestArrowsGoOneWay holds the structure: who may import which of our own
// packages, and which of them may import what is heavy.
func TestArrowsGoOneWay(t *testing.T) {
	may := map[string][]string{
		"":                      {"auth0", "config", "tui", "tui/perform"},
		"tui":                   {"auth0", "config", "tui/screen", "tui/lines", "tui/unattended", "tui/perform", "tui/steps", "tui/walk", "tui/plain"},
		"tui/screen":            {"tui/walk"},
		"tui/screen/screentest": {},
		"tui/lines":             {"tui/walk", "tui/plain"},
		"tui/unattended":        {"tui/walk", "tui/plain"},
		"tui/plain":             {"tui/walk"},
		"tui/perform":           {"tui/steps", "tui/walk", "auth0", "auth0/auth0test", "config"},
		"tui/steps":             {"tui/walk", "auth0", "config"},
		"tui/walk":              {},
		"attacks":               {},
		"auth0":                 {},
		"auth0/auth0test":       {},
		"config":                {},
		"internal/dial":         {},
		"internal/early":        {},
		"internal/fault":        {},
		"internal/secret":       {},
		"internal/shell":        {},
		"internal/text":         {},
		"internal/trust":        {},
	}
	only := map[string][]string{
		"charm.land/":               {"tui/screen"},
		"github.com/charmbracelet/": {"tui/screen", "tui/screen/screentest"},
		"github.com/auth0/go-auth0": {"auth0"},
		"go.yaml.in/yaml/":          {"config"},
		"github.com/spf13/cobra":    {""},
	}
	imports := imported(t)
	for name, list := range imports {
		allowed, known := may[name]
		if !known {
			t.Errorf("the package %s has no place in the structure: give it one here", name)
			continue
		}
		for _, path := range list {
			ours, internal := strings.CutPrefix(path, module+"/")
			switch {
			case internal && strings.HasPrefix(ours, "internal/"):
			case internal && !slices.Contains(allowed, ours):
				t.Errorf("%s imports %s, an arrow that leads the wrong way", name, ours)
			}
			for heavy, users := range only {
				if strings.HasPrefix(path, heavy) && !slices.Contains(users, name) {
					t.Errorf("%s imports %s, which only %q may", name, path, users)
				}
			}
		}
	}
	for name := range may {
		if _, there := imports[name]; !there {
			t.Errorf("there is no package %s any more: take it out of this test", name)
		}
	}
}

// imported lists what each of our packages imports, tests apart.
func imported(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		all[strings.TrimPrefix(strings.TrimPrefix(fields[0], module), "/")] = fields[1:]
	}
	return all
}
