package steps

import (
	"errors"
	"fmt"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/tui/walk"
)

// m2mApp is the step of the Machine-to-Machine application that Pomerium
// reads the users' roles through.
func m2mApp() []walk.Item {
	items := []walk.Item{
		{Name: M2MApp, Rail: railM2MApp, Question: m2mAppQuestion()},
		m2m.nameItem(),
	}
	items = append(items, m2m.pastedItems(m2mAppPasteWords)...)
	return append(items,
		walk.Item{Name: LookGrants, Rail: railM2MApp, Look: &walk.Look{
			Usual: []auth0.Grant(nil),
			Request: func(v *walk.View) any {
				t := m2m.target(v)
				if t.how != taken || !rolesAreRead(v) {
					return nil
				}
				if createdHere(v, t.app.ID) && !doubtfulGrant(v, t.app.ID) {
					return nil // what this walk just made has the grants that it made
				}
				return GrantsRequest{Access: accessOf(v), ClientID: t.app.ID, Listing: v.Gen(LookApplications)}
			},
			Doing: func(*walk.View) walk.Row {
				return walk.Row{Key: "grant", Value: "reading what the application may do"}
			},
			Proves: func(v *walk.View, made walk.Made) bool {
				grant, is := made.Is.(auth0.Grant)
				return is && made.Object.Tenant == tenantOf(v).Host() && grant.ClientID == m2m.target(v).app.ID
			},
		}},
		walk.Item{Name: ChangeM2MApp, Rail: railM2MApp, Change: &walk.Change{
			Plan:    planM2MApp,
			Say:     sayM2MApp,
			Options: m2mAppOptions,
			Doing: func(_ *walk.View, plan walk.Plan) string {
				switch {
				case len(plan.Operations) > 1:
					return "Creating both in Auth0"
				case plan.Operations[0].Verb == walk.Create:
					return "Creating the " + plan.Operations[0].Label + " in Auth0"
				}
				return "Changing the " + plan.Operations[0].Label + " in Auth0"
			},
			Stale: []string{LookApplications, LookGrants, LookM2MApp},
		}},
		m2m.secretLook(),
		walk.Item{Name: ChangeLeftovers, Rail: railM2MApp, Change: leftovers()},
	)
}

// m2m is the Machine-to-Machine application.
var m2m = part{
	kind: KindM2MApp, rail: railM2MApp,
	which: M2MApp, name: M2MAppName, id: M2MAppID, secret: M2MAppSecret, look: LookM2MApp,
	noun: "M2M app", defaultName: "Pomerium directory sync",
	named: "It stands in Auth0's dashboard; nobody signs in through this application.",
	search: func(v *walk.View) auth0.Search {
		nameless := auth0.M2MApp{AuthenticateURL: authenticateURL(v).String()}
		return auth0.Search{Tag: nameless.Tag(), InFile: idInFile(v, fileOf(v).Contents.Account.ClientID), WebApp: web.clientID(v)}
	},
}

func wantedM2MApp(v *walk.View) auth0.M2MApp {
	return auth0.M2MApp{Name: v.Text(M2MAppName), AuthenticateURL: authenticateURL(v).String(), Walk: v.Walk()}
}

// rolesAreRead reports whether this Pomerium reads roles through an M2M app:
// from its file, or from what is typed into its console.
func rolesAreRead(v *walk.View) bool { return readsRoles(versionOf(v)) }

func readsRoles(version config.Version) bool {
	return !version.IsZero() && (version.UsesServiceAccount() || version.TypedIntoConsole())
}

func m2mAppQuestion() *walk.Question {
	return &walk.Question{
		Kind: walk.Pick,
		Say: func(v *walk.View) walk.Words {
			about := []walk.Row{{Key: "unattended", Value: "--m2m-app create, paste, none, or a client ID"}}
			if !rolesAreRead(v) {
				return walk.Words{
					Title: "No Machine-to-Machine application is needed",
					Short: "No M2M app is needed",
					Lead:  versionOf(v).Label() + " does not read roles through such an application: only 0.11 to 0.19, Enterprise and Zero do.",
					Rows:  asTheyShouldBe(v, &web),
					About: about,
				}
			}
			words := walk.Words{
				Title: "Which application does Pomerium read roles through?",
				Short: "Which M2M app?",
				Lead:  "A Machine-to-Machine application of the tenant with a grant on the Management API.",
				About: about,
			}
			if routes := fileOf(v).Contents.AllowedGroups(); len(routes) > 0 && versionOf(v).UsesServiceAccount() {
				words.Rows = append(words.Rows, walk.Row{Mark: walk.Warned, Key: "needed", Value: "the route " + routes[0].String() + " has allowed_groups"})
			}
			return words
		},
		Options: func(v *walk.View) []walk.Option {
			none := walk.Option{Value: walk.TextOf(NoApp), Label: "Go on without", Enter: "go on without", EnterShort: "go on"}
			if !rolesAreRead(v) {
				return []walk.Option{none}
			}
			options := m2m.whichOptions(v)
			if !rolesAreNeeded(v) {
				none.Label, none.Note = "Not needed", "no role is read"
				options = append(options, none)
			}
			return options
		},
		Suggest: func(v *walk.View) (walk.Suggestion, bool) {
			if !rolesAreRead(v) {
				return derived(NoApp, "")
			}
			return m2m.suggestWhich(v)
		},
		Otherwise: func(v *walk.View) (walk.Value, bool) {
			if !rolesAreRead(v) { // or it is not known yet
				return walk.TextOf(NoApp), true
			}
			return m2m.otherwiseWhich(v)
		},
		Quiet: func(v *walk.View) bool { return rolesAreRead(v) && m2m.quietWhich(v) },
		Valid: validM2MApp,
	}
}

