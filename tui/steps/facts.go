package steps

import (
	"time"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
)

// The requests say all that a look is read with, and compare with ==. Behind
// each stands what it brings.
type (
	// DetectRequest looks at this machine: *config.Detection.
	DetectRequest struct{ Config string }

	// FileRequest reads the configuration and tries what saving needs:
	// FileFact.
	FileRequest struct {
		Path   string // Pomerium's own file
		Target string // what is to be written; "" for nothing
		Copy   bool   // Target is to be a changed copy of Path
		// Practice: a demo is to write it.
		Practice bool
		// Detected is the file that detection was about. Where Path is another
		// one, what starts Pomerium with it is looked for again.
		Detected string
	}

	// DiscoverRequest looks for a tenant at each of Hosts, parted by Or:
	// DiscoveryFact.
	DiscoverRequest struct{ Hosts string }

	// ListRequest lists the tenant's applications: ListFact.
	ListRequest struct{ Access auth0.Access }

	// CustomDomainRequest looks for a name among the tenant's custom domains:
	// CustomDomainFact.
	CustomDomainRequest struct {
		Access auth0.Access
		Domain auth0.Domain
	}

	// ApplicationRequest reads one application with its secret:
	// auth0.Application, zero if it is not there any more. Listing is the
	// generation of the listing before it, so that a new one brings all anew.
	ApplicationRequest struct {
		Access   auth0.Access
		Kind     string
		ClientID string
		Listing  int
	}

	// GrantsRequest lists an application's grants: []auth0.Grant. Listing is
	// the same.
	GrantsRequest struct {
		Access   auth0.Access
		ClientID string
		Listing  int
	}

	// EditRequest works out the file as it will be: EditFact.
	EditRequest struct {
		Path     string
		Digest   config.Digest // of the configuration
		Target   config.Digest // of what is written
		Form     string
		Version  config.Version
		Settings config.Settings
	}

	// ProbeRequest asks Auth0, as Pomerium and a browser would, whether one
	// thing works: CheckFact. Gen is that of the application as it is known,
	// so that a change to it makes what was seen before stale.
	ProbeRequest struct {
		Check  string
		Domain auth0.Domain
		// Tenant is the tenant's own domain behind a custom one: a secret is
		// tried there first.
		Tenant   auth0.Domain
		ClientID string
		Secret   secret.Secret
		URL      string       // or several, a line each
		Access   auth0.Access // of a check that needs the Management API
		Gen      int
		// Fresh is when the application was made, if this walk did: one that
		// is not known yet is asked about again.
		Fresh time.Time
		// Assumed: a dry run has only supposed it.
		Assumed bool
	}

	// EffectiveRequest works out what the Pomerium that was detected really
	// uses of an existing configuration: EffectiveFact. A new look at the
	// machine is another Detected, whatever it found.
	EffectiveRequest struct {
		Detected *config.Detection
		Path     string
		Digest   config.Digest
		Version  config.Version
	}

	// SignInRequest finishes a rehearsed sign-in with the address that the
	// browser ended on: SignInFact.
	SignInRequest struct {
		SignIn  auth0.SignIn
		Secret  secret.Secret
		Address secret.Secret // it holds a code
		// Host and Account read the user's roles as this Pomerium does at each
		// sign-in; without them they are read from the sign-in's own claim.
		Host    auth0.Domain
		Account config.ServiceAccount
	}
)

// A FileFact is Pomerium's configuration file as it stands, and what saving
// would need.
type FileFact struct {
	Path    string
	Real    string // where Path leads through symbolic links
	Content []byte // nil: there is no file
	Digest  config.Digest
	// Old and Target are what is to be written as it stands: the file itself,
	// or a file of variables.
	Old    []byte
	Target config.Digest
	// Contents are what the file holds, as far as it could be read: Read says
	// whether all of it was.
	Contents config.Contents
	Read     bool
	// About is what was detected about this file, where detection was about
	// another one.
	About *config.Detection
	// Problem says why the file cannot be edited as it is: not Pomerium's
	// configuration, a kind that is not edited, unreadable.
	Problem error
	// Beside are files that lie in its folder and could be meant instead.
	Beside []string
	// Block: the settings can be shown, to be put there by hand.
	Block bool
	// Foreign are the files to be read or written that aren't believed.
	Foreign []config.Ownership
	// Trial is what saving the target would need.
	Trial config.Trial
	// Overtaken is the file that somebody else changed before the target could
	// be saved, which is why it was read again: the target itself, or the file
	// that it is a copy of. "" is none.
	Overtaken string
	// MissingFiles are certificate files the configuration names that are not
	// there; UnknownFiles those that cannot be looked for from here, ForeignFiles
	// those that aren't believed.
	MissingFiles, UnknownFiles []string
	ForeignFiles               []config.Ownership
}

// A DiscoveryFact is what stands at a domain.
type DiscoveryFact struct {
	Domain    auth0.Domain
	Discovery auth0.Discovery
	Err       error // unreached, or no tenant
}

// A ListFact is the tenant's applications, or why they were refused.
type ListFact struct {
	Applications []auth0.Application
	Token        auth0.Token  // the token that was used, read
	Err          *auth0.Error // 401 or 403
}

// A CustomDomainFact is what the tenant's list of custom domains says of a name.
type CustomDomainFact struct {
	Listed bool
	Status string   // auth0.DomainReady, or why Auth0 doesn't serve it
	Names  []string // all in the list
	Err    error    // the list could not be read
}

// An EditFact is the file as it will be.
type EditFact struct {
	Edited config.Edited
	Err    error
	// Findings are what is still wrong with the file as it will be.
	Findings []config.Finding
}

// An Outcome is what a check found.
type Outcome int

// The outcomes of a check.
const (
	NotChecked Outcome = iota // Text is the reason alone
	LeftOut                   // not checked either, as Text says by itself
	CheckPassed
	CheckWarned
	CheckFailed
)

// A CheckFact is the result of one check.
type CheckFact struct {
	Outcome Outcome
	Text    string // what was seen, or why it was not checked
	Short   string // the same in at most 24 columns, where it is long
	Remedy  string // what an operator does about it, where Text does not say so
	Raw     string // the server's answer
	// Finding is what it says of a key of the configuration, where it does.
	Finding config.Finding
	// Cause says what would mend it, of a check that Auth0 failed.
	Cause auth0.Cause
	// Clock is what the discovery check saw beside: this machine's clock against
	// the tenant's.
	Clock *CheckFact
	// Roles are what the M2M app's check read.
	Roles auth0.Roles
}

// An EffectiveFact is what Pomerium really uses, and what is wrong with it.
type EffectiveFact struct {
	Contents config.Contents
	Findings []config.Finding
}

// A SignInFact is what came of a rehearsed sign-in.
type SignInFact struct {
	Who   auth0.SignedIn
	Err   error
	NoWay error // to the user's roles
}
