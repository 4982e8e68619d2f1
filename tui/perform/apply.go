package perform

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// apply performs the operations of a plan in order and stops at the first that
// goes wrong. Unsure says that only a look can tell what is there now: its
// answer was lost, or somebody else was faster.
func (p *Performer) apply(ctx context.Context, effect walk.Apply, send func(walk.Event)) (unsure bool, err error) {
	created := "" // the client ID of an application that an earlier operation made
	for _, operation := range effect.Plan.Operations {
		made := walk.Made{Object: operation.Object, With: operation.With, Was: operation.Was}
		if operation.Verb == walk.Create || operation.Verb == walk.Delete {
			made.Was = nil // this walk created it
		}
		err := p.operate(ctx, operation, created, &made)
		if err != nil && operation.Verb == walk.Restore && auth0.IsNotFound(err) {
			made.Removed, made.Undone, made.Is, err = true, false, operation.Was, nil // nothing is left to put back
		}
		var lost *auth0.MayHaveHappened
		var overtaken *config.Changed
		switch {
		case err == nil:
			send(walk.Did{Gen: effect.Gen, Made: made})
		case errors.As(err, &lost):
			return presume(effect, operation, created, made, send), err
		case errors.As(err, &overtaken) && !overtaken.Elsewhere:
			return true, err // it is read again, and the new plan is shown
		case auth0.IsNotFound(err):
			p.tellGone(ctx, effect, operation, created, send)
			return false, err
		case isDamaged(err):
			// The file may hold what uses the applications.
			made.Is, made.Unsure = operation.Shall, true
			send(walk.Did{Gen: effect.Gen, Made: made})
			return false, err
		case isConflict(err) && operation.Verb == walk.Create:
			return tellTaken(effect, operation, created, made, send), err
		default:
			return false, err
		}
		if app, is := made.Is.(auth0.Application); is && operation.Verb == walk.Create {
			created = app.ID
		}
	}
	return false, nil
}

// tellGone tells which object is not in the tenant any more: the one that was
// to be changed, or the application that was to get a grant.
func (p *Performer) tellGone(ctx context.Context, effect walk.Apply, operation walk.Operation, created string, send func(walk.Event)) {
	gone := walk.Made{Object: operation.Object, With: operation.With, Is: operation.Shall, Removed: true}
	if grant, is := operation.Shall.(auth0.Grant); is && operation.Verb == walk.Create {
		access, _ := operation.With.(auth0.Access)
		id := orElse(grant.ClientID, created)
		if _, err := p.client.Application(ctx, access, id); !auth0.IsNotFound(err) {
			return // it was the API that is not there
		}
		gone.Object = walk.Object{Kind: steps.KindM2MApp, Tenant: operation.Object.Tenant, ID: id}
		gone.Is = auth0.Application{ID: id}
	}
	if gone.Object.ID != "" {
		send(walk.Did{Gen: effect.Gen, Made: gone})
	}
}

// tellTaken tells that a grant was refused since there is one already, which
// somebody else made: what it holds is to be read.
func tellTaken(effect walk.Apply, operation walk.Operation, created string, made walk.Made, send func(walk.Event)) bool {
	grant, is := operation.Shall.(auth0.Grant)
	if !is {
		return false
	}
	grant.ClientID = orElse(grant.ClientID, created)
	made.Is, made.Removed = grant, true
	send(walk.Did{Gen: effect.Gen, Made: made})
	return true
}

func isDamaged(err error) bool {
	var damaged *config.Damaged
	return errors.As(err, &damaged)
}

