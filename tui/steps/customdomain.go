package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// Whoever runs the server at a custom domain gets the web app's client ID and
// secret: from this program, and from Pomerium at each sign-in. Its own
// discovery document proves nothing; the tenant's list of custom domains does.

// A proof says whether a domain belongs to the tenant.
type proof int

const (
	ownDomain proof = iota // the tenant's own name needs no proof
	proven
	unproven  // nothing could be asked, or no answer came
	disproven // the tenant's list says otherwise
)

// tenantAsked is the tenant whose Management API is spoken to, else the one that
// is known behind the domain.
func tenantAsked(v *walk.View) auth0.Domain {
	if access := accessOf(v); access != (auth0.Access{}) {
		return access.Tenant
	}
	return tenantOf(v)
}

// isCustom reports whether the domain is not the tenant's own.
func isCustom(v *walk.View) bool {
	domain := domainOf(v)
	return !domain.IsZero() && (!domain.Canonical() || domain.CustomFor(tenantAsked(v)))
}

// domainProof says whether the domain belongs to the tenant, and why that is not
// proven.
func domainProof(v *walk.View) (p proof, why string) {
	if !isCustom(v) {
		return ownDomain, ""
	}
	tenant := tenantAsked(v)
	fact, _ := v.Fact(LookCustomDomain).(CustomDomainFact)
	switch {
	case accessOf(v) == (auth0.Access{}):
		return unproven, "without Management API access the tenant can't be asked"
	case !mayHave(v, auth0.ReadCustomDomains):
		return unproven, "the token lacks " + auth0.ReadCustomDomains
	case fact.Err != nil:
		return unproven, fact.Err.Error()
	case !fact.Listed:
		return disproven, fmt.Sprintf("%s isn't among the custom domains of %s", domainOf(v), tenant)
	case fact.Status != auth0.DomainReady:
		return disproven, fmt.Sprintf("%s is a custom domain of %s, but its status is %s, not %s", domainOf(v), tenant, fact.Status, auth0.DomainReady)
	}
	return proven, ""
}

// customDomainLook asks the tenant for its custom domains.
func customDomainLook() walk.Item {
	return walk.Item{Name: LookCustomDomain, Rail: railDomain, Look: &walk.Look{
		Usual: CustomDomainFact{Listed: true, Status: auth0.DomainReady},
		Request: func(v *walk.View) any {
			access := accessOf(v)
			if access == (auth0.Access{}) || !isCustom(v) || !mayHave(v, auth0.ReadCustomDomains) {
				return nil
			}
			return CustomDomainRequest{Access: access, Domain: domainOf(v)}
		},
		Doing: func(*walk.View) walk.Row {
			return walk.Row{Key: "custom domain", Value: "reading the tenant's list"}
		},
	}}
}

func isDisproven(v *walk.View) bool {
	p, _ := domainProof(v)
	return p == disproven
}

func isUnproven(v *walk.View) bool {
	p, _ := domainProof(v)
	return p == unproven
}

// notCustomQuestion is a dead end on purpose: nothing answers it but another
// domain, or another list.
func notCustomQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			_, why := domainProof(v)
			words := walk.Words{
				Mark:  walk.Failed,
				Title: domainOf(v).Host() + " isn't your tenant's",
				Short: "This isn't your tenant's domain",
				Lead:  sentence(why) + " No secret was sent there.",
			}
			if fact, _ := v.Fact(LookCustomDomain).(CustomDomainFact); len(fact.Names) > 0 && !fact.Listed {
				words.Rows = append(words.Rows, walk.Row{Key: "its domains", Value: strings.Join(fact.Names, ", ")})
			}
			words.Rows = append(words.Rows, walk.Row{Key: "shown under", Value: "Dashboard → Branding → Custom Domains"})
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			return []walk.Option{
				{Label: "Use " + tenantAsked(v).Host(), Note: "the tenant's own domain", Enter: "use it", EnterShort: "use",
					Event: walk.Answered{Name: Domain, Value: walk.TextOf(tenantAsked(v).Host())}},
				{Label: "Correct the domain", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: Domain}},
				{Label: "I fixed it: check again", Enter: "check again", EnterShort: "again", Event: walk.Goto{Name: LookCustomDomain}},
			}
		},
	}
}

