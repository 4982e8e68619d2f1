package steps

import (
	"errors"
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

// domain is the step that finds the tenant, and with what it is spoken to.
func domain(o Options) []walk.Item {
	return []walk.Item{
		{Name: Domain, Rail: railDomain, Question: domainQuestion(o)},
		{Name: DomainTyped, Rail: railDomain, Question: domainTypedQuestion()},
		{Name: AcceptDomain, Rail: railDomain, Applies: looksAlike, Question: acceptDomainQuestion()},
		{Name: LookDiscovery, Rail: railDomain, Look: &walk.Look{
			Usual: DiscoveryFact{},
			Request: func(v *walk.View) any {
				if hosts := v.Text(Domain); hosts != "" {
					return DiscoverRequest{Hosts: hosts}
				}
				return nil
			},
			Doing: func(v *walk.View) walk.Row {
				return walk.Row{Key: "tenant", Value: "looking up " + strings.ReplaceAll(v.Text(Domain), " ", " and ")}
			},
		}},
		{Name: DomainAgain, Rail: railDomain, Applies: noTenant, Question: domainAgainQuestion(o)},
		{Name: Unreached, Rail: railDomain, Applies: unreached, Question: unreachedQuestion()},
		{Name: Access, Rail: railDomain, Question: accessQuestion(o)},
		{Name: APIToken, Rail: railDomain, Applies: is(Access, ByToken), Question: tokenQuestion(o)},
		{Name: ManagementID, Rail: railDomain, Applies: is(Access, ByCredentials), Question: managementIDQuestion()},
		{Name: ManagementSecret, Rail: railDomain, Applies: is(Access, ByCredentials), Question: managementSecretQuestion()},
		{Name: TenantDomain, Rail: railDomain, Applies: needsTenantDomain, Question: tenantDomainQuestion()},
		applicationsItem(),
		{Name: Refused, Rail: railDomain, Applies: refused, Question: refusedQuestion()},
		customDomainLook(),
		{Name: NotCustomDomain, Rail: railDomain, Applies: isDisproven, Question: notCustomQuestion()},
		{Name: TrustDomain, Rail: railDomain, Applies: asksForTrust, Question: trustQuestion()},
	}
}

// applicationsItem lists the tenant's applications.
func applicationsItem() walk.Item {
	return walk.Item{Name: LookApplications, Rail: railDomain, Look: &walk.Look{
		Usual: ListFact{},
		Request: func(v *walk.View) any {
			if access := accessOf(v); access != (auth0.Access{}) {
				return ListRequest{Access: access}
			}
			return nil
		},
		Doing: func(*walk.View) walk.Row {
			return walk.Row{Key: "applications", Value: "reading the tenant's list"}
		},
		Proves: func(v *walk.View, made walk.Made) bool {
			_, is := made.Is.(auth0.Application)
			return is && made.Object.Tenant == tenantOf(v).Host()
		},
	}}
}

// discovered and listed are empty in a walk that has no such look.
func discovered(v *walk.View) DiscoveryFact {
	fact, _ := v.Fact(LookDiscovery).(DiscoveryFact)
	return fact
}

func listed(v *walk.View) ListFact {
	fact, _ := v.Fact(LookApplications).(ListFact)
	return fact
}

// Or stands between the two names that a dashboard's address may mean.
const Or = " or "

// domainOf is the domain that Pomerium's provider URL names, zero before it
// is known: of two that were tried the one that answered.
func domainOf(v *walk.View) auth0.Domain {
	if v.Fresh(LookDiscovery) {
		if fact := discovered(v); !fact.Domain.IsZero() {
			return fact.Domain
		}
	}
	first, _, _ := strings.Cut(v.Text(Domain), Or)
	return parsedDomain(first)
}

func parsedDomain(host string) auth0.Domain {
	parsed, err := auth0.ParseDomain(host)
	if err != nil {
		return auth0.Domain{}
	}
	return parsed.Candidates[0]
}

// tenantOf is the canonical domain: the only one whose Management API there
// is. Zero where it stays unknown.
func tenantOf(v *walk.View) auth0.Domain {
	if tenant := parsedDomain(v.Text(TenantDomain)); !tenant.IsZero() {
		return tenant
	}
	if _, given := v.Given(TenantDomain); given && !v.Applies(TenantDomain) {
		return auth0.Domain{}
	}
	return domainOf(v)
}

// accessOf is with what the Management API is spoken to; zero where the
// values are pasted.
func accessOf(v *walk.View) auth0.Access {
	switch v.Text(Access) {
	case ByToken:
		// Whatever was answered beside it, the token goes to the tenant that it
		// names.
		if token, err := tokenOf(v); err == nil {
			return token.Access()
		}
	case ByCredentials:
		id, found := v.Answer(ManagementID)
		clientSecret, also := v.Answer(ManagementSecret)
		if found && also {
			return auth0.Access{Tenant: tenantOf(v), ClientID: id.Text, ClientSecret: clientSecret.Secret}
		}
	}
	return auth0.Access{}
}

func tokenOf(v *walk.View) (auth0.Token, error) {
	value, found := v.Answer(APIToken)
	if !found {
		return auth0.Token{}, errors.New("there is no token yet")
	}
	return auth0.ReadToken(value.Secret)
}

// spokenFor is the application that the walk itself speaks through, as the
// token that the list was read with says: never one of those it works on.
func spokenFor(v *walk.View) string {
	return orElse(listed(v).Token.ClientID, v.Text(ManagementID))
}

var domainWords = walk.Words{
	Title:     "Which Auth0 tenant is yours?",
	Lead:      "Its domain, or a Management API token, which names the tenant by itself.",
	Label:     "Domain or token",
	Hint:      "Any form will do: acme.eu.auth0.com, or an address copied from the dashboard. A token is hidden as soon as it is recognised.",
	HintShort: "such as acme.eu.auth0.com",
	Enter:     "look it up", EnterShort: "look up",
	About: []walk.Row{
		{Value: "Auth0 keeps your users and applications in a tenant. Its domain is where the tenant answers, and where Pomerium sends your users to sign in."},
		{Key: "find it", Value: "Dashboard → Applications → any application → Settings → Domain"},
		{Key: "used for", Value: "idp_provider_url in Pomerium's file"},
		{Key: "unattended", Value: "--domain, or AUTH0_DOMAIN"},
	},
}

func domainQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind:         walk.Text,
		TakesSecrets: true,
		Say:          say(domainWords),
		Suggest:      func(v *walk.View) (walk.Suggestion, bool) { return suggestDomain(o, v) },
		Take:         takeDomain,
		Valid: func(_ *walk.View, value walk.Value) error {
			first, _, _ := strings.Cut(value.Text, Or)
			_, err := auth0.ParseDomain(first)
			return err
		},
		Remark: remarkDomain,
	}
}

