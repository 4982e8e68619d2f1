package lines

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// hiddenValue is the secret of the toy's plan: only /reveal may show it.
const hiddenValue = "n0t-To-Be-Seen"

// toy is a walk with one of everything that is asked and done: an address, a
// token, a choice, a look, a name, and a change.
func toy() walk.Walk {
	words := func(w walk.Words) func(*walk.View) walk.Words { return func(*walk.View) walk.Words { return w } }
	return walk.Walk{
		Context: func(*walk.View) []string { return []string{"acme.auth0.com", "0.19.2"} },
		Items: []walk.Item{
			{Name: "url", Rail: "Pomerium", Question: &walk.Question{
				Kind: walk.Text,
				Say: words(walk.Words{
					Title: "Let your users sign in", Lead: "Nothing changes before you confirm it.", Heading: "Found:",
					Rows: []walk.Row{
						{Mark: walk.Proven, Key: "version", Value: "0.19.2", Note: "the binary", Event: walk.Goto{Name: "kind"}},
						{Mark: walk.Warned, Key: "clock", Value: "41 s behind"},
					},
					Label: "Authenticate service URL", Help: "A host name of its own.",
					About: []walk.Row{{Key: "unattended", Value: "--authenticate-url"}},
				}),
				Suggest: func(*walk.View) (walk.Suggestion, bool) {
					return walk.Suggestion{Value: walk.TextOf("https://auth.example.com"), Reason: "as in config.yaml", Origin: walk.Found}, true
				},
				Valid: func(_ *walk.View, value walk.Value) error {
					if !strings.HasPrefix(value.Text, "https://") {
						return refusal{}
					}
					return nil
				},
			}},
			{Name: "token", Rail: "Domain", Question: &walk.Question{
				Kind: walk.Secret,
				Say:  words(walk.Words{Title: "A token", Label: "Token", Address: "https://manage.auth0.com/#/apis"}),
				Valid: func(_ *walk.View, value walk.Value) error {
					if !strings.HasSuffix(value.Secret.Reveal(), "end") {
						return errors.New("this is only a part of a token")
					}
					return nil
				},
			}},
			{Name: "kind", Rail: "Domain", Question: &walk.Question{
				Kind: walk.Pick,
				Say:  words(walk.Words{Title: "Who makes it?"}),
				Options: func(*walk.View) []walk.Option {
					return []walk.Option{{Value: walk.TextOf("program"), Label: "This program"}, {Value: walk.TextOf("me"), Label: "I do", Note: "and paste"}}
				},
				Suggest: func(*walk.View) (walk.Suggestion, bool) { return walk.Suggestion{Value: walk.TextOf("me")}, true },
			}},
			{Name: "probe", Rail: "Domain", Look: &walk.Look{
				Request: func(v *walk.View) any { return v.Text("url") },
				Doing:   func(*walk.View) walk.Row { return walk.Row{Key: "looking at", Value: "the tenant"} },
			}},
			{Name: "name", Rail: "Web app", Question: &walk.Question{Kind: walk.Text, Say: words(walk.Words{Title: "What is it called?", Label: "Name"})}},
			{Name: "create", Rail: "Web app", Change: &walk.Change{
				Plan: func(v *walk.View) walk.Plan {
					if len(v.Made()) > 0 {
						return walk.Plan{}
					}
					return walk.Plan{Operations: []walk.Operation{{Label: "application", Object: walk.Object{Kind: "app", Name: v.Text("name")}}}}
				},
				Say: func(_ *walk.View, p walk.Plan) walk.Words {
					return walk.Words{Title: "Create an application", Rows: []walk.Row{
						{Mark: walk.Added, Key: "name", Value: p.Operations[0].Object.Name},
						{Mark: walk.Added, Key: "secret", Secret: secret.New(hiddenValue)},
					}}
				},
				Options: func(_ *walk.View, p walk.Plan) []walk.Option {
					return []walk.Option{{Label: "Create it", Event: walk.Confirmed{Name: "create", Plan: p}}, {Label: "Change the name", Event: walk.Goto{Name: "name"}}}
				},
				Doing: func(*walk.View, walk.Plan) string { return "Creating it in Auth0" },
			}},
			{Name: "more", Rail: "Save", Question: &walk.Question{Kind: walk.Text, Say: words(walk.Words{Title: "Anything more?", Label: "More"})}},
		},
		Leave: walk.Change{
			Plan: func(*walk.View) walk.Plan { return walk.Plan{} },
			Say: func(*walk.View, walk.Plan) walk.Words {
				return walk.Words{Title: "Leave now?", Rows: []walk.Row{{Mark: walk.Added, Key: "app", Value: "app_1"}}}
			},
			Options: func(*walk.View, walk.Plan) []walk.Option {
				return []walk.Option{{Value: walk.TextOf(walk.KeepAndLeave), Label: "Keep it"}, {Value: walk.TextOf(walk.Stay), Label: "Stay here"}}
			},
		},
	}
}

type refusal struct{}

func (refusal) Error() string { return "it must begin with https://" }
func (refusal) Short() string { return "https:// only" }
func (refusal) Raw() string   { return "{\n\"error\": 1}" }

// perform answers the toy's effects: a look after takes, a change at once.
func perform(takes time.Duration) func(context.Context, walk.Effect, func(walk.Event)) {
	return func(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
		switch effect := effect.(type) {
		case walk.Read:
			select {
			case <-time.After(takes):
			case <-ctx.Done():
			}
			for _, request := range effect.Requests {
				send(walk.Learned{Gen: effect.Gen, Name: request.Name, Value: "there"})
			}
			send(walk.Ended{Gen: effect.Gen})
		case walk.Apply:
			send(walk.Told{Gen: effect.Gen, Line: "waiting for Auth0's limit"})
			for _, operation := range effect.Plan.Operations {
				made := walk.Made{Object: operation.Object}
				made.Object.ID = "app_1"
				send(walk.Did{Gen: effect.Gen, Made: made})
			}
			time.Sleep(takes)
			send(walk.Ended{Gen: effect.Gen})
		}
	}
}

// A pause in a script lets time pass without a key.
type pause time.Duration

// slowly is longer than the grace, so that a key is heard.
const slowly = 400 * time.Millisecond

// talk types a script, each string in one go, and returns what was written
// from the last one on, and all of it. The end of the script is the end of the
// input.
func talk(t *testing.T, takes time.Duration, script ...any) (state walk.State, last, all string) {
	t.Helper()
	return talkOf(t, toy(), takes, script...)
}

func talkOf(t *testing.T, w walk.Walk, takes time.Duration, script ...any) (state walk.State, last, all string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var out buffer
		input := make(chan []byte)
		ended := make(chan walk.State, 1)
		o := Options{Walk: w, Begin: walk.Begin{Walk: "w"}, Perform: perform(takes), Out: &out}
		go func() { ended <- converse(t.Context(), o, input) }()
		before := 0
		for _, part := range script {
			if wait, is := part.(pause); is {
				time.Sleep(time.Duration(wait))
				continue
			}
			time.Sleep(slowly)
			synctest.Wait()
			before = len(out.String())
			select {
			case input <- []byte(part.(string)):
			case state = <-ended:
				t.Fatalf("the walk was over before %q was typed", part)
			}
		}
		time.Sleep(slowly)
		synctest.Wait()
		all = out.String()
		last = all[before:]
		select {
		case state = <-ended:
		default:
			close(input)
			state = <-ended
		}
		if strings.Contains(out.String(), "\x1b") {
			t.Errorf("an escape code was written: %q", out.String())
		}
	})
	return state, last, all
}

// buffer is a bytes.Buffer for two goroutines.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
