package tui_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
	"pomerium-auth0/tui"
	"pomerium-auth0/tui/screen/screentest"
	"pomerium-auth0/tui/steps"
	"pomerium-auth0/tui/walk"
)

var update = flag.Bool("update", false, "write the golden frames and pictures anew")

// Client IDs in frames, in the place of random ones.
const (
	sampleWebApp = "Xk3pT0aBcDeFgHiJkLmNoPqRsTuV9Q0w"
	sampleM2MApp = "Qd8fW2yHnL5rZ1vKcJ7tMbXs4GpUe6Ao"
)

// A terminalKind is what a walk is drawn on.
type terminalKind struct {
	width, height int
	environ       []string
	suffix        string // of the golden file's name
}

var (
	usual   = terminalKind{80, 24, []string{"TERM=xterm-256color"}, "80x24"}
	small   = terminalKind{40, 12, []string{"TERM=xterm-256color"}, "40x12"}
	console = terminalKind{80, 24, []string{"TERM=linux"}, "80x24-ascii"}
)

func (r *rehearsal) shownOn(kind terminalKind, given map[string]walk.Given) *display {
	r.t.Helper()
	return r.onScreen(kind.width, kind.height, kind.environ, given)
}

// frame is what stands on the screen, with samples for what chance made.
func (d *display) frame() screentest.Frame {
	frame := d.terminal.Frame()
	for _, app := range d.tenant.Applications() {
		sample := sampleWebApp
		if app["app_type"] == "non_interactive" {
			sample = sampleM2MApp
		}
		frame.Replace(app["client_id"].(string), sample)
	}
	return frame
}

// golden compares a text with the file of that name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata/frames", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := string(content)
	if me, err := user.Current(); err == nil && !isRoot() {
		// Fixtures belong to whoever runs the test: that name moves columns.
		owner := regexp.MustCompile(regexp.QuoteMeta(me.Username) + `(:[\w-]+)?`)
		want = squeezed(want)
		got = squeezed(owner.ReplaceAllLiteralString(got, "root"))
	}
	if got != want {
		t.Errorf("%s differs\n--- want\n%s--- got\n%s", name, want, got)
	}
}

func isRoot() bool { return os.Geteuid() == 0 }

var filling = regexp.MustCompile(`[\s─-]+`)

func squeezed(text string) string { return filling.ReplaceAllString(text, " ") }

// shoot compares what stands on the screen.
func (d *display) shoot(kind terminalKind, name string) {
	d.t.Helper()
	golden(d.t, name+"-"+kind.suffix, d.frame().Text()+"\n")
}

// runs makes the machine one whose Pomerium is installed from a package, runs,
// and signs users in elsewhere.
func (r *rehearsal) runs(version, file string) {
	r.t.Helper()
	r.write(testFile, file)
	r.write(unitPath, packagedUnit)
	r.installs("/usr/sbin/pomerium", version)
	r.starts(4711, "/usr/sbin/pomerium", "-config", testFile)
}

// TestFramesOfCreating walks with a token: from what is found to the plan for
// the web app.
func TestFramesOfCreating(t *testing.T) {
	for _, kind := range []terminalKind{usual, small} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.runs("0.33.1", ownFile)
			other, err := auth0test.NewPipe(auth0test.Options{Domain: "acme.eu.auth.com"})
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			other.Fail(auth0test.Fault{Path: "/.well-known/", Times: -1, Effect: auth0test.HTML(http.StatusNotFound, "<html>Not found</html>")})
			r.other = other
			d := r.shownOn(kind, nil)
			d.shoot(kind, "01-pomerium")
			d.press(keyEnter)
			d.shoot(kind, "02-domain")
			d.press(keyHelp)
			d.shoot(kind, "11-help")
			d.press(keyEscape, "acme.eu.auth.com", keyEnter)
			d.shoot(kind, "02b-domain-wrong")
			d.press(keyClear, testTenant, keyEnter, keyEnter)
			d.paste(r.tenant.Token().Reveal())
			d.shoot(kind, "03-token")
			d.press(keyEnter)
			d.shoot(kind, "04-webapp-create")
		})
	}
}

// TestFramesOfChoosing looks through a tenant's applications, of which one is
// another Pomerium's, one has a long name, and one cannot be taken.
func TestFramesOfChoosing(t *testing.T) {
	for _, kind := range []terminalKind{usual, small} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			for i := range 9 {
				r.tenant.AddApplication(map[string]any{"name": fmt.Sprint("Application ", i+1)})
			}
			r.tenant.AddApplication(map[string]any{"name": "The application that users of the old portal of Example and Sons sign in through until the summer 2027"})
			for _, tag := range []string{"web ", "m2m "} {
				r.tenant.AddApplication(map[string]any{"name": "Theirs", "client_metadata": map[string]any{"pomerium_auth0": tag + otherAddress, "pomerium_auth0_walk": "walk-0"}})
			}
			d := r.shownOn(kind, given(steps.PomeriumVersion, "0.33.1", steps.AuthenticateURL, testAddress, steps.Domain, testTenant, steps.APIToken, r.tenant.Token().Reveal()))
			for !strings.Contains(d.terminal.Text(), "Create it") {
				d.press(keyEnter)
			}
			d.press(keyDown, keyDown, keyEnter) // use one that exists
			d.shoot(kind, "04b-webapp-list")
			d.press(keyUp, keyUp, keyUp, keyUp)
			d.shoot(kind, "04c-webapp-list-end")
		})
	}
}

