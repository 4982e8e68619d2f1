package perform

import (
	"context"
	"errors"
	"strings"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// discover looks for a tenant at each host in turn: a dashboard address of the
// region us names two.
func (p *Performer) discover(ctx context.Context, request steps.DiscoverRequest) (any, error) {
	var fact steps.DiscoveryFact
	for i, host := range strings.Split(request.Hosts, steps.Or) {
		parsed, err := auth0.ParseDomain(host)
		if err != nil {
			return nil, err
		}
		domain := parsed.Candidates[0]
		discovery, err := p.client.Discover(ctx, domain)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			return steps.DiscoveryFact{Domain: domain, Discovery: discovery}, nil
		}
		if i == 0 {
			fact = steps.DiscoveryFact{Err: err}
		}
	}
	return fact, nil
}

// list lists the applications. That the access is refused is a fact; anything
// else that goes wrong is not.
func (p *Performer) list(ctx context.Context, request steps.ListRequest, effect walk.Read, send func(walk.Event)) (any, error) {
	fact, err := p.listed(ctx, request.Access)
	var refused *auth0.Error
	if errors.As(err, &refused) && refusesAccess(refused) {
		return steps.ListFact{Err: refused}, nil
	}
	if err != nil {
		return nil, err
	}
	for _, made := range effect.Until {
		wanted, is := made.Is.(auth0.Application)
		if !is {
			continue
		}
		app, found, err := p.client.FindLostApplication(ctx, request.Access, wanted.Walk, wanted.Tag, visible)
		if err != nil {
			return nil, err
		}
		settle(effect, made, app.ID, app, found, send)
	}
	return fact, nil
}

// listed lists the applications, with the token that was used: a new one, since
// what was looked at before may have been granted more. One that cannot be read
// is only not described: Auth0 alone says whether it is good.
func (p *Performer) listed(ctx context.Context, access auth0.Access) (steps.ListFact, error) {
	p.client.Forget(access)
	applications, err := p.client.Applications(ctx, access)
	if err != nil {
		return steps.ListFact{}, err
	}
	token, _ := p.client.ManagementToken(ctx, access) // at hand since the listing
	return steps.ListFact{Applications: applications, Token: token}, nil
}

// customDomain looks for a name in the tenant's list. It has to be there letter
// by letter. That the list can't be read proves nothing and ends nothing.
func (p *Performer) customDomain(ctx context.Context, request steps.CustomDomainRequest) steps.CustomDomainFact {
	domains, err := p.client.CustomDomains(ctx, request.Access)
	if err != nil {
		return steps.CustomDomainFact{Err: err}
	}
	var fact steps.CustomDomainFact
	for _, domain := range domains {
		fact.Names = append(fact.Names, domain.Domain)
		if domain.Domain == request.Domain.Host() {
			fact.Listed, fact.Status = true, domain.Status
		}
	}
	return fact
}

func refusesAccess(err *auth0.Error) bool {
	switch err.Kind {
	case auth0.BadToken, auth0.Expired, auth0.MissingScope, auth0.BadCredentials, auth0.NotGranted, auth0.Refused:
		return true
	}
	return false
}

// settle tells what became of an object that may have been made: there, or
// not.
func settle(effect walk.Read, made walk.Made, id string, is any, found bool, send func(walk.Event)) {
	made.Unsure = false
	if found {
		made.Object.ID, made.Is = id, is
	} else {
		made.Removed = true
	}
	made.Generation, made.At = 0, time.Time{}
	send(walk.Did{Gen: effect.Gen, Made: made})
}

// application reads an application with its secret. One that is not there any
// more is told as removed, and the look has nothing to show.
func (p *Performer) application(ctx context.Context, request steps.ApplicationRequest, effect walk.Read, send func(walk.Event)) (any, error) {
	var app auth0.Application
	err := auth0.Patiently(ctx, visible, func(ctx context.Context) (err error) {
		app, err = p.client.Application(ctx, request.Access, request.ClientID)
		return err
	})
	switch {
	case auth0.IsNotFound(err):
		object := walk.Object{Kind: request.Kind, Tenant: request.Access.Tenant.Host(), ID: request.ClientID}
		send(walk.Did{Gen: effect.Gen, Made: walk.Made{Object: object, Is: auth0.Application{ID: request.ClientID}, Removed: true}})
		return auth0.Application{}, nil
	case err != nil:
		return nil, err
	case app.Secret.IsZero():
		token, _ := p.client.ManagementToken(ctx, request.Access) // one that cannot be read tells no scopes
		return nil, app.WithoutSecret(token.Scopes())
	}
	return app, nil
}

func (p *Performer) grants(ctx context.Context, request steps.GrantsRequest, effect walk.Read, send func(walk.Event)) (any, error) {
	audience := request.Access.Tenant.Audience()
	for _, made := range effect.Until {
		grant, found, err := p.client.FindLostGrant(ctx, request.Access, request.ClientID, audience, visible)
		if err != nil {
			return nil, err
		}
		settle(effect, made, grant.ID, grant, found, send)
	}
	return p.client.Grants(ctx, request.Access, request.ClientID)
}

