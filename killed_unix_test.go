//go:build unix

package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pomerium-auth0/auth0/auth0test"
)

// TestARunThatWasKilledIsGoneOnWith kills the program while Auth0 makes the
// grant: the next run finds what is there and makes what is not.
func TestARunThatWasKilledIsGoneOnWith(t *testing.T) {
	tenant := must(auth0test.New(auth0test.Options{}))
	defer tenant.Close()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "token"), []byte(tenant.Token().Reveal()), 0o600); err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{})
	tenant.Fail(auth0test.Fault{Method: "POST", Path: "/api/v2/client-grants", Times: 1, Effect: func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
		close(asked)
		<-r.Context().Done()
	}})
	first := prepared(t, folder, "", tenant, "--yes", "--pomerium-version", "0.19.2", "--config", "config.yaml", "--domain", tenant.Domain(),
		"--authenticate-url", "https://authenticate.example.com", "--api-token-file", "token", "--web-app", "create", "--m2m-app", "create")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	_ = first.Process.Kill()
	_ = first.Wait()

	again := exec.Command(first.Path, first.Args[1:]...)
	again.Dir, again.Env = first.Dir, first.Env
	out, err := again.CombinedOutput()
	said := string(out)
	if err != nil || !strings.Contains(said, "Give the M2M app its grant") || !strings.Contains(said, "v created: grant") || strings.Contains(said, "created: application") {
		t.Errorf("%v, the second run said:\n%s", err, said)
	}
	if apps, grants := len(tenant.Applications()), len(tenant.Grants()); apps != 2 || grants != 1 {
		t.Errorf("there are %d applications and %d grants", apps, grants)
	}
}
