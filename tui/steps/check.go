package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// A check proves one thing before anything is saved. To add one is to add a
// value to checkList.
type check struct {
	look string // its look's name
	key  string // what a screen calls it
	// request is what it is asked with, nil while it cannot be.
	request func(*walk.View) any
	// why says why it cannot be asked.
	why func(*walk.View) string
	// remedy is the way to mend it, where this program can.
	remedy func(*walk.View) (walk.Option, bool)
	// byHand says how an operator mends it.
	byHand func(*walk.View) string
}

func checkList() []check {
	return []check{
		{
			look: CheckDiscovery, key: "discovery",
			request: func(v *walk.View) any {
				if domain := domainOf(v); !domain.IsZero() {
					return ProbeRequest{Check: CheckDiscovery, Domain: domain}
				}
				return nil
			},
			remedy: func(*walk.View) (walk.Option, bool) { return walk.Option{}, false },
			byHand: func(*walk.View) string { return "" },
		},
		{
			look: CheckWebApp, key: "web app",
			request: func(v *walk.View) any { return probeWebApp(v, CheckWebApp, callbackURL(v)) },
			remedy: func(v *walk.View) (walk.Option, bool) {
				return walk.Option{Label: "Correct the client secret", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: WebAppSecret}},
					v.Text(WebApp) == PasteApp
			},
			byHand: func(*walk.View) string { return "" },
		},
		{
			look: CheckCallback, key: "callback URL",
			request: func(v *walk.View) any { return probeWebApp(v, CheckCallback, callbackURL(v)) },
			remedy:  addURL("callback URL"),
			byHand: func(v *walk.View) string {
				return "Add it in the dashboard to the application's Allowed Callback URLs: " + callbackURL(v)
			},
		},
		{
			look: CheckLogout, key: "logout URL",
			request: func(v *walk.View) any { return probeWebApp(v, CheckLogout, authenticateURL(v).Logout()) },
			remedy:  addURL("logout URL"),
			byHand: func(v *walk.View) string {
				return "Add it in the dashboard to the application's Allowed Logout URLs: " + authenticateURL(v).Logout()
			},
		},
	}
}

// addURL is the remedy that reads the applications again: the plan that adds
// what is missing follows from what is found.
func addURL(what string) func(*walk.View) (walk.Option, bool) {
	return func(v *walk.View) (walk.Option, bool) {
		return walk.Option{Label: "Add the " + what + " in Auth0", Enter: "show the change", EnterShort: "show", Event: walk.Goto{Name: LookApplications}},
			v.Text(WebApp) != PasteApp && accessOf(v) != (auth0.Access{})
	}
}

func probeWebApp(v *walk.View, name, url string) any {
	id, clientSecret := web.clientID(v), web.clientSecret(v)
	if id == "" || clientSecret.IsZero() || unreached(v) {
		return nil
	}
	request := ProbeRequest{Check: name, Domain: domainOf(v), ClientID: id, URL: url, Gen: web.gen(v)}
	if name == CheckWebApp {
		request.Secret = clientSecret
	}
	for _, made := range v.Made() {
		if made.Object.ID == id && made.Object.Kind == KindWebApp {
			request.Assumed = request.Assumed || made.Assumed
			if made.Was == nil {
				request.Fresh = made.At
			}
		}
	}
	return request
}

func checks(o Options) []walk.Item {
	items := []walk.Item{{Name: LookEdit, Rail: railCheck, Look: &walk.Look{
		Local:   true,
		Usual:   EditFact{},
		Request: func(v *walk.View) any { return editRequest(o, v) },
		Doing: func(*walk.View) walk.Row {
			return walk.Row{Key: "the file", Value: "working out the change"}
		},
	}}}
	for _, c := range checkList() {
		items = append(items, walk.Item{Name: c.look, Rail: railCheck, Look: &walk.Look{
			Usual:    CheckFact{Text: "not checked"},
			Together: "checks",
			Request:  c.request,
			Doing:    func(*walk.View) walk.Row { return walk.Row{Key: c.key} },
		}})
	}
	return append(items, walk.Item{Name: AllowFailedChecks, Rail: railCheck, Question: checkQuestion()})
}

// A Result is what one check found, for the screens and the summary.
type Result struct {
	Name string
	CheckFact
}

