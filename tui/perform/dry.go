package perform

import (
	"context"

	"pomerium-auth0/auth0"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// What a dry run supposes Auth0 to give.
const (
	assumedID     = "the-client-id-that-Auth0-gives"
	assumedSecret = "the-client-secret-that-Auth0-gives"
)

// DryRun reads as p does, and supposes every change instead of making it.
func (p *Performer) DryRun(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
	apply, is := effect.(walk.Apply)
	if !is {
		p.Perform(ctx, effect, send)
		return
	}
	for _, operation := range apply.Plan.Operations {
		made := walk.Made{Object: operation.Object, With: operation.With, Was: operation.Was, Is: operation.Shall, Assumed: true}
		if operation.Verb == walk.Create {
			made.Was = nil
			switch shall := operation.Shall.(type) {
			case auth0.Application:
				shall.ID, shall.Secret = assumedID, secret.New(assumedSecret)
				made.Object.ID, made.Is = shall.ID, shall
			case auth0.Grant:
				shall.ID = "assumed"
				if shall.ClientID == "" {
					shall.ClientID = assumedID
				}
				made.Object.ID, made.Is = shall.ID, shall
			}
		}
		send(walk.Did{Gen: apply.Gen, Made: made})
	}
	send(walk.Ended{Gen: apply.Gen})
}
