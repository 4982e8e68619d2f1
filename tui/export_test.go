package tui

import (
	"io"

	"pomerium-auth0/tui/steps"
)

// PrintClosing prints a closing summary as on a terminal of that width.
func PrintClosing(out io.Writer, width int, c steps.Closing) {
	closingPrinter{out: out, width: min(proseWidth, width-len(textEdge)-1)}.print(c)
}

// PrintResults prints what checks found as on a terminal of that width.
func PrintResults(out io.Writer, width int, results []steps.Result) {
	printResults(closingPrinter{out: out, width: min(proseWidth, width-len(textEdge)-1)}, results)
}
