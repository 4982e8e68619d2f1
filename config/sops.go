package config

import (
	"bytes"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"pomerium-auth0/internal/shell"
)

// SOPS keeps the keys of a file in clear and encrypts the values, with a MAC
// over all of them. A setting that is written into such a file is a secret in
// clear, and the file can't be decrypted anymore.

// sopsValue is an encrypted value (aes/cipher.go of SOPS 3).
var sopsValue = regexp.MustCompile(`^ENC\[AES256_GCM,data:[^,]*,iv:[^,]+,tag:[^,]+,type:\w+\]`)

// EncryptedVariables reports whether SOPS encrypted a file of variables. A
// comment doesn't count: SOPS encrypts a value in the same file too.
func EncryptedVariables(content []byte) bool {
	for line := range bytes.Lines(content) {
		if i := bytes.Index(line, []byte("ENC[")); i >= 0 && !bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) && sopsValue.Match(line[i:]) {
			return true
		}
	}
	return false
}

// encrypted reports whether SOPS encrypted the document. Either sign is enough:
// its metadata, since it may encrypt only some of the values, or an encrypted
// value, since without metadata that secret is lost once it is replaced.
func (d *document) encrypted() bool {
	if e, there := d.find("sops"); there {
		if mac, _ := field(e.value, "mac"); mac != nil {
			return true
		}
	}
	return d.root != nil && len(sopsValues(d.root, nil)) > 0
}

// hideEncrypted makes each encrypted value one that isn't known, which is not
// the text that stands there. It returns the keys that had one.
func (d *document) hideEncrypted() (keys []string) {
	for _, e := range d.keys {
		if value := dealias(e.value); value.Kind == yaml.ScalarNode && sopsValue.MatchString(value.Value) {
			keys = append(keys, e.name)
		}
	}
	for _, n := range sopsValues(d.root, nil) {
		n.Tag, n.Style, n.Value = "!!null", 0, ""
	}
	return keys
}

// keepEncrypted keeps a cookie or shared secret that is encrypted, also the path of
// its file, from being taken for a missing one: a new one would sign everybody out.
func (c *Contents) keepEncrypted(hidden []string) {
	for _, key := range []struct {
		names []string
		state *KeyState
	}{
		{[]string{keyCookieSecret, keyCookieFile}, &c.CookieSecret.State},
		{[]string{keySharedSecret, keySharedFile}, &c.SharedSecret.State},
	} {
		if *key.state == KeyMissing && slices.ContainsFunc(key.names, func(name string) bool { return slices.Contains(hidden, name) }) {
			*key.state = KeyEncrypted
		}
	}
}

// sopsValues appends the encrypted values below a node.
func sopsValues(n *yaml.Node, found []*yaml.Node) []*yaml.Node {
	if n.Kind == yaml.ScalarNode && sopsValue.MatchString(n.Value) {
		return append(found, n)
	}
	for _, child := range n.Content {
		found = sopsValues(child, found)
	}
	return found
}

// encryptedBySOPS is the error for the file with this name.
func encryptedBySOPS(name string) *Unusable {
	return unusable(Encrypted, "the file is encrypted by SOPS, and an edit here would break it: change it with %s instead",
		shell.Command{"sops", name})
}
