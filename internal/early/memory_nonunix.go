//go:build !unix

package early

// limitCores does nothing: this system dumps no cores.
func limitCores() {}