func isConflict(err error) bool {
	var refused *auth0.Error
	return errors.As(err, &refused) && refused.Kind == auth0.Conflict
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// presume tells what an operation whose answer was lost may have done. A
// created object is unsure until a look has found out; an update counts as
// made, so that it can be put back. A deletion can be repeated, and is not
// presumed.
func presume(effect walk.Apply, operation walk.Operation, created string, made walk.Made, send func(walk.Event)) bool {
	switch operation.Verb {
	case walk.Create:
		made.Unsure = true
		made.Is = operation.Shall
		if grant, is := made.Is.(auth0.Grant); is {
			grant.ClientID = orElse(grant.ClientID, created)
			made.Is = grant
		}
	case walk.Update:
		made.Is = operation.Shall
	default:
		return false
	}
	send(walk.Did{Gen: effect.Gen, Made: made})
	return true
}

// operate performs one operation and fills in what came of it.
func (p *Performer) operate(ctx context.Context, operation walk.Operation, created string, made *walk.Made) error {
	access, _ := operation.With.(auth0.Access)
	switch shall := operation.Shall.(type) {
	case config.Plan:
		return p.save(ctx, shall, made)
	case steps.Restoration:
		return p.restore(ctx, shall.Saved, made)
	case auth0.Application:
		return p.changeApplication(ctx, access, operation, shall, made)
	case auth0.Grant:
		return p.grant(ctx, access, operation, shall, created, made)
	}
	if operation.Verb == walk.Delete {
		return p.remove(ctx, access, operation, made)
	}
	return fmt.Errorf("nothing here makes %T; this is a fault of the program", operation.Shall)
}

func (p *Performer) save(ctx context.Context, plan config.Plan, made *walk.Made) error {
	plan.Now, plan.Machine = time.Now(), p.machine
	saved, err := config.Save(ctx, plan)
	made.Is = saved
	var overtaken *config.Changed
	if errors.As(err, &overtaken) && !overtaken.Elsewhere {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.overtaken[plan.Named] = overtaken.Path
	}
	return err
}

// restore undoes a save.
func (p *Performer) restore(ctx context.Context, saved config.Saved, made *walk.Made) error {
	restored, err := config.Restore(ctx, saved)
	var changed *config.Changed
	if errors.As(err, &changed) {
		return fmt.Errorf("%s was changed after it was saved, so it was not restored, and nothing was deleted", text.Line(saved.Path))
	}
	made.Is, made.Removed, made.Undone = restored, err == nil, err == nil
	return err
}

func (p *Performer) changeApplication(ctx context.Context, access auth0.Access, operation walk.Operation, shall auth0.Application, made *walk.Made) error {
	if operation.Verb == walk.Create {
		app, err := p.client.CreateApplication(ctx, access, shall)
		made.Object.ID, made.Is = app.ID, app
		return err
	}
	update := auth0.Update{From: operation.Was.(auth0.Application), To: shall}
	return auth0.Patiently(ctx, visible, func(ctx context.Context) error {
		app, err := p.client.UpdateApplication(ctx, access, update)
		made.Is = app
		made.Removed = operation.Verb == walk.Restore && err == nil
		made.Undone = made.Removed
		return err
	})
}

func (p *Performer) grant(ctx context.Context, access auth0.Access, operation walk.Operation, shall auth0.Grant, created string, made *walk.Made) error {
	if operation.Verb == walk.Create {
		shall.ClientID = orElse(shall.ClientID, created)
		return auth0.Patiently(ctx, visible, func(ctx context.Context) error {
			grant, err := p.client.CreateGrant(ctx, access, shall)
			made.Object.ID, made.Is = grant.ID, grant
			return err
		})
	}
	grant, err := p.client.UpdateGrant(ctx, access, shall)
	made.Is = grant
	made.Removed = operation.Verb == walk.Restore && err == nil
	made.Undone = made.Removed
	return err
}

// remove deletes what a walk created. An application whose creation was never
// answered is looked for by the walk's name first: it was removed only if it was
// there.
func (p *Performer) remove(ctx context.Context, access auth0.Access, operation walk.Operation, made *walk.Made) error {
	made.Removed, made.Undone, made.Is = true, true, operation.Was
	id := operation.Object.ID
	switch was := operation.Was.(type) {
	case auth0.Grant:
		if id == "" {
			grant, found, err := p.client.FindLostGrant(ctx, access, was.ClientID, was.Audience, visible)
			if err != nil || !found {
				made.Undone = false
				return err
			}
			id, made.Is = grant.ID, grant
		}
		return p.client.DeleteGrant(ctx, access, id)
	case auth0.Application:
		if id == "" {
			app, found, err := p.client.FindLostApplication(ctx, access, was.Walk, was.Tag, visible)
			if err != nil || !found {
				made.Undone = false
				return err
			}
			id, made.Is = app.ID, app
		}
		return p.client.DeleteApplication(ctx, access, id)
	}
	return fmt.Errorf("nothing here removes a %s; this is a fault of the program", operation.Object.Kind)
}
