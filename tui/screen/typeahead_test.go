package screen

import (
	"strings"
	"testing"

	"pomerium-auth0/tui/walk"
)

// answersOf reads the answers out of a state, secrets in clear.
func answersOf(s walk.State) map[string]string {
	answers := map[string]string{}
	for name, answer := range s.Answers {
		answers[name] = answer.Value.Text + answer.Value.Secret.Reveal()
	}
	return answers
}

func TestTypeAheadAnswersTheQuestionsItWasTypedFor(t *testing.T) {
	w := toy(toyText("domain"), toySecret("token", nil), toyText("name"), toyPick("pick"), toyText("last"))
	chunk := "acme.eu\rsekret value\rmy name\r\x1b[B\rdone\r"
	want := map[string]string{"domain": "acme.eu", "token": "sekretvalue", "name": "my name", "pick": "second", "last": "done"}
	play(t, Options{Walk: w, Perform: after(0)}, func(r *rig) {
		before, after, _ := strings.Cut(chunk, arrowDn)
		r.typeSlowly(strings.Split(before, "")...)
		r.typeSlowly(arrowDn)
		r.typeSlowly(strings.Split(after, "")...)
		if got := answersOf(r.ended()); !equal(got, want) {
			t.Fatalf("typed slowly: %v", got)
		}
	})
	for range typeAheadRuns {
		play(t, Options{Walk: w, Perform: after(0)}, func(r *rig) {
			r.send(chunk)
			s := r.ended()
			if got := answersOf(s); !equal(got, want) || s.Outcome != walk.Done {
				t.Fatalf("typed ahead: %v, outcome %v", got, s.Outcome)
			}
		})
	}
}

func equal(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}
