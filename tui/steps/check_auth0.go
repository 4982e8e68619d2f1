package steps

import (
	"slices"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// remedy is how this program mends what is wrong with its application: what was
// typed is corrected, a secret read again. For all else the applications and their grants are
// read again, and the plan that mends them follows from what is found.
func (p part) remedy(change string) func(*walk.View, CheckFact) (walk.Option, bool) {
	return func(v *walk.View, fact CheckFact) (walk.Option, bool) {
		pasted, cause := v.Text(p.which) == PasteApp, fact.Cause
		if cause == auth0.WrongSecret && p.kind == KindWebApp && isUnknown(v) {
			cause = auth0.UnknownID
		}
		switch {
		case pasted && cause == auth0.UnknownID:
			return walk.Option{Label: "Correct the client ID", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: p.id}}, true
		case pasted && cause == auth0.WrongSecret:
			return walk.Option{Label: "Correct the client secret", Enter: "correct it", EnterShort: "correct", Event: walk.Goto{Name: p.secret}}, true
		}
		if accessOf(v) == (auth0.Access{}) || cause == auth0.OtherCause {
			return walk.Option{}, false
		}
		option := walk.Option{Label: change, Enter: "show the change", EnterShort: "show", Event: walk.Goto{Name: LookApplications}}
		switch {
		case cause == auth0.WrongSecret, cause == auth0.UnknownID:
			option.Label, option.Enter, option.EnterShort = "Read the application again", "read it", "read it"
		case pasted: // from then on it is one that was found
			option.Event = walk.Answered{Name: p.which, Value: walk.TextOf(p.clientID(v))}
			return option, p.isListed(v)
		}
		return option, true
	}
}

// isUnknown reports whether Auth0 has no web app with that client ID. Asked with
// its secret, it does not say which of both is wrong.
func isUnknown(v *walk.View) bool {
	fact, _ := v.Fact(CheckCallback).(CheckFact)
	return fact.Cause == auth0.UnknownID
}

// isListed reports whether the tenant's applications, as they were read, hold
// the one that was pasted, and it can be used.
func (p part) isListed(v *walk.View) bool {
	return v.Fresh(LookApplications) && p.validWhich(v, walk.TextOf(p.clientID(v))) == nil
}

// inDashboard says where in the dashboard a URL or a grant is added.
func inDashboard(cause auth0.Cause, where func(*walk.View) string) func(*walk.View, CheckFact) string {
	return func(v *walk.View, fact CheckFact) string {
		if fact.Cause != cause {
			return ""
		}
		return "in the dashboard, " + where(v)
	}
}

func probeWebApp(v *walk.View, name, url string) any {
	id := web.clientID(v)
	if id == "" || domainOf(v).IsZero() || unreached(v) {
		return nil
	}
	request := ProbeRequest{Check: name, Domain: domainOf(v), ClientID: id, URL: url, Gen: web.gen(v), Assumed: id == AssumedID}
	for _, made := range v.Made() {
		if made.Object.ID == id && made.Object.Kind == KindWebApp {
			request.Assumed = request.Assumed || made.Assumed
			if made.Was == nil {
				request.Fresh = made.At
			}
		}
	}
	return request
}

// probeSecret is a probe that proves the client secret too.
func probeSecret(v *walk.View, name, url string) any {
	request, is := probeWebApp(v, name, url).(ProbeRequest)
	request.Secret = web.clientSecret(v)
	if tenant := tenantAsked(v); isCustom(v) && tenant.Canonical() && tenant != request.Domain {
		request.Tenant = tenant
	}
	if !is || request.Secret.IsZero() || secret.IsToken(request.Secret.Reveal()) {
		return nil
	}
	return request
}

// probeURL is a probe of an address of the authenticate service.
func probeURL(v *walk.View, name, url string) any {
	if authenticateURL(v).IsZero() {
		return nil
	}
	return probeWebApp(v, name, url)
}

// clockResult is what the discovery check saw beside.
func clockResult(v *walk.View) (CheckFact, bool) {
	fact, _ := v.Fact(CheckDiscovery).(CheckFact)
	if fact.Clock == nil {
		return CheckFact{}, false
	}
	return *fact.Clock, true
}

// NothingChanged is said of what cannot be checked as long as a change is only
// supposed.
const NothingChanged = "nothing was changed yet"

// readSettings are the web app's as the list of applications or a change told
// them, unless the checks were looked at again since.
func readSettings(v *walk.View) (app auth0.Application, read bool) {
	id := web.clientID(v)
	if !v.Fresh(LookApplications) || web.gen(v) <= v.Renewed(CheckSettings) {
		return auth0.Application{}, false
	}
	apps := known(v)
	if i := slices.IndexFunc(apps, func(a auth0.Application) bool { return a.ID == id }); i >= 0 {
		return apps[i], true
	}
	return auth0.Application{}, false
}

