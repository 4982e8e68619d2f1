package auth0

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"

	"pomerium-auth0/internal/text"
)

// Outcome is what a probe proved.
type Outcome int

// The outcomes of a probe.
const (
	NotChecked Outcome = iota // nothing was proven either way; Text says why
	Passed
	Failed
	Warned // works, but look
)

// Cause is what is wrong where a probe did not pass.
type Cause int

// The causes that something follows from.
const (
	OtherCause    Cause = iota
	WrongSecret         // Auth0 does not take the client ID and secret
	UnknownID           // there is no application with the client ID
	MissingURL          // a URL is not among those that are allowed
	MissingGrant        // a grant is off, is not there, or lacks a scope
	WrongSettings       // as Judge says
	NothingTold         // it was to be proven, and nothing came that tells
)

// Probe is the result of asking Auth0 without any management access whether
// a setting works. It is a value: a tenant that is not reached is NotChecked.
type Probe struct {
	Outcome Outcome
	Text    string // after the check's name: "registered", "not registered: …"
	Cause   Cause  // of a failure, where it is known what would mend it
	// TooEarly says that a failure may only mean that the tenant does not know
	// the application yet; one made less than a few seconds ago is asked again
	// (Until).
	TooEarly bool
	raw      string
}

// Raw is Auth0's answer, for a probe that did not pass.
func (p Probe) Raw() string { return p.raw }

// Until repeats a probe that is too early until the moment until.
func Until(ctx context.Context, until time.Time, probe func(context.Context) Probe) Probe {
	for pause := 500 * time.Millisecond; ; {
		p := probe(ctx)
		if !p.TooEarly || !time.Now().Before(until) {
			return p
		}
		if wait(ctx, min(pause, time.Until(until))) != nil {
			return p
		}
	}
}

// unchecked is the probe of a request that brought no answer of use.
func unchecked(err error) Probe {
	p := Probe{Outcome: NotChecked, Text: err.Error(), Cause: NothingTold}
	var refused *Error
	if errors.As(err, &refused) && refused.Kind == MissingScope {
		p.Cause = OtherCause // it was not to be proven with this access
	}
	var holder interface{ Raw() string }
	if errors.As(err, &holder) {
		p.raw = holder.Raw()
	}
	return p
}

// nothingTold is the probe of an answer that proves nothing either way.
func nothingTold(a *answer, what string) Probe {
	return Probe{Outcome: NotChecked, Text: "Auth0's answer tells nothing: " + what, Cause: NothingTold, raw: a.raw()}
}

// pageProbe is the probe that Auth0 answered with a page for people. A page
// that does not speak of the request, as one that turns an address away, proves
// nothing.
func pageProbe(a *answer, doing string) Probe {
	said := pageText(a.body)
	if a.status >= 500 {
		return unchecked(a.refusal())
	}
	probe, known := refusedProbe(a, said, doing)
	if !known && a.status != 400 {
		return nothingTold(a, text.Cut(said, 160))
	}
	return probe
}

// refusedProbe is the probe of a request that Auth0 refuses in words: on a page,
// or by leading to a page of the tenant's own. Doing is what a user would not get
// done, and known whether the words are such that tell what is wrong.
func refusedProbe(a *answer, said, doing string) (probe Probe, known bool) {
	ends := doing + " would end on an error page"
	probe = Probe{Outcome: Failed, raw: a.raw()}
	switch {
	case strings.Contains(said, "Unknown client"):
		probe.Text, probe.Cause, probe.TooEarly = "Auth0 knows no application with this client ID", UnknownID, true
	case strings.Contains(said, "Callback URL mismatch"), strings.Contains(said, "is not defined as a valid URL"):
		probe.Text, probe.Cause = "not registered: "+ends, MissingURL
	default:
		probe.Text = ends + " (" + text.Cut(said, 160) + ")"
		return probe, false
	}
	return probe, true
}

// redirected asks what Auth0 answers with a redirect, and where that leads: nil
// where the probe says already what came instead.
func (c *Client) redirected(ctx context.Context, domain Domain, path string, query url.Values, doing string) (a *answer, to *url.URL, probe Probe) {
	a, err := c.get(ctx, domain, path, query)
	if err != nil {
		return nil, nil, unchecked(err)
	}
	if a.status < 300 || a.status >= 400 {
		return a, nil, pageProbe(a, doing)
	}
	location := a.header.Get("Location")
	if to, err = a.request.URL.Parse(location); err != nil || location == "" {
		return a, nil, nothingTold(a, "it leads nowhere")
	}
	return a, to, Probe{}
}

// errorIn finds the error that a redirect carries (RFC 6749, 4.1.2.1): to the
// callback, or to an error page of the tenant's own.
func errorIn(location *url.URL) string {
	values := location.Query()
	if values.Get("error") == "" {
		values, _ = url.ParseQuery(location.Fragment)
	}
	name, description := values.Get("error"), values.Get("error_description")
	switch {
	case name == "":
		return ""
	case description == "":
		return text.Line(name)
	default:
		return text.Line(name + ": " + description)
	}
}

var (
	unseen = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)\s*>|<!--.*?-->`)
	tag    = regexp.MustCompile(`(?s)<[^>]*>`)
	blanks = regexp.MustCompile(`\s+`)
)

// pageText is what an HTML page says, in one line.
func pageText(page []byte) string {
	s := string(page)
	if len(s) > 64<<10 {
		s = s[:64<<10]
	}
	s = tag.ReplaceAllString(unseen.ReplaceAllString(s, " "), " ")
	s = strings.NewReplacer("&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&#x27;", "'", "&#x2F;", "/",
		"&lt;", "<", "&gt;", ">", "&nbsp;", " ", "&amp;", "&").Replace(s)
	return text.Line(strings.TrimSpace(blanks.ReplaceAllString(s, " ")))
}
