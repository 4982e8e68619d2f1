package screentest

import (
	"strings"
	"testing"
)

// shown is what a terminal of 12x2 shows after that was written to it.
func shown(t *testing.T, written string) Frame {
	t.Helper()
	terminal := NewTerminal(12, 2)
	if _, err := terminal.Write([]byte(written)); err != nil {
		t.Fatal(err)
	}
	return terminal.Frame()
}

func TestTextKeepsColumnsOfWideCharacters(t *testing.T) {
	if got := shown(t, "a 漢 b\nc").Text(); got != "a 漢 b\nc" {
		t.Errorf("the text is %q", got)
	}
}

func TestReplaceLeavesAllElseInPlace(t *testing.T) {
	f := shown(t, "\x1b[1mabc\x1b[m=abc ab")
	f.Replace("abc", "xyz")
	if got := f.Text(); got != "xyz=xyz ab\n" {
		t.Errorf("the text is %q", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a word of another length would move what follows it")
		}
	}()
	f.Replace("xyz", "long")
}

func TestAPictureHasWhatTheCellsHave(t *testing.T) {
	svg := shown(t, "\x1b[1;95mb\x1b[m \x1b[2mf\x1b[m \x1b[7mr\x1b[m <\n\x1b[92m▌━").SVG()
	for _, wanted := range []string{
		`fill="` + palette[13] + `" font-weight="bold">b<`, `fill="` + faintText + `">f<`,
		`fill="` + background + `">r<`, `fill="` + foreground + `">&lt;<`,
		`width="4.2" height="19.0" fill="` + palette[10] + `"/>`,
	} {
		if !strings.Contains(svg, wanted) {
			t.Errorf("the picture lacks %s:\n%s", wanted, svg)
		}
	}
}
