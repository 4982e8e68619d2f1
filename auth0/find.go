package auth0

import (
	"slices"
	"strings"
)

// Reason is what speaks for an application that was found, the stronger the
// lower. Names are not unique in Auth0 and speak for nothing.
type Reason int

// The reasons, in the order in which they count.
const (
	MadeByWalk   Reason = iota // this walk made it, whatever address its tag names
	InFile                     // the configuration names its client ID, and this tenant
	Tagged                     // it carries this program's tag for this authenticate service URL
	SameCallback               // all its callback URLs are this Pomerium's
	NoReason                   // nothing: it is there to be chosen by hand
)

func (r Reason) String() string {
	switch r {
	case MadeByWalk:
		return "this walk made it"
	case InFile:
		return "its client ID stands in the configuration"
	case Tagged:
		return "this program made it for this Pomerium"
	case SameCallback:
		return "it has the same callback URL"
	default:
		return ""
	}
}

// Search is what an application is looked for by.
type Search struct {
	Tag      string // WebApp.Tag or M2MApp.Tag
	Walk     string // of this walk; or empty
	Made     string // client ID of what this walk made; or empty
	InFile   string // client ID in the configuration, if that is about this tenant; or empty
	Callback string // of a web app; empty for an M2M app
	Token    string // client ID that the Management API token was made for: never found
	WebApp   string // client ID of the web app, where an M2M app is looked for; or empty
}

// Candidate is an application of the tenant and what speaks for or against it.
type Candidate struct {
	Application
	Reason Reason
	// Against is why it is not taken by itself, a sentence without its
	// subject, or empty: it belongs to another Pomerium, its secret cannot be
	// used, or it does the other application's work.
	Against string
	// Unusable is set where it is not taken at all: what stands against it is
	// more than whose it is.
	Unusable bool
}

// Found is every application that may be used, the likelier first.
type Found []Candidate

// Find looks through the tenant's applications.
func Find(applications []Application, s Search) Found {
	var found Found
	for _, a := range applications {
		if a.ID == "" || a.ID == s.Token {
			continue
		}
		against, unusable := s.against(a)
		found = append(found, Candidate{a, s.reason(a), against, unusable})
	}
	slices.SortStableFunc(found, func(a, b Candidate) int {
		if (a.Against == "") != (b.Against == "") {
			if a.Against == "" {
				return -1
			}
			return 1
		}
		return int(a.Reason - b.Reason)
	})
	return found
}

func (s Search) reason(a Application) Reason {
	switch {
	case s.madeByWalk(a):
		return MadeByWalk
	case a.ID == s.InFile:
		return InFile
	case a.Tag != "" && a.Tag == s.Tag:
		return Tagged
	case allOurs(a, s.Callback):
		return SameCallback
	default:
		return NoReason
	}
}

// madeByWalk does not take the walk's other application for this one: the
// word in front of their tags differs.
func (s Search) madeByWalk(a Application) bool {
	return a.ID == s.Made || madeBy(s.Walk, kindOfTag(s.Tag)+" ", a)
}

// against is what speaks against an application, and whether it is not to be
// taken at all. One that does both the web app's and the M2M app's work carries
// one tag only: the next run would find it in one role and make the other anew,
// and an undo of either would end both. And the secret that users sign in with
// would read all of them.
func (s Search) against(a Application) (reason string, unusable bool) {
	kind, address, tagged := strings.Cut(a.Tag, " ")
	switch {
	case a.keyed():
		return "it proves itself with " + shown(a.AuthMethod) + ", where a client secret is no use", true
	case s.WebApp != "" && a.ID == s.WebApp:
		return "users sign in through it, and roles are read through one of its own", true
	case tagged && kind != kindOfTag(s.Tag):
		return "this program made it as the " + kindName(kind) + " of " + shown(address), true
	case s.madeByWalk(a):
		return "", false
	}
	if reason, unusable := s.others(a); unusable {
		return reason, true
	} else if a.Tag != "" && a.Tag != s.Tag {
		return "it belongs to another Pomerium, " + shown(address), false
	} else if s.reason(a) == NoReason {
		return reason, false
	}
	return "", false
}

// others says who else uses an application. It can't be used where something
// would have to change that locks them out.
func (s Search) others(a Application) (reason string, unusable bool) {
	kind, address, _ := strings.Cut(s.Tag, " ")
	if kind+" " == m2mTag {
		// Its secret is not in use, so whoever uses it does so in another way.
		if a.AuthMethod == AuthNone && a.Tag != s.Tag {
			return "it is used without a client secret, and changing that would lock its users out", true
		}
		return "", false
	}
	reason = usedByOthers(a, address)
	if needed := conversions(a); reason != "" && len(needed) > 0 {
		return reason + ", and would be locked out by another " + strings.Join(needed, ", "), true
	}
	return reason, false
}

func kindOfTag(tag string) string {
	kind, _, _ := strings.Cut(tag, " ")
	return kind
}

func kindName(kind string) string {
	switch kind {
	case "web":
		return "web app"
	case "m2m":
		return "M2M app"
	default:
		return "application"
	}
}

// Best lists those that the strongest reason speaks for and nothing against:
// none, the one to use, or several that nothing tells apart and that only the
// operator can choose from.
func (f Found) Best() []Candidate {
	for i, c := range f {
		if c.Against != "" || c.Reason == NoReason || c.Reason != f[0].Reason {
			return f[:i]
		}
	}
	return f
}

// Mine is the one that this walk made, which there is one of at most. It stays
// that one where it cannot be used: another one would not be any better.
func (f Found) Mine() (Candidate, bool) {
	i := slices.IndexFunc(f, func(c Candidate) bool { return c.Reason == MadeByWalk })
	if i < 0 {
		return Candidate{}, false
	}
	return f[i], true
}

// ByID is the application with that client ID.
func (f Found) ByID(id string) (Candidate, bool) {
	i := slices.IndexFunc(f, func(c Candidate) bool { return c.ID == id })
	if i < 0 {
		return Candidate{}, false
	}
	return f[i], true
}
