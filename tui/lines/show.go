package lines

import (
	"fmt"
	"reflect"
	"strings"

	"pomerium-auth0/tui/plain"
	"pomerium-auth0/tui/walk"
)

// show prints the scene, or, where the same question stands there still, only
// what was wrong with the answer.
func (s *session) show(scene walk.Scene) {
	if !s.fresh {
		return
	}
	s.fresh = false
	if !same(s.shown, scene) {
		s.print("")
		if here := station(scene); here != s.station {
			s.print(here)
			s.station = here
		}
		plain.Say(scene.Words, s.width(), s.say, s.print)
		s.say(asking(scene)...)
		s.revealed = 0
	}
	if scene.Problem != nil {
		s.say("X " + plain.Text(scene.Problem.Text))
		if scene.Problem.Raw != "" {
			s.print("  /raw shows the server's answer")
		}
	}
	s.shown = scene
}

// same reports whether b says and asks what a did.
func same(a, b walk.Scene) bool {
	return a.Item == b.Item && a.Visit == b.Visit && a.Leaving == b.Leaving &&
		a.Value == b.Value && reflect.DeepEqual(a.Words, b.Words) && reflect.DeepEqual(a.Choices, b.Choices)
}

// station says where on the rail the scene is: "3/7 Web app - acme.auth0.com".
func station(scene walk.Scene) string {
	for i, station := range scene.Rail {
		if station.State == walk.Here {
			said := fmt.Sprintf("%d/%d %s", i+1, len(scene.Rail), station.Name)
			if len(scene.Context) > 0 {
				said += " - " + strings.Join(scene.Context, ", ")
			}
			return plain.Text(said)
		}
	}
	return ""
}

// asking is what stands above the prompt: the choices, or what a field wants,
// the ways beside it, and where the value in brackets comes from.
func asking(scene walk.Scene) []string {
	lines := []string{""}
	if scene.Kind != walk.Pick {
		for _, wanted := range []string{scene.Help, scene.Hint} {
			if wanted != "" {
				lines = append(lines, plain.Text(wanted))
			}
		}
	}
	ways := waysOf(scene)
	cut := len(ways) > manyWays
	lines = append(lines, listed(scene, func(i int, _ way) bool {
		return !cut || i < firstWays || i == preselected(scene) || i >= len(ways)-lastWays
	})...)
	if cut {
		find := "/more lists them"
		if scene.Kind == walk.Pick { // what is typed at a field is its answer
			find = "type a part of a name to find it, or /more to list them"
		}
		lines = append(lines, fmt.Sprintf("%d in all: %s", len(ways), find))
	}
	if scene.Kind != walk.Pick && scene.Reason != "" && scene.Reason != scene.Hint && !scene.Value.IsZero() {
		lines = append(lines, plain.Text("["+shown(scene.Value)+"] "+scene.Reason))
	}
	return lines
}

// Of a list that is read aloud, or scrolls away, its beginning and its end are
// shown: the end has the ways that are no answers.
const (
	manyWays  = 20
	firstWays = 12
	lastWays  = 3
)

// listed are those ways of a scene that are wanted, each with its number.
func listed(scene walk.Scene, wanted func(int, way) bool) []string {
	before := "/"
	if scene.Kind == walk.Pick {
		before = ""
	}
	var lines []string
	for i, way := range waysOf(scene) {
		if !wanted(i, way) {
			continue
		}
		line := fmt.Sprintf("%s%d  %s", before, i+1, way.label)
		if way.note != "" {
			line += " (" + way.note + ")"
		}
		lines = append(lines, plain.Text(line))
	}
	return lines
}

// prompt is what stands before the cursor, with what enter alone takes.
func prompt(scene walk.Scene) string {
	label, value := scene.Label, ""
	switch {
	case scene.Kind == walk.Pick:
		label, value = "Choice", fmt.Sprint(preselected(scene)+1)
	default:
		value = shown(scene.Value)
	}
	if label == "" {
		label = "Answer"
	}
	if scene.Kind == walk.Secret {
		label += " (not shown)"
	}
	if value != "" {
		label += " [" + value + "]"
	}
	return plain.Text(label) + ": "
}

func shown(value walk.Value) string {
	if !value.Secret.IsZero() {
		return value.Secret.String()
	}
	return value.Text
}

// A way is a choice, or a row that can be gone to.
type way struct {
	label, note string
	event       walk.Event
}

// named reports whether a part of what a way says was typed.
func (w way) named(part string) bool {
	return strings.Contains(strings.ToLower(w.label+" "+w.note), strings.ToLower(part))
}

// waysOf numbers the choices first and then the rows, so that a choice keeps
// its number whatever was found.
func waysOf(scene walk.Scene) []way {
	var ways []way
	for _, choice := range scene.Choices {
		ways = append(ways, way{choice.Label, choice.Note, choice.Event})
	}
	for _, row := range scene.Rows {
		if row.Event != nil {
			ways = append(ways, way{"go to " + row.Key, row.Value, row.Event})
		}
	}
	return ways
}

// preselected is the index of the choice that enter alone takes: the first
// where none is marked.
func preselected(scene walk.Scene) int {
	for i, choice := range scene.Choices {
		if choice.Preselected {
			return i
		}
	}
	return 0
}
