//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package lines

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"pomerium-auth0/tui/walk"
)

// A terminal is a real one, with the walk on its inner side.
type terminal struct {
	*testing.T
	keys   *os.File // the outer side
	tty    *os.File
	screen buffer
	ended  chan walk.State
}

// openTerminal starts the toy on a pseudo-terminal.
func openTerminal(ctx context.Context, t *testing.T) *terminal {
	t.Helper()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	term := &terminal{T: t, keys: keys, tty: tty, ended: make(chan walk.State, 1)}
	t.Cleanup(func() { _, _ = keys.Close(), tty.Close() })
	go func() { _, _ = io.Copy(&term.screen, keys) }()
	o := Options{Walk: toy(), Begin: walk.Begin{Walk: "w"}, Perform: perform(50 * time.Millisecond), In: tty, Out: tty}
	go func() {
		state, err := Run(ctx, o)
		if err != nil {
			t.Error(err)
		}
		term.ended <- state
	}()
	return term
}

// sees waits for text on the screen.
func (t *terminal) sees(text string) {
	t.Helper()
	for limit := time.Now().Add(10 * time.Second); !strings.Contains(t.screen.String(), text); {
		if time.Now().After(limit) {
			t.Fatalf("%q is not on the screen:\n%s", text, t.screen.String())
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// types types once the grace is over.
func (t *terminal) types(keys string) {
	t.Helper()
	time.Sleep(slowly)
	if _, err := t.keys.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

func (t *terminal) leaves() walk.State {
	t.Helper()
	select {
	case state := <-t.ended:
		return state
	case <-time.After(10 * time.Second):
		t.Fatalf("the walk does not end:\n%s", t.screen.String())
		return walk.State{}
	}
}

// echoes reports whether the terminal itself shows what is typed.
func (t *terminal) echoes() bool { return echoes(t.T, t.tty) }

func echoes(t *testing.T, tty *os.File) bool {
	t.Helper()
	modes, err := unix.IoctlGetTermios(int(tty.Fd()), getTermios)
	if err != nil {
		t.Fatal(err)
	}
	return modes.Lflag&unix.ECHO != 0 && modes.Lflag&unix.ICANON != 0
}

func TestWordsAreNotBrokenAtTheEdgeOfATerminal(t *testing.T) {
	t.Parallel()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	defer keys.Close()
	defer tty.Close()
	if err := pty.Setsize(keys, &pty.Winsize{Cols: 30, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	s := session{Options: Options{Out: tty}}
	go func() {
		s.say("Nothing changes before you confirm it, not even a little.", "v callback URL: registered as it should be", "12  Environment variables (in a file)")
		s.print("https://manage.auth0.com/#/apis/management/explorer")
	}()
	want := "Nothing changes before you\r\nconfirm it, not even a little.\r\nv callback URL: registered as\r\n  it should be\r\n" +
		"12  Environment variables (in\r\n    a file)\r\nhttps://manage.auth0.com/#/apis/management/explorer\r\n"
	got := make([]byte, len(want))
	if _, err := io.ReadFull(keys, got); err != nil || string(got) != want {
		t.Errorf("%v, wrote %q, want %q", err, got, want)
	}
}

func TestALongSecretOnARealTerminal(t *testing.T) {
	t.Parallel()
	term := openTerminal(t.Context(), t)
	term.sees("Authenticate service URL [")
	term.types("\r")
	term.sees("Token (not shown): ")
	if term.echoes() {
		t.Error("the terminal echoes")
	}
	long := strings.Repeat("0123456789", 500) + ".end"
	term.types(long + "\r")
	term.sees("5,004 characters")
	term.sees("Who makes it?")
	term.types("\x03")
	state := term.leaves()
	if got := state.Answers["token"].Value.Secret.Reveal(); got != long {
		t.Errorf("%d characters arrived, want %d", len(got), len(long))
	}
	if state.Outcome != walk.Left || strings.Contains(term.screen.String(), "0123456789") {
		t.Errorf("outcome %d, on the screen:\n%s", state.Outcome, term.screen.String())
	}
	if !term.echoes() {
		t.Error("the terminal is not given back: it does not echo")
	}
	if strings.Contains(term.screen.String(), "\x1b") {
		t.Errorf("an escape code was written: %q", term.screen.String())
	}
}

func TestTheTerminalIsGivenBack(t *testing.T) {
	t.Run("after ctrl+c at a hidden question", func(t *testing.T) {
		t.Parallel()
		term := openTerminal(t.Context(), t)
		term.types("\r")
		term.sees("Token (not shown): ")
		term.types("abc\x03")
		if state := term.leaves(); state.Outcome != walk.Left || !term.echoes() {
			t.Errorf("outcome %d, echo %t", state.Outcome, term.echoes())
		}
	})
	t.Run("after ctrl+d", func(t *testing.T) {
		t.Parallel()
		term := openTerminal(t.Context(), t)
		term.types("\x04")
		if state := term.leaves(); state.Outcome != walk.Interrupted || !term.echoes() {
			t.Errorf("outcome %d, echo %t", state.Outcome, term.echoes())
		}
	})
	t.Run("after a signal", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		term := openTerminal(ctx, t)
		term.types("\r")
		term.sees("Token (not shown): ")
		cancel()
		if state := term.leaves(); state.Outcome != walk.Interrupted || !term.echoes() {
			t.Errorf("outcome %d, echo %t", state.Outcome, term.echoes())
		}
	})
}

func TestALostTerminalStopsTheWalk(t *testing.T) {
	t.Parallel()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	defer tty.Close()
	lost := time.AfterFunc(slowly, func() { _ = keys.Close() })
	defer lost.Stop()
	state, err := Run(t.Context(), Options{Walk: toy(), Begin: walk.Begin{Walk: "w"}, Perform: perform(0), In: tty, Out: io.Discard})
	if err != nil || state.Outcome != walk.Interrupted {
		t.Errorf("outcome %d, %v", state.Outcome, err)
	}
}

func TestTheRestOfAPasteDoesNotReachTheShell(t *testing.T) {
	t.Parallel()
	term := openTerminal(t.Context(), t)
	term.sees("Authenticate service URL [")
	term.types("/quit\r")
	time.Sleep(silence / 2)
	if _, err := term.keys.WriteString("rm -rf precious\r"); err != nil {
		t.Fatal(err)
	}
	term.leaves()
	waiting, err := unix.Poll([]unix.PollFd{{Fd: int32(term.tty.Fd()), Events: unix.POLLIN}}, 0)
	if err != nil || waiting > 0 {
		t.Errorf("something waits to be read: %d, %v", waiting, err)
	}
}

func TestWithoutATerminalItSaysSo(t *testing.T) {
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	_, err = Run(t.Context(), Options{Walk: toy(), Perform: perform(0), In: file, Out: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "line mode needs a terminal on standard input") {
		t.Errorf("error: %v", err)
	}
}

// panics, in the environment, makes the test binary a walk whose effects panic.
const panics = "LINES_TEST_PANICS"

func TestAPanicGivesTheTerminalBack(t *testing.T) {
	if os.Getenv(panics) != "" {
		o := Options{Walk: toy(), Begin: walk.Begin{Walk: "w"}, In: os.Stdin, Out: os.Stdout}
		o.Perform = func(context.Context, walk.Effect, func(walk.Event)) { panic("on purpose") }
		state, _ := Run(t.Context(), o)
		for _, line := range state.Fault().Lines() {
			t.Log(line)
		}
		t.Fail()
		return
	}
	t.Parallel()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	defer keys.Close()
	defer tty.Close()
	term := &terminal{T: t, keys: keys, tty: tty}
	go func() { _, _ = io.Copy(&term.screen, keys) }()
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), panics+"=1")
	child.Stdin, child.Stdout, child.Stderr = tty, tty, tty
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	term.sees("Authenticate service URL [")
	term.types("\r")
	term.sees("Token (not shown): ")
	term.types("abc.end\r")
	term.sees("Choice [2]: ")
	term.types("1\r")
	if err := child.Wait(); err == nil {
		t.Error("the child went on")
	}
	term.sees("pty_unix_test.go:")
	if strings.Contains(term.screen.String(), "on purpose") {
		t.Error("the value of the panic is shown")
	}
	if !echoes(t, tty) {
		t.Error("the terminal is not given back: it does not echo")
	}
}
