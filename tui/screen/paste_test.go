package screen

import (
	"strings"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

func TestAPasteWithoutItsEndLeavesTheKeyboardAlive(t *testing.T) {
	for name, rest := range map[string]string{"lost": "", "cut off": "\x1b[20"} {
		t.Run(name, func(t *testing.T) {
			play(t, Options{Walk: toy(toyText("first"), toyText("second")), Perform: after(0)}, func(r *rig) {
				r.send("\x1b[200~pasted" + rest)
				r.settle(restWithin)
				r.shows("▌ pasted")
				r.send(" and typed\r")
				r.shows("Question second")
				if got := answersOf(r.model.state)["first"]; got != "pasted and typed" {
					t.Errorf("the answer is %q", got)
				}
			})
			play(t, Options{Walk: toy(toyText("first")), Perform: after(0)}, func(r *rig) {
				r.send("\x1b[200~pasted" + rest)
				r.send(ctrlC)
				if s := r.ended(); s.Outcome != walk.Left {
					t.Errorf("outcome %v", s.Outcome)
				}
			})
		})
	}
}

func TestASequenceInTwoPiecesIsOneKey(t *testing.T) {
	play(t, Options{Walk: toy(toyText("first"), toyPick("pick"), toyText("last")), Perform: after(0)}, func(r *rig) {
		r.send("ab\x1b[")
		r.settle(60 * time.Millisecond)
		r.send("Dc\xc3")
		r.settle(time.Second)
		r.send("\xa4")
		r.shows("▌ acäb")
		r.send("\x1b[200~d\x1b[20")
		r.settle(time.Second)
		r.send("1~")
		r.shows("▌ acädb")
		r.send("\r")
		r.shows("Question pick")
		r.send("\x1b")
		r.settle(20 * time.Millisecond)
		r.send("[B")
		r.shows("▌ Second")
	})
}

// A megabyte takes no second, with brackets and without.
func TestALongPasteIsCutAndItIsSaid(t *testing.T) {
	long := strings.Repeat("a word ", 150_000)
	for name, paste := range map[string]string{"bracketed": bracketed(long), "unbracketed": long} {
		for kind, item := range map[string]walk.Item{"visible": toyText("first"), "hidden": toySecret("first", nil)} {
			t.Run(name+", "+kind, func(t *testing.T) {
				start := time.Now()
				play(t, Options{Walk: toy(item, toyText("second")), Perform: after(0)}, func(r *rig) {
					r.send(paste)
					r.settle(time.Second)
					r.shows("Question first", "at most 64 KiB", "cut off")
					r.send("\r")
					r.shows("Question second")
					if got := answersOf(r.model.state)["first"]; len(got) > longestAnswer || len(got) < longestAnswer*5/7 {
						t.Errorf("the answer has %d characters", len(got))
					}
				})
				t.Logf("%v", time.Since(start))
				if took := time.Since(start); took > 2*time.Second {
					t.Errorf("it took %v", took)
				}
			})
		}
	}
}
