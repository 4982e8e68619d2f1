//go:build !linux

package config

func lockHolder(string) string { return otherProgram }
