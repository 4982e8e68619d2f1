//go:build unix

package main

import "golang.org/x/sys/unix"

// limitCores has no core dumped. The hard limit stays.
func limitCores() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) == nil {
		limit.Cur = 0
		_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit)
	}
}
