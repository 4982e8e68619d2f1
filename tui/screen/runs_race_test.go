//go:build race

package screen

const (
	typeAheadRuns = 50
	heightStep    = 6
)
