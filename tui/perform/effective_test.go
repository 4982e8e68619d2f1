package perform

import (
	"testing"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// TestWhatPomeriumUsesFollowsFromTheDetectionItIsAskedWith: whatever was
// detected since, about another file.
func TestWhatPomeriumUsesFollowsFromTheDetectionItIsAskedWith(t *testing.T) {
	root := t.TempDir()
	machine := config.Machine{Root: root}
	p := New(nil, machine)
	ask := func(request any) any {
		t.Helper()
		var value any
		p.Perform(t.Context(), walk.Read{Requests: []walk.Request{{Name: "asked", With: request}}}, func(e walk.Event) {
			switch e := e.(type) {
			case walk.Learned:
				value = e.Value
			case walk.Ended:
				if e.Err != nil {
					t.Fatal(e.Err)
				}
			}
		})
		return value
	}
	startedWith := func(id string) *config.Detection {
		return &config.Detection{Runs: config.OnThisMachine, Overrides: []config.Override{
			{Name: "IDP_CLIENT_ID", Value: secret.New(id), Place: "pomerium.service", Certain: true},
		}}
	}
	file := ask(steps.FileRequest{Path: "/config.yaml"}).(steps.FileFact)
	var requests []any
	for _, id := range []string{"one", "other", "one"} {
		request := steps.EffectiveRequest{Detected: startedWith(id), Path: "/config.yaml", Digest: file.Digest}
		ask(steps.DetectRequest{Config: "/elsewhere.yaml"})
		if got := ask(request).(steps.EffectiveFact).Contents.ClientID; got != id {
			t.Errorf("the client ID in use is %q, not %q", got, id)
		}
		for _, before := range requests {
			if before == any(request) {
				t.Error("after a new look at the machine nothing is asked anew")
			}
		}
		requests = append(requests, request)
	}
}
