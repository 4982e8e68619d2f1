package config

import (
	"encoding/base64"
	"fmt"
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

// whyNoKey says what is wrong with a cookie or shared secret.
func whyNoKey(s secret.Secret) string {
	plain := s.Reveal()
	decoded, err := base64.StdEncoding.DecodeString(plain)
	if unpadded, wrong := base64.RawStdEncoding.DecodeString(plain); wrong == nil && len(unpadded) != keySize {
		decoded, err = unpadded, nil // signs at its end would not mend it
	}
	switch {
	case strings.TrimSpace(plain) == "":
		return "is empty"
	case strings.Trim(plain, plain[:1]) == "": // as in the sample of Pomerium's packages
		return "is a placeholder"
	case strings.TrimSpace(plain) != plain:
		return "has a blank or a line break around it"
	case err != nil:
		return "is not base64 as Pomerium reads it: " + whyNotBase64(plain)
	}
	return fmt.Sprintf("decodes to %d bytes where %d belong", len(decoded), keySize)
}
