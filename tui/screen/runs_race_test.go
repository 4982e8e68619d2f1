//go:build race

package screen

const typeAheadRuns = 50
