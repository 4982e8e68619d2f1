package auth0

import (
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/internal/text"
)

// Judge looks at a web app as its settings are: what Pomerium cannot use, and
// what weakens it. Callback is the URL that Pomerium needs, "" where that is not
// known; others are somebody else's, or forgotten.
func Judge(app Application, callback string) Probe {
	var wrong, odd []string
	if app.SigningAlg != RS256 && app.SigningAlg != PS256 {
		wrong = append(wrong, fmt.Sprintf("it signs ID tokens with %s, and Pomerium takes RS256 and PS256", algorithm(app)))
	}
	if !app.secretUsable() {
		wrong = append(wrong, "it proves itself with "+authName(app.AuthMethod)+", and Pomerium has a secret")
	}
	for _, grant := range []string{AuthorizationCode, RefreshToken} {
		if !slices.Contains(app.GrantTypes, grant) {
			wrong = append(wrong, "its grant "+strings.ReplaceAll(grant, "_", " ")+" is off")
		}
	}
	if !app.OIDCConformant {
		odd = append(odd, "it is not OIDC conformant")
	}
	if app.Type != RegularWeb {
		odd = append(odd, "its type is "+TypeName(app.Type))
	}
	others := 0
	for _, other := range app.Callbacks {
		switch {
		case other == callback:
		case strings.Contains(other, "*"):
			odd = append(odd, "a callback URL has a wildcard: "+text.Line(other))
		case strings.HasPrefix(other, "http://"):
			odd = append(odd, "a callback URL is not https: "+text.Line(other))
		default:
			others++
		}
	}
	if others > 0 && callback != "" {
		odd = append(odd, plural(others, "other callback URL")+" allowed too")
	}
	switch {
	case len(wrong) > 0:
		return Probe{Outcome: Failed, Text: strings.Join(wrong, "; "), Cause: WrongSettings}
	case len(odd) > 0:
		return Probe{Outcome: Warned, Text: strings.Join(odd, "; ")}
	}
	return Probe{Outcome: Passed, Text: algorithm(app) + ", authorization code and refresh token"}
}
