package screen

import (
	"strings"
	"testing"
	"time"

	"pomerium-auth0/tui/screen/screentest"
	"pomerium-auth0/tui/walk"
)

// twoChanges is a walk whose second change an Enter too many would confirm.
func twoChanges() *walk.Walk { return toy(toyText("domain"), toyChange("one"), toyChange("two")) }

const (
	early    = "Enter came before you could read this page"
	tooEarly = "Enter came too soon"
	asks     = "\x1b[6n"
)

// A slowLine is a terminal behind a line of 300 ms each way and 960 bytes a
// second. Its answers take as long as keys do.
type slowLine struct {
	*screentest.Terminal
	free time.Time // when the line has carried what was written to it
}

const lag = 300 * time.Millisecond

func (l *slowLine) Write(p []byte) (int, error) {
	if l.Terminal == nil { // made in the bubble that writes to it
		l.Terminal = screentest.NewTerminal(80, 24)
	}
	now := time.Now()
	if l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(len(p)) * time.Second / 960)
	text := append([]byte(nil), p...)
	time.AfterFunc(l.free.Add(lag).Sub(now), func() { _, _ = l.Terminal.Write(text) })
	return len(p), nil
}

// overSlowLine plays on such a terminal. In it send is what the operator types.
func overSlowLine(t *testing.T, o Options, test func(r *rig, far *slowLine, enter func())) {
	t.Helper()
	far := &slowLine{}
	o.Out = far
	playOn(t, o, func(*rig, string) {}, func(r *rig) {
		later := func(keys string) { time.AfterFunc(lag, func() { r.answer(keys) }) }
		go far.Answer(later)
		test(r, far, func() { later("\r") })
		far.Close()
	})
}

func (l *slowLine) shows(words string) bool { return strings.Contains(l.Text(), words) }

func TestAnEnterNeverConfirmsWhatIsStillOnItsWay(t *testing.T) {
	for _, again := range []time.Duration{400 * time.Millisecond, 800 * time.Millisecond} {
		overSlowLine(t, Options{Walk: twoChanges(), Perform: after(50 * time.Millisecond)}, func(r *rig, far *slowLine, enter func()) {
			r.send("acme\r")
			r.settle(5 * time.Second)
			if !far.shows("Make one") {
				t.Errorf("the first change is not shown:\n%s", far.Text())
			}
			enter()
			r.settle(again)
			enter()
			r.settle(10 * time.Second)
			if !far.shows("Make two") || !far.shows(early) {
				t.Errorf("%v: an Enter confirmed a page that was not drawn:\n%s", again, far.Text())
			}
			enter()
			r.settle(2 * time.Second)
			if s := r.ended(); len(s.Made) != 2 {
				t.Errorf("made is %v", s.Made)
			}
		})
	}
}

func TestATerminalThatDoesNotAnswerNeedsAPause(t *testing.T) {
	playOn(t, Options{Walk: twoChanges(), Perform: after(50 * time.Millisecond)}, func(*rig, string) {}, func(r *rig) {
		r.send("acme\r")
		r.settle(time.Second)
		r.send("\r")
		r.shows("Make one", tooEarly, "wait 3 seconds")
		r.settle(2 * time.Second)
		r.send("\r") // less than the pause after the key before
		r.shows("Make one", tooEarly)
		r.settle(settleFor)
		r.send("\r")
		r.settle(time.Second)
		r.shows("Make two")
		r.settle(settleFor)
		r.send("\r")
		if s := r.ended(); len(s.Made) != 2 {
			t.Errorf("made is %v", s.Made)
		}
	})
}

func TestTmuxAnswersForATerminalThatIsElsewhere(t *testing.T) {
	for _, environ := range [][]string{{"TERM=xterm-256color", "TMUX=/tmp/tmux-0/default,1,0"}, {"TERM=screen-256color"}, {"TERM=tmux"}, {"TERM=xterm", "STY=1.x"}} {
		play(t, Options{Walk: twoChanges(), Perform: after(0), Environ: append(environ, "SSH_TTY=/dev/pts/0")}, func(r *rig) {
			r.send("acme\r")
			r.quiet()
			r.send("\r")
			r.shows("Make one", tooEarly)
			if strings.Contains(r.terminal.All(), asks) {
				t.Error("it is asked for what it can't know")
			}
			r.settle(settleFor)
			r.send("\r")
			r.shows("Make two")
		})
	}
}

func TestALateAnswerIsWaitedFor(t *testing.T) {
	late := time.Duration(0)
	delayed := func(r *rig, answer string) {
		time.AfterFunc(late, func() { r.answer(answer) })
	}
	playOn(t, Options{Walk: twoChanges(), Perform: after(0)}, delayed, func(r *rig) {
		r.send("acme\r")
		r.quiet()
		late = 10 * time.Second
		r.send("\r")
		r.shows("Make two")
		r.settle(9 * time.Second)
		r.send("\r")
		r.shows("Make two", early)
		r.settle(2 * time.Second)
		r.send("\r")
		if s := r.ended(); len(s.Made) != 2 {
			t.Errorf("made is %v", s.Made)
		}
	})
	playOn(t, Options{Walk: twoChanges(), Perform: after(0)}, delayed, func(r *rig) {
		late = 0
		r.send("acme\r")
		r.quiet()
		late = time.Minute // it is lost: a pause does from then on
		r.send("\r")
		r.settle(lostAfter)
		r.send("\r")
		if s := r.ended(); len(s.Made) != 2 {
			t.Errorf("made is %v", s.Made)
		}
		time.Sleep(time.Minute)
	})
}