func suggestDomain(o Options, v *walk.View) (walk.Suggestion, bool) {
	if o.Practice != nil {
		return found(o.Practice.Domain.Host(), "the tenant to practise on")
	}
	if given, was := v.Given(APIToken); was {
		if token, err := auth0.ReadToken(given.Value.Secret); err == nil {
			return found(token.Tenant.Host(), "the tenant of the token in "+given.Source)
		}
	}
	current := fileOf(v).Contents
	if current.Provider == "auth0" && current.ProviderURL != "" {
		if parsed, err := auth0.ParseDomain(current.ProviderURL); err == nil && !parsed.LookAlike {
			return found(parsed.Candidates[0].Host(), "as in "+fileOf(v).Path)
		}
	}
	return walk.Suggestion{}, false
}

// takeDomain takes a domain, or a token, which answers three questions at
// once.
func takeDomain(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
	if !value.Secret.IsZero() {
		token, err := auth0.ReadToken(value.Secret)
		if err != nil {
			return nil, err
		}
		return map[string]walk.Value{
			Domain:      walk.TextOf(token.Tenant.Host()),
			DomainTyped: {},
			Access:      walk.TextOf(ByToken),
			APIToken:    walk.SecretOf(token.Secret),
		}, nil
	}
	if hosts := strings.Split(value.Text, Or); len(hosts) > 1 && parsedDomain(hosts[0]) != (auth0.Domain{}) {
		return map[string]walk.Value{Domain: value}, nil // both names of a dashboard address, as they were taken
	}
	parsed, err := auth0.ParseDomain(value.Text)
	if err != nil {
		return nil, err
	}
	var hosts []string
	for _, candidate := range parsed.Candidates {
		hosts = append(hosts, candidate.Host())
	}
	domain := walk.TextOf(strings.Join(hosts, Or))
	taken := map[string]walk.Value{Domain: domain, DomainTyped: {}}
	if parsed.LookAlike && !isPunycode(domain.Text) {
		taken[DomainTyped] = walk.TextOf(spelled(strings.TrimSpace(value.Text)))
	}
	return taken, nil
}

// addressRows remark on the address that a public name leads to, before
// anything secret is sent there.
func addressRows(v *walk.View) []walk.Row {
	if remark := discovered(v).Discovery.Remark(); remark != "" {
		return []walk.Row{{Mark: walk.Warned, Key: "address", Value: remark}}
	}
	return nil
}

func remarkDomain(v *walk.View, value walk.Value) walk.Remark {
	pasted := value.Secret
	if pasted.IsZero() && secret.LooksLike(value.Text) {
		pasted = secret.New(value.Text)
	}
	if !pasted.IsZero() {
		return remarkToken(v, pasted)
	}
	parsed, err := auth0.ParseDomain(value.Text)
	switch {
	case err != nil:
		return walk.Remark{}
	case parsed.LookAlike:
		return walk.Remark{Mark: walk.Warned, Text: "in plain letters this is " + parsed.Candidates[0].Host()}
	case len(parsed.Remarks) > 0:
		return walk.Remark{Text: strings.Join(parsed.Remarks, "; ")}
	}
	return walk.Remark{}
}

func remarkToken(v *walk.View, pasted secret.Secret) walk.Remark {
	token, err := auth0.ReadToken(pasted)
	if err != nil {
		return walk.Remark{Text: counted(secret.New(secret.Clean(pasted.Reveal())).Len(), "character")}
	}
	return walk.Remark{Mark: walk.Proven, Text: token.Describe(v.Now())}
}