// settingsResult judges the web app's settings where they were read before the
// checks.
func settingsResult(v *walk.View) (CheckFact, bool) {
	app, read := readSettings(v)
	if !read {
		return CheckFact{}, false
	}
	if supposed(v, app.ID) {
		return CheckFact{Text: NothingChanged}, true
	}
	probe := auth0.Judge(app, callbackURL(v))
	fact := CheckFact{Outcome: CheckPassed, Cause: probe.Cause}
	switch fact.Text = probe.Text; probe.Outcome {
	case auth0.Failed:
		fact.Outcome = CheckFailed
	case auth0.Warned:
		fact.Outcome = CheckWarned
	default:
		seen, _ := v.Fact(CheckWebApp).(CheckFact)
		signIn, _ := v.Fact(LookSignIn).(SignInFact)
		if seen.Cause == auth0.MissingGrant || signIn.otherAlgorithm() && web.gen(v) < v.Gen(LookSignIn) {
			fact = CheckFact{Text: "they were changed since they were read"}
		}
	}
	return fact, true
}

// settingsMended reports whether the web app's settings were read after that
// generation, and nothing is wrong with them.
func settingsMended(v *walk.View, gen int) bool {
	if app, read := readSettings(v); read {
		return web.gen(v) > gen && auth0.Judge(app, "").Outcome != auth0.Failed
	}
	fact, _ := v.Fact(CheckSettings).(CheckFact)
	return v.Gen(CheckSettings) > gen && (fact.Outcome == CheckPassed || fact.Outcome == CheckWarned)
}

// probeSettings reads the web app's settings where they were not read before.
func probeSettings(v *walk.View) any {
	request, is := probeWebApp(v, CheckSettings, callbackURL(v)).(ProbeRequest)
	if _, read := readSettings(v); read {
		return nil
	}
	if request.Access = accessOf(v); !is || request.Access == (auth0.Access{}) || !mayHave(v, auth0.ReadClients) {
		return nil
	}
	return request
}

// probeRefresh is for where the list of applications does not say it.
func probeRefresh(v *walk.View) any {
	if v.Fresh(LookApplications) {
		return nil
	}
	return probeSecret(v, CheckRefresh, "")
}

// probeConnections needs a scope of its own, which the walk does not ask for.
func probeConnections(v *walk.View) any {
	request, is := probeWebApp(v, CheckConnections, "").(ProbeRequest)
	if request.Access = accessOf(v); !is || request.Access == (auth0.Access{}) || !mayHave(v, auth0.ReadConnections) {
		return nil
	}
	return request
}

// mayHave reports whether the access has the scope, as far as is known before
// it is used.
func mayHave(v *walk.View, scope string) bool {
	token := usedToken(v)
	return token.Secret.IsZero() || token.Has(scope)
}

// usedToken is the token that the Management API is spoken to with.
func usedToken(v *walk.View) auth0.Token {
	if token := listed(v).Token; !token.Secret.IsZero() {
		return token
	}
	token, _ := tokenOf(v)
	return token
}

// probeM2MApp asks as this Pomerium would: 0.11 to 0.19 compute the host from
// the provider URL or the domain key, the consoles are given the tenant.
func probeM2MApp(v *walk.View) any {
	account, has := account(v)
	if !has || unreached(v) || askedElsewhere(v) {
		return nil
	}
	host := rolesHost(v, account)
	if host.IsZero() {
		return nil
	}
	request := ProbeRequest{Check: CheckM2MApp, Domain: host, ClientID: account.ClientID, Secret: account.Secret, Gen: m2m.gen(v),
		Assumed: account.ClientID == AssumedID}
	for _, made := range v.Made() {
		grant, is := made.Is.(auth0.Grant)
		if made.Object.ID != account.ClientID && !(is && grant.ClientID == account.ClientID) {
			continue
		}
		request.Assumed = request.Assumed || made.Assumed
		request.Gen = max(request.Gen, made.Generation)
		if made.Was == nil && made.At.After(request.Fresh) {
			request.Fresh = made.At
		}
	}
	return request
}

// rolesHost is where this Pomerium asks for roles.
func rolesHost(v *walk.View, account config.ServiceAccount) auth0.Domain {
	switch {
	case versionOf(v).TypedIntoConsole():
		return tenantOf(v)
	case account.Domain != "":
		return parsedDomain(account.Domain)
	}
	return domainOf(v)
}

// m2mAppResult says why the M2M app is not asked about.
func m2mAppResult(v *walk.View) CheckFact {
	switch {
	case versionOf(v).IsZero():
		return CheckFact{Text: "which Pomerium it is for is not known, --pomerium-version says it"}
	case !rolesAreRead(v):
		return CheckFact{Outcome: LeftOut, Text: "not used by " + versionOf(v).Label()}
	case readsExisting(v):
		return CheckFact{Text: noAccount(v)}
	case v.Text(M2MApp) == NoApp:
		if given, was := v.Given(M2MApp); was && !v.Answered(M2MApp) {
			return CheckFact{Outcome: LeftOut, Text: "left out, as " + given.Source + " says"}
		}
		return CheckFact{Outcome: LeftOut, Text: "left out, as you chose"}
	}
	return CheckFact{}
}

// bothResult remarks on one application in both roles, which this program makes
// of none: it was pasted, or stands in the file so.
func bothResult(v *walk.View) (CheckFact, bool) {
	id := m2m.clientID(v)
	if !rolesAreRead(v) || id == "" || id != web.clientID(v) {
		return CheckFact{}, false
	}
	return CheckFact{Outcome: CheckWarned, Text: "roles are read through the web app: the secret users sign in with reads all of them"}, true
}

func probeAddress(v *walk.View) any {
	if address := authenticateURL(v); !address.IsZero() && !address.Sample() {
		return ProbeRequest{Check: CheckAddress, URL: address.String()}
	}
	return nil
}
