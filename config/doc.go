// Package config is everything Pomerium: which version is there, what its
// configuration holds and shall hold, editing it without touching a byte
// more, and saving it. It knows neither Auth0 nor the terminal, asks nothing,
// and writes to a disk only in Save.
package config
