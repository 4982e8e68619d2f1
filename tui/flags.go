package tui

import (
	"fmt"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

// A FlagKind says how a flag brings an answer.
type FlagKind int

// The kinds of flags.
const (
	TextFlag   FlagKind = iota // the answer itself
	SecretFile                 // the name of a file that holds it, - for standard input
	YesFlag                    // its presence is the answer
)

// A Flag answers a question: it prefills it on a screen and is the answer
// without one.
type Flag struct {
	Name     string
	Question string
	Kind     FlagKind
	Env      string // the variable that does the same
	Value    string // what the help calls the value
	Usage    string
}

// Flags are the flags that answer questions, in the order of the walk.
func Flags() []Flag {
	return []Flag{
		{Name: "config", Question: steps.Config, Value: "FILE", Usage: "Pomerium's own configuration file; default: the one that is found"},
		{Name: "format", Question: steps.Format, Value: "FORM[=PATH]", Usage: "what is written: config (the default; with =PATH a changed copy), env (./pomerium.env) or show"},
		{Name: "pomerium-version", Question: steps.PomeriumVersion, Value: "VERSION", Usage: "0.19.2, 0.33, enterprise or zero"},
		{Name: "authenticate-url", Question: steps.AuthenticateURL, Env: "AUTHENTICATE_SERVICE_URL", Value: "URL", Usage: "Pomerium's authenticate service URL"},
		{Name: "domain", Question: steps.Domain, Env: "AUTH0_DOMAIN", Value: "DOMAIN", Usage: "the Auth0 tenant's domain, such as acme.eu.auth0.com"},
		{Name: "accept-domain", Question: steps.AcceptDomain, Kind: YesFlag, Usage: "accept a domain that was typed with characters outside of ASCII"},
		{Name: "tenant-domain", Question: steps.TenantDomain, Value: "DOMAIN", Usage: "the tenant's own domain behind a custom one"},
		{Name: "api-token-file", Question: steps.APIToken, Kind: SecretFile, Env: "AUTH0_API_TOKEN", Value: "FILE", Usage: "a Management API token; - is standard input"},
		{Name: "management-client-id", Question: steps.ManagementID, Env: "AUTH0_CLIENT_ID", Value: "ID", Usage: "an application that may use the Management API"},
		{Name: "management-client-secret-file", Question: steps.ManagementSecret, Kind: SecretFile, Env: "AUTH0_CLIENT_SECRET", Value: "FILE", Usage: "its client secret"},
		{Name: "trust-domain", Question: steps.TrustDomain, Kind: YesFlag, Usage: "send the client secret to a custom domain that nothing proves to be the tenant's"},
		{Name: "web-app", Question: steps.WebApp, Value: "create|paste|ID", Usage: "the application that users sign in through"},
		{Name: "web-app-name", Question: steps.WebAppName, Value: "NAME", Usage: "its name, if it is created"},
		{Name: "web-client-id", Question: steps.WebAppID, Value: "ID", Usage: "its client ID, if it is pasted"},
		{Name: "web-client-secret-file", Question: steps.WebAppSecret, Kind: SecretFile, Value: "FILE", Usage: "its client secret, if it is pasted"},
		{Name: "m2m-app", Question: steps.M2MApp, Value: "create|paste|none|ID", Usage: "the application that Pomerium reads roles through"},
		{Name: "m2m-app-name", Question: steps.M2MAppName, Value: "NAME", Usage: "its name, if it is created"},
		{Name: "m2m-client-id", Question: steps.M2MAppID, Value: "ID", Usage: "its client ID, if it is pasted"},
		{Name: "m2m-client-secret-file", Question: steps.M2MAppSecret, Kind: SecretFile, Value: "FILE", Usage: "its client secret, if it is pasted"},
		{Name: "allow-failed-checks", Question: steps.AllowFailedChecks, Kind: YesFlag, Usage: "save although a check failed"},
	}
}

// CheckFlags are those of them that the check command has.
func CheckFlags() []Flag {
	var list []Flag
	for _, flag := range Flags() {
		switch flag.Question {
		case steps.Config, steps.PomeriumVersion, steps.APIToken, steps.ManagementID, steps.ManagementSecret:
			list = append(list, flag)
		}
	}
	return list
}

// FlagOf names the flag that answers a question, "" for one that only a person
// can answer.
func FlagOf(question string) string {
	switch question {
	case steps.CannotSave, steps.CannotEdit:
		return "--format show"
	case steps.Whose:
		question = steps.Config
	case steps.WhoseTarget:
		question = steps.Format
	case steps.DomainAgain:
		question = steps.Domain
	}
	for _, flag := range Flags() {
		if flag.Question == question {
			return "--" + flag.Name
		}
	}
	return ""
}

// Given collects the answers of flags and of the environment. A flag beats its
// variable, and a token beats credentials that come from as far away. Values
// holds what each flag that was set was set to; read gives the content of a
// secret's file.
func Given(flags []Flag, values map[string]string, environ func(string) string, read func(flag, path string) (string, error)) (map[string]walk.Given, error) {
	var fromInput []string
	for _, flag := range flags {
		if flag.Kind == SecretFile && values[flag.Name] == "-" {
			fromInput = append(fromInput, "--"+flag.Name)
		}
	}
	if len(fromInput) > 1 {
		return nil, fmt.Errorf("only one of %s may be -: standard input holds one secret", strings.Join(fromInput, " and "))
	}
	given := map[string]walk.Given{}
	for _, flag := range flags {
		value, set := values[flag.Name]
		source := "--" + flag.Name
		switch {
		case set && flag.Kind == SecretFile:
			content, err := read(source, value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", source, err)
			}
			given[flag.Question] = walk.Given{Value: walk.SecretOf(secret.New(content)), Source: source}
		case set && flag.Kind == YesFlag:
			if value == "true" {
				given[flag.Question] = walk.Given{Value: walk.TextOf(yesOf(flag.Question)), Source: source}
			}
		case set:
			given[flag.Question] = walk.Given{Value: walk.TextOf(value), Source: source}
		case flag.Env != "" && environ(flag.Env) != "":
			value := walk.TextOf(strings.TrimSpace(environ(flag.Env)))
			if flag.Kind == SecretFile {
				value = walk.SecretOf(secret.New(secret.Clean(environ(flag.Env))))
			}
			given[flag.Question] = walk.Given{Value: value, Source: flag.Env}
		}
	}
	onlyOneAccess(given)
	return given, nil
}

func yesOf(question string) string {
	if question == steps.AllowFailedChecks {
		return steps.AllFailures
	}
	return steps.Yes
}

// onlyOneAccess leaves a token or credentials, not both: what was given as a
// flag before what is in the environment, and a token before credentials.
func onlyOneAccess(given map[string]walk.Given) {
	token, has := given[steps.APIToken]
	id, also := given[steps.ManagementID]
	if !has || !also {
		return
	}
	isFlag := func(g walk.Given) bool { return strings.HasPrefix(g.Source, "--") }
	if isFlag(id) && !isFlag(token) {
		delete(given, steps.APIToken)
		return
	}
	delete(given, steps.ManagementID)
	delete(given, steps.ManagementSecret)
}
