package tui_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui"
	"pomerium-auth0/tui/steps"
)

// TestACommandHasSudoOnlyWhereTheShellHasNotTheRights looks at what is handed
// out by a walk that saved a file of a packaged Pomerium.
func TestACommandHasSudoOnlyWhereTheShellHasNotTheRights(t *testing.T) {
	for name, c := range map[string]struct {
		euid   int
		sudo   string // SUDO_UID
		starts string
		puts   string
	}{
		"root":                           {0, "", "systemctl restart pomerium.service", "cp "},
		"root by sudo":                   {0, "1000", "sudo systemctl restart pomerium.service", "sudo cp "},
		"root by sudo, from root":        {0, "0", "systemctl restart pomerium.service", "cp "},
		"a user who may change the file": {1000, "", "sudo systemctl restart pomerium.service", "cp "},
		"one who was given it by sudo":   {1000, "1001", "sudo systemctl restart pomerium.service", "cp "},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				r.packaged("0.33.1")
				r.begin("walk-1", nil)
				r.options.Started = tui.Started("/p", map[string]string{"ca-file": "ca.pem"}, func(name string) string {
					return map[string]string{"SUDO_UID": c.sudo}[name]
				}, c.euid)
				r.toSave()
				r.choose("Go on without the certificates")
				r.choose("Save")
				closed := r.closed()
				authority, err := filepath.Abs("ca.pem")
				if err != nil {
					t.Fatal(err)
				}
				check := strings.TrimSuffix(c.puts, "cp ") + "/p check --config /etc/pomerium/config.yaml --pomerium-version 0.33.1 --ca-file " + authority
				holds(t, closed, "\n"+c.starts+"\n", "put it back: "+c.puts, "check again: "+check+"\n")
			})
		})
	}
}

// TestEveryFlagIsGivenAgain: no flag is forgotten, of those to come neither.
func TestEveryFlagIsGivenAgain(t *testing.T) {
	started := tui.Started("/p", map[string]string{"yes": "true", "json": "true", "to-come": "true", "not": "false"}, func(name string) string {
		return map[string]string{"ACCESSIBLE": "1", "SSL_CERT_FILE": "/roots.pem"}[name]
	}, 1000)
	var how []string
	for _, flag := range started.Flags {
		if flag.Question == "" {
			how = append(how, flag.Name+" "+flag.Value)
		}
	}
	if want := []string{"--ca-file /roots.pem", "--json true", "--plain true", "--to-come true", "--yes true"}; !slices.Equal(how, want) {
		t.Errorf("given again are %q, not %q", how, want)
	}
	for _, flag := range tui.Flags() {
		if !slices.ContainsFunc(started.Flags, func(again steps.Flag) bool { return again.Name == "--"+flag.Name && again.Question == flag.Question }) {
			t.Errorf("--%s is forgotten", flag.Name)
		}
	}
}
