package auth0

import (
	"slices"
	"strings"
)

// WebApp is the Regular Web Application that users sign in through, as it
// should be.
type WebApp struct {
	Name            string
	AuthenticateURL string   // scheme, host and port: https://authenticate.example.com
	Callback        string   // https://authenticate.example.com/oauth2/callback
	Logouts         []string // https://authenticate.example.com/.pomerium/signed_out, and signout_redirect_url
	Walk            string   // random name of the walk that makes it
}

// Tag is what an application made for this authenticate service URL carries.
func (w WebApp) Tag() string { return webTag + w.AuthenticateURL }

const (
	webTag = "web "
	m2mTag = "m2m "
)

// Application is what is created. HS256 and a client that is not OIDC
// conformant are what the API makes unless told otherwise, and Pomerium can
// use neither.
func (w WebApp) Application() Application {
	return Application{
		Name:           w.Name,
		Type:           RegularWeb,
		Callbacks:      []string{w.Callback},
		LogoutURLs:     slices.Clone(w.Logouts),
		LoginURI:       loginURI(w.AuthenticateURL),
		GrantTypes:     []string{AuthorizationCode, RefreshToken},
		SigningAlg:     RS256,
		OIDCConformant: true,
		Tag:            w.Tag(),
		Walk:           w.Walk,
	}
}

// loginURI is the authenticate service URL where Auth0 takes it as an
// Application Login URI: https, and not localhost.
func loginURI(authenticateURL string) string {
	host, ok := strings.CutPrefix(authenticateURL, "https://")
	host, _, _ = strings.Cut(host, ":")
	if !ok || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return ""
	}
	return authenticateURL
}

// Update is what must change in a found application, and nothing else: other
// URLs, grants, its name and its login URI stay. One that this very walk made
// follows an answer that changed since: its name, its tag, and the URLs of the
// address that its tag names.
func (w WebApp) Update(found Application) Update {
	want := w.Application()
	to, mine := found, madeBy(w.Walk, webTag, found)
	// Find lists what others use as not usable where this would be needed.
	if mine || usedByOthers(found, w.AuthenticateURL) == "" {
		to = withSecretUsable(found, RegularWeb)
		to.OIDCConformant = true
		if found.SigningAlg != PS256 {
			to.SigningAlg = RS256
		}
	}
	if mine {
		to.Name, to.Tag = want.Name, want.Tag
		if old := strings.TrimPrefix(found.Tag, webTag); old != w.AuthenticateURL {
			to.Callbacks = withoutOrigin(found.Callbacks, old, want.Callbacks)
			to.LogoutURLs = withoutOrigin(found.LogoutURLs, old, want.LogoutURLs)
			if found.LoginURI == old {
				to.LoginURI = want.LoginURI
			}
		}
	}
	to.Callbacks = with(to.Callbacks, want.Callbacks...)
	to.LogoutURLs = with(to.LogoutURLs, want.LogoutURLs...)
	to.GrantTypes = with(found.GrantTypes, want.GrantTypes...)
	if to.LoginURI == "" {
		to.LoginURI = want.LoginURI
	}
	return Update{From: found, To: to}
}

// madeBy reports whether the walk created found, as an application of the kind
// that its tag begins with.
func madeBy(walk, kind string, found Application) bool {
	return walk != "" && found.Walk == walk && strings.HasPrefix(found.Tag, kind)
}

// withSecretUsable is found with what lets a client secret in. One with a key
// of its own is left alone: a change would lock its users out.
func withSecretUsable(found Application, appType string) Application {
	if found.AuthMethod == AuthNone {
		found.AuthMethod = AuthPost
		if found.Type == Native || found.Type == SPA {
			found.Type = appType // for these two the dashboard offers no secret
		}
	}
	return found
}

// withoutOrigin is list without the URLs of origin, but for those wanted.
func withoutOrigin(list []string, origin string, wanted []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(url string) bool {
		return strings.HasPrefix(url, origin+"/") && !slices.Contains(wanted, url)
	})
}

// Remarks are sentences on what a found application has that this program
// leaves alone.
func (w WebApp) Remarks(found Application) []string {
	var remarks []string
	for _, grant := range found.GrantTypes {
		switch grant {
		case AuthorizationCode, RefreshToken:
		case "implicit", "password":
			remarks = append(remarks, "the grant "+grant+" is on, which Pomerium does not use and which weakens the application")
		}
	}
	if uri := loginURI(w.AuthenticateURL); found.LoginURI != "" && uri != "" && strings.TrimSuffix(found.LoginURI, "/") != uri {
		remarks = append(remarks, "its application login URI is "+shown(found.LoginURI))
	}
	if found.secretUsable() && found.Type != RegularWeb {
		remarks = append(remarks, "its type is "+TypeName(found.Type)+", which works")
	}
	if found.ThirdParty {
		remarks = append(remarks, "it is a third-party application: users are asked for consent")
	}
	return remarks
}
