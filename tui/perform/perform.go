// Package perform does what a walk wants done: it alone touches the tenant and
// the disk. It decides nothing; what comes of an effect goes back as events.
package perform

import (
	"context"
	"fmt"
	"sync"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/fault"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// visible is how long Auth0 may not know an object that it has just made
// (its own Terraform provider waits 0.8 s before the first look).
const visible = 5 * time.Second

// A Performer performs effects. It is for use by several goroutines.
type Performer struct {
	client  *auth0.Client
	machine config.Machine
	// Reach leads to the authenticate service. Nil: it is not looked for.
	Reach *Reach

	mu sync.Mutex
	// read holds what files held when they were read, so that an edit is made
	// from the very bytes that were looked at.
	read map[config.Digest][]byte
	// overtaken are the files that somebody else changed before a save, by the
	// path of what was to be saved, until that is looked at again.
	overtaken map[string]string
}

// New makes a Performer for a tenant and a machine.
func New(client *auth0.Client, machine config.Machine) *Performer {
	return &Performer{client: client, machine: machine, read: map[config.Digest][]byte{}, overtaken: map[string]string{}}
}

// Perform performs a walk.Read or a walk.Apply, tells send what comes of it,
// and ends with walk.Ended. A Read stops when ctx ends; an Apply goes on until
// Auth0 has answered.
func (p *Performer) Perform(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
	switch effect := effect.(type) {
	case walk.Read:
		ctx = auth0.WithReport(ctx, func(line string) { send(walk.Told{Gen: effect.Gen, Line: line}) })
		send(walk.Ended{Gen: effect.Gen, Err: p.look(ctx, effect, send)})
	case walk.Apply:
		ctx = auth0.WithReport(ctx, func(line string) { send(walk.Told{Gen: effect.Gen, Line: line}) })
		unsure, err := p.apply(ctx, effect, send)
		send(walk.Ended{Gen: effect.Gen, Err: err, Unsure: unsure})
	}
}

// look performs the requests of a Read side by side and returns the first
// error, or else a fault of this program.
func (p *Performer) look(ctx context.Context, effect walk.Read, send func(walk.Event)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make(chan error, len(effect.Requests))
	for _, request := range effect.Requests {
		go func() {
			defer func() {
				// A goroutine of its own: nobody else could recover.
				if f := fault.Recovered(recover()); f != nil {
					errs <- f
				}
			}()
			value, err := p.answer(ctx, effect, request, send)
			if err == nil {
				send(walk.Learned{Gen: effect.Gen, Name: request.Name, Value: value})
			}
			errs <- err
		}()
	}
	var first error
	for range effect.Requests {
		if err := <-errs; err != nil && first == nil {
			first = err
			cancel()
		}
	}
	return first
}

// answer performs one request.
func (p *Performer) answer(ctx context.Context, effect walk.Read, request walk.Request, send func(walk.Event)) (any, error) {
	switch with := request.With.(type) {
	case steps.DetectRequest:
		detected := config.Detect(ctx, p.machine, config.Options{Config: with.Config})
		return &detected, nil
	case steps.FileRequest:
		return p.file(ctx, with), nil
	case steps.EditRequest:
		return p.edit(with), nil
	case steps.DiscoverRequest:
		return p.discover(ctx, with)
	case steps.ListRequest:
		return p.list(ctx, with, effect, send)
	case steps.CustomDomainRequest:
		return p.customDomain(ctx, with), nil
	case steps.ApplicationRequest:
		return p.application(ctx, with, effect, send)
	case steps.GrantsRequest:
		return p.grants(ctx, with, effect, send)
	case steps.EffectiveRequest:
		return p.effective(with), nil
	case steps.ProbeRequest:
		return p.probe(ctx, with), nil
	case steps.SignInRequest:
		who, err := p.client.FinishSignIn(ctx, with.SignIn, with.Secret, with.Address.Reveal(), steps.RolesClaim)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		fact := steps.SignInFact{Who: who, Err: err}
		if err == nil && with.Account.ClientID != "" {
			fact.Who.Roles, fact.NoWay = p.client.UserRoles(ctx, with.Host, with.Account.ClientID, with.Account.Secret, who.Subject)
		}
		return fact, nil
	}
	return nil, fmt.Errorf("nothing here reads %T; this is a fault of the program", request.With)
}
