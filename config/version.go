package config

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"

	"pomerium-auth0/internal/text"
)

// A Kind is what Pomerium is run as: it decides where the settings live.
type Kind int

// The kinds of Pomerium.
const (
	OpenSource Kind = iota // a configuration file, or the environment
	Enterprise             // the same, and a console for directory sync
	Zero                   // everything in the console of Pomerium Zero
)

// A Class is a range of versions that want the same settings.
type Class int

// The classes of versions.
const (
	DirectorySync Class = iota // 0.11 to 0.19: reads roles with idp_service_account
	Between                    // 0.20 and 0.21: refuses to start with idp_service_account
	Current                    // 0.22 and newer: has no effect without authenticate_service_url
)

// latest stands for a version that is not known more closely than 0.22 or
// newer, such as the image tag "latest" or a console without a number.
const latest = "latest"

// A Version is the Pomerium that the settings are for. It is compared with ==;
// the zero Version is none. Its questions come from the release tags of
// Pomerium v0.11.0 to v0.33.1.
type Version struct {
	kind   Kind
	number string // "v0.19.2", "v0.33" or latest
}

// number finds the version in "0.33", "v0.19.2", "0.14.8+hash" and in image
// tags such as "nonroot-v0.33.1" or "v0.20.0-arm64".
var number = regexp.MustCompile(`^(?:(?:debug|nonroot|rootless|amd64|arm64|arm64v8)-)*v?(\d+\.\d+(?:\.\d+)?)(?:[-+][0-9A-Za-z.+-]*)?$`)

// ParseVersion reads a version as it is typed or stands in an image tag:
// "0.19.2", "v0.33", "latest" (0.22 or newer), "enterprise", "zero",
// "enterprise 0.30". Its errors say what is wrong with one and what to give
// instead.
func ParseVersion(typed string) (Version, error) {
	s := strings.ToLower(strings.Trim(strings.TrimSpace(typed), `"'`))
	if _, tag, found := strings.Cut(s, "pomerium/pomerium:"); found {
		s, _, _ = strings.Cut(tag, "@")
	}
	s = strings.TrimSpace(strings.TrimPrefix(s, "pomerium"))
	version := Version{kind: OpenSource}
	for name, kind := range map[string]Kind{"enterprise": Enterprise, "zero": Zero} {
		if rest, found := strings.CutPrefix(s, name); found {
			version.kind = kind
			s = strings.TrimSpace(rest)
			if s == "" {
				s = latest
			}
		}
	}
	if s == latest {
		version.number = latest
		return version, nil
	}
	found := number.FindStringSubmatch(s)
	if found == nil || !semver.IsValid("v"+found[1]) {
		return Version{}, fmt.Errorf("%q is no version of Pomerium: give it as 0.33 or 0.19.2, or as enterprise or zero",
			text.Cut(text.Line(typed), 40))
	}
	version.number = "v" + found[1]
	if !version.atLeast("v0.11") {
		return Version{}, fmt.Errorf("Pomerium %s has no auth0 provider, which came with 0.11: update Pomerium first", found[1])
	}
	if version.kind != OpenSource && version.Class() == DirectorySync {
		return Version{}, fmt.Errorf("%s before 0.20 keeps directory sync in its configuration file: give the version as %s alone",
			version.kind, found[1])
	}
	return version, nil
}

// The three shapes of what `pomerium --version` prints: up to 0.14; 0.15 to at
// least 0.25; seen at 0.30 and 0.33. Other programs print lone versions too,
// so nothing else is taken for one.
var (
	oldShape = regexp.MustCompile(`^v(\d+\.\d+\.\d+)(?:[-+]\S*)?\s*$`)
	newShape = regexp.MustCompile(`^(?:pomerium version\s+)?pomerium: v(\d+\.\d+\.\d+)(?:[-+]\S*)?\r?\nenvoy: [^\n]*\s*$`)
)

// ParseBinaryOutput reads what `pomerium --version` printed. The binary cannot
// tell open source from Enterprise or Zero; see As.
func ParseBinaryOutput(out string) (Version, error) {
	if found := newShape.FindStringSubmatch(out); found != nil {
		return ParseVersion(found[1])
	}
	if found := oldShape.FindStringSubmatch(out); found != nil {
		if version, err := ParseVersion(found[1]); err != nil || !version.atLeast("v0.15") {
			return version, err
		}
	}
	return Version{}, fmt.Errorf("what the program printed is no version of Pomerium: %q", text.Cut(text.Line(out), 60))
}

// As is the same version run as another kind. A version of 0.19 or older stays
// what it is: its directory sync is in the file whatever runs beside it.
func (v Version) As(kind Kind) Version {
	if v.IsZero() || v.Class() == DirectorySync {
		return v
	}
	return Version{kind: kind, number: v.number}
}

// IsZero reports whether there is no version.
func (v Version) IsZero() bool { return v == Version{} }

// Kind is what this Pomerium is run as.
func (v Version) Kind() Kind { return v.kind }

