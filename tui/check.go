package tui

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pomerium-auth0/tui/perform"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/unattended"
	"pomerium-auth0/tui/walk"
)

// Check runs all checks on an existing configuration, prints what they found
// and returns the exit code. It asks nothing and changes nothing.
func Check(ctx context.Context, o Options) (int, error) {
	w := steps.NewCheck(o.Steps)
	begin, err := beginning(o.Given)
	if err != nil {
		return ExitFailed, err
	}
	performer := perform.New(o.Client, o.Machine)
	performer.Reach = reach
	state, stop := unattended.Run(ctx, unattended.Options{
		Walk: w, Begin: begin, Perform: performer.Perform, Gate: steps.AllowFailedChecks,
		FlagOf: FlagOf, Tell: func(string) {}, Now: time.Now,
	})
	if state.Outcome != walk.Done && state.Outcome != walk.CheckFailed {
		for _, line := range stop.Lines {
			fmt.Fprintln(o.Err, line)
		}
		return exitCode(state.Outcome), nil
	}
	results := steps.CheckResults(w, state)
	if o.JSON {
		if err := printResults(o, results); err != nil {
			return ExitFailed, err
		}
	} else {
		for _, result := range results {
			fmt.Fprintln(o.Out, plain.Row(result.Row()))
		}
	}
	if steps.CheckFailures(results) {
		return ExitCheckFailed, nil
	}
	return ExitDone, nil
}

func printResults(o Options, results []steps.Result) error {
	report := struct {
		Outcome string                `json:"outcome"`
		Checks  []steps.ReportedCheck `json:"checks"`
	}{Outcome: "passed", Checks: steps.Reported(results)}
	if steps.CheckFailures(results) {
		report.Outcome = "failed"
	}
	encoder := json.NewEncoder(o.Out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}
