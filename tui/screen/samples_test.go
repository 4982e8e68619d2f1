package screen

import (
	"time"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// The samples are the screens of one made-up walk. Names, versions and IDs
// are invented.
const (
	webID = "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"
	m2mID = "Qd8fW2yHnL5rZ1vKcJ7tMbXs4GpUe6Ao"
)

// sampleSecret is in many samples and must be in no frame of them.
const sampleSecret = "q8Lz0xN3-VbT7_kYw2RmJd5HcFa9PsGu1EiXoQ4ZtMnBvKyWlCrDfSgTh6Uj"

var sampleTime = time.Date(2026, 11, 24, 9, 14, 12, 0, time.UTC)

// A sample is a page to draw, apart from its size.
type sample struct {
	name  string
	scene walk.Scene
	set   func(*page) // what the operator did to it
	// narrow is the scene in the compact form, where its words differ.
	narrow *walk.Scene
}

func railAt(here int) []walk.Station {
	var rail []walk.Station
	for i, name := range []string{"Pomerium", "Domain", "Web app", "M2M app", "Check", "Preview", "Save"} {
		state := walk.ToCome
		switch {
		case i == here:
			state = walk.Here
		case i < here:
			state = walk.Passed
		}
		rail = append(rail, walk.Station{Name: name, State: state})
	}
	return rail
}

func choice(label, enter, short string) walk.Choice {
	return walk.Choice{Label: label, Enter: enter, EnterShort: short, Event: walk.Goto{Name: label}}
}

func samples() []sample {
	tenant := []string{"acme.eu.auth0.com"}
	both := []string{"acme.eu.auth0.com", "0.19.2"}
	added := func(key, value string) walk.Row { return walk.Row{Mark: walk.Added, Key: key, Value: value} }
	changed := func(key, value string) walk.Row { return walk.Row{Mark: walk.Changed, Key: key, Value: value} }
	hidden := secret.New(sampleSecret)

	pomerium := walk.Scene{Item: "authenticate-url", Rail: railAt(0), Kind: walk.Text, Back: walk.BackAsksToLeave,
		Value: walk.TextOf("https://authenticate.example.com"),
		Words: walk.Words{
			Title: "Let your users sign in to Pomerium through Auth0", Short: "Sign in through Auth0",
			Lead:    "You need an Auth0 tenant (free at auth0.com) and a host name that points to this server. Nothing changes before you confirm it.",
			Heading: "Found on this server:",
			Rows: []walk.Row{
				{Mark: walk.Proven, Key: "version", Value: "0.33.1, open source", Note: "/usr/sbin/pomerium", Event: walk.Goto{Name: "pomerium-version"}},
				{Mark: walk.Proven, Key: "file", Value: "/etc/pomerium/config.yaml", Note: "root, mode 0640, can be written", Event: walk.Goto{Name: "config"}},
				{Mark: walk.Proven, Key: "today", Value: "running, users sign in through google"},
			},
			Label: "Authenticate service URL",
			Help:  "A host name of its own, used for nothing else, that points to this server. Your users' browsers pass through it when they sign in.",
			Enter: "accept this", EnterShort: "accept",
		},
		Remark: func(walk.Value) walk.Remark {
			return walk.Remark{Text: "as in /etc/pomerium/config.yaml", Short: "as in that file"}
		},
	}

	domain := walk.Scene{Item: "domain", Rail: railAt(1), Context: []string{"Pomerium 0.33"}, Kind: walk.Text, Back: walk.BackToQuestion,
		Words: walk.Words{
			Title: "Which Auth0 tenant is yours?",
			Lead:  "Its domain, or a Management API token, which names the tenant by itself.",
			Label: "Domain or token", Enter: "look it up", EnterShort: "look up",
			About: []walk.Row{
				{Value: "Auth0 keeps your users and applications in a tenant. Its domain is where the tenant answers, and where Pomerium sends your users to sign in."},
				{Key: "find it", Value: "Dashboard → Applications → any application → Settings → Domain"},
				{Key: "used for", Value: "idp_provider_url in Pomerium's file"},
				{Key: "unattended", Value: "--domain, or AUTH0_DOMAIN"},
			},
		},
		Remark: func(walk.Value) walk.Remark {
			return walk.Remark{Text: "Any form will do: acme.eu.auth0.com, or an address copied from the dashboard. A token is hidden as soon as it is recognised.",
				Short: "such as acme.eu.auth0.com"}
		},
	}
	wrong := domain
	wrong.Value = walk.TextOf("acme.eu.auth.com")
	wrong.Problem = &walk.Problem{Item: "domain", Raw: "404 page not found",
		Text:  "acme.eu.auth.com answers, but is no Auth0 tenant (404 for its description). Auth0's own domains end in .auth0.com. Yours is in the dashboard: Applications → any application → Settings → Domain.",
		Short: "acme.eu.auth.com is no Auth0 tenant; those end in .auth0.com or have a domain of their own"}

	token := walk.Scene{Item: "api-token", Rail: railAt(1), Context: tenant, Kind: walk.Secret, Back: walk.BackToQuestion,
		Value: walk.SecretOf(hidden),
		Words: walk.Words{
			Title: "A Management API token for acme.eu.auth0.com", Short: "Management API token",
			Lead:    "With it this program makes both applications for you. Auth0 shows one here.",
			Address: "https://manage.auth0.com/#/apis/management/explorer",
			Rows: []walk.Row{
				{Key: "by hand", Value: "Applications → APIs → Auth0 Management API → API Explorer"},
				{Key: "new tenant", Value: "there, press Create & Authorize a Test Application first"},
				{Key: "allows", Value: "everything in this tenant, for 24 hours"},
				{Key: "kept", Value: "in memory only, until this program ends"},
			},
			Label: "Token", Enter: "use it", EnterShort: "use",
		},
		Remark: func(v walk.Value) walk.Remark {
			return walk.Remark{Mark: walk.Proven, Text: "4,812 characters, a Management API token for acme.eu.auth0.com, 23 h left"}
		},
	}

	create := walk.Scene{Item: "web-app", Rail: railAt(2), Context: tenant, Kind: walk.Pick, Back: walk.BackToQuestion,
		Words: walk.Words{
			Title: "Create a Regular Web Application", Bare: "name: Pomerium",
			Lead: "Your users sign in through it. Nothing is created before you choose.",
			Rows: []walk.Row{
				added("name", "Pomerium"),
				added("application login URI", "https://authenticate.example.com"),
				added("callback URL", "https://authenticate.example.com/oauth2/callback"),
				added("logout URL", "https://authenticate.example.com/.pomerium/signed_out"),
				added("ID token signature", "RS256"),
				added("grants", "authorization code, refresh token"),
			},
		},
		Choices: []walk.Choice{
			choice("Create it", "create it", "create"), choice("Change the name", "change it", "change"),
			choice("Use one that exists", "choose it", "choose"), choice("Paste one made by hand", "paste it", "paste"),
		},
	}

	change := create
	change.Words = walk.Words{
		Title: "Bring the application Pomerium up to date", Short: "Five changes to Pomerium", Bare: "type: Native",
		Lead: "Five changes. Its client ID stands in /etc/pomerium/config.yaml.",
		Rows: []walk.Row{
			{Key: "client ID", Value: webID},
			changed("type", "Native → Regular Web Application"),
			changed("authentication", "none → client_secret_post"),
			changed("ID token signature", "HS256 → RS256"),
			added("callback URL", "https://authenticate.example.com/oauth2/callback"),
			added("logout URL", "https://authenticate.example.com/.pomerium/signed_out"),
			{Key: "unchanged", Value: "name, login URI, secret, 2 other callback URLs", Faint: true},
		},
	}
	change.Choices = []walk.Choice{
		choice("Change it", "change it", "change"), choice("Create a new one beside it", "create it", "create"),
		choice("Use one that exists", "choose it", "choose"), choice("Paste one made by hand", "paste it", "paste"),
		choice("Look again", "look again", "look"),
	}

	scope := func(key, value string) walk.Row {
		return walk.Row{Mark: walk.Added, Key: key, Value: value, Indent: 1}
	}
	m2m := walk.Scene{Item: "m2m-app", Rail: railAt(3), Context: both, Kind: walk.Pick, Back: walk.BackToQuestion,
		Words: walk.Words{
			Title: "Create a Machine-to-Machine application and its grant", Short: "Create a Machine-to-Machine app",
			Lead: "Pomerium 0.19 reads your users' roles through it.", Bare: "application: Pomerium directory sync",
			Rows: []walk.Row{
				added("application", "Pomerium directory sync"),
				added("grant on", "Auth0 Management API"),
				scope("read:roles", "lists the tenant's roles"),
				scope("read:role_members", "tells who has them, for allowed_groups"),
				scope("read:users", "0.11–0.19 look up each user who signs in"),
			},
		},
		Choices: []walk.Choice{
			choice("Create both", "create both", "create"), choice("Change the name", "change it", "change"),
			choice("Use one that exists", "choose it", "choose"), choice("Paste one made by hand", "paste it", "paste"),
			choice("Not needed", "go on without", "go on"),
		},
	}

	running := walk.Scene{Item: "m2m-app", Rail: railAt(3), Context: both, Back: walk.BackWaits,
		Running: &walk.Running{Since: sampleTime.Add(-4 * time.Second), Writes: true, Title: "Creating both in Auth0",
			Rows: []walk.Row{
				{Mark: walk.Proven, Key: "application", Value: "Pomerium directory sync"},
				{Mark: walk.Working, Key: "grant", Value: "on the Auth0 Management API"},
			},
			Told: "waiting for Auth0's limit: two requests a second"},
	}

	check := walk.Scene{Item: "go-on", Rail: railAt(4), Context: tenant, Kind: walk.Pick, Back: walk.BackToQuestion,
		Words: walk.Words{
			Title: "One check failed", Short: "One check failed, nothing saved yet", Mark: walk.Failed,
			Lead: "Nothing has been saved yet.", Bare: "logout URL: not registered",
			Rows: []walk.Row{
				{Mark: walk.Proven, Key: "discovery", Value: "https://acme.eu.auth0.com/ answers and names itself so"},
				{Mark: walk.Warned, Key: "clock", Value: "this server is 41 s behind Auth0's"},
				{Mark: walk.Proven, Key: "web app", Value: "Auth0 takes its client ID and secret"},
				{Mark: walk.Proven, Key: "callback URL", Value: "registered"},
				{Mark: walk.Failed, Key: "logout URL", Value: "not registered: signing out would end on an error page"},
				{Mark: walk.Unchecked, Key: "M2M app", Value: "not used by Pomerium 0.33"},
				{Mark: walk.Unchecked, Key: "sign-in", Value: "not tried: rehearse one in your browser"},
			},
		},
		Choices: []walk.Choice{
			choice("Add the logout URL in Auth0", "show the change", "show"),
			choice("Look again, it is mended", "look again", "look"),
			choice("Go on without the logout URL", "go on", "go on"),
		},
	}

	line := func(mark walk.Mark, text string) walk.Line { return walk.Line{Mark: mark, Before: text} }
	secretLine := func(mark walk.Mark, key string) walk.Line {
		return walk.Line{Mark: mark, Before: key + `: "`, Secret: hidden, After: `"`}
	}
	preview := walk.Scene{Item: "save", Rail: railAt(5), Context: both, Kind: walk.Pick, Back: walk.BackToQuestion,
		Words: walk.Words{
			Title: "Save 5 changed lines, 214 stay as they are", Short: "5 changes in config.yaml", Bare: "the difference as text",
			Lead: "Pomerium reads it by itself: users then sign in through Auth0, not google.",
			File: &walk.File{Path: "/etc/pomerium/config.yaml", Foot: "owner pomerium, mode 0640, backup beside it",
				Lines: []walk.Line{
					line(walk.NoMark, "authenticate_service_url: https://authenticate.example.com"),
					line(walk.Removed, `idp_provider: "google"`),
					line(walk.Added, `idp_provider: "auth0"`),
					line(walk.Added, `idp_provider_url: "https://acme.eu.auth0.com"`),
					line(walk.Removed, `idp_client_id: "104928374651-q9v.apps.googleusercontent.com"`),
					line(walk.Added, `idp_client_id: "`+webID+`"`),
					secretLine(walk.Removed, "idp_client_secret"),
					secretLine(walk.Added, "idp_client_secret"),
					secretLine(walk.Added, "idp_service_account"),
					{Before: "decoded client_id: " + m2mID, Aside: true},
					{Before: "decoded secret: ", Secret: hidden, Aside: true},
					line(walk.NoMark, "routes:"),
				}},
		},
		Choices: []walk.Choice{
			choice("Save", "save", "save"), choice("Save somewhere else", "choose it", "choose"),
			choice("Other forms (environment, Kubernetes)", "choose it", "choose"), choice("Check: 5 passed, clock to look at", "show it", "show"),
		},
	}
	narrowPreview := preview
	narrowPreview.Lead = "Users then sign in through Auth0."

	leave := walk.Scene{Item: "leave", Rail: railAt(5), Context: both, Kind: walk.Pick, Back: walk.BackStays, Leaving: true,
		Words: walk.Words{
			Title: "Leave now?", Short: "Leave now? Your file is as it was.",
			Lead: "Your file is as it was. What was made in Auth0 can stay or go.",
			Rows: []walk.Row{
				{Mark: walk.Added, Key: "web app", Value: "Pomerium", Note: webID},
				{Mark: walk.Added, Key: "M2M app", Value: "Pomerium directory sync", Note: m2mID},
				{Mark: walk.Added, Key: "grant", Value: "on the Auth0 Management API"},
			},
		},
		Choices: []walk.Choice{
			{Label: "Keep them", Note: "the next run finds them and goes on", Enter: "keep them and leave", EnterShort: "keep"},
			{Label: "Remove them", Note: "Auth0 is then as it was before", Enter: "remove them and leave", EnterShort: "remove"},
			{Label: "Stay here", Enter: "stay here", EnterShort: "stay"},
		},
	}

	return []sample{
		{name: "01-pomerium", scene: pomerium},
		{name: "02-domain", scene: domain},
		{name: "02b-domain-wrong", scene: wrong},
		{name: "03-token", scene: token},
		{name: "04-webapp-create", scene: create},
		{name: "05-webapp-change", scene: change},
		{name: "06-m2m-create", scene: m2m},
		{name: "07-running", scene: running, set: func(p *page) { p.phase = 2 }},
		{name: "08-check", scene: check},
		{name: "09-preview", scene: preview, narrow: &narrowPreview},
		{name: "09b-preview-scrolled", scene: preview, narrow: &narrowPreview, set: func(p *page) { p.scroll = 99 }},
		{name: "10-leave", scene: leave},
		{name: "11-help", scene: helpScene(domain), set: func(p *page) { p.over, p.more = helpOver, keyRows() }},
		{name: "13-too-small", scene: domain},
	}
}

// draw lays a sample out as the model does for a scene that has just come.
func (s sample) draw(t *theme, width, height int) layout {
	scene := s.scene
	if s.narrow != nil && width < fullWidth {
		scene = *s.narrow
	}
	p := newPage(t, scene, width, height)
	p.now = sampleTime
	if s.set != nil {
		s.set(&p)
	}
	return p.lay()
}
