package walk

// A Walk is its items in the order of the rail, and what leaving it says.
type Walk struct {
	Items []Item
	// Leave is shown over the walk when it is left after something was made.
	// Its plan removes what was created and puts back what was changed.
	Leave Change
	// Context is what stands at the right above the rail.
	Context func(*View) []string
	// End is the last word of the rail: where the last change is performed.
	End string
}

// An Item is one entry of a walk: exactly one of Question, Look and Change.
// Its functions see the walk through a View, and read no item after it.
type Item struct {
	Name string
	Rail string
	// Applies says whether the item is part of this walk. Nil: always.
	Applies func(*View) bool

	Question *Question
	Look     *Look
	Change   *Change
}

// A Question is settled when it has an answer that is still valid, or is quiet
// and its suggestion stands.
type Question struct {
	Kind Kind // Text, Secret or Pick
	Say  func(*View) Words
	// Options are the answers of a Pick, and ways on beside a field.
	Options func(*View) []Option
	// Suggest is what to answer with where nothing was given.
	Suggest func(*View) (Suggestion, bool)
	// Otherwise is what an unattended walk answers where nothing was given or
	// found. Nil: nothing.
	Otherwise func(*View) (Value, bool)
	// Failure is what went wrong, for a question that is asked because of it. An
	// unattended walk that has no answer reports it. Nil: nothing.
	Failure func(*View) error
	// Quiet questions do not ask: their suggestion stands unless one goes
	// there. Nil: it always asks.
	Quiet func(*View) bool
	// Untyped questions are answered by other questions, and never asked.
	Untyped bool
	// TakesSecrets says that Take knows what to do with a value that looks like a
	// secret in a visible field; elsewhere it is refused.
	TakesSecrets bool
	// Take normalises what was typed, and may answer other questions with it.
	// Nil: the value as it is.
	Take func(*View, Value) (map[string]Value, error)
	// Valid says what is wrong with a normalised value; it is asked again
	// whenever something earlier changed. Nil: nothing.
	Valid func(*View, Value) error
	// Remark says what a value is before it is submitted.
	Remark func(*View, Value) Remark
}

// An Option is one answer of a question, or, with an Event, a way elsewhere.
type Option struct {
	Value             Value
	Label             string
	Note              string
	Enter, EnterShort string
	Event             Event
}

// A Suggestion is an answer that nobody has given.
type Suggestion struct {
	Value  Value
	Reason string // where it comes from: "as in /etc/pomerium/config.yaml"
	Origin Origin
}

// An Origin says how good a suggestion is. An unattended walk takes what was
// given or found; Derived is only shown, and preselected.
type Origin int

// The origins, best last.
const (
	Derived Origin = iota
	Found
	FromOutside // a flag, an environment variable, a file
)

// A Look reads. It is settled when its fact was read with an equal request.
type Look struct {
	// Request is one comparable value that holds all it is read with. Nil: it
	// is not part of this walk now.
	Request func(*View) any
	// Usual is the fact's value as long as nothing was read.
	Usual any
	// Local looks stay on this machine.
	Local bool
	// UsesUp is the part of a request that reading it uses up. Such a look is
	// not read again with the others of its rail word, nor once anything else
	// of its request has changed. Nil: nothing is used up.
	UsesUp func(request any) any
	// Together names looks that are read side by side when they follow one
	// another and none needs another's fact.
	Together string
	// Doing is the row shown while it reads.
	Doing func(*View) Row
	// Proves says whether it can find an object that may have been made: the
	// look is not settled as long as there is one it has not found out about.
	Proves func(*View, Made) bool
}

// A Change writes. It is settled when its plan is empty or was declined.
type Change struct {
	Plan func(*View) Plan
	Say  func(*View, Plan) Words
	// Options are the ways on, each with its event: Confirmed, Declined or a
	// way elsewhere. The first is preselected.
	Options func(*View, Plan) []Option
	// Doing is the title while it is performed.
	Doing func(*View, Plan) string
	// Stale names the looks whose facts can not be trusted after a failure.
	Stale []string
	// Declines says that it may be left undone.
	Declines bool
}

// index returns where the item named name stands, or -1.
func (w *Walk) index(name string) int {
	for i := range w.Items {
		if w.Items[i].Name == name {
			return i
		}
	}
	return -1
}

// Item returns the item named name.
func (w *Walk) Item(name string) (Item, bool) {
	if i := w.index(name); i >= 0 {
		return w.Items[i], true
	}
	return Item{}, false
}
