package auth0

// Scopes of the Management API (OpenAPI description of the Management API v2).
const (
	ReadClients        = "read:clients"
	ReadClientKeys     = "read:client_keys" // without it answers leave the client secret out
	CreateClients      = "create:clients"
	UpdateClients      = "update:clients"
	DeleteClients      = "delete:clients"
	ReadClientGrants   = "read:client_grants"
	CreateClientGrants = "create:client_grants"
	UpdateClientGrants = "update:client_grants"
	DeleteClientGrants = "delete:client_grants"

	ReadCustomDomains = "read:custom_domains"

	ReadRoles       = "read:roles"
	ReadRoleMembers = "read:role_members"
	ReadUsers       = "read:users"
)

// Work is what a walk wants to do with the Management API.
type Work struct {
	Change      bool // create an application, or change one
	Grant       bool // give an M2M app its grant
	ChangeGrant bool // add to a grant that was found
}

// ScopesFor lists the scopes that work needs. Reading applications and their
// secrets is part of all of it.
func ScopesFor(work Work) []string {
	scopes := []string{ReadClients, ReadClientKeys}
	if work.Change {
		scopes = append(scopes, CreateClients, UpdateClients)
	}
	if work.Grant {
		scopes = append(scopes, ReadClientGrants, CreateClientGrants)
	}
	if work.ChangeGrant {
		scopes = append(scopes, UpdateClientGrants)
	}
	return scopes
}

// M2MScopes lists what the M2M app's grant holds: Pomerium's page asks for
// read:roles and read:role_members, and 0.11–0.19 also look up each user who
// signs in (internal/directory/auth0 of Pomerium 0.19.2), as the Enterprise
// Console and Zero list all users.
func M2MScopes() []string { return []string{ReadRoles, ReadRoleMembers, ReadUsers} }
