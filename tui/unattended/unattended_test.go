package unattended_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pomerium-auth0/tui/unattended"
	"pomerium-auth0/tui/walk"
)

func TestWhatIsMissingIsNamedAllAtOnceBeforeAnythingIsSent(t *testing.T) {
	from := func(source string, answers map[string]walk.Given) map[string]walk.Given {
		for name, g := range answers {
			g.Source = source
			answers[name] = g
		}
		return answers
	}
	for name, test := range map[string]struct {
		given map[string]walk.Given
		want  []string
	}{
		"nothing given": {nil, []string{"--url is missing", "--domain is missing", "--which is missing"}},
		"one missing":   {given("url", "https://a.example", "which", "create"), []string{"--domain is missing"}},
		"one invalid, one missing": {given("url", "http://a.example", "which", "create"),
			[]string{"--url: it must begin with https://", "--domain is missing"}},
		"invalid from the environment": {from("POMERIUM_URL", given("url", "a.example")),
			[]string{"POMERIUM_URL: it must begin with https://", "--domain is missing", "--which is missing"}},
		"not asked": {given("url", "https://a.example", "domain", "acme.auth0.com", "which", "create", "pasted", "x"),
			[]string{"--pasted answers a question that is not asked in this walk: leave it out"}},
		"asked only because of another answer": {given("url", "https://a.example", "domain", "acme.auth0.com", "which", "paste"),
			[]string{"--pasted is missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{}
			state, stop, _ := unattend(t, w, test.given)
			// The first question that nothing answers says its title as well.
			got := slices.Clone(stop.Lines)
			for i := range got {
				got[i], _, _ = strings.Cut(got[i], ": Which")
			}
			if stop.Outcome != walk.Missing || !reflect.DeepEqual(named(got), test.want) {
				t.Errorf("outcome %d, lines %q, want %q", stop.Outcome, got, test.want)
			}
			if want := []string{"read here"}; !reflect.DeepEqual(w.performed, want) || len(state.Made) > 0 {
				t.Errorf("performed %q, want %q", w.performed, want)
			}
		})
	}
}

// named drops the candidates below a flag.
func named(lines []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "  ") })
}

func TestAVariableThatNothingAsksForIsNoWrongFlag(t *testing.T) {
	answers := given("url", "https://a.example", "domain", "acme.auth0.com", "which", "create", "pasted", "x")
	answers["pasted"] = walk.Given{Value: walk.TextOf("x"), Source: "AUTH0_CLIENT_SECRET"}
	if _, stop, _ := unattend(t, &world{}, answers); stop.Outcome != walk.Done {
		t.Errorf("stopped: %+v", stop)
	}
}

var complete = []string{"url", "https://a.example", "domain", "acme.auth0.com", "which", "create"}

