package screen

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// A scanner divides what a terminal sends into characters, escape sequences
// and pastes before Bubble Tea's parser gets it. That parser holds a sequence
// together for 50 ms only: over a slow line the rest of an arrow key was typed
// as text, and a paste whose end was split never ended. The scanner passes a
// sequence on when it is complete, and never a part of one.
//
// What it takes out of the stream leaves a mark there, so that it stays in
// order with the keys around it. A mark is an extended cursor report (DECXCPR),
// which the program never asks for: Bubble Tea makes a CursorPositionMsg of it.
type scanner struct {
	state scanState
	held  []byte    // the beginning of a sequence or of a character
	last  time.Time // when the newest byte came
	alone bool      // the newest byte was an ESC that became the esc key

	text   []byte  // characters that have come without a pause
	paste  *pasted // the paste that is under way, or nil
	ending int     // how much of its end has come
	taken  []pasted
}

// A pasted is what was taken out of the stream: the content of a bracketed
// paste, or a long text that came at once, which costs seconds as single keys.
type pasted struct {
	content []byte
	cut     bool // there was more
	typed   bool // it came without brackets
}

type scanState int

const (
	inText      scanState = iota
	inCharacter           // of several bytes
	afterEscape
	inControl // after ESC [ (ECMA-48 §5.4)
	inSingle  // after ESC O, and after the ESC [[ of Linux's console: one more byte
	inString  // after ESC and one of P X ] ^ _, up to BEL or ST
)

const (
	// altWithin is the most time between an ESC and the key it makes an alt key.
	altWithin = 50 * time.Millisecond
	// escapeWithin is how long an ESC alone is taken for the beginning of a
	// sequence. It delays the esc key.
	escapeWithin = 100 * time.Millisecond
	// lateWithin is how long after that the rest of one is still known as such.
	lateWithin = time.Second
	// restWithin is how long the rest of a sequence, or of a paste, is waited for.
	restWithin = 2 * time.Second
	// longestSequence is more than any that terminals send, in bytes.
	longestSequence = 64
	// leastText is how many bytes are taken out of the stream as one text. The
	// name of no key is as long.
	leastText = 32
	// longestPaste is more than any token or answer has, in bytes.
	longestPaste = 64 << 10
)

const (
	ctrlCByte  = 0x03
	escapeByte = 0x1b
	escapeKey  = "\x1b[27u" // which the parser need not wait for
	pasteBegin = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	pasteRow   = 30000 // more than any screen has
)

// answerMark stands where the terminal's answer to a question for its cursor
// was, pasteMark where a paste or a long text was.
var (
	answerMark = fmt.Sprintf("\x1b[?%d;1R", 1)
	pasteMark  = fmt.Sprintf("\x1b[?%d;1R", pasteRow)
)

// scan appends to out what the parser is to get of b, which came now.
func (s *scanner) scan(out, b []byte, now time.Time) []byte {
	gap := now.Sub(s.last)
	s.last = now
	switch {
	case s.state == inString && gap >= altWithin && len(s.held) == 0, s.state >= inControl && gap >= restWithin:
		s.forget()
	case s.state == afterEscape && gap >= altWithin && b[0] != '[' && b[0] != 'O':
		out = s.flush(out)
	case s.alone && gap < lateWithin && len(b) > 1 && (b[0] == '[' || b[0] == 'O'):
		// Nobody types two characters at once.
		s.state, s.held = afterEscape, append(s.held[:0], escapeByte)
	}
	s.alone = false
	for len(b) > 0 {
		c := b[0]
		if s.paste != nil {
			if c != ctrlCByte {
				out = s.collect(out, c)
				b = b[1:]
				continue
			}
			out = s.flush(out)
		}
		var taken bool
		if out, taken = s.step(out, c); taken {
			b = b[1:]
		}
	}
	return out
}

// waits reports how long the scanner waits for more before it is to be flushed;
// 0: it waits for nothing.
func (s *scanner) waits() time.Duration {
	switch {
	case s.paste != nil:
		return restWithin
	case s.state == afterEscape:
		return escapeWithin
	}
	return 0
}

// flush ends what is waited for: a lone ESC is a key, and a paste is over.
func (s *scanner) flush(out []byte) []byte {
	switch {
	case s.paste != nil:
		out = s.mark(out, *s.paste)
		s.paste = nil
	case s.state == afterEscape:
		s.forget()
		s.alone = true
		out = append(s.flushText(out), escapeKey...)
	}
	return out
}

// flushText passes on the characters that have come.
func (s *scanner) flushText(out []byte) []byte {
	text := s.text
	s.text = nil
	if len(text) < leastText {
		return append(out, text...)
	}
	return s.mark(out, pasted{content: text, typed: true})
}

// mark leaves a mark for what is taken out of the stream.
func (s *scanner) mark(out []byte, p pasted) []byte {
	out = s.flushText(out)
	s.taken = append(s.taken, p)
	return append(out, pasteMark...)
}

