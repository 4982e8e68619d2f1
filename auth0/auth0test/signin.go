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

// sessionCookie is what a browser is known by once somebody has signed in.
const sessionCookie = "auth0"

// A request for a sign-in waits at the login page until somebody has given
// their password.
type signIn struct {
	clientID, callback, state, nonce string
	scopes                           []string
	challenge, method                string // PKCE (RFC 7636)
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
	_, known := t.waiting[r.URL.Query().Get("state")]
	t.mu.Unlock()
	if !known {
		nothingBegun(w)
		return
	}
	t.loginForm(w, http.StatusOK, r.URL.Query().Get("state"), "")
}

// nothingBegun is what a browser sees that comes back to the login page of a
// sign-in that has ended.
func nothingBegun(w http.ResponseWriter) {
	errorPage(w, http.StatusBadRequest, "invalid_request",
		"No sign-in was begun here, or it has ended: go back to the application and begin again")
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
	user, right := t.withPassword(r.PostForm.Get("username"), r.PostForm.Get("password"))
	if known && right {
		who = login{user.ID, randomText(32)}
		delete(t.waiting, state) // in one go: a form sent twice signs in once
		t.logins[cookie] = who
	}
	t.mu.Unlock()
	switch {
	case !known:
		nothingBegun(w)
	case !right:
		t.loginForm(w, http.StatusBadRequest, state, "Wrong email or password")
	default:
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: cookie, Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteNoneMode})
		t.finish(w, s, who)
	}
}
