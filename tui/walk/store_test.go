package walk_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"pomerium-auth0/internal/secret"
	"pomerium-auth0/tui/walk"
)

// patience is how long an object is waited for that may be there.
const patience = 5 * time.Second

var (
	errBroke   = errors.New("the store broke off")
	errLost    = errors.New("the answer was lost")
	errGone    = errors.New("it is no longer there")
	errChanged = errors.New("the label changed since it was read")
)

// Faults are what may go wrong, each decided by a roll: a number below n, of
// which 0 is always the harmless one.
type faults func(label string, n int) int

func harmless(string, int) int { return 0 }

// A world is the stores and this machine: what the effects of the toy walk act
// on. Its performer acts at once and answers in pieces.
type world struct {
	now     time.Time
	things  []stored
	labels  map[string]string
	written string // what a walk wrote on the label last
	apart   bool   // the stores can not be reached
	ids     int
	creates int
}

type stored struct {
	thing
	store   string
	made    time.Time
	visible time.Time
}

func newWorld() *world {
	return &world{now: time.Unix(1_700_000_000, 0), labels: map[string]string{"/label": "green by-hand"}}
}

func (w *world) clone() *world {
	c := *w
	c.things, c.labels = slices.Clone(w.things), maps.Clone(w.labels)
	return &c
}

// put adds a thing that somebody made by hand.
func (w *world) put(store, kind, name, colour string) string {
	w.ids++
	id := fmt.Sprintf("%s-%d", kind, w.ids)
	w.things = append(w.things, stored{thing{Kind: kind, ID: id, Name: name, Colour: colour}, store, w.now, w.now})
	return id
}

func (w *world) find(store, kind, id string) int {
	return slices.IndexFunc(w.things, func(s stored) bool {
		return s.store == store && s.Kind == kind && s.ID == id
	})
}

// madeBy returns the things of a walk.
func (w *world) madeBy(tag string) []stored {
	var made []stored
	for _, s := range w.things {
		if s.Tag == tag {
			made = append(made, s)
		}
	}
	return made
}

// perform does an effect and returns all that it tells, in order.
func (w *world) perform(effect walk.Effect, roll faults) []walk.Event {
	switch effect := effect.(type) {
	case walk.Read:
		return w.read(effect, roll)
	case walk.Apply:
		return w.apply(effect, roll)
	}
	return nil
}

func (w *world) read(effect walk.Read, roll faults) []walk.Event {
	var events []walk.Event
	if roll("read told", 3) == 1 {
		events = append(events, walk.Told{Gen: effect.Gen, Line: "waiting for the limit"})
	}
	prove := func() bool {
		for _, made := range effect.Until {
			if roll("until", 8) == 1 {
				return false
			}
			events = append(events, walk.Did{Gen: effect.Gen, Made: w.prove(made)})
		}
		return true
	}
	factsFirst := roll("facts first", 2) == 1
	if !factsFirst && !prove() {
		return append(events, walk.Ended{Gen: effect.Gen, Err: errBroke})
	}
	for _, request := range effect.Requests {
		if roll("read", 8) == 1 {
			return append(events, walk.Ended{Gen: effect.Gen, Err: errBroke})
		}
		if code, is := request.With.(codeRequest); is && !w.waitFor(code.Store, "box", code.ID) {
			gone := walk.Made{Object: walk.Object{Kind: "box", Tenant: code.Store, ID: code.ID}, Removed: true}
			events = append(events, walk.Did{Gen: effect.Gen, Made: gone})
		}
		events = append(events, walk.Learned{Gen: effect.Gen, Name: request.Name, Value: w.answer(request.With)})
	}
	if factsFirst && !prove() {
		return append(events, walk.Ended{Gen: effect.Gen, Err: errBroke})
	}
	return append(events, walk.Ended{Gen: effect.Gen})
}

