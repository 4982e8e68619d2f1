package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/config"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/walk"
)

func authenticateURLQuestion(o Options) *walk.Question {
	return &walk.Question{
		Kind:    walk.Text,
		Say:     func(v *walk.View) walk.Words { return authenticateURLWords(o, v) },
		Options: func(v *walk.View) []walk.Option { return practiceOptions(o, v) },
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if o.Practice != nil {
				return derived(o.Practice.AuthenticateURL, "an address to practise with")
			}
			return suggestAuthenticateURL(v)
		},
		Take: func(_ *walk.View, value walk.Value) (map[string]walk.Value, error) {
			address, _, err := config.ParseAuthenticateURL(value.Text)
			if err != nil {
				return nil, err
			}
			return map[string]walk.Value{AuthenticateURL: walk.TextOf(address.String())}, nil
		},
		Valid: func(v *walk.View, value walk.Value) error {
			address, _, err := config.ParseAuthenticateURL(value.Text)
			if err != nil {
				return err
			}
			if route, taken := fileOf(v).Contents.RouteOn(address); taken {
				return fmt.Errorf("%s is the address of one of your routes, %s: the authenticate service needs a host name of its own", address.Hostname(), route)
			}
			return nil
		},
		Remark: func(_ *walk.View, value walk.Value) walk.Remark {
			address, remarks, err := config.ParseAuthenticateURL(value.Text)
			switch {
			case err != nil || len(remarks) == 0:
				return walk.Remark{}
			case address.Sample():
				return walk.Remark{Mark: walk.Warned, Text: strings.Join(remarks, "; ")}
			}
			return walk.Remark{Text: strings.Join(remarks, "; ")}
		},
	}
}

// suggestAuthenticateURL is what Pomerium has, by its environment or its file,
// else an address made of its routes. Samples and Pomerium's own sign-in are
// never suggested.
func suggestAuthenticateURL(v *walk.View) (walk.Suggestion, bool) {
	file := fileOf(v)
	for _, override := range startedWith(v) {
		address, _, err := config.ParseAuthenticateURL(override.Value.Reveal())
		if override.Name == "AUTHENTICATE_SERVICE_URL" && err == nil && usable(v, address) {
			return found(address.String(), "as in "+text.Line(override.Place))
		}
	}
	if address := file.Contents.AuthenticateURL; usable(v, address) {
		return found(address.String(), "as in "+text.Line(file.Path))
	}
	address := file.Contents.SuggestAuthenticateURL()
	if address.IsZero() {
		return walk.Suggestion{}, false
	}
	reason := "made from the host names of your routes"
	if port := file.Contents.Port(); port != "443" {
		reason += fmt.Sprintf("; drop :%s if a load balancer takes 443 there", port)
	}
	return derived(address.String(), reason)
}

// usable reports whether an address that was found can be suggested.
func usable(v *walk.View, address config.AuthenticateURL) bool {
	_, taken := fileOf(v).Contents.RouteOn(address)
	return !address.IsZero() && !address.Sample() && !taken
}

func authenticateURLWords(o Options, v *walk.View) walk.Words {
	words := walk.Words{
		Title: "Let your users sign in to Pomerium through Auth0",
		Short: "Sign in through Auth0",
		Lead:  "You need an Auth0 tenant (free at auth0.com) and a host name that points to this server. Nothing changes before you confirm it.",
		Label: "Authenticate service URL",
		Help:  "A host name of its own, used for nothing else, that points to this server. Your users' browsers pass through it when they sign in.",
		Hint:  "such as https://authenticate.example.com",
		Enter: "accept this", EnterShort: "accept",
		About: []walk.Row{
			{Key: "find it", Value: "authenticate_service_url, if Pomerium has one already; else choose a name and let DNS point it here"},
			{Key: "used for", Value: "authenticate_service_url, and the addresses Auth0 sends users back to"},
			{Key: "unattended", Value: "--authenticate-url, or AUTHENTICATE_SERVICE_URL"},
		},
	}
	if o.Practice != nil {
		words.Heading = "To practise with; nothing of this server is touched:"
	} else {
		words.Heading = "Found on this server:"
	}
	words.Rows = append(words.Rows, versionRow(o, v), fileRow(v))
	words.Rows = append(words.Rows, todayRows(v)...)
	return words
}
