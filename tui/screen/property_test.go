package screen

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// within says what is wrong with a frame, or nothing.
func within(lay layout, width, height int) string {
	if len(lay.lines) > height {
		return "higher than its window"
	}
	for _, l := range lay.lines {
		if ansi.StringWidth(l) > width {
			return "wider than its window: " + l
		}
	}
	if strings.Contains(strings.Join(lay.lines, "\n"), sampleSecret) {
		return "a secret is shown"
	}
	return ""
}

func TestNoFrameOfTheSamplesLeavesItsWindow(t *testing.T) {
	for _, environ := range [][]string{nil, {"TERM=vt220"}} {
		theme := newTheme(environ)
		for _, s := range samples() {
			for _, width := range []int{40, 41, 53, 66, 77, 78, 79, 80, 81, 97, 120, 130} {
				for height := 12; height <= 50; height += heightStep {
					if wrong := within(s.draw(theme, width, height), width, height); wrong != "" {
						t.Fatalf("%s at %dx%d: %s", s.name, width, height, wrong)
					}
				}
			}
		}
	}
}

// words draws text as servers and files have it: long words, wide characters,
// nothing at all.
func words(t *rapid.T, label string) string {
	word := rapid.OneOf(
		rapid.StringMatching(`[a-z]{1,12}`),
		rapid.StringMatching(`https://[a-z.]{10,90}/[a-z_]{5,40}`),
		rapid.SampledFrom([]string{"→", "…", "日本語", "Zürich", "👩‍🚀", "–", "a:b", "\"x\"", "key:"}),
	)
	return strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, label), " ")
}

func anyRows(t *rapid.T, last walk.Mark) []walk.Row {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) walk.Row {
		row := walk.Row{
			Mark: walk.Mark(rapid.IntRange(0, int(last)).Draw(t, "mark")),
			Key:  words(t, "key"), Value: words(t, "value"), Note: words(t, "note"),
			Indent: rapid.IntRange(0, 2).Draw(t, "indent"), Faint: rapid.Bool().Draw(t, "faint"),
		}
		if rapid.Bool().Draw(t, "secret") {
			row.Value, row.Secret = "", secret.New(sampleSecret)
		}
		if rapid.Bool().Draw(t, "event") {
			row.Event = walk.Forward{}
		}
		return row
	}), 0, 20).Draw(t, "rows")
}

func anyScene(t *rapid.T) walk.Scene {
	s := walk.Scene{
		Item: "item", Rail: railAt(rapid.IntRange(-1, 7).Draw(t, "station")),
		Context: []string{words(t, "context"), "0.33"},
		Kind:    walk.Kind(rapid.IntRange(0, 3).Draw(t, "kind")),
		Back:    walk.Back(rapid.IntRange(0, 5).Draw(t, "back")),
		Reason:  words(t, "reason"), Value: walk.TextOf(words(t, "value")),
		Words: walk.Words{Title: words(t, "title"), Short: words(t, "short"), Lead: words(t, "lead"),
			Address: rapid.SampledFrom([]string{"", "https://manage.auth0.com/#/apis/management/explorer"}).Draw(t, "address"),
			Command: rapid.SliceOfN(rapid.SampledFrom([]string{"sudo", "--config", "/etc/pomerium/a long name/config.yaml", strings.Repeat("x", 90)}), 0, 6).Draw(t, "command"),
			Heading: words(t, "heading"), Rows: anyRows(t, walk.Removed), Label: words(t, "label"), Help: words(t, "help"),
			Enter: words(t, "enter"), Bare: words(t, "bare"), About: anyRows(t, walk.NoMark)},
	}
	if rapid.Bool().Draw(t, "file") {
		s.File = &walk.File{Path: words(t, "path"), Foot: words(t, "foot")}
		for range rapid.IntRange(0, 30).Draw(t, "lines") {
			s.File.Lines = append(s.File.Lines, walk.Line{Mark: walk.Mark(rapid.SampledFrom([]walk.Mark{walk.NoMark, walk.Added, walk.Removed}).Draw(t, "mark")),
				Before: words(t, "before"), Secret: secret.New(rapid.SampledFrom([]string{"", sampleSecret}).Draw(t, "secret")),
				After: words(t, "after"), Aside: rapid.Bool().Draw(t, "aside")})
		}
	}
	for range rapid.OneOf(rapid.IntRange(0, 8), rapid.IntRange(0, 40)).Draw(t, "choices") {
		s.Choices = append(s.Choices, walk.Choice{Label: words(t, "choice"), Note: words(t, "note"), Enter: words(t, "enter"), Event: walk.Forward{}})
	}
	if rapid.Bool().Draw(t, "problem") {
		s.Problem = &walk.Problem{Text: words(t, "problem"), Short: words(t, "short"), Raw: words(t, "raw")}
	}
	if s.Kind == walk.Nothing && rapid.Bool().Draw(t, "running") {
		s.Running = &walk.Running{Since: sampleTime, Title: words(t, "running"), Rows: anyRows(t, walk.Working), Told: words(t, "told")}
	}
	return s
}

