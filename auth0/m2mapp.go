package auth0

// M2MApp is the Machine-to-Machine application that Pomerium reads roles
// through, as it should be. Its grant is GrantFor's.
type M2MApp struct {
	Name            string
	AuthenticateURL string // of the Pomerium it is for: scheme, host and port
	Walk            string // random name of the walk that makes it
}

// Tag is what an application made for this authenticate service URL carries.
func (m M2MApp) Tag() string { return m2mTag + m.AuthenticateURL }

// Application is what is created.
func (m M2MApp) Application() Application {
	return Application{
		Name:           m.Name,
		Type:           NonInteractive,
		GrantTypes:     []string{ClientCredentials},
		OIDCConformant: true,
		Tag:            m.Tag(),
		Walk:           m.Walk,
	}
}

// Update is what must change in a found application, and nothing else. The
// name and tag follow only in one that this very walk made.
func (m M2MApp) Update(found Application) Update {
	to := found
	if found.Tag == m.Tag() || madeBy(m.Walk, m2mTag, found) {
		to = withSecretUsable(found, NonInteractive)
	}
	to.GrantTypes = with(found.GrantTypes, ClientCredentials)
	if madeBy(m.Walk, m2mTag, found) {
		to.Name, to.Tag = m.Name, m.Tag()
	}
	return Update{From: found, To: to}
}
