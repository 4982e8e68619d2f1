package screen

import (
	"github.com/charmbracelet/x/ansi"

	"pomerium-auth0/tui/walk"
)

// A hint says what a key does here.
type hint struct {
	action       action
	words, short string
	own          bool // of this screen alone
}

// hints returns what the keys do, in the order they are shown, and their
// ranks: indexes into the hints, the one to be kept longest first.
func (p *page) hints() (hints []hint, ranks []int) {
	if p.over != nothingOver {
		return []hint{{action: back, words: "back to the question", short: "back"}, {action: quit, words: "quit", short: "quit"}}, []int{0, 1}
	}
	s := p.scene
	var lead, own, last []hint
	add := func(to *[]hint, a action, words, short string) { *to = append(*to, hint{a, words, short, to == &own}) }
	if p.asks() || len(s.Choices) > 0 {
		words, short := p.enter()
		add(&lead, submit, words, short)
	}
	switch {
	case s.Running != nil && s.Running.Stopping:
		add(&lead, noAction, "stopping after Auth0's answer", "stopping")
	case s.Back == walk.BackToQuestion:
		add(&lead, back, "back", "back")
	case s.Back == walk.BackStays:
		add(&lead, back, "stay", "stay")
	case s.Back == walk.BackCancels:
		add(&lead, back, "stop", "stop")
	case s.Back == walk.BackWaits:
		add(&lead, back, "stop after Auth0's answer", "stop")
	}
	if s.Running == nil {
		if s.RawAnswer() != "" {
			add(&own, rawAnswer, "raw answer", "answer")
		}
		if p.changeable() && p.focus == onField {
			add(&own, up, "change what was found", "change")
		}
		if p.focus == onRows {
			add(&own, down, "to the question", "question")
		}
		if p.secrets() > 0 {
			add(&own, revealIt, "reveal", "reveal")
		}
		if s.BareText() != "" {
			add(&own, bare, "print", "print")
		}
		add(&last, helpMe, "help", "help")
	}
	if !s.Leaving {
		add(&last, quit, "quit", "quit")
	}
	return rank(lead, own, last, p.compact && (s.Address != "" || len(s.Command) > 0))
}

// rank puts the hints in order and says which give way last: the first two,
// help, the screen's own, quit, and the rest of the screen's own. On a narrow
// screen with an address or a command, printing it comes before help.
func rank(lead, own, last []hint, addressFirst bool) (hints []hint, ranks []int) {
	hints = append(append(append(hints, lead...), own...), last...)
	for i := range lead {
		ranks = append(ranks, i)
	}
	var owns, lasts []int
	for i := range own {
		owns = append(owns, len(lead)+i)
	}
	for i := range last {
		lasts = append(lasts, len(lead)+len(own)+i)
	}
	if addressFirst && len(owns) > 0 {
		ranks = append(ranks, owns[len(owns)-1])
		owns = owns[:len(owns)-1]
	}
	if len(lasts) > 0 && hints[lasts[0]].action == helpMe {
		ranks = append(ranks, lasts[0])
		lasts = lasts[1:]
	}
	if len(owns) > 0 {
		ranks = append(ranks, owns[0])
		owns = owns[1:]
	}
	return hints, append(append(ranks, lasts...), owns...)
}

// enter says what the enter key does with what has the focus.
func (p *page) enter() (words, short string) {
	words, short = "go on", "go on"
	switch {
	case p.focus == onRows:
		return "change it", "change"
	case p.focus == onChoices && p.choice < len(p.scene.Choices):
		c := p.scene.Choices[p.choice]
		if c.Enter != "" {
			words, short = c.Enter, c.EnterShort
		}
	case p.scene.Enter != "":
		words, short = p.scene.Enter, p.scene.EnterShort
	}
	if short == "" {
		short = p.theme.cut(words, 8)
	}
	return words, short
}

// hintLine draws the hints that fit, the first with its words in plain.
func (p *page) hintLine() line {
	hints, ranks := p.hints()
	gap := "   "
	if p.compact {
		gap = "  "
	}
	short := make([]bool, len(hints))
	words := func(i int) string {
		if p.compact || short[i] {
			return hints[i].short
		}
		return hints[i].words
	}
	size := func(i int) int {
		n := len(gap) + ansi.StringWidth(words(i))
		if key := p.theme.shown(hints[i].action); key != "" {
			n += ansi.StringWidth(key) + 1
		}
		return n
	}
	// The screen's own words are shortened before quit is left out.
	room, need := p.prose()+len(gap), 0
	for _, i := range ranks {
		if need += size(i); hints[i].action == quit {
			break
		}
	}
	for i, h := range hints {
		short[i] = need > room && h.own
	}
	taken := make([]bool, len(hints))
	for _, i := range ranks {
		if need := size(i); need <= room {
			taken[i] = true
			room -= need
		}
	}
	var l line
	for i, h := range hints {
		if !taken[i] {
			continue
		}
		key, said := span{p.theme.shown(h.action), plain}, span{words(i), faint}
		if len(l.text) == 0 {
			key.role, said.role = strong, plain
		} else {
			l.text = append(l.text, span{gap, plain})
		}
		if key.text != "" {
			key.text += " "
		}
		l.text = append(l.text, key, said)
	}
	return l
}
