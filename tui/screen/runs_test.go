//go:build !race

package screen

// typeAheadRuns is how often the race that scrambles type-ahead is given its
// chance.
const typeAheadRuns = 1000
