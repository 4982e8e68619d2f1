package screen

// An action is what a key does.
type action int

const (
	noAction action = iota
	submit
	back
	forward
	bare
	copyIt
	revealIt
	rawAnswer
	helpMe
	quit
	suspend
	up
	down
	pageUp
	pageDown
)

// A binding is one row of the key table, which the handler, the hints and the
// help read.
type binding struct {
	action action
	keys   []string // as Bubble Tea names them
	shown  string   // in hints
	help   string   // on the help screen; "" = not there
}

// bindings returns the keys, the same everywhere. No letter is among them but
// the question mark, which the handler takes only where no text is typed.
func bindings() []binding {
	return []binding{
		{submit, []string{"enter"}, "enter", "answer and go on"},
		{back, []string{"esc", "shift+tab"}, "esc", "back, nothing is lost"},
		{forward, []string{"tab"}, "tab", "forward to where you were"},
		{bare, []string{"ctrl+o"}, "ctrl+o", "the value bare, to select it"},
		{copyIt, []string{"ctrl+y"}, "ctrl+y", "copy it"},
		{revealIt, []string{"ctrl+r"}, "ctrl+r", "reveal a secret for ten seconds"},
		{rawAnswer, []string{"ctrl+e"}, "ctrl+e", ""},
		{helpMe, []string{"ctrl+g", "f1", "?"}, "ctrl+g", ""},
		{quit, []string{"ctrl+c"}, "ctrl+c", "quit"},
		{suspend, []string{"ctrl+z"}, "ctrl+z", ""},
		{up, []string{"up"}, "↑", ""},
		{down, []string{"down"}, "↓", ""},
		{pageUp, []string{"pgup"}, "pgup", ""},
		{pageDown, []string{"pgdown"}, "pgdn", ""},
	}
}

// A keymap finds actions by key.
type keymap map[string]action

func newKeymap() keymap {
	m := keymap{}
	for _, b := range bindings() {
		for _, key := range b.keys {
			m[key] = b.action
		}
	}
	return m
}

// shown is the name of an action's key.
func (t *theme) shown(a action) string {
	for _, b := range bindings() {
		if b.action == a {
			if t.ascii && (a == up || a == down) {
				return b.keys[0]
			}
			return b.shown
		}
	}
	return ""
}