// newest is the newest version whose settings are known here.
const newest = "v0.33"

// Unknown says of a version that came after all that are known here which is
// the newest of those, "0.33", and is "" for others.
func (v Version) Unknown() string {
	if v.number == latest || semver.Compare(semver.MajorMinor(v.number), newest) <= 0 {
		return ""
	}
	return strings.TrimPrefix(newest, "v")
}

// Class is the range of versions that this one belongs to.
func (v Version) Class() Class {
	switch {
	case v.atLeast("v0.22"):
		return Current
	case v.atLeast("v0.20"):
		return Between
	}
	return DirectorySync
}

// atLeast reports whether this is number or newer.
func (v Version) atLeast(number string) bool {
	return v.number == latest || semver.Compare(v.number, number) >= 0
}

// UsesServiceAccount reports whether roles are read through
// idp_service_account. Later versions refuse to start with that key.
func (v Version) UsesServiceAccount() bool { return v.Class() == DirectorySync }

// NeedsAuthenticateURL reports whether the Auth0 settings have no effect
// unless authenticate_service_url is written: without it Pomerium uses its
// hosted sign-in.
func (v Version) NeedsAuthenticateURL() bool { return v.Class() == Current }

// NeedsCookieSecret reports whether Pomerium does not start without one.
func (v Version) NeedsCookieSecret() bool { return v.Class() == DirectorySync }

// NeedsClient reports whether Pomerium does not start without idp_provider,
// idp_client_id and idp_client_secret. From 0.17 on the first sign-in finds out.
func (v Version) NeedsClient() bool { return !v.atLeast("v0.17") }

// NeedsCertificate reports whether Pomerium does not start without a
// certificate, autocert or insecure_server. From 0.15.2 on it makes itself one.
func (v Version) NeedsCertificate() bool { return !v.atLeast("v0.15.2") }

// TypedIntoConsole reports whether the service account is typed into a console
// rather than written.
func (v Version) TypedIntoConsole() bool { return v.kind == Enterprise || v.kind == Zero }

// WritesFile reports whether the sign-in settings stand in a configuration
// file. Those of Zero stand in its console.
func (v Version) WritesFile() bool { return v.kind != Zero }

// AcceptsDomainKey reports whether the service account may name the domain of
// the tenant behind a custom domain.
func (v Version) AcceptsDomainKey() bool { return v.atLeast("v0.16.3") }

// SecretFileKeys reports whether idp_client_secret_file, cookie_secret_file
// and shared_secret_file are read.
func (v Version) SecretFileKeys() bool { return v.atLeast("v0.18") }

// overlooksSharedFile reports whether v makes a shared secret at each start
// instead of reading the file that is named: 0.19 looks at whether
// shared_secret is empty (config/options.go, GetSharedKey).
func (v Version) overlooksSharedFile(key Key) bool {
	return !v.IsZero() && v.UsesServiceAccount() && key.Value.IsZero()
}

// RouteClients reports whether a route may have an idp_client_id of its own.
func (v Version) RouteClients() bool { return v.atLeast("v0.17") }

// ForwardAuth reports whether forward_auth_url is read.
func (v Version) ForwardAuth() bool { return !v.atLeast("v0.21") }

// Redis reports whether redis may be the storage of the databroker.
func (v Version) Redis() bool { return !v.atLeast("v0.24") }

// RoutesKey is the top-level key that holds the routes.
func (v Version) RoutesKey() string {
	if v.atLeast("v0.15") {
		return "routes"
	}
	return "policy"
}

// CallbackPathKey reports whether authenticate_callback_path is read. Later
// versions answer at /oauth2/callback only.
func (v Version) CallbackPathKey() bool { return !v.atLeast("v0.31") }

// String is the version in the form that ParseVersion reads: "0.19.2",
// "latest", "enterprise", "enterprise 0.30".
func (v Version) String() string {
	number := strings.TrimPrefix(v.number, "v")
	if v.kind == OpenSource {
		return number
	}
	kind := strings.ToLower(strings.TrimPrefix(v.kind.String(), "Pomerium "))
	if v.number == latest {
		return kind
	}
	return kind + " " + number
}

// Short is the version without its last part, "0.19", or in words what is
// known of it.
func (v Version) Short() string {
	if v.number == latest {
		return "0.22 or newer"
	}
	return strings.TrimPrefix(semver.MajorMinor(v.number), "v")
}

// Label is the version as a screen names it: "Pomerium 0.33",
// "Pomerium 0.22 or newer", "Pomerium Enterprise", "Pomerium Zero".
func (v Version) Label() string {
	switch {
	case v.IsZero():
		return ""
	case v.kind != OpenSource && v.number == latest:
		return v.kind.String()
	}
	return v.kind.String() + " " + v.Short()
}

func (k Kind) String() string {
	switch k {
	case Enterprise:
		return "Pomerium Enterprise"
	case Zero:
		return "Pomerium Zero"
	}
	return "Pomerium"
}
