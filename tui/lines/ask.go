package lines

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

// ask shows the scene, reads one line, and does what it says.
func (s *session) ask(ctx context.Context) {
	scene := s.Walk.Scene(s.state)
	s.show(scene)
	if scene.Confirms() {
		s.discard()
	}
	line, end := s.readLine(ctx, prompt(scene), scene.Kind == walk.Secret)
	switch end {
	case interrupted:
		s.feed(ctx, walk.Quit{})
	case closed:
		s.feed(ctx, walk.Stopped{})
	default:
		now := time.Now()
		s.pause, s.entered = now.Sub(s.entered), now
		if line.cut {
			s.print(fmt.Sprintf("! an answer has at most %d KiB; the rest was cut off", longest>>10))
		}
		if !s.command(ctx, scene, line.line()) {
			s.answer(ctx, scene, line)
		}
	}
}

// readLine reads one line. What came in one go with it stays pending.
func (s *session) readLine(ctx context.Context, prompt string, hidden bool) (field, ending) {
	f := field{hidden: hidden, text: []rune(s.kept)}
	s.kept = ""
	s.write(prompt)
	for {
		b := s.pending
		s.pending = nil
		if len(b) == 0 {
			select {
			case <-ctx.Done():
				s.print("")
				return f, closed
			case e := <-s.told: // late, of what was cancelled
				s.feed(ctx, e)
				continue
			case chunk, more := <-s.input:
				if !more {
					s.print("")
					return f, closed
				}
				early := time.Now().Before(s.deaf)
				b = s.gather(chunk)
				if early && bytes.IndexByte(b, ctrlC) < 0 {
					if isPaste(b) {
						s.write("\n" + tooEarly + "\n" + prompt + f.echoed)
					}
					continue
				}
			}
		}
		rest, end := f.take(b)
		s.write(f.echo(prompt))
		if end != open {
			s.pending = rest
			s.print("")
			return f, end
		}
	}
}

// answer gives the walk what was typed: the number of a choice, a text, or
// nothing, which takes what stands in brackets.
func (s *session) answer(ctx context.Context, scene walk.Scene, f field) {
	if scene.Kind == walk.Pick {
		s.choose(ctx, scene, f)
		return
	}
	value := scene.Value
	switch line := f.line(); {
	case line == "":
	case f.secretive():
		value = walk.SecretOf(secret.New(secret.Clean(line)))
		s.remark(scene, value, characters(value.Secret.Len()))
	default:
		value = walk.TextOf(text.Line(line))
		s.remark(scene, value, "")
	}
	s.feed(ctx, walk.Answered{Name: scene.Item, Value: value})
	trouble := s.state.Problem
	refused := trouble != nil && !trouble.Effect && trouble.Item == scene.Item
	switch {
	case s.state.Running != nil: // wait drops what is pending
	case f.secretive() && refused && len(s.pending) > 0 && !misplaced(trouble.Err):
		// A paste with line breaks mends itself by going on.
		s.kept = string(f.text)
	case f.secretive(), refused:
		// Behind a secret stands, if anything, the rest of it, and that must
		// not land where it can be read. Behind what was refused stand the
		// answers to other questions.
		s.deafen()
	}
}

func misplaced(err error) bool { return errors.As(err, new(walk.Misplaced)) }

// remark says what came, before it is judged.
func (s *session) remark(scene walk.Scene, value walk.Value, otherwise string) {
	said := otherwise
	if scene.Remark != nil {
		if remark := scene.Remark(value); remark.Text != "" {
			said = plain.Mark(remark.Mark) + " " + plain.Text(remark.Text)
		}
	}
	if said != "" {
		s.say(strings.TrimSpace(said))
	}
}

func (s *session) choose(ctx context.Context, scene walk.Scene, f field) {
	ways := waysOf(scene)
	line := f.line()
	if line == "" {
		s.goTo(ctx, ways[preselected(scene)])
		return
	}
	if f.secretive() {
		s.say("X this looks like a token or a secret: it was not shown and is not kept; it has a question of its own")
		s.deafen()
		return
	}
	n, err := strconv.Atoi(line)
	if err != nil {
		if found := listed(scene, func(_ int, w way) bool { return w.named(line) }); len(found) > 0 {
			s.say(found...)
			return
		}
	}
	if err != nil || n < 1 || n > len(ways) {
		s.print("X type a number from 1 to " + strconv.Itoa(len(ways)) + ", or ? for what else can be typed")
		s.deafen()
		return
	}
	s.goTo(ctx, ways[n-1])
}

// goTo goes a way. What changes something is confirmed only by somebody who has
// had the time to read it.
func (s *session) goTo(ctx context.Context, w way) {
	if walk.Confirms(w.event) && s.pause < reading {
		s.say("! not done yet: that came within 3 seconds of your last answer. Read what will change, wait 3 seconds, and answer again")
		return
	}
	s.feed(ctx, w.event)
}

// characters says how long a secret is: "4,812 characters".
func characters(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n == 1 {
		return digits + " character"
	}
	return digits + " characters"
}
