package tui_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
)

// drip answers with a body that never ends, a byte in every second.
func drip(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	for {
		if _, err := w.Write([]byte("{")); err != nil {
			return
		}
		if flusher, can := w.(http.Flusher); can {
			flusher.Flush()
		}
		select {
		case <-time.After(time.Second):
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
}

// asked are the addresses that a check of a world asks at, each of which can be
// in trouble.
func asked(world string) [][2]string {
	if world == "pasted" {
		return [][2]string{{"refresh", "/oauth/token"}}
	}
	return [][2]string{
		{"discovery", discoveryPath},
		{"clock", discoveryPath},
		{"web app", "/oauth/token"},
		{"callback URL", "/authorize"},
		{"logout URL", "/v2/logout"},
		{"connections", "/api/v2/clients/"},
		{"M2M app", "/oauth/token"},
		{"M2M app", "/api/v2/roles"},
		{"M2M app", "/api/v2/roles/"}, // members
		{"roles", "/api/v2/roles"},
		{"sign-in", "/oauth/token"},
		{"sign-in", "/.well-known/jwks.json"},
		{"sign-in", "/userinfo"},
	}
}

// TestNothingPassesWithoutAnAnswer: whatever a tenant does in place of
// answering is said in a line, within bounds.
func TestNothingPassesWithoutAnAnswer(t *testing.T) {
	for trouble, c := range map[string]struct {
		effect auth0test.Effect
		words  string
		bound  time.Duration
	}{
		"cut":          {auth0test.DropBefore, "was cut", time.Second},
		"hangs":        {auth0test.Hang, "did not answer in time", 31 * time.Second},
		"byte by byte": {drip, "did not answer in time", 31 * time.Second},
		"10 MB":        {auth0test.Big(10 << 20), "more than a mebibyte", time.Second},
		"503":          {auth0test.HTML(503, "<h1>later</h1>"), "Auth0 has a problem of its own", time.Second},
	} {
		for _, world := range []string{"directory sync", "pasted"} {
			t.Run(world+", "+trouble, func(t *testing.T) {
				rehearse(t, auth0test.Options{}, func(r *rehearsal) {
					r.quick = true
					worlds[world](r, func() {})
					r.looksAtChecks()
					for _, asked := range asked(world) {
						check, at := asked[0], asked[1]
						took := r.inTrouble(check, auth0test.Fault{Path: at, Times: -1, Effect: c.effect})
						all := r.checked()
						if strings.HasPrefix(all[check], "v ") {
							t.Errorf("%s passes: %s", check, all[check])
						}
						said := map[string]string{"clock": all["discovery"], "roles": all["M2M app"]}[check]
						if said == "" {
							said = all[check]
						}
						if !strings.Contains(said, c.words) {
							t.Errorf("%s at %s: %q says nothing of %q", check, at, said, c.words)
						}
						if took > c.bound {
							t.Errorf("%s at %s took %v", check, at, took)
						}
					}
				})
			})
		}
	}
}

// inTrouble looks at the checks again, or signs in again, with a fault in the
// tenant, and says how long it took.
func (r *rehearsal) inTrouble(check string, fault auth0test.Fault) time.Duration {
	r.t.Helper()
	r.tenant.Heal()
	if check == "sign-in" {
		r.choose("Look")
		r.looksAtChecks()
		r.choose("Rehearse a sign-in")
		address := r.browse(r.scene().Address)
		r.tenant.Fail(fault)
		return r.looking(func() { r.answer(steps.Rehearse, address) })
	}
	r.tenant.Fail(fault)
	return r.looking(func() { r.choose("Look") })
}

// looking looks at the checks, wherever that leads, and says how long it took.
func (r *rehearsal) looking(look func()) time.Duration {
	r.t.Helper()
	start := time.Now()
	look()
	took := time.Since(start)
	if r.scene().Item == steps.ChangeSave {
		r.looksAtChecks()
	}
	return took
}

// TestTheAuthenticateServiceMayDoAnything, and is looked for two seconds at
// most.
func TestTheAuthenticateServiceMayDoAnything(t *testing.T) {
	for name, c := range map[string]struct {
		answers http.HandlerFunc
		reach   func(context.Context, string, string) (net.Conn, error)
		words   string
	}{
		"cuts": {reach: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			return ours, theirs.Close()
		}, words: "! it cannot be reached from here"},
		"hangs before it connects": {reach: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, words: "- not checked: this machine's DNS gave no answer for its name within two seconds"},
		"hangs": {words: "! no answer came from there within two seconds"},
		"10 MB": {answers: func(w http.ResponseWriter, r *http.Request) { auth0test.Big(10<<20)(w, r, nil) }, words: "! something answers there, and it does not look like Pomerium"},
	} {
		t.Run(name, func(t *testing.T) {
			rehearse(t, auth0test.Options{}, func(r *rehearsal) {
				worlds["newer"](r, func() {})
				r.looksAtChecks()
				if r.reach = c.reach; c.reach == nil {
					r.authenticates(c.answers)
				}
				took := r.looking(func() { r.choose("Look") })
				if said := r.checked()["address"]; !strings.HasPrefix(said, c.words) {
					t.Errorf("it says %q", said)
				}
				if took > 3*time.Second {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}
