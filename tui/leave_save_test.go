package tui_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// A setup is one kind of setup, from its first question to the saved file.
type setup struct {
	name    string
	path    string // what is saved
	old     string // what it holds before; "": there is no file
	prepare func(r *rehearsal) []string
}

func setups() []setup {
	version := func(v string, more ...string) func(*rehearsal) []string {
		return func(*rehearsal) []string { return append([]string{steps.PomeriumVersion, v}, more...) }
	}
	found := func(r *rehearsal) []string {
		r.tenant.AddApplication(asPomeriumsPageSays())
		return []string{steps.PomeriumVersion, "0.33.1"}
	}
	paste := func(v string) func(*rehearsal) []string {
		return func(r *rehearsal) []string {
			web := r.tenant.AddApplication(map[string]any{
				"name": "By hand", "app_type": "regular_web", "oidc_conformant": true, "callbacks": []string{testCallback}, "allowed_logout_urls": []string{testLogout},
				"jwt_configuration": map[string]any{"alg": "RS256"}, "grant_types": []string{"authorization_code", "refresh_token"},
			})
			sync := r.tenant.AddApplication(map[string]any{"name": "Sync", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}})
			r.tenant.AddGrant(sync, "read:roles", "read:role_members", "read:users")
			answers := []string{steps.PomeriumVersion, v, steps.Domain, testTenant, steps.WebApp, steps.PasteApp,
				steps.WebAppID, web, steps.WebAppSecret, r.tenant.Application(web)["client_secret"].(string)}
			if v != "0.33.1" {
				answers = append(answers, steps.M2MApp, steps.PasteApp,
					steps.M2MAppID, sync, steps.M2MAppSecret, r.tenant.Application(sync)["client_secret"].(string))
			}
			return answers
		}
	}
	var all []setup
	for _, old := range []string{"", ownFile} {
		state := map[bool]string{true: "a new file", false: "an existing file"}[old == ""]
		all = append(all,
			setup{"0.19 with an M2M app, " + state, testFile, old, version("0.19.2")},
			setup{"0.33, " + state, testFile, old, version("0.33.1")},
			setup{"enterprise, " + state, testFile, old, version("enterprise")},
			setup{"a found application, " + state, testFile, old, found},
			setup{"pasted, 0.33, " + state, testFile, old, paste("0.33.1")},
			setup{"pasted, 0.19, " + state, testFile, old, paste("0.19.2")},
		)
	}
	return append(all,
		setup{"environment variables, a new file", "/srv/pomerium.env", "", version("0.19.2", steps.Format, "env=/srv/pomerium.env")},
		setup{"environment variables, an existing file", "/srv/pomerium.env", "LOG_LEVEL=debug\nIDP_PROVIDER=google\n", version("0.33.1", steps.Format, "env=/srv/pomerium.env")})
}

// onward answers what is on the screen as somebody who wants it saved.
func (r *rehearsal) onward(answers map[string]walk.Given) walk.Event {
	r.t.Helper()
	scene := r.scene()
	if given, was := answers[scene.Item]; was && scene.Kind != walk.Pick {
		return walk.Answered{Name: scene.Item, Value: given.Value}
	}
	switch scene.Item {
	case steps.AuthenticateURL:
		return walk.Answered{Name: scene.Item, Value: walk.TextOf(testAddress)}
	case steps.Domain:
		return walk.Answered{Name: scene.Item, Value: walk.TextOf(r.tenant.Token().Reveal())}
	}
	if len(scene.Choices) == 0 {
		r.t.Fatalf("nothing leads on:\n%s", r.said())
	}
	return scene.Choices[0].Event
}