func TestAnswersInExcessProveNothing(t *testing.T) {
	twice := func(r *rig, answer string) { r.answer(answer + answer) }
	playOn(t, Options{Walk: twoChanges(), Perform: after(0)}, twice, func(r *rig) {
		r.send("acme\r")
		r.quiet()
		r.send("\r")
		r.shows("Make one", tooEarly)
	})
}

// What an operator pastes into a terminal without bracketed paste may look like
// an answer. With brackets it is a paste and nothing else.
func TestAPastedAnswerConfirmsNothing(t *testing.T) {
	for _, pasted := range []string{"\x1b[1;1R\r", "\x1b[1;1R\x1b[1;1R\r\r", bracketed("\x1b[1;1R\r"), "\x1b[1;2R\r", pasteMark + "\r"} {
		playOn(t, Options{Walk: twoChanges(), Perform: after(0)}, func(*rig, string) {}, func(r *rig) {
			r.send("acme\r")
			r.settle(time.Second)
			r.send(pasted)
			r.settle(time.Second)
			r.shows("Make one")
			r.hides("1R")
		})
	}
}

func TestAPageThatIsDrawnAnewIsWaitedForAnew(t *testing.T) {
	play(t, Options{Walk: twoChanges(), Perform: after(0)}, func(r *rig) {
		r.send("acme\r")
		r.quiet()
		r.model.Update(struct{}{}) // nothing
		before := strings.Count(r.terminal.All(), asks)
		r.send(ctrlG)
		r.send(esc)
		r.settle(time.Second)
		if again := strings.Count(r.terminal.All(), asks); before != 1 || again != 1 {
			t.Errorf("asked %d times, with help opened %d times", before, again)
		}
	})
}

func TestTheQuestionForTheCursorIsAllThatAFenceWrites(t *testing.T) {
	play(t, Options{Walk: twoChanges(), Perform: after(0)}, func(r *rig) {
		r.send("acme\r")
		r.quiet()
		r.send("\r")
		r.quiet()
		r.settle(time.Minute)
		r.stop()
		r.ended()
		all := r.terminal.All()
		if strings.Contains(all, "\x1b]") {
			t.Errorf("a title is written: %q", all)
		}
		if n := strings.Count(all, asks); n != 2 {
			t.Errorf("the cursor is asked for %d times", n)
		}
		// Behind the frame, not before it.
		for _, title := range []string{"Make one", "Make two"} {
			if frame := strings.Index(all, title[5:]); frame < 0 || !strings.Contains(all[frame:], asks) {
				t.Errorf("%q is not followed by a question: %q", title, all)
			}
		}
	})
}

func TestNoAnswerIsLeftForTheShell(t *testing.T) {
	for name, leave := range map[string]func(*rig){
		"ctrl+c":   func(r *rig) { r.send(ctrlC) },
		"a signal": func(r *rig) { r.stop() },
	} {
		t.Run(name, func(t *testing.T) {
			came := false
			slow := func(r *rig, answer string) {
				time.AfterFunc(700*time.Millisecond, func() {
					select {
					case <-r.done:
					default:
						came = true
						r.answer(answer)
					}
				})
			}
			playOn(t, Options{Walk: toy(toyChange("one")), Perform: after(0)}, slow, func(r *rig) {
				leave(r)
				r.ended()
				if !came {
					t.Error("the answer came after the end")
				}
			})
		})
	}
	// A terminal that says nothing keeps nobody.
	playOn(t, Options{Walk: toy(toyChange("one")), Perform: after(0)}, func(*rig, string) {}, func(r *rig) {
		start := time.Now()
		r.send(ctrlC)
		<-r.done
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("leaving took %v", took)
		}
	})
}

func TestASmallWindowOnlyLeaves(t *testing.T) {
	w := toy(toyChange("one"), toyText("name"), toyChange("two"))
	play(t, Options{Walk: w, Perform: after(0), Width: 39, Height: 12}, func(r *rig) {
		r.shows("This window is 39 by 12")
		r.settle(time.Minute)
		for range 6 {
			r.send("\r")
			r.settle(4 * time.Second)
		}
		r.typeSlowly(arrowDn, "\t", "x", ctrlG, ctrlO, ctrlE, ctrlY, ctrlR, "\r", bracketed("pasted"))
		r.settle(4 * time.Second)
		if m := r.model; m.state.Made != nil || m.state.At != "one" || m.page.over != nothingOver {
			t.Errorf("at %q, made %v", m.state.At, m.state.Made)
		}
		r.send(esc) // at the first question it asks whether to leave
		r.settle(time.Second)
		if !r.model.state.Leaving {
			t.Error("esc does not leave")
		}
		r.send(ctrlC)
		r.ended()
	})
	play(t, Options{Walk: toy(toyText("first"), toyText("second")), Perform: after(0), Width: 80, Height: 11}, func(r *rig) {
		r.send("typed\r")
		r.send(ctrlC)
		if s := r.ended(); s.Outcome != walk.Left || len(s.Answers) != 0 {
			t.Errorf("outcome %v, answers %v", s.Outcome, s.Answers)
		}
	})
}
