package steps

import (
	"fmt"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

// NewCheck makes the walk of the check command: the same checks, with the
// answers read from an existing configuration. It asks nothing and changes
// nothing, and nothing that goes wrong ends it: what cannot be looked at is not
// checked.
func NewCheck(o Options) walk.Walk {
	items := []walk.Item{
		detectItem(o),
		{Name: Config, Rail: railPomerium, Question: configQuestion(o)},
		{Name: LookFile, Rail: railPomerium, Look: &walk.Look{
			Local: true,
			Usual: FileFact{},
			Request: func(v *walk.View) any {
				if path := v.Text(Config); path != "" {
					return FileRequest{Path: path, Detected: firstLook(v).File}
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
				if there := file.Content != nil || len(readStartedWith(v)) > 0; v.Fresh(LookFile) && file.Read && there {
					return EffectiveRequest{Detected: detection(v), Path: v.Text(Config), Digest: file.Digest, Version: versionOf(v)}
				}
				return nil
			},
		}},
		readAnswer(AuthenticateURL, func(v *walk.View) walk.Value { return walk.TextOf(contentsOf(v).AuthenticateURL.String()) }),
		readAnswer(Domain, func(v *walk.View) walk.Value {
			if c := contentsOf(v); c.SignsIn() && !c.Elsewhere() {
				return walk.TextOf(parsedDomain(c.ProviderURL).Host())
			}
			return walk.Value{}
		}),
		readAnswer(TenantDomain, func(v *walk.View) walk.Value { return walk.TextOf(contentsOf(v).Account.Domain) }),
		givenAlone(APIToken), givenAlone(ManagementID), givenAlone(ManagementSecret),
		readAnswer(Access, func(v *walk.View) walk.Value {
			access, _ := givenAccess(v)
			return walk.TextOf(access)
		}),
		readAnswer(WebApp, func(*walk.View) walk.Value { return walk.TextOf(PasteApp) }),
		readAnswer(WebAppID, func(v *walk.View) walk.Value { return walk.TextOf(contentsOf(v).ClientID) }),
		readAnswer(WebAppSecret, func(v *walk.View) walk.Value { return walk.SecretOf(contentsOf(v).ClientSecret) }),
		readAnswer(M2MApp, func(v *walk.View) walk.Value {
			if c := contentsOf(v); c.HasAccount && c.SetsAccount() && rolesAreRead(v) && !accountFails(v) {
				return walk.TextOf(PasteApp)
			}
			return walk.TextOf(NoApp)
		}),
		readAnswer(M2MAppID, func(v *walk.View) walk.Value { return walk.TextOf(contentsOf(v).Account.ClientID) }),
		readAnswer(M2MAppSecret, func(v *walk.View) walk.Value { return walk.SecretOf(contentsOf(v).Account.Secret) }),
	}
	items = append(items, customDomainLook())
	return walk.Walk{
		Items:   append(append(items, discoveryFirst(checkLooks())...), walk.Item{Name: AllowFailedChecks, Rail: railCheck, Question: checkQuestion()}),
		Leave:   leaving(o),
		Context: context,
	}
}

// discoveryFirst parts discovery from the looks beside it: what has not proved
// itself the tenant, or is proven not to be, is sent no secret, nor asked
// anything else. The wizard has
// looked before.
func discoveryFirst(looks []walk.Item) []walk.Item {
	for i := range looks {
		look := looks[i].Look
		if looks[i].Name == CheckDiscovery {
			look.Together = ""
			continue
		}
		request := look.Request
		look.Request = func(v *walk.View) any {
			asked := request(v)
			if probe, is := asked.(ProbeRequest); is && !probe.Domain.IsZero() && (discoveryFailed(v) || isDisproven(v)) {
				return nil
			}
			return asked
		}
	}
	return looks
}

// givenAlone is a question that nothing answers but what was given.
func givenAlone(name string) walk.Item {
	return readAnswer(name, func(*walk.View) walk.Value { return walk.Value{} })
}

// readAnswer is a question that the configuration answers.
func readAnswer(name string, read func(*walk.View) walk.Value) walk.Item {
	return walk.Item{Name: name, Rail: railPomerium, Question: &walk.Question{
		Kind: walk.Nothing, // nobody types it
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

// readsExisting reports whether this is a walk over an existing configuration,
// which nobody has chosen anything in.
func readsExisting(v *walk.View) bool {
	_, is := v.Fact(LookEffective).(EffectiveFact)
	return is
}

// contentsOf is what Pomerium uses of its configuration, where that was worked
// out, else what stands in the file.
func contentsOf(v *walk.View) config.Contents {
	if fact, is := v.Fact(LookEffective).(EffectiveFact); is {
		return fact.Contents
	}
	return fileOf(v).Contents
}

// readStartedWith are the variables that the Pomerium that is checked is
// started with.
func readStartedWith(v *walk.View) []config.Override {
	return detection(v).StartedWith(wantsNoFile(v))
}

// wantsNoFile reports whether the Pomerium that is checked has none. One that was
// named and is not there is no reason to take the variables of this program.
func wantsNoFile(v *walk.View) bool {
	_, named := v.Given(Config)
	return fileOf(v).Content == nil && !named
}

// tokenProblem says why the token that was given is not used. Whatever it is
// for, it is sent to the tenant that it names and to no other.
func tokenProblem(v *walk.View) error {
	given, _ := v.Given(APIToken)
	token, err := auth0.ReadToken(given.Value.Secret)
	if err != nil {
		return err
	}
	for _, domain := range []auth0.Domain{domainOf(v), tenantOf(v)} {
		custom := domain == domainOf(v) && domain.CustomFor(token.Tenant)
		if domain.Canonical() && token.Tenant != domain && !custom {
			return fmt.Errorf("this token is for the tenant %s, and the configuration names %s: it was sent nowhere", token.Tenant, domain)
		}
	}
	return token.Problem(v.Now(), auth0.Domain{})
}
