// Package fault makes an error of a panic, so that a program that has a fault
// still restores the terminal and says what it has done.
//
// The value of a panic and the arguments of the functions on the stack may hold
// secrets, so neither is ever printed: only the kind of the value, the names of
// functions, and lines of source.
package fault

import (
	"fmt"
	"path"
	"runtime"
	"runtime/debug"
	"strings"
)

// A Fault is a panic of this program.
type Fault struct {
	what  string
	stack []string // innermost first
}

// deepest is how many functions of the stack are kept.
const deepest = 12

// Recovered makes a Fault of what recover returned, and nil of nil. It is to be
// called by the function that is deferred.
func Recovered(value any) *Fault {
	if value == nil {
		return nil
	}
	f := &Fault{what: fmt.Sprintf("a panic with a value of type %T", value)}
	if err, is := value.(runtime.Error); is {
		f.what = err.Error() // types and indices, never a text of the program
	}
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for panicked := false; len(f.stack) < deepest; {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicked, f.stack = true, nil // what came before only recovered
		case panicked && !strings.HasPrefix(frame.Function, "runtime."):
			f.stack = append(f.stack, fmt.Sprintf("%s (%s:%d)", frame.Function, path.Base(frame.File), frame.Line))
		}
		if !more {
			break
		}
	}
	return f
}

// Error says that the program has a fault.
func (f *Fault) Error() string {
	return "this program stopped because of a fault in it (" + f.what + ")"
}

// Lines are what to show: what happened, where to report it, and what to report.
func (f *Fault) Lines() []string {
	lines := []string{
		"Error: " + f.Error() + ".",
		"What was created or changed before is kept.",
		"Report this to the issue tracker of the project that you have the program from, with these lines. They hold no secret.",
		"  " + build(),
	}
	for _, where := range f.stack {
		lines = append(lines, "  "+where)
	}
	return lines
}

// build is the version of the program and what it was built with and for.
func build() string {
	version := "unknown"
	if info, known := debug.ReadBuildInfo(); known {
		version = strings.TrimPrefix(info.Main.Version, "v")
	}
	return fmt.Sprintf("pomerium-auth0 %s, %s, %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
