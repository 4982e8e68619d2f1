package auth0

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// rawLength is how much of an answer is kept to be shown.
const rawLength = 4000

// secretValue finds values in JSON, whole or broken off, that no screen shows.
var secretValue = regexp.MustCompile(`("(?:client_secret|access_token|refresh_token|id_token|assertion)"\s*:\s*")(?:[^"\\]|\\.)*`)

// rawAnswer is an answer as ctrl+e shows it: status, what limits it named, and
// the body, without control characters and without the secrets of the request.
func rawAnswer(request *http.Request, sent []secret.Secret, status int, header http.Header, body []byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n%d %s\n", request.Method, request.URL.EscapedPath(), status, http.StatusText(status))
	for _, name := range []string{"Content-Type", "Retry-After", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "Location"} {
		if value := header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", strings.ToLower(name), value)
		}
	}
	// Cut before cleaning, which may make it six times as long; a secret that
	// the cut would halve is masked before.
	shown := masked(secretValue.ReplaceAllString(string(body), "${1}"+secret.Mask), sent)
	if len(shown) > rawLength {
		shown = shown[:rawLength] + "…"
	}
	b.WriteString("\n" + shown)
	return text.Cut(strings.TrimSpace(text.Lines(b.String())), 2*rawLength)
}

// masked is s without the secrets, plain or as JSON or a form writes them.
func masked(s string, secrets []secret.Secret) string {
	for _, hidden := range secrets {
		plain := hidden.Reveal()
		if plain == "" {
			continue
		}
		inJSON, _ := json.Marshal(plain)
		s = strings.NewReplacer(
			plain, secret.Mask,
			string(inJSON[1:len(inJSON)-1]), secret.Mask,
			url.QueryEscape(plain), secret.Mask,
		).Replace(s)
	}
	return s
}

// shownMessage is a server's sentence within one of ours.
func shownMessage(s string) string { return text.Cut(text.Line(s), 300) }
