package config

import (
	"encoding/base64"
	"strings"

	"pomerium-auth0/internal/secret"
)

// keySize is the length in bytes of Pomerium's cookie and shared secrets.
const keySize = 32

// EncodeKey is a fresh cookie or shared secret as it is written: padded
// standard base64 of 32 bytes.
func EncodeKey(key [keySize]byte) secret.Secret {
	return secret.New(base64.StdEncoding.EncodeToString(key[:]))
}

// GoodSecret reports whether Pomerium takes s for its cookie and its shared
// secret: padded standard base64 of 32 bytes without white space
// (pkg/cryptutil of Pomerium 0.33).
func GoodSecret(s secret.Secret) bool {
	return goodCookieSecret(s) && !strings.ContainsAny(s.Reveal(), "\r\n")
}

// goodCookieSecret does the same for the cookie secret alone, in which
// Pomerium overlooks line breaks.
func goodCookieSecret(s secret.Secret) bool {
	decoded, err := base64.StdEncoding.DecodeString(s.Reveal())
	return err == nil && len(decoded) == keySize
}