// sendWhile sends an event and performs what follows. Before the answer of the
// operation number at is heard, the other events come. When they end the setup,
// late answers are heard only if late is set: a program that is gone hears none.
func (r *rehearsal) sendWhile(e walk.Event, at *int, others []walk.Event, late bool) {
	r.t.Helper()
	events := []walk.Event{e}
	for len(events) > 0 {
		next := events[0]
		events = events[1:]
		if _, is := next.(walk.Did); is && r.state.Running.Writes() {
			if *at == 0 {
				for _, other := range others {
					r.state, _ = r.walk.Next(r.state, time.Now(), other)
				}
			}
			*at--
			if r.state.Outcome != walk.Unfinished && !late {
				return
			}
		}
		var effects []walk.Effect
		r.state, effects = r.walk.Next(r.state, time.Now(), next)
		for _, effect := range effects {
			switch effect.(type) {
			case walk.Read, walk.Apply:
				events = append(events, r.performed(effect)...)
			}
		}
	}
	r.measured()
}

// folder lists the files in the folder of a file.
func (r *rehearsal) folder(path string) []string {
	entries, _ := os.ReadDir(filepath.Dir(filepath.Join(r.root, path)))
	var names []string
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			r.t.Fatal(err)
		}
		names = append(names, fmt.Sprint(entry.Name(), " ", info.Mode()))
	}
	return names
}

// inTenant is all that the tenant holds, in what it means.
func (r *rehearsal) inTenant() string {
	var all []string
	for _, app := range r.tenant.Applications() {
		all = append(all, app["client_id"].(string)+meaning(app))
	}
	slices.Sort(all)
	return strings.Join(all, "\n") + asJSON(r.tenant.Grants())
}

var (
	namedID      = regexp.MustCompile(`(?:idp_client_id: "?|IDP_CLIENT_ID="?)([A-Za-z0-9]+)`)
	namedAccount = regexp.MustCompile(`(?:idp_service_account: "?|IDP_SERVICE_ACCOUNT="?)([A-Za-z0-9+/=]+)`)
)

// idsIn are the client IDs that a file names.
func idsIn(t *testing.T, file string) []string {
	t.Helper()
	var ids []string
	if match := namedID.FindStringSubmatch(file); match != nil {
		ids = append(ids, match[1])
	}
	if match := namedAccount.FindStringSubmatch(file); match != nil {
		var account struct {
			ID string `json:"client_id"`
		}
		decoded, err := base64.StdEncoding.DecodeString(match[1])
		if err != nil || json.Unmarshal(decoded, &account) != nil {
			t.Fatalf("the account cannot be read: %s", match[1])
		}
		ids = append(ids, account.ID)
	}
	return ids
}

// TestQuittingAtAnyOperationLocksNobodyOut quits while each operation of each
// kind of setup runs, in each way, and takes each answer.
func TestQuittingAtAnyOperationLocksNobodyOut(t *testing.T) {
	longTable(t)
	ways := []struct {
		name   string
		events []walk.Event
		choice string
		late   bool
	}{
		{"ctrl+c, keep", []walk.Event{walk.Quit{}}, "Keep", false},
		{"ctrl+c, restore", []walk.Event{walk.Quit{}}, "back", false},
		{"ctrl+c, stay", []walk.Event{walk.Quit{}}, "Stay", false},
		{"ctrl+c twice", []walk.Event{walk.Quit{}, walk.Quit{}}, "", false},
		{"ctrl+c twice, the answer comes late", []walk.Event{walk.Quit{}, walk.Quit{}}, "", true},
		{"SIGTERM", []walk.Event{walk.Stopped{}}, "", false},
		{"SIGTERM, the answer comes late", []walk.Event{walk.Stopped{}}, "", true},
	}
	for _, s := range setups() {
		operations := 0
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			at := 1 << 20
			r.through(s, &at, nil, false)
			r.ended(walk.Done)
			operations = 1<<20 - at
		})
		if operations == 0 {
			t.Fatalf("%s: nothing was done", s.name)
		}
		for k := range operations {
			for _, way := range ways {
				t.Run(fmt.Sprintf("%s/operation %d of %d/%s", s.name, k+1, operations, way.name), func(t *testing.T) {
					rehearse(t, auth0test.Options{}, func(r *rehearsal) { quitAt(r, s, k, way.events, way.choice, way.late) })
				})
			}
		}
	}
}

