package steps

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// A check proves one thing before anything is saved. To add one is to add a
// value to checkList.
type check struct {
	key string // what a screen calls it
	// look is the name of its look, which request asks Auth0 with; nil while it
	// cannot be asked.
	look    string
	request func(*walk.View) any
	// result is what follows from what was read; false: there is nothing to
	// check, or what the look brought says it.
	result func(*walk.View) (CheckFact, bool)
	// otherwise says of a check with a look why it cannot be asked, where that
	// has a reason of its own; without a Text it has none.
	otherwise func(*walk.View) CheckFact
	// hidden: the Check step says nothing of it where it cannot be asked.
	hidden bool
	// planned: it is about the file as it will be. Of one that stands the
	// findings say the same.
	planned bool
	// again is the look that sees it anew after it was mended; "" where none
	// does.
	again string
	// remedy is the way to mend what failed, where this program can. Nil: it
	// cannot.
	remedy func(*walk.View, CheckFact) (walk.Option, bool)
	// byHand says how an operator mends it. Nil, or "": what was seen says so.
	byHand func(*walk.View, CheckFact) string
	// onward is the choice of going on although it failed; "" for the usual.
	onward string
	// of is the part whose application it proves: another one may mend it.
	of *part
}

func checks(o Options) []walk.Item {
	items := []walk.Item{
		{Name: MendScopes, Rail: railCheck, Applies: hasScopes, Question: mendScopesQuestion()},
		{Name: LookEdit, Rail: railCheck, Look: &walk.Look{
			Local:   true,
			Usual:   EditFact{},
			Request: func(v *walk.View) any { return editRequest(o, v) },
			Doing: func(*walk.View) walk.Row {
				return walk.Row{Key: "the file", Value: "working out the change"}
			},
		}},
		{Name: CannotEdit, Rail: railCheck, Applies: cannotEdit, Question: cannotEditQuestion()},
	}
	items = append(items, checkLooks()...)
	items = append(items, rehearsal()...)
	return append(items, walk.Item{Name: AllowFailedChecks, Rail: railCheck, Question: checkQuestion()})
}

// checkLooks are the looks of those checks that have one.
func checkLooks() []walk.Item {
	var items []walk.Item
	for _, c := range checkList() {
		if c.look == "" {
			continue
		}
		items = append(items, walk.Item{Name: c.look, Rail: railCheck, Look: &walk.Look{
			Usual:    CheckFact{},
			Together: "checks",
			Request:  c.request,
			Doing:    func(*walk.View) walk.Row { return walk.Row{Key: c.key} },
		}})
	}
	return items
}

// A Result is what one check found, for the screens and the summary.
type Result struct {
	Name string
	CheckFact
	Where string // the file or process that holds what it says of a key
	// About is the key of the configuration that a failure comes from, as far as
	// that is known.
	About config.Finding
	check check
}

// results are the checks of the Check step, in their order.
func results(v *walk.View) []Result {
	var list []Result
	for _, c := range checkList() {
		result, asked := resultOf(v, c)
		if result.Text != "" && (asked || !c.hidden) {
			list = append(list, result)
		}
	}
	return list
}

// resultOf is what a check found, and whether it could be asked; without a Text
// there is nothing to check.
func resultOf(v *walk.View, c check) (result Result, asked bool) {
	result = Result{Name: c.key, check: c}
	if c.result != nil {
		if fact, is := c.result(v); is {
			result.CheckFact = fact
			if fact.Finding.Key != "" {
				result.Where = fileOf(v).Path
			}
			return result, true
		}
	}
	if c.look == "" {
		return result, false
	}
	if result.CheckFact, _ = v.Fact(c.look).(CheckFact); v.Fresh(c.look) {
		return result, true
	}
	result.CheckFact = unasked(v, c)
	return result, false
}

// unasked says why a check cannot be asked.
func unasked(v *walk.View, c check) CheckFact {
	if c.otherwise != nil {
		if why := c.otherwise(v); why.Text != "" {
			return why
		}
	}
	why := noSecret(v)
	switch {
	case domainOf(v).IsZero():
		why = noTenantNamed(v)
	case unreached(v) && c.look != CheckDiscovery:
		why = "the tenant cannot be reached from here"
	case discoveryFailed(v) && c.look != CheckDiscovery:
		why = "discovery failed"
	case web.clientID(v) == "":
		why = "there is no client ID"
	case c.look == CheckCallback || c.look == CheckLogout:
		why = noAddress(v)
	}
	return CheckFact{Text: why}
}

