package steps

import (
	"errors"
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// RolesClaim is the claim that Pomerium's own page puts a user's roles into.
const RolesClaim = "pomerium.io/groups"

// rehearsal offers a sign-in in any browser anywhere, before anything is
// saved. Pomerium need not run: what counts is the address that the browser
// ends on.
func rehearsal() []walk.Item {
	return []walk.Item{
		{Name: Rehearse, Rail: railCheck, Applies: canRehearse, Question: &walk.Question{
			Kind: walk.Secret, // the address holds a code
			Say:  sayRehearsal,
			Options: func(*walk.View) []walk.Option {
				return []walk.Option{{Label: "Back to the checks", Enter: "go back", EnterShort: "back", Event: walk.Goto{Name: AllowFailedChecks}}}
			},
			Suggest:   func(*walk.View) (walk.Suggestion, bool) { return derived(notRehearsed, "") },
			Otherwise: otherwise(notRehearsed),
			Quiet:     always,
			Take: func(v *walk.View, value walk.Value) (map[string]walk.Value, error) {
				if value.Text == notRehearsed {
					return map[string]walk.Value{Rehearse: value}, nil
				}
				pasted := strings.Join(strings.Fields(value.Secret.Reveal()+value.Text), "")
				if _, err := signInOf(v).Code(pasted); err != nil {
					return nil, err
				}
				return map[string]walk.Value{Rehearse: walk.SecretOf(secret.New(pasted))}, nil
			},
			Remark: func(v *walk.View, value walk.Value) walk.Remark {
				if value.Secret.IsZero() {
					return walk.Remark{}
				}
				if _, err := signInOf(v).Code(value.Secret.Reveal()); err == nil {
					return walk.Remark{Mark: walk.Proven, Text: "the address of this sign-in"}
				}
				return walk.Remark{}
			},
		}},
		{Name: LookSignIn, Rail: railCheck, Look: &walk.Look{
			Usual: SignInFact{},
			// A code is good for one try.
			UsesUp: func(request any) any { return request.(SignInRequest).Address },
			Request: func(v *walk.View) any {
				pasted, answered := v.Answer(Rehearse)
				if !answered || pasted.Secret.IsZero() || !v.Applies(Rehearse) {
					return nil
				}
				request := SignInRequest{SignIn: signInOf(v), Secret: web.clientSecret(v), Address: pasted.Secret}
				if probe, is := probeM2MApp(v).(ProbeRequest); is && !probe.Assumed {
					request.Host, request.Account = probe.Domain, config.ServiceAccount{ClientID: probe.ClientID, Secret: probe.Secret}
				}
				return request
			},
			Doing: func(*walk.View) walk.Row {
				return walk.Row{Key: "sign-in", Value: "as Pomerium would finish it"}
			},
		}},
	}
}

// notRehearsed stands for no address.
const notRehearsed = "no"

// canRehearse: the tenant inside the program is one that no browser finds.
func canRehearse(v *walk.View) bool {
	id := web.clientID(v)
	return domainOf(v).Host() != auth0.PracticeDomain && id != "" && id != AssumedID && !web.clientSecret(v).IsZero() && !unreached(v)
}

// signInOf is the sign-in of this walk. Its chance is that of the walk's own
// keys.
func signInOf(v *walk.View) auth0.SignIn {
	return auth0.NewSignIn(domainOf(v), web.clientID(v), callbackURL(v), v.Key(1))
}

func sayRehearsal(v *walk.View) walk.Words {
	link := signInOf(v).Link()
	return walk.Words{
		Title:   "Rehearse a sign-in in your browser",
		Lead:    "Open this link anywhere and sign in. The browser ends on a page that fails to load: that is expected.",
		Address: link,
		Bare:    link,
		Rows: []walk.Row{
			{Key: "then", Value: "copy the whole address from the browser's address bar"},
			{Key: "no user yet", Value: "Dashboard → User Management → Users → Create User"},
		},
		Label: "The address that the browser ended on", Enter: "look who signed in", EnterShort: "look",
		Help: "It begins with " + callbackURL(v) + " and is good for ten minutes.",
	}
}

// rehearse leads to the link.
func rehearse(label string) walk.Option {
	return walk.Option{Label: label, Note: "in your browser", Enter: "show the link", EnterShort: "show", Event: walk.Goto{Name: Rehearse}}
}

// otherAlgorithm: the application signs with what Pomerium refuses.
func (f SignInFact) otherAlgorithm() bool {
	var other *auth0.OtherAlgorithm
	return errors.As(f.Err, &other)
}

// signInRemedy sets the algorithm, or leads to another try.
func signInRemedy(v *walk.View, fact CheckFact) (walk.Option, bool) {
	if option, can := web.remedy("Set RS256 in Auth0")(v, fact); can {
		return option, true
	}
	return rehearse("Rehearse it again"), true
}

// signInResult is what came of a rehearsed sign-in; it is an offer.
func signInResult(v *walk.View) (CheckFact, bool) {
	fact, _ := v.Fact(LookSignIn).(SignInFact)
	switch {
	case !v.Applies(Rehearse):
		return CheckFact{}, false
	case !v.Fresh(LookSignIn) && v.Text(Rehearse) == notRehearsed:
		return CheckFact{Outcome: LeftOut, Text: "not tried: it takes a browser"}, true
	case !v.Fresh(LookSignIn), web.changedAfter(v, v.Gen(LookSignIn)), fact.otherAlgorithm() && settingsMended(v, v.Gen(LookSignIn)):
		return CheckFact{Outcome: LeftOut, Text: "not tried since the application was changed"}, true
	case auth0.ProvesNothing(fact.Err):
		return CheckFact{Text: fact.Err.Error() + ". Rehearse it again"}, true
	case fact.Err != nil:
		cause := auth0.OtherCause
		if fact.otherAlgorithm() {
			cause = auth0.WrongSettings
		}
		return CheckFact{Outcome: CheckFailed, Text: fact.Err.Error(), Cause: cause}, true
	}
	said := fmt.Sprintf("%s signed in", orElse(fact.Who.Email, fact.Who.Subject))
	switch {
	case fact.NoWay != nil:
		return CheckFact{Outcome: CheckWarned, Text: said + "; the roles could not be read: " + fact.NoWay.Error()}, true
	case len(fact.Who.Roles) > 0:
		said += ", with " + strings.Join(fact.Who.Roles, ", ")
	case !rolesAreRead(v):
		said += "; no roles, since the claim " + RolesClaim + " is not there"
	case v.Text(M2MApp) == NoApp:
		said += "; no roles, since there is no M2M app"
	default:
		said += ", without any role"
	}
	return CheckFact{Outcome: CheckPassed, Text: said}, true
}

// onward is the answer that goes on from the checks: it names what failed, or
// what came of a rehearsed sign-in, so that nobody goes on without having seen
// it.
func onward(v *walk.View) string {
	if wrong := failures(v); wrong != "" {
		return wrong
	}
	if fact, is := signInResult(v); is && fact.Outcome != LeftOut {
		return nothingFailed + ", sign-in: " + fact.Text
	}
	return nothingFailed
}
