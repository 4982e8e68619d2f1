package auth0test

// connectionName is what a new tenant calls its database connection.
const connectionName = "Username-Password-Authentication"

// A connection is where users come from.
type connection struct {
	id  string
	off map[string]bool // by client ID
}

// EnableConnection switches the database connection on or off for an
// application, as its Connections tab does. It is on for every new one.
func (t *Tenant) EnableConnection(clientID string, on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.connection.off[clientID] = !on
}

// connectionsQuery describes the parameters of listClientConnections, which
// knows checkpoints only.
func connectionsQuery() *schema {
	s := fieldsQuery()
	paging := pagingQuery(0, nil).properties
	s.properties["from"], s.properties["take"] = paging["from"], paging["take"]
	return s
}

// listClientConnections is GET /api/v2/clients/{id}/connections: those that are
// enabled for the application. It is the one request that tells; GET
// /api/v2/connections would have to be followed by one for every connection.
// Beside read:connections, which the router has seen, it needs one of two more
// scopes (Auth0, "Get enabled connections for a client").
func (t *Tenant) listClientConnections(c call) answer {
	if scopes := []string{"read:clients", "read:client_summary"}; !c.may(scopes...) {
		return insufficientScope(scopes...)
	}
	id := c.PathValue("id")
	if t.findVisible(id, c.now) == nil {
		return errInexistentClient
	}
	q, refusal := readQuery(c, connectionsQuery())
	if refusal != nil {
		return *refusal
	}
	var rows []row
	if !t.connection.off[id] {
		rows = append(rows, row{t.connection.id, q.pick(map[string]any{
			"id": t.connection.id, "name": connectionName, "strategy": "auth0", "is_domain_connection": false,
		})})
	}
	return q.checkpoint("connections", rows)
}
