package auth0

import (
	"context"
	"time"
)

// After a create whose answer was lost only a look tells what became of it,
// and for a moment a listing may lack what is there. So these look until it
// appears, at most for bound, once at least.

// FindLostApplication looks for the application that this walk made, by its
// tag: kind is WebApp.Tag or M2MApp.Tag, whose first word counts.
func (c *Client) FindLostApplication(ctx context.Context, access Access, walk, tag string, bound time.Duration) (Application, bool, error) {
	search := Search{Walk: walk, Tag: tag}
	return lookUntil(ctx, bound, func(ctx context.Context) (Application, bool, error) {
		all, err := c.Applications(ctx, access)
		if err != nil {
			return Application{}, false, err
		}
		for _, a := range all {
			if search.madeByWalk(a) {
				// A listing has no secret.
				found, err := c.Application(ctx, access, a.ID)
				if IsNotFound(err) {
					return Application{}, false, nil // not everywhere yet
				}
				return found, err == nil, err
			}
		}
		return Application{}, false, nil
	})
}

// FindLostGrant looks for the grant of an application on an API.
func (c *Client) FindLostGrant(ctx context.Context, access Access, clientID, audience string, bound time.Duration) (Grant, bool, error) {
	return lookUntil(ctx, bound, func(ctx context.Context) (Grant, bool, error) {
		all, err := c.Grants(ctx, access, clientID)
		if err != nil {
			return Grant{}, false, err
		}
		for _, g := range all {
			if g.Audience == audience {
				return g, true, nil
			}
		}
		return Grant{}, false, nil
	})
}

func lookUntil[T any](ctx context.Context, bound time.Duration, look func(context.Context) (T, bool, error)) (T, bool, error) {
	until := time.Now().Add(bound)
	for pause := 500 * time.Millisecond; ; pause *= 2 {
		found, ok, err := look(ctx)
		if ok || err != nil || !time.Now().Before(until) {
			return found, ok, err
		}
		// The last look is at the bound itself: what appears just before counts.
		if err := wait(ctx, min(pause, time.Until(until))); err != nil {
			return found, false, err
		}
	}
}
