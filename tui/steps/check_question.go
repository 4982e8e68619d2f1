package steps

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/tui/walk"
)

// nothingFailed is the answer that goes on where nothing is to be seen first.
const nothingFailed = "passed"

func checkQuestion() *walk.Question {
	return &walk.Question{
		Kind:    walk.Pick,
		Say:     sayChecks,
		Options: checkOptions,
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if failures(v) != "" {
				return walk.Suggestion{}, false
			}
			return derived(onward(v), "")
		},
		Otherwise: func(v *walk.View) (walk.Value, bool) {
			return walk.TextOf(onward(v)), failures(v) == ""
		},
		Quiet: func(v *walk.View) bool { return onward(v) == nothingFailed },
		Take: func(v *walk.View, value walk.Value) (map[string]walk.Value, error) {
			if value.Text == AllFailures {
				value.Text = onward(v)
			}
			return map[string]walk.Value{AllowFailedChecks: value}, nil
		},
		Valid: func(v *walk.View, value walk.Value) error {
			if value.Text == onward(v) {
				return nil
			}
			if wrong := failures(v); wrong != "" {
				return fmt.Errorf("not all checks passed: %s", wrong)
			}
			return errors.New("a sign-in was rehearsed since")
		},
	}
}

// checkOptions are the remedies, looking again, and going on all the same with
// an answer that names what failed.
func checkOptions(v *walk.View) []walk.Option {
	wrong := failed(v)
	if len(wrong) == 0 {
		return append([]walk.Option{
			{Value: walk.TextOf(onward(v)), Label: "Go on", Enter: "go on", EnterShort: "go on"},
			rehearse("Rehearse a sign-in"),
			{Label: "Look at Auth0 again", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: CheckDiscovery}},
			{Label: "Look at the file again", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookFile}},
		}, otherApps(v, &web, &m2m)...)
	}
	var options []walk.Option
	offer := func(option walk.Option) {
		if !slices.ContainsFunc(options, func(o walk.Option) bool { return o.Label == option.Label }) {
			options = append(options, option)
		}
	}
	var looks []string
	var of []*part
	for _, result := range wrong {
		if p := result.check.of; p != nil && !slices.Contains(of, p) {
			of = append(of, p)
		}
		if remedy := result.check.remedy; remedy != nil && !result.unproven() {
			if option, can := remedy(v, result.CheckFact); can {
				offer(option)
			}
		}
		if again := result.check.again; again != "" && !slices.Contains(looks, again) {
			looks = append(looks, again)
		}
	}
	rehearsed := slices.ContainsFunc(wrong, func(r Result) bool { return r.Name == "sign-in" })
	for _, look := range looks {
		again := walk.Option{Label: "Look again, it is mended", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: look}}
		switch {
		case len(wrong) == 1 && rehearsed, // which looking again does not try
			len(openOnes(wrong)) == len(wrong): // nothing is known to be fixed
			again.Label = "Look at Auth0 again"
		case len(looks) == 1:
		case look == LookFile:
			again.Label = "Look at the file again, it is mended"
		default:
			again.Label = "Look at Auth0 again, it is mended"
		}
		options = append(options, again)
	}
	switch {
	case rehearsed:
		offer(rehearse("Rehearse it again"))
	case len(wrong) < 3:
		offer(rehearse("Rehearse a sign-in"))
	}
	options = append(options, otherApps(v, of...)...)
	onward := walk.Option{Value: walk.TextOf(failures(v)), Label: "Go on all the same", Enter: "go on all the same", EnterShort: "go on"}
	switch label := wrong[0].check.onward; {
	case len(openOnes(wrong)) == len(wrong):
		onward.Label = "Go on without that proof"
	case len(wrong) == 1 && label != "":
		onward.Label = label
	case len(openOnes(wrong)) > 0:
		onward.Label = "Go on with " + counted(len(wrong), "open check")
	case len(wrong) > 1:
		onward.Label = "Go on with " + counted(len(wrong), "failed check")
	}
	return append(options, onward)
}

// otherApps are the ways back to which application is used. What this program
// made or found was never asked, and is reached by these alone once it is there.
func otherApps(v *walk.View, of ...*part) []walk.Option {
	var options []walk.Option
	for _, p := range of {
		if v.Text(Access) == ByHand || p == &m2m && !rolesAreRead(v) {
			continue // asked, and so reached by going back
		}
		options = append(options, walk.Option{Label: "Another " + p.noun, Enter: "show them", EnterShort: "show", Event: walk.Goto{Name: p.which}})
	}
	return options
}

func sayChecks(v *walk.View) walk.Words {
	wrong := failed(v)
	words := walk.Words{
		Mark:  walk.Failed,
		Title: wrongTitle(wrong) + ", nothing saved yet",
		About: []walk.Row{{Key: "unattended", Value: "--allow-failed-checks saves all the same"}},
	}
	if len(openOnes(wrong)) > 0 {
		words.Short = wrongTitle(wrong)
	}
	if len(wrong) == 0 {
		words.Mark, words.Title, words.Lead = walk.Proven, "All that was checked works", "Nothing has been saved yet."
	}
	for _, result := range results(v) {
		row := result.Row()
		if result.unproven() {
			row.Mark = walk.Failed // it needs the same answer
		}
		words.Rows = append(words.Rows, row)
		if row.Mark == walk.Failed && result.Raw != "" {
			words.Raw += result.Name + "\n" + result.Raw + "\n\n"
		}
		if hand := result.mendedByHand(v); hand != "" {
			words.Rows = append(words.Rows, walk.Row{Value: hand})
		}
	}
	words.Bare = planText(words)
	return words
}

// wrongTitle says how many checks need an answer, and why.
func wrongTitle(wrong []Result) string {
	open := len(openOnes(wrong))
	switch failed := len(wrong) - open; {
	case open == 0:
		return countOf(failed, "check") + " failed"
	case failed == 0:
		return countOf(open, "check") + " could not be made"
	default:
		return fmt.Sprintf("%s failed, %d could not be made", countOf(failed, "check"), open)
	}
}

// openOnes are those of the results that could not be proven.
func openOnes(list []Result) []Result {
	return slices.DeleteFunc(slices.Clone(list), func(r Result) bool { return !r.unproven() })
}

// checkLine sums the checks up in one line for Preview.
func checkLine(v *walk.View) string {
	var passed, wrong, open, odd int
	var look []string
	for _, result := range results(v) {
		switch result.Outcome {
		case CheckPassed:
			passed++
		case CheckWarned:
			odd++
			look = append(look, result.Name+" to look at")
		case CheckFailed:
			wrong++
			look = append(look, result.Name+" failed")
		case NotChecked:
			if result.unproven() {
				open++
				look = append(look, result.Name+" not checked")
			}
		}
	}
	line := fmt.Sprintf("Check: %d passed", passed)
	if len(look) == 0 {
		return line
	}
	// A choice is one line of 36 columns on the narrowest screen.
	if named := line + ", " + strings.Join(look, ", "); len(named) <= 36 {
		return named
	}
	switch {
	case open > 0:
		return fmt.Sprintf("%s, %d not", line, wrong+open)
	case wrong == 0:
		return fmt.Sprintf("%s, %d to look at", line, odd)
	case odd == 0:
		return fmt.Sprintf("%s, %d failed", line, wrong)
	}
	return fmt.Sprintf("Check: %d failed, %d to look at", wrong, odd)
}
