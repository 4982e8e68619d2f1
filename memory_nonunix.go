//go:build !unix

package main

// limitCores does nothing: this system dumps no cores.
func limitCores() {}