// prove waits for an object that may be there, known by the tag it would have.
func (w *world) prove(made walk.Made) walk.Made {
	for i, s := range w.things {
		if s.Kind == made.Object.Kind && s.store == made.Object.Tenant && s.Tag == made.Is.(thing).Tag {
			if s.visible.After(w.now.Add(patience)) {
				continue
			}
			w.now = later(w.now, s.visible)
			made.Object.ID, made.Is, made.Unsure = s.ID, w.things[i].thing, false
			return made
		}
	}
	w.now = w.now.Add(patience)
	made.Removed = true
	return made
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// waitFor waits for an object as long as one may be invisible.
func (w *world) waitFor(store, kind, id string) bool {
	i := w.find(store, kind, id)
	if i < 0 || w.things[i].visible.After(w.now.Add(patience)) {
		return false
	}
	w.now = later(w.now, w.things[i].visible)
	return true
}

func (w *world) answer(request any) any {
	switch r := request.(type) {
	case machineRequest:
		return "/label"
	case labelRequest:
		return w.labels[r.File]
	case reachRequest:
		return !w.apart
	case listRequest:
		var things []thing
		for _, s := range w.things {
			if s.store == r.Store && s.Kind == r.Kind && !s.visible.After(w.now) {
				things = append(things, s.thing)
			}
		}
		return things
	case codeRequest:
		return secret.New(clear + r.ID)
	case checkRequest:
		if i := w.find(r.Store, r.Kind, r.ID); i < 0 || w.things[i].Colour != r.Colour {
			return r.Kind + " is not " + r.Colour
		}
		return ""
	case textRequest:
		return r.Want
	}
	panic(fmt.Sprintf("no answer to %T", request))
}

func (w *world) apply(effect walk.Apply, roll faults) []walk.Event {
	var events []walk.Event
	lid := ""
	for _, operation := range effect.Plan.Operations {
		fault := roll("apply", 8)
		if operation.Object.Kind == "label" && fault > 1 {
			fault = 0 // no answer of a disk is lost
		}
		switch fault {
		case 1: // refused
			return append(events, walk.Ended{Gen: effect.Gen, Err: errBroke})
		case 2: // done, and the answer lost
			w.operate(operation, &lid, roll)
			return append(w.lost(events, effect.Gen, operation), walk.Ended{Gen: effect.Gen, Err: errLost, Unsure: true})
		case 3: // lost on the way there
			return append(w.lost(events, effect.Gen, operation), walk.Ended{Gen: effect.Gen, Err: errLost, Unsure: true})
		case 4:
			events = append(events, walk.Told{Gen: effect.Gen, Line: "waiting for the limit"})
		}
		made, err := w.operate(operation, &lid, roll)
		if made.Object.Kind != "" {
			events = append(events, walk.Did{Gen: effect.Gen, Made: made})
		}
		if err != nil {
			return append(events, walk.Ended{Gen: effect.Gen, Err: err})
		}
		w.now = w.now.Add(time.Second)
	}
	return append(events, walk.Ended{Gen: effect.Gen})
}

// lost tells of an operation whose answer was lost, as walk.Did says it.
func (w *world) lost(events []walk.Event, gen int, o walk.Operation) []walk.Event {
	made := walk.Made{Object: o.Object, With: o.With, Was: o.Was, Is: o.Shall}
	switch o.Verb {
	case walk.Create:
		made.Unsure = true
	case walk.Delete, walk.Restore:
		return events
	}
	return append(events, walk.Did{Gen: gen, Made: made})
}

// operate performs one operation. lid is the ID of a lid that the same plan
// made.
func (w *world) operate(o walk.Operation, lid *string, roll faults) (walk.Made, error) {
	made := walk.Made{Object: o.Object, With: o.With, Was: o.Was, Is: o.Shall}
	store, kind := o.Object.Tenant, o.Object.Kind
	if kind == "label" {
		made.Removed = o.Verb == walk.Restore
		switch changed := w.labels[o.Object.Name] != o.Was; {
		case changed && made.Removed: // edited since: it stays as it is
		case changed:
			return walk.Made{}, errChanged
		default:
			w.labels[o.Object.Name] = o.Shall.(string)
			if w.written = ""; o.Verb == walk.Write {
				w.written = o.Shall.(string)
			}
		}
		return made, nil
	}
	switch o.Verb {
	case walk.Create:
		t := o.Shall.(thing)
		w.ids++
		t.ID = fmt.Sprintf("%s-%d", kind, w.ids)
		if kind == "lid" {
			*lid = t.ID
		}
		if kind == "hinge" && t.On == "" {
			t.On = *lid
		}
		delay := time.Duration(2*roll("late", 3)) * time.Second
		w.things = append(w.things, stored{t, store, w.now, w.now.Add(delay)})
		w.creates++
		made.Object.ID, made.Is = t.ID, t
	case walk.Update, walk.Restore:
		if !w.waitFor(store, kind, o.Object.ID) {
			made.Removed, made.Is = true, nil
			return made, errGone
		}
		w.things[w.find(store, kind, o.Object.ID)].thing = o.Shall.(thing)
		made.Removed = o.Verb == walk.Restore
		if kind == "lid" {
			*lid = o.Object.ID
		}
	case walk.Delete:
		w.things = slices.DeleteFunc(w.things, func(s stored) bool {
			same := s.ID == o.Object.ID
			if o.Object.ID == "" {
				same = s.Tag == o.Was.(thing).Tag
			}
			return same && s.store == store && s.Kind == kind
		})
		made.Removed = true
	}
	return made, nil
}
