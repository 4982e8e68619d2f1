package config

import (
	"errors"
	"fmt"
	"strings"

	"pomerium-auth0/internal/secret"
)

// Settings are what Pomerium needs to sign people in through Auth0. They are
// compared with ==.
type Settings struct {
	AuthenticateURL AuthenticateURL
	ProviderURL     string // "https://acme.eu.auth0.com"
	ClientID        string // of the Regular Web Application
	ClientSecret    secret.Secret

	// SecretFile, where not empty, is the file that holds the client secret:
	// it is named instead of the secret.
	SecretFile string

	// Account is written for versions that read roles through it, where
	// HasAccount says so.
	Account    ServiceAccount
	HasAccount bool

	// CookieSecret and SharedSecret are fresh ones. They are used only where
	// there is none, or one that Pomerium refuses; a zero one is not written.
	CookieSecret secret.Secret
	SharedSecret secret.Secret

	// MendScopes adds what idp_scopes must hold to one that is there.
	MendScopes bool

	// Practice marks a fresh file as one that a demo has saved.
	Practice bool
}

// Check says what keeps the settings from being written for v. Its errors are
// for the operator.
func (s Settings) Check(v Version) error {
	switch {
	case v.IsZero():
		return errors.New("the version of Pomerium is not known")
	case !v.WritesFile():
		return errors.New("Pomerium Zero takes these settings in its console, not from a file")
	case s.AuthenticateURL.IsZero():
		return errors.New("the authenticate service URL is missing")
	case !strings.HasPrefix(s.ProviderURL, "https://") || strings.HasSuffix(s.ProviderURL, "/"):
		return errors.New("the provider URL must be https:// and the Auth0 domain, without a slash at its end")
	case s.ClientID == "":
		return errors.New("the client ID of the web app is missing")
	case s.ClientSecret.IsZero() && s.SecretFile == "":
		return errors.New("the client secret of the web app is missing")
	case secret.IsToken(s.ClientSecret.Reveal()):
		return errors.New("what was given as the client secret of the web app is a JSON Web Token, which is never written")
	case secret.IsToken(s.Account.Secret.Reveal()):
		return errors.New("what was given as the client secret of the M2M app is a JSON Web Token, which is never written")
	case s.SecretFile != "" && !v.SecretFileKeys():
		return fmt.Errorf("Pomerium %s reads no idp_client_secret_file, which came with 0.18: keep the secret in the configuration file", v.Short())
	}
	if s.writesAccount(v) {
		switch {
		case s.Account.ClientID == "" || s.Account.Secret.IsZero():
			return errors.New("the client ID or the secret of the M2M app is missing")
		case s.Account.Domain != "" && !v.AcceptsDomainKey():
			return fmt.Errorf("Pomerium %s cannot read roles behind a custom domain, which came with 0.16.3: use the tenant's own domain %s, or a newer Pomerium",
				v, s.Account.Domain)
		}
	}
	for _, value := range []string{
		s.ProviderURL, s.ClientID, s.ClientSecret.Reveal(), s.SecretFile, s.CookieSecret.Reveal(), s.SharedSecret.Reveal(),
	} {
		if strings.ContainsAny(value, "\x00\r\n") {
			return errors.New("one of the settings holds a line break or a NUL byte: paste it again")
		}
	}
	return nil
}

func (s Settings) writesAccount(v Version) bool { return s.HasAccount && v.UsesServiceAccount() }
