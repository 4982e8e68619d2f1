package screen

import (
	"strings"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

const (
	esc      = "\x1b"
	arrowUp  = "\x1b[A"
	arrowDn  = "\x1b[B"
	shiftTab = "\x1b[Z"
	pageDn   = "\x1b[6~"
	ctrlC    = "\x03"
	ctrlE    = "\x05"
	ctrlG    = "\x07"
	ctrlO    = "\x0f"
	ctrlR    = "\x12"
	ctrlU    = "\x15"
	ctrlY    = "\x19"
)

// bracketed is a paste as a terminal with bracketed paste sends it.
func bracketed(content string) string { return "\x1b[200~" + content + "\x1b[201~" }

// token is one of 5,000 characters, as Auth0 gives them for many scopes.
func token() string {
	part := strings.Repeat("aB3_-xYz", 700)
	return "eyJhbGciOiJSUzI1NiJ9." + part[:4600] + "." + part[:378]
}

// wrapped is text with a line break after every 80 characters.
func wrapped(text, lineBreak string) string {
	var lines []string
	for len(text) > 80 {
		lines = append(lines, text[:80])
		text = text[80:]
	}
	return strings.Join(append(lines, text), lineBreak)
}

func TestKeysDuringAnEffectAndAfterItAreDropped(t *testing.T) {
	w := toy(toyText("domain"), toyLook("look"), toyPick("pick"), toyChange("thing"))
	play(t, Options{Walk: w, Perform: after(time.Second)}, func(r *rig) {
		r.send("acme\r")
		r.shows("Looking", "being read")
		r.send("\r\r")
		r.settle(time.Second)
		r.shows("Question pick")
		r.send("\r") // 70 ms after it came
		r.shows("Question pick")
		r.quiet()
		r.shows("Question pick")
		r.send("\r")
		r.shows("Make thing")
		if r.state.Made != nil {
			t.Error("something was made")
		}
	})
}

func TestABurstThatBeganInAnEffectIsDroppedToItsEnd(t *testing.T) {
	w := toy(toyText("domain"), toyLook("look"), toyPick("pick"), toyText("last"))
	play(t, Options{Walk: w, Perform: after(time.Millisecond)}, func(r *rig) {
		if _, err := r.keys.Write([]byte("acme\r")); err != nil {
			t.Fatal(err)
		}
		for range 100 { // half a second of keys, five milliseconds apart
			time.Sleep(5 * time.Millisecond)
			if _, err := r.keys.Write([]byte("x\r")); err != nil {
				t.Fatal(err)
			}
		}
		r.quiet()
		r.shows("Question pick", "dropped")
	})
}

func TestEscStopsALookAndCtrlCLeaves(t *testing.T) {
	w := toy(toyText("domain"), toyLook("look"), toyPick("pick"))
	play(t, Options{Walk: w, Perform: after(time.Minute)}, func(r *rig) {
		r.send("acme\r")
		r.shows("esc stop")
		r.send(esc)
		r.settle(200 * time.Millisecond)
		r.shows("Question domain", "acme")
		r.send("\r")
		r.shows("Looking")
		r.send(shiftTab)
		r.shows("Question domain")
		r.send("\r" + ctrlC)
		if s := r.ended(); s.Outcome != walk.Left {
			t.Errorf("outcome %v", s.Outcome)
		}
	})
}

func TestADroppedPasteIsAnnounced(t *testing.T) {
	w := toy(toyText("domain"), toyLook("look"), toyText("name"))
	for name, paste := range map[string]string{
		"bracketed": bracketed("pasted text"), "unbracketed": "pasted text",
	} {
		t.Run(name, func(t *testing.T) {
			play(t, Options{Walk: w, Perform: after(time.Second)}, func(r *rig) {
				r.send("acme\r")
				r.send(paste)
				r.settle(time.Second)
				r.quiet()
				r.shows("Question name", "was dropped: paste it again")
				r.hides("pasted text")
				r.send("x")
				r.hides("dropped")
			})
		})
	}
}

func TestABracketedPasteWithLineBreaksIsTakenWhole(t *testing.T) {
	for _, lineBreak := range []string{"\n", "\r", "\r\n", " \n"} {
		w := toy(toySecret("token", nil), toyText("name"))
		play(t, Options{Walk: w, Perform: after(0)}, func(r *rig) {
			r.send(bracketed(wrapped(token(), lineBreak) + lineBreak))
			r.shows("Question token", "••••••••", "5000 characters")
			r.send("\r")
			r.shows("Question name")
			r.send("n\r")
			if got := answersOf(r.ended())["token"]; got != token() {
				t.Errorf("%d characters came of %d", len(got), len(token()))
			}
		})
	}
}

func TestAVisibleFieldTakesAPasteAsOneLine(t *testing.T) {
	play(t, Options{Walk: toy(toyText("name")), Perform: after(0)}, func(r *rig) {
		r.send(bracketed("two\nlines\u202e\n"))
		r.shows(`two lines\u{202e}`)
		r.send("\r")
		if got := answersOf(r.ended())["name"]; got != `two lines\u{202e}` {
			t.Errorf("the answer is %q", got)
		}
	})
}

func TestAnUnbracketedTokenMendsItself(t *testing.T) {
	for _, lineBreak := range []string{"\n", "\r", "\r\n"} {
		w := toy(toySecret("token", func(s string) bool { return s == token() }), toyText("name"))
		play(t, Options{Walk: w, Perform: after(0)}, func(r *rig) {
			r.send(wrapped(token(), lineBreak))
			r.shows("Question token", "••••••••")
			r.send("\r")
			r.shows("Question name")
			r.hides("aB3", "dropped")
		})
	}
}

func TestNothingAfterTheFirstLineBreakOfAPasteLandsInAVisibleField(t *testing.T) {
	walks := map[string]*walk.Walk{
		"hidden field before":  toy(toySecret("token", nil), toyText("name"), toyText("last")),
		"visible field before": toy(toyText("token"), toyText("name"), toyText("last")),
		"choice after":         toy(toySecret("token", nil), toyPick("pick"), toyText("last")),
		"effect after":         toy(toySecret("token", nil), toyLook("look"), toyText("last")),
	}
	for name, w := range walks {
		t.Run(name, func(t *testing.T) {
			play(t, Options{Walk: w, Perform: after(time.Millisecond)}, func(r *rig) {
				r.send(wrapped(token(), "\r") + "\r")
				r.quiet()
				r.hides("aB3", "xYz", "Question token")
				r.shows("dropped")
				if answers := r.model.state.Answers; len(answers) != 1 {
					t.Errorf("%d questions were answered by one paste", len(answers))
				}
			})
		})
	}
}

func TestAPasteThatIsLongerThanTheEffectItSetOffLandsNowhere(t *testing.T) {
	for name, next := range map[string]walk.Item{"field": toyText("next"), "choice": toyPick("next")} {
		t.Run(name, func(t *testing.T) {
			play(t, Options{Walk: toy(toySecret("token", nil), toyLook("look"), next, toyText("last")), Perform: after(0)}, func(r *rig) {
				// Packets, as a slow line brings them, each from a line break on.
				for i, line := range strings.Split(wrapped(token(), "\r"), "\r") {
					if i > 0 {
						line = "\r" + line
					}
					if _, err := r.keys.Write([]byte(line)); err != nil {
						t.Fatal(err)
					}
					time.Sleep(60 * time.Millisecond)
				}
				r.quiet()
				r.shows("Question next", "dropped")
				r.hides("aB3", "xYz")
			})
		})
	}
}

func TestASecretInAVisibleFieldIsMaskedAndNamed(t *testing.T) {
	play(t, Options{Walk: toy(toyText("domain"), toyText("last")), Perform: after(0)}, func(r *rig) {
		r.terminal.Output()
		r.send(bracketed(token()))
		r.shows("••••••••", "that is a secret")
		if strings.Contains(r.terminal.Output(), "eyJhb") {
			t.Error("the token was written to the terminal")
		}
		r.send("not more readable than before ")
		r.hides("readable")
		r.send(ctrlU)
		r.send("acme")
		r.shows("acme")
		r.send(ctrlU)
		for _, r2 := range token()[:40] {
			r.send(string(r2))
		}
		r.shows("••••••••")
		r.hides("eyJhb")
		r.send("\r")
		r.shows("Question last")
		if got := r.model.state.Answers["domain"].Value; got.Text != "" || got.Secret.Reveal() != token()[:40] {
			t.Errorf("the answer is %v", got)
		}
	})
}

func TestNothingIsKeptOfASecretThatWasNotAskedFor(t *testing.T) {
	visible := toyText("version")
	visible.Question.TakesSecrets = false
	play(t, Options{Walk: toy(visible, toySecret("token", nil)), Perform: after(0)}, func(r *rig) {
		r.send(bracketed(token()))
		r.send("\r")
		r.shows("Question version", "this looks like a token or a secret and was not kept: one that is needed")
		r.hides("•")
		r.quiet()
		r.send("0.33\r")
		r.shows("Question token")
		if got := r.model.state.Answers["version"].Value; got != walk.TextOf("0.33") {
			t.Errorf("the answer is %v", got)
		}
	})
}

func TestASecretAtAChoiceIsNamedAndChoosesNothing(t *testing.T) {
	for name, paste := range map[string]string{"bracketed": bracketed(token()), "unbracketed": token() + "\r"} {
		t.Run(name, func(t *testing.T) {
			play(t, Options{Walk: toy(toyPick("pick"), toyText("last")), Perform: after(0)}, func(r *rig) {
				r.send(paste)
				r.shows("Question pick")
				r.hides("eyJhb")
				if name == "bracketed" {
					r.shows("looks like a token")
				} else {
					r.shows("A paste has no place here")
				}
			})
		})
	}
}

func TestAnEscWithAnotherKeyRightAfterItIsNoEsc(t *testing.T) {
	play(t, Options{Walk: toy(toyText("first"), toyText("second")), Perform: after(0)}, func(r *rig) {
		r.send("one\r")
		r.shows("Question second")
		r.send(esc + "x") // alt+x
		r.shows("Question second")
		// The same from a terminal that sends the two as keys of their own.
		r.send("two")
		if _, err := r.keys.Write([]byte("\x1b[27u")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
		r.send("\r")
		r.shows("Question second")
		r.send(esc)
		r.settle(100 * time.Millisecond)
		r.shows("Question first", "one")
	})
}

func TestARefusedAnswerKeepsTextAndCursor(t *testing.T) {
	play(t, Options{Walk: toy(toyText("domain")), Perform: after(0)}, func(r *rig) {
		r.send("wrong\x1b[D\x1b[D")
		before := r.terminal.Text()
		r.send("\r")
		r.shows("▌ wrong", "✗ wrong is refused", "ctrl+e raw answer")
		r.send("X")
		r.shows("▌ wroXng")
		r.hides("refused")
		if !strings.Contains(before, "▌ wrong") {
			t.Errorf("not typed:\n%s", before)
		}
	})
}

func TestTheRestOfABurstAfterARefusalIsNotTyped(t *testing.T) {
	for _, lineBreak := range []string{"\r", "\r\n"} {
		play(t, Options{Walk: toy(toyText("domain"), toyText("last")), Perform: after(0)}, func(r *rig) {
			r.send("wrong" + lineBreak + "meant for the next" + lineBreak)
			r.shows("▌ wrong", "wrong is refused")
			r.hides("meant")
		})
	}
	play(t, Options{Walk: toy(toyText("domain"), toyText("last")), Perform: after(0)}, func(r *rig) {
		r.send("wrong\r" + ctrlU + "right\rend\r")
		if got := answersOf(r.ended()); got["domain"] != "right" || got["last"] != "end" {
			t.Errorf("answers %v", got)
		}
	})
}
