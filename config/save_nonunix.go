//go:build !unix

package config

import "os"

// syncOpenFolder does nothing: only unix systems write a folder to the disk on
// demand.
func syncOpenFolder(*os.File) error { return nil }
