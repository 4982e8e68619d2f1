package steps

import (
	"slices"
	"strings"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// Why a check is not made. In the wizard most of it cannot be: there every
// value is known before the Check step.

// noTenantNamed says why there is no tenant to ask.
func noTenantNamed(v *walk.View) string {
	switch c := contentsOf(v); {
	case !v.Fresh(LookEffective) && fileOf(v).Problem != nil:
		return "the configuration cannot be read"
	case !v.Fresh(LookEffective):
		return "there is no configuration"
	case !c.SignsIn():
		return "services is " + c.Services + ", which signs nobody in"
	case c.Elsewhere():
		return "users do not sign in through Auth0"
	}
	return "idp_provider_url names no tenant that can be asked"
}

// withoutAccess says why what needs a scope is not read. Where access was given
// for it, an answer was expected.
func withoutAccess(scope string) func(*walk.View) CheckFact {
	return func(v *walk.View) CheckFact {
		access, why := givenAccess(v)
		switch {
		case domainOf(v).IsZero():
			return CheckFact{}
		case access == ByHand:
			fact := CheckFact{Text: why}
			for _, name := range []string{APIToken, ManagementID, ManagementSecret} {
				if _, given := v.Given(name); given {
					fact.Cause = auth0.NothingTold
				}
			}
			return fact
		case mayHave(v, scope):
			return CheckFact{}
		}
		return CheckFact{Text: "the token lacks " + scope}
	}
}

// givenAccess is the access that was given, and why there is none.
func givenAccess(v *walk.View) (access, why string) {
	token, byToken := v.Given(APIToken)
	_, id := v.Given(ManagementID)
	given, clientSecret := v.Given(ManagementSecret)
	if byToken {
		if problem := tokenProblem(v); problem != nil {
			return ByHand, token.Source + ": " + problem.Error()
		}
		return ByToken, ""
	}
	switch tenant := tenantOf(v); {
	case notAToken(given.Value.Secret) != nil:
		return ByHand, given.Source + ": " + notAToken(given.Value.Secret).Error()
	case id != clientSecret:
		return ByHand, "of --management-client-id and --management-client-secret-file only one is given"
	case !id:
		return ByHand, "that needs a Management API token, by --api-token-file or AUTH0_API_TOKEN"
	case !tenant.Canonical():
		return ByHand, "nothing names the tenant behind " + tenant.Host() + ", which the credentials are for; a Management API token does"
	}
	return ByCredentials, ""
}

// noAddress says why there is no address of the authenticate service.
func noAddress(v *walk.View) string {
	switch c := contentsOf(v); {
	case authenticateURL(v).Sample():
		return "it leads to the computer of whoever opens it"
	case !authenticateURL(v).IsZero():
		return ""
	case !v.Fresh(LookEffective):
		return noTenantNamed(v)
	case c.Hosted:
		return "users sign in through Pomerium itself"
	case c.AuthenticateText != "":
		return "authenticate_service_url is to be mended first"
	}
	return "there is no authenticate service URL"
}

// noSecret says why the client secret is not tried.
func noSecret(v *walk.View) string {
	if secret.IsToken(web.clientSecret(v).Reveal()) {
		return "a token stands in the place of its client secret, and isn't sent to anybody"
	}
	if contentsOf(v).SecretFile != "" {
		return "its client secret is not known here"
	}
	return "there is no client secret"
}

// noAccount says why the M2M app of a configuration is not asked about.
func noAccount(v *walk.View) string {
	switch c := contentsOf(v); {
	case !v.Fresh(LookEffective):
		return ""
	case versionOf(v).TypedIntoConsole():
		return "its values are typed into Pomerium's console, and stand in no file"
	case !c.SetsAccount():
		return "there is no idp_service_account"
	case !c.HasAccount:
		return "idp_service_account cannot be read"
	case askedElsewhere(v):
		switch from, key := rolesFrom(c); {
		case strings.HasSuffix(from, "/") && !strings.HasSuffix(from, "//"):
			return "Pomerium asks for roles at an address with two slashes, which is not there"
		default:
			return "Pomerium makes the address it asks for roles at from " + key + ", which is to be mended first"
		}
	case accountFails(v):
		return "idp_service_account is to be mended first"
	}
	return ""
}

// accountFails reports whether Pomerium does not use the service account of its
// configuration, whatever Auth0 says to it.
func accountFails(v *walk.View) bool {
	effective, _ := v.Fact(LookEffective).(EffectiveFact)
	return slices.ContainsFunc(effective.Findings, func(f config.Finding) bool {
		return f.Fails && strings.EqualFold(f.Key, "idp_service_account")
	})
}

// rolesFrom is what 0.11 to 0.19 put "/api/v2/" behind, and the key it stands
// in.
func rolesFrom(c config.Contents) (from, key string) {
	if c.Account.Domain != "" {
		return c.Account.Domain, "idp_service_account"
	}
	return c.ProviderURL, "idp_provider_url"
}

// askedElsewhere reports whether 0.11 to 0.19 compute another address for the
// Management API than the tenant's: they take what is written as it is, its final
// slash included.
func askedElsewhere(v *walk.View) bool {
	from, _ := rolesFrom(contentsOf(v))
	domain := parsedDomain(from)
	return v.Fresh(LookEffective) && versionOf(v).UsesServiceAccount() &&
		from != domain.URL() && (contentsOf(v).Account.Domain == "" || from != domain.Host())
}

// misledResult is for a tenant that answers where Pomerium would not look for
// it: it takes idp_provider_url as it is, but for a final slash.
func misledResult(v *walk.View) (CheckFact, bool) {
	written := strings.TrimSuffix(contentsOf(v).ProviderURL, "/")
	if !readsExisting(v) || !v.Fresh(CheckDiscovery) || discoveryFailed(v) || written == domainOf(v).URL() {
		return CheckFact{}, false
	}
	return CheckFact{Text: "the tenant answers, but Pomerium would look elsewhere: idp_provider_url is to be mended first"}, true
}
