package steps

import (
	"fmt"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

// NewCheck makes the walk of the check command: the same checks, with the
// answers read from an existing configuration. It asks nothing and changes
// nothing.
func NewCheck(o Options) walk.Walk {
	items := []walk.Item{
		detectItem(o),
		{Name: Config, Rail: railPomerium, Question: configQuestion(o)},
		{Name: LookFile, Rail: railPomerium, Look: &walk.Look{
			Local: true,
			Usual: FileFact{},
			Request: func(v *walk.View) any {
				if path := v.Text(Config); path != "" {
					return FileRequest{Path: path}
				}
				return nil
			},
		}},
		{Name: PomeriumVersion, Rail: railPomerium, Question: readVersion()},
		{Name: LookEffective, Rail: railPomerium, Look: &walk.Look{
			Local: true,
			Usual: EffectiveFact{},
			Request: func(v *walk.View) any {
				file := fileOf(v)
				if there := file.Content != nil || len(startedWith(v)) > 0; v.Fresh(LookFile) && file.Read && there {
					return EffectiveRequest{Path: v.Text(Config), Digest: file.Digest, Version: versionOf(v)}
				}
				return nil
			},
		}},
		readAnswer(AuthenticateURL, func(_ *walk.View, c config.Contents) walk.Value { return walk.TextOf(c.AuthenticateURL.String()) }),
		readAnswer(Domain, func(_ *walk.View, c config.Contents) walk.Value {
			return walk.TextOf(parsedDomain(c.ProviderURL).Host())
		}),
		readAnswer(Access, func(v *walk.View, _ config.Contents) walk.Value {
			if _, given := v.Given(APIToken); given {
				return walk.TextOf(ByToken)
			}
			return walk.TextOf(ByHand)
		}),
		{Name: APIToken, Rail: railDomain, Applies: is(Access, ByToken), Question: &walk.Question{
			Kind: walk.Secret,
			Say:  say(walk.Words{}),
			Valid: func(v *walk.View, value walk.Value) error {
				token, err := auth0.ReadToken(value.Secret)
				if err != nil {
					return err
				}
				return token.Problem(v.Now(), domainOf(v))
			},
		}},
		readAnswer(TenantDomain, func(_ *walk.View, c config.Contents) walk.Value { return walk.TextOf(c.Account.Domain) }),
		applicationsItem(),
		readAnswer(WebApp, func(*walk.View, config.Contents) walk.Value { return walk.TextOf(PasteApp) }),
		readAnswer(WebAppID, func(_ *walk.View, c config.Contents) walk.Value { return walk.TextOf(c.ClientID) }),
		readAnswer(WebAppSecret, func(_ *walk.View, c config.Contents) walk.Value { return walk.SecretOf(c.ClientSecret) }),
		readAnswer(M2MApp, func(v *walk.View, c config.Contents) walk.Value {
			if c.HasAccount && rolesAreRead(v) {
				return walk.TextOf(PasteApp)
			}
			return walk.TextOf(NoApp)
		}),
		readAnswer(M2MAppID, func(_ *walk.View, c config.Contents) walk.Value { return walk.TextOf(c.Account.ClientID) }),
		readAnswer(M2MAppSecret, func(_ *walk.View, c config.Contents) walk.Value { return walk.SecretOf(c.Account.Secret) }),
	}
	items = append(items, checkLooks()...)
	return walk.Walk{
		Items:   append(items, walk.Item{Name: AllowFailedChecks, Rail: railCheck, Question: checkQuestion()}),
		Leave:   leaving(),
		Context: context,
	}
}

// readAnswer is a question that the configuration answers.
func readAnswer(name string, of func(*walk.View, config.Contents) walk.Value) walk.Item {
	read := func(v *walk.View) walk.Value { return of(v, effectiveOf(v).Contents) }
	return walk.Item{Name: name, Rail: railPomerium, Question: &walk.Question{
		Kind: walk.Text,
		Say:  say(walk.Words{}),
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			return walk.Suggestion{Value: read(v), Origin: walk.Found}, true
		},
		Otherwise: func(v *walk.View) (walk.Value, bool) { return read(v), true },
		Quiet:     always,
	}}
}

// readVersion is the version as it was given or found; without any evidence
// what depends on it is not checked.
func readVersion() *walk.Question {
	return &walk.Question{
		Kind: walk.Text,
		Say:  say(walk.Words{}),
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			return walk.Suggestion{Value: walk.TextOf(detection(v).Version.String()), Origin: walk.Found}, true
		},
		Quiet: always,
		Valid: func(_ *walk.View, value walk.Value) error {
			if value.Text == "" {
				return nil
			}
			_, err := config.ParseVersion(value.Text)
			return err
		},
	}
}

func effectiveOf(v *walk.View) EffectiveFact {
	fact, _ := v.Fact(LookEffective).(EffectiveFact)
	return fact
}

// CheckResults are all results of a check walk: of what Auth0 was asked, and
// what stands in the configuration.
func CheckResults(w walk.Walk, s walk.State) []Result {
	v := w.View(&s)
	var list []Result
	file := fileOf(v)
	switch {
	case file.Problem != nil && !file.Read:
		list = append(list, Result{Name: "file", CheckFact: CheckFact{Outcome: CheckFailed, Text: file.Problem.Error()}})
	case file.Content == nil:
		list = append(list, Result{Name: "file", CheckFact: CheckFact{Outcome: CheckFailed, Text: file.Path + " is not there"}})
	default:
		list = append(list, Result{Name: "file", CheckFact: CheckFact{Outcome: CheckPassed, Text: file.Path + " is read as Pomerium reads it"}})
	}
	if versionOf(v).IsZero() {
		list = append(list, Result{Name: "version", CheckFact: CheckFact{Text: "not checked: nothing tells which Pomerium it is for; --pomerium-version does"}})
	}
	for _, finding := range effectiveOf(v).Findings {
		list = append(list, findingResult(finding))
	}
	if err := listed(v).Err; err != nil {
		list = append(list, Result{Name: "applications", CheckFact: CheckFact{Text: "not checked: " + err.Error()}})
	}
	return append(list, results(v)...)
}

func findingResult(finding config.Finding) Result {
	name := finding.Key
	if finding.Line > 0 {
		name = fmt.Sprintf("line %d: %s", finding.Line, finding.Key)
	}
	said := finding.Text
	if finding.Value != "" {
		said = finding.Value + " " + said
	}
	fact := CheckFact{Outcome: CheckWarned, Text: said + "; " + finding.Remedy}
	if finding.Fails {
		fact.Outcome = CheckFailed
	}
	return Result{Name: name, CheckFact: fact}
}

// CheckFailures reports whether anything of a check walk failed.
func CheckFailures(results []Result) bool {
	for _, result := range results {
		if result.Outcome == CheckFailed {
			return true
		}
	}
	return false
}
