package perform

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"pomerium-auth0/tui/steps"
)

// reachBound is how long the authenticate service is looked for: it is an
// offer, and often not there yet.
const reachBound = 2 * time.Second

// probeAddress looks whether the authenticate service URL leads anywhere yet,
// and whether that is Pomerium. What is missing is still to do, no failure.
func (p *Performer) probeAddress(ctx context.Context, url string) steps.CheckFact {
	if p.Reach == nil {
		return steps.CheckFact{} // nothing is said of it
	}
	ctx, cancel := context.WithTimeout(ctx, reachBound)
	defer cancel()
	client := http.Client{
		Transport:     &http.Transport{DialContext: p.Reach, Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	warned := func(text string) steps.CheckFact { return steps.CheckFact{Outcome: steps.CheckWarned, Text: text} }
	// Pomerium describes itself there (internal/handlers of Pomerium 0.33).
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/.well-known/pomerium", nil)
	if err != nil {
		return steps.CheckFact{Text: "not checked: the address cannot be read"}
	}
	answer, err := client.Do(request)
	var noName *net.DNSError
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(err, &noName):
		return warned("its name leads nowhere yet: let DNS point it to this server")
	case errors.As(err, &untrusted):
		return warned("its certificate is not trusted by this machine")
	case err != nil:
		return warned("nothing answers there yet")
	}
	defer answer.Body.Close()
	var described struct {
		Callback string `json:"authentication_callback_endpoint"`
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil || json.Unmarshal(body, &described) != nil || described.Callback == "" {
		return warned("something answers there, and it does not look like Pomerium")
	}
	return steps.CheckFact{Outcome: steps.CheckPassed, Text: "Pomerium answers there"}
}
