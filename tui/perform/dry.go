package perform

import (
	"context"
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// What a dry run supposes Auth0 to give.
const (
	assumedID     = "<made-when-the-%s-is-created>" // without a blank, which a file of variables cannot hold
	assumedSecret = "the-client-secret-that-Auth0-gives"
)

// DryRun reads as p does, and supposes every change instead of making it.
func (p *Performer) DryRun(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
	apply, is := effect.(walk.Apply)
	if !is {
		p.Perform(ctx, effect, send)
		return
	}
	created := ""
	for _, operation := range apply.Plan.Operations {
		made := walk.Made{Object: operation.Object, With: operation.With, Was: operation.Was, Is: operation.Shall, Assumed: true}
		if operation.Verb == walk.Create {
			made.Was = nil
			switch shall := operation.Shall.(type) {
			case auth0.Application:
				shall.ID, shall.Secret = fmt.Sprintf(assumedID, strings.ReplaceAll(operation.Object.Kind, " ", "-")), secret.New(assumedSecret)
				created = shall.ID
				made.Object.ID, made.Is = shall.ID, shall
			case auth0.Grant:
				shall.ID = "assumed"
				if shall.ClientID == "" {
					shall.ClientID = created
				}
				made.Object.ID, made.Is = shall.ID, shall
			}
		}
		send(walk.Did{Gen: apply.Gen, Made: made})
	}
	send(walk.Ended{Gen: apply.Gen})
}
