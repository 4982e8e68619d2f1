package config

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
)

// maxSecretFile is more than any secret is long, in bytes.
const maxSecretFile = 64 << 10

// readFiles looks into the files that hold a secret each. Before 0.18 none of
// them is read, which Findings says.
func (e *effective) readFiles() {
	if !e.version.IsZero() && !e.version.SecretFileKeys() {
		return
	}
	if e.SecretFile != "" {
		e.readClientSecret()
	}
	if e.CookieSecret.State == KeyInFile {
		e.readKeyFile(keyCookieFile, e.CookieSecret.File, goodCookieSecret)
	}
	if e.SharedSecret.State == KeyInFile && !e.version.overlooksSharedFile(e.SharedSecret) {
		e.readKeyFile(keySharedFile, e.SharedSecret.File, GoodSecret)
	}
}

// readClientSecret takes the client secret from its file, as Pomerium does:
// with whatever stands around it (config/options.go, GetClientSecret of
// Pomerium 0.33).
func (e *effective) readClientSecret() {
	e.ClientSecret = secret.Secret{}
	finding := e.about(keyClientSecretFile, e.SecretFile)
	content, read := e.readSecretFile(&finding, e.SecretFile, "the first sign-in fails")
	if !read {
		e.list = append(e.list, finding)
		return
	}
	e.ClientSecret = secret.New(content)
	switch trimmed := strings.TrimSpace(content); {
	case trimmed == "":
		finding.Fails, finding.Text, finding.Remedy = true, "is empty: Auth0 refuses the first sign-in", "write the client secret into it, without a line break"
	case secret.IsToken(trimmed):
		finding.Fails, finding.Text, finding.Remedy = true, tokenAsSecret, copySecret
	case trimmed != content:
		finding.Fails = true
		finding.Text = "ends in a line break or has a blank around the secret, which is sent as a part of it: Auth0 refuses it"
		finding.Remedy = "write the secret without a final line break, as by printf %s"
	default:
		return
	}
	e.list = append(e.list, finding)
}

// readKeyFile looks whether the file of a cookie or shared secret holds a good
// one.
func (e *effective) readKeyFile(key, path string, good func(secret.Secret) bool) {
	finding := e.about(key, path)
	content, read := e.readSecretFile(&finding, path, "Pomerium does not start")
	value := secret.New(content)
	if read && good(value) {
		return
	}
	if read {
		finding.Text = whyNoKey(value) + ": Pomerium does not start"
		finding.Remedy = `write into it what printf %s "$(head -c32 /dev/urandom | base64)" prints`
		finding.Fails = true
		if key == keySharedFile && e.version.IsZero() {
			finding.Fails, finding.NotChecked = false, true
			finding.Text = whyNoKey(value) + ": 0.20 and newer do not start with it, 0.19 does not look into it" + versionUnknown
		}
	}
	e.list = append(e.list, finding)
}

// readSecretFile reads a file that Pomerium is to read. Where that cannot be
// done the finding says why: then is what Pomerium does without it.
func (e *effective) readSecretFile(finding *Finding, path, then string) (content string, read bool) {
	const write = "write the file, or the secret into the configuration"
	if !filepath.IsAbs(path) {
		finding.NotChecked = true
		finding.Text, finding.Remedy = "is relative to where Pomerium is started, which is not known here: not checked", "write its whole path"
		return "", false
	}
	if e.runs == InContainer {
		finding.NotChecked = true
		finding.Text, finding.Remedy = "is not checked: Pomerium runs in a container, with files of its own", "look at it there: it must hold the secret without a final line break"
		return "", false
	}
	data, err := e.machine.read(path)
	var foreign *Foreign
	switch {
	case err == nil && len(data) <= maxSecretFile:
		return string(data), true
	case err == nil:
		finding.Fails = true
		finding.Text, finding.Remedy = "holds far more than a secret: "+then, "name the file that holds the secret"
	case errors.As(err, &foreign):
		finding.NotChecked = true
		finding.Text, finding.Remedy = "is not read: "+foreign.Verdict.Words(), "give it to root, or to the user that Pomerium runs as"
	case errors.Is(err, fs.ErrPermission):
		finding.NotChecked = true
		finding.Text, finding.Remedy = "cannot be read by "+userName()+": not checked", "check again as root, or as the user that Pomerium runs as"
	case errors.Is(err, fs.ErrNotExist) && e.runs == UnknownPlace:
		finding.NotChecked = true
		finding.Text, finding.Remedy = "is not on this machine, and where Pomerium runs is not known: not checked", write
	default:
		finding.Fails = true
		// The sentence begins with the path, which is the value.
		_, why, _ := strings.Cut(err.Error(), text.Line(path)+" ")
		why, _, _ = strings.Cut(why, ": ")
		finding.Text, finding.Remedy = why+": "+then, write
	}
	return "", false
}
