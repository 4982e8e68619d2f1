//go:build !linux

package main

// keepMemoryPrivate keeps secrets in memory from core dumps.
func keepMemoryPrivate() { limitCores() }
