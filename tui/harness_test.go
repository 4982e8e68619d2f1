package tui_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui"
	"pomerium-auth0/tui/perform"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// A rehearsal is the real walk over a real performer, against a tenant and a
// machine of its own, driven as an operator would: by the choices and fields
// of its scenes.
type rehearsal struct {
	t       *testing.T
	tenant  *auth0test.Tenant
	other   *auth0test.Tenant // a second one, if there is
	root    string            // of the machine
	environ []string          // of the machine
	address net.Addr          // where the tenants seem to be, if that counts
	walk    walk.Walk
	state   walk.State
	perform func(context.Context, walk.Effect, func(walk.Event))
	options steps.Options
	flags   map[string]string // that the program was started with, beside answers
	dry     bool              // suppose every change
	quick   bool              // leave the order of the items to other tests
	// writeTakes is how long a change takes before it is performed.
	writeTakes time.Duration
	// reach connects to the authenticate service; nil: it is not looked for.
	reach   func(ctx context.Context, network, address string) (net.Conn, error)
	ordered string // the item at which the order of all was proven last
	// during, if set, is called with each effect before it is performed.
	during func(walk.Effect)
}

// TestMain starts the goroutine that the runtime serves signals with: begun in
// a bubble, by the first save, it would belong to it.
func TestMain(m *testing.M) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	signal.Stop(signals)
	os.Exit(m.Run())
}

const (
	testTenant  = auth0test.PipeDomain // acme.eu.auth0.com
	testAddress = "https://authenticate.example.com"
	testFile    = "/etc/pomerium/config.yaml"
)

// longTable leaves a table out where time counts: it does one thing after the
// other, in which the race detector finds nothing that other tests do not show.
func longTable(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a long table")
	}
}

// rehearse runs a test in a bubble of its own time, in which a tenant's waits
// cost nothing.
func rehearse(t *testing.T, options auth0test.Options, test func(r *rehearsal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		tenant, err := auth0test.NewPipe(options)
		if err != nil {
			t.Fatal(err)
		}
		defer tenant.Close()
		r := &rehearsal{t: t, tenant: tenant, root: t.TempDir()}
		// Whatever umask is set: others may not change what is in there.
		if err := os.Chmod(r.root, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(r.root, "etc/pomerium"), 0o755); err != nil {
			t.Fatal(err)
		}
		test(r)
	})
}

// write puts a file on the machine.
func (r *rehearsal) write(path, content string) {
	r.t.Helper()
	full := filepath.Join(r.root, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(content), 0o640); err != nil {
		r.t.Fatal(err)
	}
}

// read reads a file of the machine, "" if it is not there.
func (r *rehearsal) read(path string) string {
	content, err := os.ReadFile(filepath.Join(r.root, path))
	if err != nil {
		return ""
	}
	return string(content)
}

// given makes answers that were given as flags.
func given(pairs ...string) map[string]walk.Given {
	all := map[string]walk.Given{}
	for i := 0; i < len(pairs); i += 2 {
		value := walk.TextOf(pairs[i+1])
		switch pairs[i] {
		case steps.APIToken, steps.ManagementSecret, steps.WebAppSecret, steps.M2MAppSecret:
			value = walk.SecretOf(secret.New(pairs[i+1]))
		}
		all[pairs[i]] = walk.Given{Value: value, Source: "--" + pairs[i]}
	}
	return all
}

// begin starts a walk of its own name over the same tenant and machine, and
// goes on to the first question.
func (r *rehearsal) begin(name string, given map[string]walk.Given) {
	r.t.Helper()
	r.send(r.ready(name, given))
}

// ready makes a walk of its own name over the same tenant and machine, and
// returns what begins it.
func (r *rehearsal) ready(name string, given map[string]walk.Given) walk.Begin {
	r.t.Helper()
	roots := r.tenant.RootCAs()
	if r.other != nil {
		roots.AppendCertsFromPEM(r.other.CertificatePEM())
	}
	client := auth0.New(auth0.Options{RootCAs: roots, DialContext: r.dial, UserAgent: "test"})
	r.t.Cleanup(client.Close)
	performer := perform.New(client, config.Machine{Root: r.root, Environ: r.environ})
	if r.reach != nil {
		performer.Reach = &perform.Reach{Roots: trusted, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			return r.reach(ctx, network, address)
		}}
	}
	r.perform = performer.Perform
	if r.dry {
		r.perform = performer.DryRun
	}
	if perform := r.perform; r.writeTakes > 0 {
		r.perform = func(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
			if _, writes := effect.(walk.Apply); writes {
				time.Sleep(r.writeTakes)
			}
			perform(ctx, effect, send)
		}
	}
	r.options.Started = tui.Started("/usr/local/bin/pomerium-auth0", r.flags, func(string) string { return "" }, 0)
	r.walk = steps.New(r.options)
	r.state = walk.State{}
	return walk.Begin{Walk: name, Given: given, Keys: [2]secret.Secret{
		config.EncodeKey([32]byte{1}), config.EncodeKey([32]byte{2}),
	}}
}

