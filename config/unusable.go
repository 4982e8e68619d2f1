package config

import (
	"fmt"
	"slices"
)

// A Problem is what keeps a file from being read or edited.
type Problem int

// The problems of files.
const (
	UnknownEnding Problem = iota // Pomerium reads no file with this ending
	NotText                      // UTF-16, not UTF-8, or with a NUL byte
	Template                     // with {{ }} that is to be filled in first
	Unparsable                   // Pomerium's own parser refuses it
	List                         // a list instead of keys and values
	Scalar                       // a lone value
	Helm                         // values of a Helm chart
	Kubernetes                   // a manifest
	Compose                      // a compose file of Docker
	NoKnownKey                   // keys and values that Pomerium does not know
	DuplicateKey                 // the same key twice
	CaseDuplicate                // two keys equal but for case
	ShownOnly                    // read by Pomerium and not edited here: TOML, .env
	Encrypted                    // by SOPS: some or all values are not known
	OddShape                     // a key that must change is written in a way that is not edited
	NotProven                    // the edited file could not be proven
)

// Unusable is the error for a file that cannot be read as a configuration of
// Pomerium, or not edited. Where it is ShownOnly, Encrypted, OddShape or
// NotProven the settings can be shown instead; see Block.
type Unusable struct {
	Problem Problem
	Lines   []int // that it is about, counted from 1
	reason  string
}

// Error is the reason, a sentence for the operator without anything of what
// the file holds but names of keys.
func (u *Unusable) Error() string { return u.reason }

// Shown reports whether the file is one that Pomerium reads, so that the
// settings can be pasted into it by hand.
func (u *Unusable) Shown() bool { return u.Problem >= ShownOnly }

func unusable(problem Problem, format string, args ...any) *Unusable {
	return &Unusable{Problem: problem, reason: fmt.Sprintf(format, args...)}
}

func (u *Unusable) at(lines ...int) *Unusable {
	u.Lines = slices.DeleteFunc(lines, func(line int) bool { return line == 0 })
	return u
}

// inLine begins a sentence: "line 3: ", or not at all where there are no lines.
func inLine(line int) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprintf("line %d: ", line)
}

// inLines goes into a sentence: ", in lines 3 and 7", or nothing.
func inLines(first, second int) string {
	if first == 0 {
		return ""
	}
	return fmt.Sprintf(", in lines %d and %d", first, second)
}
