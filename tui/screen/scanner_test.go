package screen

import (
	"strings"
	"testing"
	"time"
)

// A piece is what one read brings, so long after the one before it.
type piece struct {
	after time.Duration
	bytes string
}

// pieces are pieces that come at once.
func pieces(chunks ...string) []piece {
	var all []piece
	for _, c := range chunks {
		all = append(all, piece{0, c})
	}
	return all
}

// scanned feeds a scanner as a source does: what it waits for in vain is
// flushed. Pastes are shown in angle brackets.
func scanned(given []piece) string {
	var s scanner
	var out []byte
	now := time.Unix(0, 0)
	for _, p := range append(given, piece{time.Minute, ""}) {
		if wait := s.waits(); wait > 0 && p.after >= wait {
			out = s.flush(out)
		}
		if now = now.Add(p.after); p.bytes != "" {
			out = s.scan(out, []byte(p.bytes), now)
		}
	}
	out = s.flushText(out)
	seen := strings.ReplaceAll(string(out), answerMark, "<answer>")
	for p, more := s.take(); more; p, more = s.take() {
		content := string(p.content)
		if p.cut {
			content += ", cut"
		}
		if p.typed {
			content = "typed: " + content
		}
		seen = strings.Replace(seen, pasteMark, "<"+content+">", 1)
	}
	return strings.ReplaceAll(seen, escapeKey, "<esc>")
}

