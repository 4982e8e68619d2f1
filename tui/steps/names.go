// Package steps is the walk of pomerium-auth0 as data: what it asks, reads and
// writes, in the order of the rail, a file a step. It decides by what the
// facts say and touches nothing itself.
package steps

// The words of the rail.
const (
	railPomerium = "Pomerium"
	railDomain   = "Domain"
	railWebApp   = "Web app"
	railM2MApp   = "M2M app"
	railCheck    = "Check"
	railPreview  = "Preview"
	railSave     = "Save"
)

// The questions. A question's name is its flag, where it has one, and its key
// in what is given.
const (
	Config          = "config"
	Format          = "format"
	SaveAs          = "save-as"
	Whose           = "whose"
	WhoseTarget     = "whose-target"
	PomeriumVersion = "pomerium-version"
	FindVersion     = "find-version"
	CannotSave      = "cannot-save"
	AuthenticateURL = "authenticate-url"

	Domain           = "domain"
	DomainTyped      = "domain-typed" // where IDNA made a plain name of it
	AcceptDomain     = "accept-domain"
	DomainAgain      = "domain-again"
	Unreached        = "unreached"
	Access           = "access"
	APIToken         = "api-token"
	ManagementID     = "management-client-id"
	ManagementSecret = "management-client-secret"
	TenantDomain     = "tenant-domain"
	Refused          = "refused"
	NotCustomDomain  = "not-custom-domain"
	TrustDomain      = "trust-domain"

	WebApp       = "web-app"
	WebAppName   = "web-app-name"
	WebAppID     = "web-client-id"
	WebAppSecret = "web-client-secret"

	M2MApp       = "m2m-app"
	M2MAppName   = "m2m-app-name"
	M2MAppID     = "m2m-client-id"
	M2MAppSecret = "m2m-client-secret"

	MendScopes        = "mend-scopes"
	CannotEdit        = "cannot-edit"
	Rehearse          = "rehearse"
	AllowFailedChecks = "allow-failed-checks"
	ValuesToType      = "values-to-type"
	Shown             = "shown"
)

// The looks.
const (
	LookDetect       = "detect"
	LookFile         = "file"
	LookDiscovery    = "discovery"
	LookApplications = "applications"
	LookCustomDomain = "custom-domains"
	LookWebApp       = "web-application"
	LookGrants       = "grants"
	LookM2MApp       = "m2m-application"
	LookEdit         = "edit"
	CheckDiscovery   = "check-discovery"
	CheckWebApp      = "check-web-app"
	CheckCallback    = "check-callback"
	CheckLogout      = "check-logout"
	CheckConnections = "check-connections"
	CheckSettings    = "check-settings"
	CheckRefresh     = "check-refresh"
	CheckM2MApp      = "check-m2m-app"
	CheckAddress     = "check-address"
	LookSignIn       = "sign-in"
	LookEffective    = "effective"
)

// The changes.
const (
	ChangeWebApp    = "change-web-app"
	ChangeM2MApp    = "change-m2m-app"
	ChangeLeftovers = "leftovers"
	ChangeSave      = "save"
)

// Answers of the questions that have a choice.
const (
	ByToken       = "token"
	ByCredentials = "credentials"
	ByHand        = "paste"

	CreateApp = "create" // or bring up to date the one that is there
	NewApp    = "new"    // beside one that is there
	PasteApp  = "paste"
	NoApp     = "none"

	FormConfig = "config"
	FormEnv    = "env"
	FormShow   = "show"

	Yes = "yes"
	// AllFailures is what a flag allows; the question's own answers name the
	// checks that failed.
	AllFailures = "all"
)

// The kinds of objects that the walk makes.
const (
	KindWebApp = "web app"
	KindM2MApp = "M2M app"
	KindGrant  = "grant"
	KindFile   = "file"
)