func TestACompleteWalkDoesEverythingAndTellsIt(t *testing.T) {
	w := &world{found: found{Old: true}}
	state, stop, told := unattend(t, w, given(complete...))
	if stop.Outcome != walk.Done || stop.Lines != nil || len(state.Made) != 1 {
		t.Fatalf("stopped: %+v with %+v", stop, state.Made)
	}
	if want := []string{"read here", "read discovery", "read proof", "create application", "read check"}; !reflect.DeepEqual(w.performed, want) {
		t.Errorf("performed %q, want %q", w.performed, want)
	}
	want := []string{
		"  file: config.yaml", "  url: https://a.example (as --url says)", "  domain: acme.auth0.com (as --domain says)", "",
		"Create an application", "", "+ name: Pomerium", "+ secret: ********", "  waiting for Auth0's limit",
		"v created: create application Pomerium, app_1", "",
		"Remove what is no longer used", "left as it is", "",
		"v discovery", "X ",
	}
	if !reflect.DeepEqual(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	if got := state.Answers["file"].Value.Text; got != "config.yaml" {
		t.Errorf("the file found is not taken: %q", got)
	}
}

func TestOnlyADemoTakesWhatIsDerived(t *testing.T) {
	state, stop, _ := unattend(t, &world{}, given("domain", "practice.auth0.test"), func(o *unattended.Options) { o.Demo = true })
	if stop.Outcome != walk.Done || state.Answers["url"].Value.Text != "https://derived.example" || state.Answers["which"].Value.Text != "create" {
		t.Errorf("stopped: %+v, answers %+v", stop, state.Answers)
	}
}

func TestWhatStopsItLater(t *testing.T) {
	for name, test := range map[string]struct {
		world   *world
		given   []string
		outcome walk.Outcome
		lines   []string
	}{
		"candidates that nothing tells apart": {&world{found: found{Candidates: "Xk3 Qd8"}}, complete[:4], walk.Missing,
			[]string{"--which is missing: Which which?", "  create  Create it", "  Xk3  Pomerium (by hand)", "  Qd8  Pomerium (by hand)"}},
		"a failed check": {&world{failing: "logout URL"}, complete, walk.CheckFailed,
			[]string{"One check failed", "X logout URL", "--allow-failed-checks goes on all the same"}},
		"a question that only a person can answer": {&world{found: found{Refused: true}}, complete, walk.Broke,
			[]string{"Auth0 refuses this token", "", "X answer: 401"}},
		"an error, with the raw answer": {&world{err: explained{}}, complete, walk.Broke,
			[]string{"the application was not created: ten are there already", "  {", `  "errorCode": "too_many_entities"}`}},
		"an effect without an end": {&world{silent: true}, complete, walk.Broke,
			[]string{"what was being done ended without saying how; this is a fault of the program"}},
	} {
		t.Run(name, func(t *testing.T) {
			// "which" cannot be known to be missing before the look, if a
			// candidate may be found: it has its default in this walk.
			mend := func(o *unattended.Options) {
				item, _ := o.Walk.Item("which")
				item.Question.Otherwise = func(v *walk.View) (walk.Value, bool) {
					return walk.TextOf("create"), !v.Fresh("discovery")
				}
			}
			_, stop, _ := unattend(t, test.world, given(test.given...), mend)
			if stop.Outcome != test.outcome || !reflect.DeepEqual(stop.Lines, test.lines) {
				t.Errorf("outcome %d, lines %q, want %d, %q", stop.Outcome, stop.Lines, test.outcome, test.lines)
			}
		})
	}
}

// explained is an error as the package auth0 makes them.
type explained struct{}

func (explained) Error() string { return "the application was not created: ten are there already" }
func (explained) Short() string { return "" }
func (explained) Raw() string   { return "{\n\"errorCode\": \"too_many_entities\"}" }

func TestAnAnswerThatBecomesSuperfluousLaterIsNotNamed(t *testing.T) {
	w := &world{found: found{Candidates: "Xk3 Qd8", Old: true}}
	_, stop, _ := unattend(t, w, given("url", "https://a.example", "domain", "acme.auth0.com", "new only", "x"), func(o *unattended.Options) {
		which, _ := o.Walk.Item("which")
		which.Question.Otherwise = func(v *walk.View) (walk.Value, bool) { return walk.TextOf("create"), !v.Fresh("discovery") }
		newOnly := walk.Item{Name: "new only", Rail: "one", Question: &walk.Question{Say: which.Question.Say}}
		newOnly.Applies = func(v *walk.View) bool { f, _ := v.Fact("discovery").(found); return !f.Old }
		o.Walk.Items = append(o.Walk.Items, newOnly)
	})
	if stop.Outcome != walk.Missing || len(named(stop.Lines)) != 1 {
		t.Errorf("stopped: %+v", stop)
	}
}

func TestAnAnswerBroughtByAnotherIsNotMissing(t *testing.T) {
	say := func(*walk.View) walk.Words { return walk.Words{} }
	both := func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
		return map[string]walk.Value{"token": value, "domain": walk.TextOf("acme.auth0.com")}, nil
	}
	state, stop, _ := unattend(t, &world{}, given("token", "x"), func(o *unattended.Options) {
		o.Walk = walk.Walk{Items: []walk.Item{
			{Name: "token", Question: &walk.Question{Say: say, Take: both}},
			{Name: "domain", Question: &walk.Question{Say: say}},
		}}
	})
	if stop.Outcome != walk.Done || state.Answers["domain"].With != "token" {
		t.Errorf("stopped: %+v, answers %+v", stop, state.Answers)
	}
}

func TestFailedChecksAreAllowedByTheirFlag(t *testing.T) {
	w := &world{failing: "logout URL"}
	if _, stop, _ := unattend(t, w, given(append(complete, "go on", "yes")...)); stop.Outcome != walk.Done {
		t.Errorf("stopped: %+v", stop)
	}
}

func TestALostAnswerGoesOnAndCreatesOnce(t *testing.T) {
	w := &world{lose: 1}
	state, stop, _ := unattend(t, w, given(complete...))
	if stop.Outcome != walk.Done || w.created != 1 || len(state.Made) != 1 || state.Made[0].Unsure {
		t.Errorf("stopped: %+v, created %d, made %+v", stop, w.created, state.Made)
	}
}

func TestAChangeThatItsOwnDoingDoesNotSettleIsGivenUp(t *testing.T) {
	w := &world{}
	_, stop, _ := unattend(t, w, given(complete...), func(o *unattended.Options) {
		item, _ := o.Walk.Item("create")
		item.Change.Plan = func(*walk.View) walk.Plan {
			return walk.Plan{Operations: []walk.Operation{{Label: "create application"}}}
		}
	})
	if stop.Outcome != walk.Broke || w.created != 3 {
		t.Errorf("stopped: %+v after %d creates", stop, w.created)
	}
}

func TestASignalStopsALookAtOnceAndDoesNotCutOffAWrite(t *testing.T) {
	t.Run("look", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		w := &world{during: func(effect walk.Effect) { cancel() }}
		_, stop, _ := unattendIn(ctx, t, w, given(complete...))
		if stop.Outcome != walk.Interrupted {
			t.Errorf("stopped: %+v", stop)
		}
	})
	t.Run("write", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		cut := make(chan error, 1)
		perform := (&world{}).perform
		state, stop, _ := unattendIn(ctx, t, &world{}, given(complete...), func(o *unattended.Options) {
			o.Perform = func(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
				if _, writes := effect.(walk.Apply); writes {
					cancel()
					<-release
					cut <- ctx.Err()
				}
				perform(ctx, effect, send)
			}
		})
		if stop.Outcome != walk.Interrupted || len(state.Made) != 1 || !state.Made[0].Unsure {
			t.Fatalf("stopped: %+v, made %+v", stop, state.Made)
		}
		close(release)
		if err := <-cut; err != nil {
			t.Errorf("the write was cut off: %v", err)
		}
	})
	t.Run("before it began", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("SIGTERM"))
		w := &world{}
		if _, stop, _ := unattendIn(ctx, t, w, given(complete...)); stop.Outcome != walk.Interrupted || len(w.performed) > 0 {
			t.Errorf("stopped: %+v after %q", stop, w.performed)
		}
	})
}
