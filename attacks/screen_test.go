//go:build linux

package attacks

import (
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A screen is a command on a pseudo-terminal of 100x30.
type screen struct {
	t        *testing.T
	command  *exec.Cmd
	terminal *os.File
	mu       sync.Mutex
	emulator *vt.Emulator
	written  strings.Builder
	gone     chan struct{}
}

func onScreen(t *testing.T, command *exec.Cmd) *screen {
	t.Helper()
	s := &screen{t: t, command: command, emulator: vt.NewEmulator(100, 30), gone: make(chan struct{})}
	var err error
	if s.terminal, err = pty.StartWithSize(command, &pty.Winsize{Rows: 30, Cols: 100}); err != nil {
		t.Skipf("there is no pseudo-terminal here: %v", err)
	}
	go func() {
		defer close(s.gone)
		chunk := make([]byte, 64<<10)
		for {
			n, err := s.terminal.Read(chunk)
			if err != nil {
				_ = command.Wait()
				return
			}
			s.mu.Lock()
			_, _ = s.emulator.Write(chunk[:n])
			s.written.Write(chunk[:n])
			s.mu.Unlock()
		}
	}()
	go func() { // the terminal answers what it is asked
		chunk := make([]byte, 1024)
		for {
			n, err := s.emulator.Read(chunk)
			if err != nil {
				return
			}
			if _, err := s.terminal.Write(chunk[:n]); err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-s.gone
		_ = s.terminal.Close()
	})
	return s
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emulator.String()
}

// holds reports whether words are in a text, however its lines are broken.
func holds(text, words string) bool {
	return strings.Contains(strings.Join(strings.Fields(text), " "), words)
}

// pressUntil presses a key once a screen has stood still, until words are on it
// or, with none, the command has ended.
func (s *screen) pressUntil(key, words string) {
	s.t.Helper()
	last, since := "", time.Now()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); {
		select {
		case <-s.gone:
			if words != "" {
				s.t.Fatalf("it ended before %q:\n%s", words, s.text())
			}
			return
		case <-time.After(50 * time.Millisecond):
		}
		text := s.text()
		if text != last {
			last, since = text, time.Now()
		}
		if words != "" && holds(text, words) {
			return
		}
		if time.Since(since) > 500*time.Millisecond {
			_, _ = s.terminal.WriteString(key)
			since = time.Now()
		}
	}
	s.t.Fatalf("%q did not come:\n%s", words, s.text())
}

// sane checks that the command has given its terminal back, and returns its exit
// code and what it wrote after the full screen.
func (s *screen) sane() (int, string) {
	s.t.Helper()
	modes, err := unix.IoctlGetTermios(int(s.terminal.Fd()), unix.TCGETS)
	if err != nil || modes.Lflag&unix.ECHO == 0 || modes.Lflag&unix.ICANON == 0 {
		s.t.Errorf("the terminal is still raw (%v)", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.written.String()
	i := strings.LastIndex(out, "\x1b[?1049l")
	if i < 0 {
		s.t.Errorf("the full screen was not left:\n%q", out)
	}
	return s.command.ProcessState.ExitCode(), out[max(i, 0):]
}
