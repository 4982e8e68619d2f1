package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// whereGranted is where the dashboard shows what an application may do with
// the Management API.
const whereGranted = "Applications → APIs → Auth0 Management API → Machine to Machine Applications"

// refused: the tenant does not let this program in, or not far enough.
func refused(v *walk.View) bool {
	return v.Fresh(LookApplications) && (listed(v).Err != nil || len(lackingScopes(v)) > 0)
}

// lackingScopes are those of this walk that credentials did not bring. Those
// that a pasted token lacks are named before it is sent anywhere.
func lackingScopes(v *walk.View) []string {
	if token := listed(v).Token; v.Text(Access) == ByCredentials && !token.Secret.IsZero() {
		return token.Missing(neededScopes(v)...)
	}
	return nil
}

func refusedQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say:  sayRefused,
		Failure: func(v *walk.View) error {
			if err := listed(v).Err; err != nil {
				return err
			}
			return fmt.Errorf("the application %s lacks %s", v.Text(ManagementID), strings.Join(lackingScopes(v), " "))
		},
		Options: func(v *walk.View) []walk.Option {
			again := walk.Option{Label: "Look again", Note: "it is mended in Auth0", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookApplications}}
			paste := walk.Option{Label: "Paste the values instead", Note: "somebody makes them by hand", Enter: "paste them", EnterShort: "paste",
				Event: walk.Answered{Name: Access, Value: walk.TextOf(ByHand)}}
			if v.Text(Access) == ByToken {
				return []walk.Option{
					{Label: "Give another token", Enter: "give one", EnterShort: "token", Event: walk.Goto{Name: APIToken}}, again, paste,
				}
			}
			return []walk.Option{
				{Label: "Correct the client ID", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: ManagementID}},
				{Label: "Correct the client secret", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: ManagementSecret}},
				{Label: "Give a Management API token instead", Enter: "give a token", EnterShort: "token",
					Event: walk.Answered{Name: Access, Value: walk.TextOf(ByToken)}},
				again, paste,
			}
		},
	}
}

func sayRefused(v *walk.View) walk.Words {
	words := walk.Words{Mark: walk.Failed, Title: "Auth0 does not let this program in"}
	err := listed(v).Err
	if err != nil {
		words.Lead, words.Raw = sentence(err.Error()), err.Raw()
	}
	if v.Text(Access) != ByCredentials {
		return words
	}
	words.Rows = []walk.Row{{Key: "client ID", Value: v.Text(ManagementID)}}
	switch {
	case err == nil:
		words.Title = "This application may not do all that is needed"
		words.Short = "The application may do too little"
		words.Lead = "Add what its grant on the Management API lacks: " + whereGranted + ". Then look again."
		words.Rows = append(words.Rows, walk.Row{Mark: walk.Failed, Key: "lacks", Value: strings.Join(lackingScopes(v), " ")})
	case err.Kind == auth0.NotGranted:
		words.Title = "This application may not use the Management API"
		words.Short = "It may not use the Management API"
		words.Lead = "Authorize it in the dashboard: " + whereGranted + ". Then look again."
		words.Rows = append(words.Rows, walk.Row{Key: "it needs", Value: strings.Join(neededScopes(v), " ")})
	}
	if given, was := v.Given(ManagementID); was {
		words.Rows = append(words.Rows,
			walk.Row{Key: "named by", Value: given.Source + ", which is for an application that may use the Management API"},
			walk.Row{Key: "web app", Value: "the one that users sign in through is named by --web-client-id and --web-client-secret-file"})
	}
	return words
}
