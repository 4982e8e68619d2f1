// Package tui runs the wizard: it makes the walk, picks the front end that
// asks, and says at the end what came of it.
package tui

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"time"

	"golang.org/x/term"

	"pomerium-auth0/auth0"
	"pomerium-auth0/config"
	"pomerium-auth0/internal/fault"
	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/lines"
	"pomerium-auth0/tui/perform"
	"pomerium-auth0/tui/screen"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/unattended"
	"pomerium-auth0/tui/walk"
)

// Options are how the wizard runs.
type Options struct {
	Given   map[string]walk.Given
	Client  *auth0.Client
	Machine config.Machine
	Steps   steps.Options
	Reach   *perform.Reach // to the authenticate service; nil: it is not looked for

	Yes    bool // answer and confirm without asking
	DryRun bool // suppose every change
	JSON   bool // print the result for programs
	Plain  bool // line by line
	Reveal bool // print secrets where they are to be typed

	In  *os.File
	Out *Output
	Err *os.File
}

// Exit codes.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitCheckFailed = 3
	ExitLeft        = 4
	ExitInterrupted = 130
)

// ErrNoTerminal says how to run without a terminal, or how to get one.
var ErrNoTerminal = errors.New("there is no terminal here to ask on: give --yes and the answers as flags, or connect with ssh -t")

// Run walks and returns the exit code. An error is wrong usage, not yet said.
func Run(ctx context.Context, o Options) (int, error) {
	begin, err := beginning(o.Given)
	if err != nil {
		return ExitFailed, err
	}
	performer := perform.New(o.Client, o.Machine)
	performer.Reach = o.Reach
	do := performer.Perform
	if o.DryRun {
		do = performer.DryRun
	}
	inTerminal, outTerminal := term.IsTerminal(int(o.In.Fd())), term.IsTerminal(int(o.Out.Fd()))
	if o.DryRun && !inTerminal {
		o.Yes = true
	}
	o.Steps.DryRun, o.Steps.Unattended = o.DryRun, o.Yes
	w := steps.New(o.Steps)
	if o.DryRun && o.Yes {
		begin.Given = withAssumed(begin.Given)
	}
	var state walk.State
	var stop unattended.Stop
	switch {
	case o.Yes:
		state, stop = o.unattended(ctx, w, begin, do)
	case !inTerminal:
		return ExitUsage, ErrNoTerminal
	case o.Plain || !outTerminal || noScreen():
		out := o.Out.File
		if !outTerminal {
			out = o.Err // the result alone goes into the pipe
		}
		state, err = lines.Run(ctx, lines.Options{Walk: w, Begin: begin, Perform: do, In: o.In, Out: out})
	default:
		state, err = screen.Run(ctx, screen.Options{Walk: &w, Begin: begin, Perform: do, In: o.In, Out: o.Out.File})
	}
	if state.Outcome == walk.Unfinished {
		state.Outcome = walk.Broke
	}
	if err != nil {
		stop.Lines = append(stop.Lines, err.Error())
	}
	if f := state.Fault(); f != nil {
		stop.Lines = append(stop.Lines, f.Lines()...)
	}
	if f := o.say(w, state, stop); f != nil {
		nameMade(o.Err, state, f)
		return ExitFailed, nil
	}
	return exitCode(state.Outcome), nil
}

// noScreen reports whether the terminal is one that the full screen is not
// for, or the operator asked for lines.
func noScreen() bool {
	_, accessible := os.LookupEnv("ACCESSIBLE")
	kind := os.Getenv("TERM")
	return accessible || kind == "" || kind == "dumb"
}

// beginning brings all chance there is.
func beginning(given map[string]walk.Given) (walk.Begin, error) {
	begin := walk.Begin{Walk: rand.Text(), Given: given}
	for i := range begin.Keys {
		var key [32]byte
		if _, err := rand.Read(key[:]); err != nil {
			return begin, fmt.Errorf("this system gives no random numbers: %w", err)
		}
		begin.Keys[i] = config.EncodeKey(key)
	}
	return begin, nil
}

