//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"pomerium-auth0/auth0/auth0test"
)

// A line is what lies between a program and the operator's terminal.
type line struct {
	lag  time.Duration // each way
	rate int           // bytes a second to the operator
}

var slow = line{300 * time.Millisecond, 960}

// carry delivers chunks to an end as late as the line does.
func (l line) carry(chunks <-chan []byte, rate int, deliver func([]byte)) {
	type part struct {
		bytes []byte
		at    time.Time
	}
	under := make(chan part, 1<<16)
	go func() {
		for p := range under {
			time.Sleep(time.Until(p.at))
			deliver(p.bytes)
		}
	}()
	defer close(under)
	free := time.Now()
	for chunk := range chunks {
		if now := time.Now(); free.Before(now) {
			free = now
		}
		if rate > 0 {
			free = free.Add(time.Duration(len(chunk)) * time.Second / time.Duration(rate))
		}
		under <- part{chunk, free.Add(l.lag)}
	}
}

// over puts a line between a session that has not started and its terminal.
func (s *session) over(l line) {
	s.keystrokes, s.written = make(chan []byte, 1<<16), make(chan []byte, 1<<16)
	go l.carry(s.keystrokes, 0, func(b []byte) { _, _ = s.terminal.Write(b) })
	go l.carry(s.written, l.rate, s.draw)
}

// waits waits for words on the operator's terminal.
func (s *session) waits(words string) {
	s.t.Helper()
	wanted := regexp.MustCompile(words)
	for until := time.Now().Add(20 * time.Second); !wanted.MatchString(s.screen()); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			s.t.Fatalf("%q did not come on the screen:\n%s", words, s.screen())
		}
	}
}

// TestAnEnterConfirmsOnlyWhatIsSeenOverASlowLine presses Enter on the creation
// of the first application and once more before the next page has arrived.
func TestAnEnterConfirmsOnlyWhatIsSeenOverASlowLine(t *testing.T) {
	if testing.Short() {
		t.Skip("a slow line is slow")
	}
	for mode, screens := range map[string]struct {
		args         []string
		first, later string // words of the two changes
	}{
		"the full screen": {nil, "Create it", "Create both"},
		"line by line":    {[]string{"--plain"}, "4  Paste one made by hand", "5  Not needed"},
	} {
		for _, again := range []time.Duration{400 * time.Millisecond, 800 * time.Millisecond} {
			t.Run(mode+", "+again.String(), func(t *testing.T) {
				t.Parallel()
				tenant := must(auth0test.New(auth0test.Options{}))
				defer tenant.Close()
				folder := t.TempDir()
				if err := os.WriteFile(filepath.Join(folder, "token"), []byte(tenant.Token().Reveal()), 0o600); err != nil {
					t.Fatal(err)
				}
				command := prepared(t, folder, "0.19.2", tenant, append(screens.args, "--config", "config.yaml", "--domain", tenant.Domain(),
					"--authenticate-url", "https://authenticate.example.com", "--api-token-file", "token", "--web-app", "create", "--m2m-app", "create")...)
				s := startOver(t, command, &slow)
				for _, question := range []string{"Authenticate service URL", "Domain or token", "oken \\(not shown|A Management API token"} {
					s.waits(question)
					time.Sleep(time.Second)
					s.strike(enter)
				}
				s.waits(screens.first)
				time.Sleep(4 * time.Second)
				if n := len(tenant.Applications()); n != 0 {
					t.Fatalf("%d applications exist before anything was confirmed", n)
				}
				s.strike(enter)
				time.Sleep(again)
				s.strike(enter)
				s.waits(screens.later)
				time.Sleep(2 * time.Second)
				if n := len(tenant.Applications()); n != 1 {
					t.Errorf("%d applications exist:\n%s", n, s.screen())
				}
				time.Sleep(time.Second)
				s.strike(enter) // now it is seen
				for until := time.Now().Add(10 * time.Second); len(tenant.Applications()) < 2; time.Sleep(50 * time.Millisecond) {
					if time.Now().After(until) {
						t.Fatalf("nothing comes of an Enter on a page that is seen:\n%s", s.screen())
					}
				}
			})
		}
	}
}
