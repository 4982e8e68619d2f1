package config

import (
	"fmt"
	"strings"

	"pomerium-auth0/internal/secret"
)

// account looks at idp_service_account, through which 0.11 to 0.19 read roles.
// They look into it when they first read them: a bad one is a line in the log.
func (f *findings) account() {
	f.misspeltAccount()
	c := f.contents
	if !f.known(Version.UsesServiceAccount) || !c.isSet(keyServiceAccount) || c.Provider != auth0 {
		return
	}
	add := func(value, says, remedy string) { f.add(keyServiceAccount, fails, value, says, remedy) }
	old := !f.version.AcceptsDomainKey()
	custom := !f.said[keyProviderURL] && isCustomDomain(hostOf(strings.TrimSpace(c.ProviderURL)))
	domain := c.Account.Domain
	switch {
	case !c.HasAccount:
		add(secret.Mask, strings.TrimPrefix(c.AccountProblem, keyServiceAccount+" ")+": no roles are read", `encode {"client_id":"…","secret":"…"} as one line of padded base64`)
	case secret.IsToken(c.Account.Secret.Reveal()):
		add(secret.Mask, "holds a JSON Web Token, such as a Management API token, as its secret: no roles are read", copySecret)
	case old && !c.AccountOld:
		add(secret.Mask, fmt.Sprintf("is in a form that came with 0.16.3: Pomerium %s reads no roles", f.version), `encode {"client_id":"…","secret":"…"} as one line of padded base64`)
	case old && custom:
		add(secret.Mask, fmt.Sprintf("is of no use with a custom domain: Pomerium %s asks for roles there, where there is no Management API, and cannot be told otherwise", f.version),
			"write the tenant's own domain as idp_provider_url, or update to 0.16.3 or newer")
	case domain == "" && custom:
		add(secret.Mask, "names no domain, so roles are asked for at the custom domain, where there is no Management API", `encode it anew with "domain" in it, the tenant's own, beside "client_id" and "secret"`)
	case strings.HasSuffix(domain, "/"):
		add(secret.Mask, "names a domain with a slash: roles are asked for at …//api/v2/, which Auth0 refuses", "take the slash out")
	case !old && domain != "" && isCustomDomain(hostOf(domain)):
		add(secret.Mask, "names "+shownValue(keyProviderURL, domain)+", which is a custom domain, where there is no Management API", "write the tenant's own domain there")
	}
}

// misspeltAccount looks for the name that Pomerium's own page of 0.17 to 0.19
// gives it by mistake.
func (f *findings) misspeltAccount() {
	at, there := f.contents.Find(misspeltAccount)
	if !there {
		return
	}
	const rightly = "write it as idp_service_account"
	switch {
	case f.known(Version.UsesServiceAccount) && !f.contents.isSet(keyServiceAccount):
		f.addAt(at.Name, at.Line, fails, secret.Mask, "is misspelt, as in Pomerium's own page: it is ignored, and no roles are read", rightly)
	case f.version.IsZero():
		f.addAt(at.Name, at.Line, warns, secret.Mask, "is misspelt, as in Pomerium's own page, and has no effect", rightly+" up to 0.19, take it out from 0.20 on")
	default:
		f.addAt(at.Name, at.Line, warns, secret.Mask, "is misspelt, and has no effect", "take it out")
	}
}
