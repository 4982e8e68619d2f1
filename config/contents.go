package config

import (
	"fmt"
	"slices"
	"strings"

	"pomerium-auth0/internal/secret"
)

// Contents are what a configuration holds today.
type Contents struct {
	Form   Form
	Absent bool // there is no file
	Empty  bool // nothing but comments
	// Encrypted is set where SOPS encrypted the file: the contents are what
	// stands there in clear.
	Encrypted bool

	Provider     string // as it stands: Pomerium tells "Auth0" from "auth0"
	ProviderURL  string
	ClientID     string
	ClientSecret secret.Secret
	SecretFile   string // of idp_client_secret_file, which beats the secret

	// Account is the decoded idp_service_account where HasAccount; where it
	// cannot be decoded AccountProblem says why. In a file for 0.20 and newer,
	// or under its misspelling, it is there all the same.
	Account        ServiceAccount
	HasAccount     bool
	AccountProblem string
	// AccountOld is set where it is written in the one form that 0.11 to
	// 0.16.2 read.
	AccountOld bool

	// Scopes are those of idp_scopes as Pomerium takes them apart: at commas.
	Scopes []string

	// AuthenticateURL is authenticate_service_url where it can be used as it
	// stands, AuthenticateText what stands there, AuthenticateProblem why the
	// one is not the other. Hosted is Pomerium's own sign-in.
	AuthenticateURL     AuthenticateURL
	AuthenticateText    string
	AuthenticateProblem string
	Hosted              bool

	CallbackPath    string // of authenticate_callback_path
	SignOutRedirect string // of signout_redirect_url
	Address         string
	Insecure        bool   // insecure_server: something in front of Pomerium speaks TLS
	Services        string // "" and "all" are the whole of Pomerium in one process
	Storage         string // of databroker_storage_type

	CookieSecret Key
	SharedSecret Key

	Routes []Route
	Files  []NamedFile // certificates and keys
	Keys   []KeyAt     // all top-level keys, in lower case
	Twice  []Twice

	// Variables are those that beat the file, where Effective has looked: what
	// stands above comes from them.
	Variables []Override

	// SecondDocument is the line where a document starts that Pomerium does
	// not read, 0 for none.
	SecondDocument int
}

// A Key is a cookie or shared secret with what Pomerium thinks of it.
type Key struct {
	State KeyState
	Value secret.Secret // where KeyGood or KeyRefused
	File  string        // where KeyInFile
}

// KeyState is what Pomerium thinks of a cookie or shared secret.
type KeyState int

// The states of a secret.
const (
	KeyMissing KeyState = iota
	KeyRefused          // does not decode to 32 bytes, such as a placeholder
	KeyGood
	KeyInFile    // in a file of its own, not looked at
	KeyEncrypted // by SOPS: there is one, and it isn't known
)

// A Route is what matters here of a route: Pomerium's policies are never
// edited.
type Route struct {
	From          string
	Line          int
	Key           string   // "routes", or "policy" as it was called before 0.15
	AllowedGroups []string // refused from 0.20 on
	PolicyGroups  []string // of its policy's groups criteria
	ClientID      string   // an identity provider's client of its own

	// The lines of these keys.
	AllowedGroupsLine, PolicyGroupsLine, ClientIDLine int
}

// A Twice is a key that stands twice in a file which Pomerium reads all the
// same. The lines are 0 in a form without.
type Twice struct {
	Name         string
	Line, Counts int // that of the one that is overlooked, and of the other
	Which        which
}

// which of two keys counts.
type which int

const (
	theLast     which = iota
	theCapitals       // equal but for case
	unsure            // both with capitals: now the one, now the other
)

// A NamedFile is a file that a configuration names.
type NamedFile struct {
	Key  string
	Path string
	Line int
}

// A KeyAt is a top-level key and its line, 0 in a form without lines.
type KeyAt struct {
	Name string
	Line int
	// Meant is the key of which this is probably a misspelling.
	Meant string
	// Shown is what stands there, as a finding may hold it.
	Shown string
	// Expands is a variable that Pomerium puts in there from its environment,
	// Cut where a # ends the value: both of a .env file.
	Expands string
	Cut     bool
	// Null is set where nothing stands under it, Empty there and for "". To
	// Pomerium the former is not there at all.
	Null, Empty bool
}

// Read tells what the content of a configuration file holds; nil content is a
// file that is not there. The error is an *Unusable. A file encrypted by SOPS
// has both, contents and an error.
func Read(name string, content []byte) (Contents, error) {
	form, err := FormOf(name)
	if err != nil {
		return Contents{}, err
	}
	if content == nil {
		return Contents{Form: form, Absent: true}, nil
	}
	c, err := read(form, content)
	if err == nil && c.Encrypted {
		err = encryptedBySOPS(name)
	}
	return c, err
}

