package screen

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// fixed makes a walk of one screen, to try keys on.
func fixed(words walk.Words, options ...walk.Option) *walk.Walk {
	kind := walk.Pick
	if words.Label != "" {
		kind = walk.Text
	}
	return toy(walk.Item{Name: "only", Rail: "Domain", Question: &walk.Question{
		Kind: kind, Say: func(*walk.View) walk.Words { return words },
		Options: func(*walk.View) []walk.Option { return options },
	}}, toyText("last"))
}

func TestHelpShowsTheKeysAndEveryWayBackClosesIt(t *testing.T) {
	for _, closing := range []string{esc, shiftTab, ctrlG, "\r"} {
		play(t, Options{Walk: toy(toyText("domain")), Perform: after(0)}, func(r *rig) {
			r.send("acme?" + ctrlG)
			r.shows("Help: label domain", "ctrl+r", "reveal a secret for ten seconds", "esc back to the question")
			r.send("typed into nothing\rand more\r")
			r.shows("Help: label domain")
			r.settle(pasteGap)
			r.send(closing)
			r.settle(100 * time.Millisecond)
			r.shows("▌ acme?", "Question domain")
		})
	}
}

func TestAQuestionMarkIsTextInAFieldAndHelpAtAChoice(t *testing.T) {
	play(t, Options{Walk: toy(toyPick("pick")), Perform: after(0)}, func(r *rig) {
		r.send("?")
		r.shows("Help: question pick")
	})
}

func TestTheRawAnswerIsOneKeyAway(t *testing.T) {
	play(t, Options{Walk: toy(toyText("domain")), Perform: after(0)}, func(r *rig) {
		r.send("wrong\r")
		r.send(ctrlE)
		r.shows("The server's raw answer", `"error": "refused"`)
		r.send(ctrlE)
		r.shows("▌ wrong", "wrong is refused")
	})
}

func TestTheBareValueStandsOnTheNormalScreenUnbroken(t *testing.T) {
	address := "https://manage.auth0.com/#/apis/management/explorer"
	w := fixed(walk.Words{Title: "Token", Address: address}, walk.Option{Label: "Go on"})
	play(t, Options{Walk: w, Perform: after(0), Width: 40, Height: 12}, func(r *rig) {
		r.shows("ctrl+o print")
		r.terminal.Output()
		r.send(ctrlO)
		r.settle(100 * time.Millisecond)
		r.shows("enter back")
		if out := r.terminal.Output(); !strings.Contains(out, address) {
			t.Errorf("the address is not written in one piece: %q", out)
		}
		if r.terminal.IsFull() {
			t.Error("it is not the normal screen")
		}
		r.send("\r")
		r.shows("Token")
		if !r.terminal.IsFull() {
			t.Error("it is not the full screen again")
		}
	})
}

func TestCopySendsTheValueToTheTerminalsClipboard(t *testing.T) {
	w := fixed(walk.Words{Title: "Change", Bare: "type: Native\nID: 7"}, walk.Option{Label: "Go on"})
	play(t, Options{Walk: w, Perform: after(0)}, func(r *rig) {
		r.terminal.Output()
		r.send(ctrlY)
		r.shows("Sent to your terminal's clipboard, if it allows it.")
		want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte("type: Native\nID: 7"))
		if out := r.terminal.Output(); !strings.Contains(out, want) {
			t.Errorf("written: %q", out)
		}
		r.send(arrowDn)
		r.hides("clipboard")
	})
}

func TestRevealOpensOneSecretAtATimeForTenSeconds(t *testing.T) {
	words := walk.Words{Title: "Values to type",
		Rows: []walk.Row{{Key: "first", Secret: secret.New("open-sesame")}, {Key: "second", Secret: secret.New("abracadabra")}},
		File: &walk.File{Path: "f", Lines: []walk.Line{{Before: "key: ", Secret: secret.New("in-the-file")}}},
	}
	play(t, Options{Walk: fixed(words, walk.Option{Label: "Go on"}), Perform: after(0)}, func(r *rig) {
		r.shows("ctrl+r reveal")
		for _, open := range []string{"open-sesame", "abracadabra", "in-the-file"} {
			r.send(ctrlR)
			r.shows(open)
			r.hides(without([]string{"open-sesame", "abracadabra", "in-the-file"}, open)...)
		}
		r.send(ctrlR)
		r.hides("open-sesame", "abracadabra", "in-the-file")
		r.send(ctrlR)
		r.settle(revealFor - time.Second)
		r.shows("open-sesame")
		r.settle(time.Second)
		r.hides("open-sesame")
	})
}

