//go:build linux || darwin

package screen

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"pomerium-auth0/tui/screen/screentest"
	"pomerium-auth0/tui/walk"
)

// resultFile names the file that the child writes what came of its walk to.
// A test binary that has it in its environment is that child.
const resultFile = "SCREEN_TEST_RESULT"

// A result is what came of a child's walk.
type result struct {
	Answers map[string]string
	Outcome walk.Outcome
	Err     string
}

func TestMain(m *testing.M) {
	if path := os.Getenv(resultFile); path != "" {
		walkOnTerminal(path)
		return
	}
	os.Exit(m.Run())
}

// walkOnTerminal is the child: a toy walk on the terminal it was given.
func walkOnTerminal(path string) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	w := toy(toyText("domain"), toySecret("token", nil), toyText("name"))
	state, err := Run(ctx, Options{Walk: w, Perform: after(0)})
	r := result{Answers: answersOf(state), Outcome: state.Outcome}
	if err != nil {
		r.Err = err.Error()
	}
	encoded, err := json.Marshal(r)
	if err == nil {
		err = os.WriteFile(path, encoded, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A console is a child on a real terminal.
type console struct {
	t       *testing.T
	pty     *os.File
	tty     *os.File
	command *exec.Cmd
	path    string
	before  *term.State
	done    chan struct{}

	screen *screentest.Terminal
}

// startConsole starts a child, or a command that starts it, on a terminal of
// its own.
func startConsole(t *testing.T, size *pty.Winsize, command ...string) *console {
	if len(command) == 0 {
		command = []string{os.Args[0]}
	}
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo terminal here: %v", err)
	}
	if err := pty.Setsize(master, size); err != nil {
		t.Skipf("the size of a pseudo terminal cannot be set here: %v", err)
	}
	if master, err = pollable(master); err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, pty: master, tty: slave, path: filepath.Join(t.TempDir(), "result"), done: make(chan struct{}),
		screen: screentest.NewTerminal(80, 24)}
	if c.before, err = term.GetState(int(slave.Fd())); err != nil {
		t.Fatal(err)
	}
	c.command = exec.Command(command[0], command[1:]...)
	c.command.Env = append(os.Environ(), resultFile+"="+c.path, "TERM=xterm-256color", "SSH_TTY=/dev/pts/0", "NO_COLOR=", "COLUMNS=", "LINES=", "GORACE=atexit_sleep_ms=0")
	c.command.Stdin, c.command.Stdout, c.command.Stderr = slave, slave, slave
	c.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.command.Start(); err != nil {
		t.Fatal(err)
	}
	go c.screen.Answer(func(answer string) { _, _ = master.WriteString(answer) })
	go func() {
		defer close(c.done)
		_, _ = io.Copy(c.screen, master)
	}()
	t.Cleanup(func() {
		_ = c.command.Process.Kill()
		_, _ = c.command.Process.Wait()
		_ = slave.Close()
		_ = master.Close()
		<-c.done
		c.screen.Close()
	})
	return c
}

// pollable returns the file in a form whose Close ends a Read that waits.
func pollable(f *os.File) (*os.File, error) {
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		return nil, err
	}
	syscall.CloseOnExec(fd)
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), f.Close()
}

// output is all that was written, escape codes included.
func (c *console) output() string { return c.screen.All() }

// waitFor waits until text stands on the screen, or was written.
func (c *console) waitFor(text string) {
	c.t.Helper()
	for start := time.Now(); time.Since(start) < 10*time.Second; time.Sleep(5 * time.Millisecond) {
		if strings.Contains(c.screen.Text(), text) || strings.Contains(c.output(), text) {
			return
		}
	}
	c.t.Fatalf("%q was not written: %q\n%s", text, c.output(), c.screen.Text())
}

func (c *console) send(chunk string) {
	c.t.Helper()
	if _, err := c.pty.Write([]byte(chunk)); err != nil {
		c.t.Fatal(err)
	}
}

// result waits for the child's end.
func (c *console) result() result {
	c.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- c.command.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			c.t.Errorf("the program ended with %v: %q", err, c.output())
		}
	case <-time.After(20 * time.Second):
		c.t.Fatalf("the program did not end: %q", c.output())
	}
	var r result
	encoded, err := os.ReadFile(c.path)
	if err == nil {
		err = json.Unmarshal(encoded, &r)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// restored checks that the terminal is as it was.
func (c *console) restored() {
	c.t.Helper()
	state, err := term.GetState(int(c.tty.Fd()))
	if err != nil {
		c.t.Fatal(err)
	}
	if !reflect.DeepEqual(state, c.before) {
		c.t.Error("the terminal's modes are not what they were")
	}
	// Full screen, cursor and bracketed paste. What was written last may still
	// be on its way here.
	for _, code := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"} {
		c.waitFor(code)
	}
}