// probe asks what a check proves. What it could not see is not checked, never
// an error: the walk goes on and says so.
func (p *Performer) probe(ctx context.Context, request steps.ProbeRequest) steps.CheckFact {
	switch {
	case request.Assumed:
		return steps.CheckFact{Text: steps.NothingChanged}
	case request.Check == steps.CheckDiscovery:
		return p.probeDiscovery(ctx, request.Domain)
	case request.Check == steps.CheckAddress:
		return p.probeAddress(ctx, request.URL)
	}
	var roles auth0.Roles
	fact := checkFact(auth0.Until(ctx, request.Fresh.Add(visible), func(ctx context.Context) (probe auth0.Probe) {
		switch request.Check {
		case steps.CheckWebApp:
			return atTenantFirst(request, func(at auth0.Domain) auth0.Probe {
				return p.client.CheckSecret(ctx, at, request.ClientID, request.Secret, request.URL)
			})
		case steps.CheckCallback:
			return p.client.CheckCallback(ctx, request.Domain, request.ClientID, request.URL)
		case steps.CheckRefresh:
			return atTenantFirst(request, func(at auth0.Domain) auth0.Probe {
				return p.client.CheckRefresh(ctx, at, request.ClientID, request.Secret)
			})
		case steps.CheckConnections:
			return p.client.CheckConnections(ctx, request.Access, request.ClientID)
		case steps.CheckSettings:
			return p.client.CheckSettings(ctx, request.Domain, request.Access, request.ClientID, request.URL)
		case steps.CheckM2MApp:
			probe, roles = p.client.CheckM2M(ctx, request.Domain, request.ClientID, request.Secret)
		case steps.CheckLogout:
			return p.probeLogout(ctx, request)
		}
		return probe
	}))
	fact.Roles = roles
	return fact
}

// atTenantFirst tries a secret at the tenant's own domain, and at the custom one
// only if that accepts it.
func atTenantFirst(request steps.ProbeRequest, probe func(auth0.Domain) auth0.Probe) auth0.Probe {
	if !request.Tenant.IsZero() {
		if first := probe(request.Tenant); first.Outcome != auth0.Passed {
			return first
		}
	}
	return probe(request.Domain)
}

// probeLogout asks about each logout URL. What is worst is said, and of which
// URLs, where it is not said of all.
func (p *Performer) probeLogout(ctx context.Context, request steps.ProbeRequest) (worst auth0.Probe) {
	badness := map[auth0.Outcome]int{auth0.Passed: 0, auth0.NotChecked: 1, auth0.Failed: 2}
	urls := strings.Split(request.URL, "\n")
	var about []string
	for i, url := range urls {
		probe := p.client.CheckLogout(ctx, request.Domain, request.ClientID, url)
		switch {
		case i == 0 || badness[probe.Outcome] > badness[worst.Outcome]:
			worst, about = probe, []string{url}
		case probe.Outcome == worst.Outcome && probe.Text == worst.Text:
			about = append(about, url)
		}
	}
	if len(about) < len(urls) {
		worst.Text += " (" + strings.Join(about, ", ") + ")"
	}
	return worst
}

func checkFact(probe auth0.Probe) steps.CheckFact {
	fact := steps.CheckFact{Text: probe.Text, Raw: probe.Raw(), Cause: probe.Cause}
	switch probe.Outcome {
	case auth0.Passed:
		fact.Outcome = steps.CheckPassed
	case auth0.Failed:
		fact.Outcome = steps.CheckFailed
	case auth0.Warned:
		fact.Outcome = steps.CheckWarned
	}
	return fact
}

func (p *Performer) probeDiscovery(ctx context.Context, domain auth0.Domain) steps.CheckFact {
	discovery, err := p.client.Discover(ctx, domain)
	switch {
	case err != nil:
		fact := steps.CheckFact{Outcome: steps.CheckFailed, Text: err.Error()}
		var lost *auth0.Unreached
		if errors.As(err, &lost) {
			fact.Text, fact.Remedy = lost.What(), lost.Remedy()
		}
		var holder interface{ Raw() string }
		if errors.As(err, &holder) {
			fact.Raw = holder.Raw()
		}
		return fact
	case !discovery.Signs(auth0.RS256) && !discovery.Signs(auth0.PS256):
		return steps.CheckFact{Outcome: steps.CheckFailed, Text: "it offers neither RS256 nor PS256, and Pomerium takes no other signature"}
	}
	clock := checkFact(auth0.CheckClock(discovery))
	fact := steps.CheckFact{Outcome: steps.CheckPassed, Text: discovery.Issuer + " answers and names itself so", Clock: &clock}
	if remark := discovery.Remark(); remark != "" {
		fact.Outcome, fact.Text = steps.CheckWarned, fact.Text+"; "+remark
	}
	return fact
}
