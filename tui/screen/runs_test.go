//go:build !race

package screen

const (
	// typeAheadRuns is how often the race that scrambles type-ahead is given
	// its chance.
	typeAheadRuns = 1000
	// heightStep is the step between the heights that every sample is drawn at.
	heightStep = 1
)
