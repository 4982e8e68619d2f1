package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"pomerium-auth0/auth0/auth0test"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pomerium-auth0": main, "pomerium-auth0-faulty": faulty})
}

// TestScripts runs testdata/script: each starts a tenant, runs the command and
// compares what was printed, saved and asked of the tenant.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("TERM", "xterm-256color")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"tenant":   startTenant,
			"requests": countRequests,
			"forget":   forgetRequests,
			"objects":  countObjects,
			"mode":     fileMode,
		},
	})
}

// tenants are those of the scripts that run, which may do so side by side.
var tenants sync.Map // *testscript.TestScript to *auth0test.Tenant

func tenantOf(ts *testscript.TestScript) *auth0test.Tenant {
	tenant, started := tenants.Load(ts)
	if !started {
		ts.Fatalf("no tenant was started")
	}
	return tenant.(*auth0test.Tenant)
}

// startTenant starts a stand-in: tenant [free|custom] [SCOPE...]. It sets DOMAIN,
// CA (the file of its certificate authority), TOKEN and leaves the token in the
// file token. With custom it sets CUSTOM, another of its names.
func startTenant(ts *testscript.TestScript, _ bool, args []string) {
	options := auth0test.Options{}
	if len(args) > 0 && args[0] == "free" {
		options.FreePlan, args = true, args[1:]
	}
	if len(args) > 0 && args[0] == "custom" {
		options.CustomDomains, args = []auth0test.CustomDomain{{Domain: "127.0.0.1:0"}, {Domain: "localhost:0"}}, args[1:]
	}
	tenant, err := auth0test.New(options)
	ts.Check(err)
	if customs := tenant.CustomDomains(); len(customs) > 0 {
		ts.Setenv("CUSTOM", customs[1].Domain)
	}
	ts.Defer(func() { _ = tenant.Close() })
	tenants.Store(ts, tenant)
	ts.Defer(func() { tenants.Delete(ts) })
	token := tenant.Token(args...).Reveal()
	ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), tenant.CertificatePEM(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("token"), []byte(token+"\n"), 0o600))
	ts.Setenv("DOMAIN", tenant.Domain())
	ts.Setenv("SSL_CERT_FILE", ts.MkAbs("ca.pem"))
	ts.Setenv("TOKEN", token)
}

// countRequests compares the number of requests whose method and path match:
// requests 'POST /api/v2/' 2.
func countRequests(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: requests PATTERN N")
	}
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	var all []string
	n := 0
	for _, request := range tenantOf(ts).Requests() {
		line := request.Method + " " + request.Path
		all = append(all, line)
		if pattern.MatchString(line) {
			n++
		}
	}
	if (n == want) == neg {
		ts.Fatalf("%d requests match %s, among:\n%s", n, args[0], strings.Join(all, "\n"))
	}
}

func forgetRequests(ts *testscript.TestScript, _ bool, _ []string) { tenantOf(ts).ResetRequests() }

// countObjects compares what the tenant holds: objects APPLICATIONS GRANTS.
func countObjects(ts *testscript.TestScript, neg bool, args []string) {
	tenant := tenantOf(ts)
	got := fmt.Sprintf("%d %d", len(tenant.Applications()), len(tenant.Grants()))
	if (got == strings.Join(args, " ")) == neg {
		ts.Fatalf("the tenant has %s applications and grants", got)
	}
}

// fileMode compares a file's permissions: mode 0600 FILE.
func fileMode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has the mode %s", filepath.Base(args[1]), got)
	}
}