func window(columns, rows uint16) *pty.Winsize { return &pty.Winsize{Cols: columns, Rows: rows} }

func TestOnARealTerminalTypeAheadInOneWrite(t *testing.T) {
	c := startConsole(t, window(80, 24))
	c.waitFor("Question domain")
	c.send("acme.eu\rsekret value\rmy name\r")
	r := c.result()
	want := map[string]string{"domain": "acme.eu", "token": "sekretvalue", "name": "my name"}
	if !equal(r.Answers, want) || r.Outcome != walk.Done || r.Err != "" {
		t.Errorf("%+v", r)
	}
	c.restored()
}

func TestOnARealTerminalAPastedToken(t *testing.T) {
	for name, paste := range map[string]string{
		"bracketed, with line breaks": bracketed(wrapped(token(), "\n")),
		"unbracketed":                 token(),
		"unbracketed, line feeds":     wrapped(token(), "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			c := startConsole(t, window(80, 24))
			c.waitFor("Question domain")
			c.send("acme\r")
			c.waitFor("token")
			before := len(c.output())
			start := time.Now()
			c.send(paste)
			c.waitFor("5000 characters")
			took := time.Since(start)
			t.Logf("%v, %d bytes", took, len(c.output())-before)
			if strings.Contains(c.output(), "aB3_") {
				t.Error("a part of the token was written")
			}
			if took > 3*time.Second {
				t.Errorf("it took %v", took)
			}
			c.send("\r")
			c.waitFor("name")
			time.Sleep(2 * pasteGap) // no person is faster
			c.send("n\r")
			if r := c.result(); r.Answers["token"] != token() || r.Outcome != walk.Done {
				t.Errorf("%d characters came, outcome %v, %s", len(r.Answers["token"]), r.Outcome, r.Err)
			}
			c.restored()
		})
	}
}

func TestOnARealTerminalSignalsGiveItBack(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		t.Run(s.String(), func(t *testing.T) {
			c := startConsole(t, window(80, 24))
			c.waitFor("Question domain")
			c.send("acme\r")
			c.waitFor("token")
			if err := c.command.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
			if r := c.result(); r.Outcome != walk.Interrupted || r.Err != "" || r.Answers["domain"] != "acme" {
				t.Errorf("%+v", r)
			}
			c.restored()
		})
	}
}

func TestOnARealTerminalWithoutASizeItIs80By24(t *testing.T) {
	c := startConsole(t, window(0, 0))
	c.waitFor("Question domain")
	c.send("\x03")
	if r := c.result(); r.Outcome != walk.Left {
		t.Errorf("%+v", r)
	}
	c.restored()
}

func TestOnARealTerminalWithoutTheOtherEndTheWalkStops(t *testing.T) {
	c := startConsole(t, window(80, 24))
	c.waitFor("Question domain")
	_ = c.tty.Close()
	_ = c.pty.Close()
	if r := c.result(); r.Outcome != walk.Interrupted {
		t.Errorf("%+v", r)
	}
}

func TestOnARealTerminalSuspendGoesToTheShellAndComesBack(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here: it takes a shell with job control to come back from")
	}
	c := startConsole(t, window(80, 24), bash, "-c", `set -m; "$0"; echo in the shell; fg`, os.Args[0])
	c.waitFor("Question domain")
	c.send("typed before")
	c.waitFor("typed before")
	c.send("\x1a")
	c.waitFor("in the shell")
	c.waitFor("▌ typed before")
	c.send("\r")
	c.waitFor("token")
	c.send("s\rn\r")
	if r := c.result(); r.Answers["domain"] != "typed before" || r.Outcome != walk.Done {
		t.Errorf("%+v", r)
	}
	c.restored()
}

func TestOnARealTerminalWithoutAShellSuspendDoesNothing(t *testing.T) {
	c := startConsole(t, window(80, 24))
	c.waitFor("Question domain")
	c.send("\x1a")
	c.waitFor("no shell")
	c.send("\x03")
	if r := c.result(); r.Outcome != walk.Left {
		t.Errorf("%+v", r)
	}
}
