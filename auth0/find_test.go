package auth0_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pomerium-auth0/auth0"
)

func TestTheStrongestReasonFindsTheApplication(t *testing.T) {
	const (
		tag      = "web https://authenticate.example.com"
		other    = "web https://authenticate.other.example"
		callback = "https://authenticate.example.com/oauth2/callback"
	)
	search := auth0.Search{Tag: tag, Walk: "walk-1", InFile: "file", Callback: callback, Token: "explorer"}
	app := func(id string, change func(*auth0.Application)) auth0.Application {
		a := auth0.Application{ID: id, Name: "Pomerium", Type: auth0.RegularWeb}
		if change != nil {
			change(&a)
		}
		return a
	}
	made := app("made", func(a *auth0.Application) { a.Tag, a.Walk = other, "walk-1" })
	inFile := app("file", nil)
	tagged := app("tagged", func(a *auth0.Application) { a.Tag, a.Walk = tag, "walk-0" })
	called := app("called", func(a *auth0.Application) {
		a.Type, a.Callbacks = auth0.Native, []string{"https://authenticate.example.com/cb", callback}
	})
	calledToo := app("called too", func(a *auth0.Application) { a.Callbacks = []string{callback} })
	for _, c := range []struct {
		name  string
		there []auth0.Application
		best  string
	}{
		{"nothing but others", []auth0.Application{app("a", nil), app("b", nil)}, ""},
		{"an empty tenant", nil, ""},
		{"the token's own", []auth0.Application{app("explorer", func(a *auth0.Application) { a.Callbacks = []string{callback} })}, ""},
		{"the same callback, whatever the type", []auth0.Application{app("a", nil), called}, "called"},
		{"two with the same callback", []auth0.Application{called, calledToo}, "called, called too"},
		{"another site's callback beside ours", []auth0.Application{app("a", func(a *auth0.Application) { a.Callbacks = []string{callback, "https://spa.example/cb"} })}, ""},
		{"another site's callback, in the file, nothing to convert", []auth0.Application{app("file", func(a *auth0.Application) {
			a.Callbacks, a.SigningAlg, a.OIDCConformant = []string{callback, "https://spa.example/cb"}, auth0.RS256, true
		})}, "file"},
		{"another site's callback, in the file, to be converted", []auth0.Application{app("file", func(a *auth0.Application) {
			a.Callbacks, a.SigningAlg = []string{callback, "https://spa.example/cb"}, auth0.RS256
		})}, ""},
		{"a tag tells two apart", []auth0.Application{called, tagged, calledToo}, "tagged"},
		{"the file before the tag", []auth0.Application{tagged, inFile}, "file"},
		{"what was made before the file", []auth0.Application{inFile, tagged, made}, "made"},
		{"two with this tag", []auth0.Application{tagged, app("twin", func(a *auth0.Application) { a.Tag = tag })}, "tagged, twin"},
		{"another Pomerium's, named by a copied file", []auth0.Application{app("file", func(a *auth0.Application) { a.Tag = other }), calledToo}, "called too"},
		{"another Pomerium's with our callback", []auth0.Application{app("a", func(a *auth0.Application) { a.Tag, a.Callbacks = other, []string{callback} })}, ""},
		{"this walk's other application", []auth0.Application{app("a", func(a *auth0.Application) { a.Tag, a.Walk = "m2m https://authenticate.example.com", "walk-1" })}, ""},
		{"a key in place of a secret", []auth0.Application{app("file", func(a *auth0.Application) { a.AuthMethod = auth0.AuthPrivateKeyJWT })}, ""},
		{"no secret yet", []auth0.Application{app("file", func(a *auth0.Application) { a.AuthMethod = auth0.AuthNone })}, "file"},
	} {
		var ids []string
		found := auth0.Find(c.there, search)
		for _, best := range found.Best() {
			ids = append(ids, best.ID)
		}
		if got := strings.Join(ids, ", "); got != c.best {
			t.Errorf("%s: %q, want %q of %+v", c.name, got, c.best, found)
		}
	}
}

func TestWhatIsNotTakenIsListedWithTheReason(t *testing.T) {
	found := auth0.Find([]auth0.Application{
		{ID: "keyed", AuthMethod: auth0.AuthPrivateKeyJWT},
		{ID: "foreign", Tag: "web https://authenticate.other.example"},
		{ID: "m2m", Tag: "m2m https://authenticate.example.com"},
		{ID: "plain"},
	}, auth0.Search{Tag: "web https://authenticate.example.com"})
	if found[0].ID != "plain" || found[0].Against != "" {
		t.Errorf("first is %+v", found[0])
	}
	for id, want := range map[string]string{
		"keyed": "private_key_jwt", "foreign": "another Pomerium, https://authenticate.other.example", "m2m": "the M2M app of https://authenticate.example.com",
	} {
		if c, ok := found.ByID(id); !ok || !strings.Contains(c.Against, want) {
			t.Errorf("%s: %+v", id, c)
		}
	}
	if _, ok := found.ByID("nobody"); ok {
		t.Error("found nobody")
	}
}

func TestFindingLosesNothingAndTakesNothingOfAnotherPomerium(t *testing.T) {
	tags := []string{"", "web https://a.example", "web https://b.example", "m2m https://a.example"}
	methods := []string{auth0.AuthUnspecified, auth0.AuthPost, auth0.AuthNone, auth0.AuthPrivateKeyJWT}
	rapid.Check(t, func(t *rapid.T) {
		var all []auth0.Application
		for i := range rapid.IntRange(0, 12).Draw(t, "applications") {
			all = append(all, auth0.Application{
				ID:         fmt.Sprint("id", i),
				Tag:        rapid.SampledFrom(tags).Draw(t, "tag"),
				Walk:       rapid.SampledFrom([]string{"", "w1", "w2"}).Draw(t, "walk"),
				AuthMethod: rapid.SampledFrom(methods).Draw(t, "method"),
				Callbacks:  rapid.SliceOfN(rapid.SampledFrom([]string{"https://a.example/cb", "https://b.example/cb"}), 0, 2).Draw(t, "callbacks"),
			})
		}
		s := auth0.Search{Tag: "web https://a.example", Walk: "w1", Callback: "https://a.example/cb",
			InFile: rapid.SampledFrom([]string{"", "id0", "id3"}).Draw(t, "in file"), Token: "id1"}
		found := auth0.Find(all, s)
		without := len(all)
		if without > 1 {
			without-- // the token's own
		}
		if len(found) != without {
			t.Fatalf("%d of %d", len(found), len(all))
		}
		best := found.Best()
		for _, c := range best {
			if c.ID == "id1" || c.AuthMethod == auth0.AuthPrivateKeyJWT || c.Reason != best[0].Reason || c.Reason == auth0.NoReason {
				t.Fatalf("takes %+v", c)
			}
			if c.Tag != "" && c.Tag != s.Tag && !(c.Walk == "w1" && strings.HasPrefix(c.Tag, "web ")) {
				t.Fatalf("takes another Pomerium's: %+v", c)
			}
		}
		if len(best) == 0 {
			for _, c := range found {
				if c.Against == "" && c.Reason != auth0.NoReason {
					t.Fatalf("does not take %+v", c)
				}
			}
		}
	})
}
