package auth0test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"sync"
)

// keys are what a tenant signs with: Management API tokens by HS256, since
// only the tenant itself reads them, and ID tokens by RS256. The RSA key is
// made when it is first asked for.
type keys struct {
	hmac []byte
	id   string // kid

	once    sync.Once // guards what follows
	private *rsa.PrivateKey
	err     error
}

func newKeys() *keys {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: crypto/rand
	return &keys{hmac: secret, id: randomText(21)}
}

func (k *keys) rsa() (*rsa.PrivateKey, error) {
	k.once.Do(func() { k.private, k.err = rsa.GenerateKey(rand.Reader, 2048) })
	return k.private, k.err
}

// jwk is the public key that ID tokens are verified with, as RFC 7517 section
// 4 writes it.
func (k *keys) jwk() (map[string]any, error) {
	key, err := k.rsa()
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"kty": "RSA",
		"use": "sig",
		"alg": "RS256",
		"kid": k.id,
		"n":   base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		"e":   "AQAB", // 65537
	}, nil
}

func (k *keys) sign(claims map[string]any) string {
	header := encodeJSON(map[string]any{"alg": "HS256", "typ": "JWT", "kid": k.id})
	signed := header + "." + encodeJSON(claims)
	return signed + "." + base64.RawURLEncoding.EncodeToString(k.mac(signed))
}

func (k *keys) mac(signed string) []byte {
	mac := hmac.New(sha256.New, k.hmac)
	mac.Write([]byte(signed))
	return mac.Sum(nil)
}

var (
	errMalformed = errors.New("the token is not a JWT")
	errSignature = errors.New("the token was signed by somebody else")
)

// verify returns the claims of a token that sign made.
func (k *keys) verify(token string) (map[string]any, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errMalformed
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, errMalformed
	}
	var claims map[string]any
	if json.Unmarshal(raw, &claims) != nil {
		return nil, errMalformed
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !hmac.Equal(signature, k.mac(parts[0]+"."+parts[1])) {
		return nil, errSignature
	}
	return claims, nil
}

func encodeJSON(value map[string]any) string {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err) // claims are made of strings and numbers
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// randomText returns n random letters and digits, as Auth0's IDs are.
func randomText(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	return randomOf(alphabet, n)
}

// randomSecret returns a client secret: 64 characters of base64url.
func randomSecret() string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return randomOf(alphabet, 64)
}

func randomOf(alphabet string, n int) string {
	bytes := make([]byte, n)
	_, _ = rand.Read(bytes)
	for i, b := range bytes {
		// The slight preference for the alphabet's beginning hurts nobody: no
		// real account is behind these.
		bytes[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(bytes)
}
