//go:build unix

package main

import "syscall"

// Under another umask the group may change the files of the scripts, and a group
// that only a directory service knows isn't believed.
func init() { syscall.Umask(0o022) }