// results are all checks in their order.
func results(v *walk.View) []Result {
	var list []Result
	for _, c := range checkList() {
		fact := v.Fact(c.look).(CheckFact)
		if !v.Fresh(c.look) && unreached(v) && c.look != CheckDiscovery {
			fact.Text = "not checked: the tenant cannot be reached from here"
		}
		list = append(list, Result{Name: c.key, CheckFact: fact})
	}
	result := Result{Name: "M2M app", CheckFact: CheckFact{Text: "not checked"}}
	if !rolesAreRead(v) {
		result.Text = "not used by " + versionOf(v).Label()
	}
	if edit := v.Fact(LookEdit).(EditFact); edit.Err != nil {
		list = append(list, Result{Name: "file", CheckFact: CheckFact{Outcome: CheckFailed, Text: edit.Err.Error()}})
	}
	if v.Text(M2MApp) == NoApp && rolesAreRead(v) {
		result.Text = "left out, as you chose"
	}
	return append(list, result)
}

// failures names the checks that failed, "" when none did.
func failures(v *walk.View) string {
	var names []string
	for _, result := range results(v) {
		if result.Outcome == CheckFailed {
			names = append(names, result.Name)
		}
	}
	return strings.Join(names, ", ")
}

const nothingFailed = "passed"

func checkQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say:  sayChecks,
		Options: func(v *walk.View) []walk.Option {
			failed := failures(v)
			again := walk.Option{Label: "Look again, it is mended", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: CheckDiscovery}}
			if failed == "" {
				again.Label = "Look again"
				return []walk.Option{{Value: walk.TextOf(nothingFailed), Label: "Go on", Enter: "go on", EnterShort: "go on"}, again}
			}
			var options []walk.Option
			for _, c := range checkList() {
				if v.Fact(c.look).(CheckFact).Outcome != CheckFailed {
					continue
				}
				if option, can := c.remedy(v); can {
					options = append(options, option)
				}
			}
			return append(options, again, walk.Option{
				Value: walk.TextOf(failed), Label: "Go on without the " + failed, Enter: "go on all the same", EnterShort: "go on",
			})
		},
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if failures(v) != "" {
				return walk.Suggestion{}, false
			}
			return derived(nothingFailed, "")
		},
		Otherwise: func(v *walk.View) (walk.Value, bool) {
			return walk.TextOf(nothingFailed), failures(v) == ""
		},
		Quiet: func(v *walk.View) bool { return failures(v) == "" },
		Take: func(v *walk.View, value walk.Value) (map[string]walk.Value, error) {
			if value.Text == AllFailures {
				value.Text = orElse(failures(v), nothingFailed)
			}
			return map[string]walk.Value{AllowFailedChecks: value}, nil
		},
		Valid: func(v *walk.View, value walk.Value) error {
			if value.Text != orElse(failures(v), nothingFailed) {
				return fmt.Errorf("a check failed: %s", failures(v))
			}
			return nil
		},
	}
}

func sayChecks(v *walk.View) walk.Words {
	failed := strings.Count(failures(v), ",") + 1
	words := walk.Words{
		Mark:  walk.Failed,
		Title: fmt.Sprintf("%s failed", countOf(failed, "check")),
		Short: fmt.Sprintf("%s failed, nothing saved yet", countOf(failed, "check")),
		Lead:  "Nothing has been saved yet.",
		About: []walk.Row{{Key: "unattended", Value: "--allow-failed-checks saves all the same"}},
	}
	if failures(v) == "" {
		words.Mark, words.Title, words.Short = walk.Proven, "All that was checked works", ""
	}
	var hands []string
	for _, result := range results(v) {
		words.Rows = append(words.Rows, walk.Row{Mark: markOf(result.Outcome), Key: result.Name, Value: result.Text})
	}
	for _, c := range checkList() {
		if v.Fact(c.look).(CheckFact).Outcome != CheckFailed {
			continue
		}
		if _, can := c.remedy(v); !can {
			if hand := c.byHand(v); hand != "" {
				hands = append(hands, hand)
			}
		}
	}
	if len(hands) > 0 {
		words.Lead += " " + strings.Join(hands, " ")
	}
	words.Bare = planText(words)
	return words
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
	passed := 0
	var look []string
	for _, result := range results(v) {
		switch result.Outcome {
		case CheckPassed:
			passed++
		case CheckWarned:
			look = append(look, result.Name+" to look at")
		case CheckFailed:
			look = append(look, result.Name+" failed")
		}
	}
	line := fmt.Sprintf("Check: %d passed", passed)
	if len(look) > 0 {
		line += ", " + strings.Join(look, ", ")
	}
	return line
}