func TestNoFrameOfAnySceneLeavesItsWindow(t *testing.T) {
	unicode, ascii := newTheme(nil), newTheme([]string{"TERM=linux"})
	rapid.Check(t, func(t *rapid.T) {
		theme := unicode
		if rapid.Bool().Draw(t, "ascii") {
			theme = ascii
		}
		width, height := rapid.IntRange(1, 130).Draw(t, "width"), rapid.IntRange(1, 50).Draw(t, "height")
		p := newPage(theme, anyScene(t), width, height)
		p.now = sampleTime
		p.scroll = rapid.IntRange(-1, 60).Draw(t, "scroll")
		p.choice = rapid.IntRange(0, max(len(p.scene.Choices)-1, 0)).Draw(t, "choice")
		lay := p.lay()
		if wrong := within(lay, width, height); wrong != "" {
			t.Fatalf("%dx%d: %s\n%s", width, height, wrong, strings.Join(lay.lines, "\n"))
		}
		if width < minWidth || height < minHeight {
			return
		}
		chooses := p.focus == onChoices && len(p.scene.Choices) > 0
		if bars := strings.Count(ansi.Strip(strings.Join(lay.lines, "\n")), theme.glyphs.bar); (p.asks() || chooses) && p.scene.Running == nil && !theme.ascii && bars != 1 {
			t.Fatalf("%dx%d: %d bars\n%s", width, height, bars, strings.Join(lay.lines, "\n"))
		}
	})
}

func TestNoKeysBreakTheScreenOrShowASecret(t *testing.T) {
	keys := []tea.KeyPressMsg{
		{Code: tea.KeyEnter}, {Code: tea.KeyEscape}, {Code: tea.KeyTab}, {Code: tea.KeyTab, Mod: tea.ModShift},
		{Code: tea.KeyUp}, {Code: tea.KeyDown}, {Code: tea.KeyPgUp}, {Code: tea.KeyPgDown}, {Code: tea.KeyBackspace},
		{Code: tea.KeyLeft}, {Code: tea.KeyDelete}, {Code: 'o', Mod: tea.ModCtrl}, {Code: 'e', Mod: tea.ModCtrl},
		{Code: 'g', Mod: tea.ModCtrl}, {Code: 'y', Mod: tea.ModCtrl}, {Code: 'u', Mod: tea.ModCtrl}, {Code: 'v', Mod: tea.ModCtrl},
		{Code: 'w', Mod: tea.ModCtrl}, {Code: 'k', Mod: tea.ModCtrl}, {Code: 'd', Mod: tea.ModAlt}, {Code: 'b', Mod: tea.ModAlt},
		{Code: ' ', Text: " "}, {Code: 'a', Text: "a"}, {Code: '?', Text: "?"}, {Code: 'q', Text: "q"}, {Code: 'y', Text: "y"},
	}
	w := toy(toyText("domain"), toyLook("look"), toySecret("token", nil), toyPick("pick"), toyChange("thing"), toyText("last"))
	rapid.Check(t, func(t *rapid.T) {
		now := sampleTime
		m := newModel(Options{Walk: w, Environ: []string{}, Now: func() time.Time { return now }})
		var effects []walk.Effect
		m.start = func(e walk.Effect) (tea.Cmd, context.CancelFunc) {
			effects = append(effects, e)
			return nil, func() {}
		}
		m.Init()
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		width, height := 80, 24
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(rapid.SampledFrom([]time.Duration{0, time.Millisecond, 60 * time.Millisecond, time.Second}).Draw(t, "pause"))
			switch rapid.IntRange(0, 9).Draw(t, "kind") {
			case 0:
				width, height = rapid.IntRange(1, 130).Draw(t, "width"), rapid.IntRange(1, 50).Draw(t, "height")
				m.Update(tea.WindowSizeMsg{Width: width, Height: height})
			case 1:
				m.Update(tea.PasteMsg{Content: sampleSecret + rapid.SampledFrom([]string{"", "\n"}).Draw(t, "end")})
			case 2:
				if len(effects) > 0 {
					answer(m, effects[0])
					effects = effects[1:]
				}
			case 3:
				m.Update(escaped{m.escape})
				m.Update(remarked{})
				m.Update(turn{})
			default:
				m.Update(rapid.SampledFrom(keys).Draw(t, "key"))
			}
			frame := m.View().Content
			if strings.Contains(frame, sampleSecret[:20]) {
				t.Fatalf("the secret is on the screen:\n%s", frame)
			}
			if m.page.over != bareOver {
				if wrong := within(layout{lines: strings.Split(frame, "\n")}, width, height); wrong != "" {
					t.Fatalf("%dx%d: %s\n%s", width, height, wrong, frame)
				}
			}
		}
	})
}

// answer performs an effect at once.
func answer(m *model, effect walk.Effect) {
	switch e := effect.(type) {
	case walk.Read:
		for _, request := range e.Requests {
			m.Update(heard{walk.Learned{Gen: e.Gen, Name: request.Name, Value: "read"}})
		}
		m.Update(heard{walk.Ended{Gen: e.Gen}})
	case walk.Apply:
		for _, operation := range e.Plan.Operations {
			m.Update(heard{walk.Did{Gen: e.Gen, Made: walk.Made{Object: operation.Object}}})
		}
		m.Update(heard{walk.Ended{Gen: e.Gen}})
	}
}
