package steps

import (
	"slices"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/walk"
)

// addURL is the remedy that reads the applications again: the plan that adds
// what is missing follows from what is found.
func addURL(what string) func(*walk.View) (walk.Option, bool) {
	return func(v *walk.View) (walk.Option, bool) {
		return walk.Option{Label: "Add the " + what + " in Auth0", Enter: "show the change", EnterShort: "show", Event: walk.Goto{Name: LookApplications}},
			v.Text(WebApp) != PasteApp && accessOf(v) != (auth0.Access{})
	}
}

func probeWebApp(v *walk.View, name, url string) any {
	id, clientSecret := web.clientID(v), web.clientSecret(v)
	if id == "" || clientSecret.IsZero() || unreached(v) {
		return nil
	}
	request := ProbeRequest{Check: name, Domain: domainOf(v), ClientID: id, URL: url, Gen: web.gen(v), Assumed: id == AssumedID}
	if name == CheckWebApp {
		request.Secret = clientSecret
	}
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

// clockResult is what the discovery check saw beside.
func clockResult(v *walk.View) (CheckFact, bool) {
	fact, _ := v.Fact(CheckDiscovery).(CheckFact)
	if fact.Clock == nil {
		return CheckFact{}, false
	}
	return *fact.Clock, true
}

// settingsResult judges the web app's settings, where they could be read.
func settingsResult(v *walk.View) (CheckFact, bool) {
	id := web.clientID(v)
	apps := known(v)
	i := slices.IndexFunc(apps, func(a auth0.Application) bool { return a.ID == id })
	if i < 0 || !v.Fresh(LookApplications) {
		return CheckFact{}, false
	}
	fact := CheckFact{Outcome: CheckPassed}
	probe := auth0.Judge(apps[i], callbackURL(v))
	switch fact.Text = probe.Text; probe.Outcome {
	case auth0.Failed:
		fact.Outcome = CheckFailed
	case auth0.Warned:
		fact.Outcome = CheckWarned
	}
	return fact, true
}

// probeRefresh is for where the application's settings cannot be read.
func probeRefresh(v *walk.View) any {
	request, is := probeWebApp(v, CheckRefresh, "").(ProbeRequest)
	if !is || accessOf(v) != (auth0.Access{}) {
		return nil
	}
	request.Secret = web.clientSecret(v)
	return request
}

// probeConnections needs a scope of its own, which the walk does not ask for.
func probeConnections(v *walk.View) any {
	request, is := probeWebApp(v, CheckConnections, "").(ProbeRequest)
	if !is || !listed(v).Token.Has(auth0.ReadConnections) {
		return nil
	}
	request.Access = accessOf(v)
	return request
}

// probeM2MApp asks as this Pomerium would: 0.11 to 0.19 compute the host from
// the provider URL or the domain key, the consoles are given the tenant.
func probeM2MApp(v *walk.View) any {
	account, has := account(v)
	if !has || unreached(v) {
		return nil
	}
	host := domainOf(v)
	if versionOf(v).TypedIntoConsole() {
		host = tenantOf(v)
	} else if account.Domain != "" {
		host = parsedDomain(account.Domain)
	}
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

// m2mAppResult says why the M2M app is not asked about.
func m2mAppResult(v *walk.View) string {
	switch {
	case versionOf(v).IsZero():
		return "not checked: which Pomerium it is for is not known, --pomerium-version says it"
	case !rolesAreRead(v):
		return "not used by " + versionOf(v).Label()
	case v.Text(M2MApp) == NoApp:
		return "left out, as you chose"
	}
	return "not checked"
}

func probeAddress(v *walk.View) any {
	if address := authenticateURL(v); !address.IsZero() && !address.Sample() {
		return ProbeRequest{Check: CheckAddress, URL: address.String()}
	}
	return nil
}
