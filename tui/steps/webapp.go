package steps

import (
	"fmt"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// webApp is the step of the Regular Web Application that users sign in
// through.
func webApp(o Options) []walk.Item {
	items := []walk.Item{
		{Name: WebApp, Rail: railWebApp, Question: webAppQuestion()},
		web.nameItem(),
	}
	items = append(items, web.pastedItems(webAppPasteWords)...)
	return append(items,
		walk.Item{Name: ChangeWebApp, Rail: railWebApp, Change: &walk.Change{
			Plan: planWebApp,
			Say:  func(v *walk.View, plan walk.Plan) walk.Words { return sayWebApp(o, v, plan) },
			Options: func(v *walk.View, plan walk.Plan) []walk.Option {
				return web.changeOptions(v, ChangeWebApp, plan, "Create it")
			},
			Doing: func(_ *walk.View, plan walk.Plan) string {
				if plan.Operations[0].Verb == walk.Create {
					return "Creating the application in Auth0"
				}
				return "Changing the application in Auth0"
			},
			Stale: []string{LookApplications, LookWebApp},
		}},
		web.secretLook(),
	)
}

// web is the Regular Web Application.
var web = part{
	kind: KindWebApp, rail: railWebApp,
	which: WebApp, name: WebAppName, id: WebAppID, secret: WebAppSecret, look: LookWebApp,
	noun: "web app", defaultName: "Pomerium",
	named: "It stands in Auth0's dashboard, and people who sign in may see it.",
	search: func(v *walk.View) auth0.Search {
		nameless := auth0.WebApp{AuthenticateURL: authenticateURL(v).String()}
		return auth0.Search{Tag: nameless.Tag(), Callback: callbackURL(v), InFile: idInFile(v, fileOf(v).Contents.ClientID)}
	},
}

// idInFile is a client ID that the file holds, if the file is about this
// tenant.
func idInFile(v *walk.View, id string) string {
	domain := domainOf(v)
	if current := fileOf(v).Contents; domain.IsZero() || strings.TrimSuffix(current.ProviderURL, "/") != domain.URL() {
		return ""
	}
	return id
}

// wantedWebApp is the web app as it should be.
func wantedWebApp(v *walk.View) auth0.WebApp {
	return auth0.WebApp{
		Name:            v.Text(WebAppName),
		AuthenticateURL: authenticateURL(v).String(),
		Callback:        callbackURL(v),
		Logouts:         logoutURLs(v),
		Walk:            v.Walk(),
	}
}

// logoutURLs are where Auth0 sends users to when they have signed out: an
// address of Pomerium's, and the one that its file names, if it does.
func logoutURLs(v *walk.View) []string {
	urls := []string{authenticateURL(v).Logout()}
	if current := contentsOf(v); strings.Contains(current.SignOutRedirect, "://") && !current.IsSample() {
		urls = append(urls, current.SignOutRedirect)
	}
	return urls
}

// callbackURL is where Auth0 sends users back to: with the file's own path
// where this Pomerium still reads one; "" before the address is known.
func callbackURL(v *walk.View) string {
	path := ""
	if version := versionOf(v); !version.IsZero() && version.CallbackPathKey() {
		path = contentsOf(v).CallbackPath
	}
	if address := authenticateURL(v); !address.IsZero() {
		return address.Callback(path)
	}
	return ""
}

func webAppQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			words := walk.Words{
				Title: "Which application do your users sign in through?",
				Short: "Which web app?",
				Lead:  "A Regular Web Application of the tenant. One that is there is brought up to date; other settings of it stay.",
				About: []walk.Row{{Key: "unattended", Value: "--web-app create, paste, or a client ID"}},
			}
			if best := web.found(v).Best(); len(best) > 1 {
				words.Lead = "Several could be the one, and nothing tells them apart."
			}
			return words
		},
		Options:   web.whichOptions,
		Suggest:   web.suggestWhich,
		Otherwise: web.otherwiseWhich,
		Quiet:     web.quietWhich,
		Valid:     web.validWhich,
	}
}

