package screen

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// plainText is a frame without its styles, as one would read it.
func plainText(lay layout, height int) string {
	var b strings.Builder
	for i := range height {
		if i < len(lay.lines) {
			b.WriteString(strings.TrimRight(ansi.Strip(lay.lines[i]), " "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs\n--- want\n%s--- got\n%s", name, want, got)
	}
}

func TestFramesAreDrawnToTheCell(t *testing.T) {
	sizes := map[string][][2]int{"13-too-small": {{38, 10}}}
	for _, name := range []string{"01-pomerium", "04-webapp-create", "08-check", "09-preview"} {
		sizes[name] = [][2]int{{80, 24}, {40, 12}, {120, 40}}
	}
	for _, s := range samples() {
		drawn, found := sizes[s.name]
		if !found {
			drawn = [][2]int{{80, 24}, {40, 12}}
		}
		for _, size := range drawn {
			name := fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				golden(t, name, plainText(s.draw(newTheme(nil), size[0], size[1]), size[1]))
			})
		}
	}
}

func TestFramesInASCII(t *testing.T) {
	for _, s := range samples() {
		if s.name == "08-check" || s.name == "09-preview" {
			golden(t, s.name+"-80x24-ascii", plainText(s.draw(newTheme([]string{"TERM=linux"}), 80, 24), 24))
		}
	}
}

// A remark below a file is read, what the file holds is compared.
func TestOnlyWhatTheProgramSaysInAFileIsBrokenBetweenWords(t *testing.T) {
	said := "note: the file is readable by every user of this machine, and it holds secrets"
	p := newPage(newTheme(nil), walk.Scene{}, 42, 40)
	lines, _ := p.fileLines(&walk.File{Lines: []walk.Line{{Before: said, Aside: true}, {Before: "# " + said, Mark: walk.Added}}}, 0)
	var got []string
	for _, l := range lines {
		got = append(got, strings.TrimRight(ansi.Strip(l.text[0].text), " "))
	}
	want := []string{"  note: the file is readable by every", "  user of this machine, and it holds", "  secrets"}
	if len(got) < 3 || !slices.Equal(got[:3], want) {
		t.Fatalf("%q, want %q first", got, want)
	}
	if whole := strings.Join(got[3:], ""); strings.ReplaceAll(whole, " ", "") != strings.ReplaceAll("# "+said, " ", "") || len(got) < 5 {
		t.Errorf("a line of the file became %q", got[3:])
	}
}

// What does not change takes no rows from what does; a secret of it that was
// opened is shown whole all the same.
func TestALineThatStaysAsItIsTakesOneRow(t *testing.T) {
	flow := "- {from: https://b.example.com, to: http://127.0.0.1:8080, allow_any_authenticated_user: true}"
	key := secret.New(strings.Repeat("0123456789", 8))
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		p := newPage(newTheme(nil), walk.Scene{}, size[0], size[1])
		p.compact = size[0] < fullWidth
		lines, _ := p.fileLines(&walk.File{Lines: []walk.Line{{Before: flow}, {Before: "- " + flow, Mark: walk.Removed}}}, 0)
		if got := lines[0].text[0].text; len(lines) < 3 || !strings.HasSuffix(got, "…") || ansi.StringWidth(got) != p.long() {
			t.Errorf("at %d columns it became %q and %d rows", size[0], got, len(lines)-1)
		}
		lines, _ = p.fileLines(&walk.File{Lines: []walk.Line{{Before: "cookie_secret: ", Secret: key}}}, 1)
		whole := ""
		for _, l := range lines {
			whole += strings.TrimSpace(l.text[0].text)
		}
		if whole != "cookie_secret:"+key.Reveal() {
			t.Errorf("at %d columns, opened it says %q", size[0], whole)
		}
	}
}
