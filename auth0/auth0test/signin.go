package auth0test

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// codeLifetime is how long a code is good for; Auth0's is ten minutes.
const codeLifetime = 10 * time.Minute

// loginLifetime is how long a login page is good for ("Migrate to 1-Hour Login
// Flows Expiration").
const loginLifetime = time.Hour

// sessionCookie is what a browser is known by once somebody has signed in.
const sessionCookie = "auth0"

// A request for a sign-in waits at the login page until somebody has given
// their password.
type signIn struct {
	host                             string // that it was asked for at
	clientID, callback, state, nonce string
	scopes                           []string
	challenge, method                string // PKCE (RFC 7636)
	audience                         string
	unasked                          bool // the callback was not asked for by name
	expires                          time.Time
}

// A login is who a browser with the session cookie is. All its sign-ins, at
// whatever application, are of one session: their ID tokens have one sid.
type login struct{ user, sid string }

// A code stands for a sign-in that went well, once and for ten minutes.
type code struct {
	signIn
	login
	expires time.Time
}

// begin leads a browser that asks for a sign-in on: to the callback with a
// code where it is known already, else to the login page.
func (t *Tenant) begin(w http.ResponseWriter, r *http.Request, s signIn) {
	ask := r.URL.Query()
	t.mu.Lock()
	off := t.connection.off[s.clientID]
	var who login
	known := false
	if cookie, err := r.Cookie(sessionCookie); err == nil && ask.Get("prompt") != "login" {
		who, known = t.logins[cookie.Value]
	}
	t.mu.Unlock()
	switch {
	case off:
		t.refuseAtCallback(w, s.callback, s.state, "invalid_request", "no connections enabled for the client")
	case known:
		t.finish(w, s, who)
	case ask.Get("prompt") == "none":
		t.refuseAtCallback(w, s.callback, s.state, "login_required", "Login required")
	default:
		state := randomText(40)
		s.expires = t.now().Add(loginLifetime)
		t.mu.Lock()
		t.waiting[state] = s
		t.mu.Unlock()
		w.Header().Set("Location", "/u/login?state="+state)
		w.WriteHeader(http.StatusFound)
	}
}

// finish sends the browser back to the application with a code.
func (t *Tenant) finish(w http.ResponseWriter, s signIn, who login) {
	value := randomText(43)
	t.mu.Lock()
	t.codes[value] = code{signIn: s, login: who, expires: t.now().Add(codeLifetime)}
	t.mu.Unlock()
	to, err := url.Parse(s.callback)
	if err != nil {
		errorPage(w, http.StatusBadRequest, "invalid_request", "The callback URL cannot be read")
		return
	}
	values := to.Query()
	values.Set("code", value)
	if s.state != "" {
		values.Set("state", s.state)
	}
	to.RawQuery = values.Encode()
	w.Header().Set("Location", to.String())
	w.WriteHeader(http.StatusFound)
}

// serveLoginPage shows the form; it names the users, since nobody can know
// their passwords otherwise.
func (t *Tenant) serveLoginPage(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	s, known := t.waiting[r.URL.Query().Get("state")]
	t.mu.Unlock()
	if !known || t.expired(s) {
		t.nothingBegun(w, s)
		return
	}
	t.loginForm(w, http.StatusOK, r.URL.Query().Get("state"), "")
}

func (t *Tenant) expired(s signIn) bool { return !t.now().Before(s.expires) }

// nothingBegun is what a browser meets at the login page of a sign-in that has
// ended: the application's own login, where it has one and is known, and else
// an error.
func (t *Tenant) nothingBegun(w http.ResponseWriter, s signIn) {
	login := ""
	t.mu.Lock()
	if client := t.findVisible(s.clientID, time.Now()); client != nil {
		login = client.text("initiate_login_uri")
	}
	t.mu.Unlock()
	if login != "" {
		w.Header().Set("Location", login)
		w.WriteHeader(http.StatusFound)
		return
	}
	errorPage(w, http.StatusBadRequest, "invalid_request",
		"You may have pressed the back button, refreshed during login, opened too many login dialogs, or there is some issue with cookies, "+
			"since we couldn't find your session. Try logging in again from the application and if the problem persists please contact the administrator.")
}

func (t *Tenant) loginForm(w http.ResponseWriter, status int, state, problem string) {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Practice: log in</title></head>\n<body>")
	fmt.Fprintf(&b, "<h1>Log in to %s</h1>\n<p>This is practice: a stand-in for the login page, not Auth0.</p>\n", html.EscapeString(t.domain))
	if problem != "" {
		fmt.Fprintf(&b, "<p role=\"alert\">%s</p>\n", html.EscapeString(problem))
	}
	fmt.Fprintf(&b, "<form method=\"post\" action=\"/u/login\"><input type=\"hidden\" name=\"state\" value=\"%s\">\n", html.EscapeString(state))
	b.WriteString("<p><label>Email <input name=\"username\" type=\"email\" autofocus></label></p>\n" +
		"<p><label>Password <input name=\"password\" type=\"password\"></label></p>\n<p><button>Continue</button></p></form>\n")
	if users := t.Users(); len(users) > 0 {
		b.WriteString("<p>Practice users:</p>\n<ul>\n")
		for _, user := range users {
			fmt.Fprintf(&b, "<li>%s, password %s, roles: %s</li>\n", html.EscapeString(user.Email), html.EscapeString(user.Password),
				html.EscapeString(strings.Join(user.Roles, ", ")))
		}
		b.WriteString("</ul>\n")
	}
	b.WriteString("</body></html>\n")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", pagePolicy)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, b.String())
}

// serveLogin is POST /u/login.
func (t *Tenant) serveLogin(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		errorPage(w, http.StatusBadRequest, "invalid_request", "The form cannot be read")
		return
	}
	state, cookie := r.PostForm.Get("state"), randomText(43)
	var who login
	t.mu.Lock()
	s, known := t.waiting[state]
	known = known && !t.expired(s)
	user, right := t.withPassword(r.PostForm.Get("username"), r.PostForm.Get("password"))
	if known && right {
		who = login{user.ID, randomText(32)}
		delete(t.waiting, state) // in one go: a form sent twice signs in once
		t.logins[cookie] = who
	}
	t.mu.Unlock()
	switch {
	case !known:
		t.nothingBegun(w, s)
	case !right:
		t.loginForm(w, http.StatusBadRequest, state, "Wrong email or password")
	default:
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: cookie, Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteNoneMode})
		t.finish(w, s, who)
	}
}
