package config

import "strings"

// isSecretKey reports whether what stands under a key, in lower case and
// anywhere in a configuration, may be a secret and is masked wherever a file
// is shown. It rather says so once too often: a name that is masked for
// nothing costs a keystroke to reveal.
func isSecretKey(name string) bool {
	switch {
	case strings.HasSuffix(name, "_file"), strings.HasSuffix(name, "_files"):
		return false // names a file
	case strings.HasPrefix(name, "remove_"), strings.HasPrefix(name, "pass_"), strings.HasPrefix(name, "jwt_"), strings.HasPrefix(name, "rewrite_"):
		return false // headers by name, without what they hold
	case name == "key":
		return true // of a certificate
	}
	for _, part := range []string{
		"secret", "password", "passwd", "token", "credential", "private", "authorization", "basic_auth",
		"service_ac", "connection_string", "headers", "_key", "apikey", "api-key", "cookie_sec",
	} {
		if strings.Contains(name, part) {
			return true
		}
	}
	// A misspelt name hides a secret no less: idp_client_secert.
	meant := meantKey(name)
	return meant != "" && meant != name && isSecretKey(meant)
}

// namesFile reports whether the value of a key called "key" is the name of a
// file, not a key itself: base64 has no dot, and PEM has line breaks.
func namesFile(value string) bool {
	return strings.Contains(value, ".") && !strings.ContainsAny(value, "\r\n")
}
