package auth0test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// A User can sign in to the tenant's one database connection.
type User struct {
	ID       string // "auth0|…"; made by AddUser where it is empty
	Email    string
	Name     string
	Password string
	Roles    []string // names of roles; made where they are missing
}

// A role has users. Its ID is what Pomerium's directory calls a group's ID.
type role struct{ id, name string }

// AddUser makes a user, and the roles it has, and returns it with its ID.
func (t *Tenant) AddUser(user User) User {
	t.mu.Lock()
	defer t.mu.Unlock()
	user.Roles = slices.Clone(user.Roles)
	if user.ID == "" {
		user.ID = "auth0|" + strings.ToLower(randomText(24))
	}
	for _, name := range user.Roles {
		t.addRole(name)
	}
	t.users = append(t.users, user)
	return user
}

// AddRole makes a role, unless there is one of that name, and returns its ID.
func (t *Tenant) AddRole(name string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.addRole(name)
}

func (t *Tenant) addRole(name string) string {
	for _, r := range t.roles {
		if r.name == name {
			return r.id
		}
	}
	made := role{"rol_" + randomText(16), name}
	t.roles = append(t.roles, made)
	return made.id
}

// Users returns the users, passwords included.
func (t *Tenant) Users() []User {
	t.mu.Lock()
	defer t.mu.Unlock()
	users := slices.Clone(t.users)
	for i := range users {
		users[i].Roles = slices.Clone(users[i].Roles)
	}
	return users
}

// SetClaim lets a login Action put a claim into ID tokens, and into what
// UserInfo answers, with the value that of makes of the user and its roles; of
// runs while the tenant is locked and must not call it. Nil takes the claim
// away. A claim that Auth0 keeps to itself, such as roles, never appears.
func (t *Tenant) SetClaim(name string, of func(User) any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if of == nil {
		delete(t.claimsOf, name)
		return
	}
	t.claimsOf[name] = of
}

var errNoRole = apiError{status: http.StatusNotFound, message: "The role does not exist."}
var errNoUser = apiError{status: http.StatusNotFound, message: "The user does not exist.", code: "inexistent_user"}

func rolesQuery() *schema {
	return pagingQuery(0, map[string]*schema{"name_filter": {kind: "string", pattern: regexp.MustCompile(`^.{1,100}$`)}})
}

func (r role) row() row {
	return row{r.id, map[string]any{"id": r.id, "name": r.name, "description": nil}}
}

func (t *Tenant) listRoles(c call) answer {
	q, refusal := readQuery(c, rolesQuery())
	if refusal != nil {
		return *refusal
	}
	var rows []row
	for _, r := range t.roles {
		if filter := strings.ToLower(q.Get("name_filter")); strings.Contains(strings.ToLower(r.name), filter) {
			rows = append(rows, r.row())
		}
	}
	return q.page("roles", rows)
}

func (t *Tenant) findRole(id string) (role, bool) {
	i := slices.IndexFunc(t.roles, func(r role) bool { return r.id == id })
	if i < 0 {
		return role{}, false
	}
	return t.roles[i], true
}

func (t *Tenant) readRole(c call) answer {
	found, is := t.findRole(c.PathValue("id"))
	if !is {
		return errNoRole
	}
	return jsonAnswer{http.StatusOK, found.row().value}
}

func (t *Tenant) listRoleUsers(c call) answer {
	found, is := t.findRole(c.PathValue("id"))
	if !is {
		return errNoRole
	}
	q, refusal := readQuery(c, pagingQuery(0, nil))
	if refusal != nil {
		return *refusal
	}
	var rows []row
	for _, u := range t.users {
		if slices.Contains(u.Roles, found.name) {
			rows = append(rows, row{u.ID, map[string]any{"user_id": u.ID, "email": u.Email, "name": u.Name, "picture": u.picture()}})
		}
	}
	return q.page("users", rows)
}

func (u User) picture() string { return "https://s.gravatar.com/avatar/" + strings.ToLower(u.Email) }

// withPassword returns the user who signs in with an email address, in
// whatever case, and a password.
func (t *Tenant) withPassword(email, password string) (User, bool) {
	i := slices.IndexFunc(t.users, func(u User) bool { return strings.EqualFold(u.Email, email) && u.Password == password })
	if i < 0 {
		return User{}, false
	}
	return t.users[i], true
}

func (t *Tenant) findUser(id string) (User, bool) {
	i := slices.IndexFunc(t.users, func(u User) bool { return u.ID == id })
	if i < 0 {
		return User{}, false
	}
	return t.users[i], true
}

func (t *Tenant) readUser(c call) answer {
	u, is := t.findUser(c.PathValue("id"))
	if !is {
		return errNoUser
	}
	nickname, _, _ := strings.Cut(u.Email, "@")
	return jsonAnswer{http.StatusOK, map[string]any{
		"user_id": u.ID, "email": u.Email, "email_verified": true, "name": u.Name, "nickname": nickname, "picture": u.picture(),
		"identities": []any{map[string]any{"connection": connectionName, "provider": "auth0",
			"user_id": strings.TrimPrefix(u.ID, "auth0|"), "isSocial": false}},
	}}
}

// listUserRoles needs both scopes (Auth0, "View Roles Assigned to Users"); the
// router has seen one of them.
func (t *Tenant) listUserRoles(c call) answer {
	for _, scope := range []string{"read:users", "read:roles"} {
		if !c.may(scope) {
			return insufficientScope(scope)
		}
	}
	u, is := t.findUser(c.PathValue("id"))
	if !is {
		return errNoUser
	}
	q, refusal := readQuery(c, pagingQuery(0, nil))
	if refusal != nil {
		return *refusal
	}
	var rows []row
	for _, r := range t.roles {
		if slices.Contains(u.Roles, r.name) {
			rows = append(rows, r.row())
		}
	}
	return q.page("roles", rows)
}
