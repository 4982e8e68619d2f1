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
			f.addAt(keyClientID, route.ClientIDLine, warns, route.From, "has a client of its own, which is not looked at here", "allow its callback URL in Auth0 too")
		}
	}
}

// byClaim is what 0.20 and newer have in the place of groups.
const byClaim = "have a login Action put the roles into a claim, and write a policy on claim/pomerium.io/groups"

func (f *findings) allowedGroups(route Route) {
	add := func(o outcome, says, remedy string) {
		says = "on the route " + shownValue("from", route.From) + " " + says
		f.addAt("allowed_groups", route.AllowedGroupsLine, o, strings.Join(route.AllowedGroups, ", "), says, remedy)
	}
	switch {
	case f.version.IsZero():
		add(notChecked, "is read by 0.19 and older, and newer ones do not know it"+versionUnknown, "from 0.20 on, "+byClaim)
	case f.version.UsesServiceAccount():
		if !f.contents.isSet(keyServiceAccount) {
			add(fails, "needs idp_service_account: Pomerium does not start", "write the service account, or take the groups out")
		}
	case route.Key == "policy":
		// An unknown key of the old list is only logged, one of routes is not
		// (config/config.go of Pomerium 0.33, CheckUnknownConfigFields).
		add(fails, fmt.Sprintf("means nothing to Pomerium %s: the rule is silently gone, and nobody comes in by it", f.version.Short()), byClaim)
	default:
		add(fails, fmt.Sprintf("is refused by Pomerium %s: it does not start", f.version.Short()), byClaim)
	}
}

// policyGroups looks for the criterion groups, which compares with a directory:
// from 0.20 on only Pomerium Enterprise and Zero have one.
func (f *findings) policyGroups() {
	var groups []string
	line := 0
	for _, route := range f.contents.Routes {
		if len(route.PolicyGroups) > 0 && line == 0 {
			line = route.PolicyGroupsLine
		}
		for _, group := range route.PolicyGroups {
			if !slices.Contains(groups, group) {
				groups = append(groups, group)
			}
		}
	}
	// Enterprise and Zero compare with IDs alone (pkg/policy/criteria/groups.go
	// of Pomerium 0.33).
	named := slices.DeleteFunc(slices.Clone(groups), func(group string) bool { return strings.HasPrefix(group, "rol_") })
	consoles := !f.version.IsZero() && f.version.Kind() != OpenSource
	if consoles {
		groups = named
	}
	add := func(o outcome, says, remedy string) {
		f.addAt("groups", line, o, strings.Join(groups, ", "), says, remedy)
	}
	switch {
	case len(groups) == 0:
	case consoles:
		add(warns, fmt.Sprintf("in a policy is no ID of a role, and %s compares with IDs alone: nobody comes in by it", f.version.Kind()), "write the role's ID, rol_…, as Auth0's dashboard shows it")
	case f.version.IsZero():
		add(notChecked, "in a policy is compared with roles by 0.19 and older, Enterprise and Zero, and with nothing by others"+versionUnknown, "give --pomerium-version")
	case f.version.UsesServiceAccount():
		if !f.contents.isSet(keyServiceAccount) {
			add(warns, "in a policy is compared with roles, and without idp_service_account those are read with the web app's own ID and secret: only where it may use the Management API", "write the service account")
		}
	default:
		add(warns, fmt.Sprintf("in a policy matches nobody: Pomerium %s reads no roles from Auth0", f.version.Short()), byClaim)
	}
}