// domainTypedQuestion keeps what was typed where IDNA made another, plain name
// of it: the name alone would not show that there is something to ask about.
// Nobody is asked for it; takeDomain answers it.
func domainTypedQuestion() *walk.Question {
	return &walk.Question{
		Untyped:   true,
		Say:       say(walk.Words{}),
		Suggest:   func(*walk.View) (walk.Suggestion, bool) { return derived("", "") },
		Otherwise: otherwise(""),
		Quiet:     always,
	}
}

// looksAlike reports whether the domain has, or was typed with, characters that
// can look like others.
func looksAlike(v *walk.View) bool {
	return isPunycode(v.Text(Domain)) || v.Text(DomainTyped) != ""
}

// spelled writes every character outside of plain ASCII as its code, which
// looks like no other.
func spelled(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x7f && r >= ' ' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
	}
	return text.Cut(b.String(), 160)
}

func isPunycode(host string) bool { return strings.Contains("."+host, ".xn--") }

func acceptDomainQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			words := walk.Words{
				Mark:  walk.Warned,
				Title: "Is this really the domain you mean?",
				Lead:  "It has letters outside of plain ASCII, which can look like others. Below it is written in plain letters.",
				About: []walk.Row{{Key: "unattended", Value: "--accept-domain, with --domain"}},
			}
			if typed := v.Text(DomainTyped); typed != "" {
				words.Lead = "It was typed with characters outside of plain ASCII. Without them it is the name below."
				words.Rows = append(words.Rows, walk.Row{Key: "typed", Value: typed})
			}
			words.Rows = append(words.Rows, walk.Row{Key: "domain", Value: v.Text(Domain)})
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			return []walk.Option{
				{Label: "No, correct it", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: Domain}},
				{Value: walk.TextOf(v.Text(Domain)), Label: "Yes, that is my domain", Enter: "look it up", EnterShort: "look up"},
			}
		},
		Take:  takeYes(AcceptDomain, func(v *walk.View) string { return v.Text(Domain) }),
		Valid: validYes(func(v *walk.View) string { return v.Text(Domain) }),
	}
}

// A Yes to a host is the host itself, so that it is no Yes to another one.
// takeYes makes it of the flag's.
func takeYes(name string, host func(*walk.View) string) func(*walk.View, walk.Value) (map[string]walk.Value, error) {
	return func(v *walk.View, value walk.Value) (map[string]walk.Value, error) {
		if value.Text == Yes {
			value.Text = host(v)
		}
		return map[string]walk.Value{name: value}, nil
	}
}

func validYes(host func(*walk.View) string) func(*walk.View, walk.Value) error {
	return func(v *walk.View, value walk.Value) error {
		if value.Text != host(v) {
			return fmt.Errorf("that was said of %s: say it of %s", value.Text, host(v))
		}
		return nil
	}
}

// noTenant: something answers at the domain, but no tenant.
func noTenant(v *walk.View) bool {
	err := discovered(v).Err
	return v.Fresh(LookDiscovery) && err != nil && !isUnreached(err)
}

func unreached(v *walk.View) bool {
	return v.Fresh(LookDiscovery) && isUnreached(discovered(v).Err)
}

func isUnreached(err error) bool {
	var lost *auth0.Unreached
	return errors.As(err, &lost)
}

// domainAgainQuestion asks for the domain once more, with what is wrong under
// the field.
func domainAgainQuestion(o Options) *walk.Question {
	again := domainQuestion(o)
	again.Suggest = func(v *walk.View) (walk.Suggestion, bool) { return derived(v.Text(Domain), "") }
	again.Valid = func(v *walk.View, value walk.Value) error {
		if value.Text == v.Text(Domain) {
			return discovered(v).Err
		}
		return nil
	}
	again.Failure = func(v *walk.View) error { return discovered(v).Err }
	again.Options = func(*walk.View) []walk.Option {
		return []walk.Option{{Label: "Look again", Note: "at the same domain", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookDiscovery}}}
	}
	return again
}

func unreachedQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{
				Mark:  walk.Failed,
				Title: v.Text(Domain) + " cannot be reached from here",
				Short: "The tenant cannot be reached",
				Lead:  sentence(discovered(v).Err.Error()),
				About: []walk.Row{{Key: "unattended", Value: "--web-app paste, to continue without the tenant"}},
			}
		},
		Options: func(*walk.View) []walk.Option {
			return []walk.Option{
				{Label: "Look again", Note: "it is mended", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookDiscovery}},
				{Label: "Correct the domain", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: Domain}},
				{Value: walk.TextOf(ByHand), Label: "Go on with pasted values", Note: "what cannot be checked stays open", Enter: "go on", EnterShort: "go on"},
			}
		},
		Failure: func(v *walk.View) error { return discovered(v).Err },
		Otherwise: func(v *walk.View) (walk.Value, bool) {
			given, _ := v.Given(WebApp)
			return walk.TextOf(ByHand), given.Value.Text == PasteApp
		},
	}
}
