package config_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/subosito/gotenv"

	"pomerium-auth0/config"
)

// The line that is named is the one that the library which Pomerium reads with
// does not take.
func TestTheLineOfADotenvFileThatIsWrong(t *testing.T) {
	for name, row := range map[string]struct {
		content string
		line    int
		part    string
	}{
		"the first":                {"IDP PROVIDER\nA=1\n", 1, "no NAME=value"},
		"below comments":           {"# a\n\n  # b\nA=1\nIDP PROVIDER", 5, "no NAME=value"},
		"below a value over lines": {"P=\"-----BEGIN\nabc\n-----END\"\nIDP PROVIDER\n", 4, "no NAME=value"},
		"below a name with a dot":  {"A.B=1\nFOO BAR\n", 2, "no NAME=value"},
		"below a mark and CR LF":   {"\ufeffA=1\r\nB='\r\nx y\r\n'\r\nFOO BAR\r\n", 5, "no NAME=value"},
		"a mark within":            {"A=1\n\ufeffB=2\n", 2, "no NAME=value"},
		"export alone":             {"A=1\nexport A\n", 2, "no NAME=value"},
		"an open quote":            {"A=1\nB=\"x\nC=2\nD=3\n", 2, "opens a quote that no line ends with"},
		"an open quote at the end": {"A=1\nB='", 2, "opens a quote that no line ends with"},
		"after a quote over lines": {"A='\nx' y\nB=1\n", 1, "opens a quote that no line ends with"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := gotenv.StrictParse(strings.NewReader(row.content)); err == nil {
				t.Fatal("Pomerium reads it")
			}
			_, err := config.Read("config.env", []byte(row.content))
			checkProblem(t, name, err, config.Unparsable, row.part, []int{row.line})
		})
	}
}

func TestKeysThatStandTwiceInADotenvFile(t *testing.T) {
	for content, want := range map[string][]string{
		"A=x\nB=\"\nA=3\n\"\n":                              nil,
		"IDP_PROVIDER=x\nB=\"\nA=3\n\"\nidp_provider=y\n":   {"idp_provider 5 1"},
		"a.b=1\nA.B: 2\nA.B=3\nexport C=1\nC=2\n# C=3\nD=4": {"A.B 2 3", "C 4 5", "a.b 1 3"},
	} {
		var got []string
		for _, twice := range read(t, "config.env", content).Twice {
			got = append(got, fmt.Sprint(twice.Name, " ", twice.Line, " ", twice.Counts))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

// FuzzDotenv: a file is taken apart into what the library takes as a whole.
func FuzzDotenv(f *testing.F) {
	for _, content := range []string{"A=1\n", "A='\nB=2\n'\nC=\"x\" # y", "\ufeffA=\"\r\n\\\"\r\n\"", "\xff\xfeA\x00=\x001\x00\n\x00A\x00=\x002\x00", "A=\"\rB\r", "A: x\nexport B=$A"} {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		_, err := gotenv.StrictParse(bytes.NewReader(content))
		var refused *config.Unusable
		_, ours := config.Read("config.env", content)
		if (err == nil) != (ours == nil) || ours != nil && (!errors.As(ours, &refused) || len(refused.Lines) == 0 && len(content) < 60_000) {
			t.Errorf("%q: the library says %v, and we say %v", content, err, ours)
		}
	})
}
