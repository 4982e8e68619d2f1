package config

import (
	"fmt"
	"strings"

	"pomerium-auth0/internal/secret"
)

// What is said of a token in the place of a client secret, and what to do.
const (
	tokenAsSecret = "is a JSON Web Token, such as a Management API token, not a client secret: Auth0 rejects it"
	copySecret    = "copy the Client Secret from the application's Settings in the dashboard, and remove the token"
)

func (f *findings) client() {
	c := f.contents
	if c.ClientID == "" {
		f.missing(keyClientID, "Auth0 refuses the first sign-in", "write the client ID of the web app")
	} else if strings.TrimSpace(c.ClientID) != c.ClientID {
		f.add(keyClientID, fails, c.ClientID, "has a blank around it, which is sent as a part of it: Auth0 refuses it", "take the blank out")
	}
	if c.SecretFile != "" {
		f.secretFile()
		return
	}
	switch plain := c.ClientSecret.Reveal(); {
	case plain == "":
		f.missing(keyClientSecret, "Auth0 refuses the first sign-in", "write the client secret of the web app")
	case secret.IsToken(plain):
		f.add(keyClientSecret, fails, plain, tokenAsSecret, copySecret)
	case strings.TrimSpace(plain) != plain:
		f.add(keyClientSecret, fails, plain, "has a blank or a line break around it, which is sent as a part of it: Auth0 refuses it", "take out what stands around it")
	}
}

// secretFile looks at idp_client_secret_file, not into the file; see Effective.
func (f *findings) secretFile() {
	path := f.contents.SecretFile
	switch {
	case f.version.IsZero():
		f.add(keyClientSecretFile, notChecked, path, "is read by 0.18 and newer, and means nothing to older ones"+versionUnknown, "give --pomerium-version")
	case !f.version.SecretFileKeys():
		f.add(keyClientSecretFile, fails, path, fmt.Sprintf("came with 0.18: Pomerium %s does not read it", f.version.Short()), "write the secret into the configuration")
	}
	if f.contents.isSet(keyClientSecret) && (f.version.IsZero() || f.version.SecretFileKeys()) {
		f.add(keyClientSecretFile, warns, path, "beats idp_client_secret, which has no effect", "take one of the two out")
	}
}
