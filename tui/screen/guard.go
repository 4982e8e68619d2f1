package screen

import (
	"time"
	"unicode/utf8"
)

// A guard decides which keys are heard. It keeps keys that were meant for one
// screen, or were never typed at all, from answering another.
//
// A terminal without bracketed paste sends a paste as single keys, and its
// line breaks as enter. A person cannot type two keys within ten milliseconds:
// keys that close together are a burst, a paste or type-ahead. Type-ahead
// answers question after question and is heard; what gives a paste away is
// said at each rule.
type guard struct {
	last  time.Time // of the newest key
	quiet time.Time // keys are dropped until then: an effect moved the screen
	// dropping: the rest of a burst is dropped, up to a silence of gap.
	dropping bool
	gap      time.Duration
	textOnly bool // only text and enter are dropped; an editing key ends it
	burst    int  // text keys of the present burst on the present line
	line     int  // the same, with the gaps between the packets of a slow line
	lost     int  // text keys of the present burst that were dropped
	// suspect: the last answer was the first line of a long secret that came
	// in a burst. If text follows in that burst, it is the next line.
	suspect bool
}

const (
	quietFor  = 300 * time.Millisecond
	burstGap  = 10 * time.Millisecond
	pasteGap  = 100 * time.Millisecond // between the packets of a paste
	pasteKeys = 8                      // dropped text keys that are called a paste
	longLine  = 40                     // the shortest line of a wrapped token
)

// moved is told when an effect has brought another screen.
func (g *guard) moved(now time.Time) { g.quiet = now.Add(quietFor) }

// tick takes the time of a key and reports how long after the one before it
// came.
func (g *guard) tick(now time.Time) (gap time.Duration) {
	gap = now.Sub(g.last)
	g.last = now
	if gap >= burstGap {
		g.burst, g.lost = 0, 0
	}
	if gap >= pasteGap {
		g.line, g.suspect = 0, false
	}
	return gap
}

// typed counts the keys of a text.
func (g *guard) typed(text string) {
	n := utf8.RuneCountInString(text)
	g.burst += n
	g.line += n
}

// submitted is told that an answer was taken, with what is suspicious of it: a
// long secret is the first line of a paste if it came too fast to be typed.
func (g *guard) submitted(long bool) {
	g.suspect = long && g.line >= longLine
	g.burst, g.line = 0, 0
}

// drop drops the rest of a burst.
func (g *guard) drop(gap time.Duration, textOnly bool) {
	g.dropping, g.gap, g.textOnly = true, gap, textOnly
}

// drops reports whether a key is not heard. text is how many characters it
// types, edits says that it edits a field.
func (g *guard) drops(gap time.Duration, busy bool, text int, edits bool, now time.Time) bool {
	if busy || now.Before(g.quiet) {
		g.drop(burstGap, false)
		if g.suspect {
			g.gap = pasteGap
		}
		g.lost += text
		return true
	}
	if g.dropping && (gap >= g.gap || g.textOnly && edits) {
		g.dropping = false
	}
	if g.dropping {
		g.lost += text
	}
	return g.dropping
}

// lostPaste reports whether what was dropped looks like a paste. What follows a
// refused answer does not count: the refusal is on the screen.
func (g *guard) lostPaste() bool { return g.lost >= pasteKeys && !g.textOnly }
