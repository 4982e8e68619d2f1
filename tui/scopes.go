package tui

import (
	"fmt"
	"io"

	"pomerium-auth0/auth0"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// ScopeFlags are the flags that decide which scopes a setup needs.
func ScopeFlags() []Flag {
	var list []Flag
	for _, flag := range Flags() {
		switch flag.Question {
		case steps.PomeriumVersion, steps.Domain, steps.TenantDomain, steps.WebApp, steps.M2MApp:
			list = append(list, flag)
		}
	}
	return list
}

// Scopes prints the scopes of the Management API that a setup with these answers
// needs, and why each.
func Scopes(out io.Writer, given map[string]walk.Given) error {
	needs, m2mApp, err := steps.ScopesFor(given)
	if err != nil {
		return err
	}
	var optional, required []auth0.Need
	for _, need := range needs {
		if need.Optional {
			optional = append(optional, need)
		} else {
			required = append(required, need)
		}
	}
	if len(needs) == 0 {
		fmt.Fprintln(out, "No scopes are needed: the values are pasted, and the Management API isn't used.")
	} else {
		printNeeds(out, "Required by pomerium-auth0", required)
		fmt.Fprintln(out)
		printNeeds(out, "Optional", optional)
	}
	if len(m2mApp) > 0 {
		fmt.Fprintln(out)
		printNeeds(out, "Granted to the M2M app, which Pomerium keeps using", m2mApp)
	}
	if _, said := given[steps.PomeriumVersion]; !said && len(needs) > 0 {
		fmt.Fprintln(out, "\nPomerium 0.11 to 0.19, Enterprise and Zero need more: give --pomerium-version.")
	}
	return nil
}

func printNeeds(out io.Writer, title string, needs []auth0.Need) {
	fmt.Fprintf(out, "%s:\n", title)
	for _, need := range needs {
		fmt.Fprintf(out, "  %-21s  %s\n", need.Scope, need.Why)
	}
}
