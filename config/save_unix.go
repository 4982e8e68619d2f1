//go:build unix

package config

import "os"

func syncOpenFolder(folder *os.File) error { return folder.Sync() }