// nativeFile names an application that was made as Pomerium's own pages say.
const nativeFile = "authenticate_service_url: https://authenticate.example.com\nidp_provider: auth0\nidp_provider_url: https://acme.eu.auth0.com\nidp_client_id: " +
	sampleWebApp + "\nidp_client_secret: def\nroutes:\n  - from: https://grafana.example.com\n    to: http://grafana:3000\n"

// TestFramesOfMending walks over an application that was made by hand, to a
// check that fails.
func TestFramesOfMending(t *testing.T) {
	for _, kind := range []terminalKind{usual, small, console} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.runs("0.33.1", nativeFile)
			app := asPomeriumsPageSays()
			app["client_id"] = sampleWebApp
			r.tenant.AddApplication(app)
			d := r.shownOn(kind, nil)
			d.press(keyEnter, keyEnter, keyEnter)
			d.paste(r.tenant.Token().Reveal())
			d.press(keyEnter)
			if kind.suffix != console.suffix {
				d.shoot(kind, "05-webapp-change")
			}
			d.press(keyEnter)
			// Somebody takes the logout URL away again.
			r.tenant.ChangeApplication(sampleWebApp, map[string]any{"allowed_logout_urls": []string{}})
			d.press(keyEnter)
			d.shoot(kind, "08-check")
		})
	}
}

// TestFramesOfDirectorySync walks through both applications to the end.
func TestFramesOfDirectorySync(t *testing.T) {
	for _, kind := range []terminalKind{usual, small, console} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.runs("0.19.2", ownFile)
			d := r.shownOn(kind, nil)
			d.press(keyEnter)
			d.paste(r.tenant.Token().Reveal())
			d.press(keyEnter, keyEnter)
			all := kind.suffix != console.suffix
			if all {
				d.shoot(kind, "06-m2m-create")
			}
			r.tenant.Fail(auth0test.Fault{Method: "POST", Path: "/api/v2/client-grants", Effect: auth0test.TooManyRequests(6 * time.Second)})
			d.strike(keyEnter)
			d.settle(4500 * time.Millisecond)
			if all {
				d.shoot(kind, "07-running")
			}
			d.settle(10 * time.Second)
			d.shoot(kind, "09-preview")
			if !all {
				return
			}
			d.press(keyPageDown)
			d.shoot(kind, "09b-preview-scrolled")
			d.press(keyQuit)
			d.shoot(kind, "10-leave")
			d.press(keyEscape, keyEnter)
			d.shownClosing(kind, "12-closing")
		})
	}
}

// TestFramesOfQuittingDuringSave: ctrl+c while the file is being written.
func TestFramesOfQuittingDuringSave(t *testing.T) {
	for _, kind := range []terminalKind{usual, small} {
		rehearse(t, auth0test.Options{}, func(r *rehearsal) {
			r.runs("0.19.2", ownFile)
			r.writeTakes = 2 * time.Second
			d := r.shownOn(kind, nil)
			d.press(keyEnter)
			d.paste(r.tenant.Token().Reveal())
			d.press(keyEnter, keyEnter, keyEnter)
			d.strike(keyEnter)
			d.settle(time.Second)
			d.press(keyQuit)
			d.shoot(kind, "10b-leave-saved")
		})
	}
}

func TestAWindowThatIsTooSmallSaysSo(t *testing.T) {
	kind := terminalKind{38, 10, usual.environ, "38x10"}
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.runs("0.33.1", ownFile)
		r.shownOn(kind, nil).shoot(kind, "13-too-small")
	})
}

// TestFramesWithoutColour: the words are the same, and nothing is coloured.
func TestFramesWithoutColour(t *testing.T) {
	kind := usual
	kind.environ = append([]string{"NO_COLOR=1"}, kind.environ...)
	rehearse(t, auth0test.Options{}, func(r *rehearsal) {
		r.runs("0.33.1", ownFile)
		d := r.shownOn(kind, nil)
		for _, name := range []string{"01-pomerium", "02-domain"} {
			d.shoot(kind, name)
			for y, row := range d.frame() {
				for x, cell := range row {
					if cell.Style.Fg != nil || cell.Style.Bg != nil {
						t.Fatalf("%s: the cell at %d, %d is coloured", name, x, y)
					}
				}
			}
			d.press(keyEnter)
		}
	})
}

// TestFramesOfTheConsoleAreASCII reads what the goldens hold.
func TestFramesOfTheConsoleAreASCII(t *testing.T) {
	for _, name := range []string{"08-check", "09-preview"} {
		content, err := os.ReadFile(filepath.Join("testdata/frames", fmt.Sprintf("%s-%s.golden", name, console.suffix)))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range string(content) {
			if r > 126 {
				t.Errorf("%s has %q", name, r)
			}
		}
	}
}

// shownClosing waits for the end and compares the closing summary.
func (d *display) shownClosing(kind terminalKind, name string) {
	d.t.Helper()
	d.settle(time.Minute)
	d.ended(walk.Done)
	var out strings.Builder
	closing := d.closing()
	for _, advice := range closing.Later {
		for i, word := range advice.Command {
			advice.Command[i] = strings.ReplaceAll(word, d.root, "") // it is to be broken as on a machine
		}
	}
	tui.PrintClosing(&out, kind.width, closing)
	said := out.String()
	for _, app := range d.tenant.Applications() {
		sample := sampleWebApp
		if app["app_type"] == "non_interactive" {
			sample = sampleM2MApp
		}
		said = strings.ReplaceAll(said, app["client_id"].(string), sample)
	}
	golden(d.t, name+"-"+kind.suffix, strings.ReplaceAll(said, d.root, ""))
}