// rolesAreNeeded: a route asks for groups, and this Pomerium would not start
// without the account.
func rolesAreNeeded(v *walk.View) bool {
	return versionOf(v).UsesServiceAccount() && len(fileOf(v).Contents.AllowedGroups()) > 0
}

func validM2MApp(v *walk.View, value walk.Value) error {
	version := versionOf(v)
	switch {
	case value.Text == NoApp && rolesAreNeeded(v):
		route := fileOf(v).Contents.AllowedGroups()[0]
		return fmt.Errorf("the route %s has allowed_groups, and Pomerium %s does not start with it unless roles are read", route, version.Short())
	case value.Text == NoApp:
		return nil
	case cannotReadRoles(v, version) != nil:
		return cannotReadRoles(v, version)
	case !rolesAreRead(v) && !version.IsZero():
		return fmt.Errorf("%s uses no M2M app: only --pomerium-version 0.11 to 0.19, enterprise and zero do", version.Label())
	}
	if value.Text != "" && value.Text == web.chosen(v) {
		return errors.New("that is the web app, which users sign in through: roles are read through one of its own, so that the secret users sign in with reads none of them")
	}
	return m2m.validWhich(v, value)
}

// createdHere reports whether this walk made the application, and nothing was
// read since that tells more of it.
func createdHere(v *walk.View, id string) bool {
	made, was := madeBy(v, KindM2MApp)
	return was && made.Object.ID == id && made.Generation > v.Gen(LookApplications)
}

// doubtfulGrant reports whether the application may have a grant that this walk
// does not know: the answer was lost, or somebody else made it first.
func doubtfulGrant(v *walk.View, clientID string) bool {
	for _, made := range v.Made() {
		grant, is := made.Is.(auth0.Grant)
		if is && (made.Unsure || made.Removed) && grant.ClientID == clientID {
			return true
		}
	}
	return false
}

// knownGrants are the application's grants: the newest of what was read and
// what this walk made.
func knownGrants(v *walk.View, clientID string) []auth0.Grant {
	read, _ := v.Fact(LookGrants).([]auth0.Grant)
	gen := v.Gen(LookGrants)
	var grants []auth0.Grant
	newer := map[string]bool{}
	for _, made := range v.Made() {
		grant, is := made.Is.(auth0.Grant)
		if !is || made.Unsure || made.Generation < gen || grant.ClientID != clientID {
			continue
		}
		newer[grant.ID] = true
		if !made.Removed {
			grants = append(grants, grant)
		}
	}
	for _, grant := range read {
		if !newer[grant.ID] {
			grants = append(grants, grant)
		}
	}
	return grants
}

func planM2MApp(v *walk.View) walk.Plan {
	access := accessOf(v)
	if access == (auth0.Access{}) || !v.Fresh(LookApplications) || !rolesAreRead(v) {
		return walk.Plan{}
	}
	wanted := wantedM2MApp(v)
	switch t := m2m.target(v); t.how {
	case created:
		return planOf(creation(v, m2m, wanted.Application()), granting(v, "", nil))
	case taken:
		return planOf(updating(v, m2m, wanted.Update(t.app.Application)), granting(v, t.app.ID, knownGrants(v, t.app.ID)))
	}
	return walk.Plan{}
}

