package walk

import (
	"slices"
	"time"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/internal/shell"
)

// A Scene is all that a front end draws: what the walk says and asks at this
// moment. Front ends add layout, keys and colours and know nothing of what it
// is about.
type Scene struct {
	// Item is the name of the item on the screen. A front end keeps what was
	// typed only as long as Item and Visit stay the same.
	Item  string
	Visit int

	Rail    []Station
	Context []string // what stands at the right above the rail: tenant, version

	Words

	Kind   Kind
	Value  Value  // what a field starts with
	Reason string // where Value comes from; shown under the field
	// Remark says what a text is, before it is submitted: what came with a
	// hidden paste, say. Nil where there is nothing to say.
	Remark func(Value) Remark

	// Choices are the ways on. A field has them too, as rows below it; on a
	// question of kind Choice and for a plan they are all there is.
	Choices []Choice

	Running *Running
	Problem *Problem

	// Back says where Back leads: BackToQuestion, BackAsksToLeave, or
	// BackCancels and BackWaits while something runs.
	Back Back
	// Leaving: the question whether to leave is shown over the walk.
	Leaving bool
}

// RawAnswer is the server's answer behind what a scene says: behind its
// problem, if it has one. Empty where there is none.
func (s Scene) RawAnswer() string {
	if s.Problem != nil && s.Problem.Raw != "" {
		return s.Problem.Raw
	}
	return s.Raw
}

// Confirms reports whether a choice or a row of the scene confirms a change.
func (s Scene) Confirms() bool {
	return slices.ContainsFunc(s.Choices, func(c Choice) bool { return Confirms(c.Event) }) ||
		slices.ContainsFunc(s.Rows, func(r Row) bool { return Confirms(r.Event) })
}

// Confirms reports whether an event lets a change be performed.
func Confirms(e Event) bool {
	_, is := e.(Confirmed)
	return is
}

// A Station is one word of the rail.
type Station struct {
	Name  string
	State StationState
}

// A StationState says where a station is, seen from the present one.
type StationState int

// The states of a station.
const (
	ToCome StationState = iota
	Here
	Passed
)

// A Kind says how a scene is answered.
type Kind int

// The kinds of a scene.
const (
	// Nothing is asked: something runs, or the walk is over.
	Nothing Kind = iota
	// Text asks for one line in a visible field.
	Text
	// Secret asks for one line in a hidden field.
	Secret
	// Pick asks for one of the choices.
	Pick
)

// Words are what one screen says.
type Words struct {
	Title string
	Short string // the title at 40 columns, at most 38 wide; "" = Title fits
	Mark  Mark   // beside the title: Failed for a failed check
	Lead  string // one or two sentences under the title

	Address string        // shown bare, unwrapped, on a line of its own
	Command shell.Command // likewise, broken where a shell may go on

	Heading string // above the rows, in the full form only
	Rows    []Row
	File    *File

	Label string // of the field
	Help  string // what the field wants, at most two lines of 76
	// Hint stands under a field in the place of Reason where there is none;
	// HintShort is the same at 40 columns, "" = Hint fits in three rows.
	Hint, HintShort string

	// Enter is what enter does here, for a field ("look it up", "look up");
	// a choice has its own.
	Enter, EnterShort string

	// Bare is what ctrl+o shows alone and ctrl+y copies: an address, an ID,
	// a plan as text. "" = Command, else Address.
	Bare string

	// Raw is a server's answer behind what is said, for ctrl+e.
	Raw string

	// About are the rows of the help screen: where to find what is asked,
	// what it is used for, the flag that answers it.
	About []Row
}

// BareText is what of the words is shown alone and copied.
func (w Words) BareText() string {
	switch {
	case w.Bare != "":
		return w.Bare
	case len(w.Command) > 0:
		return w.Command.String()
	}
	return w.Address
}

// A Mark stands left of a row or line.
type Mark int

// The marks, as the screens show them.
const (
	NoMark    Mark = iota
	Proven         // ✓ passed, found, done
	Warned         // ! works, but look
	Failed         // ✗
	Unchecked      // – not checked
	Added          // +
	Changed        // ~
	Removed        // -
	Working        // the turning bar
)

// A Row is one line of facts: a plan's field, a check, something found.
type Row struct {
	Mark   Mark
	Key    string
	Value  string
	Secret secret.Secret // shown masked in the place of Value, opened by reveal
	Note   string        // a reason, faint, in a third column where all fit
	Indent int           // of Key, in steps of two columns
	Faint  bool          // what stays as it is
	// Event makes the row one that can be gone to (arrow up from the field)
	// and chosen.
	Event Event
}

// A File is the difference that Preview shows.
type File struct {
	Path  string
	Lines []Line
	Foot  string // owner, mode, backup
}

// A Line is one line of a File. Text that must not be seen stands in Secret,
// between Before and After.
type Line struct {
	Mark   Mark // Added, Removed or NoMark
	Before string
	Secret secret.Secret
	After  string
	Aside  bool // explains the line above, as the decoded service account
}

// A Choice is a way on, with the event it sends.
type Choice struct {
	Label             string // at most 36 columns
	Note              string // what it means, faint
	Enter, EnterShort string // what enter does with it ("create it", "create")
	Event             Event
	Preselected       bool
}

// A Remark is what a front end shows under a field for the text in it.
type Remark struct {
	Text  string
	Mark  Mark // Proven when the text was understood, Warned when it is odd
	Short string
}

// Running is what a scene shows while an effect runs.
type Running struct {
	Since time.Time
	Title string
	Rows  []Row  // one a read or an operation; the one that runs is Working
	Told  string // such as waiting for the limit
	// Stopping: the operator asked to stop, and the answer is waited for.
	Stopping bool
	Writes   bool
}

// A Problem is an error on the screen.
type Problem struct {
	Item  string // where it belongs: the present item or one being read
	Text  string
	Short string // at most three lines of 38 columns
	Raw   string // a server's answer, for ctrl+e
	// Misplaced: what was answered is a secret, and is not to be kept.
	Misplaced bool
}

// A Back says what esc does.
type Back int

// The ways back.
const (
	BackNowhere Back = iota
	BackToQuestion
	BackAsksToLeave
	BackCancels // stops what is being read
	BackWaits   // stops after the answer of what is being written
	BackStays   // closes the question whether to leave
)
