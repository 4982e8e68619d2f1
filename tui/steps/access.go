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

// explorer is where the dashboard shows a Management API token.
const explorer = "https://manage.auth0.com/#/apis/management/explorer"

// accessQuestion asks who makes the applications. It is quiet where what was
// given, or could be reached, leaves one answer.
func accessQuestion(o Options) *walk.Question {
	follows := func(v *walk.View) (string, bool) {
		given := func(name string) bool { _, was := v.Given(name); return was }
		givenText := func(name string) string { g, _ := v.Given(name); return g.Value.Text }
		switch {
		case v.Text(Unreached) == ByHand:
			return ByHand, true
		case given(APIToken) || o.Practice != nil:
			return ByToken, true
		case given(ManagementID) || given(ManagementSecret):
			return ByCredentials, true
		case givenText(WebApp) == PasteApp || given(WebAppID) || given(WebAppSecret):
			return ByHand, true
		case given(WebApp), givenText(M2MApp) == CreateApp:
			return ByToken, true
		}
		return "", false
	}
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{
				Title: "Who makes the applications in Auth0?",
				Short: "Who makes the applications?",
				Lead:  "Pomerium needs one that users sign in through, and some versions one more that reads their roles.",
				Rows:  addressRows(v),
				About: []walk.Row{
					{Key: "unattended", Value: "follows from --api-token-file, --management-client-id, or --web-app paste"},
				},
			}
		},
		Options: func(*walk.View) []walk.Option {
			return []walk.Option{
				{Value: walk.TextOf(ByToken), Label: "This program", Note: "with a Management API token", Enter: "give a token", EnterShort: "token"},
				{Value: walk.TextOf(ByCredentials), Label: "This program, with credentials", Note: "of an application that may", Enter: "give them", EnterShort: "give"},
				{Value: walk.TextOf(ByHand), Label: "I or a colleague, in the dashboard", Note: "and I paste the values", Enter: "paste the values", EnterShort: "paste"},
			}
		},
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if answer, does := follows(v); does {
				return found(answer, "")
			}
			return derived(ByToken, "")
		},
		Otherwise: otherwise(ByHand),
		Quiet:     func(v *walk.View) bool { _, does := follows(v); return does },
		Valid: func(v *walk.View, value walk.Value) error {
			switch value.Text {
			case ByHand:
				return nil
			case ByToken, ByCredentials:
				if unreached(v) {
					return errors.New("the tenant cannot be reached from here, so the values must be pasted")
				}
				return nil
			}
			return errors.New("choose who makes the applications")
		},
	}
}

func tokenQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind: walk.Secret,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{
				Title:   "A Management API token for " + tenantName(v),
				Short:   "Management API token",
				Lead:    "The token lets this program create the applications. Auth0 shows one here.",
				Address: explorer,
				Rows: append(addressRows(v), []walk.Row{
					{Key: "by hand", Value: "Applications → APIs → Auth0 Management API → API Explorer"},
					{Key: "new tenant", Value: "there, press Create & Authorize a Test Application first"},
					{Key: "allows", Value: "everything in this tenant: a test token that can't be revoked"},
					{Key: "lifetime", Value: "24 hours; 1 hour is enough: Token Expiration, on the same tab"},
					{Key: "kept", Value: "in memory only, until this program ends"},
				}...),
				Label: "Token", Enter: "use it", EnterShort: "use",
				Bare: explorer,
				About: []walk.Row{
					{Key: "required", Value: strings.Join(neededScopes(v), " ")},
					{Key: "optional", Value: strings.Join(optionalScopes(v), " ")},
					{Key: "why each", Value: "pomerium-auth0 scopes"},
					{Key: "fewer rights", Value: "the choice below the field shows how to create an application with only these scopes"},
					{Key: "unattended", Value: "--api-token-file, or AUTH0_API_TOKEN"},
				},
			}
		},
		Options: func(*walk.View) []walk.Option {
			return []walk.Option{{Label: "Use an application with fewer rights", Note: "shows how to create one", Enter: "show how", EnterShort: "show how",
				Event: walk.Answered{Name: Access, Value: walk.TextOf(ByCredentials)}}}
		},
		Suggest: func(*walk.View) (walk.Suggestion, bool) {
			if o.Practice == nil {
				return walk.Suggestion{}, false
			}
			return walk.Suggestion{Value: walk.SecretOf(o.Practice.Token), Reason: "a token of the practice tenant", Origin: walk.Found}, true
		},
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			token, err := auth0.ReadToken(secret.New(value.Secret.Reveal() + value.Text))
			if err != nil {
				return nil, err
			}
			return map[string]walk.Value{APIToken: walk.SecretOf(token.Secret)}, nil
		},
		Valid: func(v *walk.View, value walk.Value) error {
			token, err := auth0.ReadToken(value.Secret)
			if err != nil {
				return err
			}
			if err := token.Problem(v.Now(), domainOf(v)); err != nil {
				return err
			}
			if missing := token.Missing(neededScopes(v)...); len(missing) > 0 {
				return fmt.Errorf("this token lacks %s: add %s to the application it is made for (%s) and copy a new one",
					strings.Join(missing, ", "), them(len(missing)), whereGranted)
			}
			return nil
		},
		Remark: func(v *walk.View, value walk.Value) walk.Remark {
			if value.IsZero() {
				return walk.Remark{}
			}
			return remarkToken(v, secret.New(value.Secret.Reveal()+value.Text))
		},
	}
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// tenantName is what a sentence calls the tenant.
func tenantName(v *walk.View) string {
	if domain := domainOf(v); !domain.IsZero() {
		return domain.Host()
	}
	return "your tenant"
}

func managementIDQuestion() *walk.Question {
	return &walk.Question{
		Kind:         walk.Text,
		TakesSecrets: true,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{
				Title: "The application that may use the Management API",
				Short: "Application for the Management API",
				Lead:  "A Machine to Machine application of " + tenantName(v) + " that is granted these scopes on it.",
				Rows:  setupRows(v),
				Label: "Client ID", Help: "Dashboard → Applications → the application → Settings.",
				Enter: "go on", EnterShort: "go on",
				Bare: setupText(v),
				About: []walk.Row{
					{Key: "why each", Value: "pomerium-auth0 scopes"},
					{Key: "afterwards", Value: "delete the application, or keep it for pomerium-auth0 check"},
					{Key: "unattended", Value: "--management-client-id, or AUTH0_CLIENT_ID"},
				},
			}
		},
		Take:   takeClientID(ManagementID),
		Valid:  func(_ *walk.View, value walk.Value) error { return pastedValid("the client ID", value.Text) },
		Remark: remarkID,
	}
}

func managementSecretQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Secret,
		Say: func(v *walk.View) walk.Words {
			return walk.Words{
				Title: "Its client secret",
				Lead:  "It is kept in memory only, until this program ends.",
				Rows:  []walk.Row{{Key: "client ID", Value: v.Text(ManagementID)}},
				Label: "Client secret", Enter: "use it", EnterShort: "use",
				About: []walk.Row{{Key: "unattended", Value: "--management-client-secret-file, or AUTH0_CLIENT_SECRET"}},
			}
		},
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			clean := secret.Clean(value.Secret.Reveal() + value.Text)
			return map[string]walk.Value{ManagementSecret: walk.SecretOf(secret.New(clean))}, nil
		},
		Valid: func(_ *walk.View, value walk.Value) error {
			return secretValid(value.Secret)
		},
		Remark: remarkSecret,
	}
}

// cannotReadRoles says why this Pomerium cannot read roles behind a custom
// domain, or nothing.
func cannotReadRoles(v *walk.View, version config.Version) error {
	if version.UsesServiceAccount() && accountDomain(v) != "" && !version.AcceptsDomainKey() {
		return fmt.Errorf("Pomerium %s asks the Management API at the custom domain, where there is none: 0.16.3 and newer know the tenant's own. Go back and use %s as the domain, or a newer Pomerium",
			version, tenantOf(v))
	}
	return nil
}