// take hands over what the oldest mark stands for.
func (s *scanner) take() (pasted, bool) {
	if len(s.taken) == 0 {
		return pasted{}, false
	}
	p := s.taken[0]
	s.taken = s.taken[1:]
	return p, true
}

// character takes a whole one.
func (s *scanner) character(out []byte, c ...byte) []byte {
	if s.text = append(s.text, c...); len(s.text) >= longestPaste {
		out = s.flushText(out)
	}
	return out
}

func (s *scanner) forget() { s.state, s.held = inText, s.held[:0] }

// step takes one byte, or changes the state so that it is taken next time.
func (s *scanner) step(out []byte, c byte) (_ []byte, taken bool) {
	if c == escapeByte && s.state != inString {
		if s.state == afterEscape {
			out = s.flush(out)
		}
		s.state, s.held = afterEscape, append(s.held[:0], c)
		return out, true
	}
	switch s.state {
	case inCharacter:
		return s.several(out, c)
	case afterEscape:
		return s.escape(out, c)
	case inControl:
		return s.control(out, c)
	case inSingle:
		if c < ' ' || c > '~' {
			s.forget()
			return out, false
		}
		return s.complete(out, c), true
	case inString:
		return out, s.told(c)
	}
	switch {
	case c >= ' ' && c <= '~':
		return s.character(out, c), true
	case c < utf8.RuneSelf:
		return append(s.flushText(out), c), true
	case utf8.RuneStart(c):
		s.state, s.held = inCharacter, append(s.held[:0], c)
	}
	return out, true // the rest of a character without its beginning is dropped
}

func (s *scanner) several(out []byte, c byte) ([]byte, bool) {
	if utf8.RuneStart(c) {
		s.forget() // the character before it stays incomplete
		return out, false
	}
	s.held = append(s.held, c)
	if !utf8.FullRune(s.held) {
		return out, true
	}
	if r, _ := utf8.DecodeRune(s.held); r != utf8.RuneError {
		out = s.character(out, s.held...)
	}
	s.forget()
	return out, true
}

func (s *scanner) escape(out []byte, c byte) ([]byte, bool) {
	switch {
	case c == '[':
		s.state, s.held = inControl, append(s.held, c)
		return out, true
	case c == 'O':
		s.state, s.held = inSingle, append(s.held, c)
		return out, true
	case strings.IndexByte("PX]^_", c) >= 0:
		s.state, s.held = inString, s.held[:0]
		return out, true
	case c == ctrlCByte || c >= utf8.RuneSelf: // heard with alt too
		s.forget()
		return out, false
	}
	return s.complete(out, c), true
}

func (s *scanner) control(out []byte, c byte) ([]byte, bool) {
	begins := len(s.held) == len("\x1b[")
	switch {
	case c < ' ' || c > '~' || len(s.held) >= longestSequence:
		s.forget()
		return out, false
	case c == '[' && begins:
		s.state, s.held = inSingle, append(s.held, c)
		return out, true
	case c == '$' && !bytes.ContainsRune(s.held, '?'): // rxvt ends shifted keys with it
	case c < '@':
		s.held = append(s.held, c)
		return out, true
	}
	return s.complete(out, c), true
}

// told drops what a terminal tells in a string: nothing is asked that is
// answered so.
func (s *scanner) told(c byte) (taken bool) {
	switch {
	case c == ctrlCByte:
		s.forget()
		return false
	case c == '\a', c == '\\' && string(s.held) == "\x1b":
		s.forget()
	case string(s.held) == "\x1b": // another sequence begins
		s.state = afterEscape
		return false
	default:
		s.held = append(s.held[:0], c)
	}
	return true
}

// complete passes on the sequence that c ends, with two exceptions: a paste
// begins, and a cursor report is told apart from the F3 key, whose modified
// form looks like one. The program has no use for F3.
func (s *scanner) complete(out []byte, c byte) []byte {
	sequence := string(append(s.held, c))
	s.forget()
	out = s.flushText(out)
	switch {
	case sequence == pasteBegin:
		s.paste, s.ending = &pasted{}, 0
	case sequence == pasteEnd:
	case c == 'R' && strings.HasPrefix(sequence, "\x1b[?"): // would be taken for a mark
	case c == 'R' && strings.Contains(sequence, ";"):
		out = append(out, answerMark...)
	default:
		out = append(out, sequence...)
	}
	return out
}

// collect takes one byte of a paste.
func (s *scanner) collect(out []byte, c byte) []byte {
	if c != pasteEnd[s.ending] {
		s.keep([]byte(pasteEnd[:s.ending])...)
		s.ending = 0
	}
	switch {
	case c != pasteEnd[s.ending]:
		s.keep(c)
	case s.ending == len(pasteEnd)-1:
		return s.flush(out)
	default:
		s.ending++
	}
	return out
}

func (s *scanner) keep(part ...byte) {
	if room := longestPaste - len(s.paste.content); len(part) > room {
		part = part[:room]
		s.paste.cut = true
	}
	s.paste.content = append(s.paste.content, part...)
}