func planWebApp(v *walk.View) walk.Plan {
	access := accessOf(v)
	t := web.target(v)
	if access == (auth0.Access{}) || !v.Fresh(LookApplications) || authenticateURL(v).IsZero() {
		return walk.Plan{}
	}
	wanted := wantedWebApp(v)
	switch t.how {
	case created:
		return walk.Plan{Operations: []walk.Operation{creation(v, web, wanted.Application())}}
	case taken:
		// For another authenticate URL since, what this walk added is not wanted.
		update := wanted.Update(asItWas(v, KindWebApp, t.app.Application))
		update.From = t.app.Application
		return planOf(updating(v, web, update))
	}
	return walk.Plan{}
}

// asItWas is an application without what this walk changed in it.
func asItWas(v *walk.View, kind string, app auth0.Application) auth0.Application {
	if made, changed := changedHere(v, kind, app.ID); changed {
		return auth0.Update{From: made.Was.(auth0.Application), To: made.Is.(auth0.Application)}.Undo(app).To
	}
	return app
}

// changedHere is an object that was there and that this walk changed.
func changedHere(v *walk.View, kind, id string) (walk.Made, bool) {
	for _, made := range v.Made() {
		if made.Was != nil && !made.Removed && made.Object.Kind == kind && made.Object.Tenant == tenantOf(v).Host() && made.Object.ID == id {
			return made, true
		}
	}
	return walk.Made{}, false
}

// creation and updating make the operation on an application.
func creation(v *walk.View, p part, app auth0.Application) walk.Operation {
	return walk.Operation{
		Verb:   walk.Create,
		Object: walk.Object{Kind: p.kind, Tenant: tenantOf(v).Host(), Name: app.Name},
		Label:  "application",
		Fields: fieldRows(auth0.Created(app)),
		With:   accessOf(v),
		Shall:  app,
	}
}

func updating(v *walk.View, p part, update auth0.Update) walk.Operation {
	if update.IsEmpty() {
		return walk.Operation{}
	}
	return walk.Operation{
		Verb:   walk.Update,
		Object: walk.Object{Kind: p.kind, Tenant: tenantOf(v).Host(), ID: update.From.ID, Name: update.To.Name},
		Label:  "application",
		Fields: fieldRows(update.Fields()),
		With:   accessOf(v),
		Was:    update.From,
		Shall:  update.To,
		Before: asItWas(v, p.kind, update.From),
	}
}

// planOf is the plan of those operations that have something to do.
func planOf(operations ...walk.Operation) walk.Plan {
	var plan walk.Plan
	for _, operation := range operations {
		if operation.Object.Kind != "" {
			plan.Operations = append(plan.Operations, operation)
		}
	}
	return plan
}

func fieldRows(fields []auth0.Field) []walk.Row {
	var rows []walk.Row
	for _, field := range fields {
		row := walk.Row{Key: field.Name}
		switch field.Kind {
		case auth0.Added:
			row.Mark, row.Value = walk.Added, field.To
		case auth0.Changed:
			row.Mark, row.Value = walk.Changed, field.From+" → "+field.To
		case auth0.Removed:
			row.Mark, row.Value = walk.Removed, field.From
		}
		rows = append(rows, row)
	}
	return rows
}

func sayWebApp(o Options, v *walk.View, plan walk.Plan) walk.Words {
	operation := plan.Operations[0]
	words := walk.Words{
		Rows: operation.Fields,
		About: []walk.Row{
			{Key: "used for", Value: "idp_client_id and idp_client_secret in Pomerium's file"},
			{Key: "unattended", Value: "--web-app create, paste, or a client ID"},
		},
	}
	if operation.Verb == walk.Create {
		words.Title = "Create a Regular Web Application"
		words.Lead = "Your users sign in through it."
		if !o.Unattended {
			words.Lead += " Nothing is created before you choose."
		}
		words.Rows = append(notUsed(v, web), words.Rows...)
	} else {
		saidOfUpdate(v, web, operation, &words)
		for _, remark := range wantedWebApp(v).Remarks(operation.Shall.(auth0.Application)) {
			words.Rows = append(words.Rows, walk.Row{Key: "stays", Value: remark, Faint: true})
		}
	}
	words.Bare = planText(words)
	return words
}