func TestWhatATerminalSendsIsNeverPassedOnInPart(t *testing.T) {
	const ms = time.Millisecond
	for name, test := range map[string]struct {
		given []piece
		want  string
	}{
		"text and controls":                    {pieces("ab\r\t\x7f\x03"), "ab\r\t\x7f\x03"},
		"an arrow key":                         {pieces("a\x1b[Ab"), "a\x1b[Ab"},
		"an arrow key, byte by byte":           {[]piece{{0, "\x1b"}, {90 * ms, "["}, {time.Second, "A"}}, "\x1b[A"},
		"an arrow key after its ESC was a key": {[]piece{{0, "\x1b"}, {300 * ms, "[A"}, {0, "b"}}, "<esc>\x1b[Ab"},
		"a bracket after esc":                  {[]piece{{0, "\x1b"}, {300 * ms, "["}, {0, "A"}}, "<esc>[A"},
		"a function key in halves":             {[]piece{{0, "\x1b[1"}, {500 * ms, "5~"}}, "\x1b[15~"},
		"a key of a keypad in halves":          {[]piece{{0, "\x1bO"}, {500 * ms, "A"}}, "\x1bOA"},
		"F1 of Linux's console":                {[]piece{{0, "\x1b[["}, {500 * ms, "A"}, {0, "b"}}, "\x1b[[Ab"},
		"shift and delete of rxvt":             {pieces("\x1b[3$", "b"), "\x1b[3$b"},
		"a key that kitty encodes":             {pieces("\x1b[97;5u"), "\x1b[97;5u"},
		"a mode report":                        {[]piece{{0, "\x1b[?2026;2"}, {70 * ms, "$y"}}, "\x1b[?2026;2$y"},
		"the beginning of a sequence alone":    {[]piece{{0, "\x1b[12"}, {5 * time.Second, "ab"}}, "ab"},
		"a sequence that ctrl+c breaks off":    {pieces("\x1b[12\x03"), "\x03"},
		"one that another breaks off":          {pieces("\x1b[12\x1b[A"), "\x1b[A"},
		"one that never ends":                  {pieces("\x1b[" + strings.Repeat("1;", 100) + "\r"), "<typed: " + strings.Repeat("1;", 69) + ">\r"},
		"esc":                                  {pieces("\x1b"), "<esc>"},
		"esc twice":                            {pieces("\x1b\x1b"), "<esc><esc>"},
		"esc and a key":                        {[]piece{{0, "\x1b"}, {60 * ms, "a"}}, "<esc>a"},
		"alt and a key":                        {[]piece{{0, "\x1b"}, {40 * ms, "a"}}, "\x1ba"},
		"ctrl+c with alt":                      {pieces("\x1b\x03"), "\x03"},
		"a letter in halves":                   {[]piece{{0, "a\xc3"}, {time.Second, "\xa4b"}}, "aäb"},
		"an emoji, byte by byte":               {pieces("\xf0", "\x9f", "\x94", "\x91"), "🔑"},
		"half a letter":                        {pieces("\xc3", "a", "\xa4"), "a"},
		"an answer":                            {pieces("a\x1b[12;40Rb"), "a<answer>b"},
		"an answer in halves":                  {[]piece{{0, "\x1b[12"}, {time.Second, ";40R"}}, "<answer>"},
		"F3 with shift":                        {pieces("\x1b[1;2R"), "<answer>"},
		"F3":                                   {pieces("\x1bOR\x1b[R"), "\x1bOR\x1b[R"},
		"what looks like a mark":               {pieces(pasteMark), ""},
		"a colour that nobody asked for":       {[]piece{{0, "\x1b]11;rgb:ff"}, {time.Second, "ff/ffff\x1b\\a"}}, "a"},
		"another that ends with a bell":        {pieces("\x1b]11;x\a", "a"), "a"},
		"alt and shift and p":                  {[]piece{{0, "\x1bP"}, {100 * ms, "a"}}, "a"},
		"ctrl+c in a string":                   {pieces("\x1b]11;\x03"), "\x03"},
		"a key in a string":                    {pieces("\x1b]11;\x1b[A"), "\x1b[A"},
		"a paste":                              {pieces("a", bracketed("two\rlines"), "b"), "a<two\rlines>b"},
		"a paste, byte by byte":                {pieces(strings.Split(bracketed("ab"), "")...), "<ab>"},
		"its end in halves":                    {[]piece{{0, "\x1b[200~ab\x1b[20"}, {time.Second, "1~c"}}, "<ab>c"},
		"its beginning in halves":              {[]piece{{0, "\x1b"}, {300 * ms, "[200~ab\x1b[201~"}}, "<esc><ab>"},
		"its end lost":                         {[]piece{{0, "\x1b[200~ab"}, {3 * time.Second, "c"}}, "<ab>c"},
		"half of its end lost":                 {[]piece{{0, "\x1b[200~ab\x1b[20"}, {3 * time.Second, "c"}}, "<ab>c"},
		"ctrl+c in it":                         {pieces("\x1b[200~ab\x03c"), "<ab>\x03c"},
		"what looks like an end in it":         {pieces(bracketed("a\x1b[20\x1b[2x\x1b")), "<a\x1b[20\x1b[2x\x1b>"},
		"an answer in it":                      {pieces(bracketed("\x1b[1;1R")), "<\x1b[1;1R>"},
		"an end without a paste":               {pieces("a\x1b[201~b"), "ab"},
		"two":                                  {pieces(bracketed("a") + "x" + bracketed("b")), "<a>x<b>"},
		"a long text":                          {pieces(strings.Repeat("ä", 20), "\r"), "<typed: " + strings.Repeat("ä", 20) + ">\r"},
		"a long one":                           {pieces(bracketed(strings.Repeat("x", 1<<20)) + "y"), "<" + strings.Repeat("x", longestPaste) + ", cut>y"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := scanned(test.given); got != test.want {
				t.Errorf("passed on as %.200q, not as %.200q", got, test.want)
			}
		})
	}
}

// FuzzScanner: however it comes, nothing that is passed on grows out of a
// source's buffer, ctrl+c is heard, and what was broken off is over by then.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{"a\x1b[A", bracketed("a\rb"), "\x1b[200~a\x1b[20", "\x1b]11;x\a", "\x1b[1;2R\x1bO", "\xf0\x9f\x94\x91"} {
		f.Add(seed, uint8(3))
	}
	f.Fuzz(func(t *testing.T, keys string, size uint8) {
		var s scanner
		now := time.Unix(0, 0)
		for rest := keys; rest != ""; {
			n := min(int(size)+1, len(rest))
			if out := s.flushText(s.scan(nil, []byte(rest[:n]), now)); len(out) > len(escapeKey)*n+longestSequence {
				t.Errorf("%d bytes of %q became %q", n, keys, out)
			}
			rest = rest[n:]
		}
		out := string(s.flushText(s.scan(nil, []byte("\x03a"), now)))
		if !strings.HasSuffix(out, "\x03a") || s.waits() != 0 {
			t.Errorf("%q, ctrl+c and a letter became %q", keys, out)
		}
	})
}
