package auth0_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pomerium-auth0/auth0"
)

// lines writes a change as a screen does.
func lines(fields []auth0.Field) string {
	var b strings.Builder
	for _, f := range fields {
		switch f.Kind {
		case auth0.Added:
			fmt.Fprintf(&b, "+ %s %s\n", f.Name, f.To)
		case auth0.Removed:
			fmt.Fprintf(&b, "- %s %s\n", f.Name, f.From)
		case auth0.Changed:
			fmt.Fprintf(&b, "~ %s %s → %s\n", f.Name, f.From, f.To)
		}
	}
	return b.String()
}

func TestWhatIsCreatedIsShownInTheDashboardsWords(t *testing.T) {
	const want = `+ name Pomerium
+ application login URI https://authenticate.example.com
+ callback URL https://authenticate.example.com/oauth2/callback
+ logout URL https://authenticate.example.com/.pomerium/signed_out
+ ID token signature RS256
+ grants authorization code, refresh token
`
	if got := lines(auth0.Created(pomerium.Application())); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := lines(auth0.Created(sync.Application())); got != "+ name Pomerium directory sync\n+ grants client credentials\n" {
		t.Errorf("got\n%s", got)
	}
}

func TestAFoundApplicationChangesOnlyWhereItMust(t *testing.T) {
	right := pomerium.Application()
	right.ID, right.Tag, right.Walk = "id", "", ""
	for _, c := range []struct {
		name   string
		change func(*auth0.Application)
		want   string
	}{
		{"as it should be", func(*auth0.Application) {}, ""},
		{"by hand as Pomerium's newer page says", func(a *auth0.Application) {
			a.Type, a.AuthMethod, a.SigningAlg = auth0.Native, auth0.AuthNone, "HS256"
			a.Callbacks, a.LogoutURLs = []string{pomerium.AuthenticateURL + "/one", pomerium.AuthenticateURL + "/two"}, nil
		}, `~ type Native → Regular Web Application
~ authentication none → client_secret_post
+ callback URL https://authenticate.example.com/oauth2/callback
+ logout URL https://authenticate.example.com/.pomerium/signed_out
~ ID token signature HS256 → RS256
`},
		{"another site's, which is never converted", func(a *auth0.Application) {
			a.Type, a.AuthMethod, a.SigningAlg, a.OIDCConformant = auth0.SPA, auth0.AuthNone, "HS256", false
			a.Callbacks = append(a.Callbacks, "https://spa.example/cb")
		}, ""},
		{"a page of its own", func(a *auth0.Application) {
			a.Type, a.AuthMethod, a.WebOrigins = auth0.SPA, auth0.AuthNone, []string{"https://spa.example"}
		}, ""},
		{"made through the API with its defaults", func(a *auth0.Application) {
			*a = auth0.Application{ID: "id", Name: "x", Type: auth0.RegularWeb, Callbacks: []string{pomerium.Callback},
				GrantTypes: []string{"authorization_code", "implicit", "refresh_token", "client_credentials"}}
		}, `+ application login URI https://authenticate.example.com
+ logout URL https://authenticate.example.com/.pomerium/signed_out
~ ID token signature HS256 → RS256
~ OIDC conformant off → on
`},
		{"a single page application", func(a *auth0.Application) { a.Type, a.AuthMethod = auth0.SPA, auth0.AuthNone }, `~ type Single Page Application → Regular Web Application
~ authentication none → client_secret_post
`},
		{"Native whose secret works", func(a *auth0.Application) { a.Type, a.AuthMethod = auth0.Native, auth0.AuthPost }, ""},
		{"Basic", func(a *auth0.Application) { a.AuthMethod = auth0.AuthBasic }, ""},
		{"PS256", func(a *auth0.Application) { a.SigningAlg = auth0.PS256 }, ""},
		{"another name and login URI", func(a *auth0.Application) { a.Name, a.LoginURI = "Ours", "https://elsewhere.example" }, ""},
		{"the refresh token off", func(a *auth0.Application) { a.GrantTypes = []string{"password", "authorization_code"} }, "+ grant refresh token\n"},
		{"another walk's", func(a *auth0.Application) { a.Name, a.Tag, a.Walk = "Old", pomerium.Tag(), "walk-0" }, ""},
	} {
		found := right
		c.change(&found)
		kept := found
		kept.Callbacks = slices.Clone(found.Callbacks)
		update := pomerium.Update(found)
		if got := lines(update.Fields()); got != c.want {
			t.Errorf("%s:\n%swant\n%s", c.name, got, c.want)
		}
		if !reflect.DeepEqual(found, kept) {
			t.Errorf("%s: what was found is not what it was", c.name)
		}
	}
}