// notUsed says why the application that the file names is not used, where it
// can't be.
func notUsed(v *walk.View, p part) []walk.Row {
	search := p.search(v)
	candidate, found := p.found(v).ByID(search.InFile)
	if search.InFile == "" || !found || !candidate.Unusable {
		return nil
	}
	return []walk.Row{{Mark: walk.Warned, Key: "not used", Value: candidate.Name + ", which the file names: " + candidate.Against}}
}

// saidOfUpdate are the words for an application that is brought up to date.
func saidOfUpdate(v *walk.View, p part, operation walk.Operation, words *walk.Words) {
	was, shall := operation.Was.(auth0.Application), operation.Shall.(auth0.Application)
	words.Title = "Bring the application " + was.Name + " up to date"
	words.Short = countOf(len(operation.Fields), "change") + " to " + was.Name
	if candidate, found := p.found(v).ByID(was.ID); found {
		switch candidate.Reason {
		case auth0.InFile:
			words.Lead = "Its client ID stands in " + fileOf(v).Path + "."
		case auth0.NoReason:
		default:
			words.Lead = sentence(candidate.Reason.String())
		}
	}
	rows := []walk.Row{{Key: "client ID", Value: was.ID}}
	rows = append(rows, operation.Fields...)
	if kept := (auth0.Update{From: was, To: shall}).Unchanged(); len(kept) > 0 {
		rows = append(rows, walk.Row{Key: "unchanged", Value: strings.Join(kept, ", "), Faint: true})
	}
	words.Rows = rows
}

// countOf writes a small number as a word: "Five changes".
func countOf(n int, what string) string {
	words := []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"}
	number := fmt.Sprint(n)
	if n < len(words) {
		number = words[n]
	}
	if n != 1 {
		what += "s"
	}
	return number + " " + what
}

// changeOptions are the ways on from a plan for an application.
func (p part) changeOptions(v *walk.View, change string, plan walk.Plan, create string) []walk.Option {
	verb := strings.ToLower(create[:1]) + create[1:]
	paste := walk.Option{Label: "Paste one made by hand", Enter: "paste it", EnterShort: "paste",
		Event: walk.Answered{Name: p.which, Value: walk.TextOf(PasteApp)}}
	other := walk.Option{Label: "Use one that exists", Enter: "show them", EnterShort: "show", Event: walk.Goto{Name: p.which}}
	if plan.Operations[0].Verb == walk.Create && plan.Operations[0].Object.Kind == p.kind {
		return []walk.Option{
			{Label: create, Enter: verb, EnterShort: "create", Event: walk.Confirmed{Name: change, Plan: plan}},
			{Label: "Change the name", Enter: "change the name", EnterShort: "name", Event: walk.Goto{Name: p.name}},
			other, paste,
		}
	}
	options := []walk.Option{{Label: "Change it", Enter: "change it", EnterShort: "change", Event: walk.Confirmed{Name: change, Plan: plan}}}
	if _, made := p.found(v).Mine(); !made {
		options = append(options, walk.Option{Label: "Create a new one beside it", Enter: "show what is created", EnterShort: "show",
			Event: walk.Answered{Name: p.which, Value: walk.TextOf(NewApp)}})
	}
	return append(options, other, paste,
		walk.Option{Label: "Look again", Enter: "look again", EnterShort: "again", Event: walk.Goto{Name: LookApplications}})
}

// planText is a plan as plain text, a line a row.
func planText(words walk.Words) string {
	var b strings.Builder
	fmt.Fprintln(&b, words.Title)
	for _, row := range words.Rows {
		sign := " "
		switch row.Mark {
		case walk.Added:
			sign = "+"
		case walk.Changed:
			sign = "~"
		case walk.Removed:
			sign = "-"
		}
		fmt.Fprintf(&b, "%s %s%s: %s\n", sign, strings.Repeat("  ", row.Indent), row.Key, row.Value)
	}
	return b.String()
}
