package perform

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"syscall"
	"time"

	"pomerium-auth0/internal/dial"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/steps"
)

// reachBound is how long the authenticate service is looked for: it is an
// offer, and often not there yet.
const reachBound = 2 * time.Second

// A Reach leads to the authenticate service, as to browsers.
type Reach struct {
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Roots *x509.CertPool // nil: the system's
}

// probeAddress looks whether the authenticate service URL leads anywhere yet,
// and whether that is Pomerium. What is missing is still to do, no failure.
func (p *Performer) probeAddress(ctx context.Context, url string) steps.CheckFact {
	if p.Reach == nil {
		return steps.CheckFact{} // nothing is said of it
	}
	ctx, cancel := context.WithTimeout(ctx, reachBound)
	defer cancel()
	// The transport would go on connecting when nobody waits for it any more.
	connect := func(dialing context.Context, network, address string) (net.Conn, error) {
		dialing, stop := context.WithCancel(dialing)
		defer context.AfterFunc(ctx, stop)()
		return p.Reach.Dial(dialing, network, address)
	}
	client := http.Client{
		Transport: &http.Transport{DialContext: connect, Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{RootCAs: p.Reach.Roots}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	warned := func(text string) steps.CheckFact { return steps.CheckFact{Outcome: steps.CheckWarned, Text: text} }
	unchecked := func(text string) steps.CheckFact { return steps.CheckFact{Text: text} }
	// Pomerium describes itself there (internal/handlers of Pomerium 0.33).
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/.well-known/pomerium", nil)
	if err != nil {
		return unchecked("the address cannot be read")
	}
	proxy, _ := http.ProxyFromEnvironment(request)
	if proxy != nil {
		ctx = dial.Anywhere(ctx)
	}
	// A time that is up says by itself nothing of what was waited for.
	var found atomic.Bool // an address for the name
	request = request.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		ConnectStart: func(string, string) { found.Store(true) },
	}))
	answer, err := client.Do(request)
	var name *net.DNSError
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(err, &untrusted):
		return warned("its certificate is not trusted by this machine")
	case err != nil && proxy != nil:
		return unchecked("the proxy of this machine leads nowhere there")
	case errors.As(err, &name) && name.IsNotFound:
		return warned("its name leads nowhere yet: let DNS point it to this server")
	case errors.As(err, &name):
		return unchecked("this machine's DNS gave no answer for its name (" + text.Line(name.Err) + ")")
	case errors.Is(err, syscall.ECONNREFUSED):
		return warned("nothing answers there yet")
	case isTimeout(err) && !found.Load():
		return unchecked("this machine's DNS gave no answer for its name within two seconds")
	case isTimeout(err):
		return warned("no answer came from there within two seconds")
	case err != nil:
		return warned("it cannot be reached from here: " + innermost(err))
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

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// innermost are the words of a cause, without Go's chain of prefixes.
func innermost(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return text.Line(err.Error())
}