// through goes through a setup until it ends, or asks whether to leave.
func (r *rehearsal) through(s setup, at *int, others []walk.Event, late bool) (before string, folder []string) {
	r.t.Helper()
	r.quick = true
	r.write("/srv/keep", "")
	if s.old != "" {
		r.write(s.path, s.old)
	}
	answers := given(s.prepare(r)...)
	before, folder = r.inTenant(), r.folder(s.path)
	r.begin("walk-1", answers)
	for range 30 {
		if r.state.Outcome != walk.Unfinished || r.state.Leaving {
			return before, folder
		}
		r.sendWhile(r.onward(answers), at, others, late)
	}
	r.t.Fatalf("it does not end:\n%s", r.said())
	return before, folder
}

func quitAt(r *rehearsal, s setup, k int, events []walk.Event, choice string, late bool) {
	t := r.t
	t.Helper()
	at := k
	before, folder := r.through(s, &at, events, late)
	saved := r.read(s.path) != s.old
	switch choice {
	case "":
		r.ended(walk.Interrupted)
	case "back":
		for _, c := range r.scene().Choices {
			if confirmed, is := c.Event.(walk.Confirmed); is {
				r.send(confirmed)
				break
			}
		}
		r.ended(walk.Left)
		if r.read(s.path) != s.old || !slices.Equal(r.folder(s.path), folder) || r.inTenant() != before {
			t.Errorf("the file is\n%s\namong %q\nthe tenant was %s\nand is %s", r.read(s.path), r.folder(s.path), before, r.inTenant())
		}
	case "Stay":
		r.choose("Stay")
		never := 1 << 20
		for r.state.Outcome == walk.Unfinished {
			r.sendWhile(r.onward(nil), &never, nil, false)
		}
		r.ended(walk.Done)
		saved = true
	default:
		if saved {
			r.shows("Quit? The ", "saved", s.path)
		}
		r.choose(choice)
		r.ended(walk.Left)
	}
	file, closing := r.read(s.path), r.closed()
	if file != s.old {
		ids := idsIn(t, file)
		if len(ids) == 0 {
			t.Errorf("the file names no application:\n%s", file)
		}
		for _, id := range ids {
			if r.tenant.Application(id) == nil {
				t.Errorf("the file names %s, which is gone:\n%s", id, closing)
			}
		}
		lacks(t, closing, "Nothing was saved.")
		holds(t, closing, s.path)
	}
	for _, app := range r.tenant.Applications() {
		id, name := app["client_id"].(string), app["name"].(string)
		if !strings.Contains(before, id) && !strings.Contains(closing, id) && !strings.Contains(closing, name) {
			t.Errorf("%s (%s) is not named:\n%s", name, id, closing)
		}
	}
}

// saving goes on to the save, and quits while it runs.
func (r *rehearsal) quitWhileSaving() {
	r.t.Helper()
	r.toSave()
	r.at(steps.ChangeSave)
	at := 0
	r.sendWhile(r.scene().Choices[0].Event, &at, []walk.Event{walk.Quit{}}, false)
	r.shows("Quit? The file is saved and uses these applications.", "would lock your users out", "saved, backup beside it")
	for _, choice := range r.scene().Choices {
		if strings.HasPrefix(choice.Label, "Delete") || strings.HasPrefix(choice.Label, "Remove") {
			r.t.Errorf("%q is offered", choice.Label)
		}
	}
}

// TestAFileThatSomebodyChangedIsNotRestored: and nothing is deleted then.
func TestAFileThatSomebodyChangedIsNotRestored(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.quitWhileSaving()
		r.write(testFile, r.read(testFile)+"# by somebody else\n")
		changed := r.read(testFile)
		r.choose("Restore the file, delete both apps")
		r.problem("was changed after it was saved, so it was not restored, and nothing was deleted")
		if r.read(testFile) != changed || len(r.tenant.Applications()) != 2 {
			t.Errorf("%d applications; the file is\n%s", len(r.tenant.Applications()), r.read(testFile))
		}
		r.choose("Keep everything")
		r.ended(walk.Left)
		holds(t, r.closed(), "The file was saved before this ended", "cp ", "after the file was restored")
	})
}

