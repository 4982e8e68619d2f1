package tui

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"pomerium-auth0/tui/perform"
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
	performer.Reach = o.Reach
	p, printed := newClosingPrinter(o.Out, math.MaxInt), 0
	outside := func(s walk.State) {
		if !o.JSON {
			local := steps.LocalResults(w, s)
			printResults(p, local)
			printed = len(local)
		}
	}
	answered := askForPatience(o.Err)
	state, stop := unattended.Run(ctx, unattended.Options{
		Walk: w, Begin: begin, Perform: performer.Perform, Gate: steps.AllowFailedChecks,
		FlagOf: FlagOf, Tell: func(string) {}, Outside: outside, Now: time.Now,
	})
	answered()
	code, why := exitCode(state.Outcome), stop.Lines
	if f := state.Fault(); f != nil {
		why = append(why, f.Lines()...)
	}
	var results []steps.Result
	looked := state.Outcome == walk.Done || state.Outcome == walk.CheckFailed
	if looked {
		results = steps.CheckResults(w, state)
		code, why = ExitDone, nil // what failed is said by the results
		if steps.CheckFailures(results) || steps.CheckUnanswered(results) {
			code = ExitCheckFailed
		}
	}
	for _, line := range why {
		fmt.Fprintln(o.Err, line)
	}
	switch {
	case o.JSON:
		report := steps.CheckReportOf(w, state, results)
		report.Missing = append(report.Missing, stop.Missing...)
		report.Why = append(report.Why, why...)
		printJSON(o.Out, report)
	case looked:
		printResults(p, results[printed:])
		p.line("")
		p.prose(sum(results))
	}
	return code, nil
}

// askForPatience says on a terminal what is waited for, where it takes long.
func askForPatience(terminal *os.File) (answered func()) {
	if !term.IsTerminal(int(terminal.Fd())) {
		return func() {}
	}
	late := time.AfterFunc(2*time.Second, func() {
		fmt.Fprintln(terminal, "waiting for answers; what does not answer is given up within half a minute")
	})
	return func() { late.Stop() }
}

// printResults prints a sentence for each result and, below it, what to do.
// Only a terminal has lines that it wraps.
func printResults(p closingPrinter, results []steps.Result) {
	for i, result := range results {
		same := func(other steps.Result) bool { return together(result, other) }
		if slices.ContainsFunc(results[:i], same) {
			continue // said there
		}
		row := result.Row()
		said := row.Key
		// What is not checked for one reason stands in one line.
		for _, other := range results[i+1:] {
			if same(other) {
				said += ", " + other.Name
			}
		}
		if row.Value != "" {
			said += ": " + row.Value
		}
		p.marked(row.Mark, said)
		if result.Remedy != "" {
			p.prose("→ " + result.Remedy)
		}
	}
}

func together(a, b steps.Result) bool {
	return a.Outcome == steps.NotChecked && b.Outcome == steps.NotChecked && a.Text == b.Text && a.Remedy == b.Remedy && a.Finding.Key == "" && b.Finding.Key == ""
}

// sum is the last line: "2 failed, 1 to look at, 7 passed, 1 not checked".
func sum(results []steps.Result) string {
	counts, unanswered := map[steps.Outcome]int{}, 0
	for _, result := range results {
		counts[result.Outcome]++
		if result.Unanswered() {
			unanswered++
		}
	}
	counts[steps.NotChecked] += counts[steps.LeftOut]
	var said []string
	for _, one := range []struct {
		outcome steps.Outcome
		word    string
	}{{steps.CheckFailed, "failed"}, {steps.CheckWarned, "to look at"}, {steps.CheckPassed, "passed"}, {steps.NotChecked, "not checked"}} {
		if counts[one.outcome] > 0 {
			said = append(said, fmt.Sprintf("%d %s", counts[one.outcome], one.word))
		}
	}
	if unanswered > 0 {
		said = append(said, fmt.Sprintf("%d of them for want of an answer", unanswered))
	}
	return strings.Join(said, ", ")
}