// dial leads to the tenant of that name, and nowhere else.
func (r *rehearsal) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(address)
	for _, tenant := range []*auth0test.Tenant{r.tenant, r.other} {
		if tenant != nil && answersAt(tenant, host) {
			conn, err := tenant.DialContext(ctx, network, address)
			if err == nil && r.address != nil {
				conn = seemsAt{conn, r.address}
			}
			return conn, err
		}
	}
	return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
}

// seemsAt is a connection to another address, as far as it is asked.
type seemsAt struct {
	net.Conn
	address net.Addr
}

func (c seemsAt) RemoteAddr() net.Addr { return c.address }

func answersAt(tenant *auth0test.Tenant, host string) bool {
	return tenant.Domain() == host ||
		slices.ContainsFunc(tenant.CustomDomains(), func(c auth0test.CustomDomain) bool { return c.Domain == host && c.Status == "ready" })
}

// send sends an event and performs what follows from it, until the walk asks.
func (r *rehearsal) send(e walk.Event) {
	r.t.Helper()
	events := []walk.Event{e}
	for len(events) > 0 {
		var effects []walk.Effect
		r.state, effects = r.walk.Next(r.state, time.Now(), events[0])
		events = events[1:]
		for _, effect := range effects {
			if r.during != nil {
				r.during(effect)
			}
			switch effect.(type) {
			case walk.Read, walk.Apply:
				events = append(events, r.performed(effect)...)
			}
		}
	}
	r.measured()
	if r.quick || r.state.At == r.ordered {
		return
	}
	r.ordered = r.state.At
	if wrong := r.walk.Order(r.state); len(wrong) > 0 {
		r.t.Errorf("at %q, out of order: %s", r.state.At, strings.Join(wrong, "; "))
	}
}

func (r *rehearsal) performed(effect walk.Effect) []walk.Event {
	told := make(chan walk.Event)
	go func() {
		defer close(told)
		r.perform(context.Background(), effect, func(e walk.Event) { told <- e })
	}()
	var events []walk.Event
	for e := range told {
		events = append(events, e)
	}
	return events
}

func (r *rehearsal) scene() walk.Scene { return r.walk.Scene(r.state) }

// at fails unless the walk is at the item.
func (r *rehearsal) at(item string) {
	r.t.Helper()
	if scene := r.scene(); scene.Item != item || r.state.Outcome != walk.Unfinished {
		r.t.Fatalf("the walk is at %q (outcome %d), not at %q:\n%s", scene.Item, r.state.Outcome, item, r.said())
	}
}

// ended fails unless the walk has ended so.
func (r *rehearsal) ended(outcome walk.Outcome) {
	r.t.Helper()
	if r.state.Outcome != outcome {
		r.t.Fatalf("the outcome is %d, not %d; at %q:\n%s", r.state.Outcome, outcome, r.state.At, r.said())
	}
}

// answer answers the question on the screen with text, which is a secret where
// a secret is asked for.
func (r *rehearsal) answer(item, text string) {
	r.t.Helper()
	r.at(item)
	value := walk.TextOf(text)
	if r.scene().Kind == walk.Secret {
		value = walk.SecretOf(secret.New(text))
	}
	r.send(walk.Answered{Name: item, Value: value})
}

// choose takes the choice whose label begins with label.
func (r *rehearsal) choose(label string) {
	r.t.Helper()
	for _, choice := range r.scene().Choices {
		if strings.HasPrefix(choice.Label, label) {
			r.send(choice.Event)
			return
		}
	}
	r.t.Fatalf("there is no choice %q:\n%s", label, r.said())
}

// backTo goes back until the item is on the screen.
func (r *rehearsal) backTo(item string) {
	r.t.Helper()
	for range 20 {
		if r.scene().Item == item {
			return
		}
		r.send(walk.GoBack{})
	}
	r.t.Fatalf("back does not lead to %q:\n%s", item, r.said())
}

// said is the scene in words, for what a failing test prints.
func (r *rehearsal) said() string {
	scene := r.scene()
	var b strings.Builder
	fmt.Fprintf(&b, "item %s, %s\n%s\n", scene.Item, scene.Title, scene.Lead)
	for _, row := range scene.Rows {
		fmt.Fprintf(&b, "  %d %s  %s  (%s)\n", row.Mark, row.Key, row.Value, row.Note)
	}
	for _, choice := range scene.Choices {
		fmt.Fprintf(&b, "  > %s  %s\n", choice.Label, choice.Note)
	}
	if scene.Problem != nil {
		fmt.Fprintf(&b, "  X %s\n", scene.Problem.Text)
	}
	return b.String()
}

// writes are the requests that changed something in the tenant.
func (r *rehearsal) writes() []string {
	var writes []string
	for _, request := range r.tenant.Requests() {
		if request.Method != "GET" && strings.HasPrefix(request.Path, "/api/v2/") {
			writes = append(writes, request.Method+" "+request.Path)
		}
	}
	return writes
}
