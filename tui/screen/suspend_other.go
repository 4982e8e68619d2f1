//go:build !unix

package screen

func canSuspend() bool { return false }