func TestWhatThisWalkMadeFollowsItsAnswers(t *testing.T) {
	made := pomerium.Application()
	made.ID = "id"
	made.Callbacks = append(made.Callbacks, "https://added.example/by-hand")
	moved := auth0.WebApp{Name: "Gate", AuthenticateURL: "https://auth.example.com:8443", Callback: "https://auth.example.com:8443/oauth2/callback",
		Logouts: []string{"https://auth.example.com:8443/.pomerium/signed_out"}, Walk: "walk-1"}
	const want = `~ name Pomerium → Gate
~ application login URI https://authenticate.example.com → https://auth.example.com:8443
- callback URL https://authenticate.example.com/oauth2/callback
+ callback URL https://auth.example.com:8443/oauth2/callback
- logout URL https://authenticate.example.com/.pomerium/signed_out
+ logout URL https://auth.example.com:8443/.pomerium/signed_out
~ tag web https://authenticate.example.com → web https://auth.example.com:8443
`
	update := moved.Update(made)
	if got := lines(update.Fields()); got != want {
		t.Errorf("got\n%s", got)
	}
	if !slices.Contains(update.To.Callbacks, "https://added.example/by-hand") {
		t.Error("what was added by hand is gone")
	}
	if moved.Update(update.To).IsEmpty() == false {
		t.Errorf("it changes again: %s", lines(moved.Update(update.To).Fields()))
	}
	syncMoved := auth0.M2MApp{Name: "Sync", AuthenticateURL: moved.AuthenticateURL, Walk: "walk-1"}
	if got := lines(syncMoved.Update(sync.Application()).Fields()); got != "~ name Pomerium directory sync → Sync\n~ tag m2m https://authenticate.example.com → m2m https://auth.example.com:8443\n" {
		t.Errorf("got\n%s", got)
	}
}

func TestALoginURIThatAuth0RefusesIsLeftOut(t *testing.T) {
	for url, want := range map[string]string{
		"https://authenticate.example.com": "https://authenticate.example.com", "https://127.0.0.1": "https://127.0.0.1",
		"http://authenticate.example.com": "", "https://localhost": "", "https://localhost:8443": "", "https://authenticate.localhost": "",
	} {
		if got := (auth0.WebApp{AuthenticateURL: url}).Application().LoginURI; got != want {
			t.Errorf("%s: %q", url, got)
		}
	}
}

func TestWhatStaysIsNamed(t *testing.T) {
	found := auth0.Application{Name: "x", LoginURI: "https://a.example", Callbacks: []string{"https://b.example", "https://c.example"},
		LogoutURLs: []string{pomerium.Logouts[0]}, GrantTypes: []string{"authorization_code", "refresh_token"}, Type: auth0.Native, AuthMethod: auth0.AuthPost}
	if got := strings.Join(pomerium.Update(found).Unchanged(), ", "); got != "name, login URI, secret, 2 other callback URLs, 1 logout URL, 2 grants" {
		t.Errorf("unchanged: %s", got)
	}
	if got := strings.Join(pomerium.Remarks(found), "; "); got != "its application login URI is https://a.example; its type is Native, which works" {
		t.Errorf("remarks: %s", got)
	}
}

func drawApplication(t *rapid.T, name string) auth0.Application {
	urls := rapid.SliceOfDistinct(rapid.SampledFrom([]string{pomerium.Callback, pomerium.Logouts[0], "https://a.example/1", "https://a.example/2", "https://b.example/"}), rapid.ID[string])
	return auth0.Application{
		ID: "id", Name: rapid.SampledFrom([]string{"Pomerium", "x", "y"}).Draw(t, name+" name"),
		Type:      rapid.SampledFrom([]string{"", auth0.RegularWeb, auth0.NonInteractive, auth0.Native, auth0.SPA}).Draw(t, name+" type"),
		Callbacks: urls.Draw(t, name+" callbacks"), LogoutURLs: urls.Draw(t, name+" logouts"),
		LoginURI:   rapid.SampledFrom([]string{"", pomerium.AuthenticateURL, "https://z.example"}).Draw(t, name+" login"),
		GrantTypes: rapid.SliceOfDistinct(rapid.SampledFrom([]string{"authorization_code", "refresh_token", "implicit", "client_credentials"}), rapid.ID[string]).Draw(t, name+" grants"),
		SigningAlg: rapid.SampledFrom([]string{"", "HS256", "RS256", "PS256"}).Draw(t, name+" alg"), TokenLifetime: rapid.SampledFrom([]int{0, 1200}).Draw(t, name+" lifetime"),
		OIDCConformant: rapid.Bool().Draw(t, name+" conformant"),
		AuthMethod:     rapid.SampledFrom([]string{"", auth0.AuthNone, auth0.AuthPost, auth0.AuthBasic}).Draw(t, name+" method"),
		Tag:            rapid.SampledFrom([]string{"", pomerium.Tag(), "web https://a.example"}).Draw(t, name+" tag"),
		Walk:           rapid.SampledFrom([]string{"", "walk-1", "walk-0"}).Draw(t, name+" walk"),
	}
}

// same compares what Auth0 makes of two applications: the order in a list
// means nothing there, and HS256 is what none means.
func same(a, b auth0.Application) bool {
	for _, lists := range [][]string{a.Callbacks, a.LogoutURLs, a.GrantTypes, b.Callbacks, b.LogoutURLs, b.GrantTypes} {
		slices.Sort(lists)
	}
	return auth0.Update{From: a, To: b}.IsEmpty()
}