// granting makes the operation on the grant of an application; with an empty
// client ID, of the one that the operation before it creates.
func granting(v *walk.View, clientID string, found []auth0.Grant) walk.Operation {
	tenant := tenantOf(v)
	update := auth0.GrantFor(found, clientID, tenant.Audience(), auth0.M2MScopes())
	if update.IsEmpty() {
		return walk.Operation{}
	}
	operation := walk.Operation{
		Verb:   walk.Update,
		Object: walk.Object{Kind: KindGrant, Tenant: tenant.Host(), ID: update.From.ID, Name: "on the Auth0 Management API"},
		Label:  "grant",
		With:   accessOf(v),
		Was:    update.From,
		Shall:  update.To,
	}
	if update.Creates() {
		operation.Verb, operation.Was = walk.Create, nil
	} else if made, changed := changedHere(v, KindGrant, update.From.ID); changed {
		operation.Before = auth0.GrantUpdate{From: made.Was.(auth0.Grant), To: made.Is.(auth0.Grant)}.Undo(update.From).To
	}
	for _, scope := range update.To.Scopes {
		row := walk.Row{Mark: walk.Added, Key: scope, Indent: 1, Value: scopeReason(scope)}
		for _, had := range update.From.Scopes {
			if had == scope {
				row.Mark, row.Faint = walk.NoMark, true
			}
		}
		operation.Fields = append(operation.Fields, row)
	}
	return operation
}

func scopeReason(scope string) string {
	switch scope {
	case auth0.ReadRoles:
		return "lists the tenant's roles"
	case auth0.ReadRoleMembers:
		return "tells who has them, for allowed_groups"
	case auth0.ReadUsers:
		return "0.11–0.19 look up each user who signs in"
	}
	return "more than needed, stays"
}

func sayM2MApp(v *walk.View, plan walk.Plan) walk.Words {
	words := walk.Words{
		About: []walk.Row{
			{Key: "used for", Value: "idp_service_account in Pomerium's file, or its console"},
			{Key: "unattended", Value: "--m2m-app create, paste, none, or a client ID"},
		},
	}
	version := versionOf(v)
	first := plan.Operations[0]
	reads := version.Label() + " reads your users' roles through it."
	switch {
	case first.Verb == walk.Create && first.Object.Kind == KindM2MApp:
		words.Title = "Create a Machine-to-Machine application and its grant"
		words.Short = "Create a Machine-to-Machine app"
		words.Lead = reads
		words.Rows = append(notUsed(v, m2m), walk.Row{Mark: walk.Added, Key: "application", Value: first.Object.Name})
	case first.Object.Kind == KindM2MApp:
		saidOfUpdate(v, m2m, first, &words)
	case first.Verb == walk.Create:
		words.Title = "Give the M2M app its grant"
		words.Lead = reads
		words.Rows = append(words.Rows, walk.Row{Key: "application", Value: m2m.target(v).app.Name, Faint: true})
	default:
		words.Title = "Add to the grant of the M2M app"
		words.Lead = reads
		words.Rows = append(words.Rows, walk.Row{Key: "application", Value: m2m.target(v).app.Name, Faint: true})
	}
	for _, operation := range plan.Operations {
		if operation.Object.Kind != KindGrant {
			continue
		}
		mark := walk.Changed
		if operation.Verb == walk.Create {
			mark = walk.Added
		}
		words.Rows = append(words.Rows, walk.Row{Mark: mark, Key: "grant on", Value: "Auth0 Management API"})
		words.Rows = append(words.Rows, operation.Fields...)
	}
	if version.TypedIntoConsole() {
		for i, row := range words.Rows {
			if row.Key == auth0.ReadUsers {
				words.Rows[i].Value = "its console lists all users"
			}
		}
	}
	words.Bare = planText(words)
	return words
}

func m2mAppOptions(v *walk.View, plan walk.Plan) []walk.Option {
	create := "Create it"
	if len(plan.Operations) > 1 {
		create = "Create both"
	}
	options := m2m.changeOptions(v, ChangeM2MApp, plan, create)
	if plan.Operations[0].Object.Kind == KindGrant {
		options[0].Label, options[0].Enter = "Change the grant", "change the grant"
		if plan.Operations[0].Verb == walk.Create {
			options[0].Label, options[0].Enter, options[0].EnterShort = "Create the grant", "create the grant", "create"
		}
	}
	if !rolesAreNeeded(v) {
		options = append(options, walk.Option{Label: "Not needed", Enter: "go on without", EnterShort: "go on",
			Event: walk.Answered{Name: M2MApp, Value: walk.TextOf(NoApp)}})
	}
	return options
}

// accountDomain is the domain key of the service account: needed behind a
// custom domain, where the Management API is at the tenant's own.
func accountDomain(v *walk.View) string {
	if tenant := tenantOf(v); tenant != domainOf(v) {
		return tenant.Host()
	}
	return ""
}

// account is the service account that will be written or typed.
func account(v *walk.View) (config.ServiceAccount, bool) {
	if !rolesAreRead(v) {
		return config.ServiceAccount{}, false
	}
	id, clientSecret := m2m.clientID(v), m2m.clientSecret(v)
	if id == "" || clientSecret.IsZero() {
		return config.ServiceAccount{}, false
	}
	return config.ServiceAccount{ClientID: id, Secret: clientSecret, Domain: accountDomain(v)}, true
}
