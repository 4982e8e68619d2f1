//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestEnterAloneWalksTheDemo(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder, "", nil, "--demo")
	for _, screen := range []string{"Authenticate service URL", "Domain or token", "A Management API token", "Create it", "Create both", "Save somewhere else"} {
		s.shows(screen)
		s.press(enter)
	}
	code, out := s.ends()
	if code != 0 || !strings.Contains(out, "This was practice") {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	saved := string(must(os.ReadFile(filepath.Join(folder, "pomerium-demo.yaml"))))
	if !strings.HasPrefix(saved, "# Practice") || !strings.Contains(saved, "idp_service_account: ") {
		t.Errorf("the file is not the practice one:\n%s", saved)
	}
}

func TestOneRowOfTheDemoShowsTodaysPomerium(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder, "", nil, "--demo")
	s.shows("0.19.2, open source")
	s.press(down)
	s.press(enter)
	s.shows("0.33, open source")
	s.press(ctrlC)
	if code, out := s.ends(); code != 4 {
		t.Errorf("ctrl+c with nothing made ends with %d:\n%s", code, out)
	}
}

// No browser finds the tenant inside the program.
func TestTheDemoOffersNoSignInToRehearse(t *testing.T) {
	s := open(t, t.TempDir(), "", nil, "--demo", "--pomerium-version", "0.33")
	for _, screen := range []string{"Authenticate service URL", "Domain or token", "A Management API token", "Create it", "Go on without"} {
		s.shows(screen)
		s.press(enter)
	}
	s.shows("Save somewhere else")
	s.press(up)
	s.press(enter)
	s.shows("Look at Auth0 again")
	if screen := s.screen(); strings.Contains(screen, "Rehearse") {
		t.Errorf("the demo offers a sign-in:\n%s", screen)
	}
}

// Enter alone walks it in lines too, and what such a terminal gets are letters
// it has.
func TestADumbTerminalWalksTheDemoInPlainLetters(t *testing.T) {
	folder := t.TempDir()
	command := prepared(t, folder, "", nil, "--demo")
	command.Env = append(command.Env, "TERM=dumb")
	s := start(t, command)
	for _, prompt := range []string{
		"Authenticate service URL [https://authenticate.example.com]:", "Domain or token [practice.auth0.test]:", "Token (not shown) [********]:",
		"4  Paste one made by hand", "5  Not needed", "2  Save somewhere else",
	} {
		s.shows(prompt)
		if prompt[1] == ' ' {
			time.Sleep(2500 * time.Millisecond) // to read what changes
		}
		s.press(enter)
	}
	code, out := s.ends()
	if code != 0 || !strings.Contains(out, "This was practice") {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	if strings.ContainsFunc(out, func(r rune) bool { return r >= 0x80 || r == '\x1b' }) {
		t.Errorf("written was:\n%q", out)
	}
}

// Nothing of the practice tenant is there to be found, or deleted, later.
func TestADemoThatIsLeftKeepsNothing(t *testing.T) {
	s := open(t, t.TempDir(), "", nil, "--demo", "--pomerium-version", "0.33")
	for _, screen := range []string{"Authenticate service URL", "Domain or token", "A Management API token", "Create it"} {
		s.shows(screen)
		s.press(enter)
	}
	s.shows("Go on without")
	s.press(ctrlC)
	s.shows("the practice tenant ends with this program")
	s.press(enter)
	code, out := s.ends()
	if code != 4 || !strings.Contains(out, "the tenant is gone, with all that was made in it") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	for _, wrong := range []string{"the next run finds", "This stays in Auth0", "to delete"} {
		if strings.Contains(s.screen()+out, wrong) {
			t.Errorf("it is said %q:\n%s", wrong, out)
		}
	}
}
