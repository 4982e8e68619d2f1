//go:build !(linux || darwin || dragonfly || freebsd || netbsd || openbsd)

package screen

import (
	"os"
	"time"
)

// readable waits for nothing: Bubble Tea reads the console of Windows itself.
func readable(*os.File, time.Duration) bool { return false }
