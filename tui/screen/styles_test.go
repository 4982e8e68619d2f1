package screen

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// painted is a frame on an emulated terminal of a given environment, to look
// at single cells of.
func painted(t *testing.T, s sample, environ []string, width, height int) (*vt.Emulator, string) {
	t.Helper()
	var out bytes.Buffer
	writer := &colorprofile.Writer{Forward: &out, Profile: colorprofile.Env(environ)}
	lay := s.draw(newTheme(environ), width, height)
	if _, err := writer.WriteString(strings.Join(lay.lines, "\n") + "\n"); err != nil {
		t.Fatal(err)
	}
	emulator := vt.NewEmulator(width, height+1)
	_, _ = emulator.Write([]byte("\x1b[20h" + out.String()))
	return emulator, out.String()
}

func named(t *testing.T, name string) sample {
	t.Helper()
	for _, s := range samples() {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("there is no sample %s", name)
	return sample{}
}

// at finds text in a row and returns the style of its first cell.
func at(t *testing.T, emulator *vt.Emulator, text string) uv.Style {
	t.Helper()
	for y, row := range strings.Split(emulator.String(), "\n") {
		if x := strings.Index(row, text); x >= 0 {
			return emulator.CellAt(ansi.StringWidth(row[:x]), y).Style
		}
	}
	t.Fatalf("%q is not on the screen:\n%s", text, emulator.String())
	return uv.Style{}
}

const (
	bold  = uv.AttrBold
	dim   = uv.AttrFaint
	none  = 0
	unset = -1
)

func TestRolesHaveTheirColoursAndAttributes(t *testing.T) {
	for _, check := range []struct {
		sample, text string
		colour       int
		attributes   uint8
	}{
		{"04-webapp-create", "● Web app", 13, bold},
		{"04-webapp-create", "✓ Domain", 2, none},
		{"04-webapp-create", "Domain", unset, none},
		{"04-webapp-create", "○ M2M", unset, dim},
		{"04-webapp-create", "━", 13, none},
		{"04-webapp-create", "─", unset, dim},
		{"04-webapp-create", "acme.eu.auth0.com", unset, dim},
		{"04-webapp-create", "Create a Regular", unset, bold},
		{"04-webapp-create", "+ name", 2, none},
		{"04-webapp-create", "application login", unset, none},
		{"04-webapp-create", "▌", 13, bold},
		{"04-webapp-create", "Create it", 13, bold},
		{"04-webapp-create", "Change the name", unset, none},
		{"04-webapp-create", "enter create", unset, bold},
		{"04-webapp-create", "create it", unset, none},
		{"04-webapp-create", "esc back", unset, none},
		{"04-webapp-create", "back   ctrl", unset, dim},
		{"05-webapp-change", "~ type", 3, none},
		{"05-webapp-change", "unchanged", unset, dim},
		{"05-webapp-change", "name, login URI", unset, dim},
		{"08-check", "! clock", 3, bold},
		{"08-check", "✗ logout URL", 9, bold},
		{"08-check", "logout URL    not", unset, bold},
		{"08-check", "not registered", unset, none},
		{"08-check", "– M2M app", unset, dim},
		{"08-check", "not used by", unset, dim},
		{"01-pomerium", "/usr/sbin/pomerium", unset, dim},
		{"01-pomerium", "as in /etc", unset, dim},
		{"02b-domain-wrong", "✗ acme", 9, bold},
		{"02b-domain-wrong", "answers, but", unset, none},
		{"03-token", "•", unset, none},
		{"03-token", "✓ 4,812", 2, none},
		{"07-running", "▐ grant", 13, none},
		{"09-preview", `- idp_provider: "g`, 9, none},
		{"09-preview", `idp_provider: "google"`, 9, none},
		{"09-preview", `idp_provider: "auth0"`, unset, none},
		{"09-preview", "authenticate_service_url", unset, dim},
		{"09-preview", "1–8 of 10", unset, dim},
		{"09-preview", "owner pomerium", unset, none},
		{"10-leave", webID, unset, none},
		{"10-leave", "the next run finds", unset, dim},
	} {
		emulator, _ := painted(t, named(t, check.sample), []string{"TERM=xterm-256color"}, 80, 24)
		style := at(t, emulator, check.text)
		colour := unset
		if style.Fg != nil {
			c, basic := style.Fg.(ansi.BasicColor)
			if !basic {
				t.Errorf("%s: %q is in %v, which is none of the sixteen colours", check.sample, check.text, style.Fg)
			}
			colour = int(c)
		}
		if colour != check.colour || style.Attrs != check.attributes || style.Bg != nil {
			t.Errorf("%s: %q has colour %d, attributes %d, background %v", check.sample, check.text, colour, style.Attrs, style.Bg)
		}
	}
}

func TestTheCursorOfAFieldIsReversed(t *testing.T) {
	emulator, _ := painted(t, named(t, "02-domain"), []string{"TERM=xterm-256color"}, 80, 24)
	if style := emulator.CellAt(3, 8).Style; style.Attrs != uv.AttrReverse {
		t.Errorf("the cursor has attributes %d", style.Attrs)
	}
}

// The theme follows the operator's palette, so dark and light are the same
// bytes. Look at them with cat, on both.
func TestFramesInColour(t *testing.T) {
	for _, s := range samples() {
		if s.name == "13-too-small" {
			continue
		}
		_, out := painted(t, s, []string{"TERM=xterm-256color"}, 80, 24)
		golden(t, s.name+"-80x24-colour", out)
	}
}

func TestNoColorLeavesAttributesAndText(t *testing.T) {
	for _, s := range samples() {
		if s.name == "13-too-small" {
			continue
		}
		_, out := painted(t, s, []string{"TERM=xterm-256color", "NO_COLOR=1"}, 80, 24)
		golden(t, s.name+"-80x24-no-color", out)
		_, coloured := painted(t, s, []string{"TERM=xterm-256color"}, 80, 24)
		if ansi.Strip(out) != ansi.Strip(coloured) {
			t.Errorf("%s: the text is another without colours", s.name)
		}
		for _, colour := range []string{"95m", "91m", "32m", "33m"} {
			if strings.Contains(out, colour) {
				t.Errorf("%s: a colour is left: %s", s.name, colour)
			}
		}
	}
}

func TestTheASCIIFormHasNoOtherLetters(t *testing.T) {
	for _, term := range []string{"linux", "vt100", "vt220"} {
		for _, s := range samples() {
			for _, size := range [][2]int{{80, 24}, {40, 12}} {
				lay := s.draw(newTheme([]string{"TERM=" + term}), size[0], size[1])
				for _, r := range strings.Join(lay.lines, "") {
					if r > '~' {
						t.Errorf("%s at %dx%d under %s holds %q", s.name, size[0], size[1], term, r)
						break
					}
				}
			}
		}
	}
}
