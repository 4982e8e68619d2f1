package lines

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pomerium-auth0/tui/walk"
)

// many is a walk that asks for one of n applications.
func many(n int) walk.Walk {
	return walk.Walk{Items: []walk.Item{{Name: "which", Rail: "Web app", Question: &walk.Question{
		Kind: walk.Pick,
		Say:  func(*walk.View) walk.Words { return walk.Words{Title: "Which application?"} },
		Options: func(*walk.View) []walk.Option {
			options := []walk.Option{{Value: walk.TextOf("new"), Label: "Create a new one"}}
			for i := range n {
				options = append(options, walk.Option{Value: walk.TextOf(fmt.Sprint(i)), Label: fmt.Sprintf("Application %d", i), Note: fmt.Sprintf("id-%d", i)})
			}
			return append(options, walk.Option{Value: walk.TextOf("paste"), Label: "Paste one"})
		},
	}}}}
}

func TestALongListIsCutShortAndSearched(t *testing.T) {
	for name, test := range map[string]struct {
		script []any
		answer string
		says   []string
		never  string
	}{
		"its beginning and end": {[]any{""}, "", []string{"1  Create a new one\n", "12  Application 10 (id-10)\n250  Application 248 (id-248)\n251  Application 249 (id-249)\n252  Paste one\n252 in all: type a part of a name to find it, or /more"}, "Application 100"},
		"a part of a name":      {[]any{"tion 24\r"}, "", []string{"26  Application 24 (id-24)\n242  Application 240 (id-240)\n"}, "Application 100"},
		"an ID":                 {[]any{"ID-100\r"}, "", []string{"102  Application 100 (id-100)\nChoice [1]: "}, "Application 101"},
		"a number out of sight": {[]any{"102\r"}, "100", nil, "Application 100"},
		"all of it":             {[]any{"/more\r"}, "", []string{"102  Application 100 (id-100)\n103  "}, "X "},
		"what is nowhere":       {[]any{"zzz\r"}, "", []string{"X type a number from 1 to 252"}, "Application 100"},
	} {
		t.Run(name, func(t *testing.T) {
			state, _, all := talkOf(t, many(250), 0, test.script...)
			for _, said := range test.says {
				if !strings.Contains(all, said) {
					t.Errorf("wrote %q, want %q", all, said)
				}
			}
			if got := state.Answers["which"].Value.Text; got != test.answer || strings.Contains(all, test.never) {
				t.Errorf("answered %q, want %q; wrote %q, never %q", got, test.answer, all, test.never)
			}
		})
	}
	if _, _, all := talkOf(t, many(10), 0, ""); strings.Contains(all, "in all") || !strings.Contains(all, "12  Paste one\nChoice") {
		t.Errorf("a short list became %q", all)
	}
	// What is typed at a field is its answer, and finds nothing.
	field := many(250)
	field.Items[0].Question.Kind = walk.Text
	if _, _, all := talkOf(t, field, 0, "/more\r"); !strings.Contains(all, "252 in all: /more lists them\n") || !strings.Contains(all, "\n/102  Application 100 (id-100)\n") {
		t.Errorf("at a field a long list became %q", all)
	}
}

func TestWhatIsReadSideBySideIsOneLine(t *testing.T) {
	running := &walk.Running{Rows: []walk.Row{{Mark: walk.Working, Key: "discovery"}, {Mark: walk.Working, Key: "web app"}, {Mark: walk.Working, Key: "the file", Value: "reading it"}}}
	var said narration
	if got := strings.Join(said.news(1, running), "|"); got != "  the file: reading it ...|  looking at discovery, web app ..." {
		t.Errorf("%q", got)
	}
	running.Rows[0].Mark = walk.Proven
	if got := said.news(1, running); len(got) > 0 {
		t.Errorf("one that has answered says %q", got)
	}
}

func TestALongWaitIsSaidLessAndLess(t *testing.T) {
	_, _, all := talk(t, 5*time.Minute, "\r", "abc.end\r", "1\r", pause(3*time.Minute))
	if got := strings.Count(all, "still waiting"); got != 6 || !strings.Contains(all, "  160 s, still waiting") {
		t.Errorf("said %d times in three minutes: %q", got, all)
	}
}
