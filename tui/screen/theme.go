package screen

import (
	"strings"

	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"

	"pomerium-auth0/tui/walk"
)

// A role is what a piece of text is on the screen. It alone decides how the
// text looks.
type role int

const (
	plain   role = iota
	strong       // title, label, the first hint's key
	here         // the bar and the selected choice; the present rail word
	way          // the rule behind, the turning bar
	faint        // what may be lost
	good         // mark: passed, found, added
	odd          // mark: works, but look
	bad          // mark: failed
	changed      // mark: changed
	removed      // a whole line that goes
	cursor       // of a field
	drawn        // holds its own escape codes
	roles
)

// A theme is how roles and glyphs look on one terminal. It uses the sixteen
// colours that follow the operator's own palette, never a background colour,
// and never asks the terminal for its background: an answer that arrives late
// over a slow line would be typed into a field.
type theme struct {
	ascii  bool
	styles [roles]lipgloss.Style
	glyphs glyphs
	field  *huh.Styles
	// reversed is the escape code that a field's cursor begins with.
	reversed string
}

// glyphs are the signs of one form of the screen.
type glyphs struct {
	bar, heavy, thin    string
	done, present, next string // of the rail
	mark                map[walk.Mark]string
	turning             [4]string
	mask                string
	dots                string // what is left out
	to                  string // from one number to another
	up, down            string // before "more" and "above"
	between             string // context words
}

var unicodeGlyphs = glyphs{
	bar: "▌", heavy: "━", thin: "─",
	done: "✓", present: "●", next: "○",
	mark: map[walk.Mark]string{
		walk.Proven: "✓", walk.Warned: "!", walk.Failed: "✗", walk.Unchecked: "–",
		walk.Added: "+", walk.Changed: "~", walk.Removed: "-",
	},
	turning: [4]string{"▌", "▀", "▐", "▄"},
	mask:    "•", dots: "…", to: "–", up: "↑ ", down: "↓ ", between: " · ",
}

// asciiGlyphs are for the Linux console and the vt terminals, whose fonts lack
// the others. Arrows before "more" and "above" are left out: the words say it.
var asciiGlyphs = glyphs{
	bar: ">", heavy: "=", thin: "-",
	done: "v", present: "*", next: ".",
	mark: map[walk.Mark]string{
		walk.Proven: "v", walk.Warned: "!", walk.Failed: "X", walk.Unchecked: "-",
		walk.Added: "+", walk.Changed: "~", walk.Removed: "-",
	},
	turning: [4]string{"|", "/", "-", `\`},
	mask:    "*", dots: "...", to: "-", between: ", ",
}

// newTheme makes the theme for the terminal that the environment names.
// Colours fall away by themselves under NO_COLOR; bold and faint stay.
func newTheme(environ []string) *theme {
	t := &theme{glyphs: unicodeGlyphs}
	for _, entry := range environ {
		if term, found := strings.CutPrefix(entry, "TERM="); found {
			t.ascii = term == "linux" || strings.HasPrefix(term, "vt")
		}
	}
	if t.ascii {
		t.glyphs = asciiGlyphs
	}
	style := lipgloss.NewStyle
	colour := func(ansi string) lipgloss.Style { return style().Foreground(lipgloss.Color(ansi)) }
	t.styles = [roles]lipgloss.Style{
		plain: style(), strong: style().Bold(true), faint: style().Faint(true),
		here: colour("13").Bold(true), way: colour("13"),
		good: colour("2"), odd: colour("3").Bold(true), bad: colour("9").Bold(true),
		changed: colour("3"), removed: colour("9"),
		cursor: style().Reverse(true),
	}
	// One set of styles for every field: huh asks its theme on each key.
	t.field = &huh.Styles{}
	t.reversed, _, _ = strings.Cut(t.styles[cursor].Render(" "), " ")
	return t
}

// Theme makes t a theme of huh's fields.
func (t *theme) Theme(bool) *huh.Styles { return t.field }

// mark returns how a mark is drawn.
func (t *theme) mark(m walk.Mark) span {
	r := plain
	switch m {
	case walk.Proven, walk.Added:
		r = good
	case walk.Warned:
		r = odd
	case walk.Failed:
		r = bad
	case walk.Unchecked:
		r = faint
	case walk.Changed:
		r = changed
	case walk.Removed:
		r = removed
	}
	return span{t.glyphs.mark[m], r}
}

// masked is what stands for a secret: eight dots, whatever its length.
func (t *theme) masked() string { return strings.Repeat(t.glyphs.mask, 8) }
