package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// panicking recovers what do panics with.
func panicking(do func()) (f *Fault) {
	defer func() { f = Recovered(recover()) }()
	do()
	return nil
}

func outOfRange(list []string, i int) string { return list[i] }

// TestAFaultShowsNoValue: a panic may carry a secret, as its value or as an
// argument of a function on the stack.
func TestAFaultShowsNoValue(t *testing.T) {
	const secret = "s3cr3t-s3cr3t"
	var nothing *strings.Builder
	nowhere := ""
	var value any = secret
	for name, do := range map[string]func(){
		"a text":            func() { panic(secret) },
		"an error":          func() { panic(errors.New(secret)) },
		"a wrapped error":   func() { panic(fmt.Errorf("x: %w", errors.New(secret))) },
		"a struct":          func() { panic(struct{ s string }{secret}) },
		"nil dereference":   func() { nothing.WriteString(secret) },
		"index":             func() { outOfRange([]string{secret}, 3) },
		"another type":      func() { _ = value.(int) },
		"a missing method":  func() { _ = value.(error) },
		"a key":             func() { _ = map[any]int{[1]any{func() {}}: 1} },
		"panic(nil)":        func() { panic(nil) },
		"closed channel":    func() { c := make(chan string, 1); close(c); c <- secret },
		"negative capacity": func() { _ = make([]string, len(nowhere)-1) },
	} {
		f := panicking(do)
		if f == nil {
			t.Errorf("%s: nothing was recovered", name)
			continue
		}
		said := strings.Join(f.Lines(), "\n")
		if strings.Contains(said, secret) {
			t.Errorf("%s: the value is shown:\n%s", name, said)
		}
		for _, want := range []string{"fault in it", "Report this", "pomerium-auth0 ", "fault_test.go:"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: without %q:\n%s", name, want, said)
			}
		}
	}
	if f := panicking(func() {}); f != nil {
		t.Errorf("nothing panicked: %v", f)
	}
}
