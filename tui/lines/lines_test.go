package lines

import (
	"strings"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

// filled are the answers up to the plan, and the time to read it.
var filled = []any{"\r", "abc.end\r", "1\r", pause(time.Second), "Pomerium\r", pause(reading)}

func script(parts ...any) []any { return append(append([]any{}, filled...), parts...) }

func TestAWholeWalkReadsLikeThis(t *testing.T) {
	state, _, all := talk(t, 100*time.Millisecond, script("\r", pause(time.Second), "no\r")...)
	want := welcome + `

1/4 Pomerium - acme.auth0.com, 0.19.2
Let your users sign in
Nothing changes before you confirm it.

Found:
v version: 0.19.2 (the binary)
! clock: 41 s behind

A host name of its own.
/1  go to version (0.19.2)
[https://auth.example.com] as in config.yaml
Authenticate service URL [https://auth.example.com]: 

2/4 Domain - acme.auth0.com, 0.19.2
A token

https://manage.auth0.com/#/apis

Token (not shown): 
7 characters

Who makes it?

1  This program
2  I do (and paste)
Choice [2]: 1
  looking at: the tenant ...

3/4 Web app - acme.auth0.com, 0.19.2
What is it called?

Name: Pomerium

Create an application

+ name: Pomerium
+ secret: ********

1  Create it
2  Change the name
Choice [1]: 

Creating it in Auth0 ...
  waiting for Auth0's limit
v application: Pomerium

4/4 Save - acme.auth0.com, 0.19.2
Anything more?

More: no
`
	if all != want || state.Outcome != walk.Done {
		t.Errorf("outcome %d; written:\n%s\nwant:\n%s", state.Outcome, all, want)
	}
	if got := state.Answers["kind"].Value.Text; got != "program" {
		t.Errorf("choice 1 is not what was answered: %q", got)
	}
}

func TestWords(t *testing.T) {
	for name, test := range map[string]struct {
		script []any
		at     string
		says   string
	}{
		"back keeps the answer":              {[]any{"https://b.example\r", "/back\r"}, "url", "[https://b.example]: "},
		"forward returns":                    {[]any{"\r", "/back\r", "/forward\r"}, "token", "Token (not shown): "},
		"help says what is asked":            {[]any{"/help\r"}, "url", "  unattended: --authenticate-url\n"},
		"? lists them":                       {[]any{"?\r"}, "url", "/reveal: show one secret"},
		"print prints the address bare":      {[]any{"\r", "/print\r"}, "token", "\nhttps://manage.auth0.com/#/apis\n"},
		"print prints the value":             {[]any{"/print\r"}, "url", "\nhttps://auth.example.com\n"},
		"raw prints the server's answer":     {[]any{"http://a.example\r", "/raw\r"}, "url", "\n{\n\"error\": 1}\n"},
		"no answer, nothing raw":             {[]any{"/raw\r"}, "url", "there is no server's answer"},
		"reveal opens a secret":              {script("/reveal\r"), "create", "secret: " + hiddenValue + "\n"},
		"reveal without a secret":            {[]any{"/reveal\r"}, "url", "there is no secret here"},
		"a way beside the field":             {[]any{"\r", "abc.end\r", "/back\r", "/back\r", "/1\r"}, "kind", "Who makes it?"},
		"a path is no word":                  {[]any{"/etc/x\r"}, "url", "X it must begin with https://\n  /raw shows the server's answer\n"},
		"a number that is no choice":         {[]any{"\r", "abc.end\r", "7\r"}, "kind", "X type a number from 1 to 2"},
		"enter takes the preselected choice": {[]any{"\r", "abc.end\r", "\r", pause(time.Second)}, "name", "What is it called?"},
		"a way of a plan":                    {script("2\r"), "name", "Name [Pomerium]: "},
		"a wrong answer repeats no rows":     {[]any{"x\r"}, "url", "x\nX it must begin with https://\n  /raw shows the server's answer\nAuthenticate"},
		"a word repeats nothing":             {[]any{"x\r", "/help\r"}, "url", "/help\nA host name of its own.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			state, last, _ := talk(t, 100*time.Millisecond, test.script...)
			if state.At != test.at || !strings.Contains(last, test.says) {
				t.Errorf("at %q, wrote %q; want at %q: %q", state.At, last, test.at, test.says)
			}
		})
	}
}