func without(list []string, one string) []string {
	var rest []string
	for _, s := range list {
		if s != one {
			rest = append(rest, s)
		}
	}
	return rest
}

func TestFocusGoesFromTheFieldToRowsAndChoices(t *testing.T) {
	words := walk.Words{Title: "URL", Label: "Authenticate URL", Enter: "accept this", EnterShort: "accept",
		Rows: []walk.Row{
			{Mark: walk.Proven, Key: "version", Value: "0.33", Event: walk.Goto{Name: "last"}},
			{Mark: walk.Proven, Key: "today", Value: "google"},
		}}
	play(t, Options{Walk: fixed(words, walk.Option{Label: "Another way", Enter: "go that way"}), Perform: after(0)}, func(r *rig) {
		r.shows("enter accept this", "↑ change what was found", " ✓ version")
		r.send(arrowUp)
		r.shows(" ▌ version", "enter change it", "↓ to the question")
		r.send(arrowUp)
		r.shows(" ▌ version")
		r.send(arrowDn + arrowDn)
		r.shows(" ▌ Another way", "enter go that way", " ✓ version")
		r.send("x")
		r.shows(" ▌ x", "enter accept this")
		if n := strings.Count(r.terminal.Text(), "▌"); n != 1 {
			t.Errorf("%d bars on the screen", n)
		}
	})
}

func TestChoicesWrapAroundAndEnterFollowsTheSelection(t *testing.T) {
	play(t, Options{Walk: toy(toyPick("pick")), Perform: after(0)}, func(r *rig) {
		r.shows("▌ First", "enter take the first")
		r.send(arrowUp)
		r.shows("▌ Third", "enter take the third")
		r.send(arrowDn + arrowDn)
		r.shows("▌ Second", "enter take the second")
		r.send("\r")
		if got := answersOf(r.ended())["pick"]; got != "second" {
			t.Errorf("the answer is %q", got)
		}
	})
}

func TestBackKeepsAnswersAndTabGoesForward(t *testing.T) {
	play(t, Options{Walk: toy(toyText("first"), toyText("second"), toyText("third")), Perform: after(0)}, func(r *rig) {
		r.send("one\rtwo\r")
		r.shows("Question third")
		r.send(shiftTab + shiftTab)
		r.shows("Question first", "▌ one")
		r.send("\t")
		r.shows("Question third")
	})
}

func TestOnlyEscLeavesTheFirstQuestionAndItAsks(t *testing.T) {
	play(t, Options{Walk: toy(toyText("first")), Perform: after(0)}, func(r *rig) {
		r.send(esc)
		r.settle(100 * time.Millisecond)
		r.shows("Leave now?", "esc stay")
		r.send(esc)
		r.settle(100 * time.Millisecond)
		r.shows("Question first")
		r.send(shiftTab + "\r")
		if s := r.ended(); s.Outcome != walk.Left {
			t.Errorf("outcome %v", s.Outcome)
		}
	})
}

func TestCtrlCWhileWritingWaitsAndASecondOneLeavesAtOnce(t *testing.T) {
	w := toy(toyChange("thing"), toyText("last"))
	slow := after(time.Minute)
	play(t, Options{Walk: w, Perform: slow}, func(r *rig) {
		r.quiet()
		r.send("\r")
		r.shows("Making thing", "esc stop after Auth0's answer")
		r.send(ctrlC)
		r.shows("stopping after Auth0's answer")
		r.send(ctrlC)
		if s := r.ended(); s.Outcome != walk.Interrupted || len(s.Made) != 1 || !s.Made[0].Unsure {
			t.Errorf("outcome %v, made %v", s.Outcome, s.Made)
		}
		time.Sleep(time.Minute)
	})
	play(t, Options{Walk: w, Perform: slow}, func(r *rig) {
		r.quiet()
		r.send("\r")
		r.send(ctrlC)
		r.settle(time.Minute)
		r.shows("Leave now?")
		r.send(ctrlC)
		if s := r.ended(); s.Outcome != walk.Interrupted {
			t.Errorf("outcome %v", s.Outcome)
		}
	})
}