func TestAnUpdateIsEnoughAndCanBeTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		found := drawApplication(t, "found")
		update := pomerium.Update(found)
		if update.IsEmpty() != (len(update.Fields()) == 0) {
			t.Fatalf("what is sent is not what is shown: %v", update.Fields())
		}
		if again := pomerium.Update(update.To); !again.IsEmpty() {
			t.Fatalf("not enough: %v", again.Fields())
		}
		mine := found.Walk == pomerium.Walk && strings.HasPrefix(found.Tag, "web ")
		foreign := slices.ContainsFunc(found.Callbacks, func(s string) bool { return !strings.HasPrefix(s, pomerium.AuthenticateURL+"/") }) ||
			found.Type != auth0.RegularWeb && found.Type != "" && found.LoginURI == "https://z.example"
		if to := update.To; foreign && !mine {
			if to.Type != found.Type || to.AuthMethod != found.AuthMethod || to.SigningAlg != found.SigningAlg || to.OIDCConformant != found.OIDCConformant {
				t.Fatalf("other people's application is converted: %v", update.Fields())
			}
		} else if !slices.Contains(update.To.Callbacks, pomerium.Callback) || !update.To.OIDCConformant || auth0.Judge(update.To, pomerium.Callback).Outcome == auth0.Failed {
			t.Fatalf("Pomerium cannot use %+v", update.To)
		}
		if (found.Tag == "" || found.Walk != pomerium.Walk) && (update.To.Tag != found.Tag || update.To.Name != found.Name || update.To.Walk != found.Walk) {
			t.Fatalf("what others made is renamed or tagged: %v", update.Fields())
		}
		if back := update.Undo(update.To); !same(back.To, found) {
			t.Fatalf("taken back to %+v from %+v", back.To, found)
		}
		// Somebody adds a URL and a grant in the meantime.
		now := update.To
		now.Callbacks = append(slices.Clone(now.Callbacks), "https://later.example/")
		now.Name = "renamed"
		back := update.Undo(now).To
		if !slices.Contains(back.Callbacks, "https://later.example/") || back.Name != "renamed" {
			t.Fatalf("the change of somebody else is lost: %+v", back)
		}
		if added := !slices.Contains(found.Callbacks, pomerium.Callback); added && slices.Contains(back.Callbacks, pomerium.Callback) {
			t.Fatalf("what was added stays: %+v", back)
		}
	})
}

func TestAGrantGetsWhatItLacksAndKeepsTheRest(t *testing.T) {
	const api = "https://acme.eu.auth0.com/api/v2/"
	for _, c := range []struct {
		name    string
		found   []auth0.Grant
		creates bool
		empty   bool
		fields  string
		more    string
	}{
		{"none", nil, true, false, "+ scope read:roles\n+ scope read:role_members\n+ scope read:users\n", ""},
		{"on another API", []auth0.Grant{{ID: "g", ClientID: "m", Audience: "https://api.example"}}, true, false, "+ scope read:roles\n+ scope read:role_members\n+ scope read:users\n", ""},
		{"another application's", []auth0.Grant{{ID: "g", ClientID: "x", Audience: api, Scopes: auth0.M2MScopes()}}, true, false, "+ scope read:roles\n+ scope read:role_members\n+ scope read:users\n", ""},
		{"enough", []auth0.Grant{{ID: "g", ClientID: "m", Audience: api, Scopes: auth0.M2MScopes()}}, false, true, "", ""},
		{"as the page says", []auth0.Grant{{ID: "g", ClientID: "m", Audience: api, Scopes: []string{"read:roles", "read:role_members"}}}, false, false, "+ scope read:users\n", ""},
		{"more", []auth0.Grant{{ID: "g", ClientID: "m", Audience: api, Scopes: append([]string{"delete:users"}, auth0.M2MScopes()...)}}, false, true, "", "delete:users"},
		{"everything", []auth0.Grant{{ID: "g", ClientID: "m", Audience: api, All: true}}, false, true, "", ""},
	} {
		plan := auth0.GrantFor(c.found, "m", api, auth0.M2MScopes())
		if plan.Creates() != c.creates || plan.IsEmpty() != c.empty || lines(plan.Fields()) != c.fields || strings.Join(plan.More, " ") != c.more {
			t.Errorf("%s: creates %v, empty %v, more %q\n%s", c.name, plan.Creates(), plan.IsEmpty(), plan.More, lines(plan.Fields()))
		}
		if !plan.Creates() {
			now := plan.To
			now.Scopes = append(slices.Clone(now.Scopes), "read:later")
			back := plan.Undo(now).To
			if want := append(slices.Clone(plan.From.Scopes), "read:later"); len(back.Scopes) != len(want) || !slices.Contains(back.Scopes, "read:later") {
				t.Errorf("%s: taken back to %q, want %q", c.name, back.Scopes, want)
			}
		}
	}
}