func TestLeaving(t *testing.T) {
	made := func(parts ...any) []any { return append(script("\r", pause(time.Second)), parts...) }
	for name, test := range map[string]struct {
		script  []any
		outcome walk.Outcome
		says    string
	}{
		"quit with nothing made":           {[]any{"/quit\r"}, walk.Left, ""},
		"ctrl+c with nothing made":         {[]any{"\x03"}, walk.Left, ""},
		"ctrl+c in the middle of a line":   {[]any{"htt\x03"}, walk.Left, ""},
		"the end of the input":             {[]any{"\x04"}, walk.Interrupted, ""},
		"ctrl+c asks when made":            {made("\x03"), walk.Interrupted, "Leave now?\n\n+ app: app_1\n\n1  Keep it\n2  Stay here\n"},
		"a second ctrl+c leaves at once":   {made("\x03", "\x03"), walk.Interrupted, ""},
		"keep":                             {made("/quit\r", "\r"), walk.Left, ""},
		"stay shows the question again":    {made("/quit\r", "2\r"), walk.Interrupted, "Anything more?"},
		"back closes the leaving question": {made("/quit\r", "/back\r"), walk.Interrupted, "Anything more?"},
	} {
		t.Run(name, func(t *testing.T) {
			state, last, _ := talk(t, 100*time.Millisecond, test.script...)
			if state.Outcome != test.outcome || !strings.Contains(last, test.says) {
				t.Errorf("outcome %d, wrote %q; want %d: %q", state.Outcome, last, test.outcome, test.says)
			}
		})
	}
}

func TestWhileSomethingRuns(t *testing.T) {
	toLook := []any{"\r", "abc.end\r", "1\r"}
	run := func(parts ...any) []any { return append(append([]any{}, toLook...), parts...) }
	t.Run("a long wait says so every five seconds", func(t *testing.T) {
		_, last, _ := talk(t, 12*time.Second, run(pause(13*time.Second))...)
		if want := "the tenant ...\n  5 s, still waiting\n  10 s, still waiting\n\n3/4"; !strings.Contains(last, want) {
			t.Errorf("wrote %q, want %q", last, want)
		}
	})
	t.Run("ctrl+c quits a look", func(t *testing.T) {
		if state, _, _ := talk(t, time.Hour, run("\x03")...); state.Outcome != walk.Left {
			t.Errorf("outcome %d", state.Outcome)
		}
	})
	t.Run("esc cancels a look", func(t *testing.T) {
		if state, _, _ := talk(t, time.Hour, run("\x1b")...); state.At != "kind" || state.Facts["probe"].Value != nil {
			t.Errorf("at %q, facts %v", state.At, state.Facts)
		}
	})
	t.Run("the end of the input leaves", func(t *testing.T) {
		if state, _, _ := talk(t, time.Hour, run()...); state.Outcome != walk.Interrupted {
			t.Errorf("outcome %d", state.Outcome)
		}
	})
	t.Run("ctrl+c waits for the answer to a write", func(t *testing.T) {
		state, last, _ := talk(t, 2*time.Second, run(pause(3*time.Second), "P\r", pause(reading), "\r", "\x03", pause(3*time.Second))...)
		if want := "stopping after the answer"; !strings.Contains(last, want) || !strings.Contains(last, "Leave now?") || len(state.Made) != 1 {
			t.Errorf("wrote %q, made %v", last, state.Made)
		}
	})
}