// asksForTrust: there is a custom domain that a secret may be sent to. A dry run
// that only supposes the values sends none.
func asksForTrust(v *walk.View) bool {
	given, _ := v.Given(WebAppSecret)
	return isCustom(v) && !unreached(v) && given.Value.Secret.Reveal() != AssumedSecret
}

func trustedHost(v *walk.View) string { return domainOf(v).Host() }

// trustQuestion asks whether an unproven domain may be sent the secret. It is
// quiet where the tenant's list proves the domain.
func trustQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			_, why := domainProof(v)
			words := walk.Words{
				Mark:  walk.Warned,
				Title: "Send the client secret to " + trustedHost(v) + "?",
				Short: "Send the secret to this domain?",
				Lead:  "Nothing proves that this domain belongs to your tenant. Whoever runs it can read what is sent there.",
				Rows: []walk.Row{
					{Key: "sent to", Value: trustedHost(v)},
					{Key: "sent", Value: "the web app's client ID and secret, now and by Pomerium at each sign-in"},
					{Key: "not proven", Value: why},
				},
				About: []walk.Row{
					{Key: "prove it", Value: "a Management API token with " + auth0.ReadCustomDomains + " reads the tenant's list of custom domains"},
					{Key: "shown under", Value: "Dashboard → Branding → Custom Domains"},
					{Key: "unattended", Value: "--trust-domain; --yes alone doesn't answer it"},
				},
			}
			words.Rows = append(words.Rows, addressRows(v)...)
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			options := []walk.Option{{Label: "No, use another domain", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: Domain}}}
			switch v.Text(Access) {
			case ByToken:
				options = append(options, walk.Option{Label: "Give a token that can prove it", Enter: "give one", EnterShort: "token", Event: walk.Goto{Name: APIToken}})
			case ByCredentials:
				options = append(options, walk.Option{Label: "I added the scope: check again", Enter: "check again", EnterShort: "again", Event: walk.Goto{Name: LookApplications}})
			}
			return append(options, walk.Option{Value: walk.TextOf(trustedHost(v)), Label: "Yes, it's my tenant's", Enter: "trust it", EnterShort: "trust"})
		},
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if isUnproven(v) {
				return walk.Suggestion{}, false
			}
			return found(trustedHost(v), "one of the tenant's custom domains")
		},
		Quiet: func(v *walk.View) bool { return !isUnproven(v) },
		Take:  takeYes(TrustDomain, trustedHost),
		Valid: validYes(trustedHost),
	}
}

// customDomainResult says whether the custom domain belongs to the tenant.
func customDomainResult(v *walk.View) (CheckFact, bool) {
	p, why := domainProof(v)
	host := domainOf(v).Host()
	switch p {
	case proven:
		return CheckFact{Outcome: CheckPassed, Text: fmt.Sprintf("%s is a custom domain of %s", host, tenantAsked(v))}, true
	case unproven:
		return CheckFact{Outcome: CheckWarned, Text: fmt.Sprintf("nothing proves that %s belongs to the tenant: %s", host, why),
			Remedy: "a Management API token with " + auth0.ReadCustomDomains + " proves it"}, true
	case disproven:
		return CheckFact{Outcome: CheckFailed, Text: why,
			Remedy: "compare Dashboard → Branding → Custom Domains, or use the tenant's own domain"}, true
	}
	return CheckFact{}, false
}

// doubted is what a domain says of itself that is not proven to be the tenant's:
// an impostor accepts everything.
func doubted(v *walk.View, fact CheckFact) CheckFact {
	if fact.Outcome == CheckPassed && isUnproven(v) {
		fact.Outcome = CheckWarned
		fact.Text = "only " + domainOf(v).Host() + " says so: " + fact.Text
	}
	return fact
}
