package config

import (
	"fmt"
	"slices"
	"strings"
)

// routes looks at what policies make of roles. They are never edited here:
// whom a route lets in is for the operator to say.
func (f *findings) routes() {
	for _, route := range f.contents.AllowedGroups() {
		f.allowedGroups(route)
	}
	f.policyGroups()
	for _, route := range f.contents.Routes {
		if route.ClientID != "" && (f.version.IsZero() || f.version.RouteClients()) {
			f.addAt(keyClientID, route.Line, warns, route.From, "has a client of its own, which is not looked at here", "allow its callback URL in Auth0 too")
		}
	}
}

func (f *findings) allowedGroups(route Route) {
	const asPolicy = "write it as a policy"
	add := func(o outcome, says, remedy string) {
		f.addAt("allowed_groups", route.Line, o, route.From, says, remedy)
	}
	switch {
	case f.version.IsZero():
		add(notChecked, "has groups that 0.19 and older read, and newer ones do not know"+versionUnknown, asPolicy+" from 0.20 on")
	case f.version.UsesServiceAccount():
		if !f.contents.isSet(keyServiceAccount) {
			add(fails, "needs idp_service_account: Pomerium does not start", "write the service account, or take the groups out")
		}
	case route.Key == "policy":
		// An unknown key of the old list is only logged, one of routes is not
		// (config/config.go of Pomerium 0.33, CheckUnknownConfigFields).
		add(fails, "is not known any more: the rule is silently gone, and whoever else is allowed comes in", asPolicy)
	default:
		add(fails, fmt.Sprintf("is refused by Pomerium %s: it does not start", f.version.Short()), asPolicy)
	}
}

// policyGroups looks for the criterion groups, which compares with a directory:
// from 0.20 on only Pomerium Enterprise and Zero have one.
func (f *findings) policyGroups() {
	var groups []string
	line := 0
	for _, route := range f.contents.Routes {
		if len(route.PolicyGroups) > 0 && line == 0 {
			line = route.Line
		}
		for _, group := range route.PolicyGroups {
			if !slices.Contains(groups, group) {
				groups = append(groups, group)
			}
		}
	}
	add := func(o outcome, says, remedy string) {
		f.addAt("groups", line, o, strings.Join(groups, ", "), says, remedy)
	}
	switch {
	case len(groups) == 0:
	case f.version.IsZero():
		add(notChecked, "in policies: 0.19 and older compare with roles, as do Pomerium Enterprise and Zero, and others with nothing"+versionUnknown, "give --pomerium-version")
	case f.version.UsesServiceAccount() || f.version.Kind() != OpenSource:
	default:
		add(warns, fmt.Sprintf("in policies: Pomerium %s reads no roles from Auth0, and nobody matches", f.version.Short()),
			"have a login Action put the roles into a claim, and write claim/… in the policy")
	}
}
