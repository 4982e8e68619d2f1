package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"pomerium-auth0/tui/walk"
)

// listed is a scene of many applications, as a tenant has them.
func listed(choices []walk.Choice) walk.Scene {
	s := walk.Scene{Item: "which", Rail: railAt(2), Context: []string{"acme.eu.auth0.com"}, Kind: walk.Pick, Choices: choices}
	s.Title, s.Short = "Which application do your users sign in through?", "Which web app?"
	s.Lead = "A Regular Web Application of the tenant. One that is there is brought up to date; other settings of it stay."
	return s
}

// squeeze is a frame without blanks, marks and line ends: a text that was broken
// over several lines stands in one piece in it.
func squeeze(lines ...string) string {
	text := ansi.Strip(strings.Join(lines, ""))
	return strings.NewReplacer(" ", "", "▌", "").Replace(text)
}

// What is chosen must be known: its whole name, its ID and what speaks for or
// against it, at every size.
func TestTheSelectedChoiceTellsAllOfItself(t *testing.T) {
	theme := newTheme(nil)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.StringMatching(`[A-Za-z]{1,12}( [A-Za-z]{1,10}){0,3}`), rapid.StringMatching(`[A-Za-z]{90,100}`), rapid.SampledFrom([]string{"日本語の名前", "✈ Team", "עברית"}))
		reason := rapid.SampledFrom([]string{"", ", this walk made it", ", it belongs to another Pomerium, https://authenticate.other.example.org"})
		choices := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) walk.Choice {
			return walk.Choice{Label: name.Draw(t, "name"), Note: rapid.StringMatching(`[A-Za-z0-9]{32}`).Draw(t, "ID") + reason.Draw(t, "reason"), Event: walk.Forward{}}
		}), 1, 40).Draw(t, "choices")
		width, height := rapid.IntRange(minWidth, 130).Draw(t, "width"), rapid.IntRange(minHeight, 50).Draw(t, "height")
		p := newPage(theme, listed(choices), width, height)
		p.choice = rapid.IntRange(0, len(choices)-1).Draw(t, "choice")
		lay := p.lay()
		want := choices[p.choice].Label + choices[p.choice].Note
		if !strings.Contains(squeeze(lay.lines...), squeeze(want)) {
			t.Fatalf("%dx%d does not say %q:\n%s", width, height, want, strings.Join(lay.lines, "\n"))
		}
	})
}

func TestALongListStaysInTheFullForm(t *testing.T) {
	var choices []walk.Choice
	for i := range 250 {
		choices = append(choices, walk.Choice{Label: fmt.Sprint("Application ", i), Note: fmt.Sprintf("%032d", i), Event: walk.Forward{}})
	}
	m := newModel(Options{Walk: toy(toyPick("pick")), Environ: []string{}})
	m.Init()
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	m.page = newPage(m.page.theme, listed(choices), 80, 24)
	press := func(key rune) string {
		t.Helper()
		m.Update(tea.KeyPressMsg{Code: key})
		return ansi.Strip(strings.Join(m.page.lay().lines, "\n"))
	}
	for _, step := range []struct {
		key           rune
		selected, say string
	}{
		{tea.KeyDown, "Application 1 ", "↓ 237 more, pgdn"},
		{tea.KeyPgDown, "Application 13 ", "↑ 2  ↓ 235, pgup/pgdn"},
		{tea.KeyPgDown, "Application 25 ", "↑ 14  ↓ 223, pgup/pgdn"},
		{tea.KeyPgUp, "Application 13 ", "↑ 2  ↓ 235, pgup/pgdn"},
		{tea.KeyPgUp, "Application 1 ", "↓ 237 more, pgdn"},
		{tea.KeyUp, "Application 0 ", "↓ 237 more, pgdn"},
		{tea.KeyUp, "Application 249 ", "↑ 237 above, pgup"},
	} {
		frame := press(step.key)
		if !strings.Contains(frame, "▌ "+step.selected) || !strings.Contains(frame, step.say) || !strings.Contains(frame, programName) {
			t.Errorf("%q is not selected, or %q not said:\n%s", step.selected, step.say, frame)
		}
	}
}

// TestOtherChoicesStartAtTheirOwnFirst: what came after looking again stands
// above what was chosen before.
func TestOtherChoicesStartAtTheirOwnFirst(t *testing.T) {
	again := walk.Option{Label: "Look again", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: "probe"}}
	ask := walk.Item{Name: "ask", Rail: "Check", Question: &walk.Question{Kind: walk.Pick,
		Say: func(*walk.View) walk.Words { return walk.Words{Title: "Checked"} },
		Options: func(v *walk.View) []walk.Option {
			first := walk.Option{Value: walk.TextOf("on"), Label: "Go on", Enter: "go on", EnterShort: "on"}
			if v.Gen("probe") == 2 {
				first = walk.Option{Value: walk.TextOf("mend"), Label: "Mend it", Enter: "mend it", EnterShort: "mend"}
			}
			return []walk.Option{first, again}
		},
	}}
	play(t, Options{Walk: toy(toyLook("probe"), ask, toyText("last")), Perform: after(time.Second)}, func(r *rig) {
		r.settle(2 * time.Second)
		r.send(arrowDn)
		r.shows("▌ Look again")
		r.send("\r")
		r.settle(2 * time.Second)
		r.shows("▌ Mend it", "Look again")
		r.send(arrowDn)
		r.send("\r")
		r.settle(2 * time.Second)
		r.shows("▌ Go on")
		r.hides("Mend it")
	})
}