// withAssumed supposes the values to paste that nobody has yet: a dry run with
// --web-app paste says what is to be made in the dashboard to get them.
func withAssumed(given map[string]walk.Given) map[string]walk.Given {
	if given[steps.WebApp].Value.Text != steps.PasteApp {
		return given
	}
	all := maps.Clone(given)
	assume := func(question string, value walk.Value) {
		if _, was := all[question]; !was {
			all[question] = walk.Given{Value: value, Source: "the dry run"}
		}
	}
	for _, question := range []string{steps.WebAppID, steps.M2MAppID} {
		assume(question, walk.TextOf(steps.AssumedID))
	}
	for _, question := range []string{steps.WebAppSecret, steps.M2MAppSecret} {
		assume(question, walk.SecretOf(secret.New(steps.AssumedSecret)))
	}
	return all
}

func (o Options) unattended(ctx context.Context, w walk.Walk, begin walk.Begin, do func(context.Context, walk.Effect, func(walk.Event))) (walk.State, unattended.Stop) {
	tell := func(line string) {
		if !o.JSON {
			fmt.Fprintln(o.Out, line)
		}
	}
	return unattended.Run(ctx, unattended.Options{
		Walk: w, Begin: begin, Perform: do, Gate: steps.AllowFailedChecks, Demo: o.Steps.Practice != nil,
		FlagOf: FlagOf, Tell: tell, Now: time.Now,
	})
}

// say prints the closing summary: the result on standard output, what stopped
// the walk on standard error.
func (o Options) say(w walk.Walk, state walk.State, stop unattended.Stop) (f *fault.Fault) {
	defer func() { f = fault.Recovered(recover()) }()
	for _, line := range stop.Lines {
		fmt.Fprintln(o.Err, line)
	}
	closing := steps.Close(o.Steps, w, state)
	if o.JSON {
		report := steps.ReportOf(w, state)
		report.Missing = append(report.Missing, stop.Missing...)
		report.Why = append(report.Why, stop.Lines...)
		printJSON(o.Out, report)
	} else if state.Outcome == walk.Done {
		printClosing(o.Out, o, closing)
	}
	// What was made is named in any case.
	if !o.JSON && state.Outcome != walk.Done || o.Out.Err() != nil {
		printClosing(o.Err, o, closing)
	}
	return nil
}

// nameMade names what was made where not even the summary could be made. It uses
// no more than the state.
func nameMade(out io.Writer, state walk.State, f *fault.Fault) {
	for _, line := range f.Lines() {
		fmt.Fprintln(out, line)
	}
	for _, made := range state.Remaining() {
		fmt.Fprintf(out, "%s %s\n%s\n", made.Object.Kind, text.Line(made.Object.Name), text.Line(made.Object.ID))
	}
}

// PrintUnbegun prints for programs that nothing was done, and why.
func PrintUnbegun(out *Output, code int, err error) {
	outcome := map[int]string{ExitUsage: "wrong usage", ExitInterrupted: "interrupted"}[code]
	if outcome == "" {
		outcome = "failed"
	}
	printJSON(out, steps.Report{
		Outcome: outcome, Missing: []string{}, Why: []string{err.Error()},
		Changes: []steps.ReportedChange{}, Checks: []steps.ReportedCheck{},
	})
}

// printJSON prints a result for programs. Only writing it can go wrong, which
// out remembers.
func printJSON(out *Output, result any) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(result)
}

func exitCode(outcome walk.Outcome) int {
	switch outcome {
	case walk.Done:
		return ExitDone
	case walk.Missing:
		return ExitUsage
	case walk.CheckFailed:
		return ExitCheckFailed
	case walk.Left:
		return ExitLeft
	case walk.Interrupted:
		return ExitInterrupted
	}
	return ExitFailed
}
