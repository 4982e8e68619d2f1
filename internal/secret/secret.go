// Package secret holds the one type for client secrets, tokens and keys. A
// Secret cannot be printed, logged or marshalled; only Reveal opens it.
package secret

import (
	"errors"
	"fmt"
	"io"
	"unique"
)

// Mask is what stands for a secret wherever one would be printed: always
// eight dots, so that it does not tell the length.
const Mask = "••••••••"

// A Secret is compared by its content (==) and prints as Mask.
//
// The handle is what keeps it out of a struct printed with %+v: fmt cannot
// call methods on an unexported field, and prints a pointer there as an
// address, where a string would be printed as it is.
type Secret struct {
	handle unique.Handle[string]
}

// New makes a Secret of s. The empty string gives the zero Secret.
func New(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{unique.Make(s)}
}

// Reveal returns the secret in clear. Its callers are the requests that send
// it, the file that is to hold it, and the reveal key of a front end.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return s.handle.Value()
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s == Secret{} }

// Len is the secret's length in bytes.
func (s Secret) Len() int { return len(s.Reveal()) }

func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return Mask
}

// Format writes the mask for every verb and flag.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

var errNotMarshalled = errors.New("a secret is not marshalled")

// MarshalText refuses, and with it encoding/json, slog and the like.
func (s Secret) MarshalText() ([]byte, error) { return nil, errNotMarshalled }