func read(form Form, content []byte) (Contents, error) {
	switch form {
	case TOML:
		return readTOML(content)
	case Dotenv:
		return readDotenv(content)
	}
	d, err := readConfiguration(form, content)
	if err != nil {
		return Contents{}, err
	}
	return d.contents(), nil
}

// Find is a top-level key by its name in lower case.
func (c Contents) Find(name string) (KeyAt, bool) {
	i := slices.IndexFunc(c.Keys, func(k KeyAt) bool { return k.Name == name })
	if i < 0 {
		return KeyAt{}, false
	}
	return c.Keys[i], true
}

// Variable is the variable that the value of a key comes from, where Effective
// found one.
func (c Contents) Variable(key string) (Override, bool) {
	i := slices.IndexFunc(c.Variables, func(o Override) bool { return strings.EqualFold(o.Name, key) })
	if i < 0 {
		return Override{}, false
	}
	return c.Variables[i], true
}

// SignsIn reports whether this part of Pomerium signs users in.
func (c Contents) SignsIn() bool {
	return c.Services == "" || c.Services == "all" || c.Services == "authenticate"
}

// Elsewhere reports whether users sign in through another provider.
func (c Contents) Elsewhere() bool { return slices.Contains(otherProviders(), c.Provider) }

// SetsAccount reports whether there is a service account that Pomerium finds:
// not only one under its misspelling.
func (c Contents) SetsAccount() bool { return c.isSet(keyServiceAccount) }

// isSet reports whether a key has a value, in the file or by a variable.
func (c Contents) isSet(key string) bool {
	_, variable := c.Variable(key)
	at, there := c.Find(key)
	return variable || there && !at.Empty
}

// IsSample reports whether this is still the file that Pomerium's own packages
// install (ospkg/conf/config.yaml of Pomerium 0.19 and 0.33), which Pomerium
// does not start with.
func (c Contents) IsSample() bool {
	return c.AuthenticateURL.Sample() && c.ClientID != "" && strings.Trim(c.ClientID, "X") == "" &&
		c.SharedSecret.State == KeyRefused
}

// Refused are the keys that v does not start with, and the misspelling of
// idp_service_account that all versions ignore.
func (c Contents) Refused(v Version) []KeyAt {
	var refused []KeyAt
	for _, key := range c.Keys {
		if key.Name == misspeltAccount || !v.UsesServiceAccount() && slices.Contains(refusedKeys(), key.Name) {
			refused = append(refused, key)
		}
	}
	return refused
}

// Misspelt are unknown keys that are probably meant to be one that matters
// here. They are remarked on and never changed.
func (c Contents) Misspelt() []KeyAt {
	var misspelt []KeyAt
	for _, key := range c.Keys {
		if key.Meant != "" && key.Name != misspeltAccount {
			misspelt = append(misspelt, key)
		}
	}
	return misspelt
}

// AllowedGroups are the routes with allowed_groups: 0.11 to 0.19 do not start
// with them unless there is an idp_service_account, 0.20 and newer not at all.
func (c Contents) AllowedGroups() []Route {
	var routes []Route
	for _, route := range c.Routes {
		if len(route.AllowedGroups) > 0 {
			routes = append(routes, route)
		}
	}
	return routes
}

// RouteOn is the route that has the host of url, which then cannot be the
// authenticate service's.
func (c Contents) RouteOn(url AuthenticateURL) (Route, bool) {
	for _, route := range c.Routes {
		if url.SameHost(route.From) {
			return route, true
		}
	}
	return Route{}, false
}

// Port is where browsers reach Pomerium: what it listens on, and "443" where the
// file does not say, or something in front of it speaks TLS.
func (c Contents) Port() string {
	if c.Insecure {
		return "443"
	}
	if i := strings.LastIndex(c.Address, ":"); i >= 0 && c.Address[i+1:] != "" {
		return c.Address[i+1:]
	}
	return "443"
}

// String names a route where there is no room for more.
func (r Route) String() string {
	if r.Line == 0 {
		return r.From
	}
	return fmt.Sprintf("%s (line %d)", r.From, r.Line)
}

// String names a key, with its line if it has one.
func (k KeyAt) String() string {
	if k.Line == 0 {
		return k.Name
	}
	return fmt.Sprintf("%s (line %d)", k.Name, k.Line)
}