// TestATokenThatMayNotDeleteLeavesTheSavedFile: the file uses what stays.
func TestATokenThatMayNotDeleteLeavesTheSavedFile(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.33.1"))
		r.answer(steps.AuthenticateURL, testAddress)
		r.answer(steps.Domain, r.tenant.Token("read:clients", "read:client_keys", "create:clients", "update:clients").Reveal())
		r.toSave()
		at := 0
		r.sendWhile(r.scene().Choices[0].Event, &at, []walk.Event{walk.Quit{}}, false)
		r.shows("The token lacks delete:clients", "Restore the file before you delete them")
		if choices := r.scene().Choices; len(choices) != 2 {
			t.Errorf("the choices are %v", choices)
		}
		r.choose("Keep everything")
		r.ended(walk.Left)
	})
}

// TestWhatASavedFileUsesIsNoLeftover: after the save one may stay and choose
// another application.
func TestWhatASavedFileUsesIsNoLeftover(t *testing.T) {
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.write(testFile, ownFile)
		r.begin("walk-1", given(steps.PomeriumVersion, "0.19.2"))
		r.quitWhileSaving()
		ids := idsIn(t, r.read(testFile))
		r.choose("Stay")
		r.backTo(steps.AuthenticateURL)
		r.send(walk.Goto{Name: steps.WebApp})
		r.choose("Paste one made by hand")
		r.answer(steps.WebAppID, "0123456789abcdefghijABCDEFGHIJ01")
		r.answer(steps.WebAppSecret, "hush")
		for range 10 {
			scene := r.scene()
			if scene.Item == steps.ChangeLeftovers {
				t.Fatalf("what the file uses is offered to be removed:\n%s", r.said())
			}
			if r.state.Outcome != walk.Unfinished || scene.Item == steps.ChangeSave {
				break
			}
			r.send(scene.Choices[len(scene.Choices)-1].Event)
		}
		for _, id := range ids {
			if r.tenant.Application(id) == nil {
				t.Errorf("%s is gone", id)
			}
		}
	})
}

// TestASecondSaveIsUndoneToBeforeTheFirst, unless somebody else changed the file
// between the two: that change would be lost.
func TestASecondSaveIsUndoneToBeforeTheFirst(t *testing.T) {
	for _, foreign := range []bool{false, true} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.write(testFile, ownFile)
			folder := r.folder(testFile)
			r.begin("walk-1", given(steps.PomeriumVersion, "0.33.1"))
			r.quitWhileSaving()
			r.choose("Stay")
			if foreign {
				r.write(testFile, r.read(testFile)+"# by somebody else\n")
			}
			r.backTo(steps.AuthenticateURL)
			r.answer(steps.AuthenticateURL, "https://login.example.com")
			for range 10 {
				if r.scene().Item == steps.ChangeSave || r.state.Outcome != walk.Unfinished {
					break
				}
				r.send(r.scene().Choices[0].Event)
			}
			r.at(steps.ChangeSave)
			at := 0
			r.sendWhile(r.scene().Choices[0].Event, &at, []walk.Event{walk.Quit{}}, false)
			if foreign {
				r.at(steps.ChangeSave)
				r.tells("This is the new difference")
				at = 0
				r.sendWhile(r.scene().Choices[0].Event, &at, []walk.Event{walk.Quit{}}, false)
				r.shows("Somebody else changed it between two saves")
				r.choose("Keep everything")
				holds(t, r.read(testFile), "# by somebody else", "login.example.com")
				return
			}
			r.choose("Restore the file, delete the app")
			r.ended(walk.Left)
			if r.read(testFile) != ownFile || len(r.tenant.Applications()) > 0 {
				t.Errorf("%d applications; the file is\n%s", len(r.tenant.Applications()), r.read(testFile))
			}
			if left := r.folder(testFile); len(left) != len(folder)+1 { // the backup of the second save holds the first
				t.Errorf("left are %q of %q", left, folder)
			}
			holds(t, r.closed(), "config.yaml was restored: it is as it was before.", "backup: ")
		})
	}
}
