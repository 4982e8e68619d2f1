package lines

import (
	"strings"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

// toPlan are the answers up to the plan, without the time to read it.
var toPlan = []any{"\r", "abc.end\r", "1\r", pause(time.Second)}

func TestAConfirmationComesFromSomebodyWhoHasReadIt(t *testing.T) {
	const held = "! not done yet"
	for name, test := range map[string]struct {
		script []any
		made   int
		held   int
	}{
		"at once":                         {[]any{"Pomerium\r\r"}, 0, 0},
		"0.4 s after the last answer":     {[]any{"Pomerium\r", "\r"}, 0, 1},
		"0.8 s after it":                  {[]any{"Pomerium\r", pause(400 * time.Millisecond), "\r"}, 0, 1},
		"by its number":                   {[]any{"Pomerium\r", "1\r"}, 0, 1},
		"six times":                       {[]any{"Pomerium\r", "\r", "\r", "\r", "\r", "\r", "\r"}, 0, 6},
		"again, too soon":                 {[]any{"Pomerium\r", "\r", pause(time.Second), "\r"}, 0, 2},
		"again, after a pause":            {[]any{"Pomerium\r", "\r", pause(reading), "\r"}, 1, 1},
		"after a pause":                   {[]any{"Pomerium\r", pause(reading), "\r"}, 1, 0},
		"what changes nothing isn't held": {[]any{"Pomerium\r", "2\r"}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			state, _, all := talk(t, 0, append(append([]any{}, toPlan...), test.script...)...)
			if len(state.Made) != test.made || strings.Count(all, held) != test.held {
				t.Errorf("made %d, held %d times, not %d and %d:\n%s", len(state.Made), strings.Count(all, held), test.made, test.held, all)
			}
		})
	}
}

func TestWhatWasTypedBeforeAConfirmationIsAskedForIsDropped(t *testing.T) {
	state, last, _ := talk(t, 0, append(append([]any{}, toPlan...), "Pomerium\rtyped before\r")...)
	if !strings.Contains(last, tooEarly) || state.At != "create" {
		t.Errorf("at %q, wrote %q", state.At, last)
	}
	// But for ctrl+c.
	if state, _, _ := talk(t, 0, append(append([]any{}, toPlan...), "Pomerium\r\x03")...); state.Outcome != walk.Left {
		t.Errorf("outcome %d", state.Outcome)
	}
}

func TestALongPasteIsCutAndItIsSaid(t *testing.T) {
	start := time.Now()
	state, last, _ := talk(t, 0, "https://"+strings.Repeat("a.", 1<<19)+"\r")
	if got := len(state.Answers["url"].Value.Text); got != longest || !strings.Contains(last, "an answer has at most 64 KiB; the rest was cut off") {
		t.Errorf("%d characters; wrote %d bytes", got, len(last))
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
}
