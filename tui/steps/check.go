package steps

import (
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
	// told: the tenant's domain alone says it, which counts as much as the domain
	// is proven to be the tenant's.
	told bool
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
	// must: not having been proven counts as having failed. Where nothing can be
	// asked, as of a tenant that cannot be reached, that was accepted before.
	must bool
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
	result, asked = foundBy(v, c)
	told := c.told
	if account, has := account(v); has && c.look == CheckM2MApp {
		told = rolesHost(v, account) == domainOf(v)
	}
	if told {
		result.CheckFact = doubted(v, result.CheckFact)
	}
	return result, asked
}

func foundBy(v *walk.View, c check) (result Result, asked bool) {
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
	case isDisproven(v) && c.look != CheckDiscovery:
		why = "the domain isn't the tenant's"
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
	return v.Fresh(CheckDiscovery) && fact.Outcome != CheckPassed && fact.Outcome != CheckWarned
}

// failed are the results that need an answer before anything is saved.
func failed(v *walk.View) []Result {
	return slices.DeleteFunc(results(v), func(r Result) bool { return r.Outcome != CheckFailed && !r.unproven() })
}

// unproven reports whether what must be proven could not be.
func (r Result) unproven() bool { return r.check.must && r.Unanswered() }

// failures names the results that need an answer, "" when none does.
func failures(v *walk.View) string {
	var names []string
	for _, result := range failed(v) {
		name := result.Name
		if result.unproven() {
			name += " not checked"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
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
