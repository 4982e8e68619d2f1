package tui_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// TestAnyWalkOverTheRealItems goes wherever the scenes lead, over a tenant that
// loses answers and that somebody else changes too. Whatever happens, no
// secret is in a scene, no plan asks for what was just done, and no object is
// made twice.
func TestAnyWalkOverTheRealItems(t *testing.T) {
	longTable(t)
	rapid.Check(t, func(rt *rapid.T) {
		// A bubble wants the test itself; what rapid draws is drawn before it.
		moves := rapid.SliceOfN(rapid.Custom(drawMove), 10, 40).Draw(rt, "moves")
		options := auth0test.Options{ReadAfter: rapid.SampledFrom([]time.Duration{0, notYet}).Draw(rt, "late")}
		version := rapid.SampledFrom([]string{"0.19.2", "0.21.0", "0.33.1", "enterprise"}).Draw(rt, "version")
		byHand := rapid.Bool().Draw(rt, "by hand")
		var failed error
		synctest.Test(t, func(t *testing.T) {
			tenant, err := auth0test.NewPipe(options)
			if err != nil {
				t.Fatal(err)
			}
			defer tenant.Close()
			r := &rehearsal{t: t, tenant: tenant, root: t.TempDir(), quick: true}
			if byHand {
				tenant.AddApplication(asPomeriumsPageSays())
			}
			failed = wander(r, version, moves)
		})
		if failed != nil {
			rt.Fatal(failed)
		}
	})
}

// A move is one thing that the operator, or somebody else, does.
type move struct {
	what string
	pick int // among what there is
}

// drawMove mostly goes on, and mostly with what is offered first.
func drawMove(t *rapid.T) move {
	what := rapid.SampledFrom([]string{"on", "on", "on", "on", "on", "on", "on", "back", "quit", "lose", "outside", "version"}).Draw(t, "what")
	return move{what, rapid.SampledFrom([]int{0, 0, 0, 1, 2, 3, 4, 5}).Draw(t, "pick")}
}

// wander makes the moves, and proves after each what must hold.
func wander(r *rehearsal, version string, moves []move) error {
	var applied walk.Plan
	r.during = func(effect walk.Effect) {
		if apply, is := effect.(walk.Apply); is {
			applied = apply.Plan
		}
	}
	token := r.tenant.Token().Reveal()
	r.begin("walk-1", given(steps.PomeriumVersion, version))
	for i, move := range moves {
		if r.state.Outcome != walk.Unfinished {
			return nil
		}
		scene := r.scene()
		answers := map[string]string{
			steps.AuthenticateURL: []string{testAddress, otherAddress}[move.pick%2], steps.Domain: token, steps.APIToken: token,
			steps.WebAppName: []string{"Entry", "a<b"}[move.pick%2], steps.M2MAppName: "Roles", steps.PomeriumVersion: []string{"0.19.2", "0.33.1"}[move.pick%2],
			steps.WebAppID: strings.Repeat("i", 32), steps.WebAppSecret: strings.Repeat("s3", 32), steps.M2MAppID: strings.Repeat("j", 32), steps.M2MAppSecret: strings.Repeat("t4", 32),
		}
		var event walk.Event
		text, fits := answers[scene.Item]
		switch {
		case move.what == "back":
			event = walk.GoBack{}
		case move.what == "quit" && len(r.state.Remaining()) > 0:
			event = walk.Quit{}
		case move.what == "lose":
			r.tenant.Fail(auth0test.Fault{Method: []string{"POST", "PATCH", "GET"}[move.pick%3], Path: "/api/v2/",
				Effect: []auth0test.Effect{auth0test.DropAfter, auth0test.DropBefore}[move.pick%2]})
			continue
		case move.what == "outside":
			if apps := r.tenant.Applications(); len(apps) > 0 {
				r.tenant.ChangeApplication(apps[move.pick%len(apps)]["client_id"].(string), map[string]any{"callbacks": []string{}})
			}
			continue
		case move.what == "version" && !r.state.Leaving:
			event = walk.Goto{Name: steps.PomeriumVersion}
		case fits && (scene.Kind == walk.Text || scene.Kind == walk.Secret):
			value := walk.TextOf(text)
			if scene.Kind == walk.Secret {
				value = given(steps.APIToken, text)[steps.APIToken].Value
			}
			event = walk.Answered{Name: scene.Item, Value: value}
		case len(scene.Choices) == 0:
			event = walk.Forward{}
		default:
			event = scene.Choices[move.pick%len(scene.Choices)].Event
		}
		applied = walk.Plan{}
		r.tenant.ResetRequests()
		r.send(event)
		if err := mustHold(r, applied, token); err != nil {
			return fmt.Errorf("after move %d, %T at %q: %w", i, event, scene.Item, err)
		}
	}
	return nil
}

func mustHold(r *rehearsal, applied walk.Plan, token string) error {
	scene := r.scene()
	printed := inClear(scene)
	secrets := []string{token, strings.Repeat("s3", 32), strings.Repeat("t4", 32)}
	for _, app := range r.tenant.Applications() {
		secrets = append(secrets, app["client_secret"].(string))
	}
	for _, secret := range secrets {
		if strings.Contains(printed, secret) {
			return fmt.Errorf("the scene %q shows a secret", scene.Item)
		}
	}
	answered := !slices.ContainsFunc(r.tenant.Requests(), func(request auth0test.Request) bool { return request.Status == 0 })
	if answered && r.state.Problem == nil && !applied.Empty() {
		for _, item := range r.walk.Items {
			if item.Change != nil && r.walk.Plan(r.state, item.Name).Equal(applied) {
				return fmt.Errorf("the plan of %q is wanted again right after it was performed", item.Name)
			}
		}
	}
	made := map[string]int{}
	for _, app := range r.tenant.Applications() {
		metadata, _ := app["client_metadata"].(map[string]any)
		kind, _, _ := strings.Cut(fmt.Sprint(metadata["pomerium_auth0"]), " ")
		if metadata["pomerium_auth0_walk"] == "walk-1" {
			made[kind]++
		}
	}
	if made["web"] > 1 || made["m2m"] > 1 {
		return fmt.Errorf("made were %v", made)
	}
	known := len(slices.DeleteFunc(r.state.Remaining(), func(m walk.Made) bool {
		return m.Was != nil || m.Object.Kind == steps.KindFile || m.Object.Kind == steps.KindGrant
	}))
	if known < made["web"]+made["m2m"] {
		return fmt.Errorf("made were %v, and the walk knows of %d", made, known)
	}
	return nil
}

// inClear is all that a value prints as, with what its pointers lead to.
func inClear(scene walk.Scene) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v", scene)
	for _, pointer := range []any{scene.File, scene.Running, scene.Problem} {
		if v := reflect.ValueOf(pointer); !v.IsNil() {
			fmt.Fprintf(&b, "%+v", v.Elem().Interface())
		}
	}
	return b.String()
}
