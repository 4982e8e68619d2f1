package walk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pomerium-auth0/tui/walk"
)

// labels are the choices of a scene, the preselected one marked.
func labels(scene walk.Scene) string {
	var list []string
	for _, choice := range scene.Choices {
		label := choice.Label
		if choice.Preselected {
			label += "*"
		}
		list = append(list, label)
	}
	return strings.Join(list, ", ")
}

func stations(scene walk.Scene) string {
	var b strings.Builder
	for _, station := range scene.Rail {
		b.WriteString([]string{"-", ">", "+"}[station.State] + station.Name + " ")
	}
	return strings.TrimSpace(b.String())
}

func running1(scene walk.Scene) string {
	if scene.Running == nil {
		return ""
	}
	var rows []string
	for _, row := range scene.Running.Rows {
		rows = append(rows, strings.TrimSpace(row.Key+" "+map[walk.Mark]string{walk.Working: "…", walk.Proven: "✓"}[row.Mark]))
	}
	return strings.Join(rows, ", ")
}

func TestScenes(t *testing.T) {
	cancelledAt := func(item, look string) func(*trial) {
		return then(running(item, walk.Goto{Name: look}), walk.GoBack{})
	}
	tests := []struct {
		says    string
		in      func(*trial)
		title   string
		kind    walk.Kind
		choices string
		runs    string
		rail    string
		back    walk.Back
		holds   func(walk.Scene) bool
	}{
		{says: "a look that runs", in: func(r *trial) { r.begin() }, runs: "machine …", rail: ">Place -Box -Lid -Check -Save -End", back: walk.BackCancels,
			holds: func(s walk.Scene) bool { return !s.Running.Writes && !s.Running.Since.IsZero() }},
		{says: "looks that run, of which one has answered", in: then(running("lid", answered("lid", "yes")), walk.Learned{Gen: 7, Name: "lids", Value: []thing(nil)}),
			runs: "lids ✓, hinges …", rail: "+Place +Box >Lid -Check -Save -End", back: walk.BackCancels},
		{says: "a question with a field", in: at("colour"), title: "Which colour?", kind: walk.Text, rail: ">Place -Box -Lid -Check -Save -End", back: walk.BackAsksToLeave,
			holds: func(s walk.Scene) bool { return s.Value.Text == "green" && s.Reason == "as the label says" }},
		{says: "a question that was answered", in: at("store", walk.GoBack{}), title: "Which colour?", kind: walk.Text, rail: ">Place -Box -Lid -Check -Save -End", back: walk.BackAsksToLeave,
			holds: func(s walk.Scene) bool { return s.Value.Text == "red" && s.Reason == "" }},
		{says: "a question with a hidden field", in: at("key"), title: "The key?", kind: walk.Secret, rail: ">Place -Box -Lid -Check -Save -End", back: walk.BackToQuestion,
			holds: func(s walk.Scene) bool { return s.Remark(keyOf("acme")).Text == "15 characters" }},
		{says: "a question with choices", in: at("lid"), title: "With a lid?", kind: walk.Pick, choices: "Yes, No", rail: "+Place +Box >Lid -Check -Save -End", back: walk.BackToQuestion},
		{says: "a choice that was taken", in: at("make lid", walk.GoBack{}), title: "With a lid?", kind: walk.Pick, choices: "Yes*, No", rail: "+Place +Box >Lid -Check -Save -End", back: walk.BackToQuestion},
		{says: "a plan", in: at("make box"), title: "This is done", kind: walk.Pick, choices: "Do it, Look again", rail: "+Place >Box -Lid -Check -Save -End", back: walk.BackToQuestion},
		{says: "a plan being performed", in: func(r *trial) { applying("make lid")(r); r.hear(8) }, runs: "lid ✓, hinge …", rail: "+Place +Box >Lid -Check -Save -End", back: walk.BackWaits,
			holds: func(s walk.Scene) bool {
				return s.Running.Writes && s.Running.Title == "Doing it" && !s.Running.Stopping
			}},
		{says: "the last plan being performed", in: applying("save"), runs: "label …", rail: "+Place +Box +Lid +Check +Save >End", back: walk.BackWaits},
		{says: "a plan that went wrong", in: func(r *trial) { applying("make box")(r); r.send(walk.Ended{Gen: 5, Err: errTest}) }, title: "This is done", kind: walk.Pick,
			choices: "Try again", rail: "+Place >Box -Lid -Check -Save -End", back: walk.BackToQuestion,
			holds: func(s walk.Scene) bool { return s.Problem.Text == errTest.Error() && len(s.Rows) == 2 }},
		{says: "a look that went wrong", in: failing("reach"), title: "Which store?", kind: walk.Text, choices: "Try again", rail: ">Place -Box -Lid -Check -Save -End", back: walk.BackToQuestion,
			holds: func(s walk.Scene) bool { return s.Problem.Text == errBroke.Error() && s.Value.Text == "acme" }},
		{says: "the first look went wrong", in: failing("machine"), kind: walk.Pick, choices: "Try again", rail: ">Place -Box -Lid -Check -Save -End", back: walk.BackAsksToLeave},
		{says: "a plan whose looks were cancelled is not shown", in: cancelledAt("make box", "boxs"), title: "Stopped", kind: walk.Pick, choices: "Go on",
			rail: "+Place >Box -Lid -Check -Save -End", back: walk.BackToQuestion},
		{says: "a question whose looks were cancelled is not shown", in: cancelledAt("access", "reach"), title: "Stopped", kind: walk.Pick, choices: "Go on",
			rail: ">Place -Box -Lid -Check -Save -End", back: walk.BackToQuestion},
		{says: "a change that was done, after staying", in: func(r *trial) {
			applying("make box")(r)
			r.send(walk.Quit{})
			r.drain()
			r.send(answered(walk.LeaveName, walk.Stay))
		}, title: "Stopped", kind: walk.Pick, choices: "Go on", rail: "+Place >Box -Lid -Check -Save -End", back: walk.BackToQuestion},
		{says: "whether to leave", in: at("lid", walk.Quit{}), title: "Leave?", kind: walk.Pick, choices: "Keep, Stay, Remove", rail: "+Place +Box >Lid -Check -Save -End", back: walk.BackStays,
			holds: func(s walk.Scene) bool { return s.Leaving && s.Item == walk.LeaveName }},
		{says: "after leaving nothing is asked", in: at("lid", walk.Stopped{}), rail: "+Place +Box >Lid -Check -Save -End"},
	}
	for _, test := range tests {
		t.Run(test.says, func(t *testing.T) {
			r := newTrial(t, harmless)
			r.walk.End = "End"
			test.in(r)
			scene := r.walk.Scene(r.state)
			got := fmt.Sprintf("%q %d [%s] running %q, %s, back %d", scene.Title, scene.Kind, labels(scene), running1(scene), stations(scene), scene.Back)
			want := fmt.Sprintf("%q %d [%s] running %q, %s, back %d", test.title, test.kind, test.choices, test.runs, test.rail, test.back)
			if got != want {
				r.fail("got  %s\nwant %s", got, want)
			}
			if test.holds != nil && !test.holds(scene) {
				r.fail("the scene is not as it must be: %+v", scene)
			}
		})
	}
}