func TestAnApplyIsNotCancelledByLeaving(t *testing.T) {
	cancelled := false
	perform := func(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
		select {
		case <-ctx.Done():
			cancelled = true
		case <-time.After(time.Minute):
		}
	}
	play(t, Options{Walk: toy(toyChange("thing")), Perform: perform}, func(r *rig) {
		r.quiet()
		r.send("\r")
		r.shows("Making thing")
		r.stop()
		if s := r.ended(); s.Outcome != walk.Interrupted || r.err != nil {
			t.Errorf("outcome %v, error %v", s.Outcome, r.err)
		}
		time.Sleep(2 * time.Minute)
	})
	if cancelled {
		t.Error("the change was cancelled")
	}
}

func TestAReadIsCancelledByEscAndByLeaving(t *testing.T) {
	ends := 0
	perform := func(ctx context.Context, effect walk.Effect, send func(walk.Event)) {
		<-ctx.Done()
		ends++
		send(walk.Ended{Gen: effect.(walk.Read).Gen, Err: ctx.Err()})
	}
	play(t, Options{Walk: toy(toyText("domain"), toyLook("look")), Perform: perform}, func(r *rig) {
		r.send("acme\r")
		r.send(esc)
		r.settle(100 * time.Millisecond)
		if ends != 1 {
			t.Errorf("%d reads ended", ends)
		}
		r.send("\r")
		r.stop()
		r.ended()
	})
	if ends != 2 {
		t.Errorf("%d reads ended in all", ends)
	}
}

func TestLeavingWaitsForSilence(t *testing.T) {
	play(t, Options{Walk: toy(toyText("domain")), Perform: after(0)}, func(r *rig) {
		r.keys.Write([]byte(ctrlC))
		for range 20 { // the rest of a paste, which the shell must not get
			time.Sleep(100 * time.Millisecond)
			if _, err := r.keys.Write([]byte("secret")); err != nil {
				t.Fatal("the terminal was given back in the middle of a paste")
			}
			synctest.Wait()
		}
		start := time.Now()
		<-r.done
		if waited := time.Since(start); waited < 140*time.Millisecond || waited > 250*time.Millisecond {
			t.Errorf("left after %v of silence", waited)
		}
	})
}

func TestALostTerminalIsAnErrorAndStopsTheWalk(t *testing.T) {
	play(t, Options{Walk: toy(toyText("domain")), Perform: after(0)}, func(r *rig) {
		r.keys.Close()
		if s := r.ended(); s.Outcome != walk.Interrupted || !errors.Is(r.err, errGone) {
			t.Errorf("outcome %v, error %v", s.Outcome, r.err)
		}
	})
}

// TestAFaultGivesTheTerminalBackAndTheStateSoFar, wherever this program's own
// code panics.
func TestAFaultGivesTheTerminalBackAndTheStateSoFar(t *testing.T) {
	panics := func(*walk.View) walk.Words { panic("a fault") }
	change := toyChange("change")
	for name, c := range map[string]struct {
		w       *walk.Walk
		perform func(context.Context, walk.Effect, func(walk.Event))
	}{
		"a question": {toy(toyText("domain"), walk.Item{Name: "broken", Question: &walk.Question{Kind: walk.Text, Say: panics}}), after(0)},
		"a look": {toy(toyText("domain"), toyLook("look")), func(context.Context, walk.Effect, func(walk.Event)) {
			panic("a fault")
		}},
		"a change": {toy(toyText("domain"), change), func(context.Context, walk.Effect, func(walk.Event)) {
			panic("a fault")
		}},
		"a field": {toy(toyText("domain"), walk.Item{Name: "broken", Question: &walk.Question{Kind: walk.Text,
			Say:    func(*walk.View) walk.Words { return walk.Words{Title: "x"} },
			Remark: func(_ *walk.View, value walk.Value) walk.Remark { panic("a fault") },
		}}), after(0)},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, Options{Walk: c.w, Perform: c.perform}, func(r *rig) {
				r.send("acme\r")
				if name == "a change" {
					r.settle(time.Second)
					r.send("\r")
				}
				s := r.ended()
				if s.Fault() == nil || r.err != nil || s.Answers["domain"].Value.Text != "acme" {
					t.Errorf("outcome %v, error %v, answers %v", s.Outcome, r.err, s.Answers)
				}
				if r.terminal.IsFull() {
					t.Error("the full screen was not left")
				}
				if name == "a change" && (len(s.Remaining()) != 1 || !s.Remaining()[0].Unsure) {
					t.Errorf("made: %v", s.Made)
				}
			})
		})
	}
}

