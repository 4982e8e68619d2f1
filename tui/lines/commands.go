package lines

import (
	"context"
	"strconv"
	"strings"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/text"
	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

const welcome = `Type an answer and press enter; enter alone takes what stands in [brackets].
/back goes back, /forward goes forward again, /help says more, /quit leaves.
? lists all of these. While something runs, esc cancels it and ctrl+c quits.`

// A word is typed in the place of an answer. Each begins with a slash, which
// no answer but a path does, and no path is taken for one: only the whole word
// counts.
var words = []struct{ word, means string }{
	{"/back", "back to the question before; nothing is lost"},
	{"/forward", "forward to where you were"},
	{"/help", "what is asked here, where to find it, and the flag that answers it"},
	{"/print", "the address or the value of this question, bare"},
	{"/reveal", "show one secret of this question; once more, the next"},
	{"/raw", "the server's own answer, after an error"},
	{"/more", "all of a list that is cut short"},
	{"/quit", "leave; what was made can stay or go"},
	{"?", "this list"},
}

const marks = "Left of a line, v is found, done or passed, ! works but look, X failed, - was not checked; + is added, ~ changed, - removed."

// command does what a word says, and reports whether line is one.
func (s *session) command(ctx context.Context, scene walk.Scene, line string) bool {
	switch line {
	case "/back":
		s.feed(ctx, walk.GoBack{})
	case "/forward":
		s.feed(ctx, walk.Forward{})
	case "/quit":
		s.feed(ctx, walk.Quit{})
	case "/help":
		s.say(help(scene)...)
	case "/print":
		s.print(bare(scene))
	case "/raw":
		s.print(raw(scene)...)
	case "/reveal":
		s.reveal(scene)
	case "/more":
		s.say(listed(scene, func(int, way) bool { return true })...)
	case "?":
		for _, w := range words {
			s.say("  " + w.word + ": " + w.means)
		}
		s.say(marks)
	default:
		return s.way(ctx, scene, line)
	}
	return true
}

// way goes one of the numbered ways beside a field.
func (s *session) way(ctx context.Context, scene walk.Scene, line string) bool {
	number, slashed := strings.CutPrefix(line, "/")
	n, err := strconv.Atoi(number)
	ways := waysOf(scene)
	if !slashed || err != nil || n < 1 || n > len(ways) {
		return false
	}
	s.goTo(ctx, ways[n-1])
	return true
}

func help(scene walk.Scene) []string {
	var said []string
	if scene.Help != "" {
		said = append(said, plain.Text(scene.Help))
	}
	for _, row := range scene.About {
		said = append(said, plain.Row(row))
	}
	if len(said) == 0 {
		said = append(said, "nothing more is to be said here")
	}
	return append(said, "? lists what can be typed beside an answer")
}

func bare(scene walk.Scene) string {
	switch text := scene.BareText(); {
	case text != "":
		return text
	case scene.Value.Text != "":
		return scene.Value.Text
	}
	return "there is no address or value here"
}

func raw(scene walk.Scene) []string {
	if scene.RawAnswer() == "" {
		return []string{"there is no server's answer to show here"}
	}
	return strings.Split(scene.RawAnswer(), "\n")
}

// reveal opens the next secret of the scene, one at a time.
func (s *session) reveal(scene walk.Scene) {
	secrets := secretsOf(scene)
	if len(secrets) == 0 {
		s.print("there is no secret here")
		return
	}
	s.print(secrets[s.revealed%len(secrets)], "it stays in this terminal's history")
	s.revealed++
}

func secretsOf(scene walk.Scene) []string {
	var opened []string
	for _, row := range scene.Rows {
		if !row.Secret.IsZero() {
			opened = append(opened, row.Key+": "+inClear(row.Secret))
		}
	}
	if scene.File != nil {
		for _, line := range scene.File.Lines {
			if !line.Secret.IsZero() {
				opened = append(opened, line.Before+inClear(line.Secret)+line.After)
			}
		}
	}
	if !scene.Value.Secret.IsZero() {
		opened = append(opened, scene.Label+": "+inClear(scene.Value.Secret))
	}
	return opened
}

// inClear is a secret to be read. One that a file held may hold anything.
func inClear(s secret.Secret) string { return text.Line(s.Reveal()) }