// discoveryFailed reports whether what answers at the domain did not prove
// itself the tenant.
func discoveryFailed(v *walk.View) bool {
	fact, _ := v.Fact(CheckDiscovery).(CheckFact)
	return v.Fresh(CheckDiscovery) && fact.Outcome != CheckPassed
}

func failed(v *walk.View) []Result {
	return slices.DeleteFunc(results(v), func(r Result) bool { return r.Outcome != CheckFailed })
}

// failures names the checks that failed, "" when none did.
func failures(v *walk.View) string {
	var names []string
	for _, result := range failed(v) {
		names = append(names, result.Name)
	}
	return strings.Join(names, ", ")
}

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
			wrong := failures(v)
			switch {
			case value.Text == onward(v):
				return nil
			case wrong == "":
				return errors.New("a sign-in was rehearsed since")
			}
			return fmt.Errorf("a check failed: %s", wrong)
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
		if remedy := result.check.remedy; remedy != nil {
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
		case len(wrong) == 1 && rehearsed: // which looking again does not try
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
	if label := wrong[0].check.onward; len(wrong) == 1 && label != "" {
		onward.Label = label
	} else if len(wrong) > 1 {
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
		Title: countOf(len(wrong), "check") + " failed, nothing saved yet",
		About: []walk.Row{{Key: "unattended", Value: "--allow-failed-checks saves all the same"}},
	}
	if len(wrong) == 0 {
		words.Mark, words.Title, words.Lead = walk.Proven, "All that was checked works", "Nothing has been saved yet."
	}
	for _, result := range results(v) {
		words.Rows = append(words.Rows, result.Row())
		if result.Outcome == CheckFailed && result.Raw != "" {
			words.Raw += result.Name + "\n" + result.Raw + "\n\n"
		}
		if hand := result.mendedByHand(v); hand != "" {
			words.Rows = append(words.Rows, walk.Row{Value: hand})
		}
	}
	words.Bare = planText(words)
	return words
}

// Row is the result as a screen shows it.
func (r Result) Row() walk.Row {
	row := walk.Row{Mark: markOf(r.Outcome), Key: r.Name, Value: r.Text}
	if r.Outcome == NotChecked && r.Finding.Key == "" { // a finding is a sentence already
		row.Value = "not checked: " + r.Text
	}
	switch {
	case r.Finding.Where != "":
		row.Key += " in " + text.Line(r.Finding.Where)
	case r.Finding.Line > 0 && r.Name == r.Finding.Key: // else the sentence names both
		row.Key += fmt.Sprintf(" in line %d", r.Finding.Line)
	}
	// A sentence without a value goes on after the key: "idp_client_id is
	// missing".
	if r.Finding.Key != "" && r.Finding.Value == "" {
		row.Key, row.Value = row.Key+" "+r.Text, ""
	}
	return row
}

// mendedByHand says how to mend a check that failed, where this program does
// not.
func (r Result) mendedByHand(v *walk.View) string {
	if r.Outcome == CheckFailed && r.check.remedy != nil {
		if _, can := r.check.remedy(v, r.CheckFact); can {
			return ""
		}
	}
	return r.byHand(v)
}

// byHand says how an operator mends it: as what was seen says, else as the
// check does.
func (r Result) byHand(v *walk.View) string {
	if r.Remedy == "" && r.Outcome == CheckFailed && r.check.byHand != nil {
		return r.check.byHand(v, r.CheckFact)
	}
	return r.Remedy
}

func markOf(outcome Outcome) walk.Mark {
	switch outcome {
	case CheckPassed:
		return walk.Proven
	case CheckWarned:
		return walk.Warned
	case CheckFailed:
		return walk.Failed
	}
	return walk.Unchecked
}

// checkLine sums the checks up in one line for Preview.
func checkLine(v *walk.View) string {
	var passed, wrong, odd int
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
	case wrong == 0:
		return fmt.Sprintf("%s, %d to look at", line, odd)
	case odd == 0:
		return fmt.Sprintf("%s, %d failed", line, wrong)
	}
	return fmt.Sprintf("Check: %d failed, %d to look at", wrong, odd)
}