// A server's error that says itself in a short form too.
type explained struct{}

func (explained) Error() string { return "the store refused it" }
func (explained) Short() string { return "refused" }
func (explained) Raw() string   { return `{"error":"no"}` }

func TestAnExplainedProblemIsShownWithItsShortFormAndRawAnswer(t *testing.T) {
	r := newTrial(t, harmless)
	applying("make box")(r)
	r.send(walk.Ended{Gen: 5, Err: fmt.Errorf("making a box: %w", explained{})})
	got := *r.walk.Scene(r.state).Problem
	want := walk.Problem{Item: "make box", Text: "making a box: the store refused it", Short: "refused", Raw: `{"error":"no"}`}
	if got != want {
		t.Errorf("got %+v", got)
	}
}

func TestALongProblemHasAShortFormForNarrowWindows(t *testing.T) {
	for long, want := range map[string]string{
		"the store refused it": "",
		"the store in the old town is closed today, as on every other Monday of the year: try the other one at the harbour, or come back tomorrow": "the store in the old town is closed today, as on every other Monday of the year",
		"the store in the old town, which has been there since the town was founded, is closed today: try the other one at the harbour":            "the store in the old town, which has been there since the town was founded, is closed today",
		strings.Repeat("closed ", 20): "",
	} {
		r := newTrial(t, harmless)
		applying("make box")(r)
		r.send(walk.Ended{Gen: 5, Err: errors.New(long)})
		if got := r.walk.Scene(r.state).Problem; got.Text != long || got.Short != want {
			t.Errorf("the short form of %q is %q", long, got.Short)
		}
	}
}

func TestANewVisitIsCountedWhenAnotherItemComesOnTheScreen(t *testing.T) {
	r := newTrial(t, harmless)
	at("store")(r)
	visit := r.state.Visit
	r.steps(answered("store", "two words"))
	if r.state.Visit != visit {
		t.Error("a refused answer is a new visit: what was typed would be lost")
	}
	r.steps(walk.GoBack{}, walk.Forward{})
	if r.state.Visit == visit {
		t.Error("going away and coming back is no new visit")
	}
}

func TestNoWayLeadsToWhatIsNoPartOfTheWalk(t *testing.T) {
	rows := []walk.Row{{Key: "off", Event: walk.Goto{Name: "off"}}, {Key: "on", Event: walk.Goto{Name: "on"}}}
	never := func(*walk.View) bool { return false }
	r := small(t,
		walk.Item{Name: "pick", Question: &walk.Question{
			Kind: walk.Pick,
			Say:  func(*walk.View) walk.Words { return walk.Words{Rows: rows} },
			Options: func(*walk.View) []walk.Option {
				return []walk.Option{{Label: "off", Event: walk.Goto{Name: "off"}}, {Label: "on", Event: walk.Goto{Name: "on"}}}
			},
		}},
		walk.Item{Name: "off", Applies: never, Question: &walk.Question{Say: title("off")}},
		walk.Item{Name: "on", Question: &walk.Question{Say: title("on")}},
	)
	scene := r.walk.Scene(r.state)
	if got := labels(scene); got != "on" {
		t.Errorf("the choices are %s", got)
	}
	if len(scene.Rows) != 2 || scene.Rows[0].Event != nil || scene.Rows[1].Event == nil {
		t.Errorf("the rows are %+v", scene.Rows)
	}
	if rows[0].Event == nil {
		t.Error("what the question says was changed")
	}
}
