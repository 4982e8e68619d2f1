package screen

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// A field is what an answer is typed into: huh's Input for visible text, a
// secretField for a hidden one. A visible field hides what it holds as soon as
// that looks like a secret, until it is empty again.
type field struct {
	kind   walk.Kind
	theme  *theme
	input  *huh.Input
	text   *string // what the input holds
	secret secretField
	hidden bool
	width  int
	first  walk.Value // what it began with
}

// longestAnswer is the most that a field takes: characters of a visible one,
// bytes of a hidden one.
const longestAnswer = longestPaste

// newField makes the field of a scene, with the value it starts with.
func newField(t *theme, kind walk.Kind, first walk.Value, width int) *field {
	f := &field{kind: kind, theme: t, width: width, first: first}
	f.fill(first.Text)
	if f.hidden = kind == walk.Secret || !first.Secret.IsZero(); f.hidden {
		f.secret.kept = first.Secret
	}
	f.hide()
	return f
}

// fill makes an input that holds text, the cursor behind it. It is given no
// width: with one it measures its whole value on each key, wraps a wide
// character onto a second line and scrolls by itself (bubbles 2.2.1). The view
// does that.
func (f *field) fill(text string) {
	f.text = &text
	f.input = huh.NewInput().Prompt("").Value(f.text).CharLimit(longestAnswer)
	f.input.WithTheme(f.theme)
	f.input.WithKeyMap(huh.NewDefaultKeyMap())
	// The command would make the cursor blink, a write every half second.
	_ = f.input.Focus()
}

// key handles a key that edits. It reports whether the key was one.
func (f *field) key(msg tea.KeyPressMsg) bool {
	if !f.hidden {
		switch msg.String() {
		case "ctrl+v": // runs a clipboard tool of this server, not the operator's
			return false
		case "alt+d", "alt+delete", "ctrl+delete": // panic before a last word, bubbles 2.2.1
			return false
		}
		before := *f.text
		msg.Text = text.Line(msg.Text) // a paste may come as single keys
		_, _ = f.input.Update(msg)
		f.hide()
		return f.hidden || *f.text != before || msg.Text == ""
	}
	switch msg.String() {
	case "backspace", "ctrl+h":
		f.secret.delete()
	case "ctrl+u", "ctrl+w", "alt+backspace":
		f.secret.clear()
	default:
		if msg.Text == "" {
			return false
		}
		f.secret.insert(msg.Text)
	}
	f.show()
	return true
}

// paste takes a bracketed paste whole. Line breaks in it never submit: a
// hidden field drops them, a visible one takes the paste as one line. It
// reports whether the field is full, so that a part may be missing.
func (f *field) paste(content string) (full bool) {
	switch {
	case f.hidden:
		f.secret.insert(content)
	case looksSecret(content):
		f.hidden = true
		f.secret.insert(*f.text + content)
		f.fill("")
	default:
		_, _ = f.input.Update(tea.PasteMsg{Content: strings.TrimSpace(text.Line(content))})
		f.hide()
	}
	return f.full()
}

// full reports whether the field takes no more.
func (f *field) full() bool {
	if f.hidden {
		return len(f.secret.text) >= longestAnswer
	}
	return len(*f.text) >= longestAnswer && utf8.RuneCountInString(*f.text) >= longestAnswer
}

// hide takes text that looks like a secret out of the visible input.
func (f *field) hide() {
	if f.hidden || !looksSecret(*f.text) {
		return
	}
	f.hidden = true
	f.secret.insert(*f.text)
	f.fill("")
}

// show makes a visible field visible again once it is empty.
func (f *field) show() {
	if f.kind != walk.Secret && f.secret.empty() {
		f.hidden = false
	}
}

// empty leaves nothing of a secret that came where it can be seen.
func (f *field) empty() {
	f.secret.clear()
	f.fill("")
	f.show()
}

// looksSecret reports whether text, or a word of it, looks like a secret.
func looksSecret(text string) bool {
	if secret.LooksLike(text) {
		return true
	}
	for _, word := range strings.Fields(text) {
		if secret.LooksLike(word) {
			return true
		}
	}
	return false
}

// value is the answer as it would be submitted.
func (f *field) value() walk.Value {
	if f.hidden {
		return walk.SecretOf(f.secret.value())
	}
	return walk.TextOf(*f.text)
}

// untouched reports whether the field holds what it began with.
func (f *field) untouched() bool { return f.value() == f.first }

// view draws the field: the end with the cursor where it is too long, eight
// dots where it is hidden.
func (f *field) view(focused bool) span {
	if f.hidden {
		shown := ""
		if !f.secret.empty() {
			shown = f.theme.masked()
		}
		if focused {
			shown += f.theme.paint(span{" ", cursor})
		}
		return span{shown, drawn}
	}
	view := f.input.View()
	if !focused {
		view = ansi.Strip(view)
	}
	return span{f.scroll(view), drawn}
}

// scroll cuts a view that is too long to the part around the cursor.
func (f *field) scroll(view string) string {
	total := ansi.StringWidth(view)
	if total <= f.width {
		return view
	}
	before, _, _ := strings.Cut(view, f.theme.reversed)
	start := clamp(ansi.StringWidth(before)-3*f.width/4, 0, total-f.width)
	dots, end := f.theme.glyphs.dots, start+f.width
	if start == 0 {
		dots = ""
	}
	part := ""
	for from := start + ansi.StringWidth(dots); from < end; from++ {
		part = dots + ansi.Cut(view, from, end)
		if ansi.StringWidth(part) <= f.width { // not so in the middle of a wide character
			break
		}
	}
	return part
}
