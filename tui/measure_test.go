package tui_test

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pomerium-auth0/tui/walk"
)

// measured fails if the scene says more than a screen has room for: a lead of
// two rows of 76 columns, a narrow title of 38, a choice of 36, and for an error
// a form of three rows of 38. Nothing has room for what was said already.
func (r *rehearsal) measured() {
	r.t.Helper()
	if r.state.Outcome != walk.Unfinished || r.state.Running != nil {
		return
	}
	scene := r.scene()
	narrow := scene.Short
	if narrow == "" {
		narrow = scene.Title
	}
	switch {
	case rowsOf(scene.Title, 76) > 1:
		r.t.Errorf("%s: the title takes more than a row: %q", scene.Item, scene.Title)
	case utf8.RuneCountInString(narrow) > 38 && !strings.ContainsAny(narrow, "./"): // names are cut, not left out
		r.t.Errorf("%s: the title does not fit 38 columns: %q", scene.Item, narrow)
	case rowsOf(scene.Lead, 76) > 2 && scene.Mark != walk.Failed: // what went wrong is never cut
		r.t.Errorf("%s: the lead takes more than two rows: %q", scene.Item, scene.Lead)
	case repeats(narrow, scene.Lead) != "":
		r.t.Errorf("%s: title and lead say %q twice: %q, %q", scene.Item, repeats(narrow, scene.Lead), narrow, scene.Lead)
	case strings.HasSuffix(scene.Lead, ":"):
		r.t.Errorf("%s: the lead ends in a colon: %q", scene.Item, scene.Lead)
	case rowsOf(scene.Help, 76) > 2 || rowsOf(scene.Reason, 76) > 3:
		r.t.Errorf("%s: too long: %q, %q", scene.Item, scene.Help, scene.Reason)
	}
	for _, choice := range scene.Choices {
		if utf8.RuneCountInString(choice.Label) > 36 && !strings.ContainsAny(choice.Label, "./") {
			r.t.Errorf("%s: the choice is wider than 36 columns: %q", scene.Item, choice.Label)
		}
		if utf8.RuneCountInString(choice.Enter) > 20 || utf8.RuneCountInString(choice.EnterShort) > 8 {
			r.t.Errorf("%s: the hint is too wide: %q, %q", scene.Item, choice.Enter, choice.EnterShort)
		}
	}
	if problem := scene.Problem; problem != nil {
		short := problem.Short
		if short == "" {
			short = problem.Text
		}
		if rowsOf(strings.ReplaceAll(short, r.root, ""), 38) > 3 {
			r.t.Errorf("%s: the problem takes more than three rows of 38: %q", scene.Item, short)
		}
	}
}

// repeats is a part of the title that the lead says again, or the other way
// round, though with fewer words.
func repeats(title, lead string) string {
	parts := func(words string) []string {
		return strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return strings.ContainsRune(",.:;?", r) })
	}
	within := func(part, other string) bool {
		words := strings.Fields(part)
		return len(words) > 1 && !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(strings.Fields(other), word) })
	}
	for _, said := range parts(title) {
		for _, again := range parts(lead) {
			if within(said, again) || within(again, said) {
				return strings.TrimSpace(again)
			}
		}
	}
	return ""
}

// rowsOf counts the rows of a sentence that is broken at blanks.
func rowsOf(sentence string, width int) int {
	rows, column := 1, 0
	for _, word := range strings.Fields(sentence) {
		n := utf8.RuneCountInString(word)
		if column > 0 && column+1+n > width {
			rows, column = rows+1, 0
		}
		if column > 0 {
			column++
		}
		column += n
	}
	return rows
}
