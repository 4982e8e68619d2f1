package auth0

// Scopes of the Management API (OpenAPI description of the Management API v2).
const (
	ReadClients    = "read:clients"
	ReadClientKeys = "read:client_keys" // without it answers leave the client secret out
	// ReadClientCredentials shows the client secret too.
	ReadClientCredentials = "read:client_credentials"
	CreateClients         = "create:clients"
	UpdateClients         = "update:clients"
	DeleteClients         = "delete:clients"
	ReadClientGrants      = "read:client_grants"
	CreateClientGrants    = "create:client_grants"
	UpdateClientGrants    = "update:client_grants"
	DeleteClientGrants    = "delete:client_grants"

	ReadCustomDomains = "read:custom_domains"
	ReadConnections   = "read:connections"

	ReadRoles       = "read:roles"
	ReadRoleMembers = "read:role_members"
	ReadUsers       = "read:users"
)

// Work is what a setup does with the Management API.
type Work struct {
	Change      bool // create an application, or change one
	Grant       bool // give an M2M app its grant
	ChangeGrant bool // add to a grant that was found
	Custom      bool // prove a custom domain
}

// A Need is a scope and what it is needed for.
type Need struct {
	Scope string
	Why   string
	// Optional: the setup works without it, and Why says what is missing then.
	Optional bool
}

// Needs lists the scopes of some work, the required ones first. Reading
// applications and their secrets is part of all of it.
func Needs(work Work) []Need {
	var needs []Need
	require := func(when bool, scope, why string) {
		if when {
			needs = append(needs, Need{Scope: scope, Why: why})
		}
	}
	require(true, ReadClients, "find an application that exists already, so that none is created twice")
	require(true, ReadClientKeys, "read the client secret that goes into Pomerium's file")
	require(work.Change, CreateClients, "create an application")
	require(work.Change, UpdateClients, "update an application that exists already")
	require(work.Grant, ReadClientGrants, "find the grant that the M2M app has already")
	require(work.Grant, CreateClientGrants, "grant the M2M app its scopes")
	require(work.ChangeGrant, UpdateClientGrants, "add scopes to a grant that exists already")

	offer := func(when bool, scope, why string) {
		if when {
			needs = append(needs, Need{Scope: scope, Why: why, Optional: true})
		}
	}
	offer(work.Custom, ReadCustomDomains, "prove that the custom domain is the tenant's; without it you are asked")
	offer(work.Grant && !work.ChangeGrant, UpdateClientGrants, "add scopes to a grant that exists already")
	offer(true, ReadConnections, "check that users have a connection to sign in with")
	offer(work.Change, DeleteClients, "undo: delete what was created when you quit")
	offer(work.Grant, DeleteClientGrants, "undo: delete a grant that was created for an existing application")
	return needs
}

// ScopesFor lists the scopes that work requires.
func ScopesFor(work Work) []string {
	var scopes []string
	for _, need := range Needs(work) {
		if !need.Optional {
			scopes = append(scopes, need.Scope)
		}
	}
	return scopes
}

// M2MNeeds lists what the M2M app's grant holds: Pomerium's page asks for
// read:roles and read:role_members, and 0.11–0.19 also look up each user who
// signs in (internal/directory/auth0 of Pomerium 0.19.2), as the Enterprise
// Console and Zero list all users.
func M2MNeeds() []Need {
	return []Need{
		{Scope: ReadRoles, Why: "list the tenant's roles"},
		{Scope: ReadRoleMembers, Why: "list the users of each role"},
		{Scope: ReadUsers, Why: "look up a user who signs in"},
	}
}

// M2MScopes lists the scopes of the M2M app's grant.
func M2MScopes() []string {
	var scopes []string
	for _, need := range M2MNeeds() {
		scopes = append(scopes, need.Scope)
	}
	return scopes
}
