package walk

import (
	"reflect"
	"time"

	"pomerium-auth0/internal/secret"
)

// A Value is an answer: normalised text or a secret. Comparable.
type Value struct {
	Text   string
	Secret secret.Secret
}

// IsZero reports an empty value.
func (v Value) IsZero() bool { return v == Value{} }

// TextOf makes a Value of visible text.
func TextOf(s string) Value { return Value{Text: s} }

// SecretOf makes a Value of text that must not be seen.
func SecretOf(s secret.Secret) Value { return Value{Secret: s} }

// Given is an answer given beforehand and where: a flag, an environment
// variable, a file.
type Given struct {
	Value  Value
	Source string
}

// A Plan is what a change wants done: what is wanted against what is there.
// The zero Plan wants nothing.
type Plan struct {
	Operations []Operation
}

// Empty reports whether there is nothing to do.
func (p Plan) Empty() bool { return len(p.Operations) == 0 }

// Equal reports whether p and q want the very same, secrets included.
func (p Plan) Equal(q Plan) bool {
	return p.Empty() && q.Empty() || reflect.DeepEqual(p, q)
}

// rests reports whether p is the end of q, as it was shown. What an operation
// does in detail may differ: it may name an object that the first part of q has
// made since.
func (p Plan) rests(q Plan) bool {
	done := len(q.Operations) - len(p.Operations)
	if p.Empty() || done <= 0 {
		return false
	}
	for i, operation := range p.Operations {
		shown := q.Operations[done+i]
		operation.Object.ID, shown.Object.ID = "", ""
		if operation.Verb != shown.Verb || operation.Object != shown.Object ||
			operation.Label != shown.Label || !reflect.DeepEqual(operation.Fields, shown.Fields) {
			return false
		}
	}
	return true
}

// An Operation is one thing to do to one object.
type Operation struct {
	Verb   Verb
	Object Object
	Label  string // what the screen calls it: "application", "grant", "file"
	Fields []Row  // what is shown of it, from and to, and so what is confirmed
	// With is what it is done with (access), Was what the object was, Shall
	// what it shall be. The walk looks into none of them.
	With, Was, Shall any
	// Before is what the object would be if this walk had never changed it: what
	// somebody else changed since the first time stays when it is put back. Nil:
	// the former value that is known.
	Before any
}

// A Verb says what an operation does.
type Verb int

// The verbs.
const (
	Create Verb = iota
	Update
	Delete
	Restore // an update that puts back what a walk changed
	Write   // a file
)

// An Object names what an operation works on. ID is empty until it exists.
type Object struct {
	Kind   string // "web app", "M2M app", "grant", "file"
	Tenant string
	ID     string
	Name   string
}

// Made is an object that this walk created or changed.
type Made struct {
	Object     Object
	With       any       // what it was made with
	Was        any       // the former value; nil: created
	Is         any       // the present value; nil: found to be gone
	Generation int       // of the effect that made or last saw it
	At         time.Time // when it was made or last seen
	Removed    bool      // or put back, or found to be gone
	Undone     bool      // removed or put back by this walk
	Assumed    bool      // by a dry run
	Unsure     bool      // the answer was lost; Doubt says what follows
}

// Doubt says what is not known of an object, or nothing.
func (m Made) Doubt() string {
	switch {
	case !m.Unsure:
		return ""
	case m.Was != nil:
		return "the answer was lost: look at its settings"
	}
	return "the answer was lost: it may be there"
}

// same reports whether m and n are the same object. One without an ID is known
// by its name.
func (m Made) same(n Made) bool {
	a, b := m.Object, n.Object
	return a.Kind == b.Kind && a.Tenant == b.Tenant && a.ID == b.ID && (a.ID != "" || a.Name == b.Name)
}

// proves reports whether m is what became of n, of which it was unsure whether
// it was created.
func (m Made) proves(n Made) bool {
	a, b := m.Object, n.Object
	return n.Unsure && !n.Removed && b.ID == "" && a.ID != "" && a.Kind == b.Kind && a.Tenant == b.Tenant
}
