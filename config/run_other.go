//go:build !linux

package config

import (
	"context"
	"os"

	"pomerium-auth0/internal/trust"
)

// runForVersion runs nothing: this system has no way to run the very file that
// was judged.
func runForVersion(context.Context, *os.File, trust.Judge) (string, error) {
	return "", notRun("programs are run on Linux alone")
}