func TestTheBarTurnsAndSecondsPassWhileAnEffectRuns(t *testing.T) {
	play(t, Options{Walk: toy(toyText("domain"), toyLook("look")), Perform: after(time.Minute)}, func(r *rig) {
		r.send("acme\r")
		r.shows("▌ look  0 s  being read")
		r.settle(turnEvery)
		r.shows("▀ look")
		r.settle(4 * time.Second)
		r.shows("4 s  being read")
		time.Sleep(time.Minute)
	})
}

func TestAnIdleScreenWritesNothing(t *testing.T) {
	play(t, Options{Walk: toy(toyText("domain")), Perform: after(0)}, func(r *rig) {
		r.send("acme")
		r.terminal.Output()
		r.settle(10 * time.Second)
		if out := r.terminal.Output(); out != "" {
			t.Errorf("written while idle: %q", out)
		}
	})
}

func TestTextAndFocusSurviveEverySize(t *testing.T) {
	m := newModel(Options{Walk: toy(toyText("domain")), Environ: []string{}})
	m.Init()
	for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 6}, {1, 1}, {0, 0}, {120, 40}} {
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		m.Update(tea.KeyPressMsg{Code: 'a', Text: "a"})
		m.View()
	}
	// Not in the two windows that are too small to show it.
	if got := m.page.field.value().Text; got != "aaaa" {
		t.Errorf("the field holds %q", got)
	}
}

func TestANarrowScreenScrollsOnlyAsFarAsTheFocusedRow(t *testing.T) {
	words := walk.Words{Title: "URL", Label: "Authenticate URL", Lead: "One sentence that takes more than a row, and another one."}
	for _, key := range []string{"one", "two", "three", "four", "five", "six"} {
		words.Rows = append(words.Rows, walk.Row{Key: key, Value: "value", Event: walk.Goto{Name: "last"}})
	}
	play(t, Options{Walk: fixed(words), Perform: after(0), Width: 40, Height: 12}, func(r *rig) {
		r.hides("six")
		r.send(arrowUp)
		r.shows("▌ six")
		r.send(strings.Repeat(arrowUp, 5))
		r.shows("▌ one", "  two", "↓")
		r.send(arrowDn)
		r.shows("  one", "▌ two", "↓")
	})
}

func TestKeysOfTerminalsThatEncodeThemAnotherWay(t *testing.T) {
	play(t, Options{Walk: toy(toyText("domain")), Perform: after(0)}, func(r *rig) {
		r.send("\x1b[27;2;65~" + "\x1b[98u") // modifyOtherKeys and kitty
		r.shows("▌ Ab")
		r.send("\x1b[99;5u")
		if s := r.ended(); s.Outcome != walk.Left {
			t.Errorf("outcome %v", s.Outcome)
		}
	})
}

// A counter counts what is written to it.
type counter struct{ atomic.Int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.Add(int64(len(p)))
	return len(p), nil
}

func TestTheFirstEffectWaitsForTheFirstFrame(t *testing.T) {
	var out counter
	var written int64
	perform := func(_ context.Context, effect walk.Effect, send func(walk.Event)) {
		written = out.Load()
		after(0)(context.Background(), effect, send)
	}
	o := Options{Walk: toy(toyLook("look"), toyText("domain")), Perform: perform, Out: &out}
	play(t, o, func(r *rig) {
		r.shows("Question domain")
		if written < 200 {
			t.Errorf("only %d bytes were written when the first effect began", written)
		}
	})
}

// TestAFaultWhileDrawingEndsTheScreen, with the frame that was there before.
func TestAFaultWhileDrawingEndsTheScreen(t *testing.T) {
	quit := make(chan struct{})
	m := newModel(Options{Walk: toy(toyText("domain"))})
	m.quit = func() { close(quit) }
	m.page.width, m.page.height, m.page.theme = 80, 24, nil // which no frame can be drawn with
	_ = m.View()
	<-quit
	if m.fault == nil || !m.left {
		t.Errorf("fault %v, left %v", m.fault, m.left)
	}
	_ = m.View() // Bubble Tea draws once more on its way out
	if _, command := m.Update(turn{}); command == nil {
		t.Error("the screen goes on")
	}
}
