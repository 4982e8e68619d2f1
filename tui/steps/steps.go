package steps

import (
	"pomerium-auth0/auth0"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// Options are what the walk needs to know of how the program runs.
type Options struct {
	// Started is for the commands that are handed to the operator.
	Started Started
	// DryRun: changes are only supposed.
	DryRun bool
	// Unattended: nobody is asked.
	Unattended bool
	// Practice, if set, is the tenant to practise on: nothing is detected on
	// this machine, and the tenant's values are suggested.
	Practice *Practice
}

// Practice is what --demo suggests.
type Practice struct {
	Domain          auth0.Domain
	Token           secret.Secret
	AuthenticateURL string
	Config          string
	Environment     string // the file of variables
}

// New makes the walk.
func New(o Options) walk.Walk {
	var items []walk.Item
	for _, step := range [][]walk.Item{
		pomerium(o), domain(o), webApp(o), m2mApp(), checks(o), preview(o),
	} {
		items = append(items, step...)
	}
	return walk.Walk{Items: items, Leave: leaving(o), Context: context, End: railSave}
}

// context is what stands at the right above the rail: the tenant, and the
// version where it decides what is done.
func context(v *walk.View) []string {
	var words []string
	tenant := domainOf(v)
	version := versionOf(v)
	if noTenant(v) {
		tenant = auth0.Domain{}
	}
	if !tenant.IsZero() {
		words = append(words, tenant.Host())
	}
	switch {
	case version.IsZero():
	case tenant.IsZero():
		if v.Answered(AuthenticateURL) {
			words = append(words, version.Label())
		}
	case version.UsesServiceAccount():
		words = append(words, version.String())
	}
	return words
}

// is makes an Applies of an answer.
func is(question string, answers ...string) func(*walk.View) bool {
	return func(v *walk.View) bool {
		text := v.Text(question)
		for _, answer := range answers {
			if text == answer {
				return true
			}
		}
		return false
	}
}

func always(*walk.View) bool { return true }

// say makes the Say of words that do not change.
func say(words walk.Words) func(*walk.View) walk.Words {
	return func(*walk.View) walk.Words { return words }
}

// otherwise makes the Otherwise of one value.
func otherwise(text string) func(*walk.View) (walk.Value, bool) {
	return func(*walk.View) (walk.Value, bool) { return walk.TextOf(text), true }
}

// found and derived make suggestions.
func found(text, reason string) (walk.Suggestion, bool) {
	return walk.Suggestion{Value: walk.TextOf(text), Reason: reason, Origin: walk.Found}, true
}

func derived(text, reason string) (walk.Suggestion, bool) {
	return walk.Suggestion{Value: walk.TextOf(text), Reason: reason, Origin: walk.Derived}, true
}
