package config

import "fmt"

const freshKey = "write the output of: head -c32 /dev/urandom | base64"

// secrets looks at the cookie and the shared secret. Both sign and encrypt what
// Pomerium hands out; a change signs everybody out.
func (f *findings) secrets() {
	c := f.contents
	whole := c.Services == "" || c.Services == "all"
	f.keySecret(keyCookieSecret, keyCookieFile, c.CookieSecret, f.known(Version.NeedsCookieSecret) && c.SignsIn() || c.Services == "authenticate" || c.Services == "proxy")
	f.keySecret(keySharedSecret, keySharedFile, c.SharedSecret, !whole)
	if c.SharedSecret.State == KeyInFile && f.known(Version.SecretFileKeys) && f.version.overlooksSharedFile(c.SharedSecret) && whole {
		f.add(keySharedFile, warns, c.SharedSecret.File, fmt.Sprintf("is not looked into by Pomerium %s, which makes one at each start and signs everybody out", f.version.Short()), "write the secret as shared_secret")
	}
}

func (f *findings) keySecret(name, file string, key Key, needed bool) {
	const forgets = "one is made at each start, which signs everybody out"
	switch {
	case key.State == KeyRefused:
		f.add(name, fails, key.Value.Reveal(), whyNoKey(key.Value)+": Pomerium does not start", freshKey)
	case key.State == KeyInFile && f.known(func(v Version) bool { return !v.SecretFileKeys() }):
		o := warns
		if needed && key.Value.IsZero() {
			o = fails
		}
		f.add(file, o, key.File, fmt.Sprintf("came with 0.18: Pomerium %s does not read it", f.version.Short()), "write the secret into the configuration")
	case key.State != KeyMissing:
	case needed && name == keySharedSecret:
		f.add(name, fails, "", "is missing: Pomerium does not start", "write the one that its other services have")
	case needed:
		f.add(name, fails, "", "is missing: Pomerium does not start", freshKey)
	case name == keyCookieSecret && f.version.IsZero():
		f.add(name, notChecked, "", "is missing: 0.19 and older do not start without it, with newer ones "+forgets+versionUnknown, freshKey)
	default:
		f.add(name, warns, "", "is missing: "+forgets, freshKey)
	}
}
